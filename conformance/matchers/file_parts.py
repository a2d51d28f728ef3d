"""What picture files are made of: the segments of a JPEG, the chunks of a PNG, and the Exif in a segment.

Source: ITU-T T.81, annex B (JPEG markers); PNG 1.2, 11.3; Exif 2.32, 4.6.4 (orientation, tag 0x0112; artist, tag 0x013B).
"""

import struct
import zlib
from collections.abc import Iterator

JPEG, PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
APP0, APP1, APP2, APP14, APP15, COM, SOF0, SOF2, SOS = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE, 0xC0, 0xC2, 0xDA
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # table B.1: the markers SOF
_COLORS = (1, 3)  # components of gray and of color
_END = b"\xff\xd9"  # EOI, which coded pixels never hold
_MARK = 0xFF  # the byte that begins a marker, and fills before one
_ORIENTATION, _ARTIST = 0x0112, 0x013B
_UPRIGHT, _TURNS = 1, range(1, 9)
_TIFF_HEAD, _ENTRY = 8, 12  # bytes
_FRAME_COLORS = 9  # place of the number of components in a frame header with its marker


def segment(marker: int, content: bytes) -> bytes:
    """A segment of a JPEG."""
    return struct.pack(">BBH", _MARK, marker, len(content) + 2) + content


def segments(jpeg: bytes) -> Iterator[tuple[int, bytes]]:
    """Every segment, whole, by its marker; what comes from the first scan on stands last, under SOS.

    Raises:
        IndexError, ValueError: the file is cut off or broken.
    """
    place = len(JPEG)
    while True:
        marker, size = jpeg[place + 1], int.from_bytes(jpeg[place + 2 : place + 4], "big")
        if jpeg[place] != _MARK or marker == SOS:
            yield SOS, jpeg[place:]
            return
        if marker == _MARK:
            place += 1
            continue
        if size < 2:  # noqa: PLR2004 - the length counts its own two bytes
            raise ValueError("a segment without a length")
        yield marker, jpeg[place : place + 2 + size]
        place += 2 + size


def chunk(name: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    """Name and content of every chunk.

    Raises:
        struct.error, ValueError: the file is cut off.
    """
    found, place = [], len(PNG)
    while place < len(png):
        (size,) = struct.unpack_from(">I", png, place)
        name, content = png[place + 4 : place + 8], png[place + 8 : place + 8 + size]
        if len(content) != size:
            raise ValueError("a chunk that is cut off")
        found.append((name, content))
        place += 12 + size
    return found


def exif_segment(*, turn: int = _UPRIGHT, artist: bytes = b"") -> bytes:
    """An Exif segment with the turn and, where given, who took the picture."""
    entries = [struct.pack(">HHIHH", _ORIENTATION, 3, 1, turn, 0)]
    text = artist + b"\0" if artist else b""
    if artist:
        behind = _TIFF_HEAD + 2 + 2 * _ENTRY + 4
        entries.append(struct.pack(">HHII", _ARTIST, 2, len(text), behind))
    head = b"MM\0*" + struct.pack(">IH", _TIFF_HEAD, len(entries))
    return segment(APP1, b"Exif\0\0" + head + b"".join(entries) + bytes(4) + text)


def orientation(content: bytes) -> int:
    """The turn that the content of an APP1 segment states, 1 to 8; 1 where it states none."""
    order = {b"II": "<", b"MM": ">"}.get(content[6:8])
    if order is None or not content.startswith(b"Exif\0\0"):
        return _UPRIGHT
    tiff = content[6:]
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, at)
        for number in range(count):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, at + 2 + _ENTRY * number)
            if tag == _ORIENTATION:
                return int(value) if value in _TURNS else _UPRIGHT
    except struct.error:
        pass
    return _UPRIGHT


def fault(picture: bytes) -> str:
    """Why a file is no whole picture of gray or color, by a word of `harness.world.faces.FILE_REASONS`; empty if it is one."""
    try:
        if picture.startswith(PNG):
            names = [name for name, _ in chunks(picture)]
            return "" if names[0] == b"IHDR" and names[-1] == b"IEND" else "TRUNCATED"
        if not picture.startswith(JPEG):
            return "NOT_AN_IMAGE"
        parts = list(segments(picture))
    except (struct.error, IndexError, ValueError):
        return "TRUNCATED"
    frame = next((whole for marker, whole in parts if marker in _FRAMES), b"")
    if len(frame) <= _FRAME_COLORS:
        return "NOT_AN_IMAGE"
    if frame[_FRAME_COLORS] not in _COLORS:
        return "UNSUPPORTED_COLOR"
    return "" if _END in parts[-1][1] else "TRUNCATED"


def declared_pixels(picture: bytes) -> int:
    """How many pixels a file says that it has; 0 where it says nothing that can be read."""
    try:
        if picture.startswith(PNG):
            width, height = struct.unpack_from(">II", chunks(picture)[0][1])
            return int(width * height)
        if picture.startswith(JPEG):
            frames = (whole for marker, whole in segments(picture) if SOF0 <= marker <= SOF2)
            height, width = struct.unpack_from(">HH", next(frames, b""), 5)
            return int(width * height)
    except (struct.error, IndexError, ValueError):
        pass
    return 0
