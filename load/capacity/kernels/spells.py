"""When devices are broken and routes are out, in many replications at once: what `disruptions` draws one by one.

A table has a row for each thing in each replication; a row has spells in order, and infinity after the last.
"""

import math
from typing import NamedTuple

import numpy as np

from harness.world.opening import DAY_S
from load.capacity.draws.draws import Purpose
from load.capacity.kernels.by_numpy import block, drawn, exponentials
from load.capacity.kernels.tables import Laws, Today
from load.capacity.model.disruptions import MOST_SPELLS
from load.capacity.play.columns import Doubles, Numbers

_SPELL = int(Purpose.SPELL)


class Spells(NamedTuple):
    """Half-open stretches. Shape of both: [things in replications, spells + 1]."""

    begins_s: Doubles
    ends_s: Doubles


def broken_spells(today: Today, laws: Laws, first: int, count: int) -> Spells:
    """Of device d in replication r: row r * devices + d."""
    numbers = np.arange(count * today.devices)
    if not len(laws.broken):
        return Spells(np.full((len(numbers), 1), math.inf), np.full((len(numbers), 1), math.inf))
    return spells_of(today, laws.broken[0], today.place, numbers % today.devices, first + numbers // today.devices)


def shut(today: Today, broken: Spells) -> Spells:
    """When each device takes nobody: before opening, in breaks, while it is broken; what overlaps is one stretch."""
    begins_s = np.concatenate((np.array([-math.inf]), today.break_begins_s))
    ends_s = np.concatenate((np.array([today.opens_s]), today.break_ends_s))
    shape = len(broken.begins_s), len(begins_s) + broken.begins_s.shape[1]
    found = Spells(np.full(shape, math.inf), np.full(shape, math.inf))
    for row in range(len(broken.begins_s)):
        if broken.begins_s[row, 0] == math.inf:
            found.begins_s[row, : len(begins_s)], found.ends_s[row, : len(begins_s)] = begins_s, ends_s
        else:
            joined(
                found,
                row,
                np.concatenate((begins_s, broken.begins_s[row])),
                np.concatenate((ends_s, broken.ends_s[row])),
            )
    return found


def joined(found: Spells, row: int, begins_s: Doubles, ends_s: Doubles) -> None:
    """Write the union of some stretches into a row."""
    place = -1
    for number in np.argsort(begins_s, kind="mergesort"):
        if place >= 0 and begins_s[number] <= found.ends_s[row, place]:
            found.ends_s[row, place] = max(found.ends_s[row, place], ends_s[number])
        else:
            place += 1
            found.begins_s[row, place], found.ends_s[row, place] = begins_s[number], ends_s[number]


def outages(today: Today, laws: Laws, first: int, count: int) -> Spells:
    """Of route o in replication r: row r * routes + o."""
    most = 1
    routes = len(laws.out)
    begins_s, ends_s = np.full((count * routes, most), math.inf), np.full((count * routes, most), math.inf)
    nobody = np.zeros(count, np.int64)
    for route in range(routes):
        found = spells_of(today, laws.out[route], laws.out_place[route], nobody, np.arange(first, first + count))
        if found.begins_s.shape[1] > most:
            more = np.full((count * routes, found.begins_s.shape[1] - most), math.inf)
            begins_s, ends_s = np.concatenate((begins_s, more), axis=1), np.concatenate((ends_s, more), axis=1)
            most = found.begins_s.shape[1]
        begins_s[route::routes, : found.begins_s.shape[1]] = found.begins_s
        ends_s[route::routes, : found.begins_s.shape[1]] = found.ends_s
    return Spells(begins_s, ends_s)


def spells_of(today: Today, span: Doubles, place: int, subjects: Numbers, replications: Numbers) -> Spells:
    """A row for each subject and replication; `span` is the mean gap, and the law of the length."""
    law = span[1:].copy().reshape((3, 1))
    begins_s, ends_s = np.full((len(subjects), 1), math.inf), np.full((len(subjects), 1), math.inf)
    at_s = np.zeros(len(subjects))
    rows = np.arange(len(subjects))
    for number in range(MOST_SPELLS):
        counter_3 = ((_SPELL + number) << 16) | today.day
        gaps, lengths, _, _ = block(today.key_0, today.key_1, subjects[rows], replications[rows], place, counter_3)
        begins = at_s[rows] + span[0] * exponentials(gaps)
        comes = begins < DAY_S
        rows, begins, lengths = rows[comes], begins[comes], lengths[comes]
        if not len(rows):
            break
        at_s[rows] = begins + drawn(law, np.zeros(len(rows), np.int64), lengths)
        begins_s[rows, number], ends_s[rows, number] = begins, at_s[rows]
        more = np.full((len(subjects), 1), math.inf)
        begins_s, ends_s = np.concatenate((begins_s, more), axis=1), np.concatenate((ends_s, more), axis=1)
    return Spells(begins_s, ends_s)
