"""What a kernel writes down of everybody, and the codes of fates that compiled code knows."""

import math
from typing import NamedTuple

from load.capacity.kernels.by_numpy import blank
from load.capacity.play.columns import CODE_OF, Doubles, Numbers
from load.capacity.play.day import Fate

SERVED, FAILED = CODE_OF[Fate.SERVED], CODE_OF[Fate.FAILED]
ABANDONED, BALKED = CODE_OF[Fate.ABANDONED], CODE_OF[Fate.BALKED]
CLOSED_OUT, NO_SHOW = CODE_OF[Fate.CLOSED_OUT], CODE_OF[Fate.NO_SHOW]


class Course(NamedTuple):
    """A value for each person, as `Columns` has them; and a value for each replication, by which the kernel is checked."""

    fate: Numbers
    wait_s: Doubles
    virtual_wait_s: Doubles
    start_s: Doubles
    end_s: Doubles
    device: Numbers
    waiting_area_s: Doubles
    busy_area_s: Doubles
    overlap_s: Doubles


def blank_course(people: int, count: int) -> Course:
    """Nothing written yet, of so many people in so many replications."""
    return Course(
        blank(people, SERVED),
        blank(people, 0.0),
        blank(people, 0.0),
        blank(people, math.nan),
        blank(people, math.nan),
        blank(people, -1),
        blank(count, 0.0),
        blank(count, 0.0),
        blank(count, 0.0),
    )
