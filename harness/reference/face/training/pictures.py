"""Reads the pictures of a folder that landmarks are learned from."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from harness.reference.face.detector import FaceDetector, FoundFace
from harness.reference.face.landmarks import LANDMARKS, Points
from harness.reference.face.picture import Picture, decode
from harness.world.faces import MANIFEST_FILE, FaceRecord, FaceTruth, read_manifest

_LEARNED = frozenset({"portrait", "selfie", "movement"})
_NOT_LEARNED = frozenset({"two_faces", "no_face"})


@dataclass(frozen=True, slots=True)
class KnownFace:
    """A picture, where its landmarks are, and where the detector sees the face, if it does."""

    record: FaceRecord
    picture: Picture
    truth: FaceTruth
    points: Points
    found: FoundFace | None


def known_faces(folder: Path, detector: FaceDetector) -> Iterator[KnownFace]:
    """The pictures of one face whose landmarks are all known, in the order of the manifest.

    Raises:
        UnusableImageError: a picture that cannot be decoded.
        msgspec.ValidationError, msgspec.DecodeError: a line of the manifest or a truth that is none.
    """
    for record in read_manifest((folder / MANIFEST_FILE).read_bytes()):
        file = folder / record.file
        if record.kind not in _LEARNED or record.defect in _NOT_LEARNED or not file.with_suffix(".json").exists():
            continue
        truth = msgspec.json.decode(file.with_suffix(".json").read_bytes(), type=FaceTruth)
        if not truth.landmarks.keys() >= set(LANDMARKS):
            continue
        points = np.array([truth.landmarks[name] for name in LANDMARKS], dtype=np.float32)
        picture = decode(file.read_bytes())
        faces = [face for face in detector.find(picture.gray) if _is_face(face, points)]
        yield KnownFace(record=record, picture=picture, truth=truth, points=points, found=faces[0] if faces else None)


def _is_face(face: FoundFace, points: Points) -> bool:
    """Whether a box is one of that face: the eyes lie within, and it is neither far wider nor far narrower."""
    left, top, width, height = face.box
    eyes = points[:2]
    apart = float(np.hypot(*(eyes[1] - eyes[0])))
    inside = (eyes > (left, top)).all() and (eyes < (left + width, top + height)).all()
    return bool(inside) and 1.3 * apart < width < 5.0 * apart  # usual is 2.4
