"""From samples to pixels: edges as in a picture that a phone developed large and then made small.

The tones are averaged, the roots of light, and not the light itself: averaged light would let a bright wall eat into a
dark scarf before it, in steps of whole pixels.
"""

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulators.faces.render.arrays import Floats

Mask = NDArray[np.bool_]

_SOFT = 0.85  # deviation in samples: what a small picture of a sharp one keeps
_SPREAD = 1.0  # deviation in pixels
_MIXED = 10.0  # how soon a mixture is smoothed: all of it from where a tenth of the samples is soft, or is not
_LEAST = 1e-4


def averaged(samples: Floats, is_soft: Mask, size: tuple[int, int]) -> tuple[Floats, Floats]:
    """Light times coverage, and coverage, of each pixel; the samples become their roots. `size`: width and height.

    *Shapes*: samples rows x columns x 4, light by color and whether there is any; whether they show a soft mesh, rows x
    columns; H x W x 3 and H x W.
    """
    tones = np.sqrt(samples, out=samples)
    even = cv2.GaussianBlur(tones, (3, 3), _SOFT, borderType=cv2.BORDER_REPLICATE)
    small = np.asarray(cv2.resize(even, size, interpolation=cv2.INTER_LINEAR), dtype=np.float32)
    if is_soft.any():
        _smooth(small, is_soft)
    blue, green, red, coverage = cv2.split(small)
    coverage[coverage > 1 - _LEAST] = 1
    over = 1 / np.maximum(coverage, np.float32(_LEAST))
    return _floats(cv2.merge([tone * tone * over for tone in (blue, green, red)])), _floats(coverage)


def _smooth(pixels: Floats, is_soft: Mask) -> None:
    """Spread what is drawn of thin hair by a share of the samples, where that is among others, in place."""
    height, width = pixels.shape[:2]
    soft = cv2.resize(is_soft.astype(np.uint8) * 255, (width, height), interpolation=cv2.INTER_LINEAR)
    soft = cv2.GaussianBlur(soft, (5, 5), _SPREAD, borderType=cv2.BORDER_REPLICATE)
    left, top, across, down = cv2.boundingRect(cv2.inRange(soft, 1, 254))
    if not across:
        return
    area = np.s_[top : top + down, left : left + across]
    part, share = pixels[area], soft[area].astype(np.float32) / np.float32(255)
    share = np.minimum(_MIXED * share * (1 - share), 1)
    spread = cv2.GaussianBlur(part, (5, 5), _SPREAD, borderType=cv2.BORDER_REPLICATE)
    part += share[..., None] * (spread - part)


def _floats(picture: ArrayLike) -> Floats:
    return np.asarray(picture, dtype=np.float32)
