"""Tied hair: combed back over the head to where it is tied, with a soft hairline and wisps that are too short for it."""

import numpy as np

from simulators.faces.clothing.cloth import smooth
from simulators.faces.clothing.hair.combed import CORNERS, LOWEST, Drawn, combed, height, over_ears
from simulators.faces.clothing.hair.downy import faint
from simulators.faces.clothing.hair.falling import before_the_forehead
from simulators.faces.clothing.hair.knot import HIGH, evenly_gray, knot
from simulators.faces.clothing.hair.locks import Growth, grown, strayed
from simulators.faces.clothing.hair.scalp import between, rim, scalp
from simulators.faces.clothing.hair.strands import Tint, tint_of
from simulators.faces.clothing.hair.tresses import Tresses, tresses
from simulators.faces.clothing.hull import Doubles, Hull, unit
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.mesh import Mesh
from simulators.faces.stream import Stream

_PARTED = 0.2  # half the share of those who part it first
_TIGHTER = 0.33  # how much less high hair lies that is drawn up, and that of children
_TIED = np.array([0.0, -0.35, -1.5])
_TIED_HIGH = np.array([0.0, -1.55, -1.0])
_OVER = 0.012  # the surface of combed hair, so far lie locks
_CAME_LOOSE = (0.12, 0.6)  # share of the sides at which some hair has come loose: of tight hair, and of loose
_FINER = 0.65  # how much finer gray locks look: each would be seen alone
_FAINT, _LESS_FAINT = 0.55, 0.12
"""Of the way from the color of hair to that of skin: single fine hairs, and a few together."""


def tied_hair(shape: HeadShape, wear: Wear, source: Stream) -> list[Mesh]:
    """Hair drawn back, and its end."""
    hull, tint = scalp(shape), evenly_gray(tint_of(shape))
    drawn = _drawn(shape, wear, source)
    tie = drawn.tie
    down = faint(shape, tint, _FAINT)
    guides, width = _combed_back(shape, drawn, hull, source)
    width = width * (1 - _FINER * tint.gray)
    openness = np.full(guides.shape[:2], 0.78)
    locks = Tresses(
        path=guides, width=width, openness=openness, tilt=0.03, roots=0.25, ends=0.6, shown=0.3, is_matte=True
    )
    return [
        tresses(locks, tint, source, gloss=0.35),
        _loose(guides, hull, tint, source),
        _first_hairs(shape, hull, tie, down, source),
        _wisps(shape, hull, down, source),
        _flyaways(hull, drawn, tint, source),
        *_strands(shape, hull, drawn.loose, faint(shape, tint, _LESS_FAINT), source),
        *knot(shape, wear, source),
        combed(shape, hull, drawn, tint, source),
    ]


def _drawn(shape: HeadShape, wear: Wear, source: Stream) -> Drawn:
    """How hair is drawn back this time: up tightly, or down loosely, often off a parting."""
    is_high = wear.hair_length >= HIGH
    part = 0.5 * (wear.drape - 0.5) if not is_high and wear.drape % 0.5 < _PARTED else None
    loose = float(source.uniform(0, 0.35) if is_high else source.uniform(0.1, 1.0))
    tight = max(float(is_high), min(shape.traits.childhood * 2, 1.0))
    return Drawn(
        tie=_TIED_HIGH if is_high else _TIED, part=part, loose=loose, volume=1 - _TIGHTER * tight, is_up=is_high
    )


def _combed_back(shape: HeadShape, drawn: Drawn, hull: Hull, source: Stream) -> tuple[Doubles, Doubles]:
    """The paths of thin locks from behind the hairline, and their widths."""
    tie, part = drawn.tie, drawn.part
    count = 44
    turn = source.uniform(-1.7, 1.7, count)
    share = 0.91 - 0.45 * source.uniform(0, 1, count) ** 1.5
    edge = rim(shape, hull, turn)
    behind = unit(tie - hull.middle)
    roots = between(np.broadcast_to(behind, edge.shape), edge, share)
    growth = Growth(
        roots=roots,
        length=1.3 * np.arccos(np.clip(roots @ behind, -1, 1)) * source.uniform(0.85, 1.0, count),
        layer=source.uniform(0.9, 1.12, count),
        height=lambda place: height(place, drawn) + _OVER + over_ears(place, drawn.loose),
        comb=lambda place: _toward(tie, part, place),
        scatter=0.05,
        bend=0.02,
        rise=0.45,
        steps=11,
    )
    return before_the_forehead(shape, grown(hull, growth, source)), source.uniform(0.008, 0.018, count)


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
    paths = strayed(guides, hull.middle, source, count=70, off=0.05)
    width, openness = np.full(len(paths), 0.01), np.full(paths.shape[:2], 0.9)
    return tresses(Tresses(path=paths, width=width, openness=openness, shown=0.15, is_matte=True), tint, source)


