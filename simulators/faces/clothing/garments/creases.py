"""The creases of worn cloth that are finer than its mesh: drawn from shoulder and armpit across the chest, in patches."""

from functools import lru_cache

import cv2
import numpy as np

from simulators.faces.clothing.cloth import noise, smooth
from simulators.faces.clothing.garments.drawing import LEFT, PER_UNIT, SIZE, TOP
from simulators.faces.clothing.hull import Doubles
from simulators.faces.render.arrays import Floats
from simulators.faces.stream import Stream, stream

PIECES = 7
"""So many pieces of cloth are creased each in its way."""
_SEED = 77
_WAY, _DEPTH = 0.75, 0.75  # of creases across the chest: their way at the right, in radians from level, and their depth
_LONG, _CLOSE = 0.3, 1.0  # cells of a unit along a crease and across it
_RIDGE = 0.5  # half the width of a crease, in spreads of the noise that it winds with
_CELL, _CELLS = 16, 16  # of that noise: pixels to a cell, and cells along each side
_SIDE = _CELL * _CELLS
_WOUND = 0.08  # how far creases wind, in units
_PIXELS = 3  # of the picture to one that light is reckoned for, along each side
_COARSE = SIZE[0] // _PIXELS, SIZE[1] // _PIXELS
_SOFT, _AROUND = 1.2, 3.5  # the spread of an edge, and of what lies around a crease, in such pixels
_LIT, _LIT_ASIDE = 0.75, 0.35  # how much light comes and goes with the slope of a crease; of that, to the side
_SUNK = 0.3  # how much less comes into what lies between creases
_LEAST, _MOST = 0.6, 1.14  # light
_FLAT_TO, _FULL_FROM = 2.3, 2.9
"""Heights on the picture, between where cloth at the neck is drawn flat and where it is creased."""
_ARMPIT = (2.1, 3.45)
_FAN, _FAN_REACH = 3.4, 1.5  # creases to a radian about an armpit, and how far they run


@lru_cache(maxsize=PIECES)
def creases(piece: int) -> Floats:
    """How much more or less light than 1 each place of a garment's picture gives back; *Shape*: height x width."""
    source = stream(_SEED, "garment creases", str(piece))
    x, y = np.meshgrid(_middles(LEFT, _COARSE[0]), _middles(TOP, _COARSE[1]))
    winding = _WOUND * noise(source, cells=(9, 6), size=_COARSE), _WOUND * noise(source, cells=(9, 6), size=_COARSE)
    height = np.zeros_like(x)
    for side in (-1, 1):
        there = smooth(side * x, -0.9, 0.5) * _patches(source)
        height += _DEPTH * there * _ridges(source, side * x + winding[0], y + winding[1])
    for side in (-1, 1):
        height += _fan(source, side * x + winding[0], y + winding[1]) * _patches(source)
    height *= smooth(y, _FLAT_TO, _FULL_FROM)
    height = np.asarray(cv2.GaussianBlur(height, (0, 0), _SOFT), dtype=np.float64)
    down, aside = np.gradient(height)
    hollow = cv2.GaussianBlur(height, (0, 0), _AROUND) - height
    light = _LIT * (down + _LIT_ASIDE * aside) - _SUNK * hollow
    light = np.clip(light, _LEAST - 1, _MOST - 1).astype(np.float32)
    return np.asarray(cv2.resize(light, SIZE, interpolation=cv2.INTER_CUBIC), dtype=np.float32)


def _middles(first: float, count: int) -> Doubles:
    """Where so many coarse pixels lie from an edge of the picture on, in units; *Shape*: count."""
    return np.asarray(first + (np.arange(count) + 0.5) * _PIXELS / PER_UNIT, dtype=np.float64)


def _patches(source: Stream) -> Doubles:
    """Where creases are, 0 to 1; nowhere are all."""
    return smooth(noise(source, cells=(7, 5), size=_COARSE), -0.7, 0.9)


def _ridges(source: Stream, x: Doubles, y: Doubles) -> Doubles:
    """Creases across the chest, 0 to 1; *Shapes*: height x width."""
    field = source.standard_normal((_CELLS, _CELLS), dtype=np.float32)
    large = cv2.resize(np.tile(field, (2, 2)), (2 * _SIDE, 2 * _SIDE), interpolation=cv2.INTER_CUBIC)
    along, across = x * np.cos(_WAY) + y * np.sin(_WAY), y * np.cos(_WAY) - x * np.sin(_WAY)
    columns = np.mod(_LONG * _CELL * along, _SIDE) + _SIDE // 2
    rows = np.mod(_CLOSE * _CELL * across, _SIDE) + _SIDE // 2
    wound = cv2.remap(large, columns.astype(np.float32), rows.astype(np.float32), cv2.INTER_LINEAR)
    return np.asarray(np.exp(-((wound / _RIDGE) ** 2)), dtype=np.float64)


def _fan(source: Stream, x: Doubles, y: Doubles) -> Doubles:
    """Creases that run together in the armpit at the right, 0 to 1; *Shapes*: height x width."""
    right, down = x - _ARMPIT[0], y - _ARMPIT[1]
    away = np.hypot(right, down)
    turn = np.arctan2(down, -right) * _FAN + float(source.uniform(0, 6)) + 0.8 * np.sin(2.5 * away)
    ends = np.exp(-((away / _FAN_REACH) ** 2)) * smooth(away, 0.25, 0.7) * smooth(-right, -0.3, 0.2)
    return np.asarray(np.exp(-((np.sin(turn) / 0.5) ** 2)) * ends)
