"""What is measured of a picture and the face in it: light, detail, grain and place, in plain numbers that know no training.

Measures of the face look at eyes and nose, which neither beard nor head cover hides, at the pixels that the picture has: a
small face is not enlarged, for what was never recorded is no blur.
"""

import math
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from harness.reference.face.landmarks import LANDMARKS, Points
from harness.reference.face.patch import EYES_PX, to_patch
from harness.reference.face.picture import Gray

Floats = NDArray[np.float32]

LIGHTS = (2, 10, 30, 50, 70, 90, 98)
"""Percentiles of gray that describe light."""
SCALES_PX = (0.7, 1.1, 1.8, 2.9, 4.7, 7.6)
"""Spreads between which detail is measured; ring k lies between the k-th and the next."""
RINGS = len(SCALES_PX) - 1
DETAILS = 3 * RINGS + 3
LIGHTNESS = len(LIGHTS) + 3
SIDES = 6
SCENE = cv2.HOGDescriptor((64, 80), (16, 16), (8, 8), (8, 8), 9)
"""Describes a picture as a whole, coarsely: head and shoulders have an outline where eyes and mouth are lost."""
WHOLE = len(LIGHTS) + DETAILS + 2

_NEAR_EYES_PX = 64.0  # a face is measured no larger than this from eye to eye
_LEFT, _RIGHT, _TOP, _BOTTOM = -0.85, 0.85, -0.4, 0.9  # what is measured, in distances of the eyes from their middle
_BLACK, _WHITE = 6, 249  # beyond these a pixel is clipped
_MEDIAN_TO_SPREAD = 1.4826
_REST = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], dtype=np.float32)
"""What is left of gray where neighbors explain neither edge nor slope; the root of its sum of squares is six."""
_REST_SPREAD, _MOST_REST = 6, 8 * 255
_HEAD_TOP, _HEAD_BOTTOM, _HEAD_SIDE = 1.75, 1.75, 1.1  # what a head needs about the eyes' middle, in their distance
_LEAST_ENERGY = 0.02  # squared gray levels that rounding to whole levels leaves
_EYES = LANDMARKS.index("right_eye"), LANDMARKS.index("left_eye")


def face_scale(points: Points) -> float:
    """The distance of the eyes that a frontal face of this size has; *Unit*: pixels."""
    there = to_patch(points)
    return EYES_PX / float(math.hypot(there[0, 0], there[1, 0]))


def roll_of(points: Points) -> float:
    """Tilt of the line of the eyes; *Unit*: degrees, clockwise."""
    right, left = (points[number] for number in _EYES)
    return math.degrees(math.atan2(float(left[1] - right[1]), float(left[0] - right[0])))


def room_about(points: Points, *, width: int, height: int) -> float:
    """Least room between what a head needs and the edges of the picture; *Unit*: distances of the eyes, negative when cut."""
    apart = face_scale(points)
    x, y = points[list(_EYES)].mean(axis=0)
    return float(
        min(
            x - _HEAD_SIDE * apart,
            width - 1 - x - _HEAD_SIDE * apart,
            y - _HEAD_TOP * apart,
            height - 1 - y - _HEAD_BOTTOM * apart,
        )
        / apart
    )


def around_eyes(gray: Gray, points: Points, *, most_px: float = _NEAR_EYES_PX) -> Gray:
    """The face from brows to nose, upright, no larger than it is in the picture."""
    there = to_patch(points)
    apart = face_scale(points)
    size = min(apart, most_px)
    linear = there[:, :2] * (size / EYES_PX)
    middle = points[list(_EYES)].mean(axis=0)
    corner = np.array([_LEFT, _TOP]) * size
    matrix = np.column_stack([linear, -corner - linear @ middle])
    shape = max(8, round((_RIGHT - _LEFT) * size)), max(8, round((_BOTTOM - _TOP) * size))
    if size < 0.8 * apart:  # smooth first what would alias
        gray = np.asarray(cv2.GaussianBlur(gray, (0, 0), 0.4 * apart / size), dtype=np.uint8)
    seen = cv2.warpAffine(gray, matrix, shape, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, dtype=np.uint8)


def lightness(area: Gray) -> Floats:
    """Percentiles of gray, and the shares that are black, white and in between.

    Shape: LIGHTNESS.
    """
    steps = np.percentile(area, LIGHTS)
    black, white = float((area <= _BLACK).mean()), float((area >= _WHITE).mean())
    return np.array([*steps, 255 * black, 255 * white, 255 * math.sqrt(white)], dtype=np.float32) / np.float32(255)


