"""Pictures of short hair seen from outside: straight hairs that run down the picture, or curls that run nowhere."""

from functools import lru_cache

import cv2
import numpy as np

from simulators.faces.clothing.cloth import noise, smooth
from simulators.faces.clothing.hair.clumps import curls, locks
from simulators.faces.clothing.hair.cuts import Grain
from simulators.faces.clothing.hair.scalp import SEEN, WHORL
from simulators.faces.clothing.hair.strands import FULL_SIZE, Tint, colored
from simulators.faces.clothing.hull import Doubles, unit
from simulators.faces.render.arrays import Floats, Texture
from simulators.faces.stream import stream

_SEED = 47
_MIDDLE = np.array([0.0, -0.35, -0.1])  # of a head
_ARC = 1.9  # radians from the whorl to the foot of the picture, about
_BROW = unit(np.array([0.0, -0.75, 0.66]))  # the direction from where curls are laid over the head
_REACH = 2.2  # radians from there to the edge of what is laid
_CALM = {"straight": 0.25, "curled": 0.5}  # how much less the light of gray hair differs
_DULL = 0.36  # how much darker it is as a mass
_PEPPER = {"straight": 0.24, "curled": 0.17}  # how much darker than white hairs those between them are in gray hair
_MIXED = (0.8, 1.5)  # of those two: what a lock has of its own, and what lies deep or high
_LIT = 0.27  # how much lighter the darkest hair is than its color: it never hangs in its own shade
_SOONER = 0.22  # how much sooner hair turns gray before the ears, in grayness
_GLOSSY = {"straight": 1.0, "curled": 0.35}  # how much of the gleam it has
_GLEAM = np.array([16, 19, 22], dtype=np.float32)  # added to dark hair where it gleams most
_BENT = (0.6, 0.2)  # of the way from the whorl to the hairline, where it gleams, and how broadly
_SIDE = 576  # of the flat picture of curls
_WIDE = 7.0  # deviation in pixels of what hair lies in the shade of
_EVEN = {"straight": (0.52, 0.52), "curled": (0.48, 0.7)}
"""The light of the deepest hairs, and what the highest have more."""


@lru_cache(maxsize=24)
def pelt(tint: Tint, grain: Grain) -> Texture:
    """Dense short hair without holes; *Shape*: that of `full_texture`."""
    light, gray = _light(grain)
    calm = np.float32(1 - _CALM[grain] * tint.gray)
    lifted = light * np.float32(1 + _LIT * (1 - tint.lightness) ** 2)
    picture = colored(1 + calm * (lifted - 1), gray + _sooner(), tint)
    mixed = tint.gray * (1.5 - 0.8 * tint.gray)  # white hair is more even again
    shade = np.float32(1 - _DULL * tint.gray**3) * (1 + np.float32(_PEPPER[grain] * mixed) * _pepper(grain))
    shine = _shine(grain) * np.float32((1 - tint.gray) * _GLOSSY[grain])
    picture[..., :3] = np.clip(picture[..., :3] * shade[..., None] + shine[..., None] * _GLEAM, 0, 255)
    return picture


@lru_cache(maxsize=1)
def _sooner() -> Floats:
    """How much sooner hair turns gray before the ears than on top; *Shape*: height x width."""
    columns, rows = FULL_SIZE
    turn, down = np.abs(np.linspace(-np.pi, np.pi, columns)[None]) * SEEN, np.linspace(0, 1, rows)[:, None]
    beside = smooth(turn, 0.6, 1.0) * smooth(down, 0.45, 0.75)
    return np.asarray(_SOONER * (beside - 0.3), dtype=np.float32)


@lru_cache(maxsize=2)
def _shine(grain: Grain) -> Floats:
    """How much hair gleams, in patches where the head is round, broken by its locks; *Shape*: height x width."""
    light, _ = _light(grain)
    source, rows = stream(_SEED, "shine", grain), FULL_SIZE[1]
    patches, lower = (noise(source, cells=cells, size=FULL_SIZE) for cells in ((16, 4), (10, 2)))
    down = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    middle, spread = _BENT
    bent = np.exp(-(((down + 0.06 * lower - middle) / spread) ** 2)) * smooth(patches, -0.6, 1.4)
    return np.asarray(bent * np.clip(light - 0.35, 0, 1.2), dtype=np.float32)


