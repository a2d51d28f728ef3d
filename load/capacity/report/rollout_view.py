"""The plan by quarter in words: a row for each quarter."""

from markupsafe import Markup, escape

from harness.page.words import foreign
from load.capacity.report.drawing.rollout import quarter_plan
from load.capacity.report.picture import Picture, Row, Table
from load.capacity.report.words import Words, minutes
from load.capacity.rollout.answer import Figure, QuarterAnswer, RolloutAnswer


def rollout_picture(rollout: RolloutAnswer, words: Words) -> Picture:
    """The drawing with its table."""
    last = rollout.quarters[-1]
    keys = ("quarter", "devices", "cost", "spent", "wait", "people_lost", "steps")
    return Picture(
        key="plan",
        canvas=quarter_plan(rollout.quarters, words),
        title=words("plan"),
        about=words("plan.about"),
        finding=words.rich(
            "plan.finding",
            quarter=" ".join(words.quarter(last.name)).strip(),
            devices=sum(last.devices.values()),
            cost=f"{last.cost_so_far:,.0f}",
            currency=rollout.currency,
            minutes=minutes(last.p95_wait_s.mean),
        ),
        table=Table(
            title=words("plan"),
            head=tuple(words(f"head.{key}") for key in keys),
            rows=tuple(_row(quarter, words) for quarter in rollout.quarters),
            names=frozenset({0, len(keys) - 1}),
            is_stacked=True,
        ),
        notes=(
            words.rich(
                "plan.note",
                file=rollout.rollout,
                title=rollout.title_ar if words.language == "ar" else rollout.title_en,
                seed=rollout.seed,
                replications=rollout.replications,
                currency=rollout.currency,
            ),
        ),
    )


def _row(quarter: QuarterAnswer, words: Words) -> Row:
    steps = [foreign(f"{step.site} {words.number(_signed(step.added))}") for step in quarter.steps]
    return Row(
        cells=(
            " ".join(words.quarter(quarter.name)).strip(),
            words.number(sum(quarter.devices.values())),
            words.amount(quarter.cost),
            words.amount(quarter.cost_so_far),
            _figure(quarter.p95_wait_s, words, factor=1 / 60),
            _figure(quarter.lost, words, digits=0),
            escape(words("comma")).join(steps) if steps else "–",
        )
    )


def _signed(count: int) -> str:
    """With a plus, or with a minus as it is printed."""
    return f"{count:+d}".replace("-", "−")


def _figure(figure: Figure, words: Words, *, factor: float = 1.0, digits: int = 1) -> Markup:
    value, low, high = (f"{part * factor:,.{digits}f}" for part in (figure.mean, figure.low, figure.high))
    return Markup("{} <small>{}</small>").format(words.number(value), words("between", low=low, high=high))
