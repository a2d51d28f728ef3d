"""A line for each device: worked out by hand, by a recursion over devices, and against one line for all."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from harness.world.opening import DayHours
from load.capacity.engine.simpy_engine import play
from load.capacity.model.manners import BalkingStep
from load.capacity.play.day import Customer, Fate, Floor, Leg, Rules
from load.capacity.tests.checking import check_day
from load.capacity.tests.playing import LONG, crowds, day, fates

EACH, JOCKEYING = Rules(lines="each"), Rules(lines="each", jockey_from=2)
SERVED, ABANDONED, BALKED, CLOSED_OUT = Fate.SERVED, Fate.ABANDONED, Fate.BALKED, Fate.CLOSED_OUT


def devices_of(visits):
    return [visit.device for visit in visits]


def test_who_comes_joins_the_shortest_line_and_of_several_the_lowest():
    visits = day((0, 50), (1, 50), (2, 50), (3, 5), (4, 5), devices=2, rules=EACH)
    assert devices_of(visits) == [0, 1, 0, 1, 0]
    assert [visit.start_s for visit in visits] == [0, 1, 50, 51, 100]


def test_who_is_at_the_device_counts_as_one_of_the_line():
    assert devices_of(day((0, 50), (1, 50), (1, 50), devices=3, rules=EACH)) == [0, 1, 2]


def test_a_line_is_kept_while_another_device_has_nobody():
    visits = day((0, 50), (1, 5), (2, 5), devices=2, rules=EACH)
    assert [(visit.device, visit.wait_s) for visit in visits] == [(0, 0), (1, 0), (0, 48)]


def test_with_jockeying_the_last_goes_to_the_device_that_has_nobody():
    visits = day((0, 50), (1, 5), (2, 5), (3, 9), devices=2, rules=JOCKEYING)
    assert [(visit.device, visit.wait_s) for visit in visits] == [(0, 0), (1, 0), (1, 13), (1, 3)]


def test_nobody_changes_lines_for_a_difference_that_is_less_than_declared():
    visits = day((0, 50), (1, 5), (2, 5), devices=2, rules=replace(JOCKEYING, jockey_from=3))
    assert devices_of(visits) == [0, 1, 0]


def test_who_changes_lines_stands_at_the_end_of_the_other():
    first = [(0, 900), (0, 100), (1, 5), (2, 5, {"patience_s": 20})]
    visits = day(*first, (3, 5), (4, 5, {"patience_s": 20}), (5, 5), (6, 5), devices=2, rules=JOCKEYING)
    assert [(visit.device, visit.start_s) for visit in visits[6:]] == [(1, 105), (1, 100)]


def test_who_leaves_makes_a_line_short_enough_to_change_to():
    rows = [(0, 90), (0, 90), (1, 9), (2, 9, {"patience_s": 10}), (3, 9), (4, 9, {"patience_s": 3})]
    visits = day(*rows, devices=2, rules=JOCKEYING)
    assert [visit.fate for visit in visits] == [SERVED, SERVED, SERVED, ABANDONED, SERVED, ABANDONED]
    assert devices_of(visits)[4] == 1


def test_a_line_whose_device_is_broken_down_is_joined_only_where_all_are():
    visits = day((5, 9), (6, 9), (7, 9), devices=2, rules=EACH, breakdowns=(((4, 50),), ((6.5, 40),)))
    assert [(visit.device, visit.start_s) for visit in visits] == [(1, 5), (1, 40), (0, 50)]


def test_nobody_changes_to_a_device_that_is_broken_down():
    spells = ((), ((2, 500),))
    assert devices_of(day((0, 9), (3, 9), (4, 9), devices=2, rules=JOCKEYING, breakdowns=spells)) == [0, 0, 0]


def test_from_a_device_that_breaks_down_people_change_lines():
    spells = (((2, 500),), ())
    visits = day((0, 100), (0, 9), (1, 9), (1, 9), devices=2, rules=JOCKEYING, breakdowns=spells)
    assert devices_of(visits) == [0, 1, 1, 1]


def test_balking_goes_by_the_line_that_one_would_join():
    rules = replace(EACH, balking=(BalkingStep(waiting=1, probability=1),))
    visits = day(*[(second, 90, {"balk_draw": 0.5}) for second in range(5)], devices=2, rules=rules)
    assert [visit.fate for visit in visits] == [SERVED, SERVED, SERVED, SERVED, BALKED]


def test_all_lines_are_sent_away_at_closing():
    hours = DayHours(opens_s=0, closes_s=20)
    visits = day((0, 50), (0, 60), (5, 10), (6, 10), hours=hours, devices=2, rules=EACH)
    assert fates(visits) == [(SERVED, 0), (SERVED, 0), (CLOSED_OUT, 15), (CLOSED_OUT, 14)]


def test_people_give_way_at_the_device_of_their_own_line():
    rules = replace(EACH, preemption="resume")
    visits = day((0, 30, {"priority": 1}), (0, 30), (3, 5), devices=2, rules=rules)
    assert [(visit.device, visit.end_s) for visit in visits] == [(0, 35), (1, 30), (0, 8)]


def test_who_changes_lines_may_take_the_device_of_somebody_who_has_just_begun():
    rules = replace(JOCKEYING, preemption="resume")
    low, high = {"priority": 1}, {"priority": 0}
    visits = day((0, 50), (0, 10, high), (1, 50), (2, 9, low), (3, 50), devices=2, rules=rules)
    assert [(visit.device, visit.start_s, len(visit.stints)) for visit in visits[2:]] == [
        (0, 50, 1),
        (1, 10, 2),
        (1, 10, 1),
    ]


def test_a_lower_priority_number_goes_first_in_each_line():
    visits = day((0, 30), (1, 9, {"priority": 1}), (2, 9), devices=1, rules=EACH)
    assert [visit.start_s for visit in visits] == [0, 39, 30]


def people_of(rows, work=None):
    return tuple(
        Customer(person=n, arrival_s=float(at), legs=(Leg(float(work or own)),))
        for n, (at, own) in enumerate(sorted(rows))
    )


def by_recursion(people, devices):
    """Each device with the ends of all who chose it."""
    ends = [[] for _ in range(devices)]
    for one in people:
        there = [sum(end > one.arrival_s for end in some) for some in ends]
        chosen = there.index(min(there))
        start = max([one.arrival_s, *ends[chosen]])
        ends[chosen].append(start + one.legs[0].work_s)
        yield chosen, start


rows = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=16)


@settings(max_examples=150, deadline=None)
@given(rows=rows, devices=st.integers(1, 4))
def test_the_engine_agrees_with_a_recursion_over_devices(rows, devices):
    floor = Floor(site="A", hours=LONG, devices=devices, customers=people_of(rows))
    played = play([floor], rules=EACH)
    check_day([floor], played)
    visits = sorted(played[0].visits, key=lambda visit: visit.person)
    assert [(visit.device, visit.start_s) for visit in visits] == list(by_recursion(floor.customers, devices))


@settings(max_examples=150, deadline=None)
@given(rows=rows, devices=st.integers(1, 4), work=st.integers(1, 12))
def test_who_changes_lines_from_a_difference_of_two_leaves_no_device_without_work(rows, devices, work):
    """Where all services are equally long, somebody starts whenever somebody would in one line for all."""
    floor = Floor(site="A", hours=LONG, devices=devices, customers=people_of(rows, work))
    each, one = (play([floor], rules=rules)[0].visits for rules in (JOCKEYING, Rules()))
    assert sorted(visit.start_s for visit in each) == sorted(visit.start_s for visit in one)


@settings(max_examples=100, deadline=None)
@given(rows=rows)
def test_a_line_for_the_only_device_is_the_one_line(rows):
    floor = Floor(site="A", hours=LONG, devices=1, customers=people_of(rows))
    assert play([floor], rules=JOCKEYING) == play([floor], rules=Rules())


class Ticking:
    """A site by a clock that ticks: nothing happens between whole seconds. People and devices are their numbers."""

    def __init__(self, floor, rules):
        self.people, self.hours, self.rules = floor.customers, floor.hours, rules
        self.devices, self.breakdowns = range(floor.devices), floor.breakdowns
        self.lines, self.at = [[] for _ in self.devices], [None for _ in self.devices]
        self.left, self.order, self.joined = {}, {}, 0
        self.told = [None] * len(self.people)

    def played(self):
        for second in range(400):
            self.finish(second)
            self.settle(second)
            self.lose(second)
            for n, one in enumerate(self.people):
                if one.arrival_s == second:
                    self.arrive(n, second)
            self.left = {n: left - 1 for n, left in self.left.items()}
        return self.told

    def finish(self, second):
        for device in self.devices:
            if self.at[device] is not None and self.left[self.at[device]] == 0:
                self.at[device] = None
        if second == self.hours.closes_s and self.rules.at_closing == "leave":
            for n in [n for line in self.lines for n in line]:
                self.drop(n, CLOSED_OUT, second)

    def lose(self, second):
        for n, one in enumerate(self.people):
            waits = any(n in line for line in self.lines)
            if waits and second - one.arrival_s == one.patience_s:
                self.drop(n, ABANDONED, second)
                self.settle(second)

    def drop(self, n, fate, second):
        next(line for line in self.lines if n in line).remove(n)
        self.told[n] = fate, second - self.people[n].arrival_s, None

    def arrive(self, n, second):
        if second >= self.hours.closes_s:
            self.told[n] = CLOSED_OUT, 0, None
            return
        self.join(n, self.shortest(second))
        self.settle(second)
        self.lose(second)

    def join(self, n, device):
        self.lines[device].append(n)
        self.order[n] = self.people[n].priority, self.joined
        self.joined += 1

    def settle(self, second):
        self.start(second)
        while self.change(second):
            self.start(second)

    def start(self, second):
        breaks = [*self.hours.breaks, (0, self.hours.opens_s)]
        for device in self.devices:
            held = self.down(device, second) or any(begins <= second < ends for begins, ends in breaks)
            if self.lines[device] and self.at[device] is None and not held:
                n = min(self.lines[device], key=self.order.get)
                self.lines[device].remove(n)
                self.at[device], self.left[n] = n, self.people[n].legs[0].work_s
                self.told[n] = SERVED, second - self.people[n].arrival_s, device

    def change(self, second):
        to = self.shortest(second)
        longer = [one for one in self.devices if self.count(one) - self.count(to) >= self.rules.jockey_from]
        longer = [one for one in longer if self.lines[one]]
        if not longer or self.down(to, second):
            return False
        line = self.lines[max(longer, key=self.count)]
        last = max(line, key=self.order.get)
        line.remove(last)
        self.join(last, to)
        return True

    def shortest(self, second):
        return min(self.devices, key=lambda one: (self.down(one, second), self.count(one)))

    def count(self, device):
        return len(self.lines[device]) + (self.at[device] is not None)

    def down(self, device, second):
        return any(begins <= second < ends for begins, ends in self.breakdowns[device])


@settings(max_examples=200, deadline=None)
@given(
    people=crowds(longest_s=25, ranks=2, most=14),
    breakdowns=st.lists(st.sampled_from([(), (), ((6.0, 21.0),), ((3.0, 9.0), (15.0, 60.0))]), min_size=1, max_size=4),
    breaks=st.sampled_from([(), ((12.0, 20.0),)]),
    rules=st.builds(
        Rules, lines=st.just("each"), jockey_from=st.integers(2, 4), at_closing=st.sampled_from(["leave", "stay"])
    ),
)
def test_the_engine_agrees_with_a_clock_that_ticks_on_who_changes_lines(people, breakdowns, breaks, rules):
    hours = DayHours(opens_s=4.0, closes_s=38.0, breaks=breaks)
    floor = Floor(site="A", hours=hours, devices=len(breakdowns), customers=people, breakdowns=tuple(breakdowns))
    played = play([floor], rules=rules)
    check_day([floor], played)
    visits = sorted(played[0].visits, key=lambda visit: visit.person)
    assert [(visit.fate, visit.wait_s, visit.device) for visit in visits] == Ticking(floor, rules).played()
