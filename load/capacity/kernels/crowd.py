"""The people of a site on a day in many replications at once: what `people` draws one by one, drawn in arrays.

Each number is a function of whom it is for, so it does not matter in which order, or with how many others, it is drawn.
"""

from typing import NamedTuple

import numpy as np

from load.capacity.draws.draws import Purpose
from load.capacity.draws.people import BOOKED
from load.capacity.kernels.by_numpy import Lanes, block, drawn, exponentials, moments, normals
from load.capacity.kernels.tables import Laws, Today
from load.capacity.play.columns import Doubles, Numbers

_PERSON, _BOOKING, _LEG = int(Purpose.PERSON), int(Purpose.BOOKING), int(Purpose.LEG)
_FEW = 6.0


class Arrivals(NamedTuple):
    """Who comes: those of replication r, by arrival, are the places from `rows[r]` to `rows[r + 1]`."""

    rows: Numbers
    person: Numbers
    kind: Numbers
    arrival_s: Doubles
    of_patience: Doubles
    balk_draw: Doubles
    shows: Doubles


class Crowd(NamedTuple):
    """What the people are like. `work_s` [groups, people] is 0 where somebody does not come to that group of legs."""

    patience_s: Doubles
    work_s: Doubles
    succeeds: Doubles


def arrivals(today: Today, laws: Laws, first: int, count: int) -> Arrivals:
    """Everybody who comes, or is booked and does not, in `count` replications from `first` on."""
    came = walk_ins(today, first, count)
    if len(today.slots_s):
        came = merged(came, booked(today, laws, first, count))
    return came


def lanes(today: Today, purpose: int, persons: Numbers, replications: Numbers) -> Lanes:
    """The uniforms of a purpose."""
    return block(today.key_0, today.key_1, persons, replications, today.place, (purpose << 16) | today.day)


def walk_ins(today: Today, first: int, count: int) -> Arrivals:
    """Draws somewhat more people than are expected, and then as many as come; more yet in the rare case of too few."""
    width = int(today.total + 3.0 * today.total**0.5 + _FEW)
    rows = np.zeros(count + 1, np.int64)
    while True:
        persons, replications = grid(first, count, 0, width)
        gaps, of_kind, of_patience, of_balking = lanes(today, _PERSON, persons, replications)
        amounts = exponentials(gaps)
        most = 0
        for row in range(count):
            sums = np.cumsum(amounts[row * width : (row + 1) * width])
            size = int(np.searchsorted(sums, today.total))
            most = max(most, size)
            rows[row + 1] = rows[row] + size
            amounts[row * width : (row + 1) * width] = sums
        if most < width:
            break
        width += width
    chosen = np.empty(rows[-1], np.int64)
    for row in range(count):
        chosen[rows[row] : rows[row + 1]] = np.arange(row * width, row * width + rows[row + 1] - rows[row])
    return Arrivals(
        rows,
        persons[chosen],
        picked(today, of_kind[chosen]),
        moments(today.marks_s, today.expected, amounts[chosen]),
        of_patience[chosen],
        of_balking[chosen],
        np.ones(rows[-1]),
    )


def grid(first: int, count: int, person: int, width: int) -> tuple[Numbers, Numbers]:
    """Persons and replications of a table with so many replications and so many persons each, row by row."""
    persons, replications = np.empty(count * width, np.int64), np.empty(count * width, np.int64)
    for row in range(count):
        persons[row * width : (row + 1) * width] = np.arange(person, person + width)
        replications[row * width : (row + 1) * width] = first + row
    return persons, replications


def picked(today: Today, u: Doubles) -> Numbers:
    """The kinds in whose stretches the draws fall, as `people` picks them."""
    amounts = u * today.whole
    stretch = np.zeros(len(u), np.int64)
    for visits in today.mix[:-1]:
        amounts = amounts - visits
        stretch += amounts >= 0.0
    return today.mix_kind[stretch]


