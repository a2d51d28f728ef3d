"""What tied hair ends in: a bun on top or behind the head, a tail beside the neck or over the shoulder."""

import numpy as np

from simulators.faces.clothing.build import torso_body
from simulators.faces.clothing.hair.falling import before_the_body
from simulators.faces.clothing.hair.strands import FULL_SIZE, Tint, full_texture, hair_material, tint_of
from simulators.faces.clothing.hair.tresses import Tresses, tresses
from simulators.faces.clothing.hull import Doubles, curve, unit
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.mesh import Mesh, grid_mesh
from simulators.faces.stream import Stream

_SHOULDER, _BEHIND, HIGH = 0.28, 0.77, 0.8
"""Of the length: below, a tail over a shoulder, one behind the neck, a bun behind it; above the last, a bun on top."""
_LOW_BUN = np.array([0.0, 0.1, -1.45])  # a place
_BUN = np.array([0.0, -0.22, -0.88])  # from the crown
_FALL = np.array(
    [(0.0, -0.4, -1.5), (0.35, 0.3, -1.4), (0.74, 1.2, -0.8), (0.9, 2.05, 0.2), (0.8, 2.75, 0.5), (0.7, 3.5, 0.5)]
)
_FALL_BEHIND = np.array(
    [(0.0, -0.3, -1.5), (0.3, 0.3, -1.4), (0.62, 0.95, -1.0), (0.7, 1.6, -0.85), (0.75, 2.2, -1.2), (0.7, 3.2, -1.5)]
)
_COILS, _LOCKS = 9, 14  # of a bun, and of a tail
_SQUASHED = np.array([1.2, 0.72, 1.0])
_SMALLER = 0.15  # how much smaller a bun of a child is
_SHADED = 0.5  # how much less light gets to a bun below than on top, over half its height
_CORE = 0.88  # of the size of a bun, what lies within
_LIGHTER, _WARMER = 1.2, (4, 5, 7)  # as a share of its own color, and what is added to it
_MIXED, _GRAY = 0.85, (141, 145, 153)  # the share of gray that shows in all hairs, and its color
_THICK = 0.1  # of the tail, in which it stands off what it lies on


def knot(shape: HeadShape, wear: Wear, source: Stream) -> list[Mesh]:
    """The end of tied hair."""
    if wear.hair_length < _BEHIND:
        return [_tail(shape, wear, source)]
    is_high = wear.hair_length >= HIGH
    middle = _BUN + np.array([0.0, shape.traits.proportions.crown_y, 0.0]) if is_high else _LOW_BUN
    size = (0.44 + 0.07 * wear.build) * (1 - _SMALLER * min(shape.traits.childhood, 1.0))
    return _bun(middle, size, _lighter(tint_of(shape)), source)


def _bun(middle: Doubles, size: float, tint: Tint, source: Stream) -> list[Mesh]:
    """Locks wound loosely about each other, one behind the next, and hairs that come out of them."""
    count, steps = 120, 14
    start, turns = source.uniform(0, 2 * np.pi, (count, 1)), source.uniform(1.6, 3.4, (count, 1))
    share = np.linspace(0, 1, steps)[None]
    turn = start + turns * share
    coil = source.integers(0, _COILS, count)
    tilt = source.normal(0, 0.55, (_COILS, 3))[coil] + source.normal(0, 0.06, (count, 3))
    axis = unit(np.array([0.2, -0.5, 0.8]) + tilt)
    first = unit(np.cross(axis, np.array([0.0, 1.0, 0.1])))
    around = np.cos(turn)[..., None] * first[:, None] + np.sin(turn)[..., None] * np.cross(axis, first)[:, None]
    lift = ((np.linspace(-0.75, 0.75, _COILS) + source.normal(0, 0.1, _COILS))[coil] + source.normal(0, 0.1, count))[
        :, None, None
    ]
    lift = np.clip(lift + 0.25 * source.normal(0, 1, (count, 1, 1)) * (share[..., None] - 0.5), -0.9, 0.9)
    radius = size * (source.uniform(0.78, 1.12, _COILS)[coil] + source.normal(0, 0.03, count))[:, None, None]
    paths = middle + radius * (np.sqrt(1 - lift**2) * around + lift * axis[:, None]) * _SQUASHED
    depth = source.uniform(0.75, 1.1, _COILS)[coil][:, None]
    openness = np.clip((0.9 - _SHADED * (paths[..., 1] - middle[1]) / size) * depth, 0.2, 1)
    width = source.uniform(0.1, 0.3, count) * size
    single = middle + 1.08 * (paths[::3] - middle) + source.normal(0, 0.05, (len(paths[::3]), 1, 3)) * share[..., None]
    thin = np.full(len(single), 0.012)
    wound = Tresses(path=paths, width=width, openness=openness, tilt=0.1, is_matte=True)
    out = Tresses(path=single, width=thin, openness=openness[::3], shown=0.12, is_matte=True)
    bands = [tresses(wound, tint, source, gloss=0.6), tresses(out, tint, source, gloss=0.4)]
    return [_core(middle, size, tint), *bands]


