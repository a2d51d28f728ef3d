"""A short print of a picture, from which a copy that was altered a little is known again.

The signs of the lowest frequencies against their median: recompressing, brightening or cropping a few pixels turns few of
them over, another moment of the same face turns over many.
"""

import cv2
import numpy as np

from harness.reference.face.picture import Gray

PRINT_BYTES = 32
_SIDE = 64
_FREQUENCIES = 16


def fingerprint(gray: Gray) -> bytes:
    """The print of a picture; *Shape*: PRINT_BYTES."""
    small = cv2.resize(gray, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    lowest = cv2.dct(small)[:_FREQUENCIES, :_FREQUENCIES].flatten()
    lowest[0] = 0.0  # the mean brightness tells nothing
    return np.packbits(lowest > np.median(lowest)).tobytes()
