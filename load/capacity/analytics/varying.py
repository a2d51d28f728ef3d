"""A demand that changes over the day, and the servers that it would keep busy if there were always enough (Mt/M/infinity).

The rate is constant within each period. The number of busy servers then has the mean m(t) with m' = rate - m / service, solved
exactly; begun empty it is Poisson distributed. m(t) trails the rate by about a service time: that is why the busiest minute
comes after the busiest arrivals.

Source: L. V. Green, P. J. Kolesar, W. Whitt, Coping with Time-Varying Demand When Setting Staffing Requirements for a Service
System, 2006 (infinite-server models).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from load.capacity.analytics.measures import check_not_negative, check_positive, check_rates


@dataclass(frozen=True, kw_only=True, slots=True)
class Demand:
    """Arrivals per second, one rate for each of several periods of the same length.

    Raises:
        UsageError: a value is out of its range.
    """

    rates_per_s: tuple[float, ...]
    period_s: float

    def __post_init__(self) -> None:
        """Refuse what is no demand."""
        check_rates(self.rates_per_s)
        check_positive(period=self.period_s)

    @property
    def arrivals(self) -> float:
        """How many people come in all, on average."""
        return sum(self.rates_per_s) * self.period_s


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferedLoad:
    """Busy servers over time, with servers without end; one figure for each period, in erlangs."""

    at_ends: tuple[float, ...]
    means: tuple[float, ...]
    peaks: tuple[float, ...]
    """The largest mean number at any moment of the period; it is reached at one of its ends."""


def offered_load(demand: Demand, *, service_s: float, busy_at_start: float = 0.0) -> OfferedLoad:
    """The mean number of busy servers of Mt/M/infinity.

    Raises:
        UsageError: a value is out of its range.
    """
    check_positive(service=service_s)
    check_not_negative(busy=busy_at_start)
    services = demand.period_s / service_s
    settled = -math.expm1(-services)
    at_ends: list[float] = []
    means: list[float] = []
    peaks: list[float] = []
    now = busy_at_start
    for rate in demand.rates_per_s:
        aim = rate * service_s
        then = now * math.exp(-services) + aim * settled
        at_ends.append(then)
        peaks.append(max(now, then))
        means.append(aim + (now - aim) * settled / services)
        now = then
    return OfferedLoad(at_ends=tuple(at_ends), means=tuple(means), peaks=tuple(peaks))


def busy_at(demand: Demand, times_s: Sequence[float], *, service_s: float) -> tuple[float, ...]:
    """The mean number of busy servers at these times after an empty start; beyond the last period nobody comes.

    Raises:
        UsageError: a value is out of its range.
    """
    check_positive(service=service_s)
    found = []
    for time in times_s:
        check_not_negative(time=time)
        busy = 0.0
        for number, rate in enumerate(demand.rates_per_s):
            begin, end = number * demand.period_s, min((number + 1) * demand.period_s, time)
            if begin < time:
                # those who came in this period and are still served
                busy += rate * service_s * -math.expm1((begin - end) / service_s) * math.exp((end - time) / service_s)
        found.append(busy)
    return tuple(found)
