"""Compares two faces: each description is brought into a space in which one person's pictures lie together.

The space is learned (`training.likeness`): principal components first, then the directions that tell people apart where
pictures of one person differ least. A face is a direction in it, and two are as alike as the cosine between them says beyond
what each is like its neighbors in a cohort of strangers: children are like each other, and old people are. The score is a
calibrated function of that: one half is the threshold at which one chance pair of a thousand of the development set was
taken for one person.

Source: P. Matejka et al., Analysis of Score Normalization in Multilingual Speaker Recognition, Interspeech 2017, 1567-1571:
its adaptive cohorts, the nearest of each side; here their means alone are taken off.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harness.reference.face.landmarks import Points
from harness.reference.face.patch import Floats, cut_patch, described, outline
from harness.reference.face.picture import Gray

THRESHOLD = 0.5
OUTLINE_SHARE = 0.24  # spread of a landmark's place beside that of an edge
NEIGHBORS = 10
"""Those of the cohort that a face is most like, by whom it is known how far likeness means nothing."""
COHORT_STEP = 127
"""Steps of the eight bits to a length of 1."""


@dataclass(frozen=True, slots=True)
class LikenessModel:
    """What was trained."""

    middle: Floats
    """The mean description."""
    outline_spread: Floats
    """Standard deviation of the places of landmarks."""
    directions: NDArray[np.int8]
    """Descriptions to the space, in eight bits; features x dimensions."""
    steps: Floats
    """What one step of the eight bits means, by dimension."""
    cohort: NDArray[np.int8]
    """Directions of people who are nobody's, `COHORT_STEP` long; people x dimensions."""
    calibration: Floats
    """Slope and offset of the score's logarithmic odds over the likeness."""

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """The model as named arrays."""
        return {
            "middle": self.middle.astype(np.float16),
            "outline_spread": self.outline_spread,
            "directions": self.directions,
            "steps": self.steps,
            "cohort": self.cohort,
            "calibration": self.calibration,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "LikenessModel":
        """The model from what `to_arrays` gave."""
        bits = {"directions", "cohort"}
        floats = {name: np.asarray(array, dtype=np.float32) for name, array in arrays.items() if name not in bits}
        directions, cohort = (np.asarray(arrays[name], dtype=np.int8) for name in ("directions", "cohort"))
        return cls(directions=directions, cohort=cohort, **floats)


def describe(gray: Gray, points: Points, spread: Floats) -> Floats:
    """What is compared of a face: edges of its patch, places of its landmarks; *Shape*: FEATURES and twice the landmarks."""
    places = outline(points) / spread * np.float32(OUTLINE_SHARE)
    return np.concatenate([described(cut_patch(gray, points)), places])


def nearness(cosines: Floats) -> Floats:
    """How like a face is its neighbors, of all its cosines to the cohort; *Shape*: ... x people, and without the last."""
    return np.asarray(np.sort(cosines, axis=-1)[..., -NEIGHBORS:].mean(axis=-1), dtype=np.float32)


class Likeness:
    """Makes templates and compares them; safe to call from several threads."""

    def __init__(self, model: LikenessModel) -> None:
        self._model = model
        self._directions = model.directions.astype(np.float32) * model.steps
        self._cohort = model.cohort.astype(np.float32) / np.float32(COHORT_STEP)

    def template(self, gray: Gray, points: Points) -> Floats:
        """The face as a direction of length 1, and how like it is its neighbors; *Shape*: dimensions + 1."""
        described = describe(gray, points, self._model.outline_spread) - self._model.middle
        told = np.einsum("f,fd->d", described, self._directions)  # BLAS would wake threads that then spin for nothing
        direction = told / max(float(np.sqrt((told * told).sum())), 1e-9)
        return np.append(direction, nearness(np.einsum("d,pd->p", direction, self._cohort))).astype(np.float32)

    def score(self, first: Floats, second: Floats) -> float:
        """How likely two templates are of one person, from 0 to 1; `THRESHOLD` and more is a match."""
        slope, offset = (float(value) for value in self._model.calibration)
        alike = float((first[:-1] * second[:-1]).sum()) - 0.5 * float(first[-1] + second[-1])
        odds = slope * alike + offset
        return float(1 / (1 + np.exp(-np.clip(odds, -60, 60))))
