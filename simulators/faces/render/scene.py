"""Puts meshes before a camera and lights them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.render import engine as kernels
from simulators.faces.render.light import Lights
from simulators.faces.render.mesh import Floats, Mesh

_HOLE = 128  # of alpha
_SHADOW_SIDE = 256
_SHADOW_REACH = 3.2  # half the side of the shadow map, in face units
_SHADOW_MIDDLE = (0.0, 0.6, 0.3)


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """A camera before the face: where its picture is and how large the face is in it."""

    width: int
    height: int
    distance: float
    """From the camera to the point between the ears, in face units."""
    scale: float
    """Pixels that a face unit takes at that distance less 1.2, where the eyes are."""
    x: float
    y: float
    """Where the point between the eyes of an unturned head comes to lie, in pixels."""

    def focal_px(self) -> float:
        """The focal length in pixels."""
        return self.scale * (self.distance - _EYES_Z)

    def projected(self, points: NDArray[np.floating]) -> NDArray[np.float64]:
        """Pixels of points; *Shapes*: N x 3 to N x 2."""
        distance = self.distance - points[:, 2].astype(np.float64)
        return np.stack(
            [self.x + self.focal_px() * points[:, 0] / distance, self.y + self.focal_px() * points[:, 1] / distance],
            axis=1,
        )


_EYES_Z = 1.2


@dataclass(frozen=True, slots=True)
class Layer:
    """What the meshes show: linear BGR times coverage, and coverage from 0 to 1. *Shapes*: H x W x 3, H x W."""

    color: Floats
    coverage: Floats

    def over(self, background: Floats) -> Floats:
        """This layer before a background of the same size."""
        return np.asarray(self.color + background * (1.0 - self.coverage)[..., None], dtype=np.float32)


def render(meshes: Sequence[Mesh], *, view: View, lights: Lights, samples: float = 2.0) -> Layer:
    """Draw the meshes; `samples` to the side of every pixel are taken and averaged."""
    height, width = round(view.height * samples), round(view.width * samples)
    camera = np.array([view.distance, view.focal_px() * samples, view.x * samples, view.y * samples], dtype=np.float64)
    near = np.zeros((height, width), dtype=np.float64)
    owner = np.full((height, width), -1, dtype=np.int16)
    field = np.empty((height, width, 6), dtype=np.float32)
    for number, mesh in enumerate(meshes):
        distance = camera[0] - mesh.vertices[:, 2].astype(np.float64)
        screen = np.stack([camera[2 + axis] + camera[1] * mesh.vertices[:, axis] / distance for axis in (0, 1)], axis=1)
        normals = kernels.normals(mesh.vertices, mesh.triangles)
        alpha = mesh.material.texture[..., 3]
        has_holes = not mesh.material.is_whole and int(alpha.min()) < _HOLE
        kernels.rasterize(
            screen,
            1.0 / distance,
            mesh.triangles,
            mesh.texels,
            normals,
            mesh.openness,
            alpha,
            has_holes,
            number,
            near,
            owner,
            field,
        )
    to_map, shadow = _shadow_map(meshes, lights)
    out = np.zeros((height, width, 4), dtype=np.float32)
    rows = _light_rows(lights)
    for number, mesh in enumerate(meshes):
        material = mesh.material
        answer = np.array([*material.wrap, material.gloss, material.glow, float(material.is_thin)], dtype=np.float64)
        soft = np.array([lights.shadow_softness, material.shine], dtype=np.float64)
        kernels.shade(owner, near, field, number, material.texture, answer, rows, camera, to_map, shadow, soft, out)
    small = cv2.resize(out, (view.width, view.height), interpolation=cv2.INTER_AREA)
    return Layer(color=np.ascontiguousarray(small[..., :3]), coverage=np.ascontiguousarray(small[..., 3]))


def _unit(direction: tuple[float, float, float]) -> NDArray[np.float64]:
    vector = np.array(direction, dtype=np.float64)
    return np.asarray(vector / math.sqrt(float((vector * vector).sum())))


def _light_rows(lights: Lights) -> NDArray[np.float64]:
    return np.array(
        [_unit(lights.key), lights.key_color, _unit(lights.fill), lights.fill_color, lights.sky, lights.ground],
        dtype=np.float64,
    )


def _shadow_map(meshes: Sequence[Mesh], lights: Lights) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """The scene as the key light sees it: how to find a place on the map, and the nearest surface at each."""
    toward = _unit(lights.key)
    across = np.cross(np.array([0.0, 1.0, 0.0]), toward)
    across = across / math.sqrt(float((across * across).sum()))
    down = np.cross(toward, across)
    per_unit = _SHADOW_SIDE / (2 * _SHADOW_REACH)
    axes = np.stack([across * per_unit, down * per_unit, toward])
    middle = axes @ np.array(_SHADOW_MIDDLE)
    offset = np.array([_SHADOW_SIDE / 2 - middle[0], _SHADOW_SIDE / 2 - middle[1], 0.0])
    shadow = np.full((_SHADOW_SIDE, _SHADOW_SIDE), -99.0, dtype=np.float32)
    for mesh in meshes:
        seen = mesh.vertices.astype(np.float64) @ axes.T + offset
        kernels.rasterize_depth(
            np.ascontiguousarray(seen[:, :2]), np.ascontiguousarray(seen[:, 2]), mesh.triangles, shadow
        )
    return np.concatenate([axes, offset[:, None]], axis=1), shadow
