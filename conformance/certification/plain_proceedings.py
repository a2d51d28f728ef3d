"""What a run does around its tests where the target has no people, messages, adapter or readings: a card or a matcher."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from conformance.certification.verdicts import Swept
from conformance.session import Joined
from harness.world.events import Event, Reason
from harness.world.reasons import sentence
from harness.world.results import SanityResult, TrialResult

AnyJoined = TypeVar("AnyJoined", bound=Joined)


class PlainProceedings(ABC, Generic[AnyJoined]):
    """The same short journey before the tests and after them; nothing is judged later than in its test."""

    opening_stage = "opening journey"
    closing_stage = "closing journey"

    def __init__(self, session: AnyJoined, *, name: str) -> None:
        self._session = session
        self._name = name
        self.seed = session.info.seed

    @abstractmethod
    def _journey(self) -> Reason | None:
        """Why the journey came to no good end."""

    def open(self) -> tuple[SanityResult, TrialResult | None]:
        """The journey, and no adapter to try."""
        return self.close(), None

    def close(self) -> SanityResult:
        """The same once more: a target that is broken, or was broken by us, is no pass."""
        because = self._journey()
        return SanityResult(passed=because is None, reason=sentence(because) if because else "", because=because)

    def sweep(self, events: Sequence[Event]) -> tuple[Swept, list[Event]]:
        """Nothing is judged at the end alone."""
        return Swept(broken={}), list(events)

    def readings(self) -> dict[str, str]:
        """There is nothing to read one way or the other."""
        return {}

    def wire_suites(self) -> Reason | None:
        """All tests are of the one wire."""
        return None

    def leave(self) -> None:
        """Leave the run."""
        self._session.leave()
