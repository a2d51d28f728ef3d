"""Tied hair: combed back over the head to where it is tied, with a soft hairline and wisps that are too short for it."""

import numpy as np

from simulators.faces.clothing.cloth import smooth
from simulators.faces.clothing.hair.falling import before_the_forehead
from simulators.faces.clothing.hair.knot import TAIL, knot
from simulators.faces.clothing.hair.locks import Growth, grown, strayed
from simulators.faces.clothing.hair.scalp import between, cap, rim, scalp
from simulators.faces.clothing.hair.strands import Tint, tint_of
from simulators.faces.clothing.hair.tresses import Tresses, tresses
from simulators.faces.clothing.hull import Doubles, Hull, unit
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.mesh import Mesh
from simulators.faces.stream import Stream

_PARTED = 0.3  # half the share of those who part it first
_TIED = np.array([0.0, -0.75, -1.5])
_TIED_HIGH = np.array([0.0, -1.75, -0.75])


def tied_hair(shape: HeadShape, wear: Wear, source: Stream) -> list[Mesh]:
    """Hair drawn back, and its end."""
    hull, tint = scalp(shape), tint_of(shape)
    tie = _TIED if wear.hair_length < TAIL else _TIED_HIGH
    guides, width = _combed_back(shape, wear, hull, tie, source)
    openness = np.full(guides.shape[:2], 0.75)
    under = cap(shape, hull, source, thickness=lambda place: 0.6 * _height(place), fade=0.0, whorl=tie, depth=0.95)
    return [
        tresses(Tresses(path=guides, width=width, openness=openness, tilt=0.05, roots=1.0, ends=0.8), tint, source),
        _loose(guides, hull, tint, source),
        _first_hairs(shape, hull, tie, tint, source),
        _wisps(shape, hull, tint, source),
        *knot(shape, wear, source),
        under,
    ]


def _height(place: Doubles) -> Doubles:
    """How high combed hair lies above the skin."""
    return np.asarray(0.06 + 0.12 * smooth(-place[..., 1], 0.7, 1.5))


def _combed_back(shape: HeadShape, wear: Wear, hull: Hull, tie: Doubles, source: Stream) -> tuple[Doubles, Doubles]:
    """The paths of locks from the hairline and from behind it, and their widths."""
    fine, wide = 210, 90
    count = fine + wide
    turn = source.uniform(-1.7, 1.7, count)
    turn[: fine // 3] = np.sign(turn[: fine // 3]) * source.uniform(0.8, 1.5, fine // 3)  # the temples show every gap
    share = np.concatenate([1.02 - 0.14 * source.uniform(0, 1, fine) ** 1.5, source.uniform(0.3, 0.93, wide)])
    edge = rim(shape, hull, turn)
    behind = unit(tie - hull.middle)
    roots = between(np.broadcast_to(behind, edge.shape), edge, share)
    part = 0.3 * (wear.drape - 0.5) if wear.drape % 0.5 < _PARTED else None
    growth = Growth(
        roots=roots,
        length=1.3 * np.arccos(np.clip(roots @ behind, -1, 1)) * source.uniform(0.85, 1.0, count),
        layer=source.uniform(0.8, 1.15, count),
        height=_height,
        comb=lambda place: _toward(tie, part, place),
        scatter=0.03,
        bend=0.015,
        rise=0.45,
        steps=11,
    )
    width = np.concatenate([source.uniform(0.04, 0.09, fine), source.uniform(0.12, 0.2, wide)])
    return before_the_forehead(shape, grown(hull, growth, source)), width


def _toward(tie: Doubles, part: float | None, place: Doubles) -> Doubles:
    """The way to where hair is tied, in front first off a parting, if there is one."""
    way = unit(tie - place)
    if part is None:
        return way
    front = smooth(place[:, 2], -0.2, 0.5) * smooth(-place[:, 1], 0.85, 1.2)
    aside = np.tanh((place[:, 0] - part) * 8)
    return np.asarray(way + (0.6 * front * aside)[:, None] * np.array([1.0, 0.15, 0.0]))


def _loose(guides: Doubles, hull: Hull, tint: Tint, source: Stream) -> Mesh:
    """Single hairs that stand off the others."""
    paths = strayed(guides, hull.middle, source, count=90, off=0.035)
    width, openness = np.full(len(paths), 0.016), np.full(paths.shape[:2], 0.9)
    return tresses(Tresses(path=paths, width=width, openness=openness, shown=0.15, is_matte=True), tint, source)


def _first_hairs(shape: HeadShape, hull: Hull, tie: Doubles, tint: Tint, source: Stream) -> Mesh:
    """Fine short hairs across the hairline, before which the hair does not end at once."""
    count = 80
    edge = rim(shape, hull, source.uniform(-1.1, 1.1, count))
    roots = between(np.broadcast_to(unit(tie - hull.middle), edge.shape), edge, source.normal(0.995, 0.012, count))
    growth = Growth(
        roots=roots,
        length=source.uniform(0.08, 0.3, count),
        layer=np.ones(count),
        height=lambda place: np.full(len(place), 0.05),
        comb=lambda place: tie - place,
        scatter=0.5,
        steps=4,
    )
    paths = grown(hull, growth, source)
    width, openness = source.uniform(0.006, 0.012, count), np.full(paths.shape[:2], 0.8)
    return tresses(Tresses(path=paths, width=width, openness=openness, shown=0.1, is_matte=True), tint, source)


def _wisps(shape: HeadShape, hull: Hull, tint: Tint, source: Stream) -> Mesh:
    """Hairs too short to be tied: before the ears they hang down, along the hairline they stand off."""
    hanging = [_hanging(shape, hull, side, source) for side in (-1.0, 1.0)]
    paths = np.concatenate(hanging)
    openness = np.full(paths.shape[:2], 0.85)
    return tresses(
        Tresses(
            path=paths, width=source.uniform(0.008, 0.024, len(paths)), openness=openness, shown=0.3, is_matte=True
        ),
        tint,
        source,
        gloss=0.4,
    )


def _hanging(shape: HeadShape, hull: Hull, side: float, source: Stream) -> Doubles:
    """Wisps beside the face, on one side; *Shape*: N x steps x 3."""
    count, steps = int(source.integers(3, 10)), 9
    turn = side * source.uniform(0.95, 1.2, count)
    root = hull.at(rim(shape, hull, turn), 0.03)
    share = np.linspace(0, 1, steps)[None, :]
    length = source.uniform(0.3, 1.0, (count, 1))
    bow = (
        source.uniform(-0.02, 0.1, (count, 1)) * np.sin(np.pi * share)
        + np.abs(source.normal(0.02, 0.05, (count, 1))) * share
    )
    x = root[:, :1] + side * bow
    y = root[:, 1:2] + length * share
    z = root[:, 2:] + 0.06 * np.sin(np.pi * share) + source.normal(0.02, 0.04, (count, 1)) * share
    return np.stack([x, y, z], axis=-1)
