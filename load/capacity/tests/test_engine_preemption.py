"""People who give way: worked out by hand, second by second by a clock that ticks, and by the formula of M/M/c."""

from itertools import count

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from harness.world.opening import DayHours
from load.capacity.analytics.erlang import erlang_c
from load.capacity.engine.simpy_engine import play
from load.capacity.play.day import STARTED, Customer, Fate, Floor, Leg, Rules, Stint
from load.capacity.tests.checking import check_day
from load.capacity.tests.playing import crowds, day, fates

RESUME, RESTART = Rules(preemption="resume"), Rules(preemption="restart")
SERVED, CLOSED_OUT = Fate.SERVED, Fate.CLOSED_OUT
HIGH, LOW = {"priority": 0}, {"priority": 1}


@pytest.mark.parametrize(("rules", "end"), [(RESUME, 15), (RESTART, 19)])
def test_who_gives_way_goes_on_or_begins_anew_and_has_waited_meanwhile(rules, end):
    visits = day((0, 10, LOW), (4, 5, HIGH), rules=rules)
    assert fates(visits) == [(SERVED, 5), (SERVED, 0)]
    assert visits[0].stints == (Stint(0, 0, 4), Stint(0, 9, end))
    assert (visits[0].start_s, visits[0].end_s, visits[0].virtual_wait_s) == (0, end, 5)


def test_nobody_gives_way_to_somebody_of_the_same_priority_or_below():
    assert fates(day((0, 10), (4, 5), (5, 5, LOW), rules=RESUME)) == [(SERVED, 0), (SERVED, 6), (SERVED, 10)]


def test_a_free_device_is_taken_before_anybody_gives_way():
    visits = day((0, 10, LOW), (4, 5, HIGH), devices=2, rules=RESUME)
    assert [visit.device for visit in visits] == [0, 1]


def test_the_lowest_gives_way_and_of_these_the_last_to_come():
    visits = day((0, 20, LOW), (1, 20, LOW), (2, 20, {"priority": 2}), (3, 4), (4, 4), devices=3, rules=RESUME)
    assert [len(visit.stints) for visit in visits] == [1, 2, 2, 1, 1]
    assert [visit.wait_s for visit in visits] == [0, 3, 5, 0, 0]


def test_who_gave_way_stands_at_the_head_of_the_rank_and_may_go_on_at_another_device():
    visits = day((0, 6, HIGH), (0, 10, LOW), (2, 1, LOW), (3, 9, HIGH), devices=2, rules=RESUME)
    assert visits[1].stints == (Stint(1, 0, 3), Stint(0, 6, 13))
    assert visits[2].wait_s == 10


def test_who_gave_way_has_patience_until_the_end():
    visits = day((0, 10, {"priority": 1, "patience_s": 2}), (4, 50, HIGH), rules=RESUME)
    assert fates(visits)[0] == (SERVED, 50)


def test_who_gave_way_before_closing_is_served_behind_closed_doors_and_others_are_sent_away():
    hours = DayHours(opens_s=0, closes_s=20)
    visits = day((0, 10, LOW), (4, 30, HIGH), (5, 5, HIGH), hours=hours, rules=RESUME)
    assert fates(visits) == [(SERVED, 30), (SERVED, 0), (CLOSED_OUT, 15)]


def test_nobody_takes_a_device_in_a_break_and_who_gave_way_waits_for_its_end():
    hours = DayHours(opens_s=0, closes_s=100, breaks=((10, 30),))
    visits = day((0, 9, LOW), (6, 5, HIGH), (12, 3, HIGH), hours=hours, rules=RESUME)
    assert [visit.end_s for visit in visits] == [36, 11, 33]


@pytest.mark.parametrize("effect", ["finish", "resume", "restart"])
def test_a_broken_device_is_taken_from_nobody(effect):
    rules = Rules(preemption="resume", breakdown_effect=effect)
    visits = day((0, 60, LOW), (20, 5, HIGH), breakdowns=(((10, 50),),), rules=rules)
    assert visits[1].start_s == 50


def test_a_service_that_ends_as_somebody_comes_has_ended():
    assert fates(day((0, 4, LOW), (4, 5, HIGH), rules=RESUME)) == [(SERVED, 0), (SERVED, 0)]


def test_two_who_come_at_one_second_may_take_the_device_one_after_the_other():
    visits = day((4, 5, LOW), (4, 5, HIGH), rules=RESUME)
    assert visits[0].stints == (Stint(0, 4, 4), Stint(0, 9, 14))


def test_who_left_would_have_had_the_device_of_somebody_lower():
    visits = day((0, 30, LOW), (1, 5, HIGH), (2, 5, {"priority": 0, "patience_s": 1}), rules=RESUME)
    assert visits[2].virtual_wait_s == 4


def test_shared_staff_are_given_back_and_asked_for_anew():
    rules = Rules(preemption="resume", shared={"officer": 1})
    visits = day(
        (0, (Leg(10, shared="officer"),), LOW), (4, (Leg(2), Leg(6, shared="officer")), HIGH), rules=rules, devices=1
    )
    assert [visit.end_s for visit in visits] == [18, 12]


def test_a_leg_that_is_done_is_not_done_again_where_service_resumes():
    assert day((0, (Leg(3), Leg(7)), LOW), (5, 5), rules=RESUME)[0].end_s == 15