@lru_cache(maxsize=2)
def _light(grain: Grain) -> tuple[Floats, Floats]:
    """How light hair is, about 1, and its grayness, 0 to 1; *Shapes*: height x width."""
    height, own = _relief(grain)
    deep = height - cv2.GaussianBlur(height, (0, 0), _WIDE, borderType=cv2.BORDER_REFLECT)
    low, high = np.quantile(deep, (0.05, 0.97))
    ridge = np.clip((deep - low) / (high - low), 0, 1.1)
    least, more = _EVEN[grain]
    light = least + more * ridge**1.2 + 0.14 * own * ridge
    gray = 0.5 + 0.09 * own
    return np.asarray(np.clip(light, 0.3, 2.4), dtype=np.float32), np.asarray(np.clip(gray, 0, 1), dtype=np.float32)


@lru_cache(maxsize=2)
def _pepper(grain: Grain) -> Floats:
    """Where gray hair is white and where it kept its color, about -1 to 1; *Shape*: height x width."""
    light, gray = _light(grain)
    own, high = _MIXED
    mixed = own * (gray - gray.mean()) / gray.std() + high * (light - light.mean()) / light.std()
    return np.asarray(np.tanh(mixed / (own + high)), dtype=np.float32)


@lru_cache(maxsize=4)
def tips(grain: Grain, shares: tuple[float, ...]) -> tuple[Floats, ...]:
    """How much of layers is hair, 0 to 1, where it fills those shares of them; *Shapes*: height x width."""
    bounds = [(max(1 - 1.5 * share, 0), 1 - 0.5 * share) for share in shares]
    return tuple(np.asarray(smooth(1 - depths(grain), low, high), dtype=np.float32) for low, high in bounds)


@lru_cache(maxsize=2)
def depths(grain: Grain) -> Floats:
    """How much of hair lies higher than places do, 0 to 1; *Shape*: height x width."""
    field = cv2.GaussianBlur(_relief(grain)[0], (0, 0), 0.8)
    ranks = field.argsort(axis=None, kind="stable").argsort(kind="stable").reshape(field.shape)
    return np.asarray(1 - ranks / field.size, dtype=np.float32)


@lru_cache(maxsize=2)
def _relief(grain: Grain) -> tuple[Floats, Floats]:
    """How high hair lies and the light of its own; *Shapes*: height x width."""
    source = stream(_SEED, "relief", grain)
    if grain == "straight":
        laid = locks(source, FULL_SIZE)
        return laid.height, np.asarray(cv2.GaussianBlur(laid.light, (0, 0), 0.7), dtype=np.float32)
    laid = curls(source, _SIDE)
    return knotted(laid.height, _directions()), knotted(laid.light, _directions())


@lru_cache(maxsize=1)
def _directions() -> Doubles:
    """Where the pixels of the picture are about on the head; *Shape*: height x width x 3."""
    columns, rows = FULL_SIZE
    turn = np.linspace(-np.pi, np.pi, columns)[None, :, None] * SEEN
    arc = np.linspace(0, _ARC, rows)[:, None, None]
    whorl = unit(WHORL - _MIDDLE)
    ahead = unit(np.array([0.0, 0.0, 1.0]) - whorl[2] * whorl)
    aside = np.cross(ahead, whorl)
    return np.asarray(np.cos(arc) * whorl + np.sin(arc) * (np.cos(turn) * ahead + np.sin(turn) * aside))


def knotted(flat: Floats, directions: Doubles) -> Floats:
    """A flat picture laid over the head from above the forehead; *Shapes*: side x side; rows x columns x 3 to rows x columns."""
    angle = np.arccos(np.clip(directions @ _BROW, -1, 1))
    far = len(flat) / (2 * _REACH) * angle / np.maximum(np.sin(angle), 1e-3)
    across, down = directions[..., 0], directions @ np.cross(_BROW, [1.0, 0.0, 0.0])
    return _looked_up(flat, len(flat) / 2 + far * across, len(flat) / 2 + far * down)


def _looked_up(picture: Floats, x: Doubles | Floats, y: Doubles | Floats) -> Floats:
    """The picture at places, mirrored at its edges."""
    at = x.astype(np.float32), y.astype(np.float32)
    found = cv2.remap(picture, *at, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(found, dtype=np.float32)
