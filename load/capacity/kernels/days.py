"""A site and day of a plan by a kernel, in many replications: whom `router` sends here is played exactly.

What a site's day needs is worked out once for all of its replications; so ask for many at a time.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np

from harness.world.opening import DayHours
from load.capacity.draws.draws import day_number
from load.capacity.draws.people import slots
from load.capacity.draws.philox import WORD
from load.capacity.kernels.course import Course
from load.capacity.kernels.crowd import Arrivals
from load.capacity.kernels.machine import Machine
from load.capacity.kernels.tables import Today, laws_of
from load.capacity.model.demand import Intensity, intensity, profile_on
from load.capacity.model.plan import Plan, PlannedSite
from load.capacity.play.columns import STARTED_CODES, Columns, Doubles
from load.capacity.play.invariants import Evidence
from load.capacity.play.router import Path, route
from load.capacity.play.tally import Tally, open_s


class Kernels:
    """A plan made ready for the kernels; `machine` is the way in which they run."""

    def __init__(self, plan: Plan, machine: Machine) -> None:
        self.plan, self.machine = plan, machine
        self._laws, self._kinds = laws_of(plan), tuple(plan.kinds)
        self.routing = route(plan)
        self._expected: dict[date, dict[str, float]] = {}
        self._intensities: dict[tuple[int, DayHours, float], Intensity] = {}

    def sums_on(
        self, site: PlannedSite, hours: DayHours, day: date, *, seed: int, replications: range
    ) -> tuple[Tally, Evidence]:
        """The sums of each replication. Shape: [replications]."""
        today, in_turn = self._today(site, hours, day, seed), self._in_turn(site)
        sums = self.machine.summed(today, self._laws, in_turn, replications.start, len(replications))
        tally = Tally(
            fates=sums.fates,
            wait_s=sums.wait_s,
            virtual_wait_s=sums.virtual_wait_s,
            busy_s=sums.busy_area_s,
            open_s=np.full(len(replications), open_s(hours) * site.devices),
            p95_s=sums.p95_s,
            p95_days=(sums.fates[:, STARTED_CODES].sum(axis=1) > 0).astype(np.float64),
        )
        return tally, Evidence(
            listed=sums.listed,
            waits_s=sums.waits_s,
            services_s=sums.services_s,
            waiting_area_s=sums.waiting_area_s,
            busy_area_s=sums.busy_area_s,
            least_wait_s=sums.least_wait_s,
            overlap_s=sums.overlap_s,
        )

    def columns_on(
        self, site: PlannedSite, hours: DayHours, day: date, *, seed: int, replications: range
    ) -> list[Columns]:
        """Everybody in each replication."""
        today, in_turn = self._today(site, hours, day, seed), self._in_turn(site)
        came, course = self.machine.played(today, self._laws, in_turn, replications.start, len(replications))
        return [self._columns(site, came, course, row) for row in range(len(replications))]

    def _columns(self, site: PlannedSite, came: Arrivals, course: Course, row: int) -> Columns:
        some = slice(came.rows[row], came.rows[row + 1])
        start_s, end_s = _doubles(course.start_s[some]), _doubles(course.end_s[some])
        device, has = np.array(course.device[some], dtype=np.int64), np.isfinite(start_s)
        return Columns(
            site=site.id,
            kinds=self._kinds,
            person=came.person[some],
            number=np.zeros(came.rows[row + 1] - came.rows[row], np.int8),
            kind=came.kind[some].astype(np.int8),
            fate=np.array(course.fate[some], dtype=np.int8),
            arrival_s=came.arrival_s[some],
            wait_s=_doubles(course.wait_s[some]),
            virtual_wait_s=_doubles(course.virtual_wait_s[some]),
            start_s=start_s,
            end_s=end_s,
            device=device,
            stint_device=device[has],
            stint_start_s=start_s[has],
            stint_end_s=end_s[has],
            waiting_area_s=float(course.waiting_area_s[row]),
            busy_area_s=float(course.busy_area_s[row]),
        )

    def _in_turn(self, site: PlannedSite) -> bool:
        path = self.routing.path_of(site.id)
        if path is Path.SIMPY:
            raise ValueError(f"{site.id} goes the way of {path}, and not to a kernel")
        return path is not Path.PRIORITY

    def _today(self, site: PlannedSite, hours: DayHours, day: date, seed: int) -> Today:
        expected, mix = self._intensity(site, hours, day), self.plan.visits[day]
        names = list(mix) if expected.total else []
        return Today(
            key_0=seed & WORD,
            key_1=seed >> 32,
            place=site.key,
            day=day_number(day),
            devices=site.devices,
            opens_s=hours.opens_s,
            closes_s=hours.closes_s,
            break_begins_s=_doubles([begins for begins, _ in hours.breaks]),
            break_ends_s=_doubles([ends for _, ends in hours.breaks]),
            marks_s=_doubles(expected.marks_s),
            expected=_doubles(expected.expected),
            total=float(expected.total),
            mix=_doubles([mix[name] for name in names]),
            mix_kind=np.array([self._kinds.index(name) for name in names], dtype=np.int64),
            whole=float(sum(mix.values())),
            slots_s=_doubles(self._slots(site, hours)),
        )

    def _slots(self, site: PlannedSite, hours: DayHours) -> Sequence[float]:
        booking = self.plan.model.appointments
        return list(slots(booking, hours)) if booking is not None and booking.can_book(site.id) else []

    def _intensity(self, site: PlannedSite, hours: DayHours, day: date) -> Intensity:
        """As `Plan.intensity`, which works it out for each site anew."""
        demand = self.plan.model.demand
        profile = profile_on(demand, day)
        if profile is None:
            return Intensity((), ())
        if day not in self._expected:
            self._expected[day] = self.plan.expected_on(day)
        visits = self._expected[day][site.id]
        key = day.weekday(), hours, visits
        if key not in self._intensities:
            self._intensities[key] = intensity(profile, hours, visits=visits, early_s=demand.early_s)
        return self._intensities[key]


def _doubles(values: Sequence[float] | Doubles) -> Doubles:
    return np.array(values, dtype=np.float64)