def booked(today: Today, laws: Laws, first: int, count: int) -> Arrivals:
    """Who is booked, by slot and place."""
    width = len(today.slots_s) * laws.per_slot
    persons, replications = grid(first, count, BOOKED, width)
    is_booked, of_showing, of_lateness, _ = lanes(today, _BOOKING, persons, replications)
    _, _, of_patience, of_balking = lanes(today, _PERSON, persons, replications)
    comes = of_showing >= laws.no_show
    late_s = normals(of_lateness, laws.late_mean_s, laws.late_deviation_s)
    slot_s = today.slots_s[(persons - BOOKED) // laws.per_slot]
    arrival_s = np.where(comes, np.maximum(0.0, slot_s + late_s), slot_s)
    kind = np.where(comes & (late_s > laws.grace_s), laws.late_kind, laws.booked_kind)
    rows = np.zeros(count + 1, np.int64)
    for row in range(count):
        rows[row + 1] = rows[row] + np.sum(is_booked[row * width : (row + 1) * width] < laws.booked)
    chosen = np.flatnonzero(is_booked < laws.booked)
    return Arrivals(
        rows,
        persons[chosen],
        kind[chosen],
        arrival_s[chosen],
        of_patience[chosen],
        of_balking[chosen],
        comes[chosen].astype(np.float64),
    )


def merged(one: Arrivals, other: Arrivals) -> Arrivals:
    """Both, by arrival; at one time `one` goes first, whose persons have lower numbers."""
    order = np.empty(one.rows[-1] + other.rows[-1], np.int64)
    arrival_s = np.concatenate((one.arrival_s, other.arrival_s))
    for row in range(len(one.rows) - 1):
        ours = np.arange(one.rows[row], one.rows[row + 1])
        theirs = np.arange(one.rows[-1] + other.rows[row], one.rows[-1] + other.rows[row + 1])
        both = np.concatenate((ours, theirs))
        begin = one.rows[row] + other.rows[row]
        order[begin : begin + len(both)] = both[np.argsort(arrival_s[both], kind="mergesort")]
    return Arrivals(
        one.rows + other.rows,
        np.concatenate((one.person, other.person))[order],
        np.concatenate((one.kind, other.kind))[order],
        arrival_s[order],
        np.concatenate((one.of_patience, other.of_patience))[order],
        np.concatenate((one.balk_draw, other.balk_draw))[order],
        np.concatenate((one.shows, other.shows))[order],
    )


def crowd_of(today: Today, laws: Laws, came: Arrivals, first: int) -> Crowd:
    """Patience and service of everybody who comes."""
    replications = np.repeat(np.arange(first, first + len(came.rows) - 1), np.diff(came.rows))
    work_s = np.zeros((len(laws.route), len(came.person)))
    goes_on = np.ones(len(came.person), np.bool_)
    for leg in range(len(laws.human)):
        purpose = _LEG + 2 * leg
        of_human, of_system, of_tries, _ = lanes(today, purpose, came.person, replications)
        took_s = drawn(laws.human[leg], came.kind, of_human) + drawn(laws.system[leg], came.kind, of_system)
        tried = np.flatnonzero(of_tries < laws.failure[leg][came.kind])
        over = np.zeros(len(came.person), np.bool_)
        if len(tried):
            of_times = lanes(today, purpose + 1, came.person[tried], replications[tried])
            again_s, fails = retries(laws, leg, came.kind[tried], of_tries[tried], of_times)
            took_s[tried] += again_s
            over[tried] = fails
        for group in range(len(laws.route)):
            if (laws.group[leg] == group).any():
                here = goes_on & (laws.group[leg][came.kind] == group)
                work_s[group] += np.where(here, took_s, 0.0)
        goes_on &= ~over
    return Crowd(drawn(laws.patience, came.kind, came.of_patience), work_s, goes_on.astype(np.float64))


def retries(laws: Laws, leg: int, kinds: Numbers, of_tries: Doubles, of_times: Lanes) -> tuple[Doubles, Doubles]:
    """The time of further tries of those whose first has failed, and whether the last fails, too."""
    chance, most = laws.failure[leg][kinds], laws.most[leg][kinds]
    failed = np.zeros(len(kinds), np.int64)
    below = chance.copy()
    for number in range(laws.most[leg].max() + 1):
        failed += (of_tries < below) & (number <= most)
        below *= chance
    again_s = np.zeros(len(kinds))
    for number in range(laws.most[leg].max()):
        again_s += np.where(number < np.minimum(failed, most), drawn(laws.again[leg], kinds, of_times[number]), 0.0)
    return again_s, failed > most
