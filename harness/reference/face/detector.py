"""Finds the faces of a picture with OpenCV's Haar cascades.

Rules: searches follow each other from the likeliest to the rarest, and the first one that is sure of a face ends them; else
the surest counts. A picture is searched small, for a face must be large to be of use. Rarer searches look at a copy whose
light was evened, at turned copies for a tilted head, at a copy with a margin for a face at the edge, and at a larger copy
for a small face.
"""

import math
import threading
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from cv2.data import haarcascades
from numpy.typing import NDArray

from harness.reference.face.picture import Gray

Box = tuple[float, float, float, float]  # left, top, width, height


@dataclass(frozen=True, slots=True)
class FoundFace:
    """Where a face is.

    Unit: pixels of the picture; the box is square, upright, and may reach over the edge.
    """

    box: Box
    trust: float
    """Votes of the cascade times the face's share of the picture; `SURE` and more is hardly ever wrong."""
    roll_deg: float = 0.0
    """By how much the head is tilted clockwise, roughly."""


@dataclass(frozen=True, slots=True)
class _Search:
    cascade: str
    side_px: int
    """The longer side of the copy that is searched."""
    least_px: int
    """The smallest box in it."""
    roll_deg: float = 0.0
    evened: bool = False
    margin: float = 0.0
    """What is added at every side, as a share of the longer one."""


SURE = 4.0
_SEARCHES = (
    _Search("alt2", 200, 33),
    _Search("default", 200, 33),
    _Search("alt", 240, 33),
    _Search("alt2", 200, 33, evened=True),
    _Search("alt2", 180, 33, roll_deg=25.0),
    _Search("alt2", 180, 33, roll_deg=-25.0),
    _Search("alt2", 180, 33, margin=0.2),
    _Search("alt2", 320, 24),
)
_STEP = 1.1  # from one size of the searched face to the next
_LEAST_VOTES = 2
_COUNTS = 5  # votes that a second face needs
_SECOND_FACE = 0.45  # and so much of the first one's width
_OVERLAP = 0.25


class Cascades:
    """OpenCV's, by name; each thread has its own, for they are not thread-safe."""

    def __init__(self) -> None:
        self._thread = threading.local()

    def __getitem__(self, name: str) -> cv2.CascadeClassifier:
        known: dict[str, cv2.CascadeClassifier] = self._thread.__dict__
        if name not in known:
            known[name] = cv2.CascadeClassifier(str(Path(haarcascades) / f"haarcascade_{name}.xml"))
        return known[name]


class FaceDetector:
    """Finds faces; safe to call from several threads."""

    def __init__(self) -> None:
        self._cascades = Cascades()

    def find(self, gray: Gray) -> list[FoundFace]:
        """The faces, best first, of one search; boxes that overlap a better one are left out.

        Folds of cloth now and then look like a second face: its trust tells, that of a real one being seldom below 3.
        """
        surest: list[FoundFace] = []
        for search in _SEARCHES:
            found = self._found(gray, search)
            if found and (not surest or found[0].trust > surest[0].trust):
                surest = found
            if surest and surest[0].trust >= SURE:
                break
        return _distinct(surest)

    def _found(self, gray: Gray, search: _Search) -> list[FoundFace]:
        copy, to_copy = _copy(gray, search)
        boxes, votes = self._cascades[f"frontalface_{search.cascade}"].detectMultiScale2(
            copy, scaleFactor=_STEP, minNeighbors=_LEAST_VOTES, minSize=(search.least_px, search.least_px)
        )
        if len(boxes) == 0:
            return []
        back = cv2.invertAffineTransform(to_copy)
        found = [
            FoundFace(box=_moved(box, back), trust=float(vote * box[2] / copy.shape[1]), roll_deg=search.roll_deg)
            for box, vote in zip(np.asarray(boxes), votes, strict=True)
            if vote >= min(_COUNTS, max(votes))
        ]
        return sorted(found, key=lambda face: -face.trust)


def resized(gray: Gray, side_px: int) -> Gray:
    """A copy whose longer side has so many pixels."""
    scale = side_px / max(gray.shape)
    high, wide = (max(1, round(length * scale)) for length in gray.shape)
    copy = cv2.resize(gray, (wide, high), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    return np.asarray(copy, dtype=np.uint8)


def _copy(gray: Gray, search: _Search) -> tuple[Gray, NDArray[np.float64]]:
    """The copy to search, and the map from the picture to it."""
    copy = resized(gray, search.side_px)
    high, wide = copy.shape
    to_copy = np.array([[wide / gray.shape[1], 0.0, 0.0], [0.0, high / gray.shape[0], 0.0]])
    if search.evened:
        copy = np.asarray(cv2.createCLAHE(clipLimit=3.0, tileGridSize=(4, 4)).apply(copy), dtype=np.uint8)
    if search.roll_deg:
        turn = cv2.getRotationMatrix2D(((wide - 1) / 2, (high - 1) / 2), search.roll_deg, 1.0)
        turned = cv2.warpAffine(copy, turn, (wide, high), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        copy = np.asarray(turned, dtype=np.uint8)
        to_copy = turn @ np.vstack([to_copy, [0.0, 0.0, 1.0]])
    if search.margin:
        edge = round(search.margin * search.side_px)
        bordered = cv2.copyMakeBorder(copy, edge, edge, edge, edge, cv2.BORDER_REPLICATE)
        copy = np.asarray(bordered, dtype=np.uint8)
        to_copy[:, 2] += edge
    return copy, to_copy


def _moved(box: NDArray[np.int32], back: cv2.typing.MatLike) -> Box:
    """The upright box about the same middle, of the same size, in the picture."""
    left, top, width, height = (float(length) for length in box)
    x, y = back @ np.array([left + width / 2, top + height / 2, 1.0])
    grow = math.hypot(back[0][0], back[1][0])
    return float(x - width * grow / 2), float(y - height * grow / 2), width * grow, height * grow


def _distinct(ranked: list[FoundFace]) -> list[FoundFace]:
    """Drop boxes that overlap a better one or are far smaller than the best: folds of cloth, not a second face."""
    kept: list[FoundFace] = []
    for face in ranked:
        if face.box[2] <= _SECOND_FACE * ranked[0].box[2]:
            continue
        if all(_overlap(face.box, other.box) < _OVERLAP for other in kept):
            kept.append(face)
    return kept


def _overlap(first: Box, second: Box) -> float:
    """The shared area as a share of the smaller box."""
    wide = min(first[0] + first[2], second[0] + second[2]) - max(first[0], second[0])
    high = min(first[1] + first[3], second[1] + second[3]) - max(first[1], second[1])
    return max(0.0, wide) * max(0.0, high) / min(first[2] * first[3], second[2] * second[3])
