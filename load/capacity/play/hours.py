"""What happens in each half hour of a day: who comes, what wait they meet, how many stand in line and at devices.

A half hour counts two things apart: people, by when they arrive; and time, by the clock, whoever stands there.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from load.capacity.model.demand import HALF_HOUR_S
from load.capacity.play.columns import LOST_CODES, Columns, Doubles

HALF_HOURS = 48
EDGES_S = np.arange(HALF_HOURS + 1) * HALF_HOUR_S
"""Where half hours begin; the last one goes on, for those who are still there after midnight."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hours:
    """Sums of a site and day. Shape: an array of 48 each.

    By arrival: `came`, `lost` of them, and `virtual_wait_s`, what all of them would have waited, had they stayed. By
    the clock: `waiting_s`, people in line summed over time, and `busy_s`, devices taken.
    """

    came: Doubles
    lost: Doubles
    virtual_wait_s: Doubles
    waiting_s: Doubles
    busy_s: Doubles


def hours_of(columns: Columns) -> Hours:
    """The half hours of one site and day."""
    came = columns.came
    arrivals = np.clip(columns.arrival_s[came] // HALF_HOUR_S, 0, HALF_HOURS - 1).astype(np.int64)
    busy_s = stretches(columns.stint_start_s, columns.stint_end_s)
    gone_s = np.where(columns.started, columns.end_s, columns.arrival_s + columns.wait_s)[came]
    return Hours(
        came=_sums(arrivals, np.ones(len(arrivals))),
        lost=_sums(arrivals, np.isin(columns.fate[came], LOST_CODES).astype(np.float64)),
        virtual_wait_s=_sums(arrivals, columns.virtual_wait_s[came]),
        waiting_s=np.maximum(stretches(columns.arrival_s[came], gone_s) - busy_s, 0.0),
        busy_s=busy_s,
    )


def stretches(begins_s: Doubles, ends_s: Doubles) -> Doubles:
    """How much of all stretches together falls into each half hour. Unit: seconds."""
    grown = _begun(begins_s) - _begun(ends_s)
    grown[-1] = float(np.sum(ends_s - begins_s))
    amounts: Doubles = np.maximum(np.diff(grown), 0.0)  # what rounding leaves may be below 0
    return amounts


def _begun(moments_s: Doubles) -> Doubles:
    """For each edge, the time since each moment before it, summed: a ramp for each moment."""
    ordered = np.sort(moments_s)
    before = np.searchsorted(ordered, EDGES_S)
    sums = np.concatenate([[0.0], np.cumsum(ordered)])
    ramps: Doubles = EDGES_S * before - sums[before]
    return ramps


def _sums(half_hours: NDArray[np.int64], amounts: Doubles) -> Doubles:
    found: Doubles = np.bincount(half_hours, weights=amounts, minlength=HALF_HOURS).astype(np.float64)
    return found
