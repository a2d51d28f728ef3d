"""Clocks: the machine's, one that stands beside another, and one that only moves when it is told to."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from harness.world.ports import Clock


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """The time in UTC."""
        return datetime.now(UTC)


@dataclass
class OffsetClock:
    """A clock that stands `offset_s` seconds ahead of (or behind) another: a phone that is set wrongly."""

    base: Clock = field(default_factory=SystemClock)
    offset_s: float = 0.0

    def now(self) -> datetime:
        """The time of the base clock plus the offset."""
        return self.base.now() + timedelta(seconds=self.offset_s)


@dataclass
class ManualClock:
    """A clock that stands still until `advance` is called."""

    time: datetime

    def now(self) -> datetime:
        """The time that was set."""
        return self.time

    def advance(self, seconds: float) -> None:
        """Move the clock."""
        self.time += timedelta(seconds=seconds)
