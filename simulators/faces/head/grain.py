"""Noise for skin at the sizes of its pores and of its stains, cut from tiles that are the same for all people.

Where a tile is cut and how it is turned comes from a stream: cheap, and what two people share never lies at the same place.
"""

from collections.abc import Callable
from functools import cache
from typing import Literal

import cv2
import numpy as np

from simulators.faces.head.canvas import SIZE
from simulators.faces.render.arrays import Floats
from simulators.faces.stream import Stream, stream

Kind = Literal["pores", "bristles", "relief", "lumps", "crepe", "fine", "blotch", "flecks", "patch"]
_SIDE = 832  # pixels of a tile
_SEED = 23


def grain(source: Stream, kind: Kind) -> Floats:
    """Noise without mean, of unit spread; *Shape*: height x width of the canvas."""
    tile = _tile(kind)
    left, top = (int(source.integers(0, _SIDE - side + 1)) for side in SIZE)
    part = tile[top : top + SIZE[1], left : left + SIZE[0]]
    return part[:, ::-1] if source.integers(2) else part


@cache
def _tile(kind: Kind) -> Floats:
    source = stream(_SEED, "skin", kind)
    noise = source.standard_normal((_SIDE, _SIDE), dtype=np.float32)
    made = _MAKERS[kind](noise)
    return np.ascontiguousarray((made - made.mean()) / made.std(), dtype=np.float32)


def _soft(noise: Floats, spread: float) -> Floats:
    return np.asarray(cv2.GaussianBlur(noise, (0, 0), spread), dtype=np.float32)


def _pits(noise: Floats) -> Floats:
    """Small pits of two sizes, seen as dark points."""
    small, large = (np.maximum(noise * sign - np.float32(least), 0) for sign, least in ((1, 1.6), (-1, 2.2)))
    return 0.8 * _soft(small, 0.9) + 1.5 * _soft(large, 1.35)


def _bristles(noise: Floats) -> Floats:
    """Hair that was cut short, seen from its end."""
    return _soft(np.maximum(noise - np.float32(0.8), 0), 0.75)


def _lit_relief(noise: Floats) -> Floats:
    """The fine furrows between the pores, lit from above: slopes that face up are light."""
    height = _soft(noise, 1.15) / 0.24 + 0.8 * _soft(noise[::-1], 2.2) / 0.12
    return np.asarray(np.roll(height, 1, axis=0) - np.roll(height, -1, axis=0), dtype=np.float32)


def _lumps(noise: Floats) -> Floats:
    """What glands and fat make of a surface, a few millimeters wide, lit from above and a little from one side."""
    height = _soft(noise, 3.4) / 0.083 + 0.9 * _soft(noise[::-1], 6.5) / 0.0434
    return np.asarray(np.roll(height, (2, 1), axis=(0, 1)) - np.roll(height, (-2, -1), axis=(0, 1)), dtype=np.float32)


def _crepe(noise: Floats) -> Floats:
    """A net of thin wrinkles that lie rather than stand, lit from above."""
    height = np.zeros_like(noise)
    for part, across, down in ((noise, 6.0, 2.6), (noise[::-1], 8.0, 4.2), (noise[:, ::-1], 3.0, 5.0)):
        hills = cv2.GaussianBlur(part, (0, 0), sigmaX=across, sigmaY=down)
        height -= np.exp(-((hills / (0.35 * hills.std())) ** 2))
    height = _soft(height, 1.0)
    return np.asarray(0.6 * height + np.roll(height, 2, axis=0) - np.roll(height, -1, axis=0), dtype=np.float32)


def _fine(noise: Floats) -> Floats:
    """Spots of a few pixels."""
    return _soft(noise, 1.8) - _soft(noise, 4.5)


def _blotches(noise: Floats) -> Floats:
    """Spots of the size of a finger tip and smaller."""
    return 0.5 * _soft(noise, 5.0) / 0.056 + _soft(noise[::-1], 10.0) / 0.028


def _flecks(noise: Floats) -> Floats:
    """Few soft spots, some small, some as wide as a pea; between them there is nothing."""
    found = np.zeros_like(noise)
    for part, spread, least in ((noise, 3.0, 1.5), (noise[::-1], 5.5, 1.3), (noise[:, ::-1], 9.0, 1.2)):
        hills = _soft(part, spread)
        found += np.tanh(np.maximum(hills / hills.std() - np.float32(least), 0))
    return found


def _patches(noise: Floats) -> Floats:
    """Spots of one to three centimeters, as flesh and bone below and the sun have left them."""
    return 0.6 * _soft(noise, 17.0) / 0.0166 + _soft(noise[::-1], 32.0) / 0.0088


_MAKERS: dict[Kind, Callable[[Floats], Floats]] = {
    "pores": _pits,
    "bristles": _bristles,
    "relief": _lit_relief,
    "lumps": _lumps,
    "crepe": _crepe,
    "fine": _fine,
    "blotch": _blotches,
    "flecks": _flecks,
    "patch": _patches,
}
