"""Kernel B: first come, first served on some devices, after Kiefer and Wolfowitz, with all that a day does to them.

In the order of arrival, a person would start when a device could first take them, given when those before have left it:
so a day is one pass over its people, without events. Who does not stay until then moves no device. `by_numba` compiles it.

Source: J. Kiefer, J. Wolfowitz, "On the theory of queues with many servers", Transactions of the AMS 78 (1955) 1-18.
"""

import math

from load.capacity.columns import Doubles
from load.capacity.kernels.by_numpy import blank, listed
from load.capacity.kernels.course import ABANDONED, BALKED, CLOSED_OUT, FAILED, NO_SHOW, SERVED, Course
from load.capacity.kernels.crowd import Arrivals, Crowd
from load.capacity.kernels.floor import ended, served, soonest, stalls, stops_of
from load.capacity.kernels.spells import Spells, shut
from load.capacity.kernels.tables import Laws, Today


def fifo(today: Today, laws: Laws, came: Arrivals, crowd: Crowd, broken: Spells, out: Spells) -> Course:  # noqa: PLR0913, PLR0915, PLR0917, C901, PLR0912 - one pass, compiled whole
    """Play all replications."""
    people, count = len(came.person), len(came.rows) - 1
    rows, kind, arrival_s, shows = listed(came.rows), listed(came.kind), listed(came.arrival_s), listed(came.shows)
    patience_s, balk_draw, succeeds = listed(crowd.patience_s), listed(came.balk_draw), listed(crowd.succeeds)
    balk_from, balk_chance = listed(laws.balk_from), listed(laws.balk_chance)
    closed = shut(today, broken)
    width, begins_s, ends_s = closed.begins_s.shape[1], listed(closed.begins_s.ravel()), listed(closed.ends_s.ravel())
    stops, stalled = stops_of(today, laws, crowd, broken, out), listed(stalls(laws, broken, out, count))
    groups, work_s = len(crowd.work_s), listed(crowd.work_s.ravel())
    closes_s = today.closes_s
    limit_s = closes_s if laws.leave else math.inf
    fate, device_of = blank(people, SERVED), blank(people, -1)
    wait_s, virtual_s = blank(people, 0.0), blank(people, 0.0)
    start_of, end_of = blank(people, math.nan), blank(people, math.nan)
    waiting_area_s, busy_area_s, overlap_s = blank(count, 0.0), blank(count, 0.0), blank(count, 0.0)
    line = blank(people, 0.0)
    for row in range(count):
        free_s = blank(today.devices, 0.0)
        waiting, counted_s, area_s, idle_s = 0, 0.0, 0.0, 0.0
        for one in range(rows[row], rows[row + 1]):
            at_s = arrival_s[one]
            if shows[one] == 0.0:
                fate[one] = NO_SHOW
                continue
            kept = 0
            for number in range(waiting):
                until_s = line[number]
                if until_s > at_s:
                    line[kept] = until_s
                    kept += 1
                    until_s = at_s
                area_s += until_s - counted_s
            waiting, counted_s = kept, at_s
            if at_s >= closes_s:
                fate[one] = CLOSED_OUT
                continue
            start_s, device = soonest(at_s, free_s, begins_s, ends_s, row * today.devices * width, width)
            virtual_s[one] = (start_s if start_s < limit_s else closes_s) - at_s
            chance = 0.0
            for step in range(len(balk_from)):
                if balk_from[step] <= waiting:
                    chance = balk_chance[step]
            if balk_draw[one] < chance:
                fate[one] = BALKED
                continue
            until_s = at_s + patience_s[one]
            if start_s <= until_s and start_s < limit_s:
                until_s = start_s
                if free_s[device] - start_s > overlap_s[row]:  # noqa: PLR1730 - plain Python is slower with `max`
                    overlap_s[row] = free_s[device] - start_s
                idle_s += start_s - free_s[device]
                if stalled[row]:
                    free_s[device] = ended(start_s, one, kind[one], stops, device, row)
                else:
                    free_s[device] = served(start_s, one, work_s, people, groups)
                fate[one] = SERVED if succeeds[one] else FAILED
                start_of[one], end_of[one], device_of[one] = start_s, free_s[device], device
            else:
                fate[one] = ABANDONED if until_s < limit_s else CLOSED_OUT
                until_s = min(until_s, limit_s)
            wait_s[one] = until_s - at_s
            if until_s > at_s:
                line[waiting] = until_s
                waiting += 1
        for number in range(waiting):
            area_s += line[number] - counted_s
        waiting_area_s[row], busy_area_s[row] = area_s, taken(free_s, idle_s)
    return Course(fate, wait_s, virtual_s, start_of, end_of, device_of, waiting_area_s, busy_area_s, overlap_s)


def taken(free_s: Doubles, idle_s: float) -> float:
    """Device time taken: until each is free for the last time, without what it was idle before."""
    total_s = -idle_s
    for number in range(len(free_s)):
        total_s += free_s[number]
    return total_s
