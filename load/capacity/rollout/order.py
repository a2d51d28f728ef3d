"""Which site gets the next kiosk: what serves most people more for the money, quarter by quarter, until that is spent.

A purchase is a device for a site that is open, or a site opened with one device. Its gain is the people served more in
this quarter and all later ones in which the site stands, as far as the planner knows. A site that opens also draws its
own people away from others.

That is greedy: best gain for the money first, as long as it can be paid. It is taken in by crowds: people of closed sites make
another device at an open one look good, until their own site opens. So several planners plan, who look at other demands or at
fewer of those people (`lens`), and the plan that serves most by the true measure is taken. No proof is given that it is
the best of all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from load.capacity.play.columns import Doubles, Numbers
from load.capacity.rollout.file import Scenario
from load.capacity.rollout.network import Network
from load.capacity.rollout.response import Response

_LEAST_GAIN = 1.0
_WISHES = 3
_LENSES = (1.0, 0.5, 0.0)


@dataclass(frozen=True, kw_only=True)
class Purchase:
    """One kiosk more at a site, the first of it or another one; `gain` in people served until the end."""

    site: int
    opens: bool
    from_stock: bool
    cost: float
    gain: float

    @property
    def worth(self) -> float:
        """People for each unit of money; a purchase without cost comes first."""
        return self.gain / self.cost if self.cost else np.inf


@dataclass(frozen=True, kw_only=True)
class PlannedQuarter:
    """What is done before a quarter, and what stands in it. `wishes`: what would come next, were there more money."""

    purchases: tuple[Purchase, ...]
    withdrawn: Numbers
    devices: Numbers
    spent: float
    left: float
    stock: int
    wishes: tuple[Purchase, ...]


@dataclass(frozen=True)
class Planner:
    """Plans for the demand of some scenarios, each with its weight.

    `lens`: the share that is looked at of the people whom closed sites send to open ones.
    """

    network: Network
    response: Response
    scenarios: tuple[Scenario, ...]
    lens: float = 1.0

    def plan(self) -> tuple[PlannedQuarter, ...]:
        """Every quarter in turn, each knowing only the withdrawals that are announced by then."""
        rollout = self.network.task.rollout
        state = _State(devices=np.array([rollout.standing.get(site, 0) for site in self.network.sites]))
        quarters = []
        for number, quarter in enumerate(rollout.quarters):
            state, withdrawn = self._withdraw(state, number)
            state = replace(state, money=(state.money if rollout.carry_over else 0.0) + quarter.budget)
            before, purchases = state.money, []
            while (best := self._best(state, number, limit=state.money)) is not None:
                purchases.append(best)
                state = state.after(best)
            quarters.append(
                PlannedQuarter(
                    purchases=tuple(purchases),
                    withdrawn=withdrawn,
                    devices=state.devices,
                    spent=before - state.money,
                    left=state.money,
                    stock=state.stock,
                    wishes=self._wishes(state, number),
                )
            )
        return tuple(quarters)

    def serves(self, plan: Sequence[PlannedQuarter]) -> float:
        """People served over all quarters of a plan, by the table."""
        return sum(
            float(self._in_quarter(number, some.devices, some.devices).sum()) for number, some in enumerate(plan)
        )

    def retold(self, plan: Sequence[PlannedQuarter]) -> tuple[PlannedQuarter, ...]:
        """The same purchases with their gains as this planner sees them."""
        told = []
        for number, some in enumerate(plan):
            bought = np.bincount([one.site for one in some.purchases], minlength=len(some.devices))
            purchases, devices = self._retold(some.purchases, some.devices - bought, number)
            wishes, _ = self._retold(some.wishes, devices, number)
            told.append(replace(some, purchases=purchases, wishes=wishes))
        return tuple(told)

    def _retold(
        self, purchases: Sequence[Purchase], devices: Numbers, quarter: int
    ) -> tuple[tuple[Purchase, ...], Numbers]:
        found = []
        for some in purchases:
            after = _with(devices, some.site)
            found.append(replace(some, gain=self._served(after, quarter) - self._served(devices, quarter)))
            devices = after
        return tuple(found), devices

    def _withdraw(self, state: "_State", quarter: int) -> tuple["_State", Numbers]:
        rollout = self.network.task.rollout
        gone = np.where(self.network.withdrawn[quarter], state.devices, 0)
        stock = state.stock
        for some in rollout.withdrawals:
            if some.quarter == rollout.quarters[quarter].name and some.devices == "stock":
                stock += int(gone[self.network.of_operator(some.operator)].sum())
        return replace(state, devices=state.devices - gone, stock=stock), gone

    def _wishes(self, state: "_State", quarter: int) -> tuple[Purchase, ...]:
        wishes: list[Purchase] = []
        for _ in range(_WISHES):
            best = self._best(state, quarter, limit=np.inf)
            if best is None:
                break
            wishes.append(best)
            state = state.after(best)
        return tuple(wishes)

    def _best(self, state: "_State", quarter: int, *, limit: float) -> Purchase | None:
        worthy = [some for some in self._candidates(state, quarter) if some.cost <= limit and some.gain >= _LEAST_GAIN]
        return max(worthy, key=lambda some: (some.worth, some.gain, -some.site), default=None)

    def _candidates(self, state: "_State", quarter: int) -> Iterator[Purchase]:
        cost, most = self.network.task.rollout.cost, self.network.task.rollout.most_devices
        stocked = state.stock > 0
        price = cost.installation + (0.0 if stocked else cost.device)
        gains = self._gains(state.devices, quarter)
        for site in np.flatnonzero((state.devices > 0) & (state.devices < most)):
            yield Purchase(site=int(site), opens=False, from_stock=stocked, cost=price, gain=float(gains[site]))
        served = self._served(state.devices, quarter)
        for closed in self._openable(state.devices, quarter):
            gain = self._served(_with(state.devices, closed), quarter) - served
            yield Purchase(site=closed, opens=True, from_stock=stocked, cost=price + cost.site, gain=gain)

    def _openable(self, devices: Numbers, quarter: int) -> list[int]:
        closed = [int(site) for site in np.flatnonzero((devices == 0) & ~self.network.withdrawn[quarter])]
        order = self.network.task.rollout.order
        if not order:
            return closed
        return [site for name in order for site in closed if self.network.sites[site] == name][:1]

    def _gains(self, devices: Numbers, quarter: int) -> Doubles:
        """What one more device at each site serves more, the sites that are open staying as they are."""
        more = np.minimum(devices + 1, self.network.task.rollout.most_devices)
        found = np.zeros(len(devices))
        for later, foreseen in self._horizon(devices, quarter):
            richer = np.where(foreseen > 0, more, foreseen)
            found += self._in_quarter(later, foreseen, richer) - self._in_quarter(later, foreseen, foreseen)
        return found

    def _served(self, devices: Numbers, quarter: int) -> float:
        """People served from this quarter to the last, as far as the planner knows."""
        return sum(
            float(self._in_quarter(later, foreseen, foreseen).sum())
            for later, foreseen in self._horizon(devices, quarter)
        )

    def _horizon(self, devices: Numbers, quarter: int) -> Iterator[tuple[int, Numbers]]:
        for later in range(quarter, len(self.network.task.rollout.quarters)):
            yield later, self.network.known_open(devices, quarter=later, now=quarter)

    def _in_quarter(self, quarter: int, opened: Numbers, devices: Numbers) -> Doubles:
        """People served at each site, over the scenarios; `opened` says which draw the people of closed sites."""
        crowding = self.network.crowding(opened, quarter, lens=self.lens)
        whole = sum(some.weight for some in self.scenarios)
        served = sum(
            some.weight / whole * self.response.at(quarter, devices, some.demand * crowding) for some in self.scenarios
        )
        return np.asarray(served * self.network.people[quarter])


def best_plans(
    network: Network, response: Response, named: Mapping[str, tuple[Scenario, ...]]
) -> dict[str, tuple[PlannedQuarter, ...]]:
    """For the scenarios of each name the plan that serves most, out of those that all planners make."""
    made = [Planner(network, response, some, lens).plan() for some in named.values() for lens in _LENSES]
    judges = {name: Planner(network, response, some) for name, some in named.items()}
    return {name: judge.retold(max(made, key=judge.serves)) for name, judge in judges.items()}


@dataclass(frozen=True)
class _State:
    devices: Numbers
    money: float = 0.0
    stock: int = field(default=0)

    def after(self, purchase: Purchase) -> "_State":
        return _State(
            devices=_with(self.devices, purchase.site),
            money=self.money - purchase.cost,
            stock=self.stock - purchase.from_stock,
        )


def _with(devices: Numbers, site: int) -> Numbers:
    more = devices.copy()
    more[site] += 1
    return more
