"""The reference engine against two other ways to the same waits: a recursion written here, and Erlang's formula.

The recursion knows no events. It takes customers in order and asks when each could first start, given when devices are
free: so it shares no idea of time with the engine. Small whole numbers make ties common.
"""

import math
from dataclasses import replace
from itertools import count

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from harness.world.opening import DayHours
from load.capacity.engine.simpy_engine import play
from load.capacity.model.manners import BalkingStep
from load.capacity.play.day import STARTED, Customer, Fate, Floor, Leg, Rules
from load.capacity.tests.checking import check_day


def first_start(at, floor, spells):
    """The first moment from `at` on at which the device could take somebody."""
    stretches = [*floor.hours.breaks, *spells]
    at = max(at, floor.hours.opens_s)
    while (inside := next((end for begin, end in stretches if begin <= at < end), None)) is not None:
        at = inside
    return at


def end_of(start, work, effect, spells):
    left, at = work, start
    for begin, end in spells:
        if effect == "finish" or end <= start or begin >= at + left:
            continue
        left = work if effect == "restart" else left - (begin - at)
        at = end
    return at + left


def by_recursion(floor, rules):
    free = [0.0] * floor.devices
    spells = floor.breakdowns or ((),) * floor.devices
    waiting_until, found = [], []
    limit = floor.hours.closes_s if rules.at_closing == "leave" else math.inf
    for one in floor.customers:
        at, deadline = one.arrival_s, one.arrival_s + one.patience_s
        waiting = sum(until > at for until in waiting_until)
        if not one.shows or at >= floor.hours.closes_s:
            found.append((Fate.NO_SHOW if not one.shows else Fate.CLOSED_OUT, 0.0, 0.0, None))
            continue
        start, device = min((first_start(max(at, free[n]), floor, spells[n]), n) for n in range(floor.devices))
        virtual = start - at if start < limit else floor.hours.closes_s - at
        if one.balk_draw < rules.balk_probability(waiting):
            found.append((Fate.BALKED, 0.0, virtual, None))
        elif start <= deadline and start < limit:
            free[device] = end_of(start, one.legs[0].work_s, rules.breakdown_effect, spells[device])
            waiting_until.append(start)
            found.append((Fate.SERVED if one.succeeds else Fate.FAILED, start - at, virtual, device))
        else:
            waiting_until.append(min(deadline, limit))
            fate = Fate.ABANDONED if deadline < limit else Fate.CLOSED_OUT
            found.append((fate, min(deadline, limit) - at, virtual, None))
    return found


small = st.integers(0, 40)


@st.composite
def stretches(draw, least, most, at_most=2):
    marks = draw(st.lists(st.integers(least, most), min_size=0, max_size=2 * at_most, unique=True).map(sorted))
    return tuple((float(a), float(b)) for a, b in zip(marks[::2], marks[1::2], strict=False))


@st.composite
def customers(draw, legs=None):
    arrivals = sorted(draw(st.lists(small, max_size=14)))
    return tuple(
        Customer(
            person=person,
            arrival_s=float(at),
            legs=draw(legs) if legs is not None else (Leg(float(draw(st.integers(1, 12)))),),
            succeeds=draw(st.booleans()),
            patience_s=draw(st.sampled_from([math.inf, 0.0, 1.0, 3.0, 8.0])),
            balk_draw=draw(st.sampled_from([0.1, 0.5, 0.9])),
            shows=draw(st.integers(0, 9)) > 0,
            priority=0 if legs is None else draw(st.integers(0, 2)),
            moves=() if legs is None else ((draw(st.sampled_from([0.1, 0.9])), float(draw(small))),) * 2,
        )
        for person, at in enumerate(arrivals)
    )


@st.composite
def floors(draw, *, site="A", neighbors=(), legs=None):
    devices = draw(st.integers(1, 3))
    return Floor(
        site=site,
        hours=DayHours(opens_s=float(draw(st.integers(0, 8))), closes_s=45.0, breaks=draw(stretches(9, 44))),
        devices=devices,
        customers=draw(customers(legs)),
        breakdowns=draw(st.one_of(st.just(()), st.tuples(*[stretches(0, 60)] * devices))),
        neighbors=neighbors,
    )


