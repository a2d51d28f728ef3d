"""Pictures of short hair seen from outside: straight hairs that run down the picture, or curls that run nowhere."""

from functools import lru_cache

import cv2
import numpy as np

from simulators.faces.clothing.cloth import noise, smooth
from simulators.faces.clothing.hair.cuts import Grain
from simulators.faces.clothing.hair.scalp import SEEN, WHORL
from simulators.faces.clothing.hair.strands import FULL_SIZE, Tint, colored
from simulators.faces.clothing.hull import Doubles, unit
from simulators.faces.render.arrays import Floats, Texture
from simulators.faces.stream import Stream, stream

_SEED = 47
_MIDDLE = np.array([0.0, -0.35, -0.1])  # of a head
_ARC = 1.9  # radians from the whorl to the foot of the picture, about
_BROW = unit(np.array([0.0, -0.75, 0.66]))  # the direction from where curls are laid over the head
_REACH = 2.2  # radians from there to the edge of what is laid
_HAIR_PX, _CURL_PX = 2.6, 4.5  # of the picture, from hair to hair, and from curl to curl


@lru_cache(maxsize=24)
def pelt(tint: Tint, grain: Grain) -> Texture:
    """Dense short hair without holes; *Shape*: that of `full_texture`."""
    light, gray = _light(grain)
    return colored(light, gray, tint)


@lru_cache(maxsize=2)
def _light(grain: Grain) -> tuple[Floats, Floats]:
    """How light hair is, about 1, and its grayness, 0 to 1; *Shapes*: height x width."""
    source = stream(_SEED, "light", grain)
    fine, tufts = _field(source, grain, 1.0), _field(source, grain, 2.6)
    if grain == "curled":
        ring = 1 - 2 * np.abs(np.tanh(1.2 * fine))  # the lit back of each curl
        light = 0.95 + 0.42 * ring + 0.22 * tufts
    else:
        light = 0.88 + 0.13 * fine + 0.1 * tufts + 0.26 * np.clip(fine - 0.6, 0, 1.5)  # some hairs gleam
    gray = 0.5 + 0.1 * _field(source, grain, 0.8) + 0.08 * tufts
    return np.asarray(np.clip(light, 0.3, 2.4), dtype=np.float32), np.asarray(np.clip(gray, 0, 1), dtype=np.float32)


@lru_cache(maxsize=4)
def tips(grain: Grain, shares: tuple[float, ...]) -> tuple[Floats, ...]:
    """How much of layers is hair, 0 to 1, where it fills those shares of them; *Shapes*: height x width."""
    source = stream(_SEED, "tips", grain)
    field = _field(source, grain, 1.2) + 0.6 * _field(source, grain, 3.0)
    bounds = [np.quantile(field, (max(1 - 1.5 * share, 0), 1 - 0.5 * share)).tolist() for share in shares]
    return tuple(np.asarray(smooth(field, low, high), dtype=np.float32) for low, high in bounds)


def _field(source: Stream, grain: Grain, size: float) -> Floats:
    """Noise as hair lies: in streaks that lean to and fro, or in knots all over the head; *Shape*: height x width."""
    columns, rows = FULL_SIZE
    if grain == "curled":
        knots = round(3 * rows / (_CURL_PX * size))
        return knotted(noise(source, cells=(knots, knots), size=(3 * rows, 3 * rows)), _directions())
    cells = (round(columns / (_HAIR_PX * size)), round(rows / (5 * _HAIR_PX * size**0.5)))
    runs = noise(source, cells=cells, size=FULL_SIZE)
    lean = 5 * noise(source, cells=(columns // 22, rows // 22), size=FULL_SIZE)
    x, y = np.meshgrid(np.arange(columns, dtype=np.float32), np.arange(rows, dtype=np.float32))
    return _looked_up(runs, x + lean, y)


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
