"""What tied hair ends in: a bun on top, or a tail over the shoulder."""

import numpy as np

from simulators.faces.clothing.build import torso_rows
from simulators.faces.clothing.hair.falling import before_the_body
from simulators.faces.clothing.hair.strands import Tint, tint_of
from simulators.faces.clothing.hair.tresses import Tresses, tresses
from simulators.faces.clothing.hull import Doubles, body_of, curve, unit
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.mesh import Mesh
from simulators.faces.stream import Stream

TAIL = 0.7
"""Of the length: below, a tail; above, a bun."""
_BUN = np.array([0.0, -0.23, -0.75])  # from the crown
_FALL = np.array(
    [(0.0, -0.6, -1.55), (0.35, 0.3, -1.5), (0.8, 1.4, -0.75), (0.92, 2.2, 0.3), (0.86, 2.8, 0.5), (0.8, 3.5, 0.5)]
)
_THICK = 0.1  # of the tail, in which it stands off what it lies on


def knot(shape: HeadShape, wear: Wear, source: Stream) -> list[Mesh]:
    """The end of tied hair."""
    if wear.hair_length < TAIL:
        return [_tail(shape, wear, source)]
    middle = _BUN + np.array([0.0, shape.traits.proportions.crown_y, 0.0])
    return [_bun(middle, 0.36 + 0.08 * wear.build, tint_of(shape), source)]


def _bun(middle: Doubles, size: float, tint: Tint, source: Stream) -> Mesh:
    """Hair wound around a ball, band over band."""
    count, steps = 90, 14
    start, turns = source.uniform(0, 2 * np.pi, (count, 1)), source.uniform(2.5, 4.5, (count, 1))
    turn = start + turns * np.linspace(0, 1, steps)[None]
    axis = unit(np.array([0.25, -0.35, 0.9]) + source.normal(0, 0.45, (count, 3)))
    first = unit(np.cross(axis, np.array([0.0, 1.0, 0.1])))
    around = np.cos(turn)[..., None] * first[:, None] + np.sin(turn)[..., None] * np.cross(axis, first)[:, None]
    lift = source.uniform(-0.9, 0.9, (count, 1, 1))
    radius = size * source.uniform(0.75, 1.04, (count, 1, 1))
    paths = middle + radius * (np.sqrt(1 - lift**2) * around + lift * axis[:, None]) * np.array([1.05, 0.85, 1.0])
    openness = 0.65 - 0.25 * (paths[..., 1] - middle[1]) / size
    width = source.uniform(0.25, 0.5, count) * size
    return tresses(Tresses(path=paths, width=width, openness=openness, tilt=0.1), tint, source)


def _tail(shape: HeadShape, wear: Wear, source: Stream) -> Mesh:
    """A tail that comes forward over one shoulder."""
    side = wear.side
    steps, count = 16, 90
    axis = curve(_FALL * np.array([side, 1.0, 1.0]), np.linspace(0, 1, steps))
    before = before_the_body(body_of(torso_rows(shape, wear.build)), axis, _THICK)
    axis[:, 2] = np.where(axis[:, 1] > 1.9, before, axis[:, 2])  # noqa: PLR2004 (where it has come over the shoulder)
    thick = np.interp(np.linspace(0, 1, steps), [0, 0.15, 0.6, 1], [0.4, 0.9, 1.15, 0.35])[None, :, None]
    sway = 0.03 * np.sin(np.linspace(0, 9, steps)[None, :, None] + source.normal(0, 0.8, (count, 1, 3)))
    paths = axis[None] + source.normal(0, 0.075, (count, 1, 3)) * thick + sway
    openness = np.clip(0.55 + 1.5 * (paths[..., 2] - axis[None, :, 2]), 0.3, 0.85)
    strands = Tresses(path=paths, width=source.uniform(0.08, 0.18, count), openness=openness)
    return tresses(strands, tint_of(shape), source, casts_shadow=True)
