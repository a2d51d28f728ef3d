"""A small stage in metres before a pinhole camera, painted from far to near and shown out of focus.

x grows to the right, y up from the floor, z away from the camera, which stands at (0, eye, 0).
"""

import math
from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulators.faces.stream import Stream
from simulators.faces.surroundings.soft import Color, Picture, Tint

Place = tuple[float, float, float]
"""x, y, z in metres."""

_SHARE = 0.5  # of the picture's size at which a scene is painted
_LIGHT_SHARE = 0.25  # of the scene's size at which light is kept
_NEAR_M = 0.25
_SHIFT = 3  # binary places below the pixel
_BLOOM = 0.16
_VEIL = 0.04  # share of the light that the air and the lens spread over everything: nothing is black


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Where the camera stands and looks. `focal` in pixels; the rows of `axes` are its right, down and forward."""

    width: int
    height: int
    focal: float
    eye: float
    axes: NDArray[np.float64]

    def seen(self, points: ArrayLike) -> NDArray[np.float64]:
        """Points in the camera's own axes."""
        return np.asarray((np.asarray(points, dtype=np.float64) - (0, self.eye, 0)) @ self.axes.T)

    def pixels(self, points: ArrayLike) -> NDArray[np.float64]:
        """Places of points in pixels; a polygon is cut where it passes the camera, so it may have another length or none."""
        seen = self.seen(points)
        if seen[:, 2].min() < _NEAR_M:
            seen = _cut(seen)
        center = np.array((self.width / 2, self.height / 2))
        return np.asarray(seen[:, :2] * (self.focal / seen[:, 2:]) + center)

    def px_per_m(self, place: Place) -> float:
        """How many pixels a metre has there."""
        return self.focal / max(float(self.seen([place])[0, 2]), _NEAR_M)

    def below(self) -> Picture:
        """How far each pixel lies below the horizon, as a share of the height; above it, negative.

        Shape: height x width of float32.
        """
        across = self.axes[0, 1] * (np.arange(self.width) - self.width / 2)
        down = self.axes[1, 1] * (np.arange(self.height) - self.height / 2) + self.axes[2, 1] * self.focal
        return np.asarray((-across[None, :] - down[:, None]) / self.height, dtype=np.float32)


def _cut(seen: NDArray[np.float64]) -> NDArray[np.float64]:
    kept: list[NDArray[np.float64]] = []
    for here, there in zip(seen, np.roll(seen, -1, axis=0), strict=True):
        if here[2] >= _NEAR_M:
            kept.append(here)
        if (here[2] >= _NEAR_M) != (there[2] >= _NEAR_M):
            kept.append(here + (there - here) * ((_NEAR_M - here[2]) / (there[2] - here[2])))
    return np.array(kept) if kept else np.empty((0, 3))


def _axes(yaw_deg: float, pitch_deg: float, roll_deg: float) -> NDArray[np.float64]:
    (sy, cy), (sp, cp), (sr, cr) = (
        (math.sin(math.radians(angle)), math.cos(math.radians(angle))) for angle in (yaw_deg, pitch_deg, roll_deg)
    )
    right, down = np.array((cy, 0, -sy)), np.array((sy * sp, -cp, cy * sp))
    return np.stack((cr * right + sr * down, cr * down - sr * right, np.array((sy * cp, sp, cy * cp))))


@dataclass(frozen=True, slots=True)
class _Disc:
    x: float
    y: float
    radius: float
    color: Color


