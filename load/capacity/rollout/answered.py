"""From a rollout to its answer: a plan for each demand and one for all, each tried under every demand, the regret told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from harness.commandline import UsageError
from load.capacity.play.columns import Doubles, Numbers
from load.capacity.rollout.answer import Figure, QuarterAnswer, RegretAnswer, RolloutAnswer, Step
from load.capacity.rollout.network import Network
from load.capacity.rollout.order import PlannedQuarter, Purchase, best_plans
from load.capacity.rollout.response import response
from load.capacity.rollout.trial import Trial, Trials, minimax, regrets
from load.capacity.staffing.judged import fresh_seed
from load.capacity.statistics.estimates import estimate

ALL = "all scenarios"
MINIMAX = "minimax"
_TRIAL = 1

Told = Callable[[str], Callable[[int, int], None]]

_Plans = Mapping[str, tuple[PlannedQuarter, ...]]


@dataclass(frozen=True, kw_only=True)
class Course:
    """How to answer: replications of the table and of the trials, the seed, and which plan the quarters show."""

    replications: int
    table_replications: int
    seed: int
    chosen: str = MINIMAX


def answer(network: Network, course: Course, *, progress: Told) -> RolloutAnswer:
    """The answer.

    Raises:
        UsageError: the chosen plan is none of those that are made.
    """
    task = network.task
    scenarios = tuple(task.rollout.scenarios)
    named = {some.name: (some,) for some in scenarios} | ({ALL: scenarios} if len(scenarios) > 1 else {})
    if course.chosen not in {*named, MINIMAX}:
        raise UsageError(f"--for {course.chosen}: no such plan; there are: {', '.join([*named, MINIMAX])}")
    table = response(
        network,
        replications=course.table_replications,
        seed=fresh_seed(course.seed, 0),
        progress=progress("table: runs"),
    )
    plans = best_plans(network, table, named)
    tried = _tried(network, course, plans, tell=progress("trials: quarters"))
    found = regrets(tried)
    least = minimax(found)
    chosen = least if course.chosen == MINIMAX else course.chosen
    return RolloutAnswer(
        rollout=task.place,
        model=task.plan.place,
        title_en=task.rollout.title_en,
        title_ar=task.rollout.title_ar,
        currency=task.rollout.currency,
        seed=course.seed,
        replications=course.replications,
        days=sum(map(len, network.days)),
        expected=task.expected.name,
        chosen=chosen,
        minimax=least,
        quarters=_quarters(network, plans[chosen], tried[chosen][task.expected.name]),
        regrets=_regrets(tried, found),
        assumptions=[{"file": place, "key": some.key, "reason": some.reason} for place, some in task.assumptions],
    )


def _tried(
    network: Network, course: Course, plans: _Plans, *, tell: Callable[[int, int], None]
) -> dict[str, dict[str, Trial]]:
    """Each plan under each demand, by the names of both."""
    scenarios = network.task.rollout.scenarios
    standings = {(number, some.devices.tobytes()) for plan in plans.values() for number, some in enumerate(plan)}
    total = len(standings) * len({some.demand for some in scenarios})
    trials = Trials(network, course.replications, fresh_seed(course.seed, _TRIAL), lambda done: tell(done, total))
    return {name: {some.name: trials.of(plan, some) for some in scenarios} for name, plan in plans.items()}


def _regrets(
    tried: Mapping[str, Mapping[str, Trial]], found: Mapping[str, Mapping[str, Doubles]]
) -> list[RegretAnswer]:
    return [
        RegretAnswer(plan=plan, scenario=scenario, lost=_figure(tried[plan][scenario].lost), regret=_figure(regret))
        for plan, of_plan in found.items()
        for scenario, regret in of_plan.items()
    ]


def _quarters(network: Network, plan: tuple[PlannedQuarter, ...], trial: Trial) -> list[QuarterAnswer]:
    answers = []
    spent = 0.0
    before = np.array([network.task.rollout.standing.get(site, 0) for site in network.sites])
    for quarter, planned, tried in zip(network.task.rollout.quarters, plan, trial.quarters, strict=True):
        spent += planned.spent
        gone = [
            Step(site=network.sites[site], added=-int(planned.withdrawn[site]), devices_after=0, reason="withdraws")
            for site in np.flatnonzero(planned.withdrawn)
        ]
        after = before - planned.withdrawn
        answers.append(
            QuarterAnswer(
                name=quarter.name,
                first=quarter.first,
                last=quarter.last,
                budget=quarter.budget,
                cost=planned.spent,
                cost_so_far=spent,
                left=planned.left,
                stock=planned.stock,
                steps=[*gone, *_steps(network, planned.purchases, after)],
                wishes=_steps(network, planned.wishes, planned.devices),
                devices={site: int(count) for site, count in zip(network.sites, planned.devices, strict=True) if count},
                people=tried.came_for,
                stay_away=tried.stay_away,
                lost=_figure(tried.lost),
                p95_wait_s=_figure(tried.p95_wait_s),
                abandonment=_figure(tried.abandonment),
            )
        )
        before = planned.devices
    return answers


def _steps(network: Network, purchases: tuple[Purchase, ...], before: Numbers) -> list[Step]:
    devices = before.copy()
    steps = []
    for some in purchases:
        devices[some.site] += 1
        steps.append(
            Step(
                site=network.sites[some.site],
                added=1,
                devices_after=int(devices[some.site]),
                opens=some.opens,
                from_stock=some.from_stock,
                cost=some.cost,
                gain=some.gain,
            )
        )
    return steps


def _figure(values: Doubles) -> Figure:
    some = estimate(values)
    low, high = some.interval()
    return Figure(mean=some.mean, low=low, high=high)
