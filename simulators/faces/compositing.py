"""A person and the place behind: one light, one lens.

Walls and ground give a little of their color to who stands before them, and the phone takes a little of it out of all; the
outline is a touch out of focus, and light from behind wraps around it: else a person looks cut out.
"""

import cv2
import numpy as np
from numpy.typing import ArrayLike

from simulators.faces.render import Layer
from simulators.faces.render.arrays import Floats

_CAST, _CORRECTED = 0.07, 0.2  # powers of the color of the place: what the person takes, and what the phone takes out
_MOST = 1.5  # times that a color of a place is counted above or below gray
_REACH, _CELL = 1.05, 2  # deviation of what the lens spreads at the outline, in cells; pixels to a cell
_OUTLINE = 1.7  # deviation of the band that counts as outline, in cells
_SOFT = 0.62  # share of the light there that is spread
_EVERY = 8  # pixels of a place to one by which its color is told


def composed(layer: Layer, gain: float, background: Floats) -> Floats:
    """The person, brightened by the gain, before a place that is exposed already; *Shape*: H x W x 3 each, linear light."""
    color = background[::_EVERY, ::_EVERY].mean(axis=(0, 1)) + np.float32(1e-3)
    cast = np.clip(color / color.mean(), 1 / _MOST, _MOST)
    cast /= cast.mean()
    own = Layer(_scaled(layer.color, gain * cast**_CAST), layer.coverage)
    return _softened(own.over(_scaled(background, cast**-_CORRECTED)), layer.coverage)


def _softened(picture: Floats, coverage: Floats) -> Floats:
    """The picture, its light spread along the outline, in place; *Shapes*: H x W x 3, H x W."""
    height, width = coverage.shape
    size = max(width // _CELL, 1), max(height // _CELL, 1)
    inside = cv2.GaussianBlur(cv2.resize(coverage, size, interpolation=cv2.INTER_AREA), (9, 9), _OUTLINE)
    share = np.float32(4 * _SOFT) * inside * (1 - inside)
    spread = cv2.GaussianBlur(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), (5, 5), _REACH)
    large = cv2.resize(share, (width, height), interpolation=cv2.INTER_LINEAR)[..., None]
    picture += large * (cv2.resize(spread, (width, height), interpolation=cv2.INTER_LINEAR) - picture)
    return picture


def _scaled(picture: Floats, gains: ArrayLike) -> Floats:
    return np.asarray(picture * np.asarray(gains, dtype=np.float32), dtype=np.float32)
