"""Trains the reference's model from the three folders of the recipe; `make models` makes them and calls this.

python -m harness.reference.face.training FOLDERS --out harness/reference/face/model.npz
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from harness.reference.face.detector import FaceDetector
from harness.reference.face.landmarks import LandmarkFinder, LandmarkModel
from harness.reference.face.likeness import OUTLINE_SHARE, LikenessModel
from harness.reference.face.model import Arrays, FaceModel, write_arrays
from harness.reference.face.patch import Floats, cut_patch, described, outline
from harness.reference.face.training import landmarks, likeness, recipe
from harness.reference.face.training.pictures import KnownFace, known_faces
from harness.reference.face.training.presentation import train_presentation
from harness.reference.face.training.quality import train_quality

_SEED = 20260
_LANDMARK_PICTURES = 2600  # for landmarks; more take more memory than they gain
_CALIBRATING = 0.2  # of the people who are learned from


def trained(folders: Path, say: Callable[[str], None]) -> FaceModel:
    """Learn everything, one part after the other."""
    say("landmarks")
    shapes = _landmarks(folders / "learn")
    finder = LandmarkFinder(shapes)
    say("likeness")
    alike = _likeness(folders / "learn", finder)
    say("quality")
    quality = train_quality(folders / "faults", finder, _stream(2))
    say("presentation")
    presentation = train_presentation(folders / "attacks", finder, _stream(3))
    return FaceModel(landmarks=shapes, likeness=alike, quality=quality, presentation=presentation)


def _landmarks(folder: Path) -> LandmarkModel:
    samples = []
    for known in known_faces(folder, FaceDetector()):
        samples.append(landmarks.sample(known))
        if len(samples) == _LANDMARK_PICTURES:
            break
    return landmarks.train(samples, _stream(1))


@dataclass(frozen=True, slots=True)
class _Face:
    person: str
    edges: Floats
    outline: Floats


def _likeness(folder: Path, finder: LandmarkFinder) -> LikenessModel:
    faces = list(_faces(known_faces(folder, FaceDetector()), finder))
    outlines = np.stack([face.outline for face in faces])
    spread = np.asarray(outlines.std(axis=0) + 1e-3, dtype=np.float32)
    rows = np.concatenate([np.stack([face.edges for face in faces]), outlines / spread * OUTLINE_SHARE], axis=1)
    people = likeness.ordered([face.person for face in faces])
    calibrating = people >= round(people.max() * (1 - _CALIBRATING))
    learned, development = (_part(rows, people, chosen) for chosen in (~calibrating, calibrating))
    return likeness.train(learned, development, outline_spread=spread)


def _part(rows: Floats, people: NDArray[np.int64], chosen: NDArray[np.bool_]) -> likeness.Described:
    return likeness.Described(rows=np.ascontiguousarray(rows[chosen], dtype=np.float32), people=people[chosen])


def _faces(pictures: Iterator[KnownFace], finder: LandmarkFinder) -> Iterator[_Face]:
    """What is learned of each picture that the detector finds a face in."""
    for known in pictures:
        if known.found is not None:
            points = finder.find(known.picture.gray, known.found)
            yield _Face(known.record.identity, described(cut_patch(known.picture.gray, points)), outline(points))


def _stream(part: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64([_SEED, part]))


def recipe_arrays(folders: Path) -> Arrays:
    """What the model file says of how it was made."""
    arrays: Arrays = {"recipe/code": np.array(recipe.code_digest())}
    for name, options in recipe.options().items():
        arrays[f"recipe/{name}"] = np.array(options)
        arrays[f"recipe/{name}.probe"] = recipe.probe(folders / name)
    return arrays


def main() -> None:
    """Read the arguments, train, write."""
    parser = argparse.ArgumentParser(prog="harness.reference.face.training", description="Train the reference's model")
    parser.add_argument("folders", type=Path, help="where the folders of the recipe stand")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    arguments = parser.parse_args()
    begun = monotonic()

    def say(text: str) -> None:
        sys.stderr.write(f"{monotonic() - begun:6.0f} s  {text}\n")

    model = trained(arguments.folders, say)
    write_arrays(arguments.out, model.to_arrays() | recipe_arrays(arguments.folders))
    say(f"{arguments.out}: {arguments.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
