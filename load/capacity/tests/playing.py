"""Small days of one site, written as rows, for tests of the engine."""

import math

from hypothesis import strategies as st

from harness.world.opening import DayHours
from load.capacity.engine.simpy_engine import play
from load.capacity.play.day import Customer, Floor, Leg, Rules
from load.capacity.tests.checking import check_day

LONG = DayHours(opens_s=0, closes_s=1000)


def people(*rows, **common):
    """Customers from (arrival, work) rows, or (arrival, work, {what differs})."""
    made = []
    for person, (arrival, work, *more) in enumerate(rows):
        legs = work if isinstance(work, tuple) else (Leg(work),)
        made.append(Customer(person=person, arrival_s=arrival, legs=legs, **{**common, **(more[0] if more else {})}))
    return tuple(made)


def day(*rows, devices=1, hours=LONG, breakdowns=(), outages=None, rules=None, **common):
    """Play one site; (fate, wait) by person."""
    floor = Floor(site="A", hours=hours, devices=devices, customers=people(*rows, **common), breakdowns=breakdowns)
    played = play([floor], rules=rules or Rules(), outages=outages)
    check_day([floor], played)
    return sorted(played[0].visits, key=lambda visit: visit.person)


def fates(visits):
    return [(visit.fate, visit.wait_s) for visit in visits]


def crowds(*, longest_s, ranks, most):
    """People who come at whole seconds, for engines that tick: some are patient without end, some for a few seconds."""
    patience_s = st.sampled_from([math.inf, math.inf, 0.0, 3.0, 9.0])
    rows = st.tuples(st.integers(0, 40), st.integers(1, longest_s), st.integers(0, ranks - 1), patience_s)
    return st.lists(rows, max_size=most).map(
        lambda some: tuple(
            Customer(person=n, arrival_s=float(at), legs=(Leg(float(work)),), priority=rank, patience_s=patience)
            for n, (at, work, rank, patience) in enumerate(sorted(some))
        )
    )
