"""A cloth over the lower face: a mask or the end of a scarf, which hides what a matcher wants to see."""

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.canvas import SIZE, place
from simulators.faces.render.arrays import Floats
from simulators.faces.render.mesh import Material, Mesh, grid_mesh
from simulators.faces.stream import Stream

_COLORS = ((205, 190, 150), (225, 226, 226), (38, 36, 38), (120, 96, 70), (70, 70, 82))
_OUT = 0.075
_SPARE = 0.05
_SPAN = np.ones((33, 13), np.uint8)
"""Rows and columns of the face that cloth spans without sinking in: from nose to chin, and beside the nose."""
_PLEATS = (42.0, 76.0, 110.0)  # pixels below the hem
_HEMMED = 9.0


def veil_mesh(points: Floats, places: Floats, *, top_y: float, stream: Stream) -> Mesh:
    """A cloth from `top_y` down over the surface of a face; *Shapes*: rows x columns x 3, and x 2 for its places on the skin."""
    smooth = np.asarray(cv2.blur(points, (9, 13)), dtype=np.float32)
    spanned = cv2.morphologyEx(np.ascontiguousarray(points[..., 2]), cv2.MORPH_CLOSE, _SPAN)
    smooth[..., 2] = cv2.blur(np.maximum(smooth[..., 2], spanned), (9, 9))
    outward = points / np.sqrt((points[..., [0, 2]] ** 2).sum(axis=-1, keepdims=True) + 0.1)
    outward[..., 1] = 0
    cloth = smooth + outward * np.float32(_OUT)
    cloth[..., 2] = np.maximum(cloth[..., 2], points[..., 2] + 0.015)
    rows = slice(
        int(np.argmax(points[:, points.shape[1] // 2, 1] > top_y - _SPARE)), None
    )  # what is cut off throws no shadow
    material = Material(texture=_weave(top_y, stream), wrap=(0.2, 0.2, 0.2), gloss=0.01, shine=2, is_thin=True)
    return grid_mesh(
        cloth[rows],
        texels=places[rows],
        material=material,
        openness=0.9,
        stiffness=np.ones(cloth[rows].shape[:2], np.float32),
    )


def _weave(top_y: float, stream: Stream) -> NDArray[np.uint8]:
    """A cloth of one color with a hem and three pleats, clear above its edge."""
    width, height = SIZE
    color = np.array(_COLORS[int(stream.integers(len(_COLORS)))], dtype=np.float32)
    weave = stream.standard_normal((height, width), dtype=np.float32) * 0.025
    across = np.linspace(-1.6, 1.6, width, dtype=np.float32)
    below = np.arange(height, dtype=np.float32)[:, None] - (place(0, top_y)[1] + 26 * across**2)[None, :]
    light = 1 + weave - 0.12 * np.exp(-(((below - _HEMMED) / 1.5) ** 2))
    for pleat in _PLEATS:
        light += 0.07 * np.exp(-(((below - pleat + 5) / 5) ** 2)) - 0.16 * np.exp(-(((below - pleat) / 3) ** 2))
    opaque = np.clip(below * 60 + 127, 0, 255)
    return np.asarray(np.dstack([np.clip(color * light[..., None], 0, 255), opaque]).astype(np.uint8))
