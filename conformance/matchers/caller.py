"""A matcher that can be asked: questions go out through a transport, answers that hold come back, failures under their name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Generic, TypeVar

from conformance.matchers import wire
from conformance.matchers.port import AttackAnswer, Comparison, Failure, Identity, Operation, QualityAnswer
from conformance.matchers.transport import Transport, Way
from conformance.matchers.wire import CallError
from harness.commandline import HarnessError

Answer = Comparison | QualityAnswer | AttackAnswer
Found = TypeVar("Found", Comparison, QualityAnswer, AttackAnswer)


@dataclass(frozen=True, kw_only=True)
class Asked(Generic[Found]):
    """What a call came to, and how long it took. *Unit*: seconds."""

    answer: Found | Failure
    seconds: float


class MatcherUnderTest:
    """One connection to a matcher; used by one thread at a time.

    Raises:
        HarnessError: it does not say who it is, so nothing can be asked.
    """

    def __init__(self, way: Way) -> None:
        self._transport: Transport = way.open()
        try:
            self.identity: Identity = wire.read_identity(self._transport.identify())
        except CallError as error:
            self._transport.close()
            raise HarnessError(f"{way.spec}: the matcher does not say who it is: {error}") from None

    def compare(self, portrait: bytes, selfie: bytes) -> Asked[Comparison]:
        """How alike two faces are."""
        return self._asked("compare", (portrait, selfie), lambda text: wire.read_comparison(text, self.identity))

    def quality(self, image: bytes) -> Asked[QualityAnswer]:
        """How good a picture is."""
        return self._asked("quality", (image,), wire.read_quality)

    def attack(self, images: Sequence[bytes]) -> Asked[AttackAnswer]:
        """Whether pictures show an attack."""
        return self._asked("attack", images, lambda text: wire.read_attack(text, self.identity))

    def ask(
        self, operation: Operation, pictures: Sequence[bytes]
    ) -> Asked[Comparison] | Asked[QualityAnswer] | Asked[AttackAnswer]:
        """Any of the three."""
        match operation:
            case "compare":
                portrait, selfie = pictures
                return self.compare(portrait, selfie)
            case "quality":
                return self.quality(pictures[0])
            case "attack":
                return self.attack(pictures)

    def _asked(self, operation: Operation, pictures: Sequence[bytes], read: Callable[[bytes], Found]) -> Asked[Found]:
        question = wire.question(operation, pictures)
        began = perf_counter()
        try:
            answer: Found | Failure = read(self._transport.ask(operation, question))
        except CallError as error:
            answer = error.failure
        return Asked(answer=answer, seconds=perf_counter() - began)

    def memory(self) -> int | None:
        """The most memory of the matcher's processes since the last time this was asked. *Unit*: bytes."""
        return self._transport.memory()

    def close(self) -> None:
        """End the connection."""
        self._transport.close()
