"""A fringe: thin hair combed over the forehead, uneven and open at its lower edge."""

import numpy as np

from simulators.faces.clothing.cloth import smooth
from simulators.faces.clothing.hair.falling import before_the_forehead
from simulators.faces.clothing.hair.scalp import between, rim
from simulators.faces.clothing.hair.strands import Tint
from simulators.faces.clothing.hair.tresses import Tresses, tresses
from simulators.faces.clothing.hull import Doubles, Hull
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.mesh import Mesh
from simulators.faces.stream import Stream

_COUNT, _STEPS = 240, 9
_CLUMPS = 34
_HALF = 0.82  # of its width, in radians from the front
_ABOVE_THE_BROWS = 0.22  # the lowest tips of a fringe end so far above them


def fringe(  # noqa: PLR0913 (a head and what lies on it)
    shape: HeadShape, hull: Hull, crown: Doubles, tint: Tint, source: Stream, *, raised: Hull | None = None
) -> Mesh:
    """Its hairs, on the bare head, and behind on hair that is raised from it; `crown` is a direction."""
    paths = _paths(shape, (hull, raised or hull), crown, source)
    light = (0.66 + 0.28 * np.sin(np.linspace(0.2, 2.4, _STEPS)))[None] * source.uniform(0.9, 1.05, (_COUNT, 1))
    width = 0.025 + 0.06 * source.random(_COUNT) ** 1.7
    bands = Tresses(
        path=paths, width=width, openness=light, tilt=0.1, roots=0.3, ends=0.3, cut=0.9, shown=0.7, is_matte=True
    )
    return tresses(bands, tint, source, casts_shadow=True, gloss=0.4)


def _paths(shape: HeadShape, hulls: tuple[Hull, Hull], crown: Doubles, source: Stream) -> Doubles:
    """From behind the hairline forward, and down to above the brows, longer toward the temples; *Shape*: N x steps x 3."""
    hull, raised = hulls
    turn = source.uniform(-_HALF, _HALF, _COUNT)
    edge = rim(shape, hull, turn)
    back = source.uniform(0.45, 0.97, _COUNT)
    roots = between(np.broadcast_to(crown, edge.shape), edge, back)
    swept = 0.25 * source.uniform(-1, 1)
    middles, longer = source.uniform(-_HALF, _HALF, _CLUMPS), source.normal(0, 0.018, _CLUMPS)
    clump = np.abs(turn[:, None] - middles).argmin(axis=1)
    gather = 0.3 * (middles[clump] - turn) + source.normal(0, 0.05, _COUNT)
    x = np.sin(turn) * 1.05 + swept * (1 - turn**2) + gather
    lower = np.minimum(longer[clump], 0.02) + 0.02 - 0.22 * source.random(_COUNT) ** 2.2
    y = shape.traits.proportions.brow_y - _ABOVE_THE_BROWS + 0.7 * x**6 + lower
    tips = hull.toward(shape.surface(np.stack([x, y], axis=1)))
    share = np.linspace(0, 1, _STEPS)
    on_the_way = between(roots[:, None], tips[:, None], np.broadcast_to(share, (_COUNT, _STEPS)))
    risen = smooth(-hull.at(on_the_way)[..., 2], -0.5, 0.2) * (raised.reach(on_the_way) - hull.reach(on_the_way))
    height = risen + 0.07 + source.uniform(0.05, 0.13, (_COUNT, 1)) * np.sin(np.pi * share**0.8)[None] + 0.03 * share
    return before_the_forehead(shape, hull.at(on_the_way, height))
