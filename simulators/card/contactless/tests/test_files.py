"""Selecting and reading: identifiers, short identifiers, offsets, lengths, and what the files hold."""

from dataclasses import replace
from datetime import date

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from harness.protocol.encoding.apdu import CommandApdu
from harness.protocol.encoding.ber_tlv import find, parse
from simulators.card.contactless import ContactlessMemory, mrz
from simulators.card.contactless.portrait import Size, jpeg_size


def read(terminal, **fields):
    return terminal.send(CommandApdu(ins=0xB0, **fields))


def test_short_identifiers_read_and_select(card, memory):
    terminal = card.opened_by_pace()
    assert read(terminal, p1=0x81, le=5).data == memory.data_groups[1][:5]
    assert read(terminal, p1=0x00, p2=5, le=5).data == memory.data_groups[1][5:10]
    assert read(terminal, p1=0x9E, le=5).data == memory.common_data[:5]
    assert read(terminal, p1=0x9D, p2=2, le=5).data == memory.security_object[2:7]


@pytest.mark.parametrize("identifier", ["0000", "001E", "011E"], ids=["current", "short", "long"])
def test_the_odd_instruction_names_a_file_in_three_ways(card, memory, identifier):
    terminal = card.opened_by_pace()
    assert read(terminal, p1=0x9E, le=1).ok
    p1, p2 = bytes.fromhex(identifier)
    part = terminal.send(CommandApdu(ins=0xB1, p1=p1, p2=p2, data=bytes.fromhex("540102"), le=6))
    assert part.ok
    assert part.data == b"\x53\x04" + memory.common_data[2:6]


def test_reading_beyond_the_end_warns_and_gives_what_is_there(card, memory):
    terminal = card.opened_by_pace()
    size = len(memory.common_data)
    whole = read(terminal, p1=0x9E, le=size)
    assert (whole.sw, whole.data) == (0x9000, memory.common_data)
    beyond = read(terminal, p1=0x9E, le=size + 1)
    assert (beyond.sw, beyond.data) == (0x6282, memory.common_data)
    assert read(terminal, p1=0x9E, le=256).sw == 0x9000


@pytest.mark.parametrize(
    ("fields", "sw"),
    [
        ({"p1": 0x9E, "p2": 255, "le": 1}, 0x6B00),
        ({"p1": 0x83, "le": 1}, 0x6A82),
        ({"p1": 0x80, "le": 1}, 0x6A86),
        ({"p1": 0xC1, "le": 1}, 0x6A86),
        ({"p1": 0x9E}, 0x6700),
        ({"p1": 0x9E, "data": b"\0", "le": 1}, 0x6700),
        ({"le": 1}, 0x6986),
    ],
    ids=["offset", "absent", "no number", "reserved", "no Le", "data", "no file"],
)
def test_a_wrong_read_is_refused_by_its_status_word(card, fields, sw):
    assert read(card.opened_by_pace(), **fields).sw == sw


@pytest.mark.parametrize("data", ["", "5400", "540400000000", "5501 00", "540100 540100", "54"])
def test_an_offset_that_is_none_is_refused(card, data):
    terminal = card.opened_by_pace()
    assert terminal.send(CommandApdu(ins=0xB1, p2=0x1E, data=bytes.fromhex(data), le=4)).sw == 0x6A80


@pytest.mark.parametrize(
    ("apdu", "sw"),
    [
        ("00A4000C", 0x9000),
        ("00A4000C023F00", 0x9000),
        ("00A4000C023F01", 0x6A82),
        ("00A4040C07A0000002471001", 0x9000),
        ("00A4040C07A0000002471002", 0x6A82),
        ("00A4040C06A00000024710", 0x6A82),
        ("00A4020C02011C", 0x9000),
        ("00A4020C022F01", 0x9000),
        ("00A4020C020101", 0x6A82),
        ("00A4020C0101", 0x6A80),
        ("00A4080C02011C", 0x6A86),
        ("00A4020402011C", 0x6A86),
        ("80A4000C", 0x6E00),
        ("01A4000C", 0x6881),
        ("10A4000C", 0x6884),
        ("0CA4000C", 0x6982),
        ("00CA0000", 0x6D00),
        ("00A4000C05", 0x9000),
        ("00A4000C0511", 0x6700),
    ],
)
def test_a_selection_ends_in_its_status_word(card, apdu, sw):
    assert card.terminal().sw(apdu) == sw


def test_a_template_tells_what_was_selected(card):
    terminal = card.terminal()
    chosen = terminal.send(CommandApdu(ins=0xA4, p1=4, data=bytes.fromhex("A0000002471001"), le=256))
    assert chosen.data == bytes.fromhex("6F098407A0000002471001")


def test_another_application_that_is_absent_leaves_the_selection(card):
    terminal = card.opened_by_pace()
    assert terminal.send(CommandApdu(ins=0xA4, p1=4, p2=0x0C, data=b"\xa0\0\0\0\0")).sw == 0x6A82
    assert read(terminal, p1=0x81, le=1).ok


