"""Looks for faces as the quality gate does: from the front, and where that is not sure of one, from either side.

A face from the side is no use to a comparison, but a gate that saw it can say so instead of seeing nobody.
"""

from dataclasses import dataclass

import numpy as np

from harness.reference.face.detector import SURE, Cascades, FaceDetector, FoundFace, resized
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
        self._cascades = Cascades()

    def look(self, gray: Gray) -> Sighting:
        """The faces of a picture."""
        faces = tuple(self._frontal.find(gray))
        if faces and faces[0].trust >= SURE:
            return Sighting(faces=faces)
        return Sighting(faces=faces, profile=self._profile(gray))

    def _profile(self, gray: Gray) -> float:
        small = resized(gray, _SIDE_PX)
        return max(self._votes(np.ascontiguousarray(side)) for side in (small, small[:, ::-1]))

    def _votes(self, small: Gray) -> float:
        boxes, votes = self._cascades["profileface"].detectMultiScale2(
            small, scaleFactor=_STEP, minNeighbors=_LEAST_VOTES, minSize=(_LEAST_PX, _LEAST_PX)
        )
        return max((float(vote * box[2] / small.shape[1]) for box, vote in zip(boxes, votes, strict=True)), default=0.0)
