"""Decodes a picture file in bounded time and memory, or says why not.

Rules: the container is read before the decoder sees a byte of it, and all that bounds the work (bytes, pixels, scans, what
pixels inflate to) is judged there. The decoder gets a file put together anew from the parts that make the picture. A
picture that is cut off is refused and never filled up with gray. Reasons are those of `FILE_REASONS`.

Left out: arithmetic, lossless and hierarchical JPEG, which no phone writes; and a JPEG of several scans that was cut within
the last one and closed again, which lacks a little detail only.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from harness.reference.face.jpeg import BEGIN as JPEG_BEGIN
from harness.reference.face.jpeg import JpegFile, read_jpeg
from harness.reference.face.png import BEGIN as PNG_BEGIN
from harness.reference.face.png import read_png
from harness.reference.face.unusable import MAX_IMAGE_BYTES, MAX_PIXELS, MIN_SIDE_PX, UnusableImageError

__all__ = ["MAX_IMAGE_BYTES", "MAX_PIXELS", "MIN_SIDE_PX", "Color", "Gray", "Picture", "UnusableImageError", "decode"]

Color = NDArray[np.uint8]
Gray = NDArray[np.uint8]

_JPEG_END = b"\xff\xd9"
_SURPLUS = b"\x5a\xa5" * 32

cv2.setNumThreads(1)  # the server gives one verdict per worker thread; a pool inside OpenCV only gets in the way


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture.

    Shape: color is height x width x 3, BGR, uint8; gray is height x width, uint8. At least `MIN_SIDE_PX` wide and high,
    at most `MAX_PIXELS` pixels.
    """

    color: Color
    gray: Gray


def decode(file: bytes) -> Picture:
    """The picture in a JPEG or PNG file.

    Raises:
        UnusableImageError: NOT_AN_IMAGE, TRUNCATED, TOO_LARGE, TOO_SMALL, UNSUPPORTED_COLOR or ROTATED.
    """
    if file.startswith(JPEG_BEGIN):
        color = _decoded_jpeg(read_jpeg(file))
    elif file.startswith(PNG_BEGIN):
        png = read_png(file)
        color = _pixels(png.data, width=png.width, height=png.height)
    else:
        raise UnusableImageError("NOT_AN_IMAGE")
    if color is None:
        raise UnusableImageError("NOT_AN_IMAGE")
    return Picture(color=color, gray=np.asarray(cv2.cvtColor(color, cv2.COLOR_BGR2GRAY), dtype=np.uint8))


def _decoded_jpeg(jpeg: JpegFile) -> Color | None:
    """The pixels, if the scans bring them all.

    The decoder fills what a scan lacks with gray and tells nobody. So it first gets the scan with a surplus of bytes and no
    end: a whole scan does not touch them, one that is cut short takes them for pixels or asks for more.
    """
    lengthened = None
    if jpeg.scans == 1:
        lengthened = _pixels(jpeg.data + _SURPLUS, width=jpeg.width, height=jpeg.height)
        if lengthened is None:
            raise UnusableImageError("TRUNCATED")
    color = _pixels(jpeg.data + _JPEG_END, width=jpeg.width, height=jpeg.height)
    if color is not None and lengthened is not None and not np.array_equal(color, lengthened):
        raise UnusableImageError("TRUNCATED")
    return color


def _pixels(file: bytes, *, width: int, height: int) -> Color | None:
    """What OpenCV makes of a file, if it is a picture of that size."""
    try:
        decoded = cv2.imdecode(np.frombuffer(file, dtype=np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        return None
    if decoded is None or decoded.shape != (height, width, 3):
        return None
    return np.asarray(decoded, dtype=np.uint8)
