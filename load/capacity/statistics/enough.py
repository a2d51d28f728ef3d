"""How many replications intervals need at least: 200, or so many that what is rare is seen often enough.

Student's interval bears the skewness of usual days. It does not bear a day on which the only device of a site stands
still for hours, as long as this happens to a few of the replications: who has seen it once too seldom tells an
interval that is too narrow, and no statistic of the same replications can know. The model can: it declares how often
devices break down and routes fail. With 50 of each, at a site with the fewest devices, the coverage is what it should be
(docs/capacity.md has both).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from harness.world.opening import DAY_S
from load.capacity.model.plan import Plan

LEAST = 200
SEEN = 50
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Rarity:
    """Something that happens so often in a replication, at a site."""

    what: str
    expected: float

    @property
    def replications(self) -> int:
        """In how many it is seen often enough; no more than anybody would wait for."""
        return min(math.ceil(SEEN / self.expected), _MOST)


def rarest(plan: Plan, *, days: int, devices: int | None = None) -> Rarity | None:
    """What happens least often, if the model has anything that breaks; `devices`: the fewest that a site will have."""
    return min(_rarities(plan, days, devices), key=lambda some: some.expected, default=None)


def enough(plan: Plan, *, days: int, devices: int | None = None) -> int:
    """The least number of replications for intervals over so many days."""
    rarity = rarest(plan, days=days, devices=devices)
    return max(LEAST, rarity.replications) if rarity is not None else LEAST


def _rarities(plan: Plan, days: int, devices: int | None) -> Iterator[Rarity]:
    if plan.model.breakdowns is not None:
        fewest = devices or min(site.devices for site in plan.sites)
        yield Rarity("a breakdown at a site", fewest * days * DAY_S / plan.model.breakdowns.mean_between_s)
    for outage in plan.model.outages:
        yield Rarity(f"an outage of {outage.route!r}", days * DAY_S / outage.mean_between_s)
