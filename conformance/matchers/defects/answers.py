"""Defects of what is answered: reasons, attack decisions, components, bounds."""

from conformance.matchers.defects.registry import Honest, Json, components_of, defect, reasons_of, score_of
from harness.world.faces import FILE_REASONS, REASON_OF

_OF_FILES = set(FILE_REASONS)
_NAMED = {"BLURRED", "DARK", "TWO_FACES", "NO_FACE"}
_PLAIN = 28
_NO_DOUBT = 0.95  # of the way from the least score of an attack to the most
_COVERED = 25
_TINY_BYTES = 1000
"""No picture of a face is so short."""


def is_about_the_file(reasons: list[str], picture: bytes) -> bool:
    """Whether the reasons concern the file and not the face; a face may be too small, too."""
    is_of_file = bool(reasons) and set(reasons) <= _OF_FILES
    return is_of_file and (reasons != ["TOO_SMALL"] or len(picture) < _TINY_BYTES)


@defect("accepts-anything")
class AcceptsAnything(Honest):
    """Every picture that can be read may be used."""

    def quality(self, image: bytes) -> Json:
        """Without reasons, but for those of the file."""
        answer = super().quality(image)
        return answer if is_about_the_file(reasons_of(answer), image) else {**answer, "reasons": []}


@defect("one-reason-for-everything")
class OneReason(Honest):
    """What is wrong with a picture is never said."""

    def quality(self, image: bytes) -> Json:
        """One reason in the place of each."""
        answer = super().quality(image)
        return {**answer, "reasons": ["BAD_PICTURE"] if reasons_of(answer) else []}


@defect("names-every-reason")
class EveryReason(Honest):
    """Whatever is wrong with a picture, every reason is given."""

    def quality(self, image: bytes) -> Json:
        """All reasons of a face in the place of some."""
        answer = super().quality(image)
        reasons = reasons_of(answer)
        is_face = bool(reasons) and not is_about_the_file(reasons, image)
        return {**answer, "reasons": sorted(set(REASON_OF.values()))} if is_face else answer


@defect("knows-four-reasons")
class FourReasons(Honest):
    """Light, noise, pose and the rest are looked past."""

    def quality(self, image: bytes) -> Json:
        """Only what FAC-001 names, and files."""
        answer = super().quality(image)
        return {**answer, "reasons": [reason for reason in reasons_of(answer) if reason in _NAMED | _OF_FILES]}


@defect("unclear-is-a-mismatch")
class UnclearIsMismatch(Honest):
    """A blurred picture may be used, and does not match."""

    def quality(self, image: bytes) -> Json:
        """Blur alone is no reason."""
        answer = super().quality(image)
        return (
            answer
            if is_about_the_file(reasons_of(answer), image) or "NO_FACE" in reasons_of(answer)
            else {**answer, "reasons": []}
        )

    def compare(self, portrait: bytes, selfie: bytes) -> Json:
        """Whatever cannot be compared for the face that it shows does not match."""
        answer = super().compare(portrait, selfie)
        reasons = reasons_of(super().quality(selfie))
        if reasons and not is_about_the_file(reasons, selfie) and "NO_FACE" not in reasons:
            return {"score": self.identity.score_low}
        return answer


@defect("fails-at-a-blurred-picture")
class FailsAtBlur(Honest):
    """A blurred picture is an error of the matcher's own, and nobody hears that it is unclear."""

    def compare(self, portrait: bytes, selfie: bytes) -> Json:
        """An error in the place of an answer."""
        is_blurred = "BLURRED" in reasons_of(super().quality(selfie))
        return {"error": "no features"} if is_blurred else super().compare(portrait, selfie)


@defect("mismatch-is-unclear")
class MismatchIsUnclear(Honest):
    """Somebody else's picture is called blurred."""

    def compare(self, portrait: bytes, selfie: bytes) -> Json:
        """No score below the threshold."""
        answer = super().compare(portrait, selfie)
        score = score_of(answer)
        return {"failure": "BLURRED"} if score is not None and score < self.identity.threshold else answer


