"""Puts a head together: skull and skin, ears, neck, eyes, mouth."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.beard import Beard, BeardGround, beard_ground, draw_beard, draw_stubble
from simulators.faces.head.canvas import Planes, texels
from simulators.faces.head.ears import ear_meshes
from simulators.faces.head.eyes import eye_meshes, eye_picture
from simulators.faces.head.lids import draw_lids
from simulators.faces.head.mouth import draw_opening, mouth_meshes
from simulators.faces.head.muscles import Muscles, muscles
from simulators.faces.head.neck import neck_mesh
from simulators.faces.head.shape import Expression, HeadShape
from simulators.faces.head.sheen import FACE_SHINE, SKIN_WRAP, face_gloss, sheen_of
from simulators.faces.head.skin import draw_skin
from simulators.faces.head.veil import veil_mesh
from simulators.faces.render.arrays import Floats
from simulators.faces.render.mesh import Material, Mesh, grid_mesh
from simulators.faces.stream import Stream
from simulators.faces.traits import FaceTraits

_NEAR = 2.5  # places of the grid that shade each other
_THROWN, _THROWN_YOUNG = 0.3, 0.3
"""Of light from all around, what lip and cheeks throw on the underside of a nose, and a child's more."""
_BRIGHTEST = 1.4  # light that a place gets from all around, with what skin nearby throws on it


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
    def _sheen(self) -> NDArray[np.uint8]:
        return sheen_of(self.shape)

    @cached_property
    def _ears(self) -> list[Mesh]:
        return ear_meshes(self.shape)

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
        alpha = self._sheen.copy()
        draw_lids(planes, alpha, self.shape, expression)
        draw_opening(planes, alpha, self.shape, expression)
        np.clip(planes, 0, 255, out=planes)
        painted = np.asarray(cv2.merge([*planes.astype(np.uint8), alpha]), dtype=np.uint8)
        return Material(texture=painted, wrap=SKIN_WRAP, gloss=face_gloss(self.traits), shine=FACE_SHINE)


def _openness(shape: HeadShape, points: NDArray[np.float64]) -> Floats:
    """How much of the surroundings each place sees: less beside the nose, in the sockets, under lip and chin."""
    p = shape.traits.proportions
    x, y, z = np.abs(points[..., 0]), points[..., 1], points[..., 2]
    mouth = shape.mouth_y

    def dip(at: tuple[float, float], spread: tuple[float, float], depth: float) -> NDArray[np.float64]:
        return np.asarray(depth * np.exp(-(((x - at[0]) / spread[0]) ** 2) - ((y - at[1]) / spread[1]) ** 2) * (z > 0))

    total = 1.0 - dip((p.eye_spacing - 0.08, -0.06), (0.24, 0.12), 0.12)
    total -= dip((p.eye_spacing - 0.22, 0.05), (0.09, 0.15), 0.05)
    total -= dip((0.48 * p.nose_width, p.nose_y - 0.005), (0.05, 0.024), 0.34 - 0.24 * shape.traits.childhood)
    total -= dip((0.0, mouth + p.lip_lower + 0.06), (0.26, 0.05), 0.11)
    total -= dip((0.0, mouth), (p.mouth_width, 0.03), 0.18)
    sunken = cv2.GaussianBlur(z, (0, 0), _NEAR) - z  # folds, and where nose and lips stand on the face
    total -= 2.4 * np.clip(sunken - 0.004, 0, 0.05) * (z > 0)
    total += dip((0.0, p.nose_y - 0.005), (0.85 * p.nose_width, 0.07), _THROWN + _THROWN_YOUNG * shape.traits.childhood)
    under = np.clip((y - p.chin_y + 0.12) / 0.25, 0, 1) * np.clip((1.15 - z) / 0.7, 0, 1)
    total -= 0.75 * under
    total -= 0.35 * np.clip((0.5 - z) / 1.0, 0, 1) * np.clip(y / 0.8, 0, 1)
    return np.clip(total, 0.1, _BRIGHTEST).astype(np.float32)
