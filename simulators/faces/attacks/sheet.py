"""Holds flat things before the camera so that the face on them is where and as large as a living one would be."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulators.faces.attacks.still import Image, Point, Region
from simulators.faces.render import Lights, Material, Mesh, View, grid_mesh

Doubles = NDArray[np.float64]
Relief = Callable[[Doubles, Doubles], Doubles]
"""How far a thing rises toward the camera at x and y, in face units; nothing between the eyes."""

_EYES_Z = 1.2
_GAP = 0.12
_BARE_FRONT, _FARTHEST_FRONT = 1.35, 2.1
_FACE = Region(-1.35, -1.9, 1.35, 1.75)


@dataclass(frozen=True, kw_only=True, slots=True)
class Hold:
    """Where a thing is and how it is turned: about the point between the eyes of its face."""

    z: float
    size: float
    """Face units of the scene that one of the thing takes."""
    turn: Doubles
    relief: Relief

    def points(self, x: Doubles, y: Doubles, rise: Doubles | float = 0.0) -> Doubles:
        """Places of the thing in the scene, `rise` before its surface; *Shapes*: any, and that with 3."""
        local = np.stack([x, y, self.relief(x, y) + rise], axis=-1) * self.size
        return np.asarray(local @ self.turn.T + np.array([0.0, 0.0, self.z]))

    def places(self, marks: dict[str, Point]) -> dict[str, NDArray[np.float32]]:
        """Marks of the thing in the scene; *Shape*: 3 each."""
        return {name: self.points(np.array(x), np.array(y)).astype(np.float32) for name, (x, y) in marks.items()}


@dataclass(frozen=True, kw_only=True, slots=True)
class Tilt:
    """Degrees, as of a head: to the right of the picture, forward, clockwise."""

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0

    def matrix(self) -> Doubles:
        """For columns; *Shape*: 3 x 3."""
        yaw, pitch, roll = (math.radians(angle) for angle in (self.yaw, self.pitch, self.roll))
        about_y = np.array([[math.cos(yaw), 0, math.sin(yaw)], [0, 1, 0], [-math.sin(yaw), 0, math.cos(yaw)]])
        about_x = np.array([[1, 0, 0], [0, math.cos(pitch), math.sin(pitch)], [0, -math.sin(pitch), math.cos(pitch)]])
        about_z = np.array([[math.cos(roll), -math.sin(roll), 0], [math.sin(roll), math.cos(roll), 0], [0, 0, 1]])
        return np.asarray(about_z @ about_y @ about_x)


def flat(x: Doubles, y: Doubles) -> Doubles:
    """The relief of a thing that is flat."""
    return np.zeros(np.broadcast_shapes(x.shape, y.shape))


def bent(*, across: float = 0.0, down: float = 0.0, axis: float = 0.0) -> Relief:
    """The relief of a sheet that is bent like a cylinder: its sides or its ends fall back; `axis`: x that is nearest."""

    def relief(x: Doubles, y: Doubles) -> Doubles:
        return np.asarray(across * (axis**2 - (x - axis) ** 2) - down * y**2)

    return relief


def front_of(meshes: Sequence[Mesh]) -> float:
    """How far toward the camera the head of these meshes reaches."""
    front = _BARE_FRONT
    for mesh in meshes:
        x, y, z = mesh.vertices.T
        inside = (x > _FACE.left) & (x < _FACE.right) & (y > _FACE.top) & (y < _FACE.bottom)
        if inside.any():
            front = max(front, float(z[inside].max()))
    return min(front, _FARTHEST_FRONT)


def held(  # noqa: PLR0913 (one thing, all by keyword)
    region: Region, *, view: View, front: float, tilt: Tilt, relief: Relief, share: float, size: float = 1.0
) -> Hold:
    """The thing as near to the camera as makes its face look this share as large as a living one, but before the head.

    `size`: what the face on the thing measures, as a share of a living one.
    """
    turn = tilt.matrix()
    x, y = np.meshgrid(np.linspace(region.left, region.right, 5), np.linspace(region.top, region.bottom, 5))
    near = (np.abs(x) <= _FACE.right + 0.3) & (y <= _FACE.bottom)
    rest = Hold(z=0.0, size=1.0, turn=turn, relief=relief).points(x, y)[near]
    deepest = float(rest[:, 2].min()) if len(rest) else 0.0
    away = view.distance - _EYES_Z
    z = max(front + _GAP - deepest, view.distance - away * size / share)
    return Hold(z=z, size=share * (view.distance - z) / away, turn=turn, relief=relief)


def sheet_mesh(
    hold: Hold, region: Region, *, material: Material, rise: float = 0.0, steps: tuple[int, int] = (13, 11)
) -> Mesh:
    """The region of the thing as a surface; the texture covers it from edge to edge."""
    rows, columns = material.texture.shape[:2]
    down, across = np.meshgrid(np.linspace(0, 1, steps[0]), np.linspace(0, 1, steps[1]), indexing="ij")
    points = hold.points(region.left + across * region.width, region.top + down * region.height, rise)
    texels = np.stack([across * (columns - 1), down * (rows - 1)], axis=-1).astype(np.float32)
    whole = np.ones(steps, dtype=np.float32)
    return grid_mesh(points.astype(np.float32), texels=texels, material=material, openness=0.95, stiffness=whole)


def light_on(lights: Lights, normal: Doubles) -> Doubles:
    """What a white surface of that direction receives; *Shape*: 3, BGR."""

    def toward(direction: tuple[float, float, float]) -> float:
        vector = np.array(direction)
        return max(float(vector @ normal) / float(np.linalg.norm(vector)), 0.0)

    above = 0.5 - 0.5 * float(normal[1])
    around = np.array(lights.sky) * above + np.array(lights.ground) * (1 - above)
    return np.asarray(
        np.array(lights.key_color) * toward(lights.key) + np.array(lights.fill_color) * toward(lights.fill) + around
    )


def painted(tones: NDArray[np.floating], alpha: Image | None = None) -> Image:
    """Tones as a texture; *Shape*: height x width x 4."""
    texture = np.full((*tones.shape[:2], 4), 255, dtype=np.uint8)
    texture[..., :3] = np.clip(tones * 255 + 0.5, 0, 255)
    if alpha is not None:
        texture[..., 3] = alpha
    return texture


def rounded(shape: tuple[int, int], radius: int) -> Image:
    """255 within a rectangle with round corners."""
    rows, columns = shape
    down, across = np.arange(rows, dtype=np.float32)[:, None], np.arange(columns, dtype=np.float32)[None, :]
    dy = np.maximum(np.maximum(radius - down, down - (rows - 1 - radius)), 0)
    dx = np.maximum(np.maximum(radius - across, across - (columns - 1 - radius)), 0)
    return np.where(dx * dx + dy * dy <= radius * radius, 255, 0).astype(np.uint8)
