"""The reference matcher behind the `FaceMatcher` port: a quality gate, a comparison and an attack detector, all trained here.

It was trained on the generator's faces and is good at them; a low error rate on those says nothing about real people. A
picture is looked at once: found, measured, described; what is kept of it is small.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import cv2
import numpy as np

from harness.reference.face.fingerprint import fingerprint
from harness.reference.face.landmarks import LandmarkFinder
from harness.reference.face.likeness import THRESHOLD, Likeness
from harness.reference.face.model import FaceModel, trained_model
from harness.reference.face.patch import Floats
from harness.reference.face.picture import MIN_SIDE_PX, Picture, UnusableImageError, decode
from harness.reference.face.presentation import Presentation, PresentationDetector
from harness.reference.face.quality import COMPONENTS, NOT_ASSESSED, Assessment, QualityGate

DEFAULT_THRESHOLD = THRESHOLD
DEFAULT_CACHE_SIZE = 4096
LARGEST_SIDE_PX = 640
"""A larger picture is looked at in a smaller copy."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is kept of a picture."""

    reasons: tuple[str, ...]
    components: dict[str, int]
    print: bytes = b""
    template: Floats | None = None
    presentation: Presentation | None = None


class TrainedFaceMatcher:
    """Judges and compares images; safe to call from several threads.

    `cache_size` bounds how many pictures are remembered, by SHA-256 of the image bytes; 0 remembers none.
    """

    def __init__(
        self,
        *,
        threshold: float = DEFAULT_THRESHOLD,
        cache_size: int = DEFAULT_CACHE_SIZE,
        model: FaceModel | None = None,
    ) -> None:
        model = model or trained_model()
        self._threshold = threshold
        self._gate = QualityGate(model.quality, LandmarkFinder(model.landmarks))
        self._likeness = Likeness(model.likeness)
        self._presentation = PresentationDetector(model.presentation)
        self._known: _Kept[_Seen] = _Kept(cache_size)

    def quality(self, image: bytes) -> tuple[str, ...]:
        """The reasons why an image is not usable, the likeliest cause first; none for a usable one.

        Codes of `harness.world.faces`: `FILE_REASONS` and `REASON_OF`.
        """
        return self._seen(image).reasons

    def components(self, image: bytes) -> dict[str, int]:
        """The quality components, 0 to 100, below 50 refused; -1 for failure to assess."""
        return dict(self._seen(image).components)

    def signs_of_attack(self, image: bytes) -> tuple[str, ...]:
        """The signs that an image shows a print, a screen, a card or a mask; none for a live face.

        Raises:
            UnusableImageError: no face is found.
        """
        return self._presented(image).signs

    def attack_score(self, image: bytes) -> float:
        """How likely an attack is, 0 to 1; one half and more is one.

        Raises:
            UnusableImageError: no face is found.
        """
        return self._presented(image).score

    def fingerprint(self, image: bytes) -> bytes:
        """A print of an image, in which an altered copy differs in few bits; empty for no image."""
        return self._seen(image).print

    def matches(self, portrait: bytes, selfie: bytes) -> bool:
        """Whether two usable images show one person: a score of at least the threshold.

        Raises:
            UnusableImageError: no face is found in one of them; ask `quality` first.
        """
        return self.score(portrait, selfie) >= self._threshold

    def score(self, portrait: bytes, selfie: bytes) -> float:
        """How likely two images show one person, 0 to 1, good enough or not; a score never leaves the server.

        Raises:
            UnusableImageError: no face is found in one of them.
        """
        return self._likeness.score(self._template(portrait), self._template(selfie))

    def _template(self, image: bytes) -> Floats:
        seen = self._seen(image)
        if seen.template is None:
            raise UnusableImageError(*seen.reasons)
        return seen.template

    def _presented(self, image: bytes) -> Presentation:
        seen = self._seen(image)
        if seen.presentation is None:
            raise UnusableImageError(*seen.reasons)
        return seen.presentation

    def _seen(self, image: bytes) -> _Seen:
        return self._known.get(hashlib.sha256(image).digest(), lambda: self._look(image))

    def _look(self, image: bytes) -> _Seen:
        try:
            picture = _bounded(decode(image))
        except UnusableImageError as unusable:
            return _Seen(reasons=unusable.reasons, components=dict.fromkeys(COMPONENTS, NOT_ASSESSED))
        assessed = self._gate.assess(picture)
        components = {str(name): value for name, value in assessed.components.items()}
        seen = _Seen(reasons=assessed.reasons, components=components, print=fingerprint(picture.gray))
        return self._compared(picture, assessed, seen)

    def _compared(self, picture: Picture, assessed: Assessment, seen: _Seen) -> _Seen:
        if assessed.points is None or assessed.face is None:
            return seen
        return _Seen(
            reasons=seen.reasons,
            components=seen.components,
            print=seen.print,
            template=self._likeness.template(picture.gray, assessed.points),
            presentation=self._presentation.judge(picture, assessed.points),
        )


def _bounded(picture: Picture) -> Picture:
    """The picture, or a smaller copy of a large one.

    Raises:
        UnusableImageError: TOO_SMALL, of a strip that is no picture any more when it is made smaller.
    """
    shrink = LARGEST_SIDE_PX / max(picture.gray.shape)
    if shrink >= 1:
        return picture
    if min(picture.gray.shape) * shrink < MIN_SIDE_PX:
        raise UnusableImageError("TOO_SMALL")
    color = cv2.resize(picture.color, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    gray = cv2.cvtColor(color, cv2.COLOR_BGR2GRAY)
    return Picture(color=np.asarray(color, dtype=np.uint8), gray=np.asarray(gray, dtype=np.uint8))


class _Kept(Generic[Value]):
    """A bounded memory that forgets what was asked for longest ago; two threads may compute one value twice."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[bytes, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: bytes, compute: Callable[[], Value]) -> Value:
        """The value of that name, computed where it is not known."""
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
