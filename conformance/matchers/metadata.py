"""What stands beside the pixels of a JPEG or PNG file: taken away before a matcher sees it, or put there to see whether it looks.

Pixels stay as they are. What changes how they are to be read stays, too: JFIF, an ICC profile, Adobe's color transform, and the
turn that Exif states.
"""

import struct
from collections.abc import Iterator

from conformance.matchers.file_parts import (
    APP0,
    APP1,
    APP2,
    APP14,
    APP15,
    COM,
    JPEG,
    PNG,
    chunk,
    chunks,
    exif_segment,
    orientation,
    segment,
    segments,
)

SHARED_MARK = b"subject: 4211; owner: one and the same"
"""A comment that says of two pictures that they are of one person."""
_KEPT_CHUNKS = (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT")
_BESIDE = {*range(APP0, APP15 + 1), COM} - {APP0, APP2, APP14}
_UPRIGHT = 1


def bare(picture: bytes) -> bytes:
    """The file without what is not about its pixels; a file of another kind, or a broken one, stays as it is."""
    try:
        if picture.startswith(JPEG):
            return JPEG + b"".join(_kept(picture))
        if picture.startswith(PNG):
            return PNG + b"".join(chunk(*each) for each in chunks(picture) if each[0] in _KEPT_CHUNKS)
    except (struct.error, IndexError, ValueError):
        pass
    return picture


def with_comment(picture: bytes, comment: bytes) -> bytes:
    """Another file of the same pixels: with a comment near its beginning.

    Raises:
        ValueError: it is neither JPEG nor PNG.
    """
    if picture.startswith(JPEG):
        return JPEG + segment(COM, comment) + picture[len(JPEG) :]
    if picture.startswith(PNG):
        head, *rest = chunks(picture)
        return PNG + b"".join(chunk(*each) for each in (head, (b"tEXt", b"Comment\0" + comment), *rest))
    raise ValueError("a comment stands in a JPEG or a PNG")


def can_be_commented(picture: bytes) -> bool:
    """Whether another file of the same pixels can be made."""
    return picture.startswith((JPEG, PNG))


def _kept(jpeg: bytes) -> Iterator[bytes]:
    """The segments of a JPEG that are about its pixels, and of Exif the turn, where the picture does not stand upright."""
    for marker, whole in segments(jpeg):
        if marker not in _BESIDE:
            yield whole
        elif marker == APP1 and (turn := orientation(whole[4:])) != _UPRIGHT:
            yield exif_segment(turn=turn)
