"""Long messages: which part a PDU carries, and how parts become whole again.

Rules:
- A part names itself by the user data header (IE 0x00 with an 8-bit, IE 0x08 with a 16-bit reference) or by the three
  sar_ optional parameters; a message without either is whole.
- Parts may come in any order and more than once. Octets are joined before they are decoded, because not every sender
  cuts between characters.
- What never becomes whole is bounded: the oldest unfinished message gives way.

Source: 3GPP TS 23.040, clause 9.2.3.24 (user data header); SMPP v3.4 (sar_msg_ref_num and its companions).
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from harness.protocol.encoding.smpp.codes import EsmClass, Tag
from harness.protocol.encoding.smpp.errors import ShortMessageError
from harness.protocol.encoding.smpp.pdu import ShortMessage

_CONCATENATION_SIZES = MappingProxyType({0x00: 3, 0x08: 4})
"""Information element -> octets: a reference of one or two, the number of parts, this part."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a message; `total` 1 means whole."""

    octets: bytes = field(repr=False)
    reference: int = 0
    total: int = 1
    index: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.index <= self.total:
            raise ShortMessageError(f"part {self.index} of {self.total} does not exist")


def part_of(message: ShortMessage) -> Part:
    """The part that this PDU carries, without its header.

    Raises:
        ShortMessageError: a header or the sar_ parameters are malformed.
    """
    if message.esm_class & EsmClass.UDH_INDICATOR:
        return _part_by_header(message.content)
    sar = [message.tlv(tag) for tag in (Tag.SAR_MSG_REF_NUM, Tag.SAR_TOTAL_SEGMENTS, Tag.SAR_SEGMENT_SEQNUM)]
    if all(value is None for value in sar):
        return Part(message.content)
    reference, total, index = (int.from_bytes(value or b"", "big") for value in sar)
    return Part(message.content, reference, total, index)


def _part_by_header(content: bytes) -> Part:
    if not content or len(content) <= content[0]:
        raise ShortMessageError("the message ends inside its user data header")
    header, octets = content[1 : 1 + content[0]], content[1 + content[0] :]
    while header:
        element, value, header = _first_element(header)
        if _CONCATENATION_SIZES.get(element) == len(value):
            return Part(octets, int.from_bytes(value[:-2], "big"), value[-2], value[-1])
    return Part(octets)


def _first_element(header: bytes) -> tuple[int, bytes, bytes]:
    end = 2 + int.from_bytes(header[1:2], "big")
    if len(header) < end:
        raise ShortMessageError("the user data header ends inside an element")
    return header[0], header[2:end], header[end:]


@dataclass(frozen=True, slots=True)
class Reassembler:
    """Unfinished long messages as a value: `add` returns the next one.

    The key tells messages apart: sender, recipient, reference and number of parts. One reference used again before its
    first message is whole starts that message anew.
    """

    pending: Mapping[Hashable, Mapping[int, bytes]] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    limit: int = 1000

    def add(self, key: Hashable, part: Part) -> tuple["Reassembler", bytes | None]:
        """Takes a part; the whole octets as soon as every part is there, else None."""
        if part.total == 1:
            return self, part.octets
        full_key = (key, part.reference, part.total)
        known = self.pending.get(full_key, {})
        if known.get(part.index, part.octets) != part.octets:
            known = {}
        parts = {**known, part.index: part.octets}
        others = {each: value for each, value in self.pending.items() if each != full_key}
        if len(parts) == part.total:
            whole = b"".join(parts[index] for index in sorted(parts))
            return Reassembler(MappingProxyType(others), self.limit), whole
        others[full_key] = MappingProxyType(parts)
        if len(others) > self.limit:
            del others[next(iter(others))]
        return Reassembler(MappingProxyType(others), self.limit), None
