"""Data objects: what is in them, who reads and who writes them."""

from datetime import date

import pytest

from harness.protocol.encoding.ber_tlv import find, parse
from simulators.card.contact.piv.administrator import encipher
from simulators.card.contact.piv.containers import Fascn, facial_image
from simulators.card.memory import OBJECT_LIMIT


def read(terminal, tag):
    size = len(tag) // 2
    return terminal.ask(f"00CB3FFF0000{size + 2:02X}5C{size:02X}{tag}0000")


def administrator(terminal):
    data, _sw = terminal.ask("0087089B047C02810000")
    answer = encipher(terminal.memory.administrator, data[4:])
    assert terminal.do(f"0087089B147C128210{answer.hex()}") == 0x9000


def put(terminal, data: bytes):
    return terminal.do(f"00DB3FFF00{len(data):04X}{data.hex()}")


@pytest.mark.parametrize("tag", ["5FC107", "5FC102", "5FC105", "5FC10A", "7E"])
def test_public_object_is_read_without_pin(terminal, tag):
    data, sw = read(terminal, tag)
    assert sw == 0x9000
    assert [found.tag for found in parse(data)] == [0x7E if tag == "7E" else 0x53]


@pytest.mark.parametrize("tag", ["5FC109", "5FC108", "5FC103", "5FC121"])
def test_protected_object_wants_the_pin_whether_it_is_there_or_not(terminal, tag):
    assert read(terminal, tag) == (b"", 0x6982)
    terminal.verify()
    assert read(terminal, tag)[1] == (0x9000 if tag in terminal.memory.objects else 0x6A82)


@pytest.mark.parametrize("tag", ["5FC106", "5FC1FE", "5F2F", "7F61", "FF"])
def test_object_that_is_not_there_is_answered_6a82(terminal, tag):
    assert read(terminal, tag) == (b"", 0x6A82)


@pytest.mark.parametrize(
    ("command", "sw"),
    [
        ("00CB0000055C035FC10200", 0x6A86),
        ("00CB3FFF", 0x6700),
        ("00CB3FFF0453025FC100", 0x6A80),
        ("00CB3FFF045C035FC100", 0x6A80),
        ("00CB3FFF075C035FC1025300", 0x6A80),
        ("00CB3FFF025C0000", 0x6A82),
    ],
)
def test_get_data_of_another_form_is_refused(terminal, command, sw):
    assert terminal.do(command) == sw


def test_object_is_written_read_and_deleted_by_the_administrator(terminal):
    administrator(terminal)
    assert put(terminal, bytes.fromhex("5C035FC106 5303 010203")) == 0x9000
    assert read(terminal, "5FC106") == (bytes.fromhex("5303010203"), 0x9000)
    assert put(terminal, bytes.fromhex("5C035FC106 5300")) == 0x9000
    assert read(terminal, "5FC106") == (b"", 0x6A82)


def test_discovery_object_is_written_in_its_own_tag(terminal):
    administrator(terminal)
    assert put(terminal, bytes.fromhex("7E024F00")) == 0x9000
    assert read(terminal, "7E") == (bytes.fromhex("7E024F00"), 0x9000)


@pytest.mark.parametrize(
    ("data", "sw"),
    [
        ("5C035FC1FE530101", 0x6A82),
        ("5C035FC106", 0x6A80),
        ("530101", 0x6A80),
        ("7F49 00", 0x6A80),
        ("5C035FC106530101FE00", 0x6A80),
        ("5C035FC1065303", 0x6A80),
    ],
)
def test_put_data_of_another_form_is_refused(terminal, data, sw):
    administrator(terminal)
    assert put(terminal, bytes.fromhex(data)) == sw
    assert terminal.writes == []


def test_object_fills_its_limit_and_no_more(terminal):
    administrator(terminal)
    head = bytes.fromhex("5C035FC10653 82")
    assert put(terminal, head + OBJECT_LIMIT.to_bytes(2, "big") + bytes(OBJECT_LIMIT)) == 0x9000
    assert put(terminal, head + (OBJECT_LIMIT + 1).to_bytes(2, "big") + bytes(OBJECT_LIMIT + 1)) == 0x6A84


def test_nobody_else_writes(terminal):
    terminal.verify()
    assert put(terminal, bytes.fromhex("5C035FC106530101")) == 0x6982
    assert terminal.do("00DB3FFF085C035FC106530101") == 0x6982
    assert terminal.do("00DB0000085C035FC106530101") == 0x6A86
    assert terminal.memory.objects.get("5FC106") is None


# -- what is in them


def test_fascn_is_encoded_as_the_published_example():
    """The example of the PACS guidance: agency 0032, system 0001, credential 092446, person 1112223333."""
    example = Fascn(
        agency="0032",
        system="0001",
        credential="092446",
        series="0",
        issue="1",
        person="1112223333",
        category="1",
        organization="1223",
        association="2",
    )
    assert example.encode().hex().upper() == "D0439458210C2C19A0846D83685A1082108CE73984108CA3FC"


def test_holder_unique_identifier_has_its_fields(terminal):
    content = find(read(terminal, "5FC102")[0], 0x53)
    fields = {found.tag: found.value for found in parse(content)}
    assert list(fields) == [0x30, 0x34, 0x35, 0x3E, 0xFE]
    assert [len(fields[tag]) for tag in fields] == [25, 16, 8, 0, 0]
    assert fields[0x35] == terminal.memory.holder.expires_on.strftime("%Y%m%d").encode()
    assert fields[0x34][6] >> 4 == 4


def test_capability_container_says_that_the_card_is_no_other(terminal):
    fields = {found.tag: found.value for found in parse(find(read(terminal, "5FC107")[0], 0x53))}
    assert fields[0xF0].startswith(bytes.fromhex("A000000116FF02"))
    assert len(fields[0xF0]) == 21
    assert (fields[0xF1], fields[0xF2], fields[0xF5]) == (b"\x21", b"\x21", b"\x10")


def test_printed_information_is_the_holders(terminal):
    terminal.verify()
    fields = {found.tag: found.value for found in parse(find(read(terminal, "5FC109")[0], 0x53))}
    assert fields[0x01].decode() == terminal.memory.holder.name_en
    assert fields[0x05].decode() == terminal.memory.holder.card_serial


def test_facial_image_is_a_jpeg_in_a_face_record_in_a_cbeff_header(terminal):
    terminal.verify()
    data, _sw = read(terminal, "5FC108")
    image = find(find(data, 0x53), 0xBC)
    assert len(data) <= 12_710
    record = image[88:]
    assert int.from_bytes(image[2:6], "big") == len(record)
    assert record[:8] == b"FAC\x00010\x00"
    assert int.from_bytes(record[8:12], "big") == len(record)
    assert record[46:49] == b"\xff\xd8\xff"
    assert record.endswith(b"\xff\xd9")


def test_validity_in_the_face_header_is_in_packed_digits():
    fascn = Fascn(credential="000001", person="0000000001")
    image = facial_image(b"\xff\xd8", size=(1, 1), fascn=fascn, valid=(date(2026, 1, 2), date(2031, 12, 3)))
    header = find(image, 0xBC)[:88]
    assert header[12:36].hex().upper() == "202601020000005A202601020000005A203112030000005A"
    assert header[59:84] == fascn.encode()
