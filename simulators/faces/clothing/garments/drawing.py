"""Shapes laid on the flat picture of a garment."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from simulators.faces.clothing.cloth import Bgr
from simulators.faces.render.arrays import Floats

PER_UNIT = 84.0
LEFT, TOP = -3.4, 1.65
SIZE = (570, 300)
"""Pixels to width and height."""
_SHIFT = 4

Place = tuple[float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ink:
    """How a shape is laid on the canvas."""

    color: Floats
    share: float = 1.0
    blur_px: float = 0.6


def ink(color: Bgr | Floats, shade: float = 1.0, *, share: float = 1.0, blur_px: float = 0.6) -> Ink:
    """That color, lighter or darker."""
    return Ink(color=np.asarray(color, dtype=np.float32) * np.float32(shade), share=share, blur_px=blur_px)


def fill(canvas: Floats, how: Ink, *places: Place) -> None:
    """A surface between places."""
    _lay(canvas, how, places, 0)


def stroke(canvas: Floats, how: Ink, *places: Place, width: int = 1) -> None:
    """A line through places."""
    _lay(canvas, how, places, width)


def _lay(canvas: Floats, how: Ink, places: Sequence[Place], width: int) -> None:
    """A line of that width, or a surface where it is 0."""
    at = (np.array(places) - np.array([LEFT, TOP])) * PER_UNIT
    reach = math.ceil(3 * how.blur_px) + width + 1
    left, top = np.maximum(np.floor(at.min(axis=0)).astype(int) - reach, 0).tolist()
    right, bottom = np.minimum(np.ceil(at.max(axis=0)).astype(int) + reach, SIZE).tolist()
    if left >= right or top >= bottom:
        return
    mask = np.zeros((bottom - top, right - left), dtype=np.uint8)
    points = np.round((at - np.array([left, top])) * (1 << _SHIFT)).astype(np.int32)
    if width:
        cv2.polylines(mask, [points], isClosed=False, color=255, thickness=width, lineType=cv2.LINE_AA, shift=_SHIFT)
    else:
        cv2.fillPoly(mask, [points], 255, lineType=cv2.LINE_AA, shift=_SHIFT)
    soft = np.asarray(cv2.GaussianBlur(mask, (0, 0), how.blur_px), dtype=np.float32)
    weight = soft * np.float32(how.share / 255)
    for plane, color in zip(canvas, how.color, strict=True):
        part = plane[top:bottom, left:right]
        part += weight * (color - part)
