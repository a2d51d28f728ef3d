"""A lens that is set to the face before it: what lies behind is shown as discs, the larger the farther away."""

import math
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from simulators.faces.surroundings.soft import Color, Picture

FOCUS_M = 0.5
"""How far from the camera a face is."""

_BLOOM = 0.24
_VEIL = 0.02  # share of the light that the air and the lens spread over everything: nothing is black
_LARGEST_PX = 4.5  # radius of a disc; larger ones are drawn at half the size
_CUT, _OPEN = 0.02, 1.12  # the barrel of a lens cuts discs far from the middle: by its shift, and how wide it is
_LAYERS_DIFFER = 0.12  # of the radius; below, one blur does for all


@dataclass(frozen=True, slots=True)
class Spot:
    """A light so small that it is a disc out of focus; its place and radius in pixels."""

    x: float
    y: float
    radius: float
    color: Color


def blur_at(nearness: Picture) -> Picture:
    """How large the disc is that a point becomes, beside that of a point 2.5 m away; *Unit* of nearness: 1/m."""
    return np.asarray((1 - np.float32(FOCUS_M) * nearness) / np.float32(1 - FOCUS_M / 2.5), dtype=np.float32)


def unfocused(sharp: Picture, nearness: Picture, *, radius: float) -> Picture:
    """The picture out of focus: between a disc for its nearest and one for its farthest part.

    Shape: as sharp; nearness may be smaller. Unit of the radius, of a point 2.5 m away: pixels.
    """
    size = np.maximum(blur_at(nearness), np.float32(0.3))
    low, high = float(size.min()), float(size.max())
    far = _by_discs(sharp, radius * high)
    if high - low < _LAYERS_DIFFER * high:
        return far
    near = _by_discs(sharp, radius * low)
    share = cv2.resize(cv2.GaussianBlur((size - low) / (high - low), (5, 5), 1.2), (sharp.shape[1], sharp.shape[0]))
    near += (far - near) * share[..., None]
    return near


def _by_discs(sharp: Picture, radius: float) -> Picture:
    if radius <= _LARGEST_PX:
        return _softened(cv2.filter2D(sharp, -1, _disc(round(radius * 8)), borderType=cv2.BORDER_REPLICATE))
    height, width = sharp.shape[:2]
    small = cv2.resize(sharp, (max(width // 2, 2), max(height // 2, 2)), interpolation=cv2.INTER_AREA)
    soft = cv2.filter2D(small, -1, _disc(round(min(radius, 4 * _LARGEST_PX) * 4)), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(_softened(soft), (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def _softened(picture: cv2.typing.MatLike) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (5, 5), 0.9), dtype=np.float32)


@lru_cache(maxsize=256)
def _disc(eighths: int) -> Picture:
    """A disc of this many eighths of a pixel in radius, slightly brighter at its rim; its sum is 1."""
    radius = max(eighths / 8, 0.6)
    reach = math.ceil(radius)
    across = np.arange(-reach, reach + 1)
    distance = np.hypot(across[None, :], across[:, None])
    disc = np.clip(radius - distance + 0.5, 0, 1) * (0.85 + 0.15 * np.minimum(distance / radius, 1) ** 2)
    return np.asarray(disc / disc.sum(), dtype=np.float32)


def add_spot(picture: Picture, spot: Spot) -> None:
    """Add a disc of light."""
    height, width = picture.shape[:2]
    left, right = max(int(spot.x - spot.radius - 2), 0), min(int(spot.x + spot.radius + 3), width)
    top, bottom = max(int(spot.y - spot.radius - 2), 0), min(int(spot.y + spot.radius + 3), height)
    if left >= right or top >= bottom:
        return
    across, down = np.arange(left, right) - spot.x, np.arange(top, bottom) - spot.y
    distance = np.sqrt(across[None, :] ** 2 + down[:, None] ** 2)
    inside = np.clip((spot.radius - distance) / 1.8 + 0.5, 0, 1) * (0.8 + 0.2 * (distance / spot.radius) ** 2)
    aside, below = spot.x - width / 2, spot.y - height / 2
    cut = np.hypot(across[None, :] + _CUT * aside, down[:, None] + _CUT * below)
    inside *= np.clip((spot.radius * _OPEN - cut) / 1.8 + 0.5, 0, 1)
    picture[top:bottom, left:right] += inside.astype(np.float32)[..., None] * spot.color


def glare(picture: Picture) -> None:
    """Bright parts veil what is near them, and a little of all light is everywhere."""
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (max(width // 6, 2), max(height // 6, 2)), interpolation=cv2.INTER_AREA)
    bright = cv2.GaussianBlur(np.maximum(small - np.float32(0.75), 0), (0, 0), 3.5)
    if bright.max() > 0.01:  # noqa: PLR2004 (nothing to be seen)
        picture += cv2.resize(bright, (width, height), interpolation=cv2.INTER_LINEAR) * np.float32(_BLOOM)
    picture += np.float32(_VEIL) * (small.mean(axis=(0, 1)) - picture)
