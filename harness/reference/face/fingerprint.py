"""A short print of a picture, from which a copy that was altered a little is known again.

The signs of the lowest frequencies against their median: recompressing, brightening or cropping a few pixels turns few of
them over, another moment of the same face turns over many.
"""

import cv2
import numpy as np

from harness.reference.face.template import decode_gray

PRINT_BYTES = 32
_SIDE = 64
_FREQUENCIES = 16


def fingerprint(image: bytes) -> bytes:
    """The print; *Shape*: PRINT_BYTES.

    Raises:
        UnusableImageError: NOT_AN_IMAGE or TOO_SMALL.
    """
    small = cv2.resize(decode_gray(image), (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    lowest = cv2.dct(small)[:_FREQUENCIES, :_FREQUENCIES].flatten()
    lowest[0] = 0.0  # the mean brightness tells nothing
    return np.packbits(lowest > np.median(lowest)).tobytes()
