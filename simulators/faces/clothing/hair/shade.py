"""The soft shade that open hair lays on the skin beside it: on the forehead and the temples."""

from functools import lru_cache

import numpy as np

from simulators.faces.clothing.cloth import smooth
from simulators.faces.clothing.hair.falling import rounded
from simulators.faces.clothing.hull import Doubles
from simulators.faces.head.shape import HeadShape
from simulators.faces.head.tone import shaded
from simulators.faces.render.arrays import Texture
from simulators.faces.render.mesh import Material, Mesh, grid_mesh

_ROWS, _ACROSS = 13, 6  # of places, down and from the hair toward the middle of the face
_FROM, _TO = -1.15, 0.12  # heights over which it lies: below, cheeks move and bulge
_NEAR = 0.12  # height about each row within which hair counts
_AMONG = 6  # the edge is where so many hairs lie nearer to the middle: a single one lays no shade
_BEFORE = 0.0  # depth: what lies farther back is not beside the face
_REACH, _UNDER = 0.45, 0.08  # face units that it reaches over skin, and under hair
_OFF = 0.028  # face units above the skin, and under hair
_INSIDE = 0.985  # of the half width of the face, outside of which there is no skin
_OFF_THE_EYES = 0.6  # face units from the middle: nearer it lies only on the forehead
_ROUNDED = 2  # how often the edge is averaged with what is above and below
_SIZE = (32, 48)  # of its picture: across and down
_SHARES = (0.3, 0.33, 0.41)  # of the color of skin: blood and scattered light keep shade red
_MOST = 185  # of 255, that it covers beside the hair
_SOFT = 1.5  # power by which it thins out toward the middle
_IN_STEPS = 8  # of a channel, so that pictures can be kept


def shade(shape: HeadShape, paths: Doubles) -> Mesh:
    """It lies beside hair on those paths, left and right; *Shape*: N x steps x 3."""
    columns, rows = _SIZE
    heights = np.linspace(_FROM, _TO, _ROWS)
    across = np.linspace(-_UNDER, _REACH, _ACROSS)
    widest = _INSIDE * shape.half_width(heights)[:, None]
    nearest = 0.02 + _OFF_THE_EYES * smooth(heights, -0.85, -0.45)[:, None]
    places = []
    for side in (-1.0, 1.0):
        x = np.clip(_edge(paths, heights, side, widest[:, 0])[:, None] - across, nearest, widest)
        flat = np.stack([side * x, np.broadcast_to(heights[:, None], x.shape)], axis=-1).reshape(-1, 2)
        places.append(shape.surface(flat).reshape(_ROWS, _ACROSS, 3) + np.array([0, 0, _OFF]))
    grid = np.concatenate([places[0], places[1][:, ::-1]], axis=1)  # between both lies what covers nothing
    u = np.concatenate([np.linspace(0.5, columns - 1.5, _ACROSS), np.linspace(columns - 1.5, 0.5, _ACROSS)])
    v = np.linspace(0, rows - 1, _ROWS)
    blue, green, red = (int(_IN_STEPS * round(float(channel) / _IN_STEPS)) for channel in shaded(shape.traits, _SHARES))
    return grid_mesh(
        grid.astype(np.float32),
        texels=np.stack(np.meshgrid(u, v), axis=-1).astype(np.float32),
        openness=0.8,
        material=Material(
            texture=_texture((blue, green, red)), gloss=0.0, is_thin=True, is_soft=True, casts_shadow=False
        ),
    )


def _edge(paths: Doubles, heights: Doubles, side: float, widest: Doubles) -> Doubles:
    """How far aside hair begins at heights, at most where skin ends; *Shapes*: N x steps x 3, M and M to M."""
    x, y, z = paths.reshape(-1, 3).T
    counts = (x * side > 0) & (z > _BEFORE)
    x, y = np.abs(x[counts]), y[counts]
    edge = widest.copy()
    for row, height in enumerate(heights):
        beside = x[np.abs(y - height) < _NEAR]
        if len(beside) > _AMONG:
            edge[row] = min(np.partition(beside, _AMONG)[_AMONG], widest[row])
    return np.asarray(rounded(edge[None], times=_ROUNDED)[0])


@lru_cache(maxsize=24)
def _texture(color: tuple[int, int, int]) -> Texture:
    """That color, thinner toward the middle of the face, and above and below; *Shape*: down x across x 4."""
    columns, rows = _SIZE
    toward, down = np.linspace(0, 1, columns)[None], np.linspace(0, 1, rows)[:, None]
    cover = (1 - smooth(toward, 0.08, 0.94)) ** _SOFT * smooth(down, 0.0, 0.2) * (1 - smooth(down, 0.5, 1.0))
    picture = np.empty((rows, columns, 4), dtype=np.uint8)
    picture[..., :3] = color
    picture[..., 3] = np.round(_MOST * cover)
    return picture
