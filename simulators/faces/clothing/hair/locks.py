"""Locks: hair grows over the head along guides, and single hairs stray from them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulators.faces.clothing.hull import Doubles, Hull, unit
from simulators.faces.stream import Stream

Comb = Callable[[Doubles], Doubles]
"""Where hair at a place is combed to; *Shapes*: N x 3 to N x 3."""

Heights = Callable[[Doubles], Doubles]
"""How high hair stands above places; *Shapes*: ... x 3 to ..."""

_ROOT = 0.004  # above the skin


@dataclass(frozen=True, kw_only=True, slots=True)
class Growth:
    """How guides grow; *Shapes*: N each, roots N x 3 directions."""

    roots: Doubles
    length: Doubles
    layer: Doubles
    """Which share of the height of hair they reach."""
    height: Heights
    comb: Comb
    scatter: float = 0.25
    """By how many radians hairs start beside the way of the comb."""
    bend: float = 0.12
    """By how many more they turn from it at every step."""
    rise: float = 0.7
    """Power by which a hair leaves the head: small is at once."""
    sink: float = 0.0
    """How much of its height it loses again toward its tip."""
    steps: int = 5


def grown(hull: Hull, growth: Growth, source: Stream) -> Doubles:
    """The paths of guides from their roots; *Shape*: N x steps x 3."""
    count, steps = len(growth.roots), growth.steps
    directions = growth.roots
    aside = source.normal(0, growth.scatter, count)
    bend = source.normal(0, growth.bend, count)
    places = []
    for step in range(steps):
        share = step / (steps - 1)
        skin = hull.at(directions)
        above = _ROOT + growth.layer * growth.height(skin) * share**growth.rise * (1 - growth.sink * share)
        place = skin + directions * above[:, None]
        places.append(place)
        way = growth.comb(place)
        way = unit(way - (way * directions).sum(axis=1, keepdims=True) * directions)
        turned = (aside + bend * step)[:, None]
        way = way * np.cos(turned) + np.cross(directions, way) * np.sin(turned)
        distance = np.sqrt(((place - hull.middle) ** 2).sum(axis=1))
        directions = unit(directions + way * (growth.length / (steps - 1) / distance)[:, None])
    return np.stack(places, axis=1)


def strayed(guides: Doubles, hull_middle: Doubles, source: Stream, *, count: int, off: float = 0.07) -> Doubles:
    """Single hairs that leave their guides outward, at most so far, and to any side; *Shape*: count x steps x 3."""
    paths = guides[source.integers(0, len(guides), count)]
    share = np.linspace(0, 1, paths.shape[1])[None, :, None]
    out = off * source.uniform(0.0, 1.0, (count, 1, 1)) * unit(paths - hull_middle)
    return np.asarray(paths + (out + source.normal(0, 0.6 * off, (count, 1, 3))) * share**1.3)
