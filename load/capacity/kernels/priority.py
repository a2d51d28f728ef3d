"""Kernel C: several ranks in one queue, none of them interrupted for another: lower rank first, then earlier arrival.

Who arrives later may go first, so a start is known only when it comes: a day goes from arrival to start to arrival.
Who has left stays in line as a ghost, until a device would take them. `by_numba` compiles it.
"""

import math
from typing import NamedTuple

from load.capacity.kernels.by_numpy import blank, listed
from load.capacity.kernels.course import ABANDONED, BALKED, CLOSED_OUT, NO_SHOW, Course, blank_course
from load.capacity.kernels.crowd import Arrivals, Crowd
from load.capacity.kernels.desk import balk_chance, begun, taken_s
from load.capacity.kernels.floor import soonest
from load.capacity.kernels.reading import Reading, reading_of
from load.capacity.kernels.spells import Spells
from load.capacity.kernels.tables import Laws, Today
from load.capacity.play.columns import Doubles, Numbers

_NOBODY = -1.0


class Lines(NamedTuple):
    """Those in line: of each rank the numbers of people from its head to its tail; and when each would leave by themselves.

    A rank's people stand in `ones` from its number times `people` on.
    """

    people: int
    ones: Numbers
    heads: Numbers
    tails: Numbers
    leaves_s: Doubles


def priority(today: Today, laws: Laws, came: Arrivals, crowd: Crowd, broken: Spells, out: Spells) -> Course:  # noqa: PLR0913, PLR0917 - numba takes no keywords
    """Play all replications."""
    read, rows = reading_of(today, laws, came, crowd, broken, out), listed(came.rows)
    people, count, ranks = len(came.person), len(came.rows) - 1, laws.rank.max() + 1
    course, ones, leaves_s = blank_course(people, count), blank(ranks * people, 0), blank(people, 0.0)
    for row in range(count):
        lines = Lines(people, ones, blank(ranks, 0), blank(ranks, 0), leaves_s)
        by_rank(row, rows[row], rows[row + 1], blank(today.devices, 0.0), lines, read, course)
    return course


def by_rank(row: int, one: int, end: int, free_s: Doubles, lines: Lines, read: Reading, course: Course) -> None:  # noqa: PLR0913, PLR0917 - as above
    """Play the people of a replication, from `one` on and before `end`; devices are free from `free_s` on."""
    arrival_s, first = read.arrival_s, row * len(free_s) * read.width
    inside, counted_s, area_s, idle_s = 0, 0.0, 0.0, 0.0
    start_s, device, is_known = math.inf, 0, False
    while inside or one < end:
        if one < end and read.shows[one] == 0.0:
            course.fate[one] = NO_SHOW
            one += 1
            continue
        if inside and not is_known:
            start_s, device = soonest(counted_s, free_s, read.begins_s, read.ends_s, first, read.width)
            is_known = True
        at_s = arrival_s[one] if one < end else math.inf
        starts = inside > 0 and start_s <= at_s
        now_s, waiting = (start_s if starts else at_s), 0
        if inside:
            waiting, area_s = waited(lines, area_s, counted_s, now_s)
        counted_s = now_s
        if starts:
            inside -= 1
            spent_s = called(start_s, device, free_s, row, read, lines, course)
            if spent_s != _NOBODY:
                idle_s += spent_s
                is_known = False
            continue
        if at_s >= read.closes_s:
            course.fate[one] = CLOSED_OUT
        else:
            joins(one, waiting, read, lines, course)
            is_known = is_known and inside > 0
            inside += 1
        one += 1
    course.waiting_area_s[row], course.busy_area_s[row] = area_s, taken_s(free_s, idle_s)


def waited(lines: Lines, area_s: float, counted_s: float, now_s: float) -> tuple[int, float]:
    """How many still wait at a moment, and the time that all have waited until then."""
    waiting = 0
    people, ones, heads, tails, leaves_s = lines
    for rank in range(len(heads)):
        for number in range(rank * people + heads[rank], rank * people + tails[rank]):
            until_s = leaves_s[ones[number]]
            if until_s > now_s:
                waiting += 1
                area_s += now_s - counted_s
            elif until_s > counted_s:
                area_s += until_s - counted_s
    return waiting, area_s


def joins(one: int, waiting: int, read: Reading, lines: Lines, course: Course) -> None:
    """A person stands in line; who balks, as a ghost who has left, for their virtual wait is not yet known."""
    lines.leaves_s[one] = min(read.arrival_s[one] + read.patience_s[one], read.limit_s)
    if len(read.balk_from) and read.balk_draw[one] < balk_chance(waiting, read):
        course.fate[one], lines.leaves_s[one] = BALKED, -1.0
    rank = read.rank_of[read.kind[one]]
    lines.ones[rank * lines.people + lines.tails[rank]] = one
    lines.tails[rank] += 1


def called(  # noqa: PLR0913, PLR0917 - numba takes no keywords
    start_s: float, device: int, free_s: Doubles, row: int, read: Reading, lines: Lines, course: Course
) -> float:
    """A device would take the first in line, who goes out of it.

    Returns what the device was idle before, unit: seconds; or `_NOBODY`, if the first has left.
    """
    people, ones, heads, tails, until_s = lines
    rank = 0
    while heads[rank] == tails[rank]:
        rank += 1
    one = ones[rank * people + heads[rank]]
    heads[rank] += 1
    course.virtual_wait_s[one] = (start_s if start_s < read.limit_s else read.closes_s) - read.arrival_s[one]
    if course.fate[one] == BALKED:
        return _NOBODY
    if start_s <= until_s[one] and start_s < read.limit_s:
        return begun(one, start_s, device, free_s, row, read, course)
    course.fate[one] = ABANDONED if until_s[one] < read.limit_s else CLOSED_OUT
    course.wait_s[one] = until_s[one] - read.arrival_s[one]
    return _NOBODY
