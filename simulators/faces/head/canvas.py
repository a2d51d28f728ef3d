"""The flat canvas that a face is painted on: places of the face as pixels, masks of strokes, colors laid through them.

The canvas shows x from -WIDE to WIDE and y from TOP to BOTTOM, in face units, `PER_UNIT` pixels to a unit.
"""

import math
from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.render.arrays import Floats
from simulators.faces.stream import Stream

PER_UNIT = 150.0
WIDE, TOP, BOTTOM = 1.6, -1.85, 1.95
SIZE = (round(2 * WIDE * PER_UNIT), round((BOTTOM - TOP) * PER_UNIT))  # width, height
SHIFT = 4
"""Bits of a pixel's fraction in OpenCV's numbers."""

Gray = NDArray[np.uint8]
Planes = NDArray[np.float32]
"""Three colors one after another, which numpy computes faster than side by side; *Shape*: 3 x height x width."""
Area = tuple[slice, slice]
Points = NDArray[np.floating] | Sequence[tuple[float, float]]
_CORNER = np.array([WIDE, -TOP])
_BELL_REACH = 2.2  # spreads, to where a soft spot is nearly nothing
_LEVELS = 6  # of strength above none, among strokes that are drawn together


PLACE_Y, PLACE_X = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
PLACE_X, PLACE_Y = (PLACE_X + 0.5) / PER_UNIT - WIDE, (PLACE_Y + 0.5) / PER_UNIT + TOP
"""Where each pixel of the canvas is on the face."""


def place(x: float, y: float) -> tuple[float, float]:
    """The pixel of a place of the face."""
    return (x + WIDE) * PER_UNIT - 0.5, (y - TOP) * PER_UNIT - 0.5


def texels(skin: NDArray[np.float64]) -> Floats:
    """The pixels of places of the face; *Shapes*: ... x 2 to ... x 2."""
    return np.stack([(skin[..., 0] + WIDE) * PER_UNIT - 0.5, (skin[..., 1] - TOP) * PER_UNIT - 0.5], axis=-1).astype(
        np.float32
    )


def canvas_of(color: Floats) -> Planes:
    """A canvas of one color."""
    planes = np.empty((3, SIZE[1], SIZE[0]), dtype=np.float32)
    planes[:] = color[:, None, None]
    return planes


def field_of(source: Stream, *, cells: int) -> Floats:
    """Smooth noise of about unit spread, with so many cells to the width; *Shape*: height x width."""
    rows = max(2, round(cells * SIZE[1] / SIZE[0]))
    small = source.standard_normal((rows, cells), dtype=np.float32)
    return np.asarray(cv2.resize(small, SIZE, interpolation=cv2.INTER_CUBIC), dtype=np.float32)


def spot(
    planes: Planes,
    at: tuple[float, float],
    spread: tuple[float, float],
    tint: Sequence[float],
    *,
    mirrored: bool = True,
) -> None:
    """Multiply a soft spot of the colors by the tint, on both sides of the face."""
    x, y = at
    for side in (-1, 1) if mirrored and x else (1,):
        area, weight = _bell((side * x, y), spread)
        lighten(planes, area, weight, np.asarray(tint, dtype=np.float32) - 1)


def raised(plane: Floats, at: tuple[float, float], spread: tuple[float, float], amount: float) -> None:
    """Add a soft spot of so much to one plane, in place."""
    area, weight = _bell(at, spread)
    plane[area] += np.float32(amount) * weight


