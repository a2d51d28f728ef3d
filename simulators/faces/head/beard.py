"""Beards: where hair grows on a face, the shadow of a shaven one, and strands."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from simulators.faces.head.shape import HeadShape
from simulators.faces.head.skin import (
    BOTTOM,
    PER_UNIT,
    PLACE_X,
    PLACE_Y,
    SHIFT,
    SIZE,
    TOP,
    WIDE,
    Planes,
    around,
    blank,
    hair_color,
    lay,
    tone_of,
)
from simulators.faces.render.mesh import Floats
from simulators.faces.stream import Stream
from simulators.faces.traits import FaceTraits

_NOTHING = 1e-12  # of a mask: it changes a color by less than a float has digits for


@dataclass(frozen=True, kw_only=True, slots=True)
class Beard:
    """What grows on a man's face at this moment; 0 is shaven, 1 full."""

    length: float = 0.0
    mustache: float = 0.0


@dataclass(frozen=True, slots=True)
class BeardGround:
    """Where hair grows on a face, 0 to 1: on cheeks and chin, and above the lip; *Shape*: height x width each."""

    cheeks: Floats
    lip: Floats


def beard_ground(shape: HeadShape) -> BeardGround | None:
    """Where a beard grows; None where none does."""
    traits = shape.traits
    if traits.sex == "female" or traits.childhood > 0.25:  # noqa: PLR2004 (about fifteen years)
        return None
    x, y = PLACE_X[:1], PLACE_Y[:, :1]
    lip = np.exp(-((x / (traits.proportions.mouth_width + 0.08)) ** 4) - ((y - shape.mouth_y + 0.155) / 0.075) ** 2)
    return BeardGround(_cheeks(shape), lip)


def _cheeks(shape: HeadShape) -> Floats:
    """A full beard without the mustache; what depends on x or on y alone is a row or a column."""
    p, mouth = shape.traits.proportions, shape.mouth_y
    x, y = np.abs(PLACE_X[:1]), PLACE_Y[:, :1]
    edge = 0.78 + 0.5 * np.clip(x - 0.55, 0, 1) * -1.9 + 0.22 * np.exp(-((x / 0.5) ** 2))
    grown = expit((y - edge) / 0.03)
    lips = np.exp(-((x / (p.mouth_width + 0.03)) ** 6) - (((y - mouth - 0.02) / 0.15) ** 4))
    near = np.exp(-((x / 0.16) ** 2) - ((y - mouth - 0.19) / 0.045) ** 2) * 0.3
    sideburn = np.exp(-(((x - 0.97) / 0.12) ** 2)) * expit((y + 0.1) / 0.05)
    return np.asarray(np.clip(np.maximum(grown, sideburn * 0.9) * (1 - lips) - near, 0, 1), dtype=np.float32)


def draw_stubble(planes: Planes, ground: BeardGround, traits: FaceTraits) -> None:
    """The shadow that a shaven face still shows."""
    shadow = tone_of(traits) * np.array([0.86, 0.82, 0.78], dtype=np.float32)
    weight = np.float32(0.32) * np.maximum(ground.cheeks, ground.lip) * np.float32(1 - traits.skin_tone / 8)
    lay(planes, np.s_[:, :], weight, shadow)


def draw_beard(planes: Planes, ground: BeardGround, traits: FaceTraits, beard: Beard, source: Stream) -> None:
    """Grow hair on cheeks, chin and lip."""
    hair = hair_color(traits) * np.float32(0.95)
    for amount, mask, count in ((beard.length, ground.cheeks, 5200), (beard.mustache, ground.lip, 900)):
        if amount > 0:
            strands = _strands(mask, count=round(count * (0.5 + amount)), length=0.02 + 0.09 * amount, source=source)
            _lay_ground(planes, mask, hair, amount)
            _lay_strands(planes, mask, strands, hair, amount)


def _lay_ground(planes: Planes, mask: Floats, hair: Floats, amount: float) -> None:
    area = around((mask > _NOTHING).view(np.uint8), 0)
    if area is not None:
        lay(planes, area, mask[area] * np.float32(min(0.15 + 0.75 * amount, 0.86)), hair)


def _lay_strands(planes: Planes, mask: Floats, strands: NDArray[np.uint8], hair: Floats, amount: float) -> None:
    """Light strands, and their shadows beside them."""
    shadows = np.roll(strands, (2, 3), axis=(0, 1))
    area = around(strands | shadows, 0)
    if area is None:
        return
    root = mask[area] ** 0.5
    over, under = strands[area].astype(np.float32) / 255 * root * 0.8, shadows[area].astype(np.float32) / 255 * root
    for plane, light, deep in zip(planes, hair * np.float32(1.55) + 9, hair * np.float32(0.7), strict=True):
        part = plane[area]
        part += over * (light - part) * np.float32(0.35 + 0.3 * amount)
        part += under * (deep - part) * np.float32(0.4 + 0.4 * amount)


def _strands(mask: Floats, *, count: int, length: float, source: Stream) -> NDArray[np.uint8]:
    """Short hairs that grow downward and away from the middle, where the mask lets them."""
    drawn = blank()
    x = source.uniform(-1.3, 1.3, count)
    y = source.uniform(0.2, BOTTOM, count)
    lean = x * 0.5 + source.normal(0, 0.35, count)
    size = length * source.uniform(0.5, 1.2, count)
    start = np.stack([(x + WIDE) * PER_UNIT, (y - TOP) * PER_UNIT], axis=1)
    end = start + np.stack([np.sin(lean) * size, np.cos(lean) * size], axis=1) * PER_UNIT
    column, row = np.clip(start[:, 0].astype(int), 0, SIZE[0] - 1), np.clip(start[:, 1].astype(int), 0, SIZE[1] - 1)
    kept = mask[row, column] > source.uniform(0, 1, count)
    lines = np.round(np.stack([start, end], axis=1)[kept] * (1 << SHIFT)).astype(np.int32)
    cv2.polylines(drawn, list(lines), isClosed=False, color=190, thickness=1, lineType=cv2.LINE_AA, shift=SHIFT)
    return drawn
