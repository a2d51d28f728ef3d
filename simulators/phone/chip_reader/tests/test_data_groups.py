"""Data groups 1, 2 and 11: what is in them comes out, and what is malformed is named."""

import pytest

from harness.protocol.encoding.ber_tlv import tlv
from simulators.phone.chip_reader.data_groups import (
    machine_readable_zone,
    personal_details,
    portrait,
    present_groups,
)
from simulators.phone.chip_reader.errors import ChipDataInvalidError

ZONE = b"I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
JPEG = b"\xff\xd8\xff\xe0 a portrait \xff\xd9"


def face(image: bytes = JPEG, *, points: int = 0, faces: int = 1) -> bytes:
    body = points.to_bytes(2, "big") + bytes(14) + bytes(8 * points) + bytes(12) + image
    record = (len(body) + 4).to_bytes(4, "big") + body
    return b"FAC\x00010\x00" + (len(record) + 14).to_bytes(4, "big") + faces.to_bytes(2, "big") + record


def dg2(block: bytes, tag: int = 0x5F2E) -> bytes:
    template = tlv(0x7F60, tlv(0xA1, tlv(0x81, b"\x02")), tlv(tag, block))
    return tlv(0x75, tlv(0x7F61, tlv(0x02, b"\x01"), template))


def test_ef_com_names_the_groups():
    assert present_groups(tlv(0x60, tlv(0x5F01, b"0108"), tlv(0x5C, b"\x61\x75\x6e\x63"))) == {1, 2, 14}


def test_dg1_gives_the_zone():
    assert machine_readable_zone(tlv(0x61, tlv(0x5F1F, ZONE))).document_number == "D23145890"


@pytest.mark.parametrize(
    "content",
    [
        tlv(0x5F1E, ZONE),
        tlv(0x5F1F, ZONE[:-1]),
        tlv(0x5F1F, b"\xff" + ZONE[1:]),
        tlv(0x5F1F, ZONE.replace(b"6E", b"7E")),
    ],
    ids=["another object", "cut", "not ASCII", "check digit"],
)
def test_dg1_without_a_right_zone_is_invalid(content):
    with pytest.raises(ChipDataInvalidError) as invalid:
        machine_readable_zone(tlv(0x61, content))
    assert invalid.value.file == "DG1"


@pytest.mark.parametrize("points", [0, 3])
@pytest.mark.parametrize("tag", [0x5F2E, 0x7F2E])
def test_dg2_gives_the_portrait(points, tag):
    assert portrait(dg2(face(points=points), tag)) == JPEG


@pytest.mark.parametrize(
    "block",
    [
        face(b"\x00\x00\x00\x0cjP  "),
        face(faces=0),
        face()[:-1],
        face()[:17] + b"\xff" + face()[18:],
        face()[1:],
        face()[:14],
        b"",
    ],
    ids=["no JPEG", "no face", "cut", "face is cut", "no record", "header alone", "empty"],
)
def test_dg2_without_a_portrait_is_invalid(block):
    with pytest.raises(ChipDataInvalidError) as invalid:
        portrait(dg2(block))
    assert invalid.value.file == "DG2"


def test_dg11_gives_the_details():
    content = (
        tlv(0x5C, bytes.fromhex("5F0E5F105F2B")),
        tlv(0x5F0E, b"ERIKSSON<<ANNA<MARIA"),
        tlv(0x5F10, b"123456789012"),
    )
    details = personal_details(tlv(0x6B, *content, tlv(0x5F2B, b"19740812")))
    assert details.full_name == "ERIKSSON, ANNA MARIA"
    assert details.personal_number == "123456789012"
    assert details.birth_date == "19740812"


def test_dg11_with_a_packed_birth_date_is_read():
    details = personal_details(tlv(0x6B, tlv(0x5C, b"\x5f\x2b"), tlv(0x5F2B, bytes.fromhex("19740812"))))
    assert (details.full_name, details.birth_date) == (None, "19740812")


def test_dg11_with_a_birth_date_that_is_none_is_invalid():
    with pytest.raises(ChipDataInvalidError) as invalid:
        personal_details(tlv(0x6B, tlv(0x5C, b"\x5f\x2b"), tlv(0x5F2B, b"1974081")))
    assert invalid.value.file == "DG11"
