"""Defects of the comparison: what it looks at, and what it remembers."""

import json
import os
import zlib

import cv2
import numpy as np

from conformance.matchers.defects.registry import Honest, Json, components_of, defect, score_of
from conformance.matchers.over_pipe import PipeTransport

_OTHER = 0.05
"""By how much of its scale an answer is moved."""
_EXTRA, _FINER = "naturalness", "expression_neutrality"
"""Components that no defect is about; the second one tells answers apart that the first one rounds to the same."""
_ALL_SUMS = 1 << 32
_GOLDEN = 0.6180339887
"""Multiples of it have fractions that lie far apart."""


def lightness(picture: bytes) -> float:
    """A number that hangs on the pixels alone, 0 to 1."""
    decoded = cv2.imdecode(np.frombuffer(picture, dtype=np.uint8), cv2.IMREAD_GRAYSCALE)
    return 0.0 if decoded is None else float(decoded.mean()) / 255


class Moved(Honest):
    """Answers that are moved a little, by a number from 0 to 1."""

    def moved(self, answer: Json, by: float) -> Json:
        """Another score within the bounds, or other components."""
        score = score_of(answer)
        identity = self.identity
        if "reasons" in answer:
            moved = {_EXTRA: round(100 * by), _FINER: round(10_000 * by) % 100}
            return {**answer, "components": {**components_of(answer), **moved}}
        if score is None:
            return answer
        is_attack = "is_attack" in answer
        low, high = (
            (identity.attack_low, identity.attack_high) if is_attack else (identity.score_low, identity.score_high)
        )
        shift = _OTHER * (high - low) * (0.1 + 0.9 * by)
        return {**answer, "score": score - shift if score - shift >= low else score + shift}


@defect("constant-score")
class Constant(Honest):
    """Everybody scores alike."""

    def compare(self, portrait: bytes, selfie: bytes) -> Json:
        """The threshold, whoever it is."""
        answer = super().compare(portrait, selfie)
        return answer if score_of(answer) is None else {"score": self.identity.threshold}


@defect("ignores-the-portrait")
class IgnoresPortrait(Honest):
    """Only the selfie counts."""

    def compare(self, portrait: bytes, selfie: bytes) -> Json:
        """A score of the selfie's pixels."""
        answer = super().compare(portrait, selfie)
        room = self.identity.score_high - self.identity.threshold
        return answer if score_of(answer) is None else {"score": self.identity.threshold + room * lightness(selfie)}


@defect("ignores-the-selfie")
class IgnoresSelfie(Honest):
    """Only the portrait counts."""

    def compare(self, portrait: bytes, selfie: bytes) -> Json:
        """A score of the portrait's pixels."""
        answer = super().compare(portrait, selfie)
        room = self.identity.score_high - self.identity.threshold
        return answer if score_of(answer) is None else {"score": self.identity.threshold + room * lightness(portrait)}


@defect("remembers-the-first-portrait")
class RemembersPortrait(Honest):
    """A selfie keeps the score that it had with the portrait before."""

    def __init__(self, inner: PipeTransport) -> None:
        super().__init__(inner)
        self._last: tuple[bytes, Json] = (b"", {})

    def compare(self, portrait: bytes, selfie: bytes) -> Json:
        """The answer to the question before where that was about the same selfie."""
        if selfie != self._last[0]:
            self._last = (selfie, super().compare(portrait, selfie))
        return self._last[1]


@defect("portrait-is-no-match-for-itself")
class NoMatchForItself(Honest):
    """The same picture twice is taken for a fraud, and scored as one."""

    def compare(self, portrait: bytes, selfie: bytes) -> Json:
        """The lowest score for two equal files."""
        return {"score": self.identity.score_low} if portrait == selfie else super().compare(portrait, selfie)


@defect("score-trembles")
class Trembles(Moved):
    """The same question gets another answer each time."""

    def __init__(self, inner: PipeTransport) -> None:
        super().__init__(inner)
        self._asked_before = 0

    def answered(self, asked: Json) -> Json:
        """Moved by how often it was asked."""
        answer = super().answered(asked)
        if asked.get("operation") == "identify":
            return answer
        self._asked_before += 1
        return self.moved(answer, self._asked_before * _GOLDEN % 1)


@defect("leans-on-the-picture-before")
class LeansOnTheLast(Moved):
    """The picture that was asked about before this one shows in the answer."""

    def __init__(self, inner: PipeTransport) -> None:
        super().__init__(inner)
        self._this, self._before = 0, 0

    def answered(self, asked: Json) -> Json:
        """Moved by the question before; the same question twice is one."""
        answer = super().answered(asked)
        if asked.get("operation") == "identify":
            return answer
        this = zlib.crc32(json.dumps({**asked, "id": 0}).encode())
        if this != self._this:
            self._this, self._before = this, self._this
        return self.moved(answer, self._before / _ALL_SUMS)


@defect("another-after-a-restart")
class AnotherAfterRestart(Moved):
    """Each process answers in its own way."""

    def answered(self, asked: Json) -> Json:
        """Moved by the number of the process."""
        answer = super().answered(asked)
        return answer if asked.get("operation") == "identify" else self.moved(answer, os.getpid() * _GOLDEN % 1)