rules = st.builds(
    Rules,
    balking=st.sampled_from(
        [
            (),
            (BalkingStep(waiting=0, probability=0.3), BalkingStep(waiting=2, probability=0.7)),
            (BalkingStep(waiting=3, probability=1.0),),
        ]
    ),
    at_closing=st.sampled_from(["leave", "stay"]),
    breakdown_effect=st.sampled_from(["finish", "resume", "restart"]),
    move_probability=st.sampled_from([0.0, 0.5]),
    shared=st.just({"officer": 1}),
)
everything = st.builds(
    replace,
    rules,
    shared_breaks=st.sampled_from([{}, {"officer": ((7.0, 19.0), (30.0, 41.0))}]),
    preemption=st.sampled_from([None, "resume", "restart"]),
    lines=st.sampled_from(["one", "each"]),
    jockey_from=st.sampled_from([None, 2, 3]),
)


@settings(max_examples=250, deadline=None)
@given(floor=floors(), rules=rules)
def test_the_engine_agrees_with_the_recursion_on_everybody(floor, rules):
    played = play([floor], rules=rules)
    check_day([floor], played)
    by_person = {visit.person: visit for visit in played[0].visits}
    engine = [by_person[one.person] for one in floor.customers]
    assert [(v.fate, v.wait_s, v.virtual_wait_s, v.device) for v in engine] == by_recursion(floor, rules)


legs = st.lists(
    st.builds(
        Leg, st.integers(1, 9).map(float), route=st.sampled_from(["", "sms"]), shared=st.sampled_from(["", "officer"])
    ),
    min_size=1,
    max_size=3,
).map(tuple)


@settings(max_examples=80, deadline=None)
@given(
    pair=st.tuples(floors(site="A", neighbors=("B",), legs=legs), floors(site="B", neighbors=("A",), legs=legs)),
    rules=everything,
    outage=stretches(0, 60, at_most=3),
)
def test_conservation_and_littles_law_hold_with_everything_at_once(pair, rules, outage):
    played = play(pair, rules=rules, outages={"sms": outage})
    check_day(pair, played)
    again = play(pair, rules=rules, outages={"sms": outage})
    assert again == played


def erlang_c(servers, load):
    blocking = 1.0
    for servers_so_far in range(1, servers + 1):
        blocking = load * blocking / (servers_so_far + load * blocking)
    return blocking / (1 - load / servers * (1 - blocking))


@pytest.mark.parametrize(("servers", "load"), [(1, 0.7), (4, 3.0)])
def test_mean_waits_agree_with_erlang_c_within_their_interval(servers, load):
    """Means of 20 runs of 1,300 customers of mean service 1, after 200 that fill the system."""
    rng = np.random.default_rng(11)
    means, delayed = [], []
    for _ in range(20):
        arrivals = np.cumsum(rng.exponential(1 / load, 1500))
        works = rng.exponential(1.0, 1500)
        people = tuple(
            Customer(person=n, arrival_s=float(at), legs=(Leg(float(work)),))
            for n, at, work in zip(count(), arrivals, works, strict=False)
        )
        floor = Floor(site="A", hours=DayHours(opens_s=0, closes_s=1e9), devices=servers, customers=people)
        visits = play([floor], rules=Rules())[0].visits[200:]
        assert {visit.fate for visit in visits} <= STARTED
        means.append(np.mean([visit.wait_s for visit in visits]))
        delayed.append(np.mean([visit.wait_s > 0 for visit in visits]))
    for found, expected in ((means, erlang_c(servers, load) / (servers - load)), (delayed, erlang_c(servers, load))):
        interval = stats.t.interval(0.999, len(found) - 1, loc=np.mean(found), scale=stats.sem(found))
        assert interval[0] < expected < interval[1]
        assert np.mean(found) == pytest.approx(expected, rel=0.15)
