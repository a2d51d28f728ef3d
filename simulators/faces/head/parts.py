"""Puts a head together: skull and skin, ears, neck, eyes, mouth."""

from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.beard import Beard, BeardGround, beard_ground, draw_beard, draw_stubble
from simulators.faces.head.canvas import Planes, texels
from simulators.faces.head.eyes import eye_meshes, eye_picture
from simulators.faces.head.lids import draw_lids
from simulators.faces.head.mouth import draw_opening, mouth_meshes
from simulators.faces.head.muscles import Muscles, muscles
from simulators.faces.head.relief import bell
from simulators.faces.head.shape import KEPT_SHAPES, Expression, HeadShape
from simulators.faces.head.skin import draw_skin
from simulators.faces.head.tone import tone_of
from simulators.faces.head.veil import veil_mesh
from simulators.faces.render.arrays import Floats
from simulators.faces.render.mesh import Material, Mesh, grid_mesh
from simulators.faces.stream import Stream, stream
from simulators.faces.traits import FaceTraits

_SKIN_WRAP = (0.12, 0.18, 0.34)
_SKIN_GLOSS = 0.024
_SKIN_SHINE = 4
_EAR_RINGS = np.concatenate([np.linspace(0.02, 0.7, 9), np.linspace(0.76, 1, 7)])


@dataclass(frozen=True)
class Head:
    """One identity's head; what does not change from capture to capture is made once."""

    traits: FaceTraits
    shape: HeadShape = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", HeadShape(self.traits))

    @cached_property
    def _rest(self) -> tuple[Muscles, Floats, Floats]:
        points, skin = self.shape.grid()
        return muscles(points, self.shape), texels(skin), _openness(self.shape, points)

    @cached_property
    def _ground(self) -> BeardGround | None:
        return beard_ground(self.shape)

    @cached_property
    def _skin(self) -> Planes:
        planes = draw_skin(self.shape)
        if self._ground is not None:
            draw_stubble(planes, self._ground, self.traits)
        return planes

    @cached_property
    def _ears(self) -> list[Mesh]:
        return _ear_meshes(self.shape)

    @cached_property
    def _eye(self) -> NDArray[np.uint8]:
        return eye_picture(self.traits)

    def meshes(
        self,
        expression: Expression,
        beard: Beard,
        source: Stream,
        *,
        veil_y: float | None = None,
        has_ears: bool = True,
    ) -> list[Mesh]:
        """Everything of skin that is not under clothes, with eyes and mouth, and a cloth from `veil_y` down.

        All follow the turning head but the neck.
        """
        material = self._material(expression, beard, source)
        skin, places, openness = self._rest
        surface = skin.moved(expression)
        face = grid_mesh(surface, texels=places, material=material, openness=openness)
        meshes = [
            face,
            *(self._ears if has_ears else []),
            *eye_meshes(self.shape, expression, self._eye),
            *mouth_meshes(self.shape, expression),
        ]
        if veil_y is not None:
            meshes.append(veil_mesh(surface, places, top_y=veil_y, stream=source))
        rigid = [replace(mesh, stiffness=np.ones(len(mesh.vertices), dtype=np.float32)) for mesh in meshes]
        return [*rigid, neck_mesh(self.shape)]

    def _material(self, expression: Expression, beard: Beard, source: Stream) -> Material:
        """The skin with beard, lids and mouth."""
        planes = self._skin.copy()
        if self._ground is not None:
            draw_beard(planes, self._ground, self.traits, beard, source)
        alpha = np.full(planes.shape[1:], 255, dtype=np.uint8)
        draw_lids(planes, alpha, self.shape, expression)
        draw_opening(planes, alpha, self.shape, expression)
        np.clip(planes, 0, 255, out=planes)
        painted = np.asarray(cv2.merge([*planes.astype(np.uint8), alpha]), dtype=np.uint8)
        return Material(texture=painted, wrap=_SKIN_WRAP, gloss=_gloss(self.traits), shine=_SKIN_SHINE)


def _openness(shape: HeadShape, points: NDArray[np.float64]) -> Floats:
    """How much of the surroundings each place sees: less beside the nose, in the sockets, under lip and chin."""
    p = shape.traits.proportions
    x, y, z = np.abs(points[..., 0]), points[..., 1], points[..., 2]
    mouth = shape.mouth_y

    def dip(at: tuple[float, float], spread: tuple[float, float], depth: float) -> NDArray[np.float64]:
        return np.asarray(depth * np.exp(-(((x - at[0]) / spread[0]) ** 2) - ((y - at[1]) / spread[1]) ** 2) * (z > 0))

    total = 1.0 - dip((p.eye_spacing - 0.08, -0.06), (0.24, 0.12), 0.24)
    total -= dip((p.eye_spacing - 0.22, 0.05), (0.08, 0.14), 0.16)
    total -= dip((p.nose_width + 0.06, p.nose_y - 0.02), (0.07, 0.1), 0.18)
    total -= dip((0.0, p.nose_y + 0.05), (0.18, 0.04), 0.25)
    total -= dip((0.0, mouth + p.lip_lower + 0.06), (0.24, 0.045), 0.22)
    total -= dip((0.0, mouth), (p.mouth_width, 0.03), 0.25)
    under = np.clip((y - p.chin_y + 0.12) / 0.25, 0, 1) * np.clip((1.15 - z) / 0.7, 0, 1)
    total -= 0.75 * under
    total -= 0.35 * np.clip((0.5 - z) / 1.0, 0, 1) * np.clip(y / 0.8, 0, 1)
    return np.clip(total, 0.1, 1.0).astype(np.float32)


