"""Whatever bytes come, the face answers with a status word and its memory stays valid.

One walk starts from real dialogs (files, basic access control, PACE, chip authentication) and mutates their commands, before and
within secure messaging; the other is Hypothesis on raw bytes.
"""

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.protocol.encoding.apdu import CommandApdu
from simulators.card.contactless import ContactlessFace, ContactlessMemory

SEEDS = [  # steps of a dialog stand one after another
    bytes.fromhex(each)
    for each in (
        "00A4040C07A0000002471001",
        "00A4020C02011C",
        "00A4020C020101",
        "00A4000C",
        "00B0000000",
        "00B09C0000",
        "00B0810010",
        "00B1001E0354010000",
        "00B1010200000454020000FFFF",
        "0084000008",
        "0082000028" + "5A" * 40 + "28",
        "0022C1A40F800A04007F00070202040202830102",
        "10860000027C0000",
        "1086000045" + "7C438141"
        "046B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
        "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F500",
        "1086000045" + "7C438341"
        "046B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
        "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F500",
        "008600000C7C0A8508000000000000000000",
        "0088000008010203040506070800",
        "002241A40C800A04007F00070202030202",
        "0086000045" + "7C438041"
        "046B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
        "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F500",
    )
]


def mutated(rng: random.Random, command: bytes) -> bytes:
    raw = bytearray(command)
    for _ in range(rng.choice((0, 0, 1, 1, 2, 4))):
        at = rng.randrange(len(raw) + 1)
        match rng.randrange(5):
            case 0 if raw:
                raw[at % len(raw)] ^= 1 << rng.randrange(8)
            case 1 if raw:
                raw[at % len(raw)] = rng.choice((0x00, 0x01, 0x7F, 0x80, 0x81, 0xFF, rng.randrange(256)))
            case 2:
                raw[at:at] = rng.randbytes(rng.randrange(1, 4))
            case 3:
                del raw[at : at + rng.randrange(1, 4)]
            case _:
                del raw[at:]
    return bytes(raw)


def protected(rng: random.Random, terminal, command: bytes) -> bytes:
    """A mutated command whose protection is right, so that it reaches the card's insides."""
    raw = mutated(rng, command).ljust(5, b"\0")
    inner = CommandApdu(
        cla=raw[0] & 0x10, ins=raw[1], p1=raw[2], p2=raw[3], data=raw[5:200], le=rng.choice((None, 1, 8, 256, 65_536))
    )
    return terminal.protect(inner).encode()


def is_valid(answer: bytes) -> bool:
    return 2 <= len(answer) <= 65_538 and (answer[-2] in range(0x61, 0x70) or answer[-2:] == b"\x90\x00")


def walk(card, *, apdus: int, seed: int) -> set[int]:
    """Send that many commands; the status words seen."""
    rng = random.Random(seed)  # noqa: S311 - a walk must repeat
    face, seen, terminal, at = card.face, set(), None, 0
    for sent in range(apdus):
        if terminal is None and sent % 50 == 0:
            face.reset()
            terminal = card.opened_by_pace() if rng.random() < 0.5 else card.opened_by_basic_access()
        at = (at + 1 if rng.random() < 0.7 else rng.randrange(len(SEEDS))) % len(SEEDS)
        if terminal is not None:
            raw = protected(rng, terminal, SEEDS[at])
            raw = mutated(rng, raw) if rng.random() < 0.1 else raw
        else:
            raw = mutated(rng, SEEDS[at])
        answer = face.send(raw)
        assert is_valid(answer), raw.hex()
        seen.add(int.from_bytes(answer[-2:], "big"))
        if terminal is not None:
            terminal = terminal if _goes_on(terminal, answer, odd=bool(raw[1:2] and raw[1] & 1)) else None
    assert msgspec.json.decode(msgspec.json.encode(face.memory), type=ContactlessMemory) == face.memory
    return seen


def _goes_on(terminal, answer: bytes, *, odd: bool) -> bool:
    """Whether the session outlived the command: its answer is protected, and by the keys that the terminal holds."""
    try:
        return bool(terminal.open(answer, odd=odd).sw) and len(answer) > 2
    except AssertionError:
        return False


EXPECTED = {0x9000, 0x6300, 0x6700, 0x6982, 0x6985, 0x6987, 0x6988, 0x6A80, 0x6A82, 0x6A86, 0x6B00, 0x6D00, 0x6E00}


def test_mutated_commands_are_answered_and_leave_the_memory_valid(card):
    seen = walk(card, apdus=4_000, seed=1)
    assert seen >= EXPECTED - {0x6300}


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(4))
def test_a_hundred_thousand_mutated_commands_are_answered(card, seed):
    assert walk(card, apdus=25_000, seed=100 + seed) >= EXPECTED


@settings(max_examples=200, deadline=None)
@given(commands=st.lists(st.one_of(st.binary(max_size=300), st.sampled_from(SEEDS)), max_size=8))
def test_any_bytes_are_answered_with_a_status_word(memory, commands):
    face = ContactlessFace(memory, random_bytes=bytes, delay=lambda _: None, save=lambda _: None)
    face.power_on()
    assert all(is_valid(face.send(command)) for command in commands)
    assert len(face.memory.data_groups) == len(memory.data_groups)