class Ticking:
    """A site by a clock that ticks: nothing happens between whole seconds. People are their numbers."""

    def __init__(self, floor, rules):
        self.people, self.hours, self.devices, self.rules = floor.customers, floor.hours, floor.devices, rules
        self.line, self.busy, self.begun = [], [], set()
        self.left = [one.legs[0].work_s for one in self.people]
        self.fate, self.end = [None] * len(self.people), [None] * len(self.people)
        self.waited = [0] * len(self.people)

    def played(self):
        for second in range(300):
            self.finish(second)
            self.settle(second)
            self.lose(second)
            for n, one in enumerate(self.people):
                if one.arrival_s == second:
                    self.arrive(n, second)
            for n in self.line:
                self.waited[n] += 1
            for n in self.busy:
                self.left[n] -= 1
        return list(zip(self.fate, self.waited, self.end, strict=True))

    def finish(self, second):
        for n in [n for n in self.busy if self.left[n] == 0]:
            self.busy.remove(n)
            self.fate[n], self.end[n] = SERVED, second
        if second == self.hours.closes_s and self.rules.at_closing == "leave":
            self.drop([n for n in self.line if n not in self.begun], CLOSED_OUT)

    def lose(self, second):
        spans = {n: second - self.people[n].arrival_s for n in self.line if n not in self.begun}
        self.drop([n for n, span in spans.items() if span >= self.people[n].patience_s], Fate.ABANDONED)

    def drop(self, some, fate):
        for n in some:
            self.line.remove(n)
            self.fate[n] = fate

    def arrive(self, n, second):
        if second >= self.hours.closes_s:
            self.fate[n] = CLOSED_OUT
            return
        self.line.append(n)
        self.settle(second)
        self.lose(second)

    def settle(self, second):
        """Let go first who goes first, and give way who goes last."""
        if second < self.hours.opens_s or any(begins <= second < ends for begins, ends in self.hours.breaks):
            return
        while self.line:
            first = min(self.line, key=self.rank)
            if len(self.busy) == self.devices and not self.give_way(first):
                return
            self.line.remove(first)
            self.busy.append(first)
            self.begun.add(first)

    def give_way(self, first):
        last = max(self.busy, key=self.rank)
        if self.people[last].priority <= self.people[first].priority:
            return False
        self.busy.remove(last)
        self.line.append(last)
        if self.rules.preemption == "restart":
            self.left[last] = self.people[last].legs[0].work_s
        return True

    def rank(self, n):
        return self.people[n].priority, n


@settings(max_examples=150, deadline=None)
@given(
    people=crowds(longest_s=12, ranks=3, most=12),
    devices=st.integers(1, 3),
    breaks=st.sampled_from([(), ((12.0, 20.0),), ((12.0, 14.0), (25.0, 33.0))]),
    rules=st.builds(
        Rules, preemption=st.sampled_from(["resume", "restart"]), at_closing=st.sampled_from(["leave", "stay"])
    ),
)
def test_the_engine_agrees_with_a_clock_that_ticks_on_everybody(people, devices, breaks, rules):
    floor = Floor(
        site="A", hours=DayHours(opens_s=4.0, closes_s=38.0, breaks=breaks), devices=devices, customers=people
    )
    played = play([floor], rules=rules)
    check_day([floor], played)
    visits = sorted(played[0].visits, key=lambda visit: visit.person)
    assert [(visit.fate, visit.wait_s, visit.end_s) for visit in visits] == Ticking(floor, rules).played()


def mean_wait(servers, load):
    return erlang_c(servers, load) / (servers - load)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.7), (2, 1.5)])
def test_mean_waits_of_two_classes_agree_with_the_formula_within_their_interval(servers, load):
    """One exponential service of mean 1 for all: how many are there does not depend on who goes first.

    So the class above waits as in an M/M/c that has no other, all together as in one of all, and the class below what is
    left of that. Means of 20 runs of 1,300 people after 200 that fill the system.
    """
    rng, share = np.random.default_rng(5), 0.4
    high, low = [], []
    for _ in range(20):
        arrivals, works = np.cumsum(rng.exponential(1 / load, 1500)), rng.exponential(1.0, 1500)
        people = tuple(
            Customer(person=n, arrival_s=float(at), legs=(Leg(float(work)),), priority=int(below))
            for n, at, work, below in zip(count(), arrivals, works, rng.random(1500) >= share, strict=False)
        )
        floor = Floor(site="A", hours=DayHours(opens_s=0, closes_s=1e9), devices=servers, customers=people)
        visits = play([floor], rules=RESUME)[0].visits[200:]
        assert {visit.fate for visit in visits} <= STARTED
        waits = [[visit.wait_s for visit in visits if people[visit.person].priority == rank] for rank in (0, 1)]
        high.append(np.mean(waits[0]))
        low.append(np.mean(waits[1]))
    above = mean_wait(servers, share * load)
    below = (mean_wait(servers, load) - share * above) / (1 - share)
    for found, expected in ((high, above), (low, below)):
        interval = stats.t.interval(0.999, len(found) - 1, loc=np.mean(found), scale=stats.sem(found))
        assert interval[0] < expected < interval[1]
        assert np.mean(found) == pytest.approx(expected, rel=0.2)
