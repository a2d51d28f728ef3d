"""How many people a day a site bears: the most with which so many devices keep the targets, found by simulation.

Sites that keep the same hours bear the same, so that one site of each calendar is asked, the busiest. The demand that is just
kept is found by bisection on the same draws, devices by devices.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from load.capacity.model.plan import Plan, PlannedSite
from load.capacity.model.variations import with_demand
from load.capacity.play.simulate import simulate
from load.capacity.staffing.targets import Target
from load.capacity.statistics.outcomes import values

_LOWEST, _HIGHEST = 0.05, 20.0
_PRECISION = 1.02
"""The demands between which a bisection ends differ by this factor."""


@dataclass(frozen=True, kw_only=True)
class Survey:
    """What is simulated."""

    plan: Plan
    targets: tuple[Target, ...]
    days: Sequence[date]
    replications: int
    seed: int
    counts: Collection[int]
    """Numbers of devices that come into question; of others nothing is asked, and nobody is sent to them."""
    progress: Callable[[int, int], None] | None = None


def people_a_day(plan: Plan, days: Sequence[date]) -> dict[str, float]:
    """How many are expected at each site on a mean day."""
    totals = {site.id: 0.0 for site in plan.sites}
    for day in days:
        for site, expected in plan.expected_on(day).items():
            totals[site] += expected
    return {name: total / len(days) for name, total in totals.items()}


def bearings(survey: Survey) -> dict[str, tuple[float, ...]]:
    """People a day that each site bears with 0, 1, 2, ... devices."""
    people = people_a_day(survey.plan, survey.days)
    groups: dict[str, list[PlannedSite]] = {}
    for site in survey.plan.sites:
        groups.setdefault(repr(site.calendar), []).append(site)
    found: dict[str, tuple[float, ...]] = {}
    done = 0
    for sites in groups.values():
        busiest = max(sites, key=lambda site: people[site.id])
        bears = [0.0]
        for devices in range(1, max(survey.counts) + 1):
            if devices not in survey.counts:
                bears.append(0.0)
                continue
            bears.append(people[busiest.id] * _factor(survey, busiest.id, devices))
            done += 1
            if survey.progress is not None:
                survey.progress(done, len(groups) * len(survey.counts))
        found |= {site.id: tuple(bears) for site in sites}
    return found


def _factor(survey: Survey, site: str, devices: int) -> float:
    """The highest demand that is kept; 0 if even the lowest is not."""
    low, high = _LOWEST, _HIGHEST
    if not _keeps(survey, site, devices, low):
        return 0.0
    while high / low > _PRECISION:
        middle = (low * high) ** 0.5
        low, high = (middle, high) if _keeps(survey, site, devices, middle) else (low, middle)
    return low


def _keeps(survey: Survey, site: str, devices: int, demand: float) -> bool:
    plan = with_demand(survey.plan, demand).with_devices({site: devices})
    found = simulate(plan, seed=survey.seed, replications=survey.replications, days=survey.days, sites=[site])
    return all(float(values(found.by_site, target.measure).mean()) <= target.limit for target in survey.targets)
