"""What a plan does beside its targets: whether more people are lost than with the devices of now, on the same draws.

Fewer devices make longer lines, and who turns away from a long line neither waits nor abandons: targets of wait and
abandonment look the better for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from load.capacity.model.plan import Plan
from load.capacity.play.columns import Doubles
from load.capacity.play.simulate import simulate
from load.capacity.staffing.judged import Question, fresh_seed
from load.capacity.statistics.estimates import Estimate, estimate
from load.capacity.statistics.outcomes import Measure, values


@dataclass(frozen=True, kw_only=True)
class Lost:
    """Who is lost of all who came to a site: now, as planned, and planned less now, replication by replication."""

    now: Estimate
    planned: Estimate
    difference: Estimate

    def is_more(self, level: float) -> bool:
        """Whether the plan loses more for certain."""
        return self.difference.interval(level)[0] > 0


def lost(question: Question, devices: Mapping[str, int]) -> dict[str, Lost]:
    """By site, where the plan changes the number of devices or people move; empty if a target limits who is lost."""
    if any(target.measure is Measure.LOST for target in question.targets):
        return {}
    now = {site.id: site.devices for site in question.plan.sites}
    changed = [site for site, count in devices.items() if count != now[site] or question.plan.model.moving]
    if not changed:
        return {}
    before = _shares(question, question.plan, changed, doing="who is lost now")
    after = _shares(question, question.plan.with_devices(devices), changed, doing="who is lost as planned")
    return {
        site: Lost(
            now=estimate(before[site]), planned=estimate(after[site]), difference=estimate(after[site] - before[site])
        )
        for site in changed
    }


def _shares(question: Question, plan: Plan, sites: list[str], *, doing: str) -> dict[str, Doubles]:
    simulation = simulate(
        plan,
        seed=fresh_seed(question.seed, 0),
        replications=question.replications,
        days=question.days,
        sites=None if plan.model.moving else tuple(sites),
        progress=question.progress(doing),
    )
    shares = values(simulation.by_site, Measure.LOST)
    return {site: shares[:, simulation.sites.index(site)] for site in sites}
