"""The two black cords that hold a ghutra, and how the cloth lies under and beside them."""

from functools import lru_cache

import numpy as np

from simulators.faces.clothing.cloth import smooth
from simulators.faces.clothing.hull import Body, Doubles, unit
from simulators.faces.clothing.tube import merged, tube
from simulators.faces.render.arrays import Texture
from simulators.faces.render.mesh import Material, Mesh
from simulators.faces.stream import stream

_HEIGHT, _STEP = -1.095, 0.13  # of the middle of both above the forehead, and from one to the other
_THICK = 0.07
_ASIDE = 0.018  # how much farther out they lie beside the temples
_TIGHTER = 0.04  # how much deeper they press the cloth there, where one may look under it


def cords(cap: Body, tilt: float) -> Mesh:
    """Both, on a body; `tilt`: how much lower they lie behind."""
    material = Material(texture=_twisted(), gloss=0.009, shine=2, is_whole=True)
    turn = np.linspace(-np.pi, np.pi, 72, endpoint=False)
    meshes = []
    for ring in (-1, 1):
        path = cap.around(turn, _height(turn, tilt) + ring * _STEP / 2)
        out = unit(path * np.array([1, 0, 1]))
        path = path + out * (0.045 + 0.012 * ring + _ASIDE * smooth(np.abs(path[:, :1]), 0.5, 0.85))
        shade = 0.75 + 0.1 * ring
        meshes.append(tube(path, radius=_THICK, material=material, outward=out, is_closed=True, openness=shade))
    return merged(meshes)


def pressed(points: Doubles, tilt: float) -> Doubles:
    """How the cords hold the cloth: tight under them, full above, and standing off the temples below."""
    below = points[..., 1] - _height(np.arctan2(points[..., 0], points[..., 2] + 0.1), tilt)
    aside = smooth(np.abs(points[..., 0]), 0.3, 0.8)
    tight = -(0.07 + _TIGHTER * aside) * np.exp(-((below / 0.13) ** 2))
    full = 0.03 * smooth(-below, 0.08, 0.35)
    return np.asarray(tight + full + 0.11 * aside * smooth(below, 0.04, 0.3) * (1 - smooth(below, 0.7, 1.4)))


def _height(turn: Doubles, tilt: float) -> Doubles:
    """The height of the middle of both cords by azimuth."""
    return np.asarray(_HEIGHT + tilt * (1 - np.cos(turn)) / 2)


@lru_cache(maxsize=1)
def _twisted() -> Texture:
    """Black wool, twisted; *Shape*: 32 x 300 x 4."""
    y, x = np.mgrid[0:32, 0:300].astype(np.float32)
    twist = np.abs(np.sin((x + y * 0.35) * (np.pi / 5)))  # from strand to strand
    grain = stream(3, "agal").standard_normal((32, 300)).astype(np.float32)
    light = 13 + 26 * twist + 4 * grain
    return np.ascontiguousarray(
        np.stack([light, light, light, np.full_like(light, 255)], axis=-1).clip(0, 255).astype(np.uint8)
    )
