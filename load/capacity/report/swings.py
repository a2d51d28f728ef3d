"""How far each assumption moves the answer: the same people, one number at a time a fifth lower and a fifth higher."""

from collections.abc import Sequence

import numpy as np

from load.capacity.model.plan import Plan
from load.capacity.play.simulate import simulate
from load.capacity.report.facts import Lever, Sample, Step, Swing, Swings
from load.capacity.report.levers import levers_of, with_lever
from load.capacity.report.stages import Tell, counted_on


def swings_of(plan: Plan, sample: Sample, *, tell: Tell) -> Swings:
    """Every lever of the model, the strongest first."""
    levers = levers_of(plan)
    whole = len(sample.days) * sample.replications
    total = (1 + 2 * len(levers)) * whole
    base = _tried(plan, sample, counted_on(tell, before=0, total=total))
    found = (
        _swing(plan, lever, sample, [counted_on(tell, before=run * whole, total=total) for run in (number, number + 1)])
        for number, lever in zip(range(1, 2 * len(levers), 2), levers, strict=True)
    )
    swings = sorted((swing for swing in found if swing is not None), key=lambda swing: -swing.effect_s)
    tell(total, total)
    return Swings(base=base, swings=tuple(swings))


def _swing(plan: Plan, lever: Lever, sample: Sample, tell: Sequence[Tell]) -> Swing | None:
    """What a lever moves; None where a model with one of its values would not hold."""
    changed = [with_lever(plan, lever, value) for value in (lever.low, lever.high)]
    steps = [_tried(some, sample, told) for some, told in zip(changed, tell, strict=True) if some is not None]
    if len(steps) < len(changed):
        return None
    low, high = steps
    return Swing(lever=lever, p95_s=(low.p95_s, high.p95_s), lost=(low.lost, high.lost))


def _tried(plan: Plan, sample: Sample, tell: Tell) -> Step:
    found = simulate(
        plan, seed=sample.seed, replications=sample.replications, days=sample.days, progress=tell
    ).by_replication.total()
    return Step(
        devices=sum(site.devices for site in plan.sites),
        p95_s=float(np.nan_to_num(found.p95_wait_s)),
        lost=float(np.nan_to_num(found.lost)),
    )
