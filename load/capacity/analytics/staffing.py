"""The least servers for each period of a demand that changes, by two ways of taking a steady queue for it.

* PSA (pointwise stationary approximation): the steady queue with the rate of the period. Good for services much shorter than
  the periods; it knows nothing of what came before.
* MOL (modified offered load): the steady queue with the load that Mt/M/infinity has in the period, at its peak, so that the
  target holds throughout. It follows the delay between arrivals and work.

With patience the steady queue is Erlang A, without it Erlang C.

Source: L. Green, P. Kolesar, The Pointwise Stationary Approximation for Queues with Nonstationary Arrivals, Management
Science 37(1), 1991; O. B. Jennings, A. Mandelbaum, W. A. Massey, W. Whitt, Server staffing to meet time-varying demand,
Management Science 42(10), 1996; Z. Feldman, A. Mandelbaum, W. A. Massey, W. Whitt, Staffing of Time-Varying Queues to Achieve
Time-Stable Performance, Management Science 54(2), 2008.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from harness.commandline import UsageError
from load.capacity.analytics.erlang import erlang_c
from load.capacity.analytics.measures import SERVERS_LIMIT, check_positive, check_share
from load.capacity.analytics.patience import erlang_a
from load.capacity.analytics.varying import Demand, offered_load


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """What is asked of every period; at least one of the two.

    Raises:
        UsageError: none is given, or one is no share.
    """

    wait_probability: float | None = None
    abandonment: float | None = None

    def __post_init__(self) -> None:
        """Refuse what is no target."""
        given = {
            name: value
            for name, value in (("target_wait", self.wait_probability), ("target_abandonment", self.abandonment))
            if value is not None
        }
        if not given:
            raise UsageError("no target; give target_wait=0.2 (share that waits), target_abandonment=0.02, or both")
        check_share(**given)


def psa_staffing(
    demand: Demand, *, service_s: float, target: Target, patience_s: float | None = None
) -> tuple[int, ...]:
    """The least servers of each period, by its own rate.

    Raises:
        UsageError: a value is out of its range.
    """
    check_positive(service=service_s)
    return _staff([rate * service_s for rate in demand.rates_per_s], service_s, target, patience_s)


def mol_staffing(
    demand: Demand, *, service_s: float, target: Target, patience_s: float | None = None, busy_at_start: float = 0.0
) -> tuple[int, ...]:
    """The least servers of each period, by the load that is carried into it.

    Raises:
        UsageError: a value is out of its range.
    """
    peaks = offered_load(demand, service_s=service_s, busy_at_start=busy_at_start).peaks
    return _staff(peaks, service_s, target, patience_s)


def least_servers(*, load: float, service_s: float, target: Target, patience_s: float | None = None) -> int:
    """The least servers that keep the target for a steady load; none for no load.

    Raises:
        UsageError: a value is out of its range, or more than the most servers would be needed.
    """
    if load == 0:
        return 0
    if patience_s is None and target.abandonment is not None:
        raise UsageError("target_abandonment needs patience, the mean time in seconds after which people leave")
    least = 1 if patience_s is not None else math.floor(load) + 1

    def holds(servers: int) -> bool:
        if patience_s is None:
            return erlang_c(servers, load) <= (target.wait_probability or 0.0)
        found = erlang_a(servers=servers, rate_per_s=load / service_s, service_s=service_s, patience_s=patience_s)
        return (target.wait_probability is None or (found.wait_probability or 0.0) <= target.wait_probability) and (
            target.abandonment is None or (found.abandonment or 0.0) <= target.abandonment
        )

    return _first(holds, least)


def _staff(
    loads: list[float] | tuple[float, ...], service_s: float, target: Target, patience_s: float | None
) -> tuple[int, ...]:
    return tuple(least_servers(load=load, service_s=service_s, target=target, patience_s=patience_s) for load in loads)


def _first(holds: Callable[[int], bool], least: int) -> int:
    """The first number from `least` on that holds, all after it holding too."""
    fails, step = least - 1, 1
    while not holds(min(fails + step, SERVERS_LIMIT)):
        fails += step
        step *= 2
        if fails >= SERVERS_LIMIT:
            raise UsageError(f"the target takes more than {SERVERS_LIMIT} servers; give a lower rate or target")
    good = min(fails + step, SERVERS_LIMIT)
    while good - fails > 1:
        middle = (good + fails) // 2
        good, fails = (middle, fails) if holds(middle) else (good, middle)
    return good
