"""A cloth over the lower face: a mask or the end of a scarf, which hides what a matcher wants to see."""

import cv2
import numpy as np

from simulators.faces.head.canvas import SIZE, place
from simulators.faces.render.arrays import Floats
from simulators.faces.render.mesh import Material, Mesh, grid_mesh
from simulators.faces.stream import Stream

_COLORS = ((205, 190, 150), (225, 226, 226), (38, 36, 38), (120, 96, 70), (70, 70, 82))
_OUT = 0.075


def veil_mesh(points: Floats, places: Floats, *, top_y: float, stream: Stream) -> Mesh:
    """A cloth from `top_y` down over the surface of a face; *Shapes*: rows x columns x 3, and x 2 for its places on the skin."""
    smooth = np.asarray(cv2.blur(points, (9, 13)), dtype=np.float32)
    smooth[..., 2] = np.maximum(smooth[..., 2], points[..., 2] - 0.02)
    smooth = np.asarray(cv2.blur(smooth, (5, 7)), dtype=np.float32)
    outward = points / np.sqrt((points[..., [0, 2]] ** 2).sum(axis=-1, keepdims=True) + 0.1)
    outward[..., 1] = 0
    cloth = smooth + outward * np.float32(_OUT)
    cloth[..., 2] = np.maximum(cloth[..., 2], points[..., 2] + 0.015)
    height, width = SIZE[1], SIZE[0]
    color = np.array(_COLORS[int(stream.integers(len(_COLORS)))], dtype=np.float32)
    texture = np.empty((height, width, 4), dtype=np.uint8)
    rows = np.arange(height, dtype=np.float32)[:, None]
    weave = stream.standard_normal((height, width), dtype=np.float32) * 0.025
    folds = 0.05 * np.sin(rows / 9 + 0.6 * np.cos(np.linspace(-3, 3, width))[None, :] * 4)
    texture[..., :3] = np.clip(color * (1 + weave + folds)[..., None], 0, 255).astype(np.uint8)
    across = np.linspace(-1.6, 1.6, width)
    edge = place(0, top_y)[1] + 26 * across**2
    texture[..., 3] = np.clip((rows - edge[None, :]) * 60 + 127, 0, 255).astype(np.uint8)
    material = Material(texture=texture, wrap=(0.2, 0.2, 0.2), gloss=0.01, shine=2, is_thin=True)
    return grid_mesh(
        cloth, texels=places, material=material, openness=0.9, stiffness=np.ones(points.shape[:2], np.float32)
    )
