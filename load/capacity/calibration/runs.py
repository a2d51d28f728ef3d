"""What events of real runs tell: how long the system took for each step, and how often a step was refused.

A time counts if the step was accepted. What a test has provoked says nothing of how often people fail, so refusals count
only outside of tests: in journeys that somebody simply went.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from harness.commandline import UsageError
from harness.world.events import Event, StepDetail

_FILE = "events.jsonl"
Owner = tuple[str, str, str, str | None]
"""Whose steps belong together: run, worker, actor, test."""


@dataclass(frozen=True, slots=True)
class Stepped:
    """A step that was answered."""

    what: str
    took_s: float
    accepted: bool


@dataclass(frozen=True)
class Runs:
    """The answered steps of all runs, by owner, in their order."""

    place: str
    steps: dict[Owner, list[Stepped]] = field(default_factory=lambda: defaultdict(list))

    @property
    def names(self) -> tuple[str, ...]:
        """Every step that was accepted somewhere."""
        return tuple(sorted({one.what for some in self.steps.values() for one in some if one.accepted}))

    def times_s(self, steps: Sequence[str]) -> list[float]:
        """How long these steps took together, for everybody who went through all of them in this order."""
        return [total for some in self.steps.values() for total in _passages(some, steps)]

    def tries(self, step: str) -> tuple[int, int]:
        """How often the step was answered outside of tests, and how often refused."""
        answered = [
            one for (_, _, _, test), some in self.steps.items() if test is None for one in some if one.what == step
        ]
        return len(answered), sum(not one.accepted for one in answered)


def read_runs(path: Path) -> Runs:
    """The steps of a file of events, or of a folder that a run has written.

    Raises:
        UsageError: the file cannot be read, or there is no step in it.
    """
    file = path / _FILE if path.is_dir() else path
    runs = Runs(place=str(file))
    for event in _events(file):
        detail = event.detail
        took_s = (event.ended_at - event.started_at).total_seconds()
        if isinstance(detail, StepDetail) and detail.outcome in {"accepted", "refused"} and took_s > 0:
            owner = event.run, event.worker, event.actor, event.test
            runs.steps[owner].append(Stepped(event.what, took_s, detail.outcome == "accepted"))
    if not runs.names:
        raise UsageError(f"{file}: no step was accepted in these events; give those of a run against a server")
    return runs


def _passages(steps: Sequence[Stepped], wanted: Sequence[str]) -> Iterator[float]:
    reached, total_s = 0, 0.0
    for one in steps:
        if not one.accepted:
            continue
        if one.what == wanted[reached]:
            reached, total_s = reached + 1, total_s + one.took_s
        elif one.what in wanted:
            reached, total_s = (1, one.took_s) if one.what == wanted[0] else (0, 0.0)
        if reached == len(wanted):
            yield total_s
            reached, total_s = 0, 0.0


def _events(file: Path) -> Iterator[Event]:
    decoder = msgspec.json.Decoder(Event)
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    yield decoder.decode(line)
                except (msgspec.DecodeError, UnicodeDecodeError) as error:
                    if not line.endswith(b"\n"):
                        return
                    raise UsageError(f"{file}: line {number}: {error}") from None
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}; give events.jsonl, or the folder of a run") from None
