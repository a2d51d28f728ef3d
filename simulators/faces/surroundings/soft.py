"""Soft things that every place is made of: muted paints, colors of light, clouds of noise."""

import colorsys
import math
from collections.abc import Sequence
from functools import cache
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.stream import Stream, stream

Picture = NDArray[np.float32]
Color = NDArray[np.float32]
"""Blue, green, red; linear light."""

Tint = tuple[float, float, float]
"""Blue, green, red of a light; their mean is 1."""

Chosen = TypeVar("Chosen")

_TILE = 256  # pixels at each side of the cloud of noise
_NOISE_SEED = 20


def paint(hue: float, saturation: float, value: float) -> Color:
    """A color from the hue in degrees and from saturation and value as they are seen, 0 to 1."""
    red, green, blue = colorsys.hsv_to_rgb(hue / 360 % 1, saturation, value)
    return np.array((blue * blue, green * green, red * red), dtype=np.float32)


def like(stream: Stream, hue: float, saturation: float, value: float) -> Color:
    """A paint near this one."""
    return paint(
        hue + stream.uniform(-8, 8),
        min(saturation * stream.uniform(0.7, 1.25), 1.0),
        min(value * stream.uniform(0.92, 1.06), 1.0),
    )


def tinted(blue: float, red: float) -> Tint:
    """A light of this much blue and red beside green; its mean is 1."""
    mean = (blue + 1 + red) / 3
    return blue / mean, 1 / mean, red / mean


def warm_light(stream: Stream) -> Tint:
    """Lamps of a home, after the camera has corrected most of it."""
    return tinted(stream.uniform(0.76, 0.95), stream.uniform(1.02, 1.16))


def day_light(stream: Stream) -> Tint:
    """The sky or a window."""
    return tinted(stream.uniform(0.95, 1.1), stream.uniform(0.93, 1.04))


def tube_light(stream: Stream) -> Tint:
    """Tubes and panels of offices and shops."""
    return tinted(stream.uniform(0.9, 1.04), stream.uniform(0.95, 1.03))


_WALLS = (
    (42, 0.05, 0.90), (40, 0.12, 0.86), (36, 0.18, 0.80), (34, 0.22, 0.72), (210, 0.03, 0.84), (215, 0.06, 0.70),
    (100, 0.10, 0.72), (205, 0.14, 0.76), (18, 0.14, 0.80), (190, 0.22, 0.56), (45, 0.26, 0.82), (30, 0.04, 0.93),
)  # fmt: skip


def wall_paint(stream: Stream) -> Color:
    """Paint of a wall at home: mostly whites and beiges, at times a color."""
    return like(stream, *pick(stream, _WALLS))


_WOODS = ((26, 0.48, 0.42), (30, 0.42, 0.58), (22, 0.50, 0.30), (34, 0.30, 0.72), (30, 0.05, 0.88), (25, 0.10, 0.24))


def wood(stream: Stream) -> Color:
    """Wood or lacquer of furniture."""
    return like(stream, *pick(stream, _WOODS))


_CLOTHS = (
    (30, 0.14, 0.62), (215, 0.10, 0.46), (25, 0.22, 0.40), (205, 0.30, 0.40), (350, 0.42, 0.42), (150, 0.22, 0.38),
    (40, 0.10, 0.78), (35, 0.35, 0.60), (0, 0.02, 0.30),
)  # fmt: skip


def cloth(stream: Stream) -> Color:
    """Cloth of a sofa, a curtain or a cushion."""
    return like(stream, *pick(stream, _CLOTHS))


def pick(stream: Stream, choices: Sequence[Chosen]) -> Chosen:
    """One of these, each as likely."""
    return choices[int(stream.integers(len(choices)))]


def chance(stream: Stream, share: float) -> bool:
    """Whether a thing with this share of cases happens."""
    return bool(stream.random() < share)


def mixed(first: Color, second: Color, share: float) -> Color:
    """The first color with this share of the second."""
    return np.asarray(first + (second - first) * np.float32(share), dtype=np.float32)


@cache
def cloud(steepness: float) -> Picture:
    """Noise from 0 to 1 that repeats, three times each way; the steeper, the larger its blotches."""
    white = stream(_NOISE_SEED, "cloud", str(steepness)).standard_normal((_TILE, _TILE))
    rows, columns = np.meshgrid(np.fft.fftfreq(_TILE), np.fft.rfftfreq(_TILE), indexing="ij")
    radius = np.maximum(np.hypot(rows, columns), 1.5 / _TILE)
    shaped = np.fft.irfft2(np.fft.rfft2(white) * radius**-steepness, s=(_TILE, _TILE))
    ranks = np.argsort(np.argsort(shaped.ravel())).reshape(shaped.shape)
    return np.tile((ranks / ranks.size).astype(np.float32), (3, 3))


def noise(
    stream: Stream, size: tuple[int, int], *, zoom: float, steepness: float = 1.7, stretch: float = 1.0
) -> Picture:
    """A part of the cloud of noise, enlarged by zoom and, across, by stretch as well; at zoom 1 it fills the height.

    Shape: height x width of float32, evenly spread over 0 to 1.
    """
    height, width = size
    across = min(math.ceil(_TILE / zoom * width / (height * stretch)) + 1, 2 * _TILE)
    down = min(math.ceil(_TILE / zoom) + 1, 2 * _TILE)
    top, left = (int(start) for start in stream.integers(0, _TILE, 2))
    part = cloud(steepness)[top : top + down, left : left + across]
    if stream.random() < 0.5:  # noqa: PLR2004 (a coin)
        part = np.ascontiguousarray(part[:, ::-1])
    return np.asarray(cv2.resize(part, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def ramp(low: float, high: float, values: Picture) -> Picture:
    """0 below low, 1 above high, smooth between."""
    share = np.clip((values - np.float32(low)) * np.float32(1 / (high - low)), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), dtype=np.float32)
