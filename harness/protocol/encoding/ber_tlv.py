"""BER-TLV data objects as cards use them: bytes <-> values.

*Source*: ISO/IEC 7816-4, clause on BER-TLV data objects: tags of one to three bytes (here up to four), definite lengths of one
to four bytes. A tag is written as the number that its bytes are: 0x5C, 0x7F49, 0x5FC105.
"""

from collections.abc import Iterator
from typing import NamedTuple

_TAG_BYTES = 4
_CONSTRUCTED = 0x20
_MORE = 0x80
_LONG_TAG = 0x1F
_SHORT_LENGTH = 0x80
_SECOND_BYTE = 0x100
_LENGTH_BYTES = 3


class MalformedTlvError(ValueError):
    """The bytes are no sequence of data objects."""


class Tlv(NamedTuple):
    """One data object: its tag as a number, its value as bytes. A named tuple, since they are made in numbers."""

    tag: int
    value: bytes

    @property
    def constructed(self) -> bool:
        """Whether the value is a sequence of data objects again."""
        return bool(_tag_bytes(self.tag)[0] & _CONSTRUCTED)

    def encode(self) -> bytes:
        """The bytes."""
        return tlv(self.tag, self.value)


def tlv(tag: int, *values: bytes) -> bytes:
    """One data object with these values put together, as bytes."""
    value = b"".join(values)
    return _tag_bytes(tag) + length_bytes(len(value)) + value


def length_bytes(length: int) -> bytes:
    """A definite length in its shortest form."""
    if length < _SHORT_LENGTH:
        return bytes((length,))
    size = (length.bit_length() + 7) // 8
    return bytes((_SHORT_LENGTH | size,)) + length.to_bytes(size, "big")


def parse(data: bytes) -> list[Tlv]:
    """The data objects that stand one after another in `data`, and nothing else.

    Raises:
        MalformedTlvError: something is cut, or longer than it says.
    """
    return list(_objects(data))


def find(data: bytes, tag: int) -> bytes | None:
    """The value of the first object with this tag at the outer level, None where there is none.

    Raises:
        MalformedTlvError: as `parse`.
    """
    return next((found.value for found in _objects(data) if found.tag == tag), None)


def _objects(data: bytes) -> Iterator[Tlv]:
    at = 0
    while at < len(data):
        tag, at = _read_tag(data, at)
        length, at = _read_length(data, at)
        if at + length > len(data):
            raise MalformedTlvError(f"object {tag:X} says {length} bytes, {len(data) - at} are left")
        yield Tlv(tag, data[at : at + length])
        at += length


def _read_tag(data: bytes, at: int) -> tuple[int, int]:
    end = at + 1
    if data[at] & _LONG_TAG != _LONG_TAG:
        return data[at], end
    while end < len(data) and data[end] & _MORE and end - at < _TAG_BYTES:
        end += 1
    end += 1
    if end > len(data) or end - at > _TAG_BYTES:
        raise MalformedTlvError(f"a tag at byte {at} is cut or longer than {_TAG_BYTES} bytes")
    return int.from_bytes(data[at:end], "big"), end


def _read_length(data: bytes, at: int) -> tuple[int, int]:
    if at >= len(data):
        raise MalformedTlvError("the length of the last object is missing")
    first, at = data[at], at + 1
    if first < _SHORT_LENGTH:
        return first, at
    size = first & ~_SHORT_LENGTH
    if not 0 < size <= _LENGTH_BYTES or at + size > len(data):
        raise MalformedTlvError(f"a length at byte {at - 1} is cut, indefinite or longer than {_LENGTH_BYTES} bytes")
    return int.from_bytes(data[at : at + size], "big"), at + size


def _tag_bytes(tag: int) -> bytes:
    if tag < _SECOND_BYTE:
        return bytes((tag,))
    return tag.to_bytes((tag.bit_length() + 7) // 8, "big")
