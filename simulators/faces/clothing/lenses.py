"""What the lenses of glasses mirror: a window or a lamp as a soft slanting light beside the eye.

A lens hides a share of the samples behind it, so its light is little brighter than skin: else single samples would be seen.
"""

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.clothing.hull import Doubles
from simulators.faces.clothing.tube import merged
from simulators.faces.clothing.wear import Wear
from simulators.faces.render.arrays import Floats
from simulators.faces.render.mesh import Material, Mesh, grid_mesh
from simulators.faces.stream import stream

_SIDE = 96  # pixels of the picture of what is mirrored
_RINGS = 7
_BEHIND = 0.004  # that a lens lies behind the middle of its rim
_LIGHTS = tuple(
    np.array(color, dtype=np.float32) for color in ((235, 228, 216), (222, 236, 196), (240, 196, 190), (205, 226, 240))
)
"""Of what a coated lens gives back, blue first: pale, green, violet, warm."""
_LIGHTER = 0.42  # how much nearer to it than skin
_MOST = 0.38  # share of what is behind the lens that a light in it hides


def lenses(edges: Sequence[Doubles], wear: Wear, *, skin: Floats) -> Mesh:
    """Both lenses, clear where they mirror nothing.

    `edges`: the outline of each, *Shape*: N x 3; `skin`: its color.
    """
    texture = np.empty((_SIDE, _SIDE, 4), dtype=np.uint8)
    coat = _LIGHTS[round(wear.drape * 1e6) % len(_LIGHTS)]
    texture[..., :3] = np.clip(skin + _LIGHTER * (coat - skin), 0, 255).astype(np.uint8)
    texture[..., 3] = _mirrored(round(wear.drape * 1e6), round(wear.hair_length * 1e6))
    material = Material(
        texture=texture,
        wrap=(0.3, 0.3, 0.3),
        gloss=0.0,
        is_thin=True,
        is_soft=True,
        casts_shadow=False,
    )
    return merged([_lens(edge, material) for edge in edges])


def _lens(edge: Doubles, material: Material) -> Mesh:
    closed = np.concatenate([edge, edge[:1]])
    middle = edge.mean(axis=0)
    share = np.linspace(0.0, 1.0, _RINGS)[:, None, None]
    points = middle + share * (closed - middle)[None]
    points[..., 2] -= _BEHIND
    half = np.abs(closed - middle).max(axis=0)
    texels = (0.5 + 0.48 * (points - middle)[..., :2] / half[:2]) * (_SIDE - 1)
    return grid_mesh(
        points.astype(np.float32),
        texels=texels.astype(np.float32),
        material=material,
        stiffness=np.ones(points.shape[:2], dtype=np.float32),
    )


@lru_cache(maxsize=8)
def _mirrored(drape: int, length: int) -> NDArray[np.uint8]:
    """The window, the same for both eyes; it keeps off the middle, where the eye is; *Shape*: side x side."""
    source = stream(drape, "lens", length)
    x, y = np.meshgrid(np.linspace(-1, 1, _SIDE), np.linspace(-1, 1, _SIDE))
    slant, side = float(source.uniform(-0.5, 0.5)), float(source.choice((-1, 1)))
    across = side * (x + slant * y)
    at, half = float(source.uniform(0.45, 0.75)), float(source.uniform(0.06, 0.15))
    high = float(source.uniform(-0.75, -0.3))
    window = (np.abs(across - at) < half) & (np.abs(y - high) < float(source.uniform(0.2, 0.5)))
    band = (np.abs(across - at + 0.9) < 0.5 * half) & (y > float(source.uniform(0.2, 0.7)))
    shape = cv2.GaussianBlur(window.astype(np.float32) + 0.7 * band.astype(np.float32), (0, 0), 3.0)
    share = _MOST * float(source.uniform(0, 1)) * shape
    return np.asarray(np.clip(share * 255, 0, 255), dtype=np.uint8)
