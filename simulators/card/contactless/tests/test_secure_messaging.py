"""Whatever is wrong with a protected command ends the session: keys erased, nothing readable, also not by the right keys."""

from collections.abc import Callable

import pytest

from harness.protocol.encoding.apdu import CommandApdu, parse_command
from simulators.card.contactless.ciphers import padded, unpadded

READ = CommandApdu(ins=0xB0, p1=0x81, le=16)


@pytest.fixture(params=["basic access", "PACE"])
def terminal(request, card):
    return card.opened_by_pace() if request.param == "PACE" else card.opened_by_basic_access()


def ended(terminal) -> bool:
    """Whether neither the old keys nor plain commands reach a file."""
    by_keys = terminal.face.send(terminal.protect(READ).encode())
    return by_keys == b"\x69\x82" and terminal.sw("00B0810010") == 0x6982


def flip(at: int) -> Callable[[bytes], bytes]:
    def change(raw: bytes) -> bytes:
        changed = bytearray(raw)
        changed[at] ^= 1
        return bytes(changed)

    return change


def test_a_protected_read_is_answered(terminal, memory):
    assert terminal.send(READ).data == memory.data_groups[1][:16]
    assert terminal.send(READ).data == memory.data_groups[1][:16]


@pytest.mark.parametrize("at", [1, 2, 3, 7, -2], ids=["INS", "P1", "P2", "Le", "MAC"])
def test_a_changed_command_is_refused_and_ends_the_session(terminal, at):
    assert terminal.face.send(flip(at)(terminal.protect(READ).encode())) == b"\x69\x88"
    assert ended(terminal)


def test_a_replayed_command_is_refused_and_ends_the_session(terminal):
    command = terminal.protect(READ).encode()
    assert terminal.open(terminal.face.send(command)).ok
    assert terminal.face.send(command) == b"\x69\x88"
    assert ended(terminal)


def test_a_command_without_its_mac_is_refused_and_ends_the_session(terminal):
    command = CommandApdu(cla=0x0C, ins=0xB0, p1=0x81, data=bytes.fromhex("970110"), le=256)
    assert terminal.face.send(command.encode()) == b"\x69\x87"
    assert ended(terminal)


def test_a_plain_command_ends_the_session(terminal):
    assert terminal.face.send(bytes.fromhex("00B0810010")) == b"\x69\x87"
    assert ended(terminal)


@pytest.mark.parametrize(
    "apdu", ["00840000 08", "80CA0000", "00", "0CB081"], ids=["challenge", "other class", "cut", "short"]
)
def test_any_other_command_outside_the_session_ends_it(terminal, apdu):
    assert terminal.face.send(bytes.fromhex(apdu)) in (b"\x69\x87", b"\x67\x00")
    assert ended(terminal)


@pytest.mark.parametrize(
    ("objects", "sw"),
    [
        ("", b"\x69\x87"),
        ("8E08", b"\x69\x88"),
        ("99029000 8E080000000000000000", b"\x69\x88"),
        ("8E080000000000000000 970110", b"\x69\x88"),
        ("970110 970110 8E080000000000000000", b"\x69\x88"),
        ("8E00", b"\x69\x88"),
    ],
    ids=["none", "cut", "unknown", "out of order", "twice", "empty MAC"],
)
def test_malformed_objects_end_the_session(terminal, objects, sw):
    command = CommandApdu(cla=0x0C, ins=0xB0, p1=0x81, data=bytes.fromhex(objects), le=256)
    assert terminal.face.send(command.encode()) == sw
    assert ended(terminal)


def test_a_changed_cryptogram_ends_the_session(terminal):
    command = terminal.protect(CommandApdu(ins=0xA4, p1=2, p2=0x0C, data=b"\1\1")).encode()
    assert terminal.face.send(flip(9)(command)) == b"\x69\x88"
    assert ended(terminal)


