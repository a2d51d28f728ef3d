"""The people of a site on a day, drawn from the model: who comes, when, for what, and how patient they are.

Walk-ins are a Poisson process whose rate follows the half hours: gaps of mean 1 in units of expected visits, turned
into times of day. So more demand brings the same people closer together. Booked people come to their slot, more or less.
Every engine takes its customers from here.
"""

import math
from collections.abc import Iterator
from datetime import date

from harness.world.opening import DayHours
from load.capacity.draws.draws import Occasion, Purpose, Stream, exponential, normal
from load.capacity.model.manners import Appointments
from load.capacity.model.plan import Plan, PlannedSite
from load.capacity.model.service import draw_service
from load.capacity.model.times import draw, law_of
from load.capacity.play.day import Customer

BOOKED = 1 << 30
"""Booked people are numbered from here on, by slot and place; walk-ins from 0, by arrival."""


def customers_of(plan: Plan, site: PlannedSite, hours: DayHours, occasion: Occasion) -> tuple[Customer, ...]:
    """Everybody of a site on a day, by arrival; those who do not come stand at the time of their slot."""
    stream = occasion.at(site.key)
    people = [*_walk_ins(plan, site, occasion.day, stream)]
    booking = plan.model.appointments
    if booking is not None and booking.can_book(site.id):
        people += _booked(plan, booking, hours, stream)
    return tuple(sorted(people, key=lambda one: (one.arrival_s, one.person)))


def slots(booking: Appointments, hours: DayHours) -> Iterator[float]:
    """The times of the slots of a day."""
    for number in range(math.ceil((hours.closes_s - hours.opens_s) / booking.every_s)):
        at_s = hours.opens_s + number * booking.every_s
        if not any(begins <= at_s < ends for begins, ends in hours.breaks):
            yield at_s


def _walk_ins(plan: Plan, site: PlannedSite, day: date, stream: Stream) -> Iterator[Customer]:
    expected = plan.intensity(site, day)
    kinds = plan.visits[day] if expected.total else {}
    whole = sum(kinds.values())
    amount, person = 0.0, 0
    while True:
        gap, of_kind, of_patience, of_balking = stream.block(person, Purpose.PERSON)
        amount += exponential(gap)
        if amount >= expected.total:
            return
        kind = _pick(kinds, of_kind * whole)
        yield _customer(
            plan, stream, person, kind=kind, arrival_s=expected.moment(amount), draws=(of_patience, of_balking)
        )
        person += 1


def _pick(kinds: dict[str, float], amount: float) -> str:
    """The kind in whose stretch the amount falls, when the visits of all kinds are laid end to end."""
    name = ""
    for name, visits in kinds.items():  # noqa: B007 - the last kind takes what rounding leaves
        amount -= visits
        if amount < 0:
            break
    return name


def _booked(plan: Plan, booking: Appointments, hours: DayHours, stream: Stream) -> Iterator[Customer]:
    for number, slot_s in enumerate(slots(booking, hours)):
        for place in range(booking.per_slot):
            person = BOOKED + number * booking.per_slot + place
            is_booked, shows, lateness, _ = stream.block(person, Purpose.BOOKING)
            if is_booked >= booking.booked:
                continue
            comes = shows >= booking.no_show
            late_s = normal(lateness, booking.lateness.mean_s, booking.lateness.deviation_s)
            _, _, of_patience, of_balking = stream.block(person, Purpose.PERSON)
            yield _customer(
                plan,
                stream,
                person,
                kind=booking.late_kind if comes and late_s > booking.grace_s else booking.kind,
                arrival_s=max(0.0, slot_s + late_s) if comes else slot_s,
                draws=(of_patience, of_balking),
                shows=comes,
            )


def _customer(  # noqa: PLR0913 - what a person is made of
    plan: Plan,
    stream: Stream,
    person: int,
    *,
    kind: str,
    arrival_s: float,
    draws: tuple[float, float],
    shows: bool = True,
) -> Customer:
    legs, succeeds = draw_service(plan.laws[kind], stream=stream, person=person)
    patience = plan.kinds[kind].patience
    return Customer(
        person=person,
        arrival_s=arrival_s,
        legs=legs,
        kind=kind,
        succeeds=succeeds,
        priority=plan.kinds[kind].priority,
        patience_s=draw(law_of(patience), draws[0]) if patience is not None else math.inf,
        balk_draw=draws[1],
        shows=shows,
        moves=_moves(plan, stream, person),
    )


def _moves(plan: Plan, stream: Stream, person: int) -> tuple[tuple[float, float], ...]:
    moving = plan.model.moving
    if moving is None:
        return ()
    travel = law_of(moving.travel)
    wishes, ways = stream.block(person, Purpose.MOVE), stream.block(person, Purpose.TRAVEL)
    return tuple((wish, draw(travel, way)) for wish, way in zip(wishes[: moving.most], ways, strict=False))
