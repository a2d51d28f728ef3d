"""SimPy's environment with moments: events at an exact time, and an order among those of one time.

SimPy orders the events of one time by a number and then by age; its own use 0 and 1, so what happens *because of* an
event happens before the next of ours. `timeout` adds a delay to the time, which may miss it by a bit; a moment does not.
"""

from collections.abc import Generator
from enum import IntEnum
from heapq import heappush

import simpy
from simpy.events import EventPriority

Steps = Generator[simpy.Event, object, None]
"""What a process of SimPy is made of."""


class Rank(IntEnum):
    """The order of what happens at one time; `simpy_engine` says what it means."""

    END = 10
    GATE = 20
    START = 30
    PATIENCE = 40
    ARRIVAL = 50


class Moment(simpy.Event):
    """An event that is bound to happen."""

    def __init__(self, clock: "Clock") -> None:
        super().__init__(clock)
        self._ok = True
        self._value = None


class Clock(simpy.Environment):
    """Time of a day, in seconds after midnight."""

    def moment(self, at_s: float, rank: Rank) -> Moment:
        """An event at exactly this time, and never in the past."""
        event = Moment(self)
        entry = (max(at_s, float(self.now)), EventPriority(rank), next(self._eid), event)
        heappush(self._queue, entry)
        return event
