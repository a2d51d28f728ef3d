"""A mesh, and what its surface is made of.

Coordinates of vertices: x to the right of the picture, y down, z toward the camera, in half widths of a face.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simulators.faces.render.arrays import Floats, Indices, Texture


@dataclass(frozen=True, kw_only=True, slots=True)
class Material:
    """How a surface answers to light."""

    texture: Texture
    """Height x width x 4: BGR as the square root of the reflected share, times 255, and alpha; below half is a hole."""
    wrap: tuple[float, float, float] = (0.15, 0.15, 0.15)
    """How far light reaches around the edge of shadow, by channel; skin lets red through."""
    gloss: float = 0.04
    """Share of light that is mirrored, seen from the front."""
    shine: int = 4
    """The highlight is the cosine raised to 2 to this power."""
    glow: float = 0.0
    """Share of its own color that the surface sends out by itself, as a screen does."""
    is_thin: bool = False
    """Both sides are seen alike, as of cloth and hair."""
    is_soft: bool = False
    """Alpha is the share of the surface that covers what is behind, as of thin hair."""
    casts_shadow: bool = True
    is_whole: bool = False
    """Nobody has to look for holes in it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mesh:
    """A surface of triangles."""

    vertices: Floats
    """N x 3."""
    triangles: Indices
    """M x 3."""
    texels: Floats
    """N x 2: x and y in the texture, in pixels from the middle of its top left one."""
    openness: Floats
    """N: share of the surrounding light that reaches the vertex, 0 to 1."""
    material: Material
    stiffness: Floats | None = None
    """N: how far the vertex follows the turning head, 0 to 1; by its height where None."""


@lru_cache(maxsize=64)
def grid_triangles(rows: int, columns: int) -> Indices:
    """The triangles of a grid of vertices stored row by row; whoever gets them leaves them as they are."""
    row, column = np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij")
    here = row * columns + column
    right = here + 1
    below, across_below = here + columns, right + columns
    both = np.stack([np.stack([here, right, below], -1), np.stack([right, across_below, below], -1)], axis=2)
    return np.ascontiguousarray(both.reshape(-1, 3), dtype=np.int32)


def grid_mesh(
    points: Floats,
    *,
    texels: Floats,
    material: Material,
    openness: Floats | float = 1.0,
    stiffness: Floats | None = None,
) -> Mesh:
    """The mesh of a grid; *Shapes*: points rows x columns x 3, texels rows x columns x 2, the rest rows x columns."""
    rows, columns = points.shape[:2]
    return Mesh(
        vertices=np.ascontiguousarray(points.reshape(-1, 3), dtype=np.float32),
        triangles=grid_triangles(rows, columns),
        texels=np.ascontiguousarray(texels.reshape(-1, 2), dtype=np.float32),
        openness=np.ascontiguousarray(np.broadcast_to(openness, (rows, columns)).reshape(-1), dtype=np.float32),
        material=material,
        stiffness=None if stiffness is None else np.ascontiguousarray(stiffness.reshape(-1), dtype=np.float32),
    )
