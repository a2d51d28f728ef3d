"""Mt/M/c, with or without abandonment, as it unfolds over a day: the Kolmogorov forward equations, integrated.

The rate and the number of servers are constant within each period. The chain of the number present is cut off at a largest
number; whoever would come beyond goes to a state of no return. So the chance of that state, `lost_mass`, bounds the error of
every probability that is caused by the cut (in total variation, at any time so far); the cut is moved out until it is below
`LOST_MASS`. The integration adds about 1e-8.

Where servers fall between two periods, a service that no server is left for goes back to the head of the queue.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from harness.commandline import UsageError
from load.capacity.analytics.measures import SERVERS_LIMIT, check_not_negative, check_positive
from load.capacity.analytics.varying import Demand, offered_load

LOST_MASS = 1e-10
STATES_LIMIT = 10_000
_FIRST_ROOM = 30
_SPREAD = 8.0  # standard deviations of room at first
_RTOL, _ATOL = 1e-10, 1e-14

_Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """One period of the day; shares and numbers are means over its time."""

    servers: int
    arrivals: float
    wait_probability: float
    """Share of the arrivals that find all servers busy."""
    mean_busy: float
    mean_queue: float
    abandonment: float
    """People who leave unserved / people who come; 0 where nobody comes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """All periods of a demand."""

    periods: tuple[Period, ...]
    wait_probability: float
    mean_wait_s: float
    """Time spent waiting until the end of the last period, over all arrivals."""
    abandonment: float
    mean_queue: float
    utilization: float
    present_at_end: tuple[float, ...]
    """P(n present), n = 0, 1, ..."""
    lost_mass: float


def transient(demand: Demand, *, servers: Sequence[int], service_s: float, patience_s: float | None = None) -> Day:
    """Mt/M/c(+M) from an empty start.

    Shape: `servers` has one number for all periods, or one for each.

    Raises:
        UsageError: a value is out of its range, or the queue becomes too long to be followed.
    """
    check_positive(service=service_s)
    if patience_s is not None:
        check_positive(patience=patience_s)
    staff = _staff(servers, len(demand.rates_per_s))
    leaving = 0.0 if patience_s is None else 1 / patience_s
    states = _first_cut(demand, staff, service_s)
    while True:
        if states > STATES_LIMIT:
            raise UsageError(
                f"the queue may grow beyond {STATES_LIMIT} people; give more servers, lower rates, or the people's patience"
            )
        walk = _Walk(demand, staff, service_s, leaving, states)
        integrals, at_end = walk.integrate()
        if at_end[-1] <= LOST_MASS:
            return _day(walk, integrals, at_end)
        states *= 2


def _staff(servers: Sequence[int], periods: int) -> tuple[int, ...]:
    if len(servers) not in {1, periods}:
        raise UsageError(f"servers has {len(servers)} numbers and rates has {periods}; give one number, or one a rate")
    for number in servers:
        check_not_negative(servers=number)
        if number > SERVERS_LIMIT:
            raise UsageError(f"servers is {number}; give at most {SERVERS_LIMIT}")
    return tuple(servers) * (periods if len(servers) == 1 else 1)


def _first_cut(demand: Demand, staff: Sequence[int], service_s: float) -> int:
    """Room for the fluid queue and for chance beside it."""
    queue, worst = 0.0, 0.0
    for rate, servers in zip(demand.rates_per_s, staff, strict=True):
        queue = max(0.0, queue + (rate - servers / service_s) * demand.period_s)
        worst = max(worst, queue)
    busy = max(offered_load(demand, service_s=service_s).peaks)
    most = worst + min(max(staff), busy + _SPREAD * math.sqrt(busy) + 1)
    return math.ceil(most + _SPREAD * math.sqrt(worst) + _FIRST_ROOM)


@dataclass(frozen=True, slots=True)
class _Walk:
    demand: Demand
    staff: tuple[int, ...]
    service_s: float
    leaving_per_s: float
    states: int

    def integrate(self) -> tuple[list[_Floats], _Floats]:
        """The time that each number present takes in each period, and the last chances; the last state is the lost one."""
        chances = np.zeros(self.states + 1)
        chances[0] = 1.0
        spent = []
        for rate, servers in zip(self.demand.rates_per_s, self.staff, strict=True):
            time, chances = self._period(rate, servers, chances)
            spent.append(time)
        return spent, chances

    def _period(self, rate: float, servers: int, chances: _Floats) -> tuple[_Floats, _Floats]:
        number = np.arange(self.states)
        down = np.minimum(number, servers) / self.service_s + np.maximum(number - servers, 0) * self.leaving_per_s

        def slope(_time: float, both: _Floats) -> _Floats:
            # chances and their integrals alternate, so that the equations stay within a narrow band
            now = both[0::2]
            change = np.zeros_like(now)
            change[1:] = rate * now[:-1]
            change[:-1] -= (rate + down) * now[:-1]
            change[:-2] += down[1:] * now[1:-1]
            slopes = np.empty_like(both)
            slopes[0::2], slopes[1::2] = change, now
            return slopes

        start = np.zeros(2 * chances.size)
        start[0::2] = chances
        span = (0.0, self.demand.period_s)
        solved = solve_ivp(
            slope, span, start, method="LSODA", rtol=_RTOL, atol=_ATOL, lband=2, uband=2, t_eval=span[1:]
        )
        if not solved.success:
            raise UsageError(
                f"the equations of mt-m-c could not be integrated ({solved.message}); give shorter periods"
            )
        last = np.maximum(solved.y[:, -1], 0.0)
        return last[1::2], last[0::2]


def _day(walk: _Walk, spent: list[_Floats], at_end: _Floats) -> Day:
    demand, number = walk.demand, np.arange(walk.states)
    periods = []
    for rate, servers, time in zip(demand.rates_per_s, walk.staff, spent, strict=True):
        share = time[:-1] / demand.period_s
        queue = float(share @ np.maximum(number - servers, 0))
        periods.append(
            Period(
                servers=servers,
                arrivals=rate * demand.period_s,
                wait_probability=float(np.sum(share[servers:])),
                mean_busy=float(share @ np.minimum(number, servers)),
                mean_queue=queue,
                abandonment=queue * walk.leaving_per_s / rate if rate else 0.0,
            )
        )
    arrivals, waited = demand.arrivals, sum(period.mean_queue for period in periods) * demand.period_s
    staffed = sum(walk.staff)
    return Day(
        periods=tuple(periods),
        wait_probability=sum(period.arrivals * period.wait_probability for period in periods) / arrivals,
        mean_wait_s=waited / arrivals,
        abandonment=waited * walk.leaving_per_s / arrivals,
        mean_queue=waited / (demand.period_s * len(periods)),
        utilization=sum(period.mean_busy for period in periods) / staffed if staffed else 0.0,
        present_at_end=tuple(map(float, at_end[:-1])),
        lost_mass=float(at_end[-1]),
    )
