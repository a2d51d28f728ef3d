"""A small stage in meters before a pinhole camera, painted from far to near and shown out of focus.

x grows to the right, y up from the floor, z away from the camera, which stands at (0, eye, 0).
"""

import math
from typing import Self

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulators.faces.stream import Stream
from simulators.faces.surroundings.lens import Spot, add_spot, blur_at, glare, unfocused
from simulators.faces.surroundings.soft import Color, Picture, Tint, noise
from simulators.faces.surroundings.view import Place, View, turned

__all__ = ["Place", "Scene", "View"]

_Places = tuple[NDArray[np.intp], NDArray[np.intp]]

_SHARE = 0.5  # of the picture's size at which a scene is painted
_STEP = 4  # pixels of the scene for one at which light and nearness are kept
_SHIFT = 3  # binary places below the pixel
_SLANTED = 0.1  # 1/m; a surface whose nearness differs less is as near all over
_SMALL_PX = 20  # what is smaller is as near as what it stands before, and has hard edges
_WHOLE = 255  # of the cover of a pixel
_PIVOT = 0.36  # the light that stays as it is when contrast is added
_CONTRAST = 0.5  # by how much for each unit of light darker and brighter parts differ more from it
_LEAST, _MOST = 0.84, 1.45  # times that light becomes darker or brighter by that
_DIMMEST, _BRIGHTEST = 0.52, 0.94  # of a place beside the face that is exposed for
_BY_SKY = 0.28  # added to both under the open sky


def _cover(corners: NDArray[np.int32], size: tuple[int, int]) -> NDArray[np.uint8]:
    """How far a polygon covers each pixel, 0 to 255; *Shapes*: corners n x 2, in parts of pixels; size is width, height."""
    cover = np.zeros(size[::-1], dtype=np.uint8)
    if cover.size:
        cv2.fillPoly(cover, [corners], _WHOLE, cv2.LINE_AA, _SHIFT)
    return cover


def _in_part(cover: NDArray[np.uint8]) -> tuple[_Places, Picture]:
    """The pixels that are covered in part, rows and columns, and their shares; *Shapes*: N, N and N x 1."""
    rows, columns = np.nonzero((cover > 0) & (cover < _WHOLE))
    return (rows, columns), cover[rows, columns, None].astype(np.float32) / np.float32(_WHOLE)