class Scene:
    """What is painted so far. Colors are linear light before the light that falls on them; `tint` is that light's color."""

    def __init__(self, view: View, *, tint: Tint, blur: float) -> None:
        self.view = view
        self.tint = tint
        self.blur = blur  # standard deviation as a share of the height
        self.side = 0.0
        self.pixels: Picture = np.full((view.height, view.width, 3), 0.2, dtype=np.float32)
        rows, columns = math.ceil(view.height * _LIGHT_SHARE), math.ceil(view.width * _LIGHT_SHARE)
        self.light: Picture = np.ones((rows, columns, 3), dtype=np.float32)
        self._discs: list[_Disc] = []

    @classmethod
    def opened(  # noqa: PLR0913 (how a camera may stand, by keyword)
        cls, stream: Stream, size: tuple[int, int], *, tint: Tint, eye: float = 1.5, yaw: float = 12, pitch: float = 5
    ) -> Self:
        """An empty scene for a picture of height x width; yaw and pitch in degrees are how far the camera may turn."""
        height, width = (max(round(side * _SHARE), 8) for side in size)
        axes = _axes(
            stream.uniform(-yaw, yaw), stream.uniform(-pitch, pitch) - 1, float(np.clip(stream.normal(0, 2), -6, 6))
        )
        focal = height * stream.uniform(1.0, 1.35)
        view = View(width=width, height=height, focal=focal, eye=eye + stream.uniform(-0.12, 0.12), axes=axes)
        return cls(view, tint=tint, blur=stream.uniform(0.008, 0.016))

    @property
    def size(self) -> tuple[int, int]:
        """Height and width in pixels of the scene."""
        return self.view.height, self.view.width

    def meets(self, points: ArrayLike) -> bool:
        """Whether any of a thing at these points may be seen between the left and the right edge."""
        columns = self.view.pixels(points)[:, 0]
        return len(columns) > 0 and bool(columns.max() > 0 and columns.min() < self.view.width)

    def fill(self, points: ArrayLike, color: Color) -> None:
        """Paint a polygon."""
        flat = self.view.pixels(points)
        if len(flat):
            corners = np.rint(flat * (1 << _SHIFT)).astype(np.int32)
            cv2.fillPoly(self.pixels, [corners], color.tolist(), cv2.LINE_8, _SHIFT)

    def lay(self, texture: Picture, corners: ArrayLike) -> None:
        """Lay a texture on a rectangle; its corners from the texture's top left clockwise, all before the camera."""
        flat = self.view.pixels(corners)
        if len(flat) != 4:  # noqa: PLR2004 (a corner was cut)
            return
        height, width = self.size
        left, top = np.clip(np.floor(flat.min(axis=0)), 0, (width, height)).astype(int)
        right, bottom = np.clip(np.ceil(flat.max(axis=0)) + 1, 0, (width, height)).astype(int)
        if right <= left or bottom <= top:
            return
        rows, columns = texture.shape[:2]
        source = np.array(((0, 0), (columns, 0), (columns, rows), (0, rows)), dtype=np.float32) - np.float32(0.5)
        matrix = cv2.getPerspectiveTransform(source, (flat - (left, top)).astype(np.float32))
        part = self.pixels[top:bottom, left:right]
        size = (int(right - left), int(bottom - top))
        cv2.warpPerspective(texture, matrix, size, part, cv2.INTER_LINEAR, cv2.BORDER_TRANSPARENT)

    def mix(self, color: Color | Picture, mask: Picture) -> None:
        """Cover the picture with a color where the mask, height x width, is 1."""
        self.pixels += (color - self.pixels) * mask[..., None]

    def dim(self, points: ArrayLike, share: float) -> None:
        """Take this share of the light from a polygon: a soft shadow."""
        flat = self.view.pixels(points)
        if not len(flat):
            return
        mask = np.ones(self.light.shape[:2], dtype=np.float32)
        corners = np.rint(flat * (_LIGHT_SHARE * (1 << _SHIFT))).astype(np.int32)
        cv2.fillPoly(mask, [corners], 1 - share, cv2.LINE_8, _SHIFT)
        self.light *= cv2.blur(mask, (3, 3))[..., None]

    def slope(self, across: float, down: float) -> None:
        """Let light grow to the right by `across` and to the bottom by `down`."""
        rows, columns = self.light.shape[:2]
        light = 1 + across * np.linspace(-1, 1, columns)[None, :] + down * np.linspace(-1, 1, rows)[:, None]
        self.light *= np.maximum(light, 0.1).astype(np.float32)[..., None]
        self.side = float(np.clip(self.side + 2.5 * across, -1, 1))

    def shine(self, place: Place, radius_m: float, color: ArrayLike) -> None:
        """A pool of light around a place."""
        pixels = self.view.pixels([place])
        if not len(pixels):
            return
        x, y = pixels[0] * _LIGHT_SHARE
        radius = radius_m * self.view.px_per_m(place) * _LIGHT_SHARE
        rows, columns = self.light.shape[:2]
        down = np.exp(-0.5 * ((np.arange(rows) - y) / radius) ** 2)
        across = np.exp(-0.5 * ((np.arange(columns) - x) / radius) ** 2)
        self.light += (down[:, None, None] * across[None, :, None] * np.asarray(color)).astype(np.float32)

    def disc(self, place: Place, color: Color, *, grow: float = 1.0) -> None:
        """A light so small that it becomes a disc out of focus."""
        pixels = self.view.pixels([place])
        if len(pixels):
            radius = max(self.blur * self.view.height * 2.1 * grow, 1.2)
            self._discs.append(_Disc(float(pixels[0, 0]), float(pixels[0, 1]), radius, color))

    def image(self, size: tuple[int, int]) -> Picture:
        """The scene as a picture of height x width, out of focus.

        Shape: height x width x 3 of float32, BGR, linear light, 0 to 1.5.
        """
        height, width = self.size
        light = cv2.resize(cv2.GaussianBlur(self.light, (5, 5), 1.1), (width, height), interpolation=cv2.INTER_LINEAR)
        light *= np.array(self.tint, dtype=np.float32)
        cv2.multiply(self.pixels, light, light)
        sigma = self.blur * height
        reach = 2 * math.ceil(2.4 * sigma) + 1
        soft = np.asarray(
            cv2.GaussianBlur(light, (reach, reach), sigma, borderType=cv2.BORDER_REPLICATE), dtype=np.float32
        )
        for disc in self._discs:
            _add_disc(soft, disc)
        _bloom(soft)
        soft += np.float32(_VEIL) * (soft.mean(axis=(0, 1)) - soft)
        large = cv2.resize(soft, (size[1], size[0]), interpolation=cv2.INTER_LINEAR)
        return np.asarray(np.clip(large, 0.0005, 1.5, out=large), dtype=np.float32)


