"""Plays everything that the report tells, with the same seed throughout."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from load.capacity.model.plan import Plan
from load.capacity.play.columns import Doubles
from load.capacity.play.day import Fate
from load.capacity.play.router import route
from load.capacity.play.simulate import Simulation, simulate
from load.capacity.report.day import hours_over
from load.capacity.report.facts import Facts, NetworkFacts, Route, Sample, SiteFacts
from load.capacity.report.frontier import RUNS, frontier_of
from load.capacity.report.levers import levers_of
from load.capacity.report.stages import Tell, counted_on
from load.capacity.report.swings import swings_of
from load.capacity.results.figures import estimate_of
from load.capacity.rollout.answer import RolloutAnswer
from load.capacity.statistics.enough import enough
from load.capacity.statistics.estimates import Estimate, estimate

_MOST_DAYS, _MOST_REPLICATIONS = 12, 10
"""Of what is played again for the hours, for other devices and for other assumptions."""


def gather(  # noqa: PLR0913 - what a report is made of
    plan: Plan,
    sample: Sample,
    *,
    device_cost: float | None,
    rollout: RolloutAnswer | None,
    digests: Mapping[str, str],
    command: str,
    tell: Tell,
) -> Facts:
    """All facts. `tell` hears how many days of how many are done.

    Raises:
        UsageError: there is one replication, which says nothing of its own error, or something is out of range.
    """
    tried = _tried(sample)
    steps = iter(_stages(plan, sample, tried, tell))
    simulation = simulate(
        plan, seed=sample.seed, replications=sample.replications, days=sample.days, progress=next(steps)
    )
    routes = _routes(plan)
    return Facts(
        plan=plan,
        sample=sample,
        tried=tried,
        network=_network(simulation),
        sites=tuple(_sites(simulation, routes)),
        hours=hours_over(plan, tried, tell=next(steps)),
        frontier=frontier_of(plan, tried, device_cost=device_cost, tell=next(steps)),
        swings=swings_of(plan, tried, tell=next(steps)),
        routes=routes,
        digests=digests,
        command=command,
        needed=enough(plan, days=len(sample.days)),
        rollout=rollout,
    )


def _tried(sample: Sample) -> Sample:
    """Some days, spread evenly, and some replications."""
    count = min(_MOST_DAYS, len(sample.days))
    places = np.linspace(0, len(sample.days) - 1, count).round().astype(int)
    return Sample(
        days=tuple(sample.days[place] for place in places),
        replications=min(_MOST_REPLICATIONS, sample.replications),
        seed=sample.seed,
    )


def _stages(plan: Plan, sample: Sample, tried: Sample, tell: Tell) -> Iterator[Tell]:
    """For each stage what it tells, counted on from the stages before."""
    again = len(tried.days) * tried.replications
    amounts = (
        len(sample.days) * sample.replications,
        again,
        RUNS * again,
        (1 + 2 * len(levers_of(plan))) * again,
    )
    for number in range(len(amounts)):
        before, total = sum(amounts[:number]), sum(amounts)
        yield counted_on(tell, before=before, total=total)


def _network(simulation: Simulation) -> NetworkFacts:
    tally = simulation.by_replication
    return NetworkFacts(
        people=_sure(tally.came / len(simulation.days)),
        served=_sure(tally.share(Fate.SERVED)),
        lost=_sure(tally.lost),
        abandonment=_sure(tally.abandonment),
        mean_wait_s=_sure(tally.mean_wait_s),
        p95_s=_sure(tally.p95_wait_s),
        utilization=_sure(tally.utilization),
    )


def _sure(values: Doubles) -> Estimate:
    """Where nobody comes at all a figure is 0."""
    return estimate([float(value) for value in np.nan_to_num(values)])


def _sites(simulation: Simulation, routes: tuple[Route, ...]) -> Iterator[SiteFacts]:
    path_of = {site: route.path for route in routes for site in route.sites}
    plan = simulation.plan
    known = {site.id: (site, operator) for operator in plan.site_file.operators for site in operator.sites}
    for number, planned in enumerate(plan.sites):
        tally = simulation.by_site.at((slice(None), number))
        site, operator = known[planned.id]
        yield SiteFacts(
            site=site,
            operator=operator,
            devices=planned.devices,
            people=float(np.mean(tally.came)) / len(simulation.days),
            p95_s=estimate_of(tally.p95_wait_s),
            abandonment=estimate_of(tally.abandonment),
            lost=estimate_of(tally.lost),
            utilization=float(np.nan_to_num(tally.utilization).mean()),
            path=path_of[planned.id],
        )


def _routes(plan: Plan) -> tuple[Route, ...]:
    """Sites by the engine that ran them, and why."""
    sites: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in route(plan).sites:
        sites[one.path.value, "; ".join(one.reasons)].append(one.site)
    return tuple(Route(path=path, reason=reason, sites=tuple(some)) for (path, reason), some in sites.items())
