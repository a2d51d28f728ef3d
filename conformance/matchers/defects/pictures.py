"""Defects of how pictures are read: what stands beside the pixels, and which way up they are."""

from conformance.matchers.defects.comparing import Moved
from conformance.matchers.defects.registry import Honest, Json, defect, score_of
from conformance.matchers.file_parts import exif_segment
from conformance.matchers.metadata import SHARED_MARK

_COMMENT = b"taken on a Tuesday"
_ARTIST = b"A. Person"
_TURNED = exif_segment(turn=6)


class _LooksBeside(Moved):
    """Looks for something in the files."""

    sought = b""

    def _beside(self, answer: Json, *pictures: bytes) -> Json:
        return self.moved(answer, 1.0) if any(self.sought in picture for picture in pictures) else answer

    def compare(self, portrait: bytes, selfie: bytes) -> Json:
        """Moved where it is found."""
        return self._beside(super().compare(portrait, selfie), portrait, selfie)

    def quality(self, image: bytes) -> Json:
        """Moved where it is found."""
        return self._beside(super().quality(image), image)

    def attack(self, images: list[bytes]) -> Json:
        """Moved where it is found."""
        return self._beside(super().attack(images), *images)


@defect("reads-comments")
class ReadsComments(_LooksBeside):
    """A comment changes the answer."""

    sought = _COMMENT


@defect("reads-names-in-exif")
class ReadsExif(_LooksBeside):
    """A name in Exif changes the answer."""

    sought = _ARTIST


@defect("believes-a-shared-mark")
class BelievesMarks(Honest):
    """Two files that bear one mark are of one person."""

    def compare(self, portrait: bytes, selfie: bytes) -> Json:
        """The highest score where both bear it."""
        answer = super().compare(portrait, selfie)
        is_shared = SHARED_MARK in portrait and SHARED_MARK in selfie
        return {"score": self.identity.score_high} if is_shared and score_of(answer) is not None else answer


@defect("leaves-pictures-lying")
class LeavesLying(Honest):
    """The turn in Exif is not looked at, and who lies on his side does not match."""

    def compare(self, portrait: bytes, selfie: bytes) -> Json:
        """The lowest score for a picture that is to be turned."""
        answer = super().compare(portrait, selfie)
        return {"score": self.identity.score_low} if _TURNED in selfie else answer
