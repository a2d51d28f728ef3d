"""APDUs: the four cases in both forms, round trips, and every kind of disagreement between a length and its bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.protocol.encoding.apdu import (
    EXTENDED_ANSWER,
    CommandApdu,
    MalformedApduError,
    ResponseApdu,
    parse_command,
    parse_response,
    tries_left,
)

octet = st.integers(0, 255)
commands = st.builds(
    CommandApdu,
    cla=octet,
    ins=octet,
    p1=octet,
    p2=octet,
    data=st.binary(max_size=600),
    le=st.none() | st.integers(1, EXTENDED_ANSWER),
    extended=st.booleans(),
)

CASES = {
    "00A40400": CommandApdu(ins=0xA4, p1=4),
    "00CA000010": CommandApdu(ins=0xCA, le=16),
    "00CA000000": CommandApdu(ins=0xCA, le=256),
    "00CA0000000010": CommandApdu(ins=0xCA, le=16, extended=True),
    "00CA0000000000": CommandApdu(ins=0xCA, le=65_536, extended=True),
    "00A4040002A000": CommandApdu(ins=0xA4, p1=4, data=b"\xa0\0"),
    "00A40400000002A000": CommandApdu(ins=0xA4, p1=4, data=b"\xa0\0", extended=True),
    "00A4040002A00005": CommandApdu(ins=0xA4, p1=4, data=b"\xa0\0", le=5),
    "00A4040002A00000": CommandApdu(ins=0xA4, p1=4, data=b"\xa0\0", le=256),
    "00A40400000002A0000100": CommandApdu(ins=0xA4, p1=4, data=b"\xa0\0", le=256, extended=True),
    "00A40400000002A0000000": CommandApdu(ins=0xA4, p1=4, data=b"\xa0\0", le=65_536, extended=True),
}


@pytest.mark.parametrize(("text", "command"), CASES.items())
def test_each_case_is_read_and_written_as_the_standard_has_it(text, command):
    assert parse_command(bytes.fromhex(text)) == command
    assert command.encode() == bytes.fromhex(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "00A404",
        "00A404000200",  # Lc 2, one byte
        "00A4040002A0000000",  # Lc 2, four bytes
        "00A404000000",  # extended Lc that is cut
        "00A40400000000A000",  # extended Lc of zero, and data
        "00A40400000003A000",  # extended Lc 3, two bytes
        "00A40400000002A00001",  # an extended Le of one byte
        "00A40400000002A000010000",
    ],
)
def test_lengths_that_disagree_with_the_bytes_are_refused(text):
    with pytest.raises(MalformedApduError):
        parse_command(bytes.fromhex(text))


@pytest.mark.parametrize("le", [0, -1, EXTENDED_ANSWER + 1])
def test_le_that_no_form_can_say_is_not_written(le):
    with pytest.raises(MalformedApduError):
        CommandApdu(ins=0xCA, le=le).encode()


def test_data_that_no_form_can_carry_is_not_written():
    assert len(CommandApdu(ins=0xDB, data=bytes(65_535)).encode()) == 4 + 3 + 65_535
    with pytest.raises(MalformedApduError):
        CommandApdu(ins=0xDB, data=bytes(65_536)).encode()


@given(commands)
def test_what_is_written_is_read_again(command):
    read = parse_command(command.encode())
    assert (read.cla, read.ins, read.p1, read.p2) == (command.cla, command.ins, command.p1, command.p2)
    assert (read.data, read.le) == (command.data, command.le)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_command_or_malformed(raw):
    try:
        command = parse_command(raw)
    except MalformedApduError:
        return
    assert command.encode() == raw


def test_response_is_data_and_status_word():
    assert parse_response(bytes.fromhex("0102 9000")) == ResponseApdu(b"\x01\x02", 0x9000)
    assert ResponseApdu(b"\x01\x02", 0x6A82).encode() == bytes.fromhex("01026A82")
    assert ResponseApdu(b"", 0x9000).ok
    assert not ResponseApdu(b"", 0x63C2).ok
    with pytest.raises(MalformedApduError):
        parse_response(b"\x90")


@pytest.mark.parametrize(("sw", "left"), [(0x63C0, 0), (0x63C2, 2), (0x63CF, 15), (0x6300, None), (0x9000, None)])
def test_tries_left_stand_in_a_warning_with_counter_only(sw, left):
    assert tries_left(sw) == left
