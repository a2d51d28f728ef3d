"""A plan of a rollout put to the trial: every quarter simulated as it would stand, under every demand, on fresh draws.

People lost are those who stay away, since their site is not open, and those who come and turn away, leave or are
sent away. Plans are tried with the same draws, so that the regret of one has an interval of its own (pairs).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from load.capacity.model.variations import only, with_demand
from load.capacity.play.columns import Doubles, Numbers
from load.capacity.play.simulate import simulate
from load.capacity.play.tally import Tally
from load.capacity.rollout.file import Scenario
from load.capacity.rollout.network import Network
from load.capacity.rollout.order import PlannedQuarter
from load.capacity.statistics.outcomes import Measure, values


@dataclass(frozen=True, eq=False, kw_only=True)
class QuarterTrial:
    """One value a replication; `came_for`: how many would come if all sites were open."""

    came_for: float
    stay_away: float
    lost: Doubles
    p95_wait_s: Doubles
    abandonment: Doubles


@dataclass(frozen=True, eq=False)
class Trial:
    """A plan under a demand."""

    quarters: tuple[QuarterTrial, ...]

    @property
    def lost(self) -> Doubles:
        """People lost over all quarters, by replication."""
        return np.asarray(np.sum([quarter.lost for quarter in self.quarters], axis=0))


@dataclass(frozen=True)
class Trials:
    """Tries plans; a quarter that stands alike in two of them is simulated once."""

    network: Network
    replications: int
    seed: int
    progress: Callable[[int], None]
    _seen: dict[tuple[int, float, bytes], QuarterTrial] = field(default_factory=dict)

    def of(self, plan: Sequence[PlannedQuarter], scenario: Scenario) -> Trial:
        """A plan under a demand."""
        return Trial(tuple(self._quarter(number, some.devices, scenario) for number, some in enumerate(plan)))

    def _quarter(self, number: int, devices: Numbers, scenario: Scenario) -> QuarterTrial:
        key = number, scenario.demand, devices.tobytes()
        if key not in self._seen:
            self._seen[key] = self._tried(number, devices, scenario)
            self.progress(len(self._seen))
        return self._seen[key]

    def _tried(self, number: int, devices: Numbers, scenario: Scenario) -> QuarterTrial:
        people = self.network.people[number]
        came_for = float(people.sum()) * scenario.demand
        covered = float(people[devices > 0].sum()) / (float(people.sum()) or 1.0)
        coming = covered + self.network.task.rollout.uncovered.diverted * (1.0 - covered) if covered else 0.0
        stay_away = came_for * (1.0 - coming)
        tally = self._played(number, devices, scenario.demand * coming) if coming else Tally.zeros(self.replications)
        lost = values(tally, Measure.LOST)
        return QuarterTrial(
            came_for=came_for,
            stay_away=stay_away,
            lost=stay_away + lost * (came_for - stay_away),
            p95_wait_s=values(tally, Measure.P95_WAIT),
            abandonment=values(tally, Measure.ABANDONMENT),
        )

    def _played(self, number: int, devices: Numbers, demand: float) -> Tally:
        standing = {site: int(count) for site, count in zip(self.network.sites, devices, strict=True) if count}
        plan = with_demand(only(self.network.task.plan, standing), demand).with_devices(standing)
        return simulate(
            plan, seed=self.seed, replications=self.replications, days=self.network.days[number]
        ).by_site.total(axis=1)


def regrets(trials: Mapping[str, Mapping[str, Trial]]) -> dict[str, dict[str, Doubles]]:
    """For each plan and scenario: people lost beyond those of the best plan there, by replication.

    `trials`: by plan, then by scenario.
    """
    found: dict[str, dict[str, Doubles]] = {plan: {} for plan in trials}
    for scenario in next(iter(trials.values())):
        best = min((trials[plan][scenario].lost for plan in trials), key=lambda some: float(some.mean()))
        for plan in trials:
            found[plan][scenario] = trials[plan][scenario].lost - best
    return found


def minimax(found: Mapping[str, Mapping[str, Doubles]]) -> str:
    """The plan whose largest regret is least; of equals the first."""
    return min(found, key=lambda plan: max(float(some.mean()) for some in found[plan].values()))
