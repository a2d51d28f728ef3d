"""A person and the place behind: one light, one lens.

Walls and ground give a little of their color to who stands before them, and the phone takes a little of it out of all; the
outline is a touch out of focus, and light from behind wraps around it: else a person looks cut out.
"""

import cv2
import numpy as np

from simulators.faces.render import Layer
from simulators.faces.render.arrays import Floats

_CAST, _CORRECTED = 0.1, 0.38  # powers of the color of the place: what the person takes, and what the phone takes out
_MOST = 1.5  # times that a color of a place is counted above or below gray
_CELLS = 180  # across the picture, in which the outline is softened
_REACH = 1.05  # deviation of what the lens spreads at the outline, in cells
_OUTLINE = 1.7  # deviation of the band that counts as outline, in cells
_SOFT = 0.62  # share of the light there that is spread
_WRAPPED, _WIDE = 0.3, 9  # share of the light behind that the outline takes, and from how many cells around
_SAMPLES = 45  # across the picture, by which the color of a place is told
_NEAR = 5.0  # deviation of what counts as near the person, in samples


def composed(layer: Layer, gain: float, background: Floats) -> Floats:
    """The person, brightened by the gain, before a place that is exposed already; *Shape*: H x W x 3 each, linear light."""
    every = max(background.shape[1] // _SAMPLES, 1)
    place, coverage = background[::every, ::every], layer.coverage[::every, ::every]
    cast = _hue(_beside(place, coverage)) ** _CAST
    own = Layer(_scaled(layer.color, np.float32(gain) * cast), layer.coverage)
    corrected = _hue(place.mean(axis=(0, 1))) ** -_CORRECTED
    return _softened(own.over(_scaled(background, corrected)), layer.coverage)


def _beside(place: Floats, coverage: Floats) -> Floats:
    """The color of what is seen of a place near the person; *Shapes*: h x w x 3, h x w to 3."""
    near = cv2.GaussianBlur(coverage, (0, 0), _NEAR) * (1 - coverage) + np.float32(1e-4)
    return np.asarray((place * near[..., None]).sum(axis=(0, 1)) / near.sum(), dtype=np.float32)


def _hue(color: Floats) -> Floats:
    """Gains of blue, green, red of that color, whose mean is 1."""
    seen = color + np.float32(1e-3)
    held = np.clip(seen / seen.mean(), 1 / _MOST, _MOST)
    return np.asarray(held / held.mean(), dtype=np.float32)


def _softened(picture: Floats, coverage: Floats) -> Floats:
    """The picture, its light spread along the outline, what is behind a little wider; *Shapes*: H x W x 3, H x W."""
    height, width = coverage.shape
    cell = max(round(width / _CELLS), 1)
    size = max(width // cell, 1), max(height // cell, 1)
    covered = cv2.resize(coverage, size, interpolation=cv2.INTER_AREA)
    inside = cv2.GaussianBlur(covered, (9, 9), _OUTLINE)
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    behind = cv2.blur(cv2.multiply(small, cv2.merge([1 - covered] * 3)), (_WIDE, _WIDE))
    wrapped = cv2.multiply(behind, cv2.merge([np.float32(_WRAPPED) * covered] * 3))
    spread = cv2.add(cv2.GaussianBlur(small, (5, 5), _REACH), wrapped)
    share = np.float32(4 * _SOFT) * inside * (1 - inside)
    full = width, height
    large = cv2.resize(share, full, interpolation=cv2.INTER_LINEAR)
    wide = cv2.resize(spread, full, interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.blendLinear(picture, wide, 1 - large, large), dtype=np.float32)


def _scaled(picture: Floats, gains: Floats) -> Floats:
    """The picture times gains of blue, green, red; *Shapes*: H x W x 3, 3."""
    return np.asarray(cv2.multiply(picture, np.append(gains, 0).astype(np.float64)), dtype=np.float32)
