"""The same picture once more: files that a protocol has to know again although their bytes differ.

Every change takes a JPEG file and gives a JPEG file. What the change of the metadata gives decodes to the same pixels; what
the others give decodes to pixels that a person takes for the same.
"""

import struct
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.camera import to_jpeg

Pixels = NDArray[np.uint8]

_OTHER_QUALITY = 78
_QUALITY = 90
_START = b"\xff\xd8"
_COMMENT = 0xFE
_MOST_TEXT = 65_533
_GAIN, _LIFT = 1.04, 2.0


def described(picture: bytes, text: str = "copy") -> bytes:
    """With a comment in its metadata: other bytes, the same pixels.

    Raises:
        ValueError: no JPEG file, or a text longer than a segment takes.
    """
    encoded = text.encode()
    if not picture.startswith(_START):
        raise ValueError("no JPEG file; pass what the generator wrote")
    if len(encoded) > _MOST_TEXT:
        raise ValueError(f"a comment takes {_MOST_TEXT} bytes, not {len(encoded)}")
    return _START + struct.pack(">BBH", 0xFF, _COMMENT, len(encoded) + 2) + encoded + picture[len(_START) :]


def compressed_again(picture: bytes) -> bytes:
    """Decoded and compressed to another quality."""
    return to_jpeg(_pixels(picture), _OTHER_QUALITY)


def cropped(picture: bytes) -> bytes:
    """Without its outermost pixel at every side."""
    return to_jpeg(np.ascontiguousarray(_pixels(picture)[1:-1, 1:-1]), _QUALITY)


def brightened(picture: bytes) -> bytes:
    """A little brighter all over."""
    brighter = cv2.convertScaleAbs(_pixels(picture), alpha=_GAIN, beta=_LIFT)
    return to_jpeg(np.asarray(brighter, dtype=np.uint8), _QUALITY)


def resized(picture: bytes) -> bytes:
    """A little smaller, as messengers make it."""
    pixels = _pixels(picture)
    size = round(pixels.shape[1] * 0.9), round(pixels.shape[0] * 0.9)
    return to_jpeg(np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8), _QUALITY)


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "described": described,
    "compressed_again": compressed_again,
    "cropped": cropped,
    "brightened": brightened,
    "resized": resized,
}
"""Each change by its name."""


def altered(picture: bytes) -> bytes:
    """Cropped by a pixel at every side, a little brighter, compressed again: to pass it off as another."""
    return brightened(cropped(picture))


def same_face_again(picture: bytes) -> dict[str, bytes]:
    """Every near-duplicate of a picture by the name of the change.

    Raises:
        ValueError: no JPEG file.
    """
    return {name: change(picture) for name, change in CHANGES.items()}


def _pixels(picture: bytes) -> Pixels:
    decoded = cv2.imdecode(np.frombuffer(picture, dtype=np.uint8), cv2.IMREAD_COLOR) if picture else None
    if decoded is None:
        raise ValueError("no picture that OpenCV decodes; pass what the generator wrote")
    return np.asarray(decoded, dtype=np.uint8)
