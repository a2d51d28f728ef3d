"""What is around a face that a living one does not have: edges of paper and of a device, and the line of scissors.

Rules: a wide view is brought to one size and turn by the eyes, from the inner part of the picture alone: what stands nearer to
the edge (clothes, the room) must not decide. `lines` tells of straight edges at the four sides, `layout` of edges anywhere in
the view, `outline` of edges along the face, by direction from its middle.
"""

import itertools
from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from harness.reference.face.landmarks import LANDMARKS, Floats, Points, similarity
from harness.reference.face.picture import Color, Gray

MARGIN = 0.12
"""What is left out at every side of a picture, as a share of it."""

_PER_EYES = 24  # pixels of the view to the distance of the eyes
_LEFT, _TOP, _RIGHT, _BOTTOM = -2.0, -2.0, 2.0, 2.67  # what the view shows, in distances of the eyes
VIEW = round((_RIGHT - _LEFT) * _PER_EYES), round((_BOTTOM - _TOP) * _PER_EYES)
_TURNS = tuple(range(-14, 15, 2))  # degrees
_FAINT = 3.0  # gray levels
_RAYS, _REACH = 72, 64
_NEAREST, _FARTHEST = 0.75, 1.95  # distances of the eyes, from the middle of the face
_MIDDLE_Y, _CHIN_Y = 0.45, 1.6
_BEYOND = np.float32(1e6)  # no way around leads through what no ray sees
_EYE_PER_EYES = 64.0  # pixels of the close view to the distance of the eyes
_EYE_SIZE = (64, 48)

