"""What an issuer writes into the data objects: the values inside tag 53, or inside the object's own tag.

*Source*: NIST SP 800-73-4 part 1, 3 and appendix A (containers); the FASC-N as in the PACS technical
guidance (SCEPACS 2.3): five bits a digit with odd parity, and a check digit over all; the facial image in CBEFF as SP
800-76-2 has it, around a record of ISO/IEC 19794-5:2005. What is not signed here has an empty field for its
signature.
"""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import xor

from harness.protocol.encoding.ber_tlv import tlv
from simulators.card.contact.piv.state import AID

_CHECK = tlv(0xFE)
_START, _SEPARATOR, _END = 0b1011, 0b1101, 0b1111
_AGENCY = "9999"  # whoever is no federal agency
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_NAME_LIMIT = 125
_SERIAL_LIMIT = 20


@dataclass(frozen=True, kw_only=True)
class Fascn:
    """A FASC-N: who issued the card, which card, and whose it is; all decimal digits."""

    agency: str = _AGENCY
    system: str = _AGENCY
    credential: str
    series: str = "0"
    issue: str = "1"
    person: str
    category: str = "3"  # commercial enterprise
    organization: str = _AGENCY
    association: str = "1"

    def encode(self) -> bytes:
        """The 25 bytes."""
        fields = (self.agency, self.system, self.credential, self.series, self.issue)
        ending = self.person + self.category + self.organization + self.association
        digits = [_START]
        for field in fields:
            digits += [*map(int, field), _SEPARATOR]
        digits += [*map(int, ending), _END]
        digits.append(reduce(xor, digits))
        bits = "".join(map(_with_parity, digits))
        return int(bits, 2).to_bytes(len(bits) // 8, "big")


def _with_parity(digit: int) -> str:
    """Least significant bit first, then the bit that makes their number odd."""
    low_first = f"{digit:04b}"[::-1]
    return low_first + str(1 - low_first.count("1") % 2)


def holder_unique_identifier(fascn: Fascn, *, guid: bytes, expires_on: date) -> bytes:
    """The CHUID: FASC-N, a UUID of 16 bytes, the last day; unsigned."""
    day = expires_on.strftime("%Y%m%d").encode()
    return tlv(0x30, fascn.encode()) + tlv(0x34, guid) + tlv(0x35, day) + tlv(0x3E) + _CHECK


def capability_container(identifier: bytes) -> bytes:
    """The CCC with 14 bytes that no other card has; everything that an older card would tell in it is empty."""
    card = tlv(0xF0, bytes.fromhex("A000000116 FF 02"), identifier)
    versions = tlv(0xF1, b"\x21") + tlv(0xF2, b"\x21") + tlv(0xF3) + tlv(0xF4, b"\x00") + tlv(0xF5, b"\x10")
    return card + versions + b"".join(map(tlv, (0xF6, 0xF7, 0xFA, 0xFB, 0xFC, 0xFD))) + _CHECK


def discovery_object() -> bytes:
    """The value of 7E: the application, and that its own PIN serves (and no other way)."""
    return tlv(0x4F, AID) + tlv(0x5F2F, bytes.fromhex("4000"))


def certificate(der: bytes) -> bytes:
    """A certificate, not compressed."""
    return tlv(0x70, der) + tlv(0x71, b"\x00") + _CHECK


def printed_information(*, name: str, serial: str, expires_on: date) -> bytes:
    """What is printed on the card, in ASCII."""
    day = f"{expires_on.year}{_MONTHS[expires_on.month - 1]}{expires_on.day:02}"
    return b"".join(
        (
            tlv(0x01, _ascii(name, _NAME_LIMIT)),
            tlv(0x02, b"SYNTHETIC PERSON"),
            tlv(0x04, day.encode()),
            tlv(0x05, _ascii(serial, _SERIAL_LIMIT)),
            tlv(0x06, b"HAWIYA-TEST-001"),
            _CHECK,
        )
    )


def facial_image(jpeg: bytes, *, size: tuple[int, int], fascn: Fascn, valid: tuple[date, date]) -> bytes:
    """The portrait; `size` is width and height in pixels, `valid` the first and the last day."""
    record = _face_record(jpeg, size)
    return tlv(0xBC, _cbeff_header(len(record), fascn=fascn, valid=valid), record) + _CHECK


def _cbeff_header(length: int, *, fascn: Fascn, valid: tuple[date, date]) -> bytes:
    """88 bytes; no signature block follows."""
    first, last = (b"%04d%02d%02d000000Z" % (day.year, day.month, day.day) for day in valid)
    moments = b"".join(bytes.fromhex(moment[:14].decode()) + b"Z" for moment in (first, first, last))
    return b"".join(
        (
            bytes.fromhex("03 00") + length.to_bytes(4, "big") + bytes(2),
            bytes.fromhex("001B 0501"),
            moments,
            bytes.fromhex("000002 20 FE"),
            b"Hawiya".ljust(18, b"\0"),
            fascn.encode(),
            bytes(4),
        )
    )


def _face_record(jpeg: bytes, size: tuple[int, int]) -> bytes:
    width, height = (side.to_bytes(2, "big") for side in size)
    image = bytes.fromhex("01 00") + width + height + bytes.fromhex("01 02 0000 0000") + jpeg
    face = (20 + len(image)).to_bytes(4, "big") + bytes(16) + image
    return b"FAC\x00010\x00" + (14 + len(face)).to_bytes(4, "big") + (1).to_bytes(2, "big") + face


def _ascii(text: str, limit: int) -> bytes:
    return text.encode("ascii", "replace")[:limit]
