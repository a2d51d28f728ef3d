"""Where hair fades into skin: it gets dense over some way, in fine threads that are never seen as dots or teeth."""

from functools import lru_cache

import numpy as np

from simulators.faces.clothing.cloth import noise
from simulators.faces.clothing.hair.falling import before_the_forehead
from simulators.faces.clothing.hair.scalp import density, full_texels, ground, over_picture
from simulators.faces.clothing.hair.strands import FULL_SIZE, Tint, dull_texture, hair_material
from simulators.faces.clothing.hull import Doubles, Hull
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.arrays import Floats
from simulators.faces.render.mesh import Mesh, grid_mesh
from simulators.faces.stream import Stream, stream

_SEED = 67
_THREADS = 0.1  # how far fine threads differ where hair is half dense: more, and they gather to teeth
_FARTHEST = 1.6  # deviations from the mean, beyond which threads differ no more
_HEIGHT = 0.01  # above the skin, in face units
_SOFT = 0.2  # face units over which it gets dense
_OPENNESS, _GLOSS = 0.55, 0.25  # the share of light that gets under what falls, and how hair there shines


def fading(dense: Doubles, source: Stream) -> Floats:
    """How much of the skin hair covers, 0 to 255, by its density; *Shapes*: rows x columns to that of `full_texture`.

    Its density is 0 for bare skin to 1, and above, where no skin is seen.
    """
    wide = np.clip(over_picture(dense), 0, 1)
    threads = np.roll(_threads(), int(source.integers(FULL_SIZE[0])), axis=1)
    uneven = np.float32(4 * _THREADS) * wide * (1 - wide) * threads
    return np.asarray(np.clip(wide + uneven, 0, 1) * np.float32(255), dtype=np.float32)


@lru_cache(maxsize=1)
def _threads() -> Floats:
    """Which fine threads are denser, about 0; *Shape*: that of `full_texture`."""
    columns, rows = FULL_SIZE
    uneven = noise(stream(_SEED, "fading"), cells=(columns // 2, rows // 6), size=FULL_SIZE)
    return np.asarray(np.clip(uneven, -_FARTHEST, _FARTHEST), dtype=np.float32)


def undercoat(shape: HeadShape, hull: Hull, tint: Tint, source: Stream, *, depth: float) -> Mesh:
    """The hair on the skull under what falls over it; `depth`: the share of its color that is left in that shade."""
    grown = ground(shape, hull)
    texture = dull_texture(tint, depth)
    texture[..., 3] = fading(density(grown, source, fade=0.0, soft=_SOFT), source)
    flat = hull.at(grown.directions, np.full(grown.share.shape, _HEIGHT))
    return grid_mesh(
        before_the_forehead(shape, flat).astype(np.float32),
        texels=full_texels(grown).astype(np.float32),
        material=hair_material(texture, gloss=_GLOSS),
        openness=_OPENNESS,
    )
