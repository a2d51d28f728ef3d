import pytest

from harness.reference.guard import ProofMemory, Rate, network_of
from harness.reference.problems import language_of
from harness.reference.refusal import Refusal


def test_a_proof_is_remembered_for_a_whole_window():
    memory = ProofMemory(window_s=10, limit=100)
    memory.remember("a", 1000.0)
    assert memory.seen("a", 1009.9)
    memory.remember("b", 1010.0)
    assert memory.seen("a", 1011.0)


def test_a_proof_that_was_only_asked_for_is_not_remembered():
    memory = ProofMemory(window_s=10, limit=100)
    assert [memory.seen("a", 1000.0), memory.seen("a", 1000.0)] == [False, False]


def test_a_proof_is_forgotten_after_two_windows():
    memory = ProofMemory(window_s=10, limit=1)
    memory.remember("a", 1000.0)
    assert not memory.seen("a", 1020.0)
    memory.remember("b", 1020.0)


def test_a_full_memory_refuses_rather_than_forgets():
    memory = ProofMemory(window_s=10, limit=1)
    memory.remember("a", 1000.0)
    with pytest.raises(Refusal) as refused:
        memory.remember("b", 1001.0)
    assert refused.value.code == "UNAVAILABLE"


def test_a_bucket_fills_again():
    rate = Rate(per_s=1, burst=1)
    rate.take("d", 0.0)
    with pytest.raises(Refusal):
        rate.take("d", 0.5)
    rate.take("d", 1.0)


def test_one_device_does_not_use_up_the_tokens_of_another():
    rate = Rate(per_s=1, burst=1)
    rate.take("d", 0.0)
    rate.take("e", 0.0)
    with pytest.raises(Refusal):
        rate.take("d", 0.0)


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("", ""),
    ],
)
def test_the_addresses_of_one_subscriber_count_together(host, network):
    assert network_of(host) == network


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("ar", "ar"),
        ("ar-KW,en;q=0.8", "ar"),
        ("en,ar;q=0.9", "en"),
        ("fr, ar;q=0.1", "ar"),
        ("ar;q=0", "en"),
        ("*;q=0.5", "en"),
        ("ar;q=x", "en"),
    ],
)
def test_the_preferred_language_answers(header, language):
    assert language_of(header) == language