def _gloss(traits: FaceTraits) -> float:
    """The camera opens for dark skin, so its highlights would be too bright."""
    return _SKIN_GLOSS * (1 - 0.13 * traits.skin_tone)


def _plain_skin(traits: FaceTraits, label: str, shade: float) -> NDArray[np.uint8]:
    """Skin without features; *Shape*: 64 x 64 x 4."""
    noise = stream(traits.seed, "plain", label).standard_normal((64, 64, 1), dtype=np.float32) * 0.02
    color = tone_of(traits) * np.float32(shade) * (1 + noise)
    alpha = np.full((64, 64, 1), 255.0, dtype=np.float32)
    return np.ascontiguousarray(np.clip(np.concatenate([color, alpha], axis=2), 0, 255).astype(np.uint8))


def _ear_meshes(shape: HeadShape) -> list[Mesh]:
    """Both ears: a rim, the bowl inside it, a lobe."""
    redder = _plain_skin(shape.traits, "ear", 0.95)
    redder[..., :2] = (redder[..., :2] * 0.93).astype(np.uint8)
    material = Material(
        texture=redder, wrap=(0.15, 0.22, 0.5), gloss=_gloss(shape.traits), shine=_SKIN_SHINE, is_whole=True
    )
    radius, turn = np.meshgrid(_EAR_RINGS, np.linspace(0, 2 * np.pi, 41), indexing="ij")
    height, depth, out, openness = _ear_form(radius, turn, shape.traits)
    grid = np.stack([(turn / (2 * np.pi)) * 63, radius * 63], axis=-1).astype(np.float32)
    _, width, *_ = shape.section(np.array([8.6]))[:, 0]
    meshes = []
    for side in (-1, 1):
        points = np.stack(
            [side * (width - 0.06 + out), 0.13 - height + 0.12 * depth, -0.19 - depth - 0.22 * height], axis=-1
        )
        order = slice(None, None, 1 if side > 0 else -1)
        meshes.append(
            grid_mesh(
                points[:, order].astype(np.float32),
                texels=grid[:, order],
                material=material,
                openness=openness[:, order],
            )
        )
    return meshes


def _ear_form(
    radius: NDArray[np.float64], turn: NDArray[np.float64], traits: FaceTraits
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], Floats]:
    """How far up, back and out each place of an ear lies from its middle, and how much light reaches it."""
    size, flare = traits.proportions.ear_size, traits.proportions.ear_flare
    up, back = np.sin(turn), np.cos(turn)
    height = 0.45 * size * radius * up
    depth = size * radius * back * (0.225 + 0.05 * up)
    upper = np.clip(0.75 + 0.7 * back + 0.9 * up, 0, 1)  # the rolled rim ends above the lobe
    rim = 0.085 * bell((radius - 0.9) / 0.09) * upper
    fold = 0.07 * bell((radius - 0.56) / 0.13) * np.clip(0.35 + back + 0.4 * up, 0, 1)
    bowl = -0.13 * bell(np.hypot(height + 0.02, depth + 0.03) / (0.13 * size))
    tragus = 0.07 * bell((depth + 0.17 * size) / 0.05) * bell((height + 0.05) / 0.07)
    lobe = 0.05 * bell((height + 0.33 * size) / 0.11)
    edge = -0.09 * np.clip((radius - 0.93) / 0.07, 0, 1) ** 2
    lean = (0.22 + 0.7 * flare) * np.clip(depth + 0.22 * size, 0, 2) * (0.9 + 0.5 * radius * up)
    deep = np.clip((rim + fold + bowl + tragus + lobe) / 0.12, -1, 0.5)
    return height, depth, rim + fold + bowl + tragus + lobe + edge + lean, (0.68 + 0.4 * deep).astype(np.float32)


@lru_cache(KEPT_SHAPES)
def neck_mesh(shape: HeadShape) -> Mesh:
    """From under the jaw down to where clothes begin and on to the shoulders."""
    traits = shape.traits
    p = traits.proportions
    t, turn = np.meshgrid(np.linspace(0, 1, 30), np.linspace(-np.pi, np.pi, 49), indexing="ij")
    y = 0.75 + t * 2.0
    flare = np.clip((t - 0.42) / 0.58, 0, 1) ** 2.2
    width = (p.neck_width + 0.06) * (1 - 0.06 * np.sin(t * np.pi)) + flare * 1.35
    depth = (p.neck_width + 0.02) + flare * 0.55
    middle = -0.12 - 0.3 * t + 0.1 * flare
    x = width * np.sin(turn)
    z = middle + depth * np.cos(turn)
    cord = 0.05 * np.exp(-(((np.abs(x) - (0.5 - 0.34 * t)) / 0.1) ** 2)) * np.clip(np.cos(turn), 0, 1)
    throat = 0.04 * (traits.sex == "male") * np.exp(-((x / 0.12) ** 2) - ((t - 0.47) / 0.06) ** 2)
    z = z + cord + throat * np.clip(np.cos(turn), 0, 1)
    openness = np.clip(0.22 + 0.9 * np.clip((y - p.chin_y) / 0.7, 0, 1), 0, 1) * (
        0.55 + 0.45 * np.clip(np.cos(turn), 0, 1)
    )
    grid = np.stack([(turn + np.pi) / (2 * np.pi) * 63, t * 63], axis=-1).astype(np.float32)
    texture = _plain_skin(traits, "neck", 0.97)
    material = Material(texture=texture, wrap=_SKIN_WRAP, gloss=_gloss(traits), shine=_SKIN_SHINE, is_whole=True)
    return grid_mesh(
        np.stack([x, y, z], axis=-1).astype(np.float32),
        texels=grid,
        material=material,
        openness=openness.astype(np.float32),
    )
