"""Cuts: short hair, cropped, faded, parted, swept up or curly, as locks over the scalp."""

from dataclasses import dataclass, replace

import numpy as np

from simulators.faces.clothing.cloth import smooth
from simulators.faces.clothing.hair.knot import knot
from simulators.faces.clothing.hair.locks import Comb, Gathering, Growth, gathered, grown, strayed
from simulators.faces.clothing.hair.scalp import WHORL, between, cap, rim, rising, scalp
from simulators.faces.clothing.hair.strands import Ribbons, ribbons, tint_of
from simulators.faces.clothing.hull import Doubles, Hull, unit
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.mesh import Mesh
from simulators.faces.stream import Stream

_GATHERING = Gathering(strands=6, spread=0.055, clump=0.3)
_SHAVED = 0.1  # of the scalp that stubble covers
_SEEN = 0.82  # of the way around the head, from the front

_WOUND = Gathering(strands=3, spread=0.03, clump=0.6, curl=0.07, turns=1.5, fray=0.01)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """A cut; lengths in face units."""

    top: float
    """How far hair stands above the skull on top, at the sides, and more above the forehead."""
    side: float
    front: float = 0.0
    fade: float = 0.3
    length: float
    """Of a hair on top; those at the sides are shorter."""
    way: tuple[float, float, float]
    """Where hair on top is combed to."""
    parting: float | None = None
    """The x of a parting, from where hair goes to both sides."""
    edge: float = 0.4
    """The share of its height that hair has at the hairline."""
    crest: float = 0.75
    """The height above the eyes from which hair goes the way of the top; below, it falls."""
    locks: int = 230
    rise: float = 0.5
    sink: float = 0.2
    scatter: float = 0.25
    width: float = 0.036
    gathering: Gathering = _GATHERING

    def lift(self, place: Doubles) -> Doubles:
        """How far hair stands off at places; *Shapes*: ... x 3 to ..."""
        above = smooth(-place[..., 1], 0.6, 1.4) * (1 - 0.35 * np.clip(np.abs(place[..., 0]) - 0.2, 0, 1))
        fore = smooth(-place[..., 1], 0.75, 1.15) * smooth(place[..., 2], -0.1, 0.6)
        return np.asarray(self.side + (self.top - self.side) * above + self.front * fore)

    def comb(self, place: Doubles) -> Doubles:
        """Where hair at places is combed to."""
        x = place[:, :1]
        top = smooth(-place[:, 1:2], self.crest, self.crest + 0.55)
        way = np.broadcast_to(np.array(self.way), place.shape)
        if self.parting is not None:
            away = np.tanh((x - self.parting) * 9)
            way = np.concatenate([away, np.full_like(x, 0.1), np.full_like(x, 0.3)], axis=1)
        down = np.concatenate([0 * x, 0 * x + 1.0, 0 * x - 0.45], axis=1)
        return np.asarray(way * top + down * (1 - top))


def cut_of(wear: Wear) -> Cut:
    """The cut that someone wears; its length and side differ by moment."""
    side = 1.0 if wear.drape > 0.5 else -1.0  # noqa: PLR2004 (left or right)
    long = wear.hair_length
    if wear.hair == "parted":
        return Cut(top=0.3 + 0.1 * long, side=0.14, front=0.08, length=0.9, way=(side, 0, 0), parting=-0.4 * side)
    if wear.hair == "brushed_back":
        return Cut(
            top=0.28,
            front=0.1 + 0.16 * long,
            way=(0.35 * side, -0.4, -1),
            side=0.1,
            fade=0.6,
            length=0.8,
            rise=0.4,
            sink=0.1,
            edge=0.9,
            crest=0.3,
        )
    if wear.hair == "curly":
        return Cut(
            top=0.4 + 0.16 * long,
            way=(0.2 * side, 0.2, 0.8),
            gathering=_WOUND,
            side=0.18,
            length=0.35,
            scatter=0.9,
            locks=420,
            width=0.05,
            edge=0.6,
        )
    if wear.hair == "fade":
        return Cut(top=0.22 + 0.12 * long, side=0.03, fade=1.0, length=0.36, way=(0.6 * side, 0, 0.8), sink=0.15)
    return Cut(top=0.22 + 0.06 * long, side=0.09, fade=0.7, length=0.4, way=(0.3 * side, 0.1, 1), scatter=0.35)


def short_hair(shape: HeadShape, wear: Wear, source: Stream) -> list[Mesh]:
    """Hair that shows the ears: short, or tied behind."""
    hull = scalp(shape)
    if wear.hair == "tied":
        return [*_tied(shape, hull, source), *knot(shape, wear, source)]
    cut = cut_of(wear)
    if shape.traits.childhood > 0.3:  # noqa: PLR2004 (about fourteen years)
        cut = replace(cut, fade=min(cut.fade, 0.4), side=max(cut.side, 0.06), front=0.02)
    under = cap(shape, hull, source, thickness=lambda place: 0.35 * cut.lift(place), fade=cut.fade)
    return [*_grown(shape, hull, cut, source), _first_hairs(shape, hull, cut.comb, source), under]


