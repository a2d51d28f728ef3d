"""The elementary files of the contactless face: their identifiers, and what stands in those that are not signed data.

*Source*: ICAO Doc 9303-10 (8th edition), clause 3 (files and short identifiers), 4.6 (EF.COM) and 4.7 (data groups).
"""

from harness.protocol.encoding.ber_tlv import tlv
from simulators.card.contactless import mrz
from simulators.card.contactless.holder import Holder
from simulators.card.contactless.portrait import biometric_template

APPLICATION = bytes.fromhex("A0000002471001")
MASTER_FILE = 0x3F00
CARD_ACCESS = 0x011C
ATR_INFO = 0x2F01
COM = 0x011E
SECURITY_OBJECT = 0x011D
DATA_GROUPS = 0x0100
"""The identifier of data group n is this plus n."""

TAGS = {1: 0x61, 2: 0x75, 11: 0x6B, 14: 0x6E, 15: 0x6F}
"""The tag around each data group of this card."""

_LDS_VERSION = b"0107"
_UNICODE_VERSION = b"040000"
_LARGEST = (0xFFFF).to_bytes(2, "big")
_EXTENDED_LENGTHS = bytes.fromhex("940140")  # selection by name, identifier, short identifier; bytes; extended lengths


def common_data(numbers: list[int]) -> bytes:
    """EF.COM: versions, and the list of data groups."""
    listed = bytes(TAGS[number] for number in sorted(numbers))
    return tlv(0x60, tlv(0x5F01, _LDS_VERSION), tlv(0x5F36, _UNICODE_VERSION), tlv(0x5C, listed))


def answer_to_reset_file() -> bytes:
    """EF.ATR/INFO: that extended lengths are understood, and how long a command and an answer may be."""
    return tlv(0x47, _EXTENDED_LENGTHS) + tlv(0x7F66, tlv(0x02, _LARGEST), tlv(0x02, _LARGEST))


def personal_data(holder: Holder) -> dict[int, bytes]:
    """Data groups 1 (printed lines), 2 (portrait) and 11 (full name, civil number, birth date).

    Raises:
        ValueError: the portrait is no JPEG file.
    """
    return {
        1: tlv(TAGS[1], tlv(0x5F1F, "".join(mrz.lines(holder)).encode())),
        2: tlv(TAGS[2], biometric_template(holder.portrait)),
        11: tlv(TAGS[11], tlv(0x5C, bytes.fromhex("5F0E5F105F2B")), *_details(holder)),
    }


def _details(holder: Holder) -> tuple[bytes, bytes, bytes]:
    name = "<".join(holder.full_name.split())
    return (
        tlv(0x5F0E, name.encode()),
        tlv(0x5F10, holder.civil_number.encode()),
        tlv(0x5F2B, f"{holder.birth_date:%Y%m%d}".encode()),
    )
