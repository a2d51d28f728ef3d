"""Questions of a test: pictures by name, every question and its answer as evidence, reasons in the words of the port."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from conformance.matchers.caller import Answer, MatcherUnderTest
from conformance.matchers.pictures import Picture
from conformance.matchers.port import AttackAnswer, Comparison, Failure, Identity, Operation, QualityAnswer
from conformance.matchers.transport import Way
from harness.world.events import MatcherDetail
from harness.world.limits import OBSERVED, clipped
from simulators.journal import Journal

Found = TypeVar("Found", Comparison, QualityAnswer, AttackAnswer)


@dataclass
class AskedMatcher:
    """A matcher as tests ask it; one process, or one connection, until `renew`."""

    way: Way
    journal: Journal
    reasons: Mapping[str, str] = field(default_factory=dict)
    """What the matcher calls a reason -> what the port calls it."""

    def __post_init__(self) -> None:
        self._matcher = MatcherUnderTest(self.way)
        self.crashes = 0
        """Calls that ended a process of the matcher, or cut a connection."""

    @property
    def identity(self) -> Identity:
        """Who it is."""
        return self._matcher.identity

    def compare(self, portrait: Picture, selfie: Picture) -> Comparison | Failure:
        """How alike two faces are."""
        return self._renamed(
            self._noted("compare", (portrait, selfie), self._matcher.compare(portrait.file, selfie.file).answer)
        )

    def quality(self, image: Picture) -> QualityAnswer | Failure:
        """How good a picture is."""
        answer = self._noted("quality", (image,), self._matcher.quality(image.file).answer)
        if isinstance(answer, QualityAnswer):
            reasons = tuple(self.reasons.get(reason, reason) for reason in answer.reasons)
            return msgspec.structs.replace(answer, reasons=reasons)
        return answer

    def attack(self, images: Sequence[Picture]) -> AttackAnswer | Failure:
        """Whether pictures show an attack."""
        answer = self._matcher.attack([image.file for image in images]).answer
        return self._renamed(self._noted("attack", images, answer))

    def ask(self, operation: Operation, pictures: Sequence[Picture]) -> Answer | Failure:
        """Any of the three."""
        match operation:
            case "compare":
                return self.compare(pictures[0], pictures[1])
            case "quality":
                return self.quality(pictures[0])
            case "attack":
                return self.attack(pictures)

    def renew(self) -> None:
        """Another process, or another connection, that remembers nothing of the last one.

        Raises:
            HarnessError: it does not say who it is any more.
        """
        self._matcher.close()
        self._matcher = MatcherUnderTest(self.way)

    def memory(self) -> int | None:
        """The most memory of its processes since the last time this was asked. *Unit*: bytes."""
        return self._matcher.memory()

    def close(self) -> None:
        """End the connection."""
        self._matcher.close()

    def _renamed(self, answer: Found | Failure) -> Found | Failure:
        if isinstance(answer, Failure) and answer.cause == "REFUSED":
            return msgspec.structs.replace(answer, note=self.reasons.get(answer.note, answer.note))
        return answer

    def _noted(self, operation: Operation, pictures: Sequence[Picture], answer: Found | Failure) -> Found | Failure:
        lost = None
        if isinstance(answer, Failure):
            lost = f"{answer.cause} {answer.note}".strip()
            self.crashes += answer.cause == "CRASHED"
        detail = MatcherDetail(
            operation=operation,
            pictures=[f"{each.name} ({len(each.file)} bytes, sha256 {each.digest[:16]})" for each in pictures],
            answer="" if lost else clipped(msgspec.json.encode(answer).decode(), OBSERVED),
            lost=clipped(lost) if lost else None,
        )
        self.journal.record("matcher", operation, detail)
        return answer
