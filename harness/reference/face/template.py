"""Finds the one face of an image and reduces it to what a comparison needs.

Rules: the encoded bytes and the decoded pixels are bounded before anything is decoded; a face is found by OpenCV's
Haar cascade; quality is judged on the image alone. Reasons are those that the `FaceMatcher` port names.
"""

import struct
import threading
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import cv2
import numpy as np
from cv2.data import haarcascades
from numpy.typing import NDArray

from harness.reference.face.alignment import Box, Floats, Gray, aligned

MAX_IMAGE_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 4_000_000
MIN_SIDE_PX = 160
MIN_FACE_PX = 70
WORKING_SIDE_PX = 480  # the longer side of the image that faces are cut from
SEARCH_SIDES_PX = (200, 240, 160)  # the longer side of the image that is searched for faces, in this order

_DARK_LIGHTS = 75  # the brightest twentieth of the face stays below: under-exposed
_BRIGHT_SHADES = 200  # the darkest twentieth of the face stays above: over-exposed
_LEAST_DETAIL = 0.1  # of fine against coarser detail of the face
_OVERLAP = 0.25
_SECOND_FACE = 0.6  # a second face has at least so much of the first one's width
_LEAST_SEARCHED_PX = 33
_SURE = 4.0  # votes times the face's share of the image's width: ends the search
_COUNTS = 5  # votes that a second face needs
_CASCADES = tuple(f"haarcascade_frontalface_{name}" for name in ("alt2", "alt", "default"))

cv2.setNumThreads(1)  # the server gives one verdict per worker thread; a pool inside OpenCV only gets in the way


