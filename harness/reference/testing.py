"""What the test hooks move: the one clock that everything in a server reads, and how a set-back clock is noticed."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class OffsetClock:
    """The machine's clock plus an offset."""

    def __init__(self) -> None:
        self._offset = timedelta(0)

    @property
    def offset_s(self) -> float:
        """How far this clock stands ahead of the machine's."""
        return self._offset.total_seconds()

    def move(self, offset_s: float) -> None:
        """Set the offset; 0 restores the machine's time.

        Raises:
            OverflowError: the time would leave the calendar.
        """
        offset = timedelta(seconds=offset_s)
        datetime.now(UTC) + offset  # the sum must exist before it is kept
        self._offset = offset

    def now(self) -> datetime:
        """The time in UTC."""
        return datetime.now(UTC) + self._offset

    def elapsed(self) -> float:
        """Seconds since some moment; never moved, for rates and waits."""
        return time.monotonic()


class ClockWatch:
    """Remembers the latest time that was read, also over a restart, to see a clock that was set back (THR-060)."""

    def __init__(self, latest: datetime, *, went_back: Callable[[datetime, datetime], bool]) -> None:
        self._latest = latest
        self._went_back = went_back

    def sees_regression(self, now: datetime) -> bool:
        """Whether the clock was set back since it was read last; told once."""
        regressed = self._went_back(self._latest, now)
        self._latest = now if regressed else max(self._latest, now)
        return regressed