def bald(shape: HeadShape, source: Stream) -> list[Mesh]:
    """What is left around a bald head, cut short, and a shade of what is shaved above."""
    mesh = cap(shape, scalp(shape), source, thickness=lambda place: np.full(place.shape[:-1], 0.04), fade=0.6)
    texture = mesh.material.texture.copy()
    rows, columns = texture.shape[:2]
    turn, down = np.linspace(-np.pi, np.pi, columns)[None], np.linspace(0, 1, rows)[:, None]
    left = smooth(np.abs(turn), 0.95, 1.4) * smooth(down, 0.4, 0.75)
    texture[..., 3] = texture[..., 3] * (_SHAVED + (1 - _SHAVED) * left)
    return [replace(mesh, material=replace(mesh.material, texture=texture))]


def _roots(shape: HeadShape, hull: Hull, *, count: int, most: float, source: Stream) -> tuple[Doubles, Doubles]:
    """Directions of roots, and how far each is on the way from the whorl to the hairline."""
    turn = source.uniform(-np.pi, np.pi, count) * _SEEN
    share = most * source.uniform(0.02, 1.0, count) ** 0.6
    edge = rim(shape, hull, turn)
    return between(np.broadcast_to(unit(WHORL - hull.middle), edge.shape), edge, share), share


def _grown(shape: HeadShape, hull: Hull, cut: Cut, source: Stream) -> list[Mesh]:
    """The locks of a cut, and loose hairs above them."""
    roots, share = _roots(shape, hull, count=cut.locks, most=0.97, source=source)
    near = rising(share)
    above = smooth(-hull.at(roots)[:, 1], 0.5, 1.1)
    reach = (0.3 + 0.7 * above) * (cut.edge + (1 - cut.edge) * near)
    growth = Growth(
        roots=roots,
        length=cut.length * reach * source.uniform(0.7, 1.2, len(roots)),
        layer=(cut.edge + (1 - cut.edge) * near) * source.uniform(0.7, 1.1, len(roots)),
        height=cut.lift,
        comb=cut.comb,
        scatter=cut.scatter,
        rise=cut.rise,
        sink=cut.sink,
        steps=9 if cut.gathering.curl else 6,
    )
    guides = grown(hull, growth, source)
    paths = gathered(guides, hull.middle, cut.gathering, source)
    thin = np.repeat((0.5 + 0.5 * near) * (0.6 + 0.4 * above), cut.gathering.strands)
    width = cut.width * thin * source.uniform(0.6, 1.2, len(paths))
    tint = tint_of(shape)
    return [
        ribbons(Ribbons(path=paths, width=width, middle=hull.middle), tint, source, casts_shadow=True),
        _loose(guides[share < 0.85], hull, shape, source),  # noqa: PLR2004 (not at the hairline)
    ]


def _loose(guides: Doubles, hull: Hull, shape: HeadShape, source: Stream) -> Mesh:
    """Hairs that stand off the others."""
    paths = strayed(guides, hull.middle, source, count=160)
    strands = Ribbons(path=paths, width=np.full(len(paths), 0.016), middle=hull.middle, is_single=True)
    return ribbons(strands, tint_of(shape), source)


def _first_hairs(shape: HeadShape, hull: Hull, comb: Comb, source: Stream) -> Mesh:
    """Fine hairs across the hairline, before which the hair does not end at once."""
    count = 110
    turn = source.uniform(-0.9, 0.9, count)
    edge = rim(shape, hull, turn)
    share = 1 + source.normal(-0.06, 0.03, count)
    roots = between(np.broadcast_to(unit(WHORL - hull.middle), edge.shape), edge, share)
    growth = Growth(
        roots=roots,
        length=source.uniform(0.05, 0.13, count),
        layer=np.ones(count),
        height=lambda place: np.full(len(place), 0.02),
        comb=comb,
        scatter=0.5,
        steps=3,
    )
    strands = Ribbons(
        path=grown(hull, growth, source),
        width=source.uniform(0.007, 0.012, count),
        middle=hull.middle,
        deep=0.8,
        is_single=True,
    )
    return ribbons(strands, tint_of(shape), source)


_BACK = np.array([0.0, -0.9, -1.4])


def _tied(shape: HeadShape, hull: Hull, source: Stream) -> list[Mesh]:
    """Hair drawn back to where it is tied."""

    def back(place: Doubles) -> Doubles:
        return np.asarray(_BACK - place)

    under = cap(
        shape,
        hull,
        source,
        thickness=lambda place: 0.05 + 0.05 * smooth(-place[..., 1], 0.6, 1.3),
        fade=0.0,
        whorl=_BACK,
    )
    roots, share = _roots(shape, hull, count=170, most=0.99, source=source)
    growth = Growth(
        roots=roots,
        length=source.uniform(0.5, 1.0, len(roots)),
        layer=source.uniform(0.8, 1.1, len(roots)),
        height=lambda place: 0.07 + 0.07 * smooth(-place[..., 1], 0.6, 1.3),
        comb=back,
        scatter=0.06,
        rise=0.4,
        steps=6,
    )
    guides = grown(hull, growth, source)
    paths = gathered(guides, hull.middle, Gathering(strands=5, spread=0.04, clump=0.3, fray=0.01), source)
    width = np.repeat(0.5 + 0.5 * rising(share), 5) * source.uniform(0.02, 0.045, len(paths))
    strands = Ribbons(path=paths, width=width, middle=hull.middle, deep=0.7)
    return [
        ribbons(strands, tint_of(shape), source),
        _loose(guides, hull, shape, source),
        _first_hairs(shape, hull, back, source),
        under,
    ]