def test_the_list_of_files_names_every_data_group(memory):
    assert (
        memory.common_data.hex().upper()
        == "6017" + "5F0104" + b"0107".hex() + "5F3606" + b"040000".hex() + "5C0561756B6E6F".upper()
    )


def test_data_group_1_holds_the_printed_lines(memory, holder):
    zone = find(find(memory.data_groups[1], 0x61), 0x5F1F).decode()
    assert zone == "".join(mrz.lines(holder))
    assert [zone[:30], zone[60:]] == ["I<KWTK1234567A6290040200017<<<", "AL<TEST<<NOURA<SALEM<<<<<<<<<<"]
    for field, digit in ((zone[5:14], zone[14]), (zone[30:36], zone[36]), (zone[38:44], zone[44])):
        assert mrz.check_digit(field) == digit
    assert mrz.check_digit(zone[5:30] + zone[30:37] + zone[38:45] + zone[48:59]) == zone[59]


def test_data_group_2_holds_the_portrait_in_a_facial_record(memory, portrait):
    template = find(find(memory.data_groups[2], 0x75), 0x7F61)
    assert find(template, 0x02) == b"\1"
    record = find(find(template, 0x7F60), 0x5F2E)
    assert record[:8] == b"FAC\x00010\x00"
    assert int.from_bytes(record[8:12], "big") == len(record)
    assert int.from_bytes(record[14:18], "big") == len(record) - 14
    assert record[-len(portrait) :] == portrait
    assert len(record) - len(portrait) == 14 + 20 + 12
    assert jpeg_size(portrait) == Size(240, 300)
    assert record[36:40] == bytes.fromhex("00F0012C")


def test_data_group_11_holds_name_number_and_birth_date(memory, holder):
    group = find(memory.data_groups[11], 0x6B)
    assert [each.tag for each in parse(group)] == [0x5C, 0x5F0E, 0x5F10, 0x5F2B]
    assert find(group, 0x5F0E).decode() == holder.full_name.replace(" ", "<")
    assert find(group, 0x5F10) == b"290040200017"
    assert find(group, 0x5F2B) == b"19900402"


@pytest.mark.parametrize(
    "jpeg", [b"", b"\xff\xd8", b"\x89PNG", b"\xff\xd8\xff\xe0\x00\x10", b"\xff\xd8\xff\xda\x00\x02"]
)
def test_a_portrait_that_is_no_jpeg_is_told(jpeg):
    with pytest.raises(ValueError, match="JPEG"):
        jpeg_size(jpeg)


@pytest.mark.parametrize(
    ("field", "value"),
    [("surname", "al"), ("document_number", "K12345678AB"), ("civil_number", "1" * 16), ("nationality", "KUWAIT")],
)
def test_a_field_that_the_printed_lines_cannot_hold_is_told(holder, field, value):
    fields = {name: getattr(holder, name) for name in type(holder).__dataclass_fields__}
    with pytest.raises(ValueError, match=field):
        type(holder)(**{**fields, field: value})
    assert type(holder)(**{**fields, "birth_date": date(1980, 1, 1)}).document_number == holder.document_number


def test_the_memory_survives_its_file(memory):
    assert msgspec.json.decode(msgspec.json.encode(memory), type=ContactlessMemory) == memory


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("can", "12345"),
        ("mrz_information", "short"),
        ("password_failures", -1),
        ("data_groups", {"17": "AA=="}),
        ("active_authentication_key", "AA=="),
        ("surplus", 1),
    ],
)
def test_a_broken_memory_is_refused(memory, field, value):
    whole = msgspec.to_builtins(memory, str_keys=True)
    assert msgspec.convert(whole, ContactlessMemory, strict=False) == memory
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**whole, field: value}, ContactlessMemory, strict=False)


@pytest.mark.parametrize("kind", ["Ed25519", "P-384", "encrypted"])
def test_a_key_of_another_kind_is_refused(memory, kind):
    key = ed25519.Ed25519PrivateKey.generate() if kind == "Ed25519" else ec.generate_private_key(ec.SECP384R1())
    form = BestAvailableEncryption(b"x") if kind == "encrypted" else NoEncryption()
    with pytest.raises(ValueError, match=r"P-256|encrypted"):
        msgspec.structs.replace(
            memory, chip_authentication_key=key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, form)
        )


def test_a_short_le_leaves_no_room_for_an_object(card):
    terminal = card.opened_by_pace()
    assert terminal.send(CommandApdu(ins=0xB1, p2=0x1E, data=bytes.fromhex("540100"), le=2)).sw == 0x6700
    assert terminal.send(CommandApdu(ins=0xB1, p2=0x1E, data=bytes.fromhex("540100"), le=3)).data == b"\x53\x01\x60"


def test_a_person_with_one_name_has_no_given_names(holder):
    one = replace(holder, given_names="")
    assert mrz.lines(one)[2] == "AL<TEST" + "<" * 23


def test_the_memory_does_not_show_its_secrets(memory):
    assert memory.can not in repr(memory)
    assert "key" not in repr(memory)
