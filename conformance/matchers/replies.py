"""Questions together with what was answered, and what each was about: the ground that every figure stands on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from conformance.matchers.answers import Given, key_of
from conformance.matchers.folder import PictureFolder
from conformance.matchers.port import AttackAnswer, Comparison, Failure, Identity, Operation, QualityAnswer
from conformance.matchers.questions import Probe, Question, is_good
from harness.world.faces import FaceRecord


@dataclass(frozen=True, slots=True)
class Compared:
    """A portrait and a picture, and the score; `None` for a failure to acquire."""

    portrait: FaceRecord
    picture: FaceRecord
    score: float | None

    @property
    def is_genuine(self) -> bool:
        """Whether both are of one person."""
        return self.portrait.identity == self.picture.identity


@dataclass(frozen=True, slots=True)
class Judged:
    """A picture and what was said of its quality; a failure has no components and no reasons."""

    picture: FaceRecord
    answer: QualityAnswer
    failed: bool


@dataclass(frozen=True, slots=True)
class Presented:
    """A presentation, by its first picture, and what was said of it; `None` for no response."""

    picture: FaceRecord
    answer: AttackAnswer | None

    @property
    def is_bona_fide(self) -> bool:
        """Whether a person stood before the camera."""
        return self.picture.kind != "attack" and self.picture.species is None


@dataclass(frozen=True)
class Replies:
    """Every question that was answered, in the order of the plan."""

    records: Sequence[FaceRecord]
    identity: Identity
    pairs: Sequence[tuple[Question, Given]]

    @classmethod
    def of(
        cls, folder: PictureFolder, identity: Identity, questions: Sequence[Question], known: dict[str, Given]
    ) -> "Replies":
        """Join them; a question without an answer is left out."""
        keyed = ((question, known.get(key_of(question, folder))) for question in questions)
        return cls(folder.records, identity, [(question, found) for question, found in keyed if found])

    def asked(self, operation: Operation, probe: Probe = "") -> Iterator[tuple[Question, Given]]:
        """The questions of one operation, asked in one way."""
        return (pair for pair in self.pairs if pair[0].operation == operation and pair[0].probe == probe)

    @cached_property
    def compared(self) -> list[Compared]:
        """Every comparison."""
        return [
            Compared(self.records[question.pictures[0]], self.records[question.pictures[1]], score_of(given))
            for question, given in self.asked("compare")
        ]

    @property
    def genuine(self) -> list[Compared]:
        """Good selfies with the portrait of their person."""
        return [each for each in self.compared if each.is_genuine and is_good(each.picture)]

    @cached_property
    def enrolled(self) -> frozenset[str]:
        """The files of the portraits with which any comparison had a score."""
        return frozenset(each.portrait.file for each in self.compared if each.score is not None)

    @property
    def tried(self) -> list[Compared]:
        """Of `genuine`, those with a portrait that is enrolled: a failure of these is one to acquire the selfie."""
        return [each for each in self.genuine if each.portrait.file in self.enrolled]

    @property
    def impostor(self) -> list[Compared]:
        """Good selfies with the portrait of somebody else."""
        return [each for each in self.compared if not each.is_genuine]

    @cached_property
    def judged(self) -> list[Judged]:
        """Every picture whose quality was asked for."""
        return [
            Judged(
                picture=self.records[question.pictures[0]],
                answer=given.quality or QualityAnswer(),
                failed=given.quality is None,
            )
            for question, given in self.asked("quality")
        ]

    @cached_property
    def presented(self) -> list[Presented]:
        """Every presentation."""
        return [Presented(self.records[question.pictures[0]], given.attack) for question, given in self.asked("attack")]


def score_of(given: Given) -> float | None:
    """The score of a comparison or an attack; `None` for a failure."""
    match given.answer:
        case Comparison(score=score) | AttackAnswer(score=score):
            return score
        case QualityAnswer() | Failure():
            return None
