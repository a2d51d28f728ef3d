"""Something that devices share, had first come, first served, and to whoever is new outside its breaks alone."""

import simpy
from simpy.resources.resource import Request

from load.capacity.engine.clock import Clock, Rank, Steps
from load.capacity.model.disruptions import Spells


class Staff(simpy.Resource):
    """A resource with breaks: who has it keeps it, who asks meanwhile waits for the end."""

    def __init__(self, clock: Clock, *, count: int, breaks: Spells) -> None:
        super().__init__(clock, capacity=count)
        self._clock, self._breaks = clock, breaks

    def resume(self) -> Steps:
        """Have those who wait served as each break ends, one by one as SimPy does it."""
        for _, ends_s in self._breaks:
            yield self._clock.moment(ends_s, Rank.GATE)
            for _ in range(len(self.queue)):
                self._trigger_put(None)

    def _do_put(self, event: Request) -> None:
        now = self._clock.now
        if not any(begins_s <= now < ends_s for begins_s, ends_s in self._breaks):
            super()._do_put(event)