_EYES = tuple(LANDMARKS.index(name) for name in ("right_eye", "left_eye"))
_CHIN = LANDMARKS.index("chin")
_EYE_HOG = cv2.HOGDescriptor(_EYE_SIZE, (16, 16), (16, 16), (8, 8), 9)
_HOG = cv2.HOGDescriptor((VIEW[0] // 16 * 16, VIEW[1] // 16 * 16), (16, 16), (16, 16), (8, 8), 9)


def inner(picture: Color) -> tuple[Color, Floats]:
    """The picture without its frame, and where that begins: x, y."""
    high, wide = picture.shape[:2]
    top, left = int(np.ceil(high * MARGIN)), int(np.ceil(wide * MARGIN))
    return picture[top : high - top, left : wide - left], np.array([left, top], dtype=np.float32)


def wide_view(color: Color, points: Points) -> Color:
    """The face with what is around it at its standard place; beyond the picture its edge goes on.

    Shape: `VIEW` (width, height) and 3.
    """
    standard = (np.array([(-0.5, 0.0), (0.5, 0.0)]) - (_LEFT, _TOP)) * _PER_EYES - 0.5
    there = similarity(points[list(_EYES)], standard.astype(np.float32))
    shrink = float(np.hypot(there[0, 0], there[1, 0]))
    if shrink < 0.8:  # noqa: PLR2004 (smooth first what would alias)
        color = np.asarray(cv2.GaussianBlur(color, (0, 0), 0.4 / shrink), dtype=np.uint8)
    return np.asarray(
        cv2.warpAffine(color, there, VIEW, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), dtype=np.uint8
    )


def layout(view: Gray) -> Floats:
    """Histograms of oriented gradients of the view."""
    width, height = _HOG.winSize
    return np.asarray(_HOG.compute(np.ascontiguousarray(view[:height, :width])), dtype=np.float32)


def lines(view: Gray) -> Floats:
    """How strong and how long the best straight edge is at each side, its turn, and what lies beyond it."""
    light = view.astype(np.float32)
    across = np.asarray(cv2.Sobel(light, cv2.CV_32F, 1, 0, ksize=3) / 4, dtype=np.float32)
    down = np.ascontiguousarray(cv2.Sobel(light, cv2.CV_32F, 0, 1, ksize=3).T / 4, dtype=np.float32)
    told = [
        _best(steps, at=at, along=along) for steps, sides in ((across, _BESIDE), (down, _BELOW)) for at, along in sides
    ]
    turns = [one[-1] for one in told]
    agree = [abs(turns[0] - turns[1]), abs(turns[2] - turns[3]), abs(turns[0] + turns[2]), abs(turns[0] + turns[3])]
    return np.concatenate([*told, np.array(agree)]).astype(np.float32)


def _span(low: float, high: float, origin: float, most: int) -> slice:
    return slice(max(round((low - origin) * _PER_EYES), 0), min(round((high - origin) * _PER_EYES), most))


_BESIDE = tuple(
    (_span(low, high, _LEFT, VIEW[0]), _span(-1.3, 1.9, _TOP, VIEW[1])) for low, high in ((-2.0, -1.0), (1.0, 2.0))
)
_BELOW = tuple(
    (_span(low, high, _TOP, VIEW[1]), _span(-1.2, 1.2, _LEFT, VIEW[0])) for low, high in ((-2.0, -1.0), (1.5, 2.67))
)
"""Where edges are looked for at the left, at the right; above, below; and how far along."""


def _best(steps: Floats, *, at: slice, along: slice) -> Floats:
    """The straight line, nearly along the rows' direction, that the most edge lies on.

    Shape: 8: its mean step; the same, bounded; the share of its length that has a step; its step beside the region's mean;
    the strongest mean step; how far it stands above the usual line; the best upright line; its turn.
    """
    region = steps[along]
    strong = np.abs(region)
    signed = np.sign(region) * np.minimum(strong / _FAINT, 2.0)
    seen = cv2.merge([region, signed.astype(np.float32), (strong > _FAINT).astype(np.float32)])
    kept = np.abs(_means_by_turn(np.asarray(seen, dtype=np.float32))[:, at])
    best = np.unravel_index(int(kept[..., 1].argmax()), kept.shape[:2])
    strength, sure, filled = kept[best]
    rivals = np.sort(kept[..., 1].max(axis=0))
    usual = float(strong[:, at].mean()) + 0.5
    most = float(kept[..., 0].max())
    return np.array(
        [
            np.log(strength + 0.3),
            sure,
            filled,
            np.log(strength / usual + 0.05),
            np.log(most + 0.3),
            sure - rivals[len(rivals) // 2],
            kept[len(_TURNS) // 2, :, 1].max(),
            _TURNS[int(best[0])] / 10,
        ],
        dtype=np.float32,
    )


def _means_by_turn(seen: Floats) -> Floats:
    """The means along lines that are turned a little from the columns; *Shape*: turns x columns x kinds."""
    length, wide, kinds = seen.shape
    means = np.empty((len(_TURNS), wide, kinds), dtype=np.float32)
    for number, turn in enumerate(_TURNS):
        slope = np.tan(np.deg2rad(turn))
        shear = np.array([[1.0, slope, -slope * (length - 1) / 2], [0.0, 1.0, 0.0]])
        sheared = cv2.warpAffine(
            seen, shear, (wide, length), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
        )
        means[number] = cv2.reduce(sheared, 0, cv2.REDUCE_AVG)[0]
    return means


def outline(color: Color, points: Points) -> Floats:
    """Steps and thin lines across rays from the middle of the face, looked at closely, and how colors differ on either side.

    Rays are stretched so that chins meet. Shape: steps and lines as rays by distances, made small; the best closed line of
    either; differences of color by ray.
    """
    rays = _along_rays(color, points)
    light = 0.114 * rays[..., 0] + 0.587 * rays[..., 1] + 0.299 * rays[..., 2]
    step = light[:, 3:] - light[:, :-3]
    thin = 2 * light[:, 2:-2] - light[:, 4:] - light[:, :-4]
    even_step, even_thin = (kind / (np.abs(kind).mean() + np.float32(_FAINT)) for kind in (step, thin))
    bright = np.maximum(thin, 0)
    closed = (
        *(np.abs(kind) for kind in (even_step, even_thin)),
        bright / np.float32(10),
        np.abs(step) / np.float32(20),
    )
    steps_closed, thin_closed, bright_closed, strong_closed = _closed(closed)
    told = [
        _smaller(even_step),
        _smaller(closed[0]),
        steps_closed,
        _smaller(even_thin),
        _smaller(closed[1]),
        thin_closed,
    ]
    told += [_smaller(bright / np.float32(20)), bright_closed, strong_closed]
    return np.concatenate([*told, _color_steps(rays)]).astype(np.float32)


def _smaller(rays: NDArray[np.floating]) -> Floats:
    small = cv2.resize(rays.astype(np.float32), (_REACH // 4, _RAYS // 2), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.float32).ravel()


def _along_rays(color: Color, points: Points) -> Floats:
    """What rays from the middle of the face see, in the picture as it is.

    Shape: rays x distances x 3.
    """
    eyes = points[list(_EYES)]
    right, middle = eyes[1] - eyes[0], eyes.mean(axis=0)
    down = np.array([-right[1], right[0]], dtype=np.float32)
    low = float((points[_CHIN] - middle) @ down) / max(float(down @ down), 1.0)
    x, y = _rays()
    y = np.where(
        y > 0, y * np.float32(min(max(low, 1.0), 2.2) - _MIDDLE_Y) / np.float32(_CHIN_Y - _MIDDLE_Y), y
    ) + np.float32(_MIDDLE_Y)
    places = middle + x[..., None] * right + y[..., None] * down
    seen = cv2.remap(color, places.astype(np.float32), None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)  # type: ignore[call-overload]
    return np.asarray(seen, dtype=np.float32)


def _color_steps(rays: Floats) -> Floats:
    """How light and color differ within and beyond the outline, by direction, and within from the face's own mean."""
    rings = [
        rays[:, begin : begin + _REACH // 8].reshape(_RAYS // 3, -1, 3).mean(axis=1)
        for begin in range(0, _REACH, _REACH // 6)
    ]
    told = []
    for first, second in itertools.pairwise(rings):
        apart = (second - first) / np.float32(40)
        told += [apart.mean(axis=1), apart[:, 2] - apart[:, 0]]
    return np.concatenate(told)


def holes(gray: Gray, points: Points) -> Floats:
    """Edges close about both eyes, the left one mirrored, as their mean and as their difference."""
    eyes = points[list(_EYES)]
    right = eyes[1] - eyes[0]
    told = []
    for eye, side in zip(eyes, (1.0, -1.0), strict=True):
        across = right * np.float32(side / _EYE_PER_EYES)
        below = np.array([-right[1], right[0]], dtype=np.float32) / np.float32(_EYE_PER_EYES)
        linear = np.stack([across, below], axis=1).astype(np.float64)
        begin = eye - linear @ ((np.array(_EYE_SIZE) - 1) / 2)
        near = cv2.warpAffine(
            gray,
            np.column_stack([linear, begin]),
            _EYE_SIZE,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        told.append(np.asarray(_EYE_HOG.compute(np.asarray(near, dtype=np.uint8)), dtype=np.float32))
    return np.concatenate([told[0] + told[1], np.abs(told[0] - told[1])])


def _closed(strengths: Sequence[Floats]) -> list[Floats]:
    """The strongest way around that goes in or out one step a ray at most: its mean, beside the mean of all, and by quarter.

    Shape: 6 for each picture of rays by distances.
    """
    wide = max(strength.shape[1] for strength in strengths)
    even = np.stack(
        [np.pad(strength, ((0, 0), (0, wide - strength.shape[1])), constant_values=-_BEYOND) for strength in strengths],
        axis=1,
    )
    kernel = np.ones((1, 3), dtype=np.uint8)
    best = even[0]
    for row in even[1:]:
        best = np.asarray(cv2.dilate(best, kernel), dtype=np.float32) + row
    told = []
    for strength, most in zip(strengths, best.max(axis=1), strict=True):
        whole = float(most) / len(strength)
        quarters = [part.max(axis=1).mean() for part in np.array_split(strength, 4)]
        told.append(np.array([whole, whole / (float(strength.mean()) + 1e-3), *quarters], dtype=np.float32))
    return told


@cache
def _rays() -> tuple[Floats, Floats]:
    """Places from the middle of the face in distances of the eyes; *Shape*: rays x distances, twice."""
    angle = np.linspace(0, 2 * np.pi, _RAYS, endpoint=False)[:, None]
    reach = np.linspace(_NEAREST, _FARTHEST, _REACH)[None, :]
    return (reach * np.sin(angle) * 0.95).astype(np.float32), (reach * np.cos(angle)).astype(np.float32)
