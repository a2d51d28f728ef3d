"""The administrator: shown by an answered challenge, and what only he may do."""

import pytest
from msgspec.structs import replace

from simulators.card.contact.piv.administrator import decipher, encipher
from simulators.card.memory import KEY_BYTES, AdministratorKey

ALGORITHMS = {"3des": "03", "aes-128": "08", "aes-192": "0A", "aes-256": "0C"}
PUT_NAME = "00DB3FFF085C035FC109530101"
GENERATE = "0047009A05AC0380011100"


@pytest.fixture(params=ALGORITHMS)
def keyed(request, inserted, personalized):
    """A card with an administrator key of each cipher."""
    key = AdministratorKey(cipher=request.param, value=bytes(range(KEY_BYTES[request.param])))
    return inserted(replace(personalized, administrator=key)).select()


def ask(terminal, objects: bytes, algorithm=None):
    algorithm = algorithm or ALGORITHMS[terminal.memory.administrator.cipher]
    template = b"\x7c" + bytes([len(objects)]) + objects
    data, sw = terminal.ask(f"0087{algorithm}9B{len(template):02X}{template.hex()}00")
    return data[4:], sw


def one(tag: int, value: bytes = b"") -> bytes:
    return bytes([tag, len(value)]) + value


def answer_challenge(terminal, change=lambda answer: answer):
    challenge, sw = ask(terminal, one(0x81))
    assert sw == 0x9000
    return ask(terminal, one(0x82, change(encipher(terminal.memory.administrator, challenge))))[1]


def mutual(terminal, challenge):
    witness, sw = ask(terminal, one(0x80))
    assert sw == 0x9000
    return ask(terminal, one(0x80, decipher(terminal.memory.administrator, witness)) + one(0x81, challenge) + one(0x82))


def size_of(terminal):
    return 8 if terminal.memory.administrator.cipher == "3des" else 16


def test_administrator_is_shown_by_an_answered_challenge(keyed):
    assert keyed.do(PUT_NAME) == 0x6982
    assert answer_challenge(keyed) == 0x9000
    assert keyed.do(PUT_NAME) == 0x9000
    assert keyed.memory.objects["5FC109"] == b"\x01"


def test_both_are_shown_by_mutual_authentication(keyed):
    challenge = bytes(range(size_of(keyed)))
    answer, sw = mutual(keyed, challenge)
    assert (answer, sw) == (encipher(keyed.memory.administrator, challenge), 0x9000)
    assert keyed.do(PUT_NAME) == 0x9000


def test_wrong_answer_shows_nobody_and_ends_what_was_shown(terminal):
    assert answer_challenge(terminal) == 0x9000
    assert answer_challenge(terminal, lambda answer: answer[:-1] + bytes([answer[-1] ^ 1])) == 0x6982
    assert terminal.do(PUT_NAME) == 0x6982


def test_challenge_is_answered_once_and_by_the_next_command_only(terminal):
    challenge, _sw = ask(terminal, one(0x81))
    answer = one(0x82, encipher(terminal.memory.administrator, challenge))
    assert terminal.do("00200080") == 0x63C3
    assert ask(terminal, answer)[1] == 0x6982
    challenge, _sw = ask(terminal, one(0x81))
    answer = one(0x82, encipher(terminal.memory.administrator, challenge))
    assert ask(terminal, answer)[1] == 0x9000
    assert ask(terminal, answer)[1] == 0x6982


def test_challenges_differ(terminal):
    assert len({ask(terminal, one(0x81))[0] for _ in range(20)}) == 20
    assert len({ask(terminal, one(0x80))[0] for _ in range(20)}) == 20


def test_answer_to_a_challenge_does_not_serve_as_a_witness(terminal):
    witness, _sw = ask(terminal, one(0x80))
    assert ask(terminal, one(0x82, witness))[1] == 0x6982


def test_card_enciphers_for_nobody_who_has_not_shown_the_key(terminal):
    answer, sw = ask(terminal, one(0x81, bytes(16)) + one(0x82))
    assert (answer, sw) == (b"", 0x6A80)
    answer, sw = ask(terminal, one(0x80, bytes(16)) + one(0x81, bytes(16)) + one(0x82))
    assert (answer, sw) == (b"", 0x6982)


@pytest.mark.parametrize(
    "objects", [b"", one(0x83), one(0x82), one(0x80) + one(0x81), one(0x80, bytes(16)) + one(0x81, b"1")]
)
def test_template_of_another_form_is_refused(terminal, objects):
    assert ask(terminal, objects)[1] == 0x6A80


def test_algorithm_of_another_key_is_refused(keyed):
    others = [algorithm for cipher, algorithm in ALGORITHMS.items() if cipher != keyed.memory.administrator.cipher]
    assert {ask(keyed, one(0x81), algorithm)[1] for algorithm in [*others, "11", "01"]} == {0x6A86}


@pytest.mark.parametrize("way", ["reset", "manager"])
def test_administrator_is_forgotten(terminal, way):
    assert answer_challenge(terminal) == 0x9000
    if way == "reset":
        terminal.chip.reset()
    else:
        assert terminal.do("00A4040008A000000151000000") == 0x9000
    terminal.select()
    assert terminal.do(PUT_NAME) == 0x6982


# -- GENERATE ASYMMETRIC KEY PAIR


def test_keys_are_generated_for_the_administrator_only(terminal):
    before = terminal.memory.keys
    terminal.verify()
    assert terminal.do(GENERATE) == 0x6982
    assert terminal.memory.keys == before
    answer_challenge(terminal)
    data, sw = terminal.ask(GENERATE)
    assert (data[:5].hex(), len(data), sw) == ("7f49438641", 70, 0x9000)
    assert terminal.memory.keys["9A"] != before["9A"]
    assert terminal.memory.keys["9C"] == before["9C"]


def test_rsa_key_is_generated_with_its_public_half_as_the_answer(terminal):
    answer_challenge(terminal)
    data, sw = terminal.ask("0047009C 000005 AC03800107 0000")
    assert sw == 0x9000
    assert data.startswith(bytes.fromhex("7F4982010981820100"))
    assert data.endswith(bytes.fromhex("8203010001"))


@pytest.mark.parametrize(
    ("command", "sw"),
    [
        ("0047009B05AC0380011100", 0x6A86),
        ("0047019A05AC0380011100", 0x6A86),
        ("0047009A05AC0380011400", 0x6A80),
        ("0047009A05AC0381011100", 0x6A80),
        ("0047009A03AC018000", 0x6A80),
        ("0047009A02AC0000", 0x6A80),
        ("0047009A00", 0x6700),
    ],
)
def test_key_generation_of_another_form_is_refused(terminal, command, sw):
    answer_challenge(terminal)
    assert terminal.do(command) == sw
    assert terminal.writes == []