def _bell(at: tuple[float, float], spread: tuple[float, float]) -> tuple[Area, Floats]:
    """The part of the canvas that a soft spot lies on, and its weight there, 1 in the middle."""
    (x, y), (wide, high) = at, spread
    left, top = (round(value) for value in place(x - _BELL_REACH * wide, y - _BELL_REACH * high))
    right, bottom = (round(value) for value in place(x + _BELL_REACH * wide, y + _BELL_REACH * high))
    area = np.s_[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
    across = np.exp(-(((PLACE_X[:1, area[1]] - x) / wide) ** 2))
    return area, np.exp(-(((PLACE_Y[area[0], :1] - y) / high) ** 2)) * across


def softly(mask: Gray, blur_px: float) -> tuple[Area, Floats] | None:
    """Where a blurred mask is, and its weight there, 0 to 1; None of an empty one."""
    area = around(mask, math.ceil(3 * blur_px) + 1)
    if area is None:
        return None
    part = cv2.GaussianBlur(mask[area], (0, 0), blur_px) if blur_px else mask[area]
    return area, part.astype(np.float32) * np.float32(1 / 255)


def stain(planes: Planes, mask: Gray, color: Floats, *, share: float = 1.0, blur_px: float = 0.0) -> None:
    """Lay a color on planes of colors where the mask is."""
    found = softly(mask, blur_px)
    if found is not None:
        lay(planes, found[0], found[1] * np.float32(share), color)


def lay(planes: Planes, area: Area, weight: Floats, color: Floats) -> None:
    """Bring an area of planes of colors nearer to one color; *Shape*: weight as the area."""
    for plane, own in zip(planes, color, strict=True):
        part = plane[area]
        part += weight * (own - part)


def lighten(planes: Planes, area: Area, light: Floats, shares: Iterable[float]) -> None:
    """Multiply an area of each color by 1 and its share of a light, below 0 a shade; *Shape*: light as the area."""
    for plane, share in zip(planes, shares, strict=True):
        plane[area] *= 1 + np.float32(share) * light


def around(mask: Gray, reach: int) -> Area | None:
    """The rows and columns where a mask is, and `reach` pixels more; None of an empty one."""
    left, top, width, height = cv2.boundingRect(mask)
    if not width:
        return None
    return np.s_[max(top - reach, 0) : top + height + reach, max(left - reach, 0) : left + width + reach]


def blank() -> Gray:
    """An empty mask of the canvas."""
    return np.zeros((SIZE[1], SIZE[0]), dtype=np.uint8)


def outline(points: Points) -> NDArray[np.int32]:
    """Places of the face as OpenCV's numbers with a shift; *Shapes*: ... x 2 to ... x 2."""
    pixels = (np.asarray(points, dtype=np.float64) + _CORNER) * PER_UNIT - 0.5
    return np.asarray(np.round(pixels * (1 << SHIFT)), dtype=np.int32)


def line(mask: Gray, points: Points, *, strength: int, width: int = 1) -> None:
    """A stroke with soft edges."""
    cv2.polylines(
        mask, [outline(points)], isClosed=False, color=strength, thickness=width, lineType=cv2.LINE_AA, shift=SHIFT
    )


def hairs(mask: Gray, strokes: NDArray[np.floating], strengths: NDArray[np.floating]) -> None:
    """Many thin strokes, each as strong as it is told, 0 to 255; *Shapes*: N x points x 2, and N."""
    ends = outline(strokes)
    level = np.rint(np.clip(strengths / 255, 0, 1) * _LEVELS).astype(np.int64)
    for number in range(1, _LEVELS + 1):
        color = round(number * 255 / _LEVELS)
        cv2.polylines(mask, list(ends[level == number]), isClosed=False, color=color, lineType=cv2.LINE_AA, shift=SHIFT)


def dot(mask: Gray, at: tuple[float, float], radius: float, *, strength: int = 255) -> None:
    """A round spot with soft edges; the radius in face units."""
    x, y = place(*at)
    scale = 1 << SHIFT
    cv2.circle(
        mask, (round(x * scale), round(y * scale)), round(radius * PER_UNIT * scale), strength, -1, cv2.LINE_AA, SHIFT
    )


def filled(mask: Gray, points: Points, *, strength: int = 255) -> None:
    """A surface with soft edges."""
    cv2.fillPoly(mask, [outline(points)], strength, lineType=cv2.LINE_AA, shift=SHIFT)