def test_a_card_can_be_opened_again_after_its_session_ended(card):
    terminal = card.opened_by_basic_access()
    assert terminal.face.send(bytes.fromhex("00B0810010")) == b"\x69\x87"
    again = card.terminal()
    assert again.basic_access(card.face.memory.mrz_information).ok
    assert again.send(READ).ok


def test_a_refused_command_is_answered_within_the_session(terminal):
    assert terminal.send(CommandApdu(ins=0xA4, p1=2, p2=0x0C, data=b"\1\3")).sw == 0x6A82
    assert terminal.send(CommandApdu(ins=0xCA, le=256)).sw == 0x6D00
    assert terminal.send(READ).ok


def test_power_erases_the_session(card):
    terminal = card.opened_by_pace()
    card.face.power_off()
    card.face.power_on()
    assert terminal.face.send(terminal.protect(READ).encode()) == b"\x69\x82"


def test_what_a_cut_command_hides_does_not_open(terminal):
    """Cut anywhere, a protected command is malformed or has a wrong MAC."""
    raw = terminal.protect(READ).encode()
    assert terminal.face.send(raw[:-6]) == b"\x67\x00"
    assert ended(terminal)


def test_a_protected_answer_fits_a_short_answer(terminal):
    raw = terminal.face.send(terminal.protect(CommandApdu(ins=0xB0, p1=0x82, le=256)).encode())
    assert len(raw) <= 258
    assert len(terminal.open(raw).data) == terminal.messaging.capacity(extended=False)


def test_an_extended_answer_carries_a_file_at_once(terminal, memory):
    read = terminal.send(CommandApdu(ins=0xB0, p1=0x82, le=65_536, extended=True))
    assert read.ok
    assert read.data == memory.data_groups[2]


def closed(terminal, command: CommandApdu, body: bytes) -> bytes:
    """A command with these objects under a right MAC."""
    session = terminal.messaging
    terminal.protect(command)
    header = padded(bytes((0x0C, command.ins, command.p1, command.p2)), session.suite.block)
    mac = session.suite.mac(session.keys.authentication, session.counter + header + padded(body, session.suite.block))
    data = body + b"\x8e\x08" + mac
    return CommandApdu(cla=0x0C, ins=command.ins, p1=command.p1, p2=command.p2, data=data, le=256).encode()


def test_objects_under_a_right_mac_are_taken(terminal):
    assert terminal.open(terminal.face.send(closed(terminal, READ, bytes.fromhex("970110")))).ok


@pytest.mark.parametrize(
    "body",
    [
        "8710" + "00" * 16,
        "8711 02" + "00" * 16,
        "8701 01",
        "8709 01" + "00" * 7 + "970110",
        "8511" + "00" * 17,
        "8711 01" + "00" * 16,
        "97 00",
    ],
    ids=["no indicator", "other indicator", "empty", "part of a block", "object of an odd INS", "no padding", "no Le"],
)
def test_wrong_objects_under_a_right_mac_end_the_session(terminal, body):
    assert terminal.face.send(closed(terminal, READ, bytes.fromhex(body))) == b"\x69\x88"
    assert ended(terminal)


@pytest.mark.parametrize("block", [8, 16])
@pytest.mark.parametrize("size", [0, 1, 7, 8, 15, 16])
def test_padding_is_taken_off_as_it_was_put_on(block, size):
    whole = padded(b"\x80" * size, block)
    assert len(whole) % block == 0
    assert unpadded(whole) == b"\x80" * size


def test_missing_padding_is_told():
    with pytest.raises(ValueError, match="padding"):
        unpadded(bytes(8))


def test_a_class_byte_with_a_channel_ends_the_session(terminal):
    raw = bytearray(terminal.protect(READ).encode())
    raw[0] |= 1
    assert parse_command(bytes(raw)).cla == 0x0D
    assert terminal.face.send(bytes(raw)) == b"\x69\x87"
    assert ended(terminal)
