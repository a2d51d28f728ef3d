"""What the surface of a face tells: whether it is skin before a camera, or ink, or light from a display.

Rules: only the face itself is looked at, in the pixels of the picture and not in resampled ones, for the traces are as fine as
they. `grid` tells of regular patterns, `grain` of noise and sharpness, `tones` of the colors that are reached.
"""

import itertools
from functools import cache
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from harness.reference.face.landmarks import LANDMARKS, Floats, Points
from harness.reference.face.picture import Color

_TILE, _STEP = 64, 32
_SMALL, _SMALL_STEP = 32, 16
_SMOOTHEST = 0.3  # share of small tiles in which noise is looked at
_PROFILE = 10  # rings of the spectrum of noise
_BANDS = (0.055, 0.1, 0.16, 0.23, 0.31, 0.4, 0.5)  # cycles a pixel
_OFF_AXIS = 0.04  # JPEG's own blocks lie nearer to the axes
_AROUND = 9
_FACE = (-0.85, -0.5, 0.85, 1.5)  # left, top, right, bottom in distances of the eyes, from the point between them
_STEPS = 2  # of a residual that is told from larger ones
_LIGHTS = (0.0, 0.2, 0.35, 0.5, 0.65, 1.01)
_REACHED = (0.005, 0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98, 0.995)

T = TypeVar("T", bound=np.generic)

_EYES = tuple(LANDMARKS.index(name) for name in ("right_eye", "left_eye"))


def cut_face(color: Color, points: Points) -> Color:
    """The rectangle of the face, in pixels of the picture; at least a tile wide and high.

    Shape: height x width x 3.
    """
    eyes = points[list(_EYES)]
    middle, apart = eyes.mean(axis=0), max(float(np.hypot(*(eyes[1] - eyes[0]))), 8.0)
    left, top, right, bottom = (round(float(middle[number % 2]) + share * apart) for number, share in enumerate(_FACE))
    high, wide = color.shape[:2]
    left, right = _span(left, right, wide)
    top, bottom = _span(top, bottom, high)
    face = color[top:bottom, left:right]
    below, beside = max(_TILE - face.shape[0], 0), max(_TILE - face.shape[1], 0)
    if below or beside:  # the picture itself is smaller than a tile
        face = np.asarray(cv2.copyMakeBorder(face, 0, below, 0, beside, cv2.BORDER_REFLECT), dtype=np.uint8)
    return face


