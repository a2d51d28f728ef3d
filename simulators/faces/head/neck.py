"""The neck and what an open collar shows of the chest: cords, throat, trapezius, collar bones."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.relief import bell
from simulators.faces.head.shape import KEPT_SHAPES, HeadShape
from simulators.faces.head.tone import tone_of
from simulators.faces.render.arrays import Floats
from simulators.faces.render.mesh import Material, Mesh, grid_mesh
from simulators.faces.stream import stream
from simulators.faces.traits import MEAN, FaceTraits

_WRAP = (0.11, 0.15, 0.24)  # how far light of each color reaches around the edge of shadow
SKIN_SHINE = 4
_SKIN_GLOSS = 0.03
_DULL = 180  # alpha of a throat: dry skin, which mirrors less than half of what it might
_TOP, _LENGTH = 0.75, 2.1
_ROWS, _COLUMNS = 40, 57
_TURN = np.linspace(-np.pi, np.pi, _COLUMNS)
_FACED = np.clip(np.cos(_TURN), 0, 1)  # how far each column of the skin faces ahead
_NOTCH = 2.42  # height of the hollow between the collar bones
_ACROSS, _DENSITY = 3.2, 150  # of the skin that an open collar may show: face units, pixels to each
_SIZE = round(_ACROSS * _DENSITY), round(_LENGTH * _DENSITY)
_BARE, _TUCKED, _DROPPED = 1.15, 0.25, 0.5
"""How far aside an open collar may show skin; of what is beyond, what is left of its way aside, and how much lower it lies."""
_COARSE = 3  # pixels of that skin to one of its soft shades
_BLOOD = 0.35  # of a shade, what blue and green lose beyond red
_SHORTER = 0.38  # how much higher a child of five has its shoulders
_LATE = 0.65  # below 1: they sink late, as its chin does
_FOLLOWED = 0.6  # of how much shorter a face is, what its shoulders lie higher for
_BROKEN_VOICE = 0.3  # of childhood; boys have no larynx that stands out before

Doubles = NDArray[np.float64]


def shoulder_rise(traits: FaceTraits) -> float:
    """How much higher than usual the shoulders lie: under a short face, and those of a child, whose neck is short."""
    shorter = MEAN.chin_y - traits.proportions.chin_y
    return float(_SHORTER * traits.childhood**_LATE + _FOLLOWED * shorter)


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
    shade = _shades(traits)
    light *= 1 - shade
    red = red * (1 - np.float32(_BLOOD) * np.clip(shade, 0, 1))
    planes = [blue * light * red, green * light * red, much * light]
    opaque = np.full(light.shape, _DULL, dtype=np.uint8)
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
    places, form = neck_surface(shape)
    x, y = places[..., 0], places[..., 1]
    near = np.clip((y - traits.proportions.chin_y + 0.05) / 0.75, 0, 1)
    openness = np.clip(0.2 + 0.85 * near, 0, 1) * (0.55 + 0.45 * _FACED) * np.clip(1 + 3.0 * form, 0.7, 1.1)
    grid = np.stack([(x + _ACROSS / 2) * _DENSITY, (y - _TOP) * _DENSITY], axis=-1).astype(np.float32)
    return grid_mesh(
        _tucked(places).astype(np.float32),
        texels=grid,
        material=Material(
            texture=_chest_skin(traits),
            wrap=_WRAP,
            gloss=skin_gloss(traits),
            shine=SKIN_SHINE,
            is_whole=True,
        ),
        openness=np.clip(openness, 0, 1).astype(np.float32),
    )


@lru_cache(KEPT_SHAPES)
def neck_surface(shape: HeadShape) -> tuple[Doubles, Doubles]:
    """The skin out to the shoulders, and how far it stands out of the outline; *Shapes*: rows x columns x 3, rows x columns."""
    traits = shape.traits
    t, turn = np.meshgrid(np.linspace(0, 1, _ROWS), _TURN, indexing="ij")
    rise = shoulder_rise(traits)
    y = _TOP + t * (_LENGTH - max(rise, 0.0))
    x, z = _tapered(traits, y + rise, turn)
    form = _form(traits, np.abs(x), y + rise) * _FACED
    return np.stack([x, y, z + form], axis=-1), form


def _tucked(places: Doubles) -> Doubles:
    """The skin with what no collar shows drawn in: a raised shoulder moves it more than the cloth above it; *Shapes*: ... x 3."""
    x = places[..., 0]
    beyond = np.maximum(np.abs(x) - _BARE, 0)
    inward = -(1 - _TUCKED) * np.sign(x) * beyond
    return np.asarray(places + np.stack([inward, _DROPPED * beyond, np.zeros_like(x)], axis=-1))


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
    """How far cords, throat and collar bones stand out in front; heights as they are on a grown-up's neck."""
    lean = _leanness(traits)
    grown = traits.sex == "male" and traits.childhood < _BROKEN_VOICE
    cord = 0.048 * _cord(x, y, 0.09)
    low = np.clip((y - _chin_y(traits)) / 0.3, 0, 1)
    beside = -0.045 * bell((x - 0.6 * _cord_x(y)) / 0.1) * low * (y < _NOTCH)
    throat = (0.025 + 0.02 * grown) * bell(x / 0.13) * low * bell((y - 2.0) / 0.5)
    apple = 0.075 * grown * bell(x / 0.1) * bell((y - _larynx_y(traits)) / 0.1)
    notch = -0.1 * bell(x / 0.12) * bell((y - _NOTCH - 0.02) / 0.1)
    bone = _bone_y(x)
    ridge = 0.09 * bell((y - bone) / 0.07) * np.clip((x - 0.1) / 0.1, 0, 1)
    above = -0.08 * bell((y - bone + 0.18) / 0.12) * np.clip((x - 0.35) / 0.3, 0, 1)
    below = -0.03 * bell((y - bone - 0.16) / 0.1) * np.clip((x - 0.2) / 0.3, 0, 1)
    bands = 0.03 * traits.wear**2 * bell((x - _band_x(y)) / 0.05) * low * (y < _NOTCH)
    return np.asarray(lean * (cord + beside + notch + ridge + above + below) + throat + apple + bands)


