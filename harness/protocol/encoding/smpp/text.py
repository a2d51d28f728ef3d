"""The text of a short message: alphabets, and the cutting of long texts into parts.

Rules:
- data_coding 0 is the GSM 7-bit default alphabet with its extension table. SMPP carries one septet an octet, unpacked;
  the packing happens on the air. data_coding 3 is Latin-1, 8 is UCS-2, big-endian (surrogate pairs are let through).
- A text that the GSM alphabet can write goes as GSM, any other as UCS-2. One message holds 160 septets or 70 UCS-2
  units, each part of a long one 153 or 67, because the header takes the rest of 140 octets.
- A cut never divides an escape sequence or a surrogate pair.

Source: 3GPP TS 23.038, clauses 6.2.1 and 6.2.1.1 (alphabet, extension); 3GPP TS 23.040, clause 9.2.3.24.1
(concatenation).
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from harness.protocol.encoding.smpp.codes import DataCoding, EsmClass
from harness.protocol.encoding.smpp.errors import ShortMessageError

_ESCAPE: Final = 0x1B
_BASIC: Final = (
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)
_EXTENSION: Final = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
_GSM_OCTETS: Final = {character: bytes((code,)) for code, character in enumerate(_BASIC) if code != _ESCAPE} | {
    character: bytes((_ESCAPE, code)) for code, character in _EXTENSION.items()
}

_LONG_PART_LIMIT: Final = 255
_CONCATENATION_HEADER: Final = bytes((5, 0x00, 3))


class SplitText(NamedTuple):
    """A text ready for submit_sm: one PDU a part, all with this data_coding and `esm_class`."""

    data_coding: DataCoding
    parts: list[bytes]

    @property
    def esm_class(self) -> EsmClass:
        """Says whether the parts start with a user data header."""
        return EsmClass.UDH_INDICATOR if len(self.parts) > 1 else EsmClass.DEFAULT


def encode_gsm(text: str) -> bytes:
    """Unpacked septets.

    Raises:
        ShortMessageError: the GSM alphabet lacks a character.
    """
    return b"".join(_gsm_units(text))


def decode_gsm(octets: bytes) -> str:
    """Text of unpacked septets.

    An escape before a code that the extension table lacks shows the code of the basic table; a last, lone escape shows
    a space.

    Raises:
        ShortMessageError: an octet is above 0x7F.
    """
    if not octets.isascii():
        raise ShortMessageError("the GSM alphabet has no octet above 0x7F")
    characters: list[str] = []
    escaped = False
    for code in octets:
        if escaped:
            characters.append(_EXTENSION.get(code, " " if code == _ESCAPE else _BASIC[code]))
            escaped = False
        elif code == _ESCAPE:
            escaped = True
        else:
            characters.append(_BASIC[code])
    return "".join(characters) + (" " if escaped else "")


def decode_text(data_coding: int, octets: bytes) -> str:
    """The text of a message without its header.

    Raises:
        ShortMessageError: an alphabet that we do not read, or octets that are none of its characters.
    """
    try:
        coding = DataCoding(data_coding)
    except ValueError:
        raise ShortMessageError(f"data_coding {data_coding} is not supported: use 0, 1, 3 or 8") from None
    if coding is DataCoding.GSM:
        return decode_gsm(octets)
    codec = {DataCoding.ASCII: "ascii", DataCoding.LATIN_1: "latin-1", DataCoding.UCS2: "utf-16-be"}[coding]
    try:
        return octets.decode(codec)
    except UnicodeDecodeError as error:
        raise ShortMessageError(f"octet {error.start} is no {coding.name} text") from None


def split_text(text: str, *, reference: int = 0) -> SplitText:
    """Chooses the alphabet and cuts a long text into parts with a concatenation header.

    `reference` (0 to 255) ties the parts together and must differ between messages to one recipient that are under way
    at the same time.

    Raises:
        ShortMessageError: more than 255 parts, or half of a surrogate pair.
    """
    data_coding, units = _units(text)
    whole = b"".join(units)
    single, part = (160, 153) if data_coding is DataCoding.GSM else (140, 134)
    if len(whole) <= single:
        return SplitText(data_coding, [whole])
    chunks = list(_fill(units, part))
    if len(chunks) > _LONG_PART_LIMIT:
        raise ShortMessageError(f"the text needs {len(chunks)} parts, at most {_LONG_PART_LIMIT} are possible")
    header = _CONCATENATION_HEADER + bytes((reference, len(chunks)))
    return SplitText(data_coding, [header + bytes((i,)) + chunk for i, chunk in enumerate(chunks, start=1)])


def _units(text: str) -> tuple[DataCoding, list[bytes]]:
    """The octets of each character: what must not be divided."""
    try:
        return DataCoding.GSM, list(_gsm_units(text))
    except ShortMessageError:
        pass
    try:
        return DataCoding.UCS2, [character.encode("utf-16-be") for character in text]
    except UnicodeEncodeError as error:
        raise ShortMessageError(f"half of a surrogate pair: {error.object!r}") from None


def _gsm_units(text: str) -> Iterator[bytes]:
    for character in text:
        octets = _GSM_OCTETS.get(character)
        if octets is None:
            raise ShortMessageError(f"the GSM alphabet has no {character!r}")
        yield octets


def _fill(units: list[bytes], limit: int) -> Iterator[bytes]:
    chunk = b""
    for unit in units:
        if len(chunk) + len(unit) > limit:
            yield chunk
            chunk = b""
        chunk += unit
    yield chunk
