"""Kernel C: several ranks in one queue, none of them interrupted for another: lower rank first, then earlier arrival.

Who arrives later may go first, so a start is known only when it comes: a day goes from arrival to start to arrival.
Who has left stays in line as a ghost, until a device would take them. `by_numba` compiles it.
"""

import math

from load.capacity.columns import Numbers
from load.capacity.kernels.by_numpy import blank, listed
from load.capacity.kernels.course import ABANDONED, BALKED, CLOSED_OUT, FAILED, NO_SHOW, SERVED, Course
from load.capacity.kernels.crowd import Arrivals, Crowd
from load.capacity.kernels.fifo import taken
from load.capacity.kernels.floor import ended, served, soonest, stalls, stops_of
from load.capacity.kernels.spells import Spells, shut
from load.capacity.kernels.tables import Laws, Today


def priority(today: Today, laws: Laws, came: Arrivals, crowd: Crowd, broken: Spells, out: Spells) -> Course:  # noqa: PLR0913, PLR0915, PLR0917, C901, PLR0912 - one loop, compiled whole
    """Play all replications."""
    people, count, ranks = len(came.person), len(came.rows) - 1, laws.rank.max() + 1
    rows, kind, arrival_s, shows = listed(came.rows), listed(came.kind), listed(came.arrival_s), listed(came.shows)
    patience_s, balk_draw, succeeds = listed(crowd.patience_s), listed(came.balk_draw), listed(crowd.succeeds)
    balk_from, balk_chance, rank_of = listed(laws.balk_from), listed(laws.balk_chance), listed(laws.rank)
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
    leaves_s = blank(people, 0.0)  # when each would leave the line by themselves
    lines = blank(ranks * people, 0)  # those of each rank, of whom the first and the end are known
    for row in range(count):
        heads, tails = blank(ranks, 0), blank(ranks, 0)
        free_s = blank(today.devices, 0.0)
        inside, counted_s, area_s, idle_s = 0, 0.0, 0.0, 0.0
        start_s, device, is_known = math.inf, 0, False
        one, last = rows[row], rows[row + 1]
        while inside or one < last:
            if one < last and shows[one] == 0.0:
                fate[one] = NO_SHOW
                one += 1
                continue
            if inside and not is_known:
                start_s, device = soonest(counted_s, free_s, begins_s, ends_s, row * today.devices * width, width)
                is_known = True
            at_s = arrival_s[one] if one < last else math.inf
            now_s = at_s
            if inside and start_s < at_s:
                now_s = start_s
            waiting = 0
            for rank in range(ranks):
                for number in range(rank * people + heads[rank], rank * people + tails[rank]):
                    until_s = leaves_s[lines[number]]
                    if until_s > now_s:
                        waiting += 1
                        area_s += now_s - counted_s
                    elif until_s > counted_s:
                        area_s += until_s - counted_s
            if inside and start_s <= at_s:  # the first in line would start
                counted_s = start_s
                rank = first_rank(heads, tails)
                first = lines[rank * people + heads[rank]]
                heads[rank] += 1
                inside -= 1
                virtual_s[first] = (start_s if start_s < limit_s else closes_s) - arrival_s[first]
                if fate[first] == BALKED:
                    continue
                if start_s <= leaves_s[first] and start_s < limit_s:
                    if free_s[device] - start_s > overlap_s[row]:  # noqa: PLR1730 - plain Python is slower with `max`
                        overlap_s[row] = free_s[device] - start_s
                    idle_s += start_s - free_s[device]
                    if stalled[row]:
                        free_s[device] = ended(start_s, first, kind[first], stops, device, row)
                    else:
                        free_s[device] = served(start_s, first, work_s, people, groups)
                    fate[first] = SERVED if succeeds[first] else FAILED
                    start_of[first], end_of[first], device_of[first] = start_s, free_s[device], device
                    wait_s[first] = start_s - arrival_s[first]
                    is_known = False
                else:
                    fate[first] = ABANDONED if leaves_s[first] < limit_s else CLOSED_OUT
                    wait_s[first] = leaves_s[first] - arrival_s[first]
                continue
            counted_s = at_s
            if at_s >= closes_s:
                fate[one] = CLOSED_OUT
                one += 1
                continue
            chance = 0.0
            for step in range(len(balk_from)):
                if balk_from[step] <= waiting:
                    chance = balk_chance[step]
            leaves_s[one] = min(at_s + patience_s[one], limit_s)
            if balk_draw[one] < chance:
                fate[one], leaves_s[one] = BALKED, -1.0
            rank = rank_of[kind[one]]
            lines[rank * people + tails[rank]] = one
            tails[rank] += 1
            is_known = is_known and inside > 0
            inside += 1
            one += 1
        waiting_area_s[row], busy_area_s[row] = area_s, taken(free_s, idle_s)
    return Course(fate, wait_s, virtual_s, start_of, end_of, device_of, waiting_area_s, busy_area_s, overlap_s)


def first_rank(heads: Numbers, tails: Numbers) -> int:
    """The first rank of which somebody is in line."""
    rank = 0
    while heads[rank] == tails[rank]:
        rank += 1
    return rank