def _core(middle: Doubles, size: float, tint: Tint) -> Mesh:
    """What is seen between the locks of a bun: more hair, in their shade."""
    turn, lift = np.meshgrid(np.linspace(-np.pi, np.pi, 17), np.linspace(-np.pi / 2, np.pi / 2, 9))
    around = np.stack([np.cos(lift) * np.sin(turn), -np.sin(lift), np.cos(lift) * np.cos(turn)], axis=-1)
    columns, rows = FULL_SIZE
    texels = np.stack([(turn / (2 * np.pi) + 0.5) * 0.3 * columns, (lift / np.pi + 0.5) * (rows - 2)], axis=-1)
    return grid_mesh(
        (middle + _CORE * size * around * _SQUASHED).astype(np.float32),
        texels=texels.astype(np.float32),
        material=hair_material(full_texture(tint), gloss=0.2),
        openness=(0.4 + 0.15 * np.sin(lift)).astype(np.float32),
    )


def _lighter(tint: Tint) -> Tint:
    """The color of hair that lies in its own shade, so that it looks like that of the head."""
    even = evenly_gray(tint)
    share = 1 + (_LIGHTER - 1) * (1 - tint.gray)
    blue, green, red = (round(share * own) + more for own, more in zip(even.color, _WARMER, strict=True))
    return Tint((blue, green, red), even.gray)


def evenly_gray(tint: Tint) -> Tint:
    """The same color as a whole, with less difference between gray hairs and others: those of a lock lie mixed."""
    mixed = _MIXED * tint.gray
    blue, green, red = (
        4 * round(((1 - mixed) * own + mixed * gray) / 4) for own, gray in zip(tint.color, _GRAY, strict=True)
    )
    return Tint((blue, green, red), round(1 - (1 - tint.gray) / (1 - mixed), 1))


def _tail(shape: HeadShape, wear: Wear, source: Stream) -> Mesh:
    """A tail of locks beside the neck or forward over one shoulder; each lock ends at its own place, in a point."""
    steps, count = 16, 130
    share = np.linspace(0, 1, steps)[None]
    is_before = wear.hair_length < _SHOULDER
    axis = curve((_FALL if is_before else _FALL_BEHIND) * np.array([wear.side, 1.0, 1.0]), np.linspace(0, 1, 60))
    before = before_the_body(torso_body(shape, wear.build), axis, _THICK)
    axis[:, 2] = np.where((axis[:, 1] > 1.9) & is_before, before, axis[:, 2])  # noqa: PLR2004 (it has come over the shoulder)
    lock = source.integers(0, _LOCKS, count)
    reached = (source.uniform(0.8, 1.0, _LOCKS)[lock] * source.uniform(0.8, 1.0, count))[:, None] * share
    center = np.stack([np.interp(reached, np.linspace(0, 1, 60), axis[:, n]) for n in range(3)], axis=-1)
    thick = np.interp(reached, [0, 0.15, 0.5, 0.85, 1], [0.35, 0.95, 1.25, 0.95, 0.3])[..., None]
    beside = source.normal(0, 0.08, (_LOCKS, 1, 3))[lock]
    single = source.normal(0, 0.05, (count, 1, 3)) * (1 - 0.5 * reached[..., None] ** 3)
    phase = (source.uniform(0, 2 * np.pi, _LOCKS)[lock] + source.normal(0, 0.2, count))[:, None]
    sway = 0.05 * np.sin(5 * reached + phase)[..., None] * np.array([1.0, 0.2, 0.6])
    paths = center + (beside + single) * thick + sway
    light = source.uniform(0.85, 1.15, _LOCKS)[lock][:, None] * (1 + 0.15 * np.sin(6 * reached + phase))
    openness = np.clip((0.92 + 1.3 * (paths[..., 2] - center[..., 2])) * light, 0.35, 1.0)
    tint = tint_of(shape)
    openness = 1 - (1 - openness) * (1 - 0.5 * tint.gray)  # gray hair passes light on
    strands = Tresses(path=paths, width=source.uniform(0.08, 0.18, count), openness=openness, ends=0.3)
    return tresses(strands, evenly_gray(tint), source, gloss=0.7)