def _span(begin: int, end: int, most: int) -> tuple[int, int]:
    """The part of a side within the picture, made as long as a tile where there is room."""
    begin, end = min(max(begin, 0), most), min(max(end, 0), most)
    lack = max(_TILE - (end - begin), 0)
    begin = max(min(begin - lack // 2, most - _TILE), 0)
    return begin, min(max(end, begin + _TILE), most)


def opponents(face: Color) -> Floats:
    """Light, red against blue, green against both.

    Shape: 3 x height x width, 0 to 255 for light.
    """
    blue, green, red = (np.asarray(plane, dtype=np.float32) for plane in cv2.split(face))
    light = 0.114 * blue + 0.587 * green + 0.299 * red
    return np.stack([light, red - blue, green - 0.5 * (red + blue)]).astype(np.float32)


def grid(planes: Floats) -> Floats:
    """How far frequencies stand above their neighbors, by band, for light and both colors."""
    told = []
    for plane in planes:
        power = np.log(_power(plane) + np.float32(1e-4))
        over = power - _smooth(power)
        for ring in _rings():
            values = np.sort(over[ring])
            told += [values[-1], values[-4:].mean(), values[-12:].mean()]
        slanted = np.sort(over[_slanted()])
        told += [slanted[-1], slanted[-4:].mean()]
    return np.array(told, dtype=np.float32)


def _power(plane: Floats) -> Floats:
    """The mean power spectrum of tiles, each scaled to the same whole; *Shape*: tile x half a tile."""
    fine = plane - cv2.GaussianBlur(plane, (0, 0), 4.0)
    tiles = np.stack(
        [fine[y : y + _TILE, x : x + _TILE] for y in _places(plane.shape[0]) for x in _places(plane.shape[1])]
    )
    power = np.abs(np.fft.rfft2(tiles * _hann(_TILE))) ** 2
    power /= power.mean(axis=(1, 2), keepdims=True) + 1e-3
    return np.asarray(np.fft.fftshift(power.mean(axis=0), axes=0), dtype=np.float32)


def _places(side: int) -> list[int]:
    """Where tiles begin, from edge to edge."""
    room = side - _TILE
    return sorted({round(at) for at in np.linspace(0, room, max(room // _STEP, 1) + 1)}) if room > 0 else [0]


def _smooth(power: Floats) -> Floats:
    """What the spectrum would be without peaks."""
    around = cv2.medianBlur(power, 5)
    return np.asarray(cv2.blur(around, (_AROUND, _AROUND), borderType=cv2.BORDER_REPLICATE), dtype=np.float32)


@cache
def _hann(side: int) -> Floats:
    line = np.hanning(side)
    return np.outer(line, line).astype(np.float32)


@cache
def _profile_rings() -> NDArray[np.intp]:
    """The ring of every frequency of a small tile; those beyond the last one get its number plus one."""
    reach = np.hypot(np.fft.fftfreq(_SMALL)[:, None], np.fft.rfftfreq(_SMALL)[None, :]).ravel()
    return np.asarray(np.minimum((reach * 2 * _PROFILE).astype(np.intp), _PROFILE), dtype=np.intp)


@cache
def _reach() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    down = np.abs(np.fft.fftshift(np.fft.fftfreq(_TILE)))[:, None]
    down, along = np.broadcast_arrays(down, np.fft.rfftfreq(_TILE)[None, :])
    return down, along


@cache
def _rings() -> list[NDArray[np.bool_]]:
    down, along = _reach()
    reach = np.hypot(down, along)
    return [(reach >= low) & (reach < high) for low, high in itertools.pairwise(_BANDS)]


@cache
def _slanted() -> NDArray[np.bool_]:
    down, along = _reach()
    reach = np.hypot(down, along)
    return np.asarray((reach > _BANDS[1]) & (reach < _BANDS[-1]) & (down > _OFF_AXIS) & (along > _OFF_AXIS))


def grain(planes: Floats) -> Floats:
    """Noise and sharpness: how strong by scale and by light, how neighbors go together, how it differs between colors."""
    light = planes[0]
    half = np.asarray(cv2.resize(light, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.float32)
    told = [_strengths(plane) for plane in planes]
    told += [_flat_noise(planes), _sharpness(light), _sharpness(_below(light)), _by_light(light)]
    told += [_together(light, 1.0), _together(light, 2.5), _together(half, 1.0)]
    told += [_together(plane, 1.0) for plane in planes[1:]]
    return np.concatenate(told).astype(np.float32)


def _flat_noise(planes: Floats) -> Floats:
    """Logarithm of the power by frequency in the smoothest places, for light and both colors; and the shape of light's."""
    fine = np.stack([plane - cv2.GaussianBlur(plane, (0, 0), 3.0) for plane in planes])
    tiles = np.lib.stride_tricks.sliding_window_view(fine, (_SMALL, _SMALL), axis=(1, 2))[
        :, ::_SMALL_STEP, ::_SMALL_STEP
    ]
    tiles = tiles.reshape(len(planes), -1, _SMALL, _SMALL)
    order = np.argsort((tiles[0] ** 2).mean(axis=(1, 2)), kind="stable")
    chosen = tiles[:, order[: max(int(len(order) * _SMOOTHEST), 1)]]
    power = (np.abs(np.fft.rfft2(chosen * _hann(_SMALL))) ** 2).mean(axis=1).reshape(len(planes), -1)
    rings = _profile_rings()
    counts = np.bincount(rings, minlength=_PROFILE + 1)[:_PROFILE]
    means = np.stack([np.bincount(rings, weights=one, minlength=_PROFILE + 1)[:_PROFILE] / counts for one in power])
    profile = np.log(means / _SMALL**2 + 1e-2)
    return np.concatenate([profile.ravel(), np.diff(profile[0])])


def _sharpness(light: Floats) -> Floats:
    """How steep the steepest edges are beside how they are when seen from farther away; how far they overshoot."""
    strengths = []
    for spread in (0.0, 1.0, 2.0, 4.0):
        soft = cv2.GaussianBlur(light, (0, 0), spread) if spread else light
        across, down = cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=1), cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=1)
        strengths.append(np.asarray(cv2.magnitude(across, down), dtype=np.float32))
    steep = np.log(
        np.stack([_shares(strength[::2, ::2], (0.9, 0.97, 0.995)) for strength in strengths]) + np.float32(0.5)
    )
    told = [steep[1], steep[0] - steep[1], steep[1] - steep[2], steep[2] - steep[3]]
    edges = strengths[2] > _shares(strengths[2][::2, ::2], (0.95,))[0]
    bend = light - cv2.GaussianBlur(light, (0, 0), 1.2)
    wide = cv2.GaussianBlur(light, (0, 0), 1.2) - cv2.GaussianBlur(light, (0, 0), 2.4)
    over = np.log((np.abs(bend[edges]).mean() + 0.1) / (np.abs(wide[edges]).mean() + 0.1)) if edges.any() else 0.0
    return np.append(np.concatenate(told), over).astype(np.float32)


def _shares(values: Floats, shares: tuple[float, ...]) -> Floats:
    """The values that these shares of all do not reach."""
    ranked = np.sort(values, axis=None)
    places = [min(int(share * len(ranked)), len(ranked) - 1) for share in shares]
    return np.asarray(ranked[places], dtype=np.float32)


def _strengths(plane: Floats) -> Floats:
    """Logarithm of the mean strength by scale, of all and of the smoothest places; and how much either way differs."""
    told, soft = [], plane
    for spread in (0.7, 1.4, 2.8, 5.6):
        softer = np.asarray(cv2.GaussianBlur(plane, (0, 0), spread), dtype=np.float32)
        detail = np.abs(soft - softer)
        mean = np.asarray(cv2.blur(detail, (7, 7)), dtype=np.float32)
        told += [float(detail.mean()), float(_shares(mean[::3, ::3], (0.2,))[0])]
        soft = softer
    along, down = np.abs(np.diff(plane, axis=1)).mean(), np.abs(np.diff(plane, axis=0)).mean()
    return np.asarray(np.log(np.array([*told, along, down], dtype=np.float32) + np.float32(0.02)), dtype=np.float32)


def _by_light(light: Floats) -> Floats:
    """Logarithm of the noise where it is dark to where it is bright; a camera's grows with light in a way of its own."""
    soft = cv2.GaussianBlur(light, (0, 0), 1.5)
    noise, shade = np.abs(light - soft).ravel(), soft.ravel() / np.float32(255)
    band = np.digitize(shade, _LIGHTS[1:-1])
    count = np.bincount(band, minlength=len(_LIGHTS) - 1)
    mean = np.bincount(band, weights=noise, minlength=len(_LIGHTS) - 1) / np.maximum(count, 1)
    mean[count < 40] = noise.mean()  # noqa: PLR2004 (too few to tell)
    return np.log(mean + 0.02).astype(np.float32)


def _together(plane: Floats, step: float) -> Floats:
    """How often residuals of neighbors have the same sizes, both ways and both signs taken together."""
    size, sizes = 2 * _STEPS + 1, (2 * _STEPS + 1) ** 2
    counts = np.zeros(sizes)
    for turned in (plane, plane.T):
        residual = np.rint((2 * turned[:, 1:-1] - turned[:, :-2] - turned[:, 2:]) * np.float32(0.5 / step))
        levels = (np.clip(residual, -_STEPS, _STEPS) + _STEPS).astype(np.intp)
        for first, second in ((levels[:, :-1], levels[:, 1:]), (levels[:-1], levels[1:])):
            counts += np.bincount((first * size + second).ravel(), minlength=sizes)
    table = counts.reshape(size, size)
    table = table + table.T
    table = table + table[::-1, ::-1]
    kept = [(y, x) for y in range(size) for x in range(y, size) if y + x <= 2 * _STEPS]
    share = np.array([table[y, x] for y, x in kept]) / table.sum()
    return np.asarray(np.sqrt(share), dtype=np.float32)


def tones(face: Color, planes: Floats) -> Floats:
    """Which lights and colors are reached, and how they go together: by the whole face, and below the eyes alone."""
    small = np.asarray(cv2.resize(face, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    light = np.asarray(cv2.resize(planes[0], None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.float32)
    return np.concatenate([_reached(small, light), _reached(_below(small), _below(light))]).astype(np.float32)


def _below(whole: NDArray[T]) -> NDArray[T]:
    """The part of a rectangle of the face that is below the eyes and between the cheeks."""
    high, wide = whole.shape[:2]
    return whole[round(high * 0.4) :, round(wide * 0.18) : round(wide * 0.82)]


def _reached(color: Color, light: Floats) -> Floats:
    pixels, light = color.reshape(-1, 3).astype(np.float32) / np.float32(255), light.ravel() / np.float32(255)
    most, least = pixels.max(axis=1), pixels.min(axis=1)
    strong = (most - least) / (most + np.float32(0.05))
    spread = np.cov(pixels.T)
    told = [*(_shares(values, _REACHED) for values in (light, least, most, strong))]
    told += [pixels.mean(axis=0), pixels.std(axis=0), spread[np.triu_indices(3, 1)] / (np.trace(spread) + 1e-4)]
    order = np.argsort(light, kind="stable")
    for begin, end in ((0.0, 0.05), (0.05, 0.35), (0.35, 0.65), (0.65, 0.95), (0.95, 1.0)):
        among = order[int(begin * len(order)) : max(int(end * len(order)), 1)]
        blue, green, red = pixels[among].mean(axis=0)
        told.append(np.array([blue - green, red - green, strong[among].std()], dtype=np.float32))
    return np.concatenate(told).astype(np.float32)