def _add_disc(picture: Picture, disc: _Disc) -> None:
    height, width = picture.shape[:2]
    left, right = max(int(disc.x - disc.radius - 2), 0), min(int(disc.x + disc.radius + 3), width)
    top, bottom = max(int(disc.y - disc.radius - 2), 0), min(int(disc.y + disc.radius + 3), height)
    if left >= right or top >= bottom:
        return
    across, down = np.arange(left, right) - disc.x, np.arange(top, bottom) - disc.y
    distance = np.sqrt(across[None, :] ** 2 + down[:, None] ** 2)
    inside = np.clip((disc.radius - distance) / 1.6 + 0.5, 0, 1) * (0.75 + 0.25 * (distance / disc.radius) ** 2)
    picture[top:bottom, left:right] += inside.astype(np.float32)[..., None] * disc.color


def _bloom(picture: Picture) -> None:
    """Bright parts veil what is near them."""
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (max(width // 6, 2), max(height // 6, 2)), interpolation=cv2.INTER_AREA)
    bright = cv2.GaussianBlur(np.maximum(small - np.float32(0.75), 0), (0, 0), 3.5)
    if bright.max() > 0.01:  # noqa: PLR2004 (nothing to be seen)
        picture += cv2.resize(bright, (width, height), interpolation=cv2.INTER_LINEAR) * np.float32(_BLOOM * 2)
