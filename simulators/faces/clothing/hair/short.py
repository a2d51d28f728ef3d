"""Short hair: a coat with hairs along it; and what is left around a bald head."""

from dataclasses import replace

import numpy as np

from simulators.faces.clothing.cloth import smooth
from simulators.faces.clothing.hair.coat import coat
from simulators.faces.clothing.hair.cuts import Cut, cut_of, of_age
from simulators.faces.clothing.hair.locks import Growth, grown
from simulators.faces.clothing.hair.scalp import SEEN, WHORL, between, cap, inside, lost, rim, rising, scalp
from simulators.faces.clothing.hair.strands import tint_of
from simulators.faces.clothing.hair.tresses import Tresses, tresses
from simulators.faces.clothing.hull import Doubles, Hull, unit
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.mesh import Mesh
from simulators.faces.stream import Stream

_SHAVED = 0.13  # of the scalp that stubble covers
_AGED = 0.13  # how much thinner the hair of old men is, even of those who keep it
_OLD = (45.0, 75.0)  # years over which it gets so
_BARE = 0.8  # of a scalp that lost all it can
_HAIRS = 420
_GLOSS, _LIT = 0.35, 0.74  # how they shine, and the share of light that reaches them
_STANDING = (0.85, 1.35)  # how high they lie, beside the coat: some rise from its outline
_FIRST = 0.25  # within the hairline
_ENDS = 0.2  # as far within it they end: on bare skin a single hair would look drawn
_FINER = 0.65  # how much finer gray hairs look: as light as their ends are, each would be seen alone
_CURL, _TURNS = 0.035, 1.3  # how far a curl winds from its path, and how often


def short_hair(shape: HeadShape, wear: Wear, source: Stream) -> list[Mesh]:
    """A cut, by its wearer's age."""
    hull = scalp(shape)
    cut = of_age(cut_of(wear), shape.traits)
    thin = _BARE * lost(shape.traits) + _AGED * float(smooth(np.array(shape.traits.age), *_OLD))
    layers = coat(shape, hull, cut, source, thin=thin)
    return [_hairs(shape, hull, cut, source), *layers]


def bald(shape: HeadShape, source: Stream) -> list[Mesh]:
    """What is left around a bald head, cut short, and a shade of what is shaved above."""
    mesh = cap(shape, scalp(shape), source, thickness=lambda place: np.full(place.shape[:-1], 0.04), fade=0.2)
    texture = mesh.material.texture.copy()
    rows, columns = texture.shape[:2]
    turn, down = SEEN * np.linspace(-np.pi, np.pi, columns)[None], np.linspace(0, 1, rows)[:, None]
    left = smooth(np.abs(turn), 0.65, 1.2) * smooth(down, 0.45, 0.75)
    texture[..., 3] = texture[..., 3] * (_SHAVED + (1 - _SHAVED) * left)
    return [replace(mesh, material=replace(mesh.material, texture=texture))]


def _roots(shape: HeadShape, hull: Hull, source: Stream) -> tuple[Doubles, Doubles]:
    """Directions of roots, and how far within the hairline each is: nearer to it, single hairs would look drawn."""
    turn = source.uniform(-np.pi, np.pi, _HAIRS) * SEEN
    edge = rim(shape, hull, turn)
    share = source.uniform(0.02, 1.0, _HAIRS) ** 0.6
    roots = between(np.broadcast_to(unit(WHORL - hull.middle), edge.shape), edge, share)
    within = inside(shape, hull, hull.at(roots))
    return roots[within > _FIRST], within[within > _FIRST]


def _hairs(shape: HeadShape, hull: Hull, cut: Cut, source: Stream) -> Mesh:
    """Hairs along the coat, that rise a little above it."""
    roots, within = _roots(shape, hull, source)
    above = smooth(-hull.at(roots)[:, 1], 0.5, 1.1)
    is_curled = cut.grain == "curled"
    growth = Growth(
        roots=roots,
        length=cut.length * (0.35 + 0.65 * above) * (0.3 + 0.7 * rising(within)) * source.uniform(0.6, 1.3, len(roots)),
        layer=rising(within, cut.reach) * source.uniform(*_STANDING, len(roots)),
        height=cut.lift,
        comb=cut.comb,
        scatter=cut.scatter,
        rise=0.3,
        steps=9 if is_curled else 5,
    )
    paths = grown(hull, growth, source)
    paths = paths[inside(shape, hull, paths[:, -1]) > _ENDS - abs(cut.fringe)]
    if is_curled:
        paths = _wound(paths, hull, source)
    tint = tint_of(shape)
    width, openness = source.uniform(0.011, 0.02, len(paths)), np.full(paths.shape[:2], _LIT)
    width = width * (1 - _FINER * tint.gray)
    strands = Tresses(path=paths, width=width, openness=openness, tilt=0.3, shown=0.15, is_matte=True)
    return tresses(strands, tint, source, gloss=_GLOSS)


def _wound(paths: Doubles, hull: Hull, source: Stream) -> Doubles:
    """Hairs that curl: each winds around its path; *Shape*: as the paths."""
    count, steps = paths.shape[:2]
    out = unit(paths[:, 0] - hull.middle)
    across = unit(np.cross(paths[:, -1] - paths[:, 0], out))
    share = np.linspace(0, 1, steps)
    phase = source.uniform(0, 2 * np.pi, (count, 1)) + 2 * np.pi * _TURNS * share
    aside, up = _CURL * np.sqrt(share) * np.array([np.cos(phase), np.sin(phase)])
    return np.asarray(paths + aside[..., None] * across[:, None] + up[..., None] * out[:, None])
