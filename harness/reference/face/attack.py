"""Whether a picture shows a still picture of a face in place of a face: a print, or a screen. Judged on the image alone.

What gives such a picture away is a regular grid: the dots of a print, or the beat of a screen's grid against the sensor's.
A live scene has edges and noise, which spread over many frequencies; a grid stands out as a single slanted one. Frequencies
along the axes are left out, since the frames of doors and JPEG's own blocks lie there, and so is what is coarser than a grid.

It is the simple detector of a first slice: it knows drawn faces, sees no grid that the camera's resolution hides, and knows
nothing of masks and injected video.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from harness.reference.face.alignment import Floats, Gray
from harness.reference.face.template import decode_gray

GRID_LIMIT = 2.0
"""From here on a frequency stands out; between the highest of live and the lowest of re-photographed drawn faces."""

_TILE = 64
_STEP = 64
_COARSEST, _FINEST = 0.15, 0.47  # cycles a pixel that a grid may have
_OFF_AXIS = 0.045
_NEIGHBORS = 9


def shows_a_grid(image: bytes) -> bool:
    """Whether a regular grid lies over the picture.

    Raises:
        UnusableImageError: NOT_AN_IMAGE or TOO_SMALL.
    """
    return grid_strength(decode_gray(image)) >= GRID_LIMIT


def grid_strength(gray: Gray) -> float:
    """How far the strongest slanted frequency stands above those around it, as a natural logarithm of power."""
    power = np.log(_mean_power(gray) + 1e-3)
    around = cv2.medianBlur(power.astype(np.float32), 5)
    for _ in range(2):
        around = cv2.blur(around, (_NEIGHBORS, _NEIGHBORS), borderType=cv2.BORDER_REPLICATE)
    return float((power - around)[_slanted()].max())


def _mean_power(gray: Gray) -> Floats:
    """The power spectrum, averaged over tiles of the picture, zero frequency in the middle."""
    fine = gray.astype(np.float32) - cv2.GaussianBlur(gray.astype(np.float32), (0, 0), 3.0)
    window = np.outer(np.hanning(_TILE), np.hanning(_TILE)).astype(np.float32)
    total, count = np.zeros((_TILE, _TILE)), 0
    for top in range(0, gray.shape[0] - _TILE + 1, _STEP):
        for left in range(0, gray.shape[1] - _TILE + 1, _STEP):
            tile = fine[top : top + _TILE, left : left + _TILE]
            spectrum = np.abs(np.fft.fft2(tile * window)) ** 2
            total += spectrum / (spectrum.mean() + 1e-6)  # a tile with sharp edges counts no more than a smooth one
            count += 1
    return np.asarray(np.fft.fftshift(total / max(count, 1)), dtype=np.float32)


def _slanted() -> NDArray[np.bool_]:
    frequency = np.fft.fftshift(np.fft.fftfreq(_TILE))
    down, along = np.meshgrid(frequency, frequency, indexing="ij")
    reach = np.hypot(down, along)
    return np.asarray(
        (reach > _COARSEST) & (reach < _FINEST) & (np.abs(down) > _OFF_AXIS) & (np.abs(along) > _OFF_AXIS)
    )
