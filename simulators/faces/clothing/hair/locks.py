"""Locks: hair grows over the head along guides, and strands gather around each guide toward its tip."""

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
    bend = source.normal(0, 0.12, count)
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Gathering:
    """How strands lie around their guide."""

    strands: int
    """Of each lock."""
    spread: float
    """How far apart they root."""
    clump: float = 0.7
    """How far their tips come together, 0 to 1."""
    curl: float = 0.0
    """How far from the guide they wind around it."""
    turns: float = 2.0
    fray: float = 0.02
    """How far each goes its own way, at the tip."""


def gathered(guides: Doubles, hull_middle: Doubles, gathering: Gathering, source: Stream) -> Doubles:
    """The strands around guides; *Shapes*: N x steps x 3 to N * strands x steps x 3."""
    count, steps = guides.shape[:2]
    share = np.linspace(0, 1, steps)[None, None, :, None]
    out = unit(guides[:, 0] - hull_middle)
    along = unit(guides[:, -1] - guides[:, 0])
    across = unit(np.cross(along, out))
    shape = (count, gathering.strands, 1)
    apart = source.normal(0, gathering.spread, shape) * across[:, None]
    apart = apart + source.normal(0, 0.5 * gathering.spread, shape) * along[:, None]
    own = source.normal(0, gathering.fray, (count, gathering.strands, 3))
    paths = guides[:, None] + apart[:, :, None] * (1 - gathering.clump * share) + own[:, :, None] * share**1.5
    if gathering.curl:
        paths = paths + _winding(out, across, gathering, steps, source)
    return np.asarray(paths.reshape(-1, steps, 3))


def _winding(out: Doubles, across: Doubles, gathering: Gathering, steps: int, source: Stream) -> Doubles:
    """What curls add; the strands of a lock wind together; *Shape*: N x strands x steps x 3."""
    count = len(out)
    share = np.linspace(0, 1, steps)
    start = source.uniform(0, 2 * np.pi, (count, 1, 1)) + source.normal(0, 0.35, (count, gathering.strands, 1))
    turns = gathering.turns * source.uniform(0.75, 1.25, (count, 1, 1))
    phase = start + 2 * np.pi * turns * share
    radius = gathering.curl * np.sqrt(share)
    first = (radius * np.cos(phase))[..., None] * across[:, None, None]
    return np.asarray(first + (radius * np.sin(phase))[..., None] * out[:, None, None])


def strayed(guides: Doubles, hull_middle: Doubles, source: Stream, *, count: int, off: float = 0.07) -> Doubles:
    """Single hairs that leave their guides outward, at most so far, and to any side; *Shape*: count x steps x 3."""
    paths = guides[source.integers(0, len(guides), count)]
    share = np.linspace(0, 1, paths.shape[1])[None, :, None]
    out = off * source.uniform(0.0, 1.0, (count, 1, 1)) * unit(paths - hull_middle)
    return np.asarray(paths + (out + source.normal(0, 0.6 * off, (count, 1, 3))) * share**1.3)
