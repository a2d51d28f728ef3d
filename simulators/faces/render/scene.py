"""Puts meshes before a camera and lights them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.render import engine
from simulators.faces.render.arrays import Doubles, Floats, Owners
from simulators.faces.render.edges import averaged
from simulators.faces.render.light import Lights
from simulators.faces.render.mesh import Material, Mesh
from simulators.faces.render.softening import hollows, scattered

_HOLE, _OPAQUE = 128, 255  # of alpha
_PORES, _THREADS = 0.2, 0.6  # of grain
_SHADOW_SIDE = 256
_SHADOW_REACH = 3.2  # half the side of the shadow map, in face units
_SHADOW_MIDDLE = (0.0, 0.6, 0.3)
_NOTHING = -99.0  # face units toward the light: farther from it than anything


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

    def projected(self, points: NDArray[np.floating]) -> Doubles:
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
        """This layer before a background of the same size; where both show, their tones mix."""
        clear = 1 - self.coverage
        mixed = self.color.copy()
        cv2.copyTo(background, (clear == 1).view(np.uint8), mixed)
        at_edge = (clear > 0) & (clear < 1)
        own, behind = self.color[at_edge], np.sqrt(background[at_edge])
        tones = np.sqrt(own * self.coverage[at_edge, None]) + behind * clear[at_edge, None]
        mixed[at_edge] = tones * tones
        return mixed


def render(meshes: Sequence[Mesh], *, view: View, lights: Lights, samples: float = 1.3) -> Layer:
    """Draw the meshes; `samples` to the side of every pixel are taken and averaged."""
    camera = np.array([view.distance, view.focal_px() * samples, view.x * samples, view.y * samples], dtype=np.float64)
    seen = _seen(meshes, camera, (round(view.height * samples), round(view.width * samples)))
    light, entered = _lit(meshes, seen, lights, camera)
    is_soft = np.zeros(seen.owner.shape, dtype=np.bool_)
    for number, mesh in enumerate(meshes):
        if mesh.material.is_soft:
            is_soft |= seen.owner == number
    color, coverage = averaged(light, is_soft, (view.width, view.height))
    scattered(color, entered, scale=view.scale, cells=samples / 2)
    if lights.hollows:
        size = view.width, view.height
        darkness = hollows(seen.near, size=size, distance=view.distance, scale=view.scale * samples)
        cv2.multiply(color, 1 - np.float32(lights.hollows) * darkness, color)
    return Layer(color=color, coverage=coverage)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What each sample of the picture shows: how near, which mesh, and what of it."""

    near: Doubles
    owner: Owners
    field: Floats


def _seen(meshes: Sequence[Mesh], camera: Doubles, size: tuple[int, int]) -> _Seen:
    near, owner = np.zeros(size, dtype=np.float64), np.full(size, -1, dtype=np.int16)
    field = np.empty((*size, 6), dtype=np.float32)
    for number, mesh in enumerate(meshes):
        distance = camera[0] - mesh.vertices[:, 2].astype(np.float64)
        screen = np.stack([camera[2 + axis] + camera[1] * mesh.vertices[:, axis] / distance for axis in (0, 1)], axis=1)
        engine.rasterize(
            screen,
            1.0 / distance,
            mesh.triangles,
            mesh.texels,
            engine.normals(mesh.vertices, mesh.triangles),
            mesh.openness,
            mesh.material.texture[..., 3],
            _holes(mesh.material),
            number,
            near,
            owner,
            field,
        )
    return _Seen(near, owner, field)


def _lit(meshes: Sequence[Mesh], seen: _Seen, lights: Lights, camera: Doubles) -> tuple[Floats, Floats]:
    """The light and coverage of each sample, and the light that entered skin, of two by two samples."""
    height, width = seen.near.shape
    to_map, shadow = _shadow_map(meshes, lights)
    out = np.zeros((height, width, 4), dtype=np.float32)
    entered = np.zeros((height // 2 + 1, width // 2 + 1, 4), dtype=np.float32)
    rows = _light_rows(lights)
    for number, mesh in enumerate(meshes):
        own = mesh.material
        answer = np.array([*own.wrap, own.gloss, own.glow, float(own.is_thin), _grain(own)], dtype=np.float64)
        soft = np.array([lights.shadow_softness, own.shine], dtype=np.float64)
        buffers = seen.owner, seen.near, seen.field
        engine.shade(*buffers, number, own.texture, answer, rows, camera, to_map, shadow, soft, out, entered)
    return out, entered


def _grain(material: Material) -> float:
    """How far texels differ in what they mirror: pores of skin and threads of cloth break highlights up."""
    if material.wrap[2] > material.wrap[0]:
        return _PORES
    return _THREADS if material.is_thin and not material.is_soft else 0.0


def _holes(material: Material) -> int:
    """As `rasterize` takes it."""
    if material.is_whole:
        return 0
    least = int(material.texture[..., 3].min())
    if material.is_soft:
        return 2 if least < _OPAQUE else 0
    return int(least < _HOLE)


def _unit(direction: tuple[float, float, float]) -> Doubles:
    vector = np.array(direction, dtype=np.float64)
    return np.asarray(vector / math.sqrt(float((vector * vector).sum())))


def _light_rows(lights: Lights) -> Doubles:
    return np.array(
        [_unit(lights.key), lights.key_color, _unit(lights.fill), lights.fill_color, lights.sky, lights.ground],
        dtype=np.float64,
    )


def _shadow_map(meshes: Sequence[Mesh], lights: Lights) -> tuple[Doubles, Floats]:
    """The scene as the key light sees it: how to find a place on the map, and the nearest surface at each.

    A rim as wide as the square that is looked at for one place stays empty, so that what lies off the map is lit.
    *Shapes*: 3 x 4, from face units to texels and nearness; side x side.
    """
    toward = _unit(lights.key)
    across = np.cross(np.array([0.0, 1.0, 0.0]), toward)
    across = across / math.sqrt(float((across * across).sum()))
    down = np.cross(toward, across)
    per_unit = _SHADOW_SIDE / (2 * _SHADOW_REACH)
    axes = np.stack([across * per_unit, down * per_unit, toward])
    middle = axes @ np.array(_SHADOW_MIDDLE)
    offset = np.array([_SHADOW_SIDE / 2 - middle[0], _SHADOW_SIDE / 2 - middle[1], 0.0])
    shadow = np.full((_SHADOW_SIDE, _SHADOW_SIDE), _NOTHING, dtype=np.float32)
    for mesh in meshes:
        if not mesh.material.casts_shadow:
            continue
        seen = mesh.vertices.astype(np.float64) @ axes.T + offset
        engine.rasterize_depth(
            np.ascontiguousarray(seen[:, :2]), np.ascontiguousarray(seen[:, 2]), mesh.triangles, shadow
        )
    rim = math.ceil(2 * lights.shadow_softness) + 2
    for side in (shadow[:rim], shadow[-rim:], shadow[:, :rim], shadow[:, -rim:]):
        side[:] = _NOTHING
    return np.concatenate([axes, offset[:, None]], axis=1), shadow
