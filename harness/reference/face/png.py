"""Reads a PNG file as a container (ISO/IEC 15948): what bounds the decoder's work, without unfiltering a pixel.

The file is put together anew from header, palette and pixels; profiles, texts and the frames of an animation are dropped.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from harness.reference.face.exif import is_turned
from harness.reference.face.unusable import UnusableImageError, check_bytes, check_size

BEGIN = b"\x89PNG\r\n\x1a\n"

_MAX_CHUNKS = 2048
_INFLATE_STEP = 1 << 16
_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_GRAY, _COLOR, _PALETTE = 0, 2, 3
_SAMPLES = {_GRAY: 1, _COLOR: 3, _PALETTE: 1}  # a pixel; color types with alpha are missing
_WHOLE = ((0, 0, 1, 1),)
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


@dataclass(frozen=True, slots=True)
class PngFile:
    """A well-formed PNG file of bounded size."""

    width: int
    height: int
    data: bytes
    """The chunks that make the picture."""


@dataclass(frozen=True, slots=True)
class _Header:
    width: int
    height: int
    bits: int
    """A pixel."""
    palette: bool
    interlaced: bool

    def raw_bytes(self) -> int:
        """How many bytes the pixels inflate to: each row of each pass with the byte that names its filter."""
        total = 0
        for left, top, across, down in _ADAM7 if self.interlaced else _WHOLE:
            columns, rows = -((left - self.width) // across), -((top - self.height) // down)
            total += rows * (1 + (columns * self.bits + 7) // 8) if columns > 0 else 0
        return total


def read_png(file: bytes) -> PngFile:
    """Walk the chunks to the end of the picture, and count what its pixels inflate to.

    Raises:
        UnusableImageError: NOT_AN_IMAGE, TRUNCATED, TOO_LARGE, TOO_SMALL, UNSUPPORTED_COLOR or ROTATED.
    """
    check_bytes(file)
    chunks = _chunks(file)
    kind, body, whole = next(chunks)
    if kind != b"IHDR":
        raise UnusableImageError("NOT_AN_IMAGE")
    header = _header(body)
    parts, kinds, packed = [BEGIN, whole], [kind], []
    for kind, body, whole in chunks:
        _check_kind(kind, body)
        if kind in _KEPT:
            parts.append(whole)
            kinds.append(kind)
        if kind == b"IDAT":
            packed.append(body)
    if header.palette and b"PLTE" not in kinds[:2]:
        raise UnusableImageError("NOT_AN_IMAGE")
    _check_inflated(b"".join(packed), header.raw_bytes())
    return PngFile(width=header.width, height=header.height, data=b"".join(parts))


def _chunks(file: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Kind, content and all bytes of each chunk up to the last one."""
    place = len(BEGIN)
    for _ in range(_MAX_CHUNKS):
        length, kind = int.from_bytes(file[place : place + 4], "big"), file[place + 4 : place + 8]
        end = place + 12 + length
        if end > len(file) or zlib.crc32(file[place + 4 : end - 4]) != int.from_bytes(file[end - 4 : end], "big"):
            raise UnusableImageError("TRUNCATED")
        yield kind, file[place + 8 : end - 4], file[place:end]
        if kind == b"IEND":
            return
        place = end
    raise UnusableImageError("NOT_AN_IMAGE")


def _header(body: bytes) -> _Header:
    if len(body) != 13:  # noqa: PLR2004 (width, height, depth, color type, compression, filter, interlace)
        raise UnusableImageError("NOT_AN_IMAGE")
    width, height, depth, color, compression, row_filter, interlace = struct.unpack(">IIBBBBB", body)
    if depth not in _DEPTHS.get(color, ()) or compression or row_filter or interlace > 1:
        raise UnusableImageError("NOT_AN_IMAGE")
    check_size(width, height)
    if color not in _SAMPLES:
        raise UnusableImageError("UNSUPPORTED_COLOR")
    bits = depth * _SAMPLES[color]
    return _Header(width=width, height=height, bits=bits, palette=color == _PALETTE, interlaced=interlace == 1)


def _check_kind(kind: bytes, body: bytes) -> None:
    """Refuse what changes how the picture is to be seen, and critical chunks that nobody knows."""
    if kind == b"tRNS":
        raise UnusableImageError("UNSUPPORTED_COLOR")  # what shows depends on what lies behind
    if kind == b"eXIf" and is_turned(body):
        raise UnusableImageError("ROTATED")
    if kind == b"IHDR" or (kind[:1].isupper() and kind not in _KEPT):
        raise UnusableImageError("NOT_AN_IMAGE")


def _check_inflated(packed: bytes, expected: int) -> None:
    """Inflate step by step, keep nothing, and stop where it becomes more than the header promises."""
    inflater, size, rest = zlib.decompressobj(), 0, packed
    try:
        while rest and not inflater.eof:
            size += len(inflater.decompress(rest, _INFLATE_STEP))
            rest = inflater.unconsumed_tail
            if size > expected:
                raise UnusableImageError("TOO_LARGE")
    except zlib.error:
        raise UnusableImageError("TRUNCATED") from None
    if not inflater.eof or size != expected:
        raise UnusableImageError("TRUNCATED")
