"""What devices buy: every site simulated with fewer and more devices on the same people, and the best way to place them.

Sites do not depend on each other, unless people move on; so waits of each site at each number of devices are enough to
know those of every placement.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from load.capacity.model.plan import Plan
from load.capacity.play.columns import Doubles, Numbers
from load.capacity.play.simulate import simulate
from load.capacity.play.tally import Tally
from load.capacity.report.facts import Frontier, Sample, Step
from load.capacity.report.stages import Tell, counted_on

FEWER, MORE = 3, 3
_BELOW, _ABOVE = 6, 24
"""How far to both sides of today the frontier is told."""

RUNS = FEWER + MORE + 1


@dataclass(frozen=True, slots=True, eq=False)
class _Trials:
    """Sums of each site by its number of devices, the least first. Shape: level, site."""

    devices: Numbers
    p95_s: Doubles
    p95_days: Doubles
    lost_people: Doubles
    came: Doubles

    def step(self, levels: Numbers, site: str = "") -> Step:
        """All sites together, each at its level."""
        places = levels, np.arange(len(levels))
        return Step(
            devices=int(self.devices[places].sum()),
            p95_s=float(self.p95_s[places].sum() / max(1.0, self.p95_days[places].sum())),
            lost=float(self.lost_people[places].sum() / max(1.0, self.came[places].sum())),
            site=site,
        )


def frontier_of(plan: Plan, sample: Sample, *, device_cost: float | None, tell: Tell) -> Frontier:
    """The frontier around the plan as it stands."""
    trials = _tried(plan, sample, tell)
    today = trials.step(np.full(len(plan.sites), FEWER))
    steps = tuple(step for step in _best(plan, trials) if -_BELOW <= step.devices - today.devices <= _ABOVE)
    return Frontier(steps=steps, today=today, device_cost=device_cost)


def _tried(plan: Plan, sample: Sample, tell: Tell) -> _Trials:
    devices = np.array([[max(1, site.devices + level) for site in plan.sites] for level in range(-FEWER, MORE + 1)])
    whole = len(sample.days) * sample.replications
    tallies: list[Tally] = []
    for number, counts in enumerate(devices):
        changed = plan.with_devices({site.id: int(count) for site, count in zip(plan.sites, counts, strict=True)})
        found = simulate(
            changed,
            seed=sample.seed,
            replications=sample.replications,
            days=sample.days,
            progress=counted_on(tell, before=number * whole, total=RUNS * whole),
        )
        tallies.append(found.by_site.total())
    return _Trials(
        devices,
        np.array([tally.p95_s for tally in tallies]),
        np.array([tally.p95_days for tally in tallies]),
        np.array([tally.lost_people for tally in tallies]),
        np.array([tally.came for tally in tallies], dtype=np.float64),
    )


def _best(plan: Plan, trials: _Trials) -> Iterator[Step]:
    """From the fewest devices on, one more at a time, where it takes most off the long waits."""
    levels = np.array([int(np.flatnonzero(column == column[0])[-1]) for column in trials.devices.T])
    sites = np.arange(len(levels))
    yield trials.step(levels)
    while (levels < RUNS - 1).any():
        higher = np.minimum(levels + 1, RUNS - 1)
        gains = trials.p95_s[levels, sites] - trials.p95_s[higher, sites]
        gains[levels == RUNS - 1] = -np.inf
        chosen = int(gains.argmax())
        levels[chosen] += 1
        yield trials.step(levels, plan.sites[chosen].id)
