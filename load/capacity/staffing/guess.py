"""Where the search for the least devices begins: the steady queue (Erlang A or C) in the busiest half hour of a mean day.

It knows no breaks, no closing and no variation of service, so that it is a start and never an answer.
"""

import math
from collections.abc import Sequence
from datetime import date

from load.capacity.analytics.erlang import delay_system
from load.capacity.analytics.measures import Measures
from load.capacity.analytics.patience import erlang_a
from load.capacity.model.plan import Plan, PlannedSite
from load.capacity.model.service import mean_service_s
from load.capacity.staffing.targets import Target
from load.capacity.statistics.outcomes import Measure

_IDLE_RATE_PER_S = 1e-6


def guesses(plan: Plan, targets: Sequence[Target], *, days: Sequence[date], most: int) -> dict[str, int]:
    """A number of devices for each site, from 1 to `most`."""
    return {site.id: _guess(plan, site, targets, days=days, most=most) for site in plan.sites}


def _guess(plan: Plan, site: PlannedSite, targets: Sequence[Target], *, days: Sequence[date], most: int) -> int:
    rate = sum(_peak_rate(plan, site, day) for day in days) / len(days)
    if rate < _IDLE_RATE_PER_S:
        return 1
    shares = _shares(plan, days)
    service_s, patience_s = _mean_service_s(plan, shares), _mean_patience_s(plan, shares)
    for devices in range(max(1, math.ceil(rate * service_s / 2)), most):
        if patience_s is None and devices <= rate * service_s:
            continue
        found = (
            delay_system(servers=devices, load=rate * service_s, service_s=service_s)
            if patience_s is None
            else erlang_a(servers=devices, rate_per_s=rate, service_s=service_s, patience_s=patience_s)
        )
        if all(_holds(found, target) for target in targets):
            return devices
    return most


def _holds(found: Measures, target: Target) -> bool:
    value = {
        Measure.MEAN_WAIT: found.mean_wait_s,
        Measure.VIRTUAL_WAIT: found.mean_wait_s,
        Measure.P95_WAIT: found.p95_wait_s,
    }.get(target.measure, found.abandonment)
    return (value or 0.0) <= target.limit


def _peak_rate(plan: Plan, site: PlannedSite, day: date) -> float:
    """Arrivals per second in the busiest stretch."""
    some = plan.intensity(site, day)
    marks, expected = some.marks_s, some.expected
    stretches = zip(marks, marks[1:], expected, expected[1:], strict=False)
    return max(((high - low) / (end - begin) for begin, end, low, high in stretches), default=0.0)


def _shares(plan: Plan, days: Sequence[date]) -> dict[str, float]:
    """How many of the people are of each kind."""
    totals: dict[str, float] = {}
    for day in days:
        for kind, visits in plan.visits[day].items():
            totals[kind] = totals.get(kind, 0.0) + visits
    whole = sum(totals.values())
    return {kind: visits / whole for kind, visits in totals.items()} if whole else {}


def _mean_service_s(plan: Plan, shares: dict[str, float]) -> float:
    services = {service.name: mean_service_s(service) for service in plan.model.services}
    return sum(share * services[plan.kinds[kind].service] for kind, share in shares.items())


def _mean_patience_s(plan: Plan, shares: dict[str, float]) -> float | None:
    """None if some have patience without end."""
    known = [(share, plan.kinds[kind].patience) for kind, share in shares.items()]
    if any(patience is None for _, patience in known):
        return None
    return sum(share * patience.mean_s for share, patience in known if patience is not None)
