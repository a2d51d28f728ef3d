"""Looks for faces as the quality gate does: from the front, and where that is not sure of one, from either side.

A face from the side is no use to a comparison, but a gate that saw it can say so instead of seeing nobody.
"""

import threading
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from cv2.data import haarcascades

from harness.reference.face.detector import SURE, FaceDetector, FoundFace
from harness.reference.face.picture import Gray

_SIDE_PX = 200  # the longer side of the copy that is searched
_LEAST_PX = 40
_STEP = 1.1
_LEAST_VOTES = 2


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was seen."""

    faces: tuple[FoundFace, ...]
    """From the front, best first."""
    profile: float = 0.0
    """Votes for a face from the side times its share of the picture; 0 where none was seen or looked for."""

    @property
    def trust(self) -> float:
        """How sure the best face from the front is; 0 of none."""
        return self.faces[0].trust if self.faces else 0.0


class Watch:
    """Looks at pictures; safe to call from several threads."""

    def __init__(self) -> None:
        self._frontal = FaceDetector()
        self._thread = threading.local()

    def look(self, gray: Gray) -> Sighting:
        """The faces of a picture."""
        faces = tuple(self._frontal.find(gray))
        if faces and faces[0].trust >= SURE:
            return Sighting(faces=faces)
        return Sighting(faces=faces, profile=self._profile(gray))

    def _profile(self, gray: Gray) -> float:
        shrink = _SIDE_PX / max(gray.shape)
        size = max(1, round(gray.shape[1] * shrink)), max(1, round(gray.shape[0] * shrink))
        small = cv2.resize(gray, size, interpolation=cv2.INTER_AREA if shrink < 1 else cv2.INTER_LINEAR)
        return max(self._votes(np.ascontiguousarray(side)) for side in (small, small[:, ::-1]))

    def _votes(self, small: cv2.typing.MatLike) -> float:
        boxes, votes = self._cascade().detectMultiScale2(
            small, scaleFactor=_STEP, minNeighbors=_LEAST_VOTES, minSize=(_LEAST_PX, _LEAST_PX)
        )
        return max((float(vote * box[2] / small.shape[1]) for box, vote in zip(boxes, votes, strict=True)), default=0.0)

    def _cascade(self) -> cv2.CascadeClassifier:
        known: dict[str, cv2.CascadeClassifier] = self._thread.__dict__
        if "profile" not in known:
            known["profile"] = cv2.CascadeClassifier(str(Path(haarcascades) / "haarcascade_profileface.xml"))
        return known["profile"]
