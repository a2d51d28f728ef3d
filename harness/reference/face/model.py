"""What the reference has learned of faces: one file of arrays beside this module, made by `make models`.

The file names its recipe: how the pictures were made, a digest of the code that learned from them, and small copies of some of
the pictures, so that a test can tell whether the generator still makes what was learned from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from harness.reference.face.landmarks import LandmarkModel
from harness.reference.face.likeness import LikenessModel
from harness.reference.face.presentation import PresentationModel
from harness.reference.face.quality import QualityModel

FILE = "model.npz"

Arrays = dict[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class FaceModel:
    """All that was trained."""

    landmarks: LandmarkModel
    likeness: LikenessModel
    quality: QualityModel
    presentation: PresentationModel

    def to_arrays(self) -> Arrays:
        """The model as named arrays."""
        parts = {
            "landmarks": self.landmarks.to_arrays(),
            "likeness": self.likeness.to_arrays(),
            "quality": self.quality.to_arrays(),
            "presentation": self.presentation.to_arrays(),
        }
        return {f"{part}/{name}": array for part, arrays in parts.items() for name, array in arrays.items()}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "FaceModel":
        """The model from what `to_arrays` gave."""
        return cls(
            landmarks=LandmarkModel.from_arrays(_part(arrays, "landmarks")),
            likeness=LikenessModel.from_arrays(_part(arrays, "likeness")),
            quality=QualityModel.from_arrays(_part(arrays, "quality")),
            presentation=PresentationModel.from_arrays(_part(arrays, "presentation")),
        )


def read_arrays(content: bytes) -> Arrays:
    """The arrays of a model file; never anything that is pickled."""
    with np.load(BytesIO(content), allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def write_arrays(path: Path, arrays: Arrays) -> None:
    """Write a model file, compressed."""
    content = BytesIO()
    np.savez_compressed(content, allow_pickle=False, **arrays)
    path.write_bytes(content.getvalue())


@cache
def trained_model() -> FaceModel:
    """The model that comes with the reference."""
    return FaceModel.from_arrays(read_arrays(resources.files("harness.reference.face").joinpath(FILE).read_bytes()))


def _part(arrays: Mapping[str, NDArray[np.generic]], part: str) -> Arrays:
    return {name.removeprefix(f"{part}/"): array for name, array in arrays.items() if name.startswith(f"{part}/")}
