"""The one clock that everything in a server reads. It can be moved only through the test hooks."""

import time
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