def _leanness(traits: FaceTraits) -> float:
    """How plainly what lies under the skin shows: little in children and under a full face."""
    full = (traits.proportions.cheek_fullness - MEAN.cheek_fullness) / 0.06
    return float(np.clip(0.45 + 0.55 * (1 - traits.childhood) - 0.2 * full + 0.05 * traits.wear, 0.3, 1.0))


def _cord_x(y: Doubles) -> Doubles:
    """How far aside the cord from behind the ear to the notch runs."""
    return np.asarray(0.72 - 0.6 * np.clip((y - 0.85) / (_NOTCH - 0.85), 0, 1) ** 1.15)


def _cord(x: Doubles, y: Doubles, spread: float) -> Doubles:
    """Where the cord lies, 0 to 1; strongest in its lower half."""
    strong = np.clip((y - 1.1) / 0.7, 0.25, 1) * np.clip((_NOTCH + 0.06 - y) / 0.1, 0, 1)
    return np.asarray(strong * bell((x - _cord_x(y)) / spread))


def _band_x(y: Doubles) -> Doubles:
    """How far aside the loose band of an old neck hangs."""
    return np.asarray(0.2 - 0.06 * np.clip((y - 1.5) / 0.9, 0, 1))


def _chin_y(traits: FaceTraits) -> float:
    """Where the chin would lie over shoulders as low as usual."""
    return traits.proportions.chin_y + shoulder_rise(traits)


def _larynx_y(traits: FaceTraits) -> float:
    """Where the larynx lies."""
    return _chin_y(traits) + 0.38


def _bone_y(x: Doubles) -> Doubles:
    """Where a collar bone lies."""
    return np.asarray(_NOTCH + 0.1 - 0.1 * np.clip(x / 1.6, 0, 1) - 0.04 * np.sin(np.clip(x / 1.6, 0, 1) * np.pi))


def _shades(traits: FaceTraits) -> Floats:
    """How much darker the skin is painted where soft light does not reach: beside cords, in folds; *Shape*: 315 x 480."""
    source = stream(traits.seed, "neck")
    rows, columns = _SIZE[1] // _COARSE, _SIZE[0] // _COARSE
    y = _TOP + (np.arange(rows)[:, None] + 0.5) * _LENGTH / rows + shoulder_rise(traits)
    x = (np.arange(columns)[None, :] + 0.5) * _ACROSS / columns - _ACROSS / 2
    across, lean, worn = np.abs(x), _leanness(traits), traits.wear
    cord, bone = _cord_x(y), _bone_y(across)
    ends = np.clip((_NOTCH - y) / 0.2, 0, 1) * np.clip((y - 1.3) / 0.4, 0, 1)
    dark = lean * ends * (0.08 * bell((across - cord + 0.13) / 0.08) + 0.06 * bell((across - cord - 0.14) / 0.1))
    dark -= 0.05 * lean * _cord(across, y, 0.06)
    dark += 0.1 * lean * bell(x / 0.1) * bell((y - _NOTCH - 0.01) / 0.07)
    dark += 0.1 * lean * bell((y - bone + 0.13) / 0.09) * np.clip((across - 0.3) / 0.3, 0, 1)
    dark -= 0.05 * lean * bell((y - bone) / 0.05) * np.clip((across - 0.12) / 0.1, 0, 1)
    for height in (_chin_y(traits) + 0.32, _chin_y(traits) + 0.6):
        at = height + 0.06 * float(source.normal()) + 0.03 * float(source.normal()) * x - 0.12 * across**2
        much = float(source.uniform(0.01, 0.06)) + 0.1 * worn
        dark += much * bell((y - at) / (0.022 + 0.008 * worn)) * np.clip(1.1 - across / 0.6, 0, 1)
    dark += 0.1 * worn**2 * ends * bell((across - _band_x(y) - 0.07) / 0.05)
    return np.asarray(cv2.resize(dark.astype(np.float32), _SIZE, interpolation=cv2.INTER_CUBIC), dtype=np.float32)
