"""What a run does around its tests, which depends on the kind of its target: the two sides of it as types.

`conformance.certification.server`, `.card` and `.matcher` are the proceedings of the three kinds; a run itself
(`conformance.certification.run`) knows none of them.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, Self

from conformance.certification.verdicts import Swept
from harness.world.events import Event, Reason
from harness.world.ports import Facts
from harness.world.results import Named, SanityResult, TargetSummary, TrialResult

NOT_REACHED = SanityResult(passed=False, reason="not reached", because=Reason(code="not_reached"))


class AnyEnvironment(Protocol):
    """What stands around a target while it is tested; a context manager."""

    name: str
    """The target as the user named it."""
    seed: int
    run: str
    work: Path
    again: str
    """What else a command needs that runs a test of this run alone; begins with a blank where it is not empty."""

    @property
    def info_file(self) -> Path:
        """Where the workers of the run read what they join."""
        ...

    def turn(self, *, alone: bool) -> AbstractContextManager[None]:
        """Be on the target with other runs, or `alone`."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


class Proceedings(Protocol):
    """A run as the certifying process takes part in it, in the order of the calls."""

    opening_stage: str
    closing_stage: str
    seed: int
    """Of the simulated world: the target's own people may have brought another than was asked for."""

    def identify(self) -> Facts:
        """Find out whom the run meets.

        Raises:
            HarnessError: the target cannot be tested at all.
        """
        ...

    def open(self) -> tuple[SanityResult, TrialResult | None]:
        """The journey that opens the run, and the trial of the adapter where the kind has one."""
        ...

    def close(self) -> SanityResult:
        """The journey that closes the run."""
        ...

    def sweep(self, events: Sequence[Event]) -> tuple[Swept, list[Event]]:
        """Judge what can be judged at the end alone; the timeline with what was found."""
        ...

    def summary(self, facts: Facts) -> TargetSummary:
        """What was tested."""
        ...

    def policy(self) -> Named:
        """What the target was tested under."""
        ...

    def readings(self) -> dict[str, str]:
        """Where that differs from what it would be of itself."""
        ...

    def wire_suites(self) -> Reason | None:
        """Why the tests of our own wire do not apply; nothing where they do."""
        ...

    def leave(self) -> None:
        """Leave the run."""
        ...
