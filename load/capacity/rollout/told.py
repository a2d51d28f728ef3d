"""The answer to a rollout in lines that a planner reads."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from load.capacity.rollout.answer import Figure, QuarterAnswer, RolloutAnswer, Step

_MINUTE_S = 60.0


def told(answer: RolloutAnswer) -> str:
    """Lines of text, without one at the end."""
    quarters = [line for quarter in answer.quarters for line in ("", *_quarter(quarter, answer.currency))]
    return "\n".join([*_head(answer), *quarters, "", *_regrets(answer)])


def _head(answer: RolloutAnswer) -> Iterator[str]:
    yield f"{answer.title_en}: {answer.rollout} with {answer.model}"
    yield (
        f"the plan for `{answer.chosen}`, told under the demand `{answer.expected}`; {answer.days} days, "
        f"{answer.replications} replications, seed {answer.seed}; intervals at 95%"
    )


def _quarter(quarter: QuarterAnswer, currency: str) -> Iterator[str]:
    count = sum(quarter.devices.values())
    yield (
        f"{quarter.name}: {quarter.cost:,.0f} {currency} spent, {quarter.left:,.0f} left"
        f"{f', {quarter.stock} devices in stock' if quarter.stock else ''}; {count} devices at {len(quarter.devices)} sites"
    )
    yield from (f"  {line}" for line in _steps(quarter.steps))
    yield f"  p95 wait {_minutes(quarter.p95_wait_s)}, abandon {_percent(quarter.abandonment)}"
    yield (
        f"  lost {_people(quarter.lost)} of {quarter.people:,.0f} people; "
        f"{quarter.stay_away:,.0f} of them stay away, since their site is not open"
    )
    if quarter.wishes:
        yield f"  next, were there money: {', '.join(_step(step, currency) for step in quarter.wishes)}"


def _steps(steps: Sequence[Step]) -> Iterator[str]:
    if not steps:
        yield "nothing changes"
    gone = [step for step in steps if step.added < 0]
    if gone:
        yield f"{', '.join(step.site for step in gone)}: {gone[0].reason}, {sum(step.added for step in gone):+d} devices"
    for site, some in groupby((step for step in steps if step.added > 0), key=lambda step: step.site):
        group = list(some)
        stock = sum(step.from_stock for step in group)
        yield (
            f"{site} {'opens' if group[0].opens else 'grows'}, {len(group):+d} to {group[-1].devices_after}"
            f"{f' ({stock} from stock)' if stock else ''}: "
            f"{sum(step.gain for step in group):,.0f} people more are served until the end"
        )


def _step(step: Step, currency: str) -> str:
    what = "opens" if step.opens else f"+1 to {step.devices_after}"
    return f"{step.site} {what} ({step.gain:,.0f} people, {step.cost:,.0f} {currency})"


def _regrets(answer: RolloutAnswer) -> Iterator[str]:
    scenarios = list(dict.fromkeys(some.scenario for some in answer.regrets))
    yield "regret: people lost beyond those of the plan that is best under the demand"
    yield f"  {'plan for':<16}{''.join(f'{name:>30}' for name in scenarios)}{'largest':>12}"
    for plan, some in groupby(answer.regrets, key=lambda one: one.plan):
        group = list(some)
        largest = max(one.regret.mean for one in group)
        chosen = "  least" if plan == answer.minimax else ""
        yield f"  {plan:<16}{''.join(f'{_people(one.regret):>30}' for one in group)}{largest:>12,.0f}{chosen}"
    if all(some.regret.low <= 0 for some in answer.regrets):
        yield "no regret can be told from none: these plans are about as good as each other, or --replications are too few"
    yield f"parts that are assumed: {len(answer.assumptions)}; --json lists them"


def _minutes(figure: Figure) -> str:
    return f"{figure.mean / _MINUTE_S:.1f} min ({figure.low / _MINUTE_S:.1f} to {figure.high / _MINUTE_S:.1f})"


def _percent(figure: Figure) -> str:
    return f"{figure.mean:.1%} ({figure.low:.1%} to {figure.high:.1%})"


def _people(figure: Figure) -> str:
    return f"{figure.mean:z,.0f} ({figure.low:z,.0f} to {figure.high:z,.0f})"
