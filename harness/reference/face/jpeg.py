"""Reads a JPEG file as a container (ITU-T T.81, annex B): what bounds the decoder's work, without decoding a pixel.

The file is put together anew from the parts that make the picture: tables, frame and scans up to the end marker, with
JFIF's and Adobe's words on color. Metadata, comments, and what follows the end are dropped.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from harness.reference.face.exif import is_turned
from harness.reference.face.unusable import UnusableImageError, check_bytes, check_size

BEGIN = b"\xff\xd8"

_MAX_SEGMENTS = 512
_MAX_SCANS = 32  # each costs the decoder a pass over the whole picture; usual scripts have ten
_SOI, _EOI, _SOS, _APP1, _PROGRESSIVE = 0xD8, 0xD9, 0xDA, 0xE1, 0xC2
_TABLES = frozenset({0xC4, 0xDB, 0xDD})
_COLOR = frozenset({0xE0, 0xEE})
_METADATA = frozenset({*range(0xE0, 0xF0), 0xFE}) - _COLOR
_FRAMES = frozenset({0xC0, 0xC1, _PROGRESSIVE})  # sequential or progressive Huffman code, as every phone writes
_SCAN_END = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")  # neither a stuffed byte, nor a restart, nor filling
_COEFFICIENTS = 64
_EXIF = b"Exif\0\0"


@dataclass(frozen=True, slots=True)
class JpegFile:
    """A well-formed JPEG file of bounded size."""

    width: int
    height: int
    data: bytes
    """The parts that make the picture, without the end marker."""
    scans: int


@dataclass(slots=True)
class _Frame:
    """What the frame header promises, and which coefficients (a bit each) its scans have brought in full so far."""

    width: int
    height: int
    progressive: bool
    brought: dict[int, int] = field(default_factory=dict)
    scans: int = 0


def read_jpeg(file: bytes) -> JpegFile:
    """Walk the markers to the end of the picture.

    Raises:
        UnusableImageError: NOT_AN_IMAGE, TRUNCATED, TOO_LARGE, TOO_SMALL, UNSUPPORTED_COLOR or ROTATED.
    """
    check_bytes(file)
    frame: _Frame | None = None
    parts = [BEGIN]
    for marker, body, whole in _segments(file):
        if marker in _FRAMES and frame is None:
            frame = _frame(marker, body)
        elif marker == _SOS and frame is not None:
            _note_scan(frame, body)
        elif marker == _APP1 and body.startswith(_EXIF) and is_turned(body[len(_EXIF) :]):
            raise UnusableImageError("ROTATED")
        elif marker not in _TABLES | _COLOR | _METADATA:
            raise UnusableImageError("NOT_AN_IMAGE")
        if marker not in _METADATA:
            parts.append(whole)
    if frame is None:
        raise UnusableImageError("NOT_AN_IMAGE")
    if any(brought != (1 << _COEFFICIENTS) - 1 for brought in frame.brought.values()):
        raise UnusableImageError("TRUNCATED")
    return JpegFile(width=frame.width, height=frame.height, data=b"".join(parts), scans=frame.scans)


def _segments(file: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, parameters and all bytes (of a scan: with its entropy-coded data) of each segment before the end marker."""
    place = len(BEGIN)
    for _ in range(_MAX_SEGMENTS):
        begin = _marker_place(file, place)
        marker = file[begin + 1]
        if marker == _EOI:
            return
        if marker <= 1 or 0xD0 <= marker <= _SOI:  # noqa: PLR2004 (RST0: these stand alone and have no place here)
            raise UnusableImageError("NOT_AN_IMAGE")
        header_end = begin + 2 + int.from_bytes(file[begin + 2 : begin + 4], "big")
        if header_end > len(file) or begin + 4 > len(file):
            raise UnusableImageError("TRUNCATED")
        if header_end < begin + 4:
            raise UnusableImageError("NOT_AN_IMAGE")
        place = _scan_end(file, header_end) if marker == _SOS else header_end
        yield marker, file[begin + 4 : header_end], file[begin:place]
    raise UnusableImageError("NOT_AN_IMAGE")


def _marker_place(file: bytes, place: int) -> int:
    """Where the marker at this place has its last 0xFF; others before it fill."""
    end = place
    while file[end : end + 1] == b"\xff":
        end += 1
    if end >= len(file):
        raise UnusableImageError("TRUNCATED")
    if end == place:
        raise UnusableImageError("NOT_AN_IMAGE")
    return end - 1


def _scan_end(file: bytes, place: int) -> int:
    found = _SCAN_END.search(file, place)
    if found is None:
        raise UnusableImageError("TRUNCATED")
    return found.start()


def _frame(marker: int, body: bytes) -> _Frame:
    if len(body) < 6 or len(body) != 6 + 3 * body[5]:  # noqa: PLR2004 (precision, height, width, number; each component)
        raise UnusableImageError("NOT_AN_IMAGE")
    precision, height, width, components = struct.unpack(">BHHB", body[:6])
    check_size(width, height)
    if precision != 8 or components not in {1, 3}:  # noqa: PLR2004 (bits a sample; gray or color, four are CMYK)
        raise UnusableImageError("UNSUPPORTED_COLOR")
    names = body[6::3]
    if len(set(names)) != components:
        raise UnusableImageError("NOT_AN_IMAGE")
    return _Frame(width=width, height=height, progressive=marker == _PROGRESSIVE, brought=dict.fromkeys(names, 0))


def _note_scan(frame: _Frame, body: bytes) -> None:
    """Take down what a scan brings: its components, and of a progressive picture the band at its last bit."""
    frame.scans += 1
    if frame.scans > _MAX_SCANS:
        raise UnusableImageError("TOO_LARGE")
    if not body or len(body) != 4 + 2 * body[0]:
        raise UnusableImageError("NOT_AN_IMAGE")
    first, last, approximation = body[-3:] if frame.progressive else (0, _COEFFICIENTS - 1, 0)
    if not first <= last < _COEFFICIENTS or not frame.brought.keys() >= set(body[1:-3:2]):
        raise UnusableImageError("NOT_AN_IMAGE")
    if approximation & 0x0F == 0:
        for name in body[1:-3:2]:
            frame.brought[name] |= (1 << last + 1) - (1 << first)
