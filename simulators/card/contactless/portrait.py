"""A JPEG portrait as the facial record that data group 2 carries.

*Source*: ISO/IEC 19794-5:2005, clause 5 (facial record, one image, no feature points); ICAO Doc 9303-10, 4.7.2 for the biometric
template around it.
"""

from dataclasses import dataclass

from harness.protocol.encoding.ber_tlv import tlv

_START = b"\xff\xd8"
_SEGMENT_HEADER = 4
_NO_FRAME = (0xC4, 0xC8, 0xCC)  # tables that share the numbers of the frame headers
_FRAMES = range(0xC0, 0xD0)
_SCAN = 0xDA
_FORMAT = b"FAC\x00010\x00"
_UNSPECIFIED_FACE = bytes(
    2 + 1 + 1 + 1 + 3 + 2 + 3 + 3
)  # feature points, sex, eyes, hair, mask, expression, pose and its doubt
_FULL_FRONTAL = b"\x01"
_JPEG = b"\x00"
_RGB24 = b"\x01"
_UNSPECIFIED_SOURCE = bytes(1 + 2 + 2)  # source, device, quality
_ONE = b"\x01"
_FACIAL_FEATURES = b"\x02"
_NO_SUBTYPE = b"\x00"
_SC37 = bytes.fromhex("0101")
_FACE_FORMAT = bytes.fromhex("0008")


@dataclass(frozen=True)
class Size:
    """Of a picture. *Unit*: pixels."""

    width: int
    height: int


def biometric_template(jpeg: bytes) -> bytes:
    """The data object 7F61 with one facial record.

    Raises:
        ValueError: the portrait is no JPEG file.
    """
    header = tlv(0xA1, tlv(0x81, _FACIAL_FEATURES), tlv(0x82, _NO_SUBTYPE), tlv(0x87, _SC37), tlv(0x88, _FACE_FORMAT))
    return tlv(0x7F61, tlv(0x02, _ONE), tlv(0x7F60, header, tlv(0x5F2E, facial_record(jpeg))))


def facial_record(jpeg: bytes) -> bytes:
    """A facial record of one full frontal picture.

    Raises:
        ValueError: the portrait is no JPEG file.
    """
    size = jpeg_size(jpeg)
    shape = size.width.to_bytes(2, "big") + size.height.to_bytes(2, "big")
    image = _FULL_FRONTAL + _JPEG + shape + _RGB24 + _UNSPECIFIED_SOURCE + jpeg
    block_length = 4 + len(_UNSPECIFIED_FACE) + len(image)
    block = block_length.to_bytes(4, "big") + _UNSPECIFIED_FACE + image
    length = len(_FORMAT) + 4 + 2 + len(block)
    return _FORMAT + length.to_bytes(4, "big") + (1).to_bytes(2, "big") + block


def jpeg_size(jpeg: bytes) -> Size:
    """The size that the frame header of a JPEG file says.

    Raises:
        ValueError: there is no frame header.
    """
    at = len(_START)
    while jpeg.startswith(_START) and at + _SEGMENT_HEADER <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != _SCAN:  # noqa: PLR2004 - a marker
        if jpeg[at + 1] in _FRAMES and jpeg[at + 1] not in _NO_FRAME:
            return Size(int.from_bytes(jpeg[at + 7 : at + 9], "big"), int.from_bytes(jpeg[at + 5 : at + 7], "big"))
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    raise ValueError("the portrait is no JPEG file; encode it as baseline JPEG")
