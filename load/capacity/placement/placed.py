"""A placement made and put to the trial: the model with its people and devices placed, simulated on fresh draws."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from harness.commandline import UsageError
from load.capacity.model.plan import Plan
from load.capacity.placement.bearing import Survey, bearings, people_a_day
from load.capacity.placement.solved import Placement, Problem, solve
from load.capacity.play.simulate import simulate
from load.capacity.staffing.judged import fresh_seed
from load.capacity.statistics.estimates import Estimate, estimate
from load.capacity.statistics.outcomes import values


@dataclass(frozen=True, kw_only=True)
class Wish:
    """`total`: devices that may be put anywhere, or None if those of the model stay where they are."""

    survey: Survey
    total: int | None
    within_km: float
    effort: float


@dataclass(frozen=True, kw_only=True)
class Placed:
    """The placement, and the worst site for each target before and after, of those that have people."""

    problem: Problem
    placement: Placement
    before: tuple[tuple[str, Estimate], ...]
    after: tuple[tuple[str, Estimate], ...]


def place(wish: Wish) -> Placed:
    """Place the people of a mean day.

    Raises:
        UsageError: see `solve`; or nobody has a place.
    """
    survey = wish.survey
    plan = survey.plan
    bears = bearings(survey)
    people = people_a_day(plan, survey.days)
    problem = Problem(
        sites=tuple(site.id for site in plan.sites),
        people={site: round(count) for site, count in people.items()},
        places={site.id: (site.place.lat, site.place.lon) for site in plan.site_file.sites},
        bears={site: [int(count) for count in counts] for site, counts in bears.items()},
        devices=None if wish.total is not None else {site.id: site.devices for site in plan.sites},
        total=wish.total or 0,
        within_km=wish.within_km,
    )
    placement = solve(problem, effort=wish.effort, seed=survey.seed % (1 << 31))
    if not placement.flows:
        raise UsageError("nobody finds a place; give more --total devices, or easier targets")
    return Placed(
        problem=problem,
        placement=placement,
        before=_worst(survey, plan),
        after=_worst(survey, _as_placed(plan, placement)),
    )


def _as_placed(plan: Plan, placement: Placement) -> Plan:
    """The plan with these devices, whose people come where they were placed; sites without people are left out."""
    coming: dict[str, int] = {}
    for (_, site), count in placement.flows.items():
        coming[site] = coming.get(site, 0) + count
    sites = tuple(
        replace(site, weight=float(coming[site.id]), devices=placement.devices[site.id])
        for site in plan.sites
        if site.id in coming
    )
    return replace(plan, sites=sites)


def _worst(survey: Survey, plan: Plan) -> tuple[tuple[str, Estimate], ...]:
    """The worst site for each target, chosen on some draws and told on others: chance makes the worst of many look worse."""
    chosen = [max(some, key=lambda site: some[site].mean) for some in _of_sites(survey, plan, number=1)]
    found = _of_sites(survey, plan, number=2)
    return tuple((site, some[site]) for site, some in zip(chosen, found, strict=True))


def _of_sites(survey: Survey, plan: Plan, *, number: int) -> Sequence[dict[str, Estimate]]:
    """Every site by target, on draws that nothing was chosen by."""
    found = simulate(plan, seed=fresh_seed(survey.seed, number), replications=survey.replications, days=survey.days)
    return [
        {
            site: estimate(column)
            for site, column in zip(found.sites, values(found.by_site, target.measure).T, strict=True)
        }
        for target in survey.targets
    ]
