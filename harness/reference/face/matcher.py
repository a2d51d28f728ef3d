"""The first face matcher behind the `FaceMatcher` port: OpenCV detection and an aligned comparison of fine detail.

It is honest about what it is: calibrated on drawn faces, without a trained model, with the simplest attack detection. An
error rate measured with it says nothing about real people. Its default threshold lies in the gap between the lowest
genuine and the highest impostor score of a development set of drawn identities.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from harness.reference.face.attack import shows_a_grid
from harness.reference.face.comparison import likeness
from harness.reference.face.fingerprint import fingerprint
from harness.reference.face.template import FaceFinder, FaceTemplate, UnusableImageError

DEFAULT_THRESHOLD = 0.70
DEFAULT_CACHE_SIZE = 4096

Value = TypeVar("Value")


class OpenCvFaceMatcher:
    """Judges and compares images; safe to call from several threads.

    `cache_size` bounds the templates and the scores that are kept, by SHA-256 of the image bytes; 0 keeps none.
    """

    def __init__(self, *, threshold: float = DEFAULT_THRESHOLD, cache_size: int = DEFAULT_CACHE_SIZE) -> None:
        self._threshold = threshold
        self._finder = FaceFinder()
        self._templates: _Kept[FaceTemplate | UnusableImageError] = _Kept(cache_size)
        self._scores: _Kept[float] = _Kept(cache_size)

    def quality(self, image: bytes) -> tuple[str, ...]:
        """The reasons why an image is not usable, none for a usable one.

        One of NOT_AN_IMAGE, TOO_SMALL, DARK, BRIGHT, NO_FACE, TWO_FACES, BLURRED.
        """
        judged = self._judged(image, hashlib.sha256(image).digest())
        return judged.reasons if isinstance(judged, UnusableImageError) else ()

    def signs_of_attack(self, image: bytes) -> tuple[str, ...]:
        """GRID where a usable image seems to show a print or a screen; none for a live face."""
        return ("GRID",) if shows_a_grid(image) else ()

    def fingerprint(self, image: bytes) -> bytes:
        """A print of a usable image, in which an altered copy differs in few bits."""
        return fingerprint(image)

    def matches(self, portrait: bytes, selfie: bytes) -> bool:
        """Whether two usable images show one person: a score of at least the threshold.

        Raises:
            UnusableImageError: one of them is not usable; ask `quality` first.
        """
        return self.score(portrait, selfie) >= self._threshold

    def score(self, portrait: bytes, selfie: bytes) -> float:
        """How alike two usable images are, from -1 to 1; for calibration only, a score never leaves the server.

        Raises:
            UnusableImageError: one of them is not usable.
        """
        names = hashlib.sha256(portrait).digest(), hashlib.sha256(selfie).digest()
        return self._scores.get(
            names[0] + names[1], lambda: likeness(self._usable(portrait, names[0]), self._usable(selfie, names[1]))
        )

    def _usable(self, image: bytes, name: bytes) -> FaceTemplate:
        judged = self._judged(image, name)
        if isinstance(judged, UnusableImageError):
            raise UnusableImageError(*judged.reasons)
        return judged

    def _judged(self, image: bytes, name: bytes) -> FaceTemplate | UnusableImageError:
        return self._templates.get(name, lambda: self._judge(image))

    def _judge(self, image: bytes) -> FaceTemplate | UnusableImageError:
        try:
            return self._finder.template(image)
        except UnusableImageError as unusable:
            return UnusableImageError(*unusable.reasons)  # a fresh one: a kept traceback would keep the pixels


class _Kept(Generic[Value]):
    """A bounded memory that forgets what was asked for longest ago; two threads may compute one value twice."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[bytes, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: bytes, compute: Callable[[], Value]) -> Value:
        with self._lock:
            if name in self._values:
                self._values.move_to_end(name)
                return self._values[name]
        value = compute()
        with self._lock:
            if self._size > 0:
                self._values[name] = value
                while len(self._values) > self._size:
                    self._values.popitem(last=False)
        return value
