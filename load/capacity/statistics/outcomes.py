"""What replications come to: the measures of answers, one number for each place of a tally.

Replications are the unit of every interval: customers of a day are not independent of each other, replications are.
"""

from collections.abc import Callable
from enum import StrEnum

import numpy as np

from load.capacity.play.columns import Doubles
from load.capacity.play.tally import Tally

_MINUTE_S = 60.0


class Measure(StrEnum):
    """What can be asked of a simulation; the value is its name in a target."""

    MEAN_WAIT = "mean wait"
    """Over all who had a device. Unit: seconds."""
    P95_WAIT = "p95 wait"
    """The mean over site-days of the wait that 95 of 100 of the day do not exceed. Unit: seconds."""
    VIRTUAL_WAIT = "virtual wait"
    """As if nobody left: the mean over all who came. Unit: seconds."""
    ABANDONMENT = "abandon"
    """Who left the queue, of all who came."""
    LOST = "lost"
    """Who turned away, left the queue or was sent away at closing, of all who came."""

    @property
    def is_share(self) -> bool:
        """Whether it has no unit."""
        return self in {Measure.ABANDONMENT, Measure.LOST}

    def told(self, value: float) -> str:
        """A value as people read it: minutes or percent."""
        return f"{value:.2%}" if self.is_share else f"{value / _MINUTE_S:.2f} min"


def values(tally: Tally, measure: Measure) -> Doubles:
    """The measure at each place: 0 where nobody came, without end where all who came waited and left."""
    found = _VALUES[measure](tally)
    return np.where(np.isnan(found), np.where(tally.came > 0, np.inf, 0.0), found)


_VALUES: dict[Measure, Callable[[Tally], Doubles]] = {
    Measure.MEAN_WAIT: lambda tally: tally.mean_wait_s,
    Measure.P95_WAIT: lambda tally: tally.p95_wait_s,
    Measure.VIRTUAL_WAIT: lambda tally: tally.mean_virtual_wait_s,
    Measure.ABANDONMENT: lambda tally: tally.abandonment,
    Measure.LOST: lambda tally: tally.lost,
}