class UnusableImageError(ValueError):
    """The image shows no face that can be compared; `reasons` says why."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(f"the image cannot be used: {', '.join(reasons)}")
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class FaceTemplate:
    """A face as an aligned patch of fixed size, evened against light."""

    patch: Floats


class FaceFinder:
    """Decodes images and finds faces; each thread has a classifier of its own, for OpenCV's is not thread-safe."""

    def __init__(self) -> None:
        self._thread = threading.local()

    def template(self, image: bytes) -> FaceTemplate:
        """The template of the only face.

        Raises:
            UnusableImageError: NOT_AN_IMAGE, TOO_SMALL, DARK, BRIGHT, NO_FACE, TWO_FACES or BLURRED.
        """
        gray = decode_gray(image)
        faces = self._faces(gray)
        if len(faces) > 1:
            raise UnusableImageError("TWO_FACES")
        if not faces:
            raise UnusableImageError("DARK" if np.percentile(gray, 95) < _DARK_LIGHTS else "NO_FACE")
        _check_exposure(_crop(gray, faces[0]))
        if faces[0][2] < MIN_FACE_PX:
            raise UnusableImageError("TOO_SMALL")
        _check_sharpness(_crop(gray, faces[0]))
        return FaceTemplate(patch=aligned(gray, faces[0]))

    def _faces(self, gray: Gray) -> list[Box]:
        """The faces, best first: of the first search that is sure of one, else of the one that is surest."""
        surest: tuple[float, list[Box]] = (0.0, [])
        for side, name in product(SEARCH_SIDES_PX, _CASCADES):
            shrink = side / max(gray.shape)
            small = cv2.resize(gray, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
            found, votes = self._classifier(name).detectMultiScale2(
                small, scaleFactor=1.1, minNeighbors=2, minSize=(_LEAST_SEARCHED_PX, _LEAST_SEARCHED_PX)
            )
            # a nose and a mouth may get many votes as a small face, so votes count by the width of the box
            trust = max((vote * box[2] / small.shape[1] for vote, box in zip(votes, found, strict=True)), default=0.0)
            if trust > surest[0]:
                surest = (trust, _ranked(np.asarray(found) / shrink, np.asarray(votes)))
            if trust >= _SURE:
                break
        return _distinct(surest[1])

    def _classifier(self, name: str) -> cv2.CascadeClassifier:
        classifiers: dict[str, cv2.CascadeClassifier] = self._thread.__dict__
        if name not in classifiers:
            classifiers[name] = cv2.CascadeClassifier(str(Path(haarcascades) / f"{name}.xml"))
        return classifiers[name]


def decode_gray(image: bytes) -> Gray:
    """The image in gray, its longer side at most `WORKING_SIDE_PX`.

    Raises:
        UnusableImageError: NOT_AN_IMAGE for what is not a JPEG or PNG of bounded size, TOO_SMALL for a tiny one.
    """
    width, height = declared_size(image)
    if min(width, height) < MIN_SIDE_PX:
        raise UnusableImageError("TOO_SMALL")
    decoded = cv2.imdecode(np.frombuffer(image, dtype=np.uint8), cv2.IMREAD_GRAYSCALE)
    if decoded is None or 0 in decoded.shape:
        raise UnusableImageError("NOT_AN_IMAGE")
    shrink = WORKING_SIDE_PX / max(decoded.shape)
    if shrink < 1:
        decoded = cv2.resize(decoded, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    return np.asarray(decoded, dtype=np.uint8)


def declared_size(image: bytes) -> tuple[int, int]:
    """Width and height that the file's own header states, read without decoding.

    Raises:
        UnusableImageError: NOT_AN_IMAGE, also for a file or a picture beyond the limits.
    """
    size = None
    if len(image) <= MAX_IMAGE_BYTES:
        size = _png_size(image) if image.startswith(b"\x89PNG\r\n\x1a\n") else _jpeg_size(image)
    if size is None or size[0] * size[1] > MAX_PIXELS:
        raise UnusableImageError("NOT_AN_IMAGE")
    return size


def _png_size(image: bytes) -> tuple[int, int] | None:
    if image[12:16] != b"IHDR" or len(image) < 24:  # noqa: PLR2004 (signature, length, type, width, height)
        return None
    width, height = struct.unpack(">II", image[16:24])
    return int(width), int(height)


def _jpeg_size(image: bytes) -> tuple[int, int] | None:
    """Walk the marker segments up to the frame header (ITU-T T.81, annex B)."""
    if not image.startswith(b"\xff\xd8"):
        return None
    place = 2
    while place + 9 <= len(image) and image[place] == 0xFF:  # noqa: PLR2004 (a marker)
        marker = image[place + 1]
        if marker == 0xFF:  # noqa: PLR2004 (a fill byte)
            place += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):  # noqa: PLR2004 (SOF0 to SOF15)
            height, width = struct.unpack(">HH", image[place + 5 : place + 9])
            return int(width), int(height)
        else:
            place += 2 + int.from_bytes(image[place + 2 : place + 4], "big")
    return None


def _ranked(boxes: NDArray[np.float64], votes: NDArray[np.int_]) -> list[Box]:
    kept = votes >= min(_COUNTS, votes.max())
    order = np.argsort(-votes[kept] * boxes[kept][:, 2], kind="stable")
    return [(x, y, wide, high) for x, y, wide, high in boxes[kept][order].tolist()]


def _distinct(ranked: list[Box]) -> list[Box]:
    """Drop boxes that overlap a better one or are far smaller than the best: folds of cloth, not a second face."""
    kept: list[Box] = []
    for box in ranked:
        if all(_overlap(box, other) < _OVERLAP for other in kept) and box[2] > _SECOND_FACE * ranked[0][2]:
            kept.append(box)
    return kept


def _overlap(first: Box, second: Box) -> float:
    """The shared area as a share of the smaller box."""
    wide = min(first[0] + first[2], second[0] + second[2]) - max(first[0], second[0])
    high = min(first[1] + first[3], second[1] + second[3]) - max(first[1], second[1])
    return max(0, wide) * max(0, high) / min(first[2] * first[3], second[2] * second[3])


def _crop(gray: Gray, box: Box) -> Gray:
    left, top, width, height = (round(length) for length in box)
    return gray[top : top + height, left : left + width]


def _check_exposure(area: Gray) -> None:
    shades, lights = np.percentile(area, (5, 95))
    if lights < _DARK_LIGHTS:
        raise UnusableImageError("DARK")
    if shades > _BRIGHT_SHADES:
        raise UnusableImageError("BRIGHT")


def detail_share(face: Gray) -> float:
    """Variance of the face's fine detail as a share of its coarser one; sensor noise is finer and hardly raises it."""
    area = cv2.resize(face, (120, 120), interpolation=cv2.INTER_AREA).astype(np.float32)
    levels = [cv2.GaussianBlur(area, (0, 0), spread) for spread in (1.2, 2.4, 3.0, 8.0)]
    return float((levels[0] - levels[1]).var() / ((levels[2] - levels[3]).var() + 4))


def _check_sharpness(face: Gray) -> None:
    if detail_share(face) < _LEAST_DETAIL:
        raise UnusableImageError("BLURRED")
