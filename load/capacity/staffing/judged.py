"""How a plan does against its targets, site by site, with the error of its replications."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from load.capacity.draws.draws import SEED_LIMIT
from load.capacity.model.plan import Plan
from load.capacity.play.simulate import simulate
from load.capacity.staffing.targets import Target
from load.capacity.statistics.estimates import Estimate, estimate
from load.capacity.statistics.outcomes import values

_NEXT_SEED = 1 << 32


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked of every number of devices alike. `most`: of a site."""

    plan: Plan
    targets: tuple[Target, ...]
    days: Sequence[date]
    replications: int
    seed: int
    most: int
    progress: Callable[[str], Callable[[int, int], None]]
    """Told what is simulated, gives what is told of its days."""


Judged = Mapping[str, tuple[Estimate, ...]]
"""For each site one estimate a target, in the order of the targets."""


def judged(question: Question, devices: Mapping[str, int], *, seed: int, replications: int, doing: str) -> Judged:
    """Simulate these sites with these numbers of devices."""
    simulation = simulate(
        question.plan.with_devices(devices),
        seed=seed,
        replications=replications,
        days=question.days,
        sites=None if question.plan.model.moving else tuple(devices),
        progress=question.progress(doing),
    )
    outcomes = [values(simulation.by_site, target.measure) for target in question.targets]
    return {
        site: tuple(estimate(some[:, column]) for some in outcomes)
        for column, site in enumerate(simulation.sites)
        if site in devices
    }


def keeps(estimates: Sequence[Estimate], targets: Sequence[Target]) -> bool:
    """Whether the means are within the limits."""
    return all(some.mean <= target.limit for some, target in zip(estimates, targets, strict=True))


def fresh_seed(seed: int, number: int) -> int:
    """The seed of the draws for a purpose that must not see what was chosen by: search is 0, rounds count from 1."""
    return (seed + number * _NEXT_SEED) % SEED_LIMIT
