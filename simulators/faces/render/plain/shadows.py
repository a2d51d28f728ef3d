"""How much of the key light reaches a place."""

import math
from dataclasses import dataclass

import numpy as np

from simulators.faces.render.arrays import Doubles, Floats
from simulators.faces.render.plain.chunks import Places

Three = tuple[Doubles, Doubles, Doubles]

STEEPEST = 3.0


@dataclass(frozen=True, slots=True)
class Key:
    """The key light's shadow map."""

    to_map: Doubles
    shadow: Floats
    reach: float

    def reaching(self, place: Three, toward: Doubles, leader: Places, widest: float) -> Doubles:
        """The share of it that reaches each place; the top left of two by two pixels looks for all close to it."""
        mx, my, mz = (dot(place, row) + row[3] for row in self.to_map)
        faces = toward > -widest
        follows = (leader >= 0) & (leader != np.arange(len(leader))) & faces & faces[leader]
        follows &= (np.abs(mx - mx[leader]) < 1.0) & (np.abs(my - my[leader]) < 1.0)
        lit = np.zeros(len(mx))
        looks = np.flatnonzero(faces & ~follows)
        there = toward[looks]
        steep = np.sqrt(np.maximum(1.0 - there * there, 0.0)) / np.maximum(there, 0.2)
        bias = 0.02 + 0.025 * (self.reach + 1.0) * np.minimum(steep, STEEPEST)
        lit[looks] = _seen_by_key(self.shadow, mx[looks], my[looks], mz[looks] + bias, self.reach)
        lit[follows] = lit[leader[follows]]
        return lit


def _seen_by_key(shadow: Floats, mx: Doubles, my: Doubles, mz: Doubles, reach: float) -> Doubles:
    """The share of a square of the shadow map that is no nearer to the light than `mz`."""
    side = shadow.shape[0]
    most, width = side - 1.001 - reach, reach + reach + 1.0
    low_x, low_y = (np.minimum(np.maximum(at, reach), most) - reach for at in (mx, my))
    high_x, high_y = low_x + width, low_y + width
    left, right, top, bottom = (at.astype(np.int64) for at in (low_x, high_x, low_y, high_y))
    first_x, last_x = 1.0 - (low_x - left), high_x - right
    first_y, last_y = 1.0 - (low_y - top), high_y - bottom
    total = np.zeros(len(mx))
    for step in range(math.ceil(width) + 1):
        i = top + step
        line = np.minimum(i, side - 1) * side
        between = np.zeros(len(mx), dtype=np.int64)
        for j in range(1, math.ceil(width)):
            between += (shadow.reshape(-1)[line + np.minimum(left + j, side - 1)] <= mz) & (left + j < right)
        row = first_x * (shadow.reshape(-1)[line + left] <= mz) + between
        row += last_x * (shadow.reshape(-1)[line + right] <= mz)
        weight = np.where(i == top, first_y, np.where(i == bottom, last_y, 1.0))
        total += np.where(i <= bottom, row * weight, 0.0)
    return np.asarray(total / (width * width))


def leaders(y: Places, x: Places, width: int) -> Places:
    """For each pixel which one is the top left of its two by two; -1 if that is no pixel of the mesh."""
    first = y[0] // 2 * 2
    known = np.full((y[-1] - first + 1, width + 1), -1, dtype=np.int64)
    known[y - first, x] = np.arange(len(y))
    return np.asarray(known[y // 2 * 2 - first, x // 2 * 2])


def dot(one: Three, other: Three | Doubles) -> Doubles:
    """Of vectors by axis, the other of them or one for all."""
    return np.asarray(one[0] * other[0] + one[1] * other[1] + one[2] * other[2])
