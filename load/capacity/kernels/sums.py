"""Plays a site and day in many replications, and sums up each: the whole way from a seed to sums, in one piece."""

import math
from typing import NamedTuple

import numpy as np

from load.capacity.kernels.by_numpy import blank
from load.capacity.kernels.course import FAILED, Course
from load.capacity.kernels.crowd import Arrivals, arrivals, crowd_of
from load.capacity.kernels.fifo import fifo
from load.capacity.kernels.priority import priority
from load.capacity.kernels.spells import broken_spells, outages
from load.capacity.kernels.tables import Laws, Today
from load.capacity.play.columns import FATES, Doubles
from load.capacity.play.tally import TAIL

_FATES = len(FATES)
_TAIL = TAIL
_AT_ONCE = 3000.0
"""People drawn at once: as many as fit a core's own cache."""


class Sums(NamedTuple):
    """What `Tally` and `Evidence` want of each replication. Shape of `fates`: [replications, fates]; else [replications]."""

    fates: Doubles
    wait_s: Doubles
    virtual_wait_s: Doubles
    p95_s: Doubles
    listed: Doubles
    waits_s: Doubles
    services_s: Doubles
    waiting_area_s: Doubles
    busy_area_s: Doubles
    least_wait_s: Doubles
    overlap_s: Doubles


def played(today: Today, laws: Laws, in_turn: bool, first: int, count: int) -> tuple[Arrivals, Course]:  # noqa: FBT001 - numba takes no keywords
    """Everybody of some replications, and what becomes of them."""
    came = arrivals(today, laws, first, count)
    crowd = crowd_of(today, laws, came, first)
    broken, out = broken_spells(today, laws, first, count), outages(today, laws, first, count)
    if in_turn:
        return came, fifo(today, laws, came, crowd, broken, out)
    return came, priority(today, laws, came, crowd, broken, out)


def summed(today: Today, laws: Laws, in_turn: bool, first: int, count: int) -> Sums:  # noqa: FBT001 - numba takes no keywords
    """The sums of some replications; drawn and played in pieces, which changes nothing."""
    sums = nothing_yet(count)
    expected = today.total + len(today.slots_s) * laws.per_slot + 1.0
    step = int(_AT_ONCE / expected) + 1
    for begin in range(0, count, step):
        size = min(step, count - begin)
        came, course = played(today, laws, in_turn, first + begin, size)
        for row in range(size):
            sum_up(sums, begin + row, course, row, came.rows[row], came.rows[row + 1])
    return sums


def nothing_yet(count: int) -> Sums:
    """Sums of nothing."""
    return Sums(
        np.zeros((count, _FATES)),
        np.zeros(count),
        np.zeros(count),
        np.zeros(count),
        np.zeros(count),
        np.zeros(count),
        np.zeros(count),
        np.zeros(count),
        np.zeros(count),
        np.zeros(count),
        np.zeros(count),
    )


def sum_up(sums: Sums, place: int, course: Course, row: int, begin: int, end: int) -> None:  # noqa: PLR0913, PLR0917 - numba takes no keywords
    """Write the sums of a replication, whose people are those from `begin` to `end`."""
    wait_of, virtual_of, start_of, end_of = course.wait_s, course.virtual_wait_s, course.start_s, course.end_s
    fate_of, fates = course.fate, blank(_FATES, 0)
    wait_s, all_waits_s, virtual_s, services_s, least_s = 0.0, 0.0, 0.0, 0.0, 0.0
    waits, started = blank(end - begin, 0.0), 0
    for one in range(begin, end):
        fate, wait, virtual = fate_of[one], wait_of[one], virtual_of[one]
        fates[fate] += 1
        all_waits_s += wait
        virtual_s += virtual
        if wait < least_s or virtual < least_s:
            least_s = min(wait, virtual)
        if fate <= FAILED:
            wait_s += wait
            services_s += end_of[one] - start_of[one]
            waits[started] = wait
            started += 1
    for code in range(_FATES):
        sums.fates[place, code] = fates[code]
    sums.wait_s[place], sums.waits_s[place], sums.virtual_wait_s[place] = wait_s, all_waits_s, virtual_s
    if started:
        sums.p95_s[place] = long_wait_s(waits, started)
    sums.listed[place], sums.services_s[place], sums.least_wait_s[place] = end - begin, services_s, least_s
    sums.waiting_area_s[place], sums.busy_area_s[place] = course.waiting_area_s[row], course.busy_area_s[row]
    sums.overlap_s[place] = course.overlap_s[row]


def long_wait_s(waits: Doubles, started: int) -> float:
    """The least that 95 of 100 of the first so many waits do not exceed."""
    place = math.ceil(_TAIL * started) - 1
    return float(np.partition(np.asarray(waits[:started]), place)[place])
