"""Compares two faces: each description is brought into a space in which one person's pictures lie together.

The space is learned (`training.likeness`): principal components first, then the directions that tell people apart where
pictures of one person differ least. A face is a direction in it, and the score a calibrated function of the angle between
two: one half is the threshold at which one chance pair of a thousand of the development set was taken for one person.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harness.reference.face.landmarks import Points
from harness.reference.face.patch import Floats, cut_patch, described, outline
from harness.reference.face.picture import Gray

THRESHOLD = 0.5
OUTLINE_SHARE = 0.08  # spread of a landmark's place beside that of an edge


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
    calibration: Floats
    """Slope and offset of the score's logarithmic odds over the cosine."""

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """The model as named arrays."""
        return {
            "middle": self.middle.astype(np.float16),
            "outline_spread": self.outline_spread,
            "directions": self.directions,
            "steps": self.steps,
            "calibration": self.calibration,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "LikenessModel":
        """The model from what `to_arrays` gave."""
        floats = {name: np.asarray(array, dtype=np.float32) for name, array in arrays.items() if name != "directions"}
        return cls(directions=np.asarray(arrays["directions"], dtype=np.int8), **floats)


def describe(gray: Gray, points: Points, spread: Floats) -> Floats:
    """What is compared of a face: edges of its patch, places of its landmarks; *Shape*: FEATURES and twice the landmarks."""
    places = outline(points) / spread * np.float32(OUTLINE_SHARE)
    return np.concatenate([described(cut_patch(gray, points)), places])


class Likeness:
    """Makes templates and compares them; safe to call from several threads."""

    def __init__(self, model: LikenessModel) -> None:
        self._model = model
        self._directions = model.directions.astype(np.float32) * model.steps

    def template(self, gray: Gray, points: Points) -> Floats:
        """The face as a direction of length 1; *Shape*: dimensions."""
        described = describe(gray, points, self._model.outline_spread) - self._model.middle
        told = np.einsum("f,fd->d", described, self._directions)  # BLAS would wake threads that then spin for nothing
        return np.asarray(told / max(float(np.sqrt((told * told).sum())), 1e-9), dtype=np.float32)

    def score(self, first: Floats, second: Floats) -> float:
        """How likely two templates are of one person, from 0 to 1; `THRESHOLD` and more is a match."""
        slope, offset = (float(value) for value in self._model.calibration)
        odds = slope * float((first * second).sum()) + offset
        return float(1 / (1 + np.exp(-np.clip(odds, -60, 60))))
