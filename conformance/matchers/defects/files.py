"""Defects of how files are taken: read in part, refused without a name, waited for, and what they do to the process."""

import os
import signal
import sys
import time
from abc import ABC, abstractmethod

import numpy as np

from conformance.matchers.bad_files import BOMB_SIDE
from conformance.matchers.defects.answers import is_about_the_file
from conformance.matchers.defects.registry import Honest, Json, defect, reasons_of
from conformance.matchers.file_parts import declared_pixels
from conformance.matchers.over_pipe import PipeTransport

_BOMB_PIXELS = BOMB_SIDE * BOMB_SIDE
_PHOTOGRAPH_PIXELS = 20_000_000
_MOST_ALLOCATED = 600_000_000
_PAGE = 4096
_LONGER_THAN_A_CALL_S = 6.0


class _OfFiles(Honest, ABC):
    """Does something else with files that are no usable picture."""

    def is_bad(self, *pictures: bytes) -> bool:
        """Whether the matcher behind refuses one of the files for what it is."""
        judged = [(picture, super(_OfFiles, self).quality(picture)) for picture in pictures]
        return any(is_about_the_file(reasons_of(answer), picture) for picture, answer in judged)

    @abstractmethod
    def taken(self, operation: str, answer: Json) -> Json:
        """What becomes of the answer about a bad file."""

    def compare(self, portrait: bytes, selfie: bytes) -> Json:
        """As it is for good files."""
        answer = super().compare(portrait, selfie)
        return self.taken("compare", answer) if self.is_bad(selfie) else answer

    def quality(self, image: bytes) -> Json:
        """As it is for good files."""
        answer = super().quality(image)
        return self.taken("quality", answer) if self.is_bad(image) else answer

    def attack(self, images: list[bytes]) -> Json:
        """As it is for good files."""
        answer = super().attack(images)
        return self.taken("attack", answer) if self.is_bad(*images) else answer


@defect("takes-any-file")
class TakesAnyFile(_OfFiles):
    """What cannot be read is a usable picture of nobody."""

    def taken(self, operation: str, answer: Json) -> Json:  # noqa: ARG002 - whatever it was
        """A calm answer."""
        identity = self.identity
        calm: dict[str, Json] = {
            "compare": {"score": identity.score_low},
            "quality": {"components": {}, "reasons": []},
            "attack": {"score": identity.attack_low, "is_attack": False},
        }
        return calm[operation]


@defect("refuses-without-a-code")
class RefusesWithoutCode(_OfFiles):
    """A sentence in the place of a code."""

    def taken(self, operation: str, answer: Json) -> Json:
        """What an exception said."""
        said = "sorry, something went wrong"
        return {**answer, "reasons": [said]} if operation == "quality" else {"failure": said}


@defect("crashes-at-a-bad-file")
class Crashes(_OfFiles):
    """A bad file ends the process."""

    def taken(self, operation: str, answer: Json) -> Json:  # noqa: ARG002 - nobody hears it
        """The end."""
        sys.stderr.write("the decoder gave up\n")
        sys.stderr.flush()
        os._exit(9)


@defect("stays-confused-after-a-bad-file")
class StaysConfused(_OfFiles):
    """After one bad file nothing is answered any more."""

    def __init__(self, inner: PipeTransport) -> None:
        super().__init__(inner)
        self._is_confused = False

    def taken(self, operation: str, answer: Json) -> Json:  # noqa: ARG002 - the next one is it that suffers
        """The answer, for the last time."""
        self._is_confused = True
        return answer

    def answered(self, asked: Json) -> Json:
        """Nothing, once confused."""
        return {"error": "not ready"} if self._is_confused else super().answered(asked)


class _WorksFirst(Honest, ABC):
    """Does something with every picture before it is asked about."""

    @abstractmethod
    def first(self, picture: bytes) -> None:
        """What is done."""

    def compare(self, portrait: bytes, selfie: bytes) -> Json:
        """The right answer, once that is done."""
        self.first(selfie)
        return super().compare(portrait, selfie)

    def quality(self, image: bytes) -> Json:
        """The right answer, once that is done."""
        self.first(image)
        return super().quality(image)

    def attack(self, images: list[bytes]) -> Json:
        """The right answer, once that is done."""
        for image in images:
            self.first(image)
        return super().attack(images)


def _allocate() -> None:
    """A large array, each page of it written to."""
    np.zeros(_MOST_ALLOCATED, dtype=np.uint8)[::_PAGE] = 1


@defect("decodes-before-it-looks")
class DecodesFirst(_WorksFirst):
    """Room is made for as many pixels as a bomb claims to have."""

    def first(self, picture: bytes) -> None:
        """Room for a bomb."""
        if declared_pixels(picture) >= _BOMB_PIXELS:
            _allocate()


@defect("decodes-large-photographs")
class DecodesPhotographs(_WorksFirst):
    """Bombs are known, but a photograph of very many pixels is unpacked, whatever it takes."""

    def first(self, picture: bytes) -> None:
        """Room for a large photograph."""
        if _PHOTOGRAPH_PIXELS < declared_pixels(picture) < _BOMB_PIXELS:
            _allocate()


@defect("ends-when-a-picture-is-too-large")
class EndsOfMemory(_WorksFirst):
    """A large picture ends the process, as a system does that has no memory left."""

    def first(self, picture: bytes) -> None:
        """The end, as the system makes it."""
        if declared_pixels(picture) > _PHOTOGRAPH_PIXELS:
            os.kill(os.getpid(), signal.SIGKILL)


@defect("is-kept-busy-by-a-bomb")
class KeptBusy(_WorksFirst):
    """A file that claims very many pixels is worked on for longer than anybody waits."""

    def first(self, picture: bytes) -> None:
        """Longer than a call may take."""
        if declared_pixels(picture) >= _BOMB_PIXELS:
            time.sleep(_LONGER_THAN_A_CALL_S)
