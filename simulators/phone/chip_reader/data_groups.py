"""What stands in the data groups that a phone shows: 1 (machine readable zone), 2 (portrait) and 11 (personal details).

*Source*: ICAO Doc 9303-10 (8th edition), clauses on EF.COM and on DG1, DG2 and DG11; ISO/IEC 19794-5:2005 for the portrait.
"""

from dataclasses import dataclass

from harness.protocol.encoding.ber_tlv import find, parse
from simulators.phone.chip_reader.errors import well_formed
from simulators.phone.chip_reader.files import ElementaryFile, content_of
from simulators.phone.chip_reader.mrz import Mrz, parse_td1

_MRZ = 0x5F1F
_TAG_LIST = 0x5C
_GROUP_OF_TAG = {0x61: 1, 0x75: 2, 0x6B: 11, 0x6E: 14, 0x6F: 15}
_BIOMETRIC_GROUP, _BIOMETRIC_TEMPLATE = 0x7F61, 0x7F60
_BIOMETRIC_BLOCKS = (0x5F2E, 0x7F2E)
_FULL_NAME, _PERSONAL_NUMBER, _BIRTH_DATE = 0x5F0E, 0x5F10, 0x5F2B

_FACE_FORMAT = b"FAC\x00010\x00"
_FACE_COUNT_AT, _FACE_AT = 12, 14
_POINT_COUNT_AT, _POINT_BYTES = 4, 8
_FACE_BYTES, _IMAGE_BYTES = 20, 12
_JPEG = b"\xff\xd8\xff"


@dataclass(frozen=True, kw_only=True)
class PersonalDetails:
    """What data group 11 adds; None where it does not say. *Shape*: `birth_date` as YYYYMMDD."""

    full_name: str | None
    personal_number: str | None
    birth_date: str | None


def present_groups(com: bytes) -> frozenset[int]:
    """Which data groups EF.COM says there are, of those that this reader reads; it is not signed.

    Raises:
        ChipDataInvalidError: it is malformed.
    """
    tags = _required(ElementaryFile.COM, com, _TAG_LIST)
    return frozenset(number for tag, number in _GROUP_OF_TAG.items() if tag in tags)


def machine_readable_zone(dg1: bytes) -> Mrz:
    """The zone in data group 1.

    Raises:
        ChipDataInvalidError: it is malformed, or a check digit is wrong.
    """
    zone = _required(ElementaryFile.DG1, dg1, _MRZ)
    with well_formed("DG1"):
        return parse_td1(zone.decode("ascii"))


def portrait(dg2: bytes) -> bytes:
    """The first portrait in data group 2, a JPEG.

    Raises:
        ChipDataInvalidError: it is malformed, or no JPEG.
    """
    group = _required(ElementaryFile.DG2, dg2, _BIOMETRIC_GROUP)
    with well_formed("DG2"):
        template = find(group, _BIOMETRIC_TEMPLATE)
        block = next((each.value for each in parse(template or b"") if each.tag in _BIOMETRIC_BLOCKS), None)
        if block is None:
            raise ValueError("no biometric data block")
        return _image(block)


def personal_details(dg11: bytes) -> PersonalDetails:
    """What data group 11 says.

    Raises:
        ChipDataInvalidError: it is malformed.
    """
    _required(ElementaryFile.DG11, dg11, _TAG_LIST)
    content = content_of(ElementaryFile.DG11, dg11)
    with well_formed("DG11"):
        name, number, birth = (find(content, tag) for tag in (_FULL_NAME, _PERSONAL_NUMBER, _BIRTH_DATE))
        return PersonalDetails(
            full_name=None if name is None else name.decode().replace("<<", ", ").replace("<", " ").strip(", "),
            personal_number=None if number is None else number.decode().replace("<", " ").strip(),
            birth_date=None if birth is None else _date(birth),
        )


def _required(file: ElementaryFile, data: bytes, tag: int) -> bytes:
    content = content_of(file, data)
    with well_formed(file.name):
        value = find(content, tag)
        if value is None:
            raise ValueError(f"object {tag:X} is missing")
        return value


def _image(block: bytes) -> bytes:
    """The image in a facial record: a header, then the first face with its feature points, then the image."""
    if not block.startswith(_FACE_FORMAT) or int.from_bytes(block[8:_FACE_COUNT_AT], "big") != len(block):
        raise ValueError("no facial record, or one of another length")
    if int.from_bytes(block[_FACE_COUNT_AT:_FACE_AT], "big") == 0:
        raise ValueError("a facial record without a face")
    face = block[_FACE_AT:]
    size = int.from_bytes(face[:_POINT_COUNT_AT], "big")
    points = int.from_bytes(face[_POINT_COUNT_AT : _POINT_COUNT_AT + 2], "big")
    image = face[_FACE_BYTES + points * _POINT_BYTES + _IMAGE_BYTES : size]
    if size > len(face) or not image.startswith(_JPEG):
        raise ValueError("the portrait is cut or no JPEG")
    return image


def _date(written: bytes) -> str:
    """Eight digits, as text or packed two a byte (older documents)."""
    digits = written.hex() if len(written) == 4 else written.decode("ascii")  # noqa: PLR2004 - four packed bytes
    if len(digits) != 8 or not digits.isdigit():  # noqa: PLR2004 - YYYYMMDD
        raise ValueError("the birth date is no date")
    return digits