def sides(patch: Gray) -> Floats:
    """How much more light falls on one half of an upright face than on the other, and how far dark and bright lie apart.

    Shape: SIDES; natural logarithms of light.
    """
    light = (cv2.blur(patch, (9, 9)).astype(np.float32) / 255) ** 2 + np.float32(0.002)
    upper = light[: len(light) * 3 // 4]
    part = np.log(cv2.resize(upper, (8, 6), interpolation=cv2.INTER_AREA))
    across = part[:, ::-1] - part
    low, middle, top = np.percentile(part[:, 1:7], (10, 50, 90))
    row = np.abs(across[:, 1:4].mean(axis=1))
    return np.array(
        [
            abs(float(across[:, 1:4].mean())),
            float(row.max()),
            float(np.abs(across[:, 1]).mean()),
            float(np.abs(across[:, 2]).mean()),
            top - low,
            top - middle,
        ],
        dtype=np.float32,
    )


def grain(area: Gray) -> float:
    """Noise of an area, from the median of what neither edges nor slopes explain.

    Unit: gray levels, standard deviation of white noise.
    """
    rest = np.abs(cv2.filter2D(area, cv2.CV_16S, _REST)).view(np.uint16)
    unclipped = cv2.inRange(area, _BLACK + 1, _WHITE - 1)
    enough = cv2.countNonZero(unclipped) >= rest.size // 20
    counts = cv2.calcHist([rest], [0], unclipped if enough else None, [_MOST_REST + 1], [0, _MOST_REST + 1])
    return _median(np.asarray(counts, dtype=np.int64).ravel()) / _REST_SPREAD * _MEDIAN_TO_SPREAD


def _median(counts: NDArray[np.int64]) -> float:
    """The median of whole numbers from 0, told by how often each occurs; between two, their mean."""
    reached = np.cumsum(counts)
    middle = ((reached[-1] - 1) // 2, reached[-1] // 2)
    return float(np.searchsorted(reached, middle, side="right").mean())


def detail(area: Gray) -> Floats:
    """Energy of detail by scale, that of slopes in the direction that has least of it, and that as a share; then grain.

    The energy that the grain explains is taken away: grain is not detail. All is told against the coarsest scale, so that
    weak light is no blur. A moved picture lacks slopes in one direction.

    Shape: DETAILS; natural logarithms.
    """
    noise = grain(area)
    levels = [cv2.GaussianBlur(area.astype(np.float32), (0, 0), spread) for spread in SCALES_PX]
    energies = np.array(
        [float((ring * ring).mean()) for ring in (finer - coarser for finer, coarser in pairwise(levels))]
    )
    ways = np.array([_slopes(level) for level in levels[:RINGS]])
    explained = noise**2 * _WAYS_OF_NOISE
    rings = np.log(np.maximum(energies - noise**2 * _RINGS_OF_NOISE, _LEAST_ENERGY))
    least, most = (np.log(np.maximum(ways[:, column] - explained, _LEAST_ENERGY)) for column in (0, 1))
    coarse = rings[-1]
    rest = coarse, math.log(noise + 0.3), math.log(float(energies[0]) + _LEAST_ENERGY) - coarse
    return np.array([*(rings - coarse), *(least - coarse), *(least - most), *rest], dtype=np.float32)


def _slopes(level: cv2.typing.MatLike) -> tuple[float, float]:
    """The energy of slopes in the direction in which they are weakest, and across it."""
    across, down = cv2.Sobel(level, cv2.CV_32F, 1, 0, ksize=1), cv2.Sobel(level, cv2.CV_32F, 0, 1, ksize=1)
    xx, yy, xy = float((across * across).mean()), float((down * down).mean()), float((across * down).mean())
    apart = math.hypot((xx - yy) / 2, xy)
    return (xx + yy) / 2 - apart, (xx + yy) / 2 + apart


def _of_white_noise() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What white noise of spread 1 leaves in rings and slopes: sums of squares of the kernels."""
    point = np.zeros((97, 97), dtype=np.float32)
    point[48, 48] = 1
    kernels = [cv2.GaussianBlur(point, (0, 0), spread) for spread in SCALES_PX]
    rings = [float(((finer - coarser) ** 2).sum()) for finer, coarser in pairwise(kernels)]
    slopes = [float((cv2.Sobel(kernel, cv2.CV_32F, 1, 0, ksize=1) ** 2).sum()) for kernel in kernels[:RINGS]]
    return np.array(rings), np.array(slopes)


_RINGS_OF_NOISE, _WAYS_OF_NOISE = _of_white_noise()


def whole(gray: Gray) -> Floats:
    """Light, detail and grain of the whole picture, for a picture in which no face is found.

    Shape: WHOLE.
    """
    shrink = min(1.0, 240 / max(gray.shape))
    small = cv2.resize(gray, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA) if shrink < 1 else gray
    middle = np.asarray(small, dtype=np.uint8)[small.shape[0] // 8 :, small.shape[1] // 6 : -(small.shape[1] // 6)]
    steps = np.percentile(middle, LIGHTS) / 255
    return np.array([*steps, *detail(middle), math.log(grain(gray) + 0.3), math.log(min(gray.shape))], dtype=np.float32)


def scene(gray: Gray) -> Floats:
    """The outlines of the whole picture; *Shape*: as `SCENE` describes."""
    small = cv2.resize(
        cv2.GaussianBlur(gray, (0, 0), max(gray.shape) / 200), SCENE.winSize, interpolation=cv2.INTER_AREA
    )
    return np.asarray(SCENE.compute(small), dtype=np.float32)
