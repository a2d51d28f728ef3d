"""Asks whether the frame of a picture alone tells an attack from a living face: if so, a detector would learn the generator.

What is seen is the outer 12 % of a picture at every side: a thumbnail of it, edges by direction, colors, noise by scale. Two
classifiers look at it, a linear one and one with a Gaussian kernel, each tested on people whom it has not seen.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from conformance.matchers.statistics.separation import area_under_curve

FRAME = 0.12
"""What of a picture is seen at every side."""

_FOLDS = 5
_THUMB = 25, 31  # pixels, of which the frame takes 3 and 4
_RIDGE, _WIDTH = 0.3, 1.5
_DIRECTIONS, _LEVELS = 8, 6

Floats = NDArray[np.float64]
Pixels = NDArray[np.uint8]


def frame_features(picture: Pixels) -> Floats:
    """What the frame shows, and nothing of what is within it."""
    seen = [_thumbnail(picture)]
    for part in _parts(picture):
        seen += [_edges(part), _colors(part), _noise(part)]
    return np.concatenate(seen)


def frame_auc(rows: Floats, *, is_attack: NDArray[np.bool_], people: NDArray[np.str_]) -> dict[str, float]:
    """The area under the curve that each classifier reaches on people it has not seen."""
    fold = np.unique(people, return_inverse=True)[1] % _FOLDS
    scores = {"linear": np.zeros(len(rows)), "kernel": np.zeros(len(rows))}
    wanted = np.where(is_attack, 0.5 / is_attack.mean(), -0.5 / (1 - is_attack.mean()))
    for number in range(_FOLDS):
        learned, tested = fold != number, fold == number
        middle, spread = rows[learned].mean(axis=0), rows[learned].std(axis=0) + 1e-6
        even = np.clip((rows - middle) / spread, -4, 4) / np.sqrt(rows.shape[1])
        products = even @ even[learned].T
        squares = (even * even).sum(axis=1)
        apart = squares[:, None] + squares[learned][None, :] - 2 * products
        for name, kernel in (("linear", products), ("kernel", np.exp(-apart / (2 * _WIDTH**2)))):
            inner = kernel[learned] + _RIDGE * np.eye(int(learned.sum()))
            scores[name][tested] = kernel[tested] @ np.linalg.solve(inner, wanted[learned])
    return {name: area_under_curve(score[is_attack], score[~is_attack]) for name, score in scores.items()}


def _parts(picture: Pixels) -> list[Pixels]:
    """The frame in ten pieces: three above, three below, two at either side."""
    high, wide = picture.shape[:2]
    rows, columns = int(high * FRAME), int(wide * FRAME)
    bands = [*np.array_split(picture[:rows], 3, axis=1), *np.array_split(picture[-rows:], 3, axis=1)]
    sides = picture[rows:-rows]
    return [*bands, *np.array_split(sides[:, :columns], 2), *np.array_split(sides[:, -columns:], 2)]


def _thumbnail(picture: Pixels) -> Floats:
    small = cv2.resize(_emptied(picture), _THUMB, interpolation=cv2.INTER_AREA).astype(np.float64) / 255
    rows, columns = int(_THUMB[1] * FRAME), int(_THUMB[0] * FRAME)
    inside = np.zeros(small.shape[:2], dtype=bool)
    inside[rows:-rows, columns:-columns] = True
    return np.asarray(small[~inside].ravel())


def _emptied(picture: Pixels) -> Pixels:
    """The picture without what is within its frame."""
    high, wide = picture.shape[:2]
    rows, columns = int(high * FRAME), int(wide * FRAME)
    empty = picture.copy()
    empty[rows:-rows, columns:-columns] = 0
    return empty


def _edges(part: Pixels) -> Floats:
    """How much edge there is by direction, and of how many strong ones."""
    gray = cv2.cvtColor(part, cv2.COLOR_BGR2GRAY).astype(np.float32)
    across, down = cv2.Sobel(gray, cv2.CV_32F, 1, 0), cv2.Sobel(gray, cv2.CV_32F, 0, 1)
    strength, turn = np.hypot(across, down), np.arctan2(down, across) % np.pi
    bins = np.minimum((turn / np.pi * _DIRECTIONS).astype(int), _DIRECTIONS - 1)
    sums = np.bincount(bins.ravel(), weights=strength.ravel(), minlength=_DIRECTIONS) / strength.size
    return np.log(np.append(sums, [(strength > limit).mean() * 10 for limit in (40, 120)]) + 0.1)


def _colors(part: Pixels) -> Floats:
    pixels = part.reshape(-1, 3).astype(np.float64) / 255
    shares = [np.histogram(channel, bins=_LEVELS, range=(0, 1))[0] / len(pixels) for channel in pixels.T]
    chroma = pixels.max(axis=1) - pixels.min(axis=1)
    return np.concatenate(
        [*(np.sqrt(share) for share in shares), pixels.mean(axis=0), pixels.std(axis=0), [chroma.mean()]]
    )


def _noise(part: Pixels) -> Floats:
    """Strength by scale of light and of colors, and the strongest frequency of light."""
    planes = cv2.split(cv2.cvtColor(part, cv2.COLOR_BGR2YCrCb).astype(np.float32))
    told = []
    for plane in planes:
        soft = plane
        for spread in (0.7, 1.4, 2.8):
            softer = cv2.GaussianBlur(plane, (0, 0), spread)
            told.append(float(np.abs(soft - softer).mean()))
            soft = softer
    fine = planes[0] - cv2.GaussianBlur(planes[0], (0, 0), 2.0)
    power = np.sort(np.abs(np.fft.rfft2(fine)).ravel() ** 2)[::-1]
    told += [power[0] / (power.sum() + 1e-9) * 100, power[:8].sum() / (power.sum() + 1e-9) * 100]
    return np.log(np.array(told) + 0.05)
