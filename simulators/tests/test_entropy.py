"""Entropy repeats for a label and differs between labels."""

from simulators.entropy import Entropy


def test_stream_repeats_for_the_same_seed_and_labels():
    assert Entropy(7).stream("phone", 1).random() == Entropy(7).stream("phone", 1).random()


def test_streams_of_other_labels_or_seeds_differ():
    first = Entropy(7).stream("phone", 1).random()
    others = [
        Entropy(8).stream("phone", 1).random(),
        Entropy(7).stream("phone", 2).random(),
        Entropy(7).stream("phone", "1").random(),
        Entropy(7).stream("phone1").random(),
        Entropy(7).stream("pho", "ne", 1).random(),
    ]
    assert first not in others
    assert len(set(others)) == len(others)


def test_bytes_have_the_asked_size_and_repeat():
    assert Entropy(7).bytes(100, "nonce") == Entropy(7).bytes(100, "nonce")
    assert len(Entropy(7).bytes(100, "nonce")) == 100


def test_p256_key_repeats_and_differs_by_label():
    entropy = Entropy(7)
    first, again, other = (entropy.p256_private_key(label).private_numbers() for label in ("a", "a", "b"))
    assert first == again
    assert first != other


def test_values_are_pinned_so_that_a_seed_means_the_same_world_tomorrow():
    assert Entropy(1).bytes(8, "pin").hex() == "1a07f9af0aaea3ee"