def _flyaways(hull: Hull, drawn: Drawn, tint: Tint, source: Stream) -> Mesh:
    """Short broken hairs that rise out of the outline at all heights, each at its own slope."""
    count = 100
    turn = source.uniform(-1.0, 1.0, count) * (np.pi / 2 + 0.3)
    ahead = source.normal(0.15, 0.3, count)
    roots = unit(np.stack([np.sin(turn), -np.cos(turn), ahead], axis=1))
    growth = Growth(
        roots=roots,
        length=source.uniform(0.2, 0.6, count),
        layer=np.ones(count),
        height=lambda place: height(place, drawn),
        comb=lambda place: drawn.tie - place,
        scatter=0.55,
        bend=0.05,
        steps=6,
        rise=0.0,
    )
    paths = grown(hull, growth, source)
    share = np.linspace(0, 1, growth.steps)[None, :, None]
    off = np.abs(source.normal(0, 0.045, (count, 1, 1))) * np.sin(share * source.uniform(0.7, 1.7, (count, 1, 1)))
    paths = paths + off * unit(paths - hull.middle)
    width, openness = source.uniform(0.008, 0.014, count), np.full(paths.shape[:2], 0.95)
    strands = Tresses(path=paths, width=width, openness=openness, shown=0.1, is_matte=True)
    return tresses(strands, tint, source, gloss=0.4)


def _first_hairs(shape: HeadShape, hull: Hull, tie: Doubles, tint: Tint, source: Stream) -> Mesh:
    """Fine short hairs across the hairline, before which the hair does not end at once."""
    count = 150
    turn = source.uniform(-1.15, 1.15, count)
    edge = hull.at(rim(shape, hull, turn))
    edge[:, 1] = np.where(np.abs(turn) < CORNERS[0], np.minimum(edge[:, 1], LOWEST), edge[:, 1])
    edge = hull.toward(edge)
    roots = between(np.broadcast_to(unit(tie - hull.middle), edge.shape), edge, source.normal(0.993, 0.014, count))
    growth = Growth(
        roots=roots,
        length=source.uniform(0.1, 0.28, count),
        layer=np.ones(count),
        height=lambda place: np.full(len(place), 0.03),
        comb=lambda place: tie - place,
        scatter=0.34,
        bend=0.04,
        steps=5,
    )
    paths = grown(hull, growth, source)
    width, openness = source.uniform(0.006, 0.011, count), np.full(paths.shape[:2], 0.85)
    return tresses(Tresses(path=paths, width=width, openness=openness, shown=0.1, is_matte=True), tint, source)


def _wisps(shape: HeadShape, hull: Hull, tint: Tint, source: Stream) -> Mesh:
    """Hairs before the ears that are too short to be tied: they lie on the skin, down and back."""
    count = 56
    turn = np.where(np.arange(count) % 2, 1.0, -1.0) * source.uniform(0.98, 1.22, count)
    edge = rim(shape, hull, turn)
    roots = hull.toward(hull.at(edge) - np.array([0.0, 0.12, 0.0]) * source.uniform(-0.2, 1, (count, 1)))
    growth = Growth(
        roots=roots,
        length=source.uniform(0.12, 0.34, count),
        layer=source.uniform(0.5, 1.5, count),
        height=lambda place: np.full(len(place), 0.025),
        comb=lambda place: np.broadcast_to(np.array([0.0, 1.0, -0.45]), place.shape),
        scatter=0.25,
        bend=0.1,
        steps=6,
    )
    paths = grown(hull, growth, source)
    width, openness = source.uniform(0.008, 0.016, count), np.full(paths.shape[:2], 0.8)
    strands = Tresses(path=paths, width=width, openness=openness, shown=0.15, is_matte=True)
    return tresses(strands, tint, source, gloss=0.4)


def _strands(shape: HeadShape, hull: Hull, loose: float, tint: Tint, source: Stream) -> list[Mesh]:
    """A few long soft hairs that have come loose before one ear or both: they hang down beside the cheek."""
    likely = float(np.interp(loose, [0, 1], _CAME_LOOSE))
    sides = [side for side in (-1.0, 1.0) if source.uniform() < likely]
    if not sides:
        return []
    each, steps = 20, 9
    side = np.repeat(sides, each)
    count = len(side)
    edge = hull.at(rim(shape, hull, side * source.normal(1.02, 0.05, count)))
    share = np.linspace(0, 1, steps)[None]
    length = source.uniform(0.35, 1.15, (count, 1))
    bow = np.repeat(source.uniform(-0.05, 0.06, len(sides)), each)[:, None] + source.normal(0, 0.025, (count, 1))
    out = 0.03 + 0.06 * share + bow * np.sin(2.6 * share) + source.normal(0, 0.04, (count, 1)) * share
    x = edge[:, :1] + side[:, None] * out
    y = edge[:, 1:2] - 0.1 + length * share
    z = edge[:, 2:] + 0.04 + 0.05 * np.sin(2 * share + source.uniform(0, 2, (count, 1)))
    paths = np.stack(np.broadcast_arrays(x, y, z), axis=-1)
    width, openness = source.uniform(0.008, 0.02, count), np.full(paths.shape[:2], 0.9)
    strands = Tresses(path=paths, width=width, openness=openness, shown=0.18, ends=0.3, is_matte=True)
    return [tresses(strands, tint, source, gloss=0.4)]
