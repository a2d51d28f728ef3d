"""What stands beside the pixels of a JPEG or PNG file: taken away before a matcher sees it, or put there to see whether it looks.

Pixels stay as they are. What changes how they are to be read stays, too: JFIF, an ICC profile, Adobe's color transform, and the
turn that Exif states.

Source: ITU-T T.81, annex B (JPEG markers); PNG 1.2, 11.3; Exif 2.32, 4.6.4 (orientation, tag 0x0112).
"""

import struct
import zlib
from collections.abc import Iterator

_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
_APP0, _APP1, _APP2, _APP14, _APP15, _COM, _SOS = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE, 0xDA
_KEPT_CHUNKS = (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT")
_ORIENTATION = 0x0112
_UPRIGHT = 1


def bare(picture: bytes) -> bytes:
    """The file without what is not about its pixels; a file of another kind, or a broken one, stays as it is."""
    try:
        if picture.startswith(_JPEG):
            return b"".join(_bare_jpeg(picture))
        if picture.startswith(_PNG):
            return _PNG + b"".join(_chunk(*each) for each in _chunks(picture) if each[0] in _KEPT_CHUNKS)
    except (struct.error, IndexError, ValueError):
        pass
    return picture


def with_comment(picture: bytes, comment: bytes) -> bytes:
    """Another file of the same pixels: with a comment near its beginning.

    Raises:
        ValueError: it is neither JPEG nor PNG.
    """
    if picture.startswith(_JPEG):
        return _JPEG + _segment(_COM, comment) + picture[2:]
    if picture.startswith(_PNG):
        head, *rest = _chunks(picture)
        return _PNG + b"".join(_chunk(*each) for each in (head, (b"tEXt", b"Comment\0" + comment), *rest))
    raise ValueError("a comment stands in a JPEG or a PNG")


def can_be_commented(picture: bytes) -> bool:
    """Whether another file of the same pixels can be made."""
    return picture.startswith((_JPEG, _PNG))


def _bare_jpeg(picture: bytes) -> Iterator[bytes]:
    yield _JPEG
    place = 2
    while True:
        marker, size = picture[place + 1], int.from_bytes(picture[place + 2 : place + 4], "big")
        if picture[place] != 0xFF or marker == _SOS:  # noqa: PLR2004 - the byte that begins a marker
            yield picture[place:]
            return
        if marker == 0xFF:  # noqa: PLR2004 - a fill byte
            place += 1
            continue
        if size < 2:  # noqa: PLR2004 - the length counts its own two bytes
            raise ValueError("a segment without a length")
        segment = picture[place : place + 2 + size]
        if marker == _APP1:
            yield _turn_alone(segment[4:])
        elif marker in (_APP0, _APP2, _APP14) or not (_APP0 <= marker <= _APP15 or marker == _COM):
            yield segment
        place += 2 + size


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def _turn_alone(content: bytes) -> bytes:
    """An Exif segment that states nothing but the turn; nothing where the picture stands upright."""
    turn = orientation(content)
    if turn == _UPRIGHT:
        return b""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, turn, 0)
    return _segment(_APP1, b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + b"\0\0\0\0")


def orientation(content: bytes) -> int:
    """The turn that the content of an APP1 segment states, 1 to 8; 1 where it states none."""
    if not content.startswith(b"Exif\0\0"):
        return _UPRIGHT
    tiff = content[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return _UPRIGHT
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, at)
        for number in range(count):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * number)
            if tag == _ORIENTATION:
                return int(value) if 1 <= value <= 8 else _UPRIGHT  # noqa: PLR2004 - the eight turns
    except struct.error:
        pass
    return _UPRIGHT


def _chunks(picture: bytes) -> list[tuple[bytes, bytes]]:
    found, place = [], len(_PNG)
    while place < len(picture):
        (size,) = struct.unpack_from(">I", picture, place)
        name, content = picture[place + 4 : place + 8], picture[place + 8 : place + 8 + size]
        if len(content) != size:
            raise ValueError("a chunk that is cut off")
        found.append((name, content))
        place += 12 + size
    return found


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