@defect("scores-what-is-no-face")
class ScoresNoFace(Honest):
    """A picture without a face is a mismatch."""

    def compare(self, portrait: bytes, selfie: bytes) -> Json:
        """The lowest score in the place of a refusal for the face."""
        answer = super().compare(portrait, selfie)
        is_of_file = is_about_the_file(reasons_of(super().quality(selfie)), selfie)
        return {"score": self.identity.score_low} if "failure" in answer and not is_of_file else answer


@defect("sees-no-attack")
class SeesNoAttack(Honest):
    """Everybody passes for a living face."""

    def attack(self, images: list[bytes]) -> Json:
        """The score stays, the decision does not."""
        answer = super().attack(images)
        return {**answer, "is_attack": False} if "is_attack" in answer else answer


@defect("decides-against-its-score")
class AgainstItsScore(Honest):
    """The score falls as the picture looks more like an attack."""

    def attack(self, images: list[bytes]) -> Json:
        """The score upside down."""
        answer, identity = super().attack(images), self.identity
        score = score_of(answer)
        return answer if score is None else {**answer, "score": identity.attack_low + identity.attack_high - score}


@defect("one-frame-only")
class OneFrame(Honest):
    """A presentation of several frames is too much."""

    def attack(self, images: list[bytes]) -> Json:
        """An error in the place of an answer."""
        return super().attack(images) if len(images) == 1 else {"error": "one picture at a time"}


@defect("quality-rises-with-the-dose")
class QualityRises(Honest):
    """The worse a picture is, the better it is found."""

    def quality(self, image: bytes) -> Json:
        """Components upside down."""
        answer = super().quality(image)
        return {**answer, "components": {name: 100 - max(value, 0) for name, value in components_of(answer).items()}}


@defect("refuses-slight-doses-alone")
class SlightDosesAlone(Honest):
    """What is plainly spoiled is taken again."""

    def quality(self, image: bytes) -> Json:
        """No reason where a component is very low or cannot be assessed."""
        answer = super().quality(image)
        lowest = min(components_of(answer).values(), default=100)
        is_plain = lowest < _PLAIN and not is_about_the_file(reasons_of(answer), image)
        return {**answer, "reasons": []} if is_plain else answer


@defect("looks-past-a-covered-face")
class LooksPastCover(Honest):
    """A hand before the face is noticed, and a face that is covered in full is not."""

    def quality(self, image: bytes) -> Json:
        """OCCLUDED for a slight dose alone."""
        answer = super().quality(image)
        is_plain = components_of(answer).get("face_occlusion_prevention", 0) < _COVERED
        return {**answer, "reasons": [each for each in reasons_of(answer) if not (is_plain and each == "OCCLUDED")]}


@defect("score-beyond-its-bounds")
class BeyondBounds(Honest):
    """A plain attack scores more than the most."""

    def attack(self, images: list[bytes]) -> Json:
        """Beyond the upper bound where there is no doubt."""
        answer, identity = super().attack(images), self.identity
        least = identity.attack_low + _NO_DOUBT * (identity.attack_high - identity.attack_low)
        return {**answer, "score": identity.attack_high + 1} if (score_of(answer) or 0) > least else answer


@defect("component-beyond-a-hundred")
class ComponentBeyond(Honest):
    """A component of more than a hundred."""

    def quality(self, image: bytes) -> Json:
        """Where a picture is refused for its face."""
        answer = super().quality(image)
        reasons = reasons_of(answer)
        is_face = bool(reasons) and not is_about_the_file(reasons, image)
        return {**answer, "components": {**components_of(answer), "sharpness": 101}} if is_face else answer


@defect("score-is-no-number")
class NoNumber(Honest):
    """NaN in the place of a refusal."""

    def compare(self, portrait: bytes, selfie: bytes) -> Json:
        """NaN where the face cannot be compared."""
        answer = super().compare(portrait, selfie)
        is_of_file = is_about_the_file(reasons_of(super().quality(selfie)), selfie)
        return {"score": float("nan")} if "failure" in answer and not is_of_file else answer
