"""How garments look from the front: seams, buttons, lapels, ties; drawn on a flat picture."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from simulators.faces.clothing.cloth import Bgr, opaque, weave
from simulators.faces.clothing.wear import Garment, Wear
from simulators.faces.render.arrays import Floats, Texture
from simulators.faces.render.mesh import Material

PER_UNIT = 84.0
LEFT, TOP = -3.4, 1.75
_SIZE = (570, 240)
_SHIFT = 4

SHIRT_WHITE: Bgr = (224, 224, 224)


def garment_material(wear: Wear) -> Material:
    """The material of the garment itself."""
    style = int(wear.has_tie) if wear.garment == "suit" else int(wear.drape * 2.999)
    texture = _picture(wear.garment, wear.garment_color, wear.accent_color, style)
    wrap = 0.2
    return Material(texture=texture, wrap=(wrap, wrap, wrap), gloss=0.01, shine=3, is_thin=True, is_whole=True)


def plain_material(wear: Wear) -> Material:
    """The material of its collar."""
    color = SHIRT_WHITE if wear.garment == "suit" else wear.garment_color
    texture = _picture("abaya", color, color, 0)
    return Material(texture=texture, wrap=(0.2, 0.2, 0.2), gloss=0.01, shine=3, is_thin=True, is_whole=True)


@lru_cache(maxsize=64)
def _picture(garment: Garment, color: Bgr, accent: Bgr, style: int) -> Texture:
    """The garment; *Shape*: height x width x 4."""
    canvas = np.empty((3, _SIZE[1], _SIZE[0]), dtype=np.float32)
    canvas[:] = np.array(color)[:, None, None]
    if garment in ("shirt", "dishdasha"):
        _draw_front(canvas, color, style=style, is_long=garment == "shirt")
    elif garment == "suit":
        _draw_suit(canvas, color, accent, has_tie=style != 0)
    elif garment == "blouse" and style == 1:
        _draw_front(canvas, color, style=style, is_long=True)
    threads = weave(_SIZE)
    return opaque([plane * threads for plane in canvas])


@dataclass(frozen=True, kw_only=True, slots=True)
class _Ink:
    """How a shape is laid on the canvas."""

    color: Floats
    share: float = 1.0
    blur_px: float = 0.6


def _ink(color: Bgr | Floats, shade: float = 1.0, *, share: float = 1.0, blur_px: float = 0.6) -> _Ink:
    return _Ink(color=np.asarray(color, dtype=np.float32) * np.float32(shade), share=share, blur_px=blur_px)


def _fill(canvas: Floats, ink: _Ink, *places: tuple[float, float]) -> None:
    _lay(canvas, ink, places, 0)


def _stroke(canvas: Floats, ink: _Ink, *places: tuple[float, float], width: int = 1) -> None:
    _lay(canvas, ink, places, width)


def _lay(canvas: Floats, ink: _Ink, places: Sequence[tuple[float, float]], width: int) -> None:
    """A line of that width, or a surface where it is 0."""
    at = (np.array(places) - np.array([LEFT, TOP])) * PER_UNIT
    reach = math.ceil(3 * ink.blur_px) + width + 1
    left, top = np.maximum(np.floor(at.min(axis=0)).astype(int) - reach, 0).tolist()
    right, bottom = np.minimum(np.ceil(at.max(axis=0)).astype(int) + reach, _SIZE).tolist()
    if left >= right or top >= bottom:
        return
    mask = np.zeros((bottom - top, right - left), dtype=np.uint8)
    points = np.round((at - np.array([left, top])) * (1 << _SHIFT)).astype(np.int32)
    if width:
        cv2.polylines(mask, [points], isClosed=False, color=255, thickness=width, lineType=cv2.LINE_AA, shift=_SHIFT)
    else:
        cv2.fillPoly(mask, [points], 255, lineType=cv2.LINE_AA, shift=_SHIFT)
    soft = np.asarray(cv2.GaussianBlur(mask, (0, 0), ink.blur_px), dtype=np.float32)
    weight = soft * np.float32(ink.share / 255)
    for plane, color in zip(canvas, ink.color, strict=True):
        part = plane[top:bottom, left:right]
        part += weight * (color - part)


def _draw_front(canvas: Floats, color: Bgr, *, style: int, is_long: bool) -> None:
    """A placket with buttons; that of a dishdasha ends on the chest beside a pocket."""
    end = 4.6 if is_long else 3.55
    for x in (-0.1, 0.1):
        _stroke(canvas, _ink(color, 0.8, share=0.55), (x, 2.2), (x, end))
    _stroke(canvas, _ink(color, 0.72, share=0.5, blur_px=1.4), (0.115, 2.2), (0.115, end), width=2)
    if not is_long:
        _stroke(canvas, _ink(color, 0.8, share=0.6), (-0.1, end), (0.1, end))
        _stroke(canvas, _ink(color, 0.8, share=0.4), (0.75, 3.3), (1.4, 3.27))
    if is_long or style:
        for y in np.arange(2.48, end, 0.36):
            _draw_button(canvas, (0.0, float(y)), color)


def _draw_button(canvas: Floats, at: tuple[float, float], color: Bgr) -> None:
    x, y = at
    turn = np.linspace(0, 2 * np.pi, 13)
    for radius, shade, down in ((0.04, 0.62, 0.012), (0.034, 0.9, 0.0)):
        ring = [(x + radius * float(np.cos(a)), y + down + radius * float(np.sin(a))) for a in turn]
        _fill(canvas, _ink(color, shade, share=0.9), *ring)


_OPENING = ((-0.62, 1.9), (-0.52, 2.35), (0.0, 3.95), (0.52, 2.35), (0.62, 1.9))
_LAPEL = (
    (-0.62, 1.9),
    (-0.78, 2.2),
    (-1.05, 2.55),
    (-0.9, 2.72),
    (-1.12, 2.78),
    (0.03, 4.05),
    (0.0, 3.9),
    (-0.52, 2.35),
)
_TIE = ((-0.12, 2.26), (-0.085, 2.5), (-0.16, 3.3), (-0.2, 4.0), (0.2, 4.0), (0.16, 3.3), (0.085, 2.5), (0.12, 2.26))


def _draw_suit(canvas: Floats, color: Bgr, accent: Bgr, *, has_tie: bool) -> None:
    """A white shirt in the opening, lapels, perhaps a tie."""
    _fill(canvas, _ink(SHIRT_WHITE), *_OPENING)
    if has_tie:
        shadow = _ink(SHIRT_WHITE, 0.55, share=0.35, blur_px=3)
        _fill(canvas, shadow, (-0.17, 2.3), (-0.2, 4.0), (0.2, 4.0), (0.17, 2.3))
        _fill(canvas, _ink(accent), *_TIE)
        _stroke(canvas, _ink(accent, 0.55, share=0.8), (-0.09, 2.49), (0.09, 2.49), width=2)
    else:
        for y in (2.6, 2.95, 3.3):
            _draw_button(canvas, (0.0, y), SHIRT_WHITE)
    for side in (-1, 1):
        lapel = [(side * x, y) for x, y in _LAPEL]
        _fill(canvas, _ink(color, 0.6, share=0.8, blur_px=2.0), *[(x + side * 0.02, y + 0.03) for x, y in lapel])
        _fill(canvas, _ink(color, 1.12), *lapel)
        _stroke(canvas, _ink(color, 0.6, share=0.8), *lapel[2:5])
        _stroke(canvas, _ink(color, 0.5, share=0.7), *lapel[5:], width=2)