class Scene:
    """What is painted so far. Colors are linear light before the light that falls on them; `tint` is that light's color."""

    def __init__(self, view: View, *, tint: Tint, blur: float) -> None:
        self.view = view
        self.tint = tint
        self.blur = blur  # standard deviation as a share of the height, 2.5 m away
        self.side = 0.0
        self.pixels: Picture = np.full((view.height, view.width, 3), 0.2, dtype=np.float32)
        rows, columns = math.ceil(view.height / _STEP), math.ceil(view.width / _STEP)
        self.light: Picture = np.ones((rows, columns, 3), dtype=np.float32)
        self.nearness: Picture = np.zeros((rows, columns), dtype=np.float32)
        self._spots: list[Spot] = []

    @classmethod
    def opened(  # noqa: PLR0913 (how a camera may stand, by keyword)
        cls,
        stream: Stream,
        size: tuple[int, int],
        *,
        tint: Tint,
        eye: float = 1.5,
        yaw: float = 12,
        pitch: float = 5,
        blur: tuple[float, float] = (0.002, 0.011),
    ) -> Self:
        """An empty scene for a picture of height x width; yaw and pitch in degrees are how far the camera may turn.

        `blur` is its least and its most: small lenses of phones show a room nearly sharp, their software at times does not.
        """
        height, width = (max(round(side * _SHARE), 8) for side in size)
        axes = turned(
            stream.uniform(-yaw, yaw), stream.uniform(-pitch, pitch) - 1, float(np.clip(stream.normal(0, 2.5), -7, 7))
        )
        focal = height * stream.uniform(0.85, 1.3)
        view = View(width=width, height=height, focal=focal, eye=eye + stream.uniform(-0.12, 0.12), axes=axes)
        return cls(view, tint=tint, blur=blur[0] * (blur[1] / blur[0]) ** stream.random() ** 1.3)

    @property
    def size(self) -> tuple[int, int]:
        """Height and width in pixels of the scene."""
        return self.view.height, self.view.width

    def meets(self, points: ArrayLike) -> bool:
        """Whether any of a thing at these points may be seen between the left and the right edge."""
        columns = self.view.pixels(points)[:, 0]
        return len(columns) > 0 and bool(columns.max() > 0 and columns.min() < self.view.width)

    def fill(self, points: ArrayLike, color: Color) -> None:
        """Paint a polygon, its edges smooth if it is large; *Shape*: n x 3, in meters."""
        placed = self.view.placed(points)
        if len(placed):
            corners = np.rint(placed[:, :2] * (1 << _SHIFT)).astype(np.int32)
            edge, share = self._edge(corners)
            before = self.pixels[edge]
            cv2.fillPoly(self.pixels, [corners], color.tolist(), cv2.LINE_8, _SHIFT)
            self.pixels[edge] = before + share * (color - before)
            self._note(placed)

    def _edge(self, corners: NDArray[np.int32]) -> tuple[_Places, Picture]:
        """The pixels that a polygon covers in part, rows and columns, and their shares; none where it is small.

        *Shapes*: corners n x 2, in parts of pixels; rows and columns N, shares N x 1.
        """
        low, high = corners.min(axis=0) >> _SHIFT, (corners.max(axis=0) >> _SHIFT) + 2
        left, top = np.clip(low - 1, 0, self.size[::-1]).tolist()
        right, bottom = np.clip(high, 0, self.size[::-1]).tolist()
        size = right - left, bottom - top
        within = corners - np.array([left, top], dtype=np.int32) * (1 << _SHIFT)
        (rows, columns), share = _in_part(_cover(within, size if max(size) > _SMALL_PX else (0, 0)))
        return (rows + top, columns + left), share

    def fill_all(self, polygons: NDArray[np.float64], color: Color) -> None:
        """Paint many small polygons of as many corners each, all before the camera, at once; *Shape*: n x corners x 3."""
        placed = self.view.placed(polygons.reshape(-1, 3))
        if len(placed) == polygons.shape[0] * polygons.shape[1]:
            corners = np.rint(placed[:, :2] * (1 << _SHIFT)).astype(np.int32).reshape(*polygons.shape[:2], 2)
            cv2.fillPoly(self.pixels, list(corners), color.tolist(), cv2.LINE_8, _SHIFT)

    def lay(self, texture: Picture, corners: ArrayLike) -> None:
        """Lay a texture on a rectangle; its corners from the texture's top left clockwise, all before the camera."""
        placed = self.view.placed(corners)
        if len(placed) != 4:  # noqa: PLR2004 (a corner was cut)
            return
        flat = placed[:, :2]
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
        self._note(placed)
        if max(size) <= _SMALL_PX:
            cv2.warpPerspective(texture, matrix, size, part, cv2.INTER_LINEAR, cv2.BORDER_TRANSPARENT)
            return
        laid = cv2.warpPerspective(texture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        cover = _cover(np.rint((flat - (left, top)) * (1 << _SHIFT)).astype(np.int32), size)
        cv2.copyTo(laid, (cover == _WHOLE).view(np.uint8), part)
        edge, share = _in_part(cover)
        part[edge] += share * (laid[edge] - part[edge])

    def _note(self, placed: NDArray[np.float64]) -> None:
        """Remember how near a polygon is; along a plane, nearness grows evenly over the picture."""
        spread = np.ptp(placed, axis=0)
        if max(spread[0], spread[1]) < _SMALL_PX:
            return
        flat = placed[:, :2] / _STEP
        corners = np.rint(flat * (1 << _SHIFT)).astype(np.int32)
        if spread[2] < _SLANTED:
            cv2.fillPoly(self.nearness, [corners], float(placed[:, 2].mean()), cv2.LINE_8, _SHIFT)
            return
        inside = np.zeros(self.nearness.shape, dtype=np.uint8)
        cv2.fillPoly(inside, [corners], 1, cv2.LINE_8, _SHIFT)
        rows, columns = np.nonzero(inside)
        plane = np.linalg.lstsq(np.column_stack((flat, np.ones(len(flat)))), placed[:, 2], rcond=None)[0]
        self.nearness[rows, columns] = np.clip(columns * plane[0] + rows * plane[1] + plane[2], 0, 2)

    def mix(self, color: Color | Picture, mask: Picture) -> None:
        """Cover the picture with a color where the mask, height x width, is 1."""
        self.pixels += (color - self.pixels) * mask[..., None]

    def dim(self, points: ArrayLike, share: float) -> None:
        """Take this share of the light from a polygon: a soft shadow."""
        flat = self.view.pixels(points)
        if not len(flat):
            return
        mask = np.ones(self.light.shape[:2], dtype=np.float32)
        corners = np.rint(flat * ((1 << _SHIFT) / _STEP)).astype(np.int32)
        cv2.fillPoly(mask, [corners], 1 - share, cv2.LINE_8, _SHIFT)
        self.light *= cv2.blur(mask, (3, 3))[..., None]

    def slope(self, across: float, down: float) -> None:
        """Let light grow to the right by `across` and to the bottom by `down`."""
        rows, columns = self.light.shape[:2]
        light = 1 + across * np.linspace(-1, 1, columns)[None, :] + down * np.linspace(-1, 1, rows)[:, None]
        self.light *= np.maximum(light, 0.1).astype(np.float32)[..., None]
        self.side = float(np.clip(self.side + 2.5 * across, -1, 1))

    def lamp(self, place: Place, *, reach: float, share: float, color: ArrayLike = (1, 1, 1)) -> None:
        """Give this share of all light to a lamp: what is farther from it than `reach` meters is ever darker."""
        way = self.view.rays(_STEP) / np.maximum(self.nearness, np.float32(1 / 40))
        offset = np.array((place[0], place[1] - self.view.eye, place[2]), dtype=np.float32)[:, None, None]
        light = 1 / (1 + ((way - offset) ** 2).sum(axis=0) / np.float32(reach * reach))
        light *= np.float32(share) / light.mean()
        self.light *= (1 - share) + light[..., None] * np.asarray(color, dtype=np.float32)

    def shine(self, place: Place, radius_m: float, color: ArrayLike) -> None:
        """A pool of light around a place."""
        pixels = self.view.pixels([place])
        if not len(pixels):
            return
        x, y = pixels[0] / _STEP
        radius = radius_m * self.view.px_per_m(place) / _STEP
        rows, columns = self.light.shape[:2]
        down = np.exp(-0.5 * ((np.arange(rows) - y) / radius) ** 2)
        across = np.exp(-0.5 * ((np.arange(columns) - x) / radius) ** 2)
        self.light += (down[:, None, None] * across[None, :, None] * np.asarray(color)).astype(np.float32)

    def disc(self, place: Place, color: Color, *, grow: float = 1.0) -> None:
        """A light so small that it becomes a disc out of focus."""
        placed = self.view.placed([place])
        if len(placed):
            size = float(blur_at(placed[:, 2].astype(np.float32))[0])
            radius = max(self.blur * self.view.height * 2.1 * grow * size, 1.2)
            self._spots.append(Spot(float(placed[0, 0]), float(placed[0, 1]), radius, color))

    def weather(self, stream: Stream, *, sky: float = 0.0) -> None:
        """Let nothing be of one even color: soft shades and fine specks; a face is exposed for, so the place may be darker.

        `sky` is the share of the open sky in the light, 0 to 1.
        """
        shades = noise(stream, (self.light.shape[0], self.light.shape[1]), zoom=2.5, steepness=2.6)
        exposed = np.float32(stream.uniform(_DIMMEST, _BRIGHTEST) + _BY_SKY * sky)
        self.light *= exposed * (1 + np.float32(0.24) * (shades - np.float32(0.5)))[..., None]
        specks = noise(stream, self.size, zoom=0.7, steepness=0.7)
        self.pixels *= (1 + np.float32(0.06) * (specks - np.float32(0.5)))[..., None]

    def image(self, size: tuple[int, int]) -> Picture:
        """The scene as a picture of height x width, out of focus.

        Shape: height x width x 3 of float32, BGR, linear light, 0 to 1.5.
        """
        height, width = self.size
        light = cv2.resize(cv2.GaussianBlur(self.light, (5, 5), 1.1), (width, height), interpolation=cv2.INTER_LINEAR)
        light *= np.array(self.tint, dtype=np.float32)
        cv2.multiply(self.pixels, light, light)
        change = light * np.float32(_CONTRAST) + np.float32(1 - _CONTRAST * _PIVOT)
        cv2.multiply(light, np.clip(change, _LEAST, _MOST), light)
        soft = unfocused(np.asarray(light, dtype=np.float32), self.nearness, radius=2 * self.blur * height)
        for spot in self._spots:
            add_spot(soft, spot)
        glare(soft)
        large = cv2.resize(soft, (size[1], size[0]), interpolation=cv2.INTER_LINEAR)
        return np.asarray(np.clip(large, 0.0005, 1.5, out=large), dtype=np.float32)
