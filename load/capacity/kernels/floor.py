"""What both kernels ask of a site: when a device could first take somebody, and when a service that began ends.

The answers are those of `simpy_engine`, tie by tie: stretches are half open, and what ends when a stretch begins has ended.
"""

import math
from typing import NamedTuple

import numpy as np

from load.capacity.kernels.by_numpy import listed
from load.capacity.kernels.crowd import Crowd
from load.capacity.kernels.spells import Spells
from load.capacity.kernels.tables import FINISH, RESTART, RESUME, Laws, Today
from load.capacity.play.columns import Doubles, Marks, Numbers


class Stops(NamedTuple):
    """All spells of all replications that may hold a service up, and the services, to be read one by one.

    Tables stand in one row: those of spells are `width` wide; each of the `groups` of `work_s` has so many `people`, and
    of `route` so many `kinds`.
    """

    devices: int
    effect: int
    width: int
    begins_s: Doubles
    ends_s: Doubles
    routes: int
    out_width: int
    out_begins_s: Doubles
    out_ends_s: Doubles
    people: int
    groups: int
    work_s: Doubles
    kinds: int
    route: Numbers


def stops_of(today: Today, laws: Laws, crowd: Crowd, broken: Spells, out: Spells) -> Stops:
    """What may hold a service up, ready to be read."""
    return Stops(
        today.devices,
        laws.effect,
        broken.begins_s.shape[1],
        listed(broken.begins_s.ravel()),
        listed(broken.ends_s.ravel()),
        len(laws.out),
        out.begins_s.shape[1],
        listed(out.begins_s.ravel()),
        listed(out.ends_s.ravel()),
        crowd.work_s.shape[1],
        len(crowd.work_s),
        listed(crowd.work_s.ravel()),
        laws.route.shape[1],
        listed(laws.route.ravel()),
    )


def stalls(laws: Laws, broken: Spells, out: Spells, count: int) -> Marks:
    """In which replications a service may be held up or undone."""
    found = np.zeros(count, np.bool_)
    for route in range(len(laws.out)):
        found |= out.begins_s[route :: len(laws.out), 0] < math.inf
    if laws.effect != FINISH:
        devices = len(broken.begins_s) // count
        for device in range(devices):
            found |= broken.begins_s[device::devices, 0] < math.inf
    return found


def soonest(  # noqa: PLR0913, PLR0917 - numba takes no keywords
    at_s: float, free_s: Doubles, begins_s: Doubles, ends_s: Doubles, row: int, width: int
) -> tuple[float, int]:
    """From a moment on, when a device could first take somebody, and which; the lowest-numbered of several.

    The stretches in which a device takes nobody are `width` places of a table; those of the first device begin at `row`.
    """
    start_s, device = math.inf, 0
    for number in range(len(free_s)):
        could_s = free_s[number]
        if could_s < at_s:  # noqa: PLR1730 - plain Python is much slower with `max`, here and below
            could_s = at_s
        if could_s < start_s:
            place = row + number * width
            while begins_s[place] <= could_s:
                if could_s < ends_s[place]:  # noqa: PLR1730 - as above
                    could_s = ends_s[place]
                place += 1
            if could_s < start_s:
                start_s, device = could_s, number
    return start_s, device


def after(at_s: float, begins_s: Doubles, ends_s: Doubles, first: int, last: int) -> float:
    """The end of the stretch in which a moment falls, or the moment."""
    for number in range(first, last):
        if begins_s[number] > at_s:
            break
        if at_s < ends_s[number]:
            return float(ends_s[number])
    return at_s


def following(at_s: float, begins_s: Doubles, first: int, last: int) -> float:
    """When the next stretch begins; infinity, if none does."""
    for number in range(first, last):
        if begins_s[number] > at_s:
            return float(begins_s[number])
    return math.inf


def served(start_s: float, person: int, stops: Stops) -> float:
    """When the service of a person ends that began at `start_s`, if nothing holds it up."""
    people, work_s = stops.people, stops.work_s
    for group in range(stops.groups):
        start_s += work_s[group * people + person]
    return start_s


def ended(start_s: float, person: int, kind: int, stops: Stops, device: int, replication: int) -> float:  # noqa: PLR0913, PLR0917 - numba takes no keywords
    """When the service of a person ends that began at `start_s`, and may be held up or undone."""
    row = (replication * stops.devices + device) * stops.width
    while True:
        end_s = start_s
        for group in range(stops.groups):
            left_s = stops.work_s[group * stops.people + person]
            if left_s > 0.0:
                end_s = worked(end_s, left_s, stops, row, replication, stops.route[group * stops.kinds + kind])
        undone_s = following(start_s, stops.begins_s, row, row + stops.width)
        if stops.effect != RESTART or undone_s >= end_s:
            return end_s
        start_s = after(undone_s, stops.begins_s, stops.ends_s, row, row + stops.width)


def worked(at_s: float, left_s: float, stops: Stops, row: int, replication: int, route: int) -> float:  # noqa: PLR0913, PLR0917 - numba takes no keywords
    """When a leg ends that begins at `at_s`: it stands still while its route is out, or its device if it then resumes."""
    last = row + stops.width if stops.effect == RESUME else row
    out = (replication * stops.routes + route) * stops.out_width
    out_last = out + stops.out_width if route >= 0 else out
    while True:
        before_s = -1.0
        while before_s < at_s:
            before_s = at_s
            at_s = after(at_s, stops.begins_s, stops.ends_s, row, last)
            at_s = after(at_s, stops.out_begins_s, stops.out_ends_s, out, out_last)
        stop_s = following(at_s, stops.begins_s, row, last)
        stop_s = min(stop_s, following(at_s, stops.out_begins_s, out, out_last))
        if stop_s >= at_s + left_s:
            return max(at_s, at_s + left_s)
        left_s -= stop_s - at_s
        at_s = stop_s
