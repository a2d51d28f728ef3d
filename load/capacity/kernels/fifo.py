"""Kernel B: first come, first served on some devices, after Kiefer and Wolfowitz, with all that a day does to them.

In the order of arrival, a person would start when a device could first take them, given when those before have left it:
so a day is one pass over its people, without events. Who does not stay until then moves no device. `by_numba` compiles it.

Source: J. Kiefer, J. Wolfowitz, "On the theory of queues with many servers", Transactions of the AMS 78 (1955) 1-18.
"""

from load.capacity.kernels.by_numpy import blank, listed
from load.capacity.kernels.course import ABANDONED, BALKED, CLOSED_OUT, NO_SHOW, Course, blank_course
from load.capacity.kernels.crowd import Arrivals, Crowd
from load.capacity.kernels.desk import balk_chance, begun, taken_s
from load.capacity.kernels.floor import soonest
from load.capacity.kernels.reading import Reading, reading_of
from load.capacity.kernels.spells import Spells
from load.capacity.kernels.tables import Laws, Today
from load.capacity.play.columns import Doubles


def fifo(today: Today, laws: Laws, came: Arrivals, crowd: Crowd, broken: Spells, out: Spells) -> Course:  # noqa: PLR0913, PLR0917 - numba takes no keywords
    """Play all replications."""
    read, rows = reading_of(today, laws, came, crowd, broken, out), listed(came.rows)
    people, count = len(came.person), len(came.rows) - 1
    course, line = blank_course(people, count), blank(people, 0.0)
    for row in range(count):
        in_turn(row, rows[row], rows[row + 1], blank(today.devices, 0.0), line, read, course)
    return course


def in_turn(row: int, begin: int, end: int, free_s: Doubles, line: Doubles, read: Reading, course: Course) -> None:  # noqa: PLR0913, PLR0917 - as above
    """Play the people of a replication, from `begin` on and before `end`; devices are free from `free_s` on."""
    arrival_s, shows, patience_s = read.arrival_s, read.shows, read.patience_s
    closes_s, limit_s, first = read.closes_s, read.limit_s, row * len(free_s) * read.width
    waiting, counted_s, area_s, idle_s = 0, 0.0, 0.0, 0.0
    for one in range(begin, end):
        at_s = arrival_s[one]
        if shows[one] == 0.0:
            course.fate[one] = NO_SHOW
            continue
        if waiting:
            waiting, area_s = still_waiting(line, waiting, area_s, counted_s, at_s)
        counted_s = at_s
        if at_s >= closes_s:
            course.fate[one] = CLOSED_OUT
            continue
        start_s, device = soonest(at_s, free_s, read.begins_s, read.ends_s, first, read.width)
        course.virtual_wait_s[one] = (start_s if start_s < limit_s else closes_s) - at_s
        if len(read.balk_from) and read.balk_draw[one] < balk_chance(waiting, read):
            course.fate[one] = BALKED
            continue
        until_s = at_s + patience_s[one]
        if start_s <= until_s and start_s < limit_s:
            idle_s += begun(one, start_s, device, free_s, row, read, course)
            until_s = start_s
        else:
            course.fate[one] = ABANDONED if until_s < limit_s else CLOSED_OUT
            until_s = min(until_s, limit_s)
            course.wait_s[one] = until_s - at_s
        if until_s > at_s:
            line[waiting] = until_s
            waiting += 1
    for number in range(waiting):
        area_s += line[number] - counted_s
    course.waiting_area_s[row], course.busy_area_s[row] = area_s, taken_s(free_s, idle_s)


def still_waiting(line: Doubles, waiting: int, area_s: float, counted_s: float, now_s: float) -> tuple[int, float]:
    """How many still wait at a moment, and the time that all have waited until then; who has left goes out of the line.

    `line` says until when each of the first `waiting` stays.
    """
    kept = 0
    for number in range(waiting):
        until_s = line[number]
        if until_s > now_s:
            line[kept] = until_s
            kept += 1
            until_s = now_s
        area_s += until_s - counted_s
    return kept, area_s
