"""The neck and what an open collar shows of the chest: cords, throat, trapezius, collar bones."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.shape import KEPT_SHAPES, HeadShape
from simulators.faces.head.tone import tone_of
from simulators.faces.render.arrays import Floats
from simulators.faces.render.mesh import Material, Mesh, grid_mesh
from simulators.faces.stream import stream
from simulators.faces.traits import FaceTraits

SKIN_WRAP = (0.12, 0.18, 0.34)
SKIN_SHINE = 5
_SKIN_GLOSS = 0.03
_TOP, _LENGTH = 0.75, 2.1
_NOTCH = 2.42  # height of the hollow between the collar bones
_ACROSS, _DENSITY = 3.2, 150  # of the skin that an open collar may show: face units, pixels to each
_SIZE = round(_ACROSS * _DENSITY), round(_LENGTH * _DENSITY)

Doubles = NDArray[np.float64]


def skin_gloss(traits: FaceTraits) -> float:
    """The camera opens for dark skin, so its highlights would be too bright."""
    return _SKIN_GLOSS * (1 - 0.13 * traits.skin_tone)


def _chest_skin(traits: FaceTraits) -> NDArray[np.uint8]:
    """Skin as fine as that of the face, unevenly browned, redder in places; *Shape*: 315 x 480 x 4."""
    uneven = 0.7 + 0.6 * (1 - min(max(traits.proportions.skin_evenness, 0), 1))
    shift = int(stream(traits.seed, "chest").integers(_SIZE[0]))
    light, red = (np.roll(plane, shift, axis=1) for plane in _unevenness())
    light = 0.97 * (1 + np.float32(uneven) * light)
    blue, green, much = (float(part) for part in tone_of(traits))
    planes = [blue * light * red, green * light * red, much * light]
    opaque = np.full(light.shape, 255, dtype=np.uint8)
    return np.asarray(
        cv2.merge([*(np.clip(plane, 0, 255).astype(np.uint8) for plane in planes), opaque]), dtype=np.uint8
    )


@lru_cache(1)
def _unevenness() -> tuple[Floats, Floats]:
    """How much lighter each place is, and what its blue and green are multiplied by; *Shapes*: 315 x 480."""
    own = stream(77, "chest")
    width, height = _SIZE
    fine, middle, slow = (
        cv2.resize(
            own.standard_normal((height // cell, width // cell), dtype=np.float32), _SIZE, interpolation=cv2.INTER_CUBIC
        )
        for cell in (1, 5, 36)
    )
    light = 0.014 * fine + 0.012 * middle + 0.018 * slow
    return light.astype(np.float32), (1 - 0.012 * np.clip(slow + middle, -1, 2)).astype(np.float32)


@lru_cache(KEPT_SHAPES)
def neck_mesh(shape: HeadShape) -> Mesh:
    """From under the jaw down to where clothes begin and on to the shoulders."""
    traits = shape.traits
    t, turn = np.meshgrid(np.linspace(0, 1, 40), np.linspace(-np.pi, np.pi, 57), indexing="ij")
    y = _TOP + t * _LENGTH
    x, z = _tapered(traits, y, turn)
    faced = np.clip(np.cos(turn), 0, 1)
    form = _form(traits, np.abs(x), y) * faced
    z = z + form
    near = np.clip((y - traits.proportions.chin_y) / 0.7, 0, 1)
    openness = np.clip(0.22 + 0.9 * near, 0, 1) * (0.55 + 0.45 * faced) * np.clip(1 + 3.0 * form, 0.7, 1.1)
    grid = np.stack([(x + _ACROSS / 2) * _DENSITY, t * _LENGTH * _DENSITY], axis=-1).astype(np.float32)
    return grid_mesh(
        np.stack([x, y, z], axis=-1).astype(np.float32),
        texels=grid,
        material=Material(
            texture=_chest_skin(traits),
            wrap=SKIN_WRAP,
            gloss=skin_gloss(traits),
            shine=SKIN_SHINE,
            is_whole=True,
        ),
        openness=np.clip(openness, 0, 1).astype(np.float32),
    )


def _tapered(traits: FaceTraits, y: Doubles, turn: Doubles) -> tuple[Doubles, Doubles]:
    """The outline: narrowest below the jaw, then into the trapezius and the chest."""
    wide = traits.proportions.neck_width
    t = (y - _TOP) / 2.0
    strong = 1.0 + 0.3 * (traits.sex == "male") * (1 - traits.childhood)
    flare = np.clip((t - 0.36) / 0.64, 0, 1) ** 2.1
    width = (wide + 0.04) * (1 - 0.04 * np.sin(t * np.pi)) + flare * (1.25 + 0.25 * strong) * (
        1 - 0.25 * traits.childhood
    )
    depth = 0.9 * wide + 0.02 + flare * 0.5
    middle = -0.12 - 0.3 * t + 0.1 * flare
    return width * np.sin(turn), middle + depth * np.cos(turn)


def _form(traits: FaceTraits, x: Doubles, y: Doubles) -> Doubles:
    """How far cords, throat and collar bones stand out in front."""
    lean = 0.55 + 0.45 * (1 - traits.childhood)
    grown = traits.sex == "male" and traits.childhood < 0.3  # noqa: PLR2004 (boys have none yet)
    down = np.clip((y - 0.7) / (_NOTCH - 0.7), 0, 1)
    cord = 0.06 * np.exp(-(((x - (0.74 - 0.59 * down)) / 0.09) ** 2)) * (y < _NOTCH + 0.05)
    apple = 0.05 * grown * np.exp(-((x / 0.12) ** 2) - ((y - traits.proportions.chin_y - 0.42) / 0.12) ** 2)
    notch = -0.1 * np.exp(-((x / 0.13) ** 2) - ((y - _NOTCH) / 0.1) ** 2)
    bone = _NOTCH + 0.1 - 0.1 * np.clip(x / 1.6, 0, 1) - 0.04 * np.sin(np.clip(x / 1.6, 0, 1) * np.pi)
    ridge = 0.07 * np.exp(-(((y - bone) / 0.075) ** 2)) * np.clip((x - 0.08) / 0.12, 0, 1)
    above = -0.05 * np.exp(-(((y - bone + 0.2) / 0.12) ** 2)) * np.clip((x - 0.35) / 0.3, 0, 1)
    return np.asarray(cord * lean + apple + lean * (notch + ridge + above))
