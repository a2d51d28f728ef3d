"""Who would come where: the people of each site and quarter, and what the sites that are open get of them."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from load.capacity.model.plan import Plan
from load.capacity.play.columns import Doubles, Marks, Numbers
from load.capacity.rollout.file import Quarter, Task


@dataclass(frozen=True)
class Network:
    """All sites, in the order of the plan. `every`: of the open days of a quarter only every so many-th is simulated."""

    task: Task
    every: int = 1

    @cached_property
    def sites(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(site.id for site in self.task.plan.sites)

    @cached_property
    def days(self) -> tuple[tuple[date, ...], ...]:
        """The days of each quarter that are simulated."""
        plan = self.task.plan
        return tuple(days_of(plan, quarter)[:: self.every] for quarter in self.task.rollout.quarters)

    @cached_property
    def people(self) -> Doubles:
        """How many are expected when all sites are open. Shape: quarter, site."""
        plan = self.task.plan
        found = np.zeros((len(self.task.rollout.quarters), len(self.sites)))
        column = {name: number for number, name in enumerate(self.sites)}
        for row, quarter in enumerate(self.task.rollout.quarters):
            for day in days_of(plan, quarter):
                for site, expected in plan.expected_on(day).items():
                    found[row, column[site]] += expected
        return found

    @cached_property
    def withdrawn(self) -> Marks:
        """Whose operator has withdrawn. Shape: quarter, site."""
        quarters = [quarter.name for quarter in self.task.rollout.quarters]
        found = np.zeros((len(quarters), len(self.sites)), dtype=bool)
        for some in self.task.rollout.withdrawals:
            found[quarters.index(some.quarter) :, self.of_operator(some.operator)] = True
        return found

    @cached_property
    def announced(self) -> Numbers:
        """From which quarter on a withdrawal is known, by site; past the last one if there is none."""
        quarters = [quarter.name for quarter in self.task.rollout.quarters]
        found = np.full(len(self.sites), len(quarters))
        for some in self.task.rollout.withdrawals:
            found[self.of_operator(some.operator)] = quarters.index(some.announced or some.quarter)
        return found

    def of_operator(self, name: str) -> Marks:
        """The sites of an operator."""
        operator = next(some for some in self.task.plan.site_file.operators if some.id == name)
        ids = {site.id for site in operator.sites}
        return np.array([site in ids for site in self.sites])

    def known_open(self, devices: Numbers, *, quarter: int, now: int) -> Numbers:
        """The devices of a quarter as whoever plans in quarter `now` foresees them: without withdrawals that are known."""
        gone = self.withdrawn[quarter] & (self.announced <= now)
        return np.where(gone, 0, devices)

    def crowding(self, devices: Numbers, quarter: int, *, lens: float = 1.0) -> float:
        """How many times its own people an open site gets, those of closed sites included; 0 if none is open.

        A planner may look at fewer of those, by a `lens` below 1.
        """
        people = self.people[quarter]
        covered = float(people[devices > 0].sum())
        missing = float(people.sum()) - covered
        return 1.0 + lens * self.task.rollout.uncovered.diverted * missing / covered if covered else 0.0


def days_of(plan: Plan, quarter: Quarter) -> tuple[date, ...]:
    """The open days of a quarter."""
    return tuple(day for day in plan.visits if quarter.first <= day <= quarter.last)
