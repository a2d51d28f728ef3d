"""The edge of the knit cap under a ghutra, where it is seen on the forehead."""

from functools import lru_cache

import numpy as np

from simulators.faces.clothing.cloth import opaque, smooth
from simulators.faces.clothing.hull import Doubles, unit
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.arrays import Texture
from simulators.faces.render.mesh import Material, Mesh, grid_mesh

_ROWS = 6
_ABOVE = 0.25  # of its rows, the part under the cloth
_SEEN, _WIDE = 0.66, 0.06  # half the width of the forehead that shows it, and how far it comes down there
_TUCKED = 0.07  # how far it goes on under the cloth
_LIFT = 0.022  # above the skin
_WHITE = 168.0
_STITCH = 7.0  # pixels from stitch to stitch
_SIDE = (420, 24)  # pixels to width and height


def knit_cap(shape: HeadShape, hem: Doubles) -> Mesh:
    """The strip of the cap below the front edge of the cloth; *Shape*: hem N x 3."""
    rim = hem[(np.abs(hem[:, 0]) < _SEEN) & (hem[:, 1] < 0)]
    down = unit(np.array([0.0, 0.3]) - rim[:, :2])
    wide = _WIDE * (1 - smooth(np.abs(rim[:, 0]), 0.35, _SEEN))
    t = np.linspace(-_ABOVE, 1, _ROWS)[:, None]
    below = np.where(t < 0, t * (_TUCKED / _ABOVE), t * wide)
    flat = rim[None, :, :2] + below[..., None] * down[None]
    points = shape.surface(flat.reshape(-1, 2)).reshape(_ROWS, len(rim), 3)
    points[..., 2] += _LIFT * (1 - smooth(t, 0.85, 1.0) * 0.7)
    across = np.broadcast_to((rim[:, 0] + _SEEN) * (_SIDE[0] - 1) / (2 * _SEEN), t.shape[:1] + rim.shape[:1])
    texels = np.stack([across, np.clip(t, 0, 1) * (_SIDE[1] - 1) + 0 * across], axis=-1)
    openness = 0.25 + 0.5 * smooth(t, 0.0, 0.9) - 0.2 * smooth(t, 0.85, 1.0) + 0 * across
    return grid_mesh(
        points.astype(np.float32),
        texels=texels.astype(np.float32),
        material=Material(texture=_knitted(), wrap=(0.2, 0.2, 0.2), gloss=0.003, shine=2, is_thin=True, is_whole=True),
        openness=openness.astype(np.float32),
        stiffness=np.ones(points.shape[:2], dtype=np.float32),
    )


@lru_cache(maxsize=1)
def _knitted() -> Texture:
    """White stitches with small holes between them and a firm edge below; *Shape*: height x width x 4."""
    y, x = np.mgrid[0 : _SIDE[1], 0 : _SIDE[0]].astype(np.float32)
    row = np.floor(y / (_SIDE[1] / 4))
    hole = np.clip(np.sin((x / _STITCH + 0.5 * row) * 2 * np.pi) * np.sin(y / (_SIDE[1] / 4) * np.pi), 0, 1)
    light = _WHITE * (1 - 0.22 * hole * (y < 0.75 * _SIDE[1]))
    return opaque([0.93 * light, 0.98 * light, light])
