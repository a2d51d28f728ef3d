"""All that a kernel's loop reads of a site and day, laid out so that it is read one by one."""

import math
from typing import NamedTuple

from load.capacity.kernels.by_numpy import listed
from load.capacity.kernels.crowd import Arrivals, Crowd
from load.capacity.kernels.floor import Stops, stalls, stops_of
from load.capacity.kernels.spells import Spells, shut
from load.capacity.kernels.tables import Laws, Today
from load.capacity.play.columns import Doubles, Marks, Numbers


class Reading(NamedTuple):
    """A value for each person, but for the last four rows.

    Stretches in which a device takes nobody stand in one row, `width` of them for each device in each replication; nobody
    starts at `limit_s` or later. `stalled` has a mark for each replication in which a service may be held up.
    """

    kind: Numbers
    arrival_s: Doubles
    shows: Doubles
    patience_s: Doubles
    balk_draw: Doubles
    succeeds: Doubles
    balk_from: Doubles
    balk_chance: Doubles
    rank_of: Numbers
    width: int
    begins_s: Doubles
    ends_s: Doubles
    closes_s: float
    limit_s: float
    stalled: Marks
    stops: Stops


def reading_of(today: Today, laws: Laws, came: Arrivals, crowd: Crowd, broken: Spells, out: Spells) -> Reading:  # noqa: PLR0913, PLR0917 - numba takes no keywords
    """Everything laid out."""
    closed = shut(today, broken)
    return Reading(
        listed(came.kind),
        listed(came.arrival_s),
        listed(came.shows),
        listed(crowd.patience_s),
        listed(came.balk_draw),
        listed(crowd.succeeds),
        listed(laws.balk_from),
        listed(laws.balk_chance),
        listed(laws.rank),
        closed.begins_s.shape[1],
        listed(closed.begins_s.ravel()),
        listed(closed.ends_s.ravel()),
        today.closes_s,
        today.closes_s if laws.leave else math.inf,
        listed(stalls(laws, broken, out, len(came.rows) - 1)),
        stops_of(today, laws, crowd, broken, out),
    )
