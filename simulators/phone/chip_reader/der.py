"""DER as the files of a chip use it: strict reading on top of the BER-TLV codec of the contract.

*Source*: ITU-T X.690, clauses 8.3 (integer), 8.19 (object identifier) and 10 (DER). Every function raises ValueError for
what is not DER; callers say which file it came from (`errors.well_formed`).
"""

from harness.protocol.encoding.ber_tlv import Tlv, length_bytes, parse

INTEGER = 0x02
BIT_STRING = 0x03
OCTET_STRING = 0x04
NULL = 0x05
OBJECT_IDENTIFIER = 0x06
SEQUENCE = 0x30
SET = 0x31
_MORE = 0x80
_FIRST_ARCS = 40


def objects(data: bytes) -> list[Tlv]:
    """The objects that stand one after another in `data`, each with its length in the shortest form."""
    found = parse(data)
    if sum(1 + len(length_bytes(len(each.value))) + len(each.value) for each in found) != len(data):
        raise ValueError("a length is not in its shortest form, or a tag has more than one byte")
    return found


def one(data: bytes, tag: int) -> bytes:
    """The value of the only object in `data`, which must have this tag."""
    found = objects(data)
    if len(found) != 1:
        raise ValueError(f"{len(found)} objects where one is expected")
    return value(found[0], tag)


def value(found: Tlv, tag: int) -> bytes:
    """The value of an object, which must have this tag."""
    if found.tag != tag:
        raise ValueError(f"object {found.tag:02X} where {tag:02X} is expected")
    return found.value


def fields(found: Tlv, *, tag: int = SEQUENCE, at_least: int) -> list[Tlv]:
    """The objects inside a SEQUENCE (or SET), at least so many."""
    inside = objects(value(found, tag))
    if len(inside) < at_least:
        raise ValueError(f"a structure with {len(inside)} fields, {at_least} are expected")
    return inside


def integer(found: Tlv) -> int:
    """A non-negative INTEGER."""
    number = value(found, INTEGER)
    if not number or number[0] & _MORE or (len(number) > 1 and number[0] == 0 and not number[1] & _MORE):
        raise ValueError("an integer is empty, negative or longer than needed")
    return int.from_bytes(number, "big")


def object_identifier(found: Tlv) -> str:
    """An OBJECT IDENTIFIER, dotted."""
    arcs: list[int] = []
    arc, begun = 0, False
    for byte in value(found, OBJECT_IDENTIFIER):
        if byte == _MORE and not begun:
            raise ValueError("an object identifier has a padded arc")
        arc, begun = arc << 7 | byte & ~_MORE, bool(byte & _MORE)
        if not begun:
            arcs.append(arc)
            arc = 0
    if begun or not arcs:
        raise ValueError("an object identifier is cut")
    first = min(arcs[0] // _FIRST_ARCS, 2)
    return ".".join(map(str, (first, arcs[0] - first * _FIRST_ARCS, *arcs[1:])))


def object_identifier_value(dotted: str) -> bytes:
    """The value bytes of an OBJECT IDENTIFIER, without tag and length."""
    first, second, *rest = map(int, dotted.split("."))
    return b"".join(_arc(arc) for arc in (first * _FIRST_ARCS + second, *rest))


def _arc(arc: int) -> bytes:
    groups = [arc & ~_MORE & 0xFF]
    while arc := arc >> 7:
        groups.append(arc & 0x7F | _MORE)
    return bytes(reversed(groups))
