"""What a kernel is told of a model, a site and a day: arrays and numbers alone, as compiled code takes them.

Tables by kind have the kinds of the model in their order; those of times have three rows, code, mean and sigma (`Law`).
What takes no time is fixed at 0, and who has endless patience at infinity.
"""

import math
from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

import numpy as np

from load.capacity.draws.draws import place_key
from load.capacity.model.disruptions import BreakdownEffect
from load.capacity.model.manners import Lateness
from load.capacity.model.plan import Plan
from load.capacity.model.service import ServiceLeg
from load.capacity.model.times import FIXED, Law, Time, law_of
from load.capacity.play.columns import Doubles, Numbers

FINISH, RESUME, RESTART = 0, 1, 2
EFFECTS: dict[BreakdownEffect, int] = {"finish": FINISH, "resume": RESUME, "restart": RESTART}


_Drawn = tuple[ServiceLeg, Law | None, Law | None, Law | None]


class Laws(NamedTuple):
    """What holds at every site on every day.

    Shapes: `patience` [3, kinds]; `human`, `system`, `again` [legs, 3, kinds]; `failure`, `most`, `group` [legs, kinds];
    `route` [groups, kinds]. A *group* is neighboring legs with the same needs; -1 stands for no leg and no route.
    `rank` of a kind: 0 goes first. `broken`, `out`: rows of the mean gap and code, mean and sigma of the length.
    """

    rank: Numbers
    patience: Doubles
    human: Doubles
    system: Doubles
    again: Doubles
    failure: Doubles
    most: Numbers
    group: Numbers
    route: Numbers
    balk_from: Doubles
    balk_chance: Doubles
    leave: bool
    effect: int
    broken: Doubles
    out: Doubles
    out_place: Numbers
    booked_kind: int
    late_kind: int
    per_slot: int
    booked: float
    no_show: float
    late_mean_s: float
    late_deviation_s: float
    grace_s: float


class Today(NamedTuple):
    """A site on a day. `mix` are the visits of the kinds `mix_kind`; `slots_s` is empty where one cannot book."""

    key_0: int
    key_1: int
    place: int
    day: int
    devices: int
    opens_s: float
    closes_s: float
    break_begins_s: Doubles
    break_ends_s: Doubles
    marks_s: Doubles
    expected: Doubles
    total: float
    mix: Doubles
    mix_kind: Numbers
    whole: float
    slots_s: Doubles


def laws_of(plan: Plan) -> Laws:
    """The tables of a plan."""
    model, kinds = plan.model, tuple(plan.kinds)
    by_kind = [plan.laws[kind].legs for kind in kinds]
    by_leg: list[tuple[_Drawn | None, ...]] = list(zip_longest(*by_kind))
    ranks = sorted({kind.priority for kind in model.kinds})
    steps = model.balking.steps if model.balking else []
    booking = model.appointments
    lateness = booking.lateness if booking else Lateness(mean_s=0.0, deviation_s=0.0)
    group, route = _groups(by_kind, [outage.route for outage in model.outages])
    return Laws(
        rank=_numbers([ranks.index(kind.priority) for kind in model.kinds]),
        patience=_table([law_of(kind.patience) if kind.patience else None for kind in model.kinds], without=math.inf),
        human=np.stack([_table([leg[1] if leg else None for leg in legs]) for legs in by_leg]),
        system=np.stack([_table([leg[2] if leg else None for leg in legs]) for legs in by_leg]),
        again=np.stack([_table([leg[3] if leg else None for leg in legs]) for legs in by_leg]),
        failure=np.array(
            [[float(leg[0].retry.failure) if leg and leg[0].retry else 0.0 for leg in legs] for legs in by_leg]
        ),
        most=_numbers([[leg[0].retry.most if leg and leg[0].retry else 0 for leg in legs] for legs in by_leg]),
        group=group,
        route=route,
        balk_from=np.array([float(step.waiting) for step in steps]),
        balk_chance=np.array([float(step.probability) for step in steps]),
        leave=model.at_closing == "leave",
        effect=EFFECTS[plan.rules.breakdown_effect],
        broken=_spans([(model.breakdowns.mean_between_s, model.breakdowns.repair)] if model.breakdowns else []),
        out=_spans([(outage.mean_between_s, outage.duration) for outage in model.outages]),
        out_place=_numbers([place_key(outage.route) for outage in model.outages]),
        booked_kind=kinds.index(booking.kind) if booking else 0,
        late_kind=kinds.index(booking.late_kind) if booking else 0,
        per_slot=booking.per_slot if booking else 0,
        booked=float(booking.booked) if booking else 0.0,
        no_show=float(booking.no_show) if booking else 0.0,
        late_mean_s=float(lateness.mean_s),
        late_deviation_s=float(lateness.deviation_s),
        grace_s=float(booking.grace_s) if booking else 0.0,
    )


def _groups(by_kind: Sequence[Sequence[_Drawn]], routes: Sequence[str]) -> tuple[Numbers, Numbers]:
    """The group of each leg, and the route of each group; as `draw_service` makes one leg of neighbors."""
    legs = max(map(len, by_kind))
    group, route = np.full((legs, len(by_kind)), -1), np.full((legs, len(by_kind)), -1)
    for kind, service in enumerate(by_kind):
        needs: list[tuple[str, str]] = []
        for number, (leg, *_) in enumerate(service):
            if not needs or needs[-1] != (leg.route, leg.shared):
                needs.append((leg.route, leg.shared))
            group[number, kind] = len(needs) - 1
            route[len(needs) - 1, kind] = routes.index(leg.route) if leg.route in routes else -1
    return _numbers(group), _numbers(route[: group.max() + 1])


def _table(laws: Sequence[Law | None], *, without: float = 0.0) -> Doubles:
    rows = [law or Law(code=FIXED, mean_s=without) for law in laws]
    return np.array([[float(law.code) for law in rows], [law.mean_s for law in rows], [law.sigma for law in rows]])


def _spans(declared: Sequence[tuple[float, Time]]) -> Doubles:
    """Shape: [things, 4]."""
    rows = [(gap_s, law_of(length)) for gap_s, length in declared]
    return np.array([(gap_s, law.code, law.mean_s, law.sigma) for gap_s, law in rows]).reshape(-1, 4)


def _numbers(values: object) -> Numbers:
    return np.array(values, dtype=np.int64)
