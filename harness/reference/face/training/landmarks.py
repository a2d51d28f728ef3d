"""Trains the landmark regressor: each stage is a ridge regression from what is seen to the way that is left.

Every face is learned several times, from places where a box may have put it, and mirrored as well. A stage starts from
where the stages before it, rounded to eight bits, have brought the faces. The same samples and stream give the same model.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from harness.reference.face.detector import FoundFace
from harness.reference.face.landmarks import (
    BOX_PX,
    CROP_PX,
    FEATURES,
    LANDMARKS,
    VIEWS,
    Crop,
    Floats,
    LandmarkModel,
    Points,
    View,
    cropped,
    description,
    laid_over,
    moved,
    similarity,
)
from harness.reference.face.training.pictures import KnownFace

TRIES = 4
_RIDGE = 2e-4  # of the mean square of a feature, times the number of samples
_TURN_DEG, _SIZE, _SHIFT = 8.0, 0.1, 0.06  # spread of a try: degrees, logarithm, share of the eyes' distance
_CHUNK = 512
_MOST = 127  # of eight bits
_USUAL = np.array([0.0, -0.12, 0.42], dtype=np.float32)  # place of a face that the detector does not see


def _other_side(name: str) -> str:
    return name.replace("right", "left") if "right" in name else name.replace("left", "right")


_MIRRORED = [LANDMARKS.index(_other_side(name)) for name in LANDMARKS]


@dataclass(frozen=True, slots=True)
class Sample:
    """A crop, the landmarks in pixels of its fine level, and the tilt that the detector told."""

    crop: Crop
    points: Points
    roll_deg: float

    def mirrored(self) -> "Sample":
        """The same face as in a mirror."""
        fine, half = (np.ascontiguousarray(level[:, ::-1]) for level in self.crop.levels)
        points = np.array([CROP_PX - 1, 0], dtype=np.float32) + self.points[_MIRRORED] * np.array(
            [-1, 1], dtype=np.float32
        )
        return Sample(crop=replace(self.crop, levels=(fine, half)), points=points, roll_deg=-self.roll_deg)


def sample(known: KnownFace) -> Sample:
    """What is learned from a picture: the detector's box, or one about where it should have been."""
    apart = float(np.hypot(*(known.points[1] - known.points[0])))
    width = apart / float(_USUAL[2])
    x, y = known.points[:2].mean(axis=0) - _USUAL[:2] * width - width / 2
    face = known.found or FoundFace(box=(float(x), float(y), width, width), trust=0.0)
    crop = cropped(known.picture.gray, face.box)
    linear, shift = crop.to_picture[:, :2], crop.to_picture[:, 2]
    points = np.asarray((known.points - shift) @ np.linalg.inv(linear).T, dtype=np.float32)
    return Sample(crop=crop, points=points, roll_deg=face.roll_deg)


def train(samples: Sequence[Sample], stream: np.random.Generator) -> LandmarkModel:
    """Learn from the samples and their mirror images."""
    both = [side for one in samples for side in (one, one.mirrored())]
    mean, place = _mean_face([one.points for one in both]), _usual_place(both)
    tries = [one for one in both for _ in range(TRIES)]
    points = np.stack([_begun(one, mean, place, stream, plain=number % TRIES == 0) for number, one in enumerate(tries)])
    maps, scales = [], []
    for view in VIEWS:
        steps, scale, points = _stage(tries, points, mean=mean, view=view)
        maps.append(steps)
        scales.append(scale)
    return LandmarkModel(mean=mean, place=place, maps=tuple(maps), scales=np.stack(scales))


def _begun(one: Sample, mean: Points, place: Floats, stream: np.random.Generator, *, plain: bool) -> Points:
    """Where a box puts the mean face, or may have put it."""
    turn, size, *shift = (0.0,) * 4 if plain else stream.normal(0.0, (_TURN_DEG, _SIZE, _SHIFT, _SHIFT))
    spread = np.array([*(place[:2] + np.array(shift) * place[2]), place[2] * np.exp(size)], dtype=np.float32)
    return laid_over(mean, spread, one.roll_deg + turn)


def _mean_face(shapes: Sequence[Points]) -> Points:
    """The mean of all shapes, brought over each other; its eyes at x = -.5 and .5, y = 0."""
    mean = _standing(shapes[0])
    for _ in range(5):
        laid = [shape @ to[:, :2].T + to[:, 2] for shape in shapes for to in (similarity(shape, mean),)]
        mean = _standing(np.mean(laid, axis=0))
    return mean


def _standing(shape: Points) -> Points:
    to = similarity(shape[:2], np.array([[-0.5, 0.0], [0.5, 0.0]], dtype=np.float32))
    return np.asarray(shape @ to[:, :2].T + to[:, 2], dtype=np.float32)


def _usual_place(samples: Iterable[Sample]) -> Floats:
    """The median place of a face in its box."""
    places = []
    for one in samples:
        turn = np.deg2rad(one.roll_deg)
        spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        off = (one.points[:2].mean(axis=0) - (CROP_PX / 2 - 0.5)) @ spin
        places.append((*off, np.hypot(*(one.points[1] - one.points[0]))))
    return np.asarray(np.median(places, axis=0) / BOX_PX, dtype=np.float32)


def _stage(
    tries: Sequence[Sample], points: Points, *, mean: Points, view: View
) -> tuple[NDArray[np.int8], Floats, Points]:
    """The map of one stage in eight bits, its scales, and where it brings the landmarks."""
    squares, products = np.zeros((FEATURES + 1, FEATURES + 1)), np.zeros((FEATURES + 1, 2 * len(LANDMARKS)))
    seen = np.empty((len(tries), FEATURES + 1), dtype=np.float16)
    for begin in range(0, len(tries), _CHUNK):
        part = slice(begin, begin + _CHUNK)
        described = np.stack(
            [description(one.crop, at, mean=mean, view=view) for one, at in zip(tries[part], points[part], strict=True)]
        )
        left = np.stack([_left(one.points, at, mean) for one, at in zip(tries[part], points[part], strict=True)])
        squares += described.T @ described
        products += described.T @ left
        seen[part] = described
    squares[np.diag_indices_from(squares)] += _RIDGE * np.trace(squares) / FEATURES
    steps, scale = _rounded(np.asarray(np.linalg.solve(squares, products), dtype=np.float64))
    learned = steps.astype(np.float32) * scale
    after = [moved(at, row.astype(np.float32) @ learned, mean) for row, at in zip(seen, points, strict=True)]
    return steps, scale, np.stack(after)


def _left(truth: Points, points: Points, mean: Points) -> Floats:
    """The way from the present landmarks to the true ones, in the standard place."""
    to = similarity(points, mean)
    return np.asarray((truth - points) @ to[:, :2].T, dtype=np.float32).ravel()


def _rounded(learned: NDArray[np.float64]) -> tuple[NDArray[np.int8], Floats]:
    scale = np.abs(learned).max(axis=0) / _MOST
    return np.rint(learned / scale).astype(np.int8), scale.astype(np.float32)
