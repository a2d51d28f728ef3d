"""Round things along a curve: cords, rims, frames."""

from collections.abc import Sequence

import numpy as np

from simulators.faces.clothing.hull import Doubles, unit
from simulators.faces.render.mesh import Material, Mesh, grid_mesh

_SIDES = 8
_PER_UNIT = 40.0  # pixels of the texture


def tube(  # noqa: PLR0913 (a curve and what is around it)
    path: Doubles,
    *,
    radius: Doubles | float,
    material: Material,
    outward: Doubles,
    is_closed: bool = False,
    openness: float = 0.9,
    flat: float = 1.0,
    stiffness: float | None = None,
) -> Mesh:
    """A tube; `flat`: its share of thickness along `outward`; *Shapes*: path N x 3, outward the same or 3."""
    tangent = unit(np.roll(path, -1, axis=0) - np.roll(path, 1, axis=0) if is_closed else np.gradient(path, axis=0))
    across = unit(np.cross(tangent, outward))
    normal = np.cross(across, tangent)
    turn = np.linspace(0, 2 * np.pi, _SIDES + 1)[None, :, None]
    size = np.broadcast_to(np.asarray(radius, dtype=np.float64), (len(path),))[:, None, None]
    points = path[:, None] + size * (np.cos(turn) * normal[:, None] * flat + np.sin(turn) * across[:, None])
    way = np.concatenate([[0], np.cumsum(np.sqrt((np.diff(path, axis=0) ** 2).sum(axis=1)))])
    u = np.broadcast_to(way[:, None] * _PER_UNIT, points.shape[:2])
    v = np.broadcast_to(np.linspace(0, 30, _SIDES + 1)[None], points.shape[:2])
    texels = np.stack([u, v], axis=-1)
    if is_closed:
        points, texels = np.concatenate([points, points[:1]]), np.concatenate([texels, texels[-1:]])
    return grid_mesh(
        points.astype(np.float32),
        texels=texels.astype(np.float32),
        material=material,
        openness=openness,
        stiffness=None if stiffness is None else np.full(points.shape[:2], stiffness, dtype=np.float32),
    )


def merged(meshes: Sequence[Mesh]) -> Mesh:
    """Meshes of one material as one."""
    starts = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes)])
    stiffness = [mesh.stiffness for mesh in meshes if mesh.stiffness is not None]
    return Mesh(
        vertices=np.concatenate([mesh.vertices for mesh in meshes]),
        triangles=np.concatenate([mesh.triangles + start for mesh, start in zip(meshes, starts, strict=False)]).astype(
            np.int32
        ),
        texels=np.concatenate([mesh.texels for mesh in meshes]),
        openness=np.concatenate([mesh.openness for mesh in meshes]),
        material=meshes[0].material,
        stiffness=np.concatenate(stiffness) if len(stiffness) == len(meshes) else None,
    )
