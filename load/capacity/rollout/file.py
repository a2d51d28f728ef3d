"""A rollout as its file declares it: quarters with budgets, costs, sites that stand, banks that withdraw, demands."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from harness.commandline import UsageError
from harness.world.assumptions import Assumable, Assumption, Part, assumptions
from harness.world.sites import DEVICES_LIMIT
from load.capacity.model.file import load_plan
from load.capacity.model.manners import Probability
from load.capacity.model.plan import Plan
from simulators.scenarios import read_toml, scenario_text

_MOST_SCENARIOS = 8
_LOWEST, _HIGHEST = 0.1, 10.0


class Cost(Assumable, frozen=True, kw_only=True):
    """What is paid once: to open a site, to buy a device, to put one in place. All in the currency of the file."""

    site: float
    device: float
    installation: float = 0.0

    def __post_init__(self) -> None:
        """Refuse costs that pay for themselves."""
        for name, value in (("site", self.site), ("installation", self.installation)):
            if not 0 <= value < float("inf"):
                raise ValueError(f"{name} is {value:g}; give 0 or more")
        if not 0 < self.device < float("inf"):
            raise ValueError(f"device is {self.device:g}; give more than 0")


class Quarter(Part, frozen=True, kw_only=True):
    """A stretch of days and what may be spent before it begins."""

    name: Annotated[str, Meta(min_length=1)]
    first: date
    last: date
    budget: float

    def __post_init__(self) -> None:
        """Refuse a quarter that ends before it begins, or takes money away."""
        if self.last < self.first:
            raise ValueError(f"last is {self.last} and first is {self.first}; end later than you begin")
        if not 0 <= self.budget < float("inf"):
            raise ValueError(f"budget is {self.budget:g}; give 0 or more")


class Withdrawal(Assumable, frozen=True, kw_only=True):
    """An operator gives up its sites before a quarter begins; whoever plans knows it from quarter `announced` on.

    Without `announced` it comes as a surprise. Its devices are lost, or go back to the stock and are installed again.
    """

    operator: str
    quarter: str
    announced: str = ""
    devices: Literal["lost", "stock"] = "lost"


class Scenario(Assumable, frozen=True, kw_only=True):
    """A demand that may come: so many times the people of the model; `weight` counts in the plan for all scenarios."""

    name: Annotated[str, Meta(min_length=1)]
    demand: float
    weight: Annotated[float, Meta(gt=0)] = 1.0

    def __post_init__(self) -> None:
        """Refuse what is no factor."""
        if not _LOWEST <= self.demand <= _HIGHEST:
            raise ValueError(
                f"demand is {self.demand:g}; give a factor of {_LOWEST:g} to {_HIGHEST:g}, where 1 is the model"
            )


class Uncovered(Assumable, frozen=True, kw_only=True):
    """People whose site is not open: this share of them goes to the open ones, by their weights; the others stay away."""

    diverted: Probability


class Rollout(Part, frozen=True, kw_only=True):
    """A rollout. `standing`: sites with their devices that are there before the first quarter.

    `order`: if given, sites are opened in this order and no others are; without it the gain decides.
    `expected`: the scenario under which waits are told.
    """

    version: Literal[1] = 1
    name: str
    title_en: str
    title_ar: str
    model: str
    currency: str
    reasons: dict[str, str] = msgspec.field(default_factory=dict)
    cost: Cost
    uncovered: Uncovered
    most_devices: Annotated[int, Meta(ge=1, le=DEVICES_LIMIT)]
    carry_over: bool = True
    expected: str
    standing: dict[str, Annotated[int, Meta(ge=1)]] = msgspec.field(default_factory=dict)
    order: list[str] = msgspec.field(default_factory=list)
    quarters: Annotated[list[Quarter], Meta(min_length=1)]
    withdrawals: list[Withdrawal] = msgspec.field(default_factory=list)
    scenarios: Annotated[list[Scenario], Meta(min_length=1, max_length=_MOST_SCENARIOS)]


@dataclass(frozen=True, kw_only=True)
class Task:
    """A rollout with the plan of its model; `place` is its file."""

    rollout: Rollout
    plan: Plan
    place: str

    @property
    def assumptions(self) -> tuple[tuple[str, Assumption], ...]:
        """All that is assumed, here and in the model."""
        own = assumptions(self.rollout, reasons=self.rollout.reasons)
        return (*((self.place, some) for some in own), *self.plan.assumptions)

    @property
    def expected(self) -> Scenario:
        """The scenario under which waits are told."""
        return next(some for some in self.rollout.scenarios if some.name == self.rollout.expected)


def load_rollout(name: str) -> Task:
    """A rollout by its packaged name or the path of a TOML file, with its model.

    Raises:
        UsageError: there is none, or it does not hold; with the file, the key and what to do.
    """
    text, place = scenario_text("rollout", name)
    rollout = read_toml(text, Rollout, place=place)
    plan = load_plan(_beside(name, rollout.model))
    try:
        _check(rollout, plan)
    except ValueError as error:
        raise UsageError(f"{place}: {error}") from None
    return Task(rollout=rollout, plan=plan, place=place)


def _beside(rollout: str, model: str) -> str:
    return str(Path(rollout).parent / model) if rollout.endswith(".toml") and model.endswith(".toml") else model


def _check(rollout: Rollout, plan: Plan) -> None:
    for _ in assumptions(rollout, reasons=rollout.reasons):
        pass
    _check_once("quarters", (some.name for some in rollout.quarters))
    _check_once("scenarios", (some.name for some in rollout.scenarios))
    _check_once("withdrawals", (some.operator for some in rollout.withdrawals))
    _check_once("order", rollout.order)
    _check_known("expected", rollout.expected, [some.name for some in rollout.scenarios])
    sites = [site.id for site in plan.sites]
    for key, named in (("standing", rollout.standing), ("order", rollout.order)):
        for site in named:
            _check_known(key, site, sites)
    too_many = next((site for site, count in rollout.standing.items() if count > rollout.most_devices), None)
    if too_many is not None:
        raise ValueError(f"standing.{too_many}: more than most_devices, which is {rollout.most_devices}; raise that")
    _check_quarters(rollout, plan)
    _check_withdrawals(rollout, plan)


def _check_quarters(rollout: Rollout, plan: Plan) -> None:
    period = plan.model.period
    before = None
    for number, quarter in enumerate(rollout.quarters):
        key = f"quarters[{number}]"
        if before is not None and quarter.first <= before:
            raise ValueError(f"{key}: begins {quarter.first}, before the last one is over; put the quarters in order")
        if not period.first <= quarter.first <= quarter.last <= period.last:
            raise ValueError(f"{key}: not inside the period of {plan.place}, which is {period.first} to {period.last}")
        if not any(quarter.first <= day <= quarter.last for day in plan.visits):
            raise ValueError(f"{key}: no site is open on any day of it; choose other days")
        before = quarter.last


def _check_withdrawals(rollout: Rollout, plan: Plan) -> None:
    names = [quarter.name for quarter in rollout.quarters]
    operators = [operator.id for operator in plan.site_file.operators]
    for number, some in enumerate(rollout.withdrawals):
        key = f"withdrawals[{number}]"
        _check_known(f"{key}.operator", some.operator, operators)
        _check_known(f"{key}.quarter", some.quarter, names)
        if some.announced:
            _check_known(f"{key}.announced", some.announced, names)
            if names.index(some.announced) > names.index(some.quarter):
                raise ValueError(f"{key}: announced in {some.announced}, after {some.quarter}; announce it earlier")


def _check_known(key: str, name: str, known: Iterable[str]) -> None:
    listed = list(known)
    if name not in listed:
        raise ValueError(f"{key}: no {name!r} here; there are: {', '.join(listed[:12])}{', ...' * (len(listed) > 12)}")  # noqa: PLR2004 - a line


def _check_once(key: str, names: Iterable[str]) -> None:
    twice = next((name for name, times in Counter(names).items() if times > 1), None)
    if twice is not None:
        raise ValueError(f"{key}: {twice!r} stands twice; make them one, or rename one")
