"""Learns the parts of the model, each from its folder: landmarks first, for all others look where these are."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from harness.reference.face.detector import FaceDetector
from harness.reference.face.landmarks import LandmarkFinder, LandmarkModel
from harness.reference.face.likeness import OUTLINE_SHARE, LikenessModel
from harness.reference.face.model import FaceModel
from harness.reference.face.patch import Floats, cut_patch, described, outline
from harness.reference.face.presentation import PresentationModel
from harness.reference.face.training import landmarks, likeness
from harness.reference.face.training.pictures import KnownFace, known_faces
from harness.reference.face.training.presentation import train_presentation
from harness.reference.face.training.quality import train_quality

FOLDER_OF = {"landmarks": "learn", "likeness": "learn", "quality": "faults", "presentation": "attacks"}
"""What each part is learned from; presentation also from the living faces of `learn`."""
ALONE = ("likeness", "quality", "presentation")
"""Parts that no other part stands on."""

_SEED = 20260
_LANDMARK_PICTURES = 2600  # for landmarks; more take more memory than they gain
_CALIBRATING = 0.2  # of the people who are learned from


def learned(folders: Path, say: Callable[[str], None]) -> FaceModel:
    """Learn everything, one part after the other."""
    say("landmarks")
    shapes = _landmarks(folders / FOLDER_OF["landmarks"])
    finder = LandmarkFinder(shapes)
    say("likeness")
    alike = _likeness(folders / FOLDER_OF["likeness"], finder)
    say("quality")
    quality = train_quality(folders / FOLDER_OF["quality"], finder, _stream(2))
    say("presentation")
    presentation = _presentation(folders, finder)
    return FaceModel(landmarks=shapes, likeness=alike, quality=quality, presentation=presentation)


def learned_anew(model: FaceModel, part: str, folders: Path) -> FaceModel:
    """The model with one part, of `ALONE`, learned again; the same as if all had been."""
    folder, finder = folders / FOLDER_OF[part], LandmarkFinder(model.landmarks)
    match part:
        case "likeness":
            return replace(model, likeness=_likeness(folder, finder))
        case "quality":
            return replace(model, quality=train_quality(folder, finder, _stream(2)))
        case "presentation":
            return replace(model, presentation=_presentation(folders, finder))
    raise ValueError(f"{part} cannot be learned alone")


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
    taught, development = (_part(rows, people, chosen) for chosen in (~calibrating, calibrating))
    return likeness.train(taught, development, outline_spread=spread)


def _part(rows: Floats, people: NDArray[np.int64], chosen: NDArray[np.bool_]) -> likeness.Described:
    return likeness.Described(rows=np.ascontiguousarray(rows[chosen], dtype=np.float32), people=people[chosen])


def _faces(pictures: Iterator[KnownFace], finder: LandmarkFinder) -> Iterator[_Face]:
    """What is learned of each picture that the detector finds a face in."""
    for known in pictures:
        if known.found is not None:
            points = finder.find(known.picture.gray, known.found)
            yield _Face(known.record.identity, described(cut_patch(known.picture.gray, points)), outline(points))


def _presentation(folders: Path, finder: LandmarkFinder) -> PresentationModel:
    attacks, living = (folders / FOLDER_OF[part] for part in ("presentation", "likeness"))
    return train_presentation(attacks, living, finder, _stream(3))


def _stream(part: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64([_SEED, part]))
