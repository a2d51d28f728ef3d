"""The reference engine: small days worked out by hand, one for each feature and each tie."""

import math

import pytest

from harness.world.opening import DayHours
from load.capacity.engine.simpy_engine import play
from load.capacity.model.manners import BalkingStep
from load.capacity.play.day import Fate, Floor, Leg, Rules
from load.capacity.tests.checking import check_day
from load.capacity.tests.playing import LONG, day, fates, people

SERVED, FAILED, ABANDONED, BALKED = Fate.SERVED, Fate.FAILED, Fate.ABANDONED, Fate.BALKED
CLOSED_OUT, NO_SHOW, MOVED_ON = Fate.CLOSED_OUT, Fate.NO_SHOW, Fate.MOVED_ON


def test_one_device_serves_in_the_order_of_arrival():
    visits = day((0, 10), (2, 10), (25, 5))
    assert fates(visits) == [(SERVED, 0), (SERVED, 8), (SERVED, 0)]
    assert [(visit.start_s, visit.end_s) for visit in visits] == [(0, 10), (10, 20), (25, 30)]


def test_the_lowest_free_device_takes_the_next():
    visits = day((0, 10), (1, 3), (2, 10), (4, 1), devices=3)
    assert [visit.device for visit in visits] == [0, 1, 2, 1]


def test_people_who_come_before_opening_wait_for_it_and_run_out_of_patience():
    visits = day(
        (40, 10), (90, 10, {"patience_s": 30}), (90, 10, {"patience_s": 5}), hours=DayHours(opens_s=100, closes_s=900)
    )
    assert fates(visits) == [(SERVED, 60), (SERVED, 20), (ABANDONED, 5)]


@pytest.mark.parametrize(("patience", "outcome"), [(8, (SERVED, 8)), (7.5, (ABANDONED, 7.5))])
def test_patience_for_exactly_the_wait_is_enough(patience, outcome):
    assert fates(day((0, 10), (2, 5, {"patience_s": patience})))[1] == outcome


def test_no_patience_at_all_is_enough_for_a_free_device():
    assert fates(day((0, 10, {"patience_s": 0}), (5, 10, {"patience_s": 0}))) == [(SERVED, 0), (ABANDONED, 0)]


def test_who_abandons_would_have_waited_until_the_device_came_to_them():
    visits = day((0, 10), (1, 10), (2, 7, {"patience_s": 3}), (4, 1))
    assert fates(visits) == [(SERVED, 0), (SERVED, 9), (ABANDONED, 3), (SERVED, 16)]
    assert [visit.virtual_wait_s for visit in visits] == [0, 9, 18, 16]


def test_who_waits_at_closing_is_sent_away_and_a_running_service_finishes():
    visits = day((0, 50), (5, 10), (20, 5), (30, 5), hours=DayHours(opens_s=0, closes_s=20))
    assert fates(visits) == [(SERVED, 0), (CLOSED_OUT, 15), (CLOSED_OUT, 0), (CLOSED_OUT, 0)]
    assert [visit.virtual_wait_s for visit in visits] == [0, 15, 0, 0]


def test_who_waits_at_closing_may_be_served_behind_closed_doors():
    visits = day((0, 50), (5, 10), (20, 5), hours=DayHours(opens_s=0, closes_s=20), rules=Rules(at_closing="stay"))
    assert fates(visits) == [(SERVED, 0), (SERVED, 45), (CLOSED_OUT, 0)]


def test_nobody_starts_in_the_second_of_closing():
    assert fates(day((0, 20), (5, 1), hours=DayHours(opens_s=0, closes_s=20))) == [(SERVED, 0), (CLOSED_OUT, 15)]


def test_patience_that_ends_at_closing_is_closed_out():
    visits = day((0, 50), (5, 1, {"patience_s": 15}), hours=DayHours(opens_s=0, closes_s=20))
    assert fates(visits)[1] == (CLOSED_OUT, 15)


def test_a_break_takes_nobody_new_and_lets_the_running_service_finish():
    hours = DayHours(opens_s=0, closes_s=100, breaks=((10, 30),))
    visits = day((5, 20), (9, 4), (10, 4), (30, 4), devices=2, hours=hours)
    assert fates(visits) == [(SERVED, 0), (SERVED, 0), (SERVED, 20), (SERVED, 0)]
    assert visits[0].end_s == 25


def test_a_service_that_ends_as_a_break_begins_lets_nobody_start_before_its_end():
    hours = DayHours(opens_s=0, closes_s=100, breaks=((10, 30),))
    assert fates(day((0, 10), (2, 5), hours=hours)) == [(SERVED, 0), (SERVED, 28)]


def test_balking_goes_by_those_who_wait_and_not_by_those_at_devices():
    rules = Rules(balking=(BalkingStep(waiting=1, probability=0.5), BalkingStep(waiting=2, probability=0.9)))
    draws = [0.0, 0.0, 0.5, 0.8, 0.95]
    rows = [(second, 100, {"balk_draw": draw}) for second, draw in enumerate(draws)]
    visits = day(*rows, rules=rules)
    assert [visit.fate for visit in visits] == [SERVED, SERVED, SERVED, BALKED, SERVED]
    assert [visit.wait_s for visit in visits] == [0, 99, 198, 0, 296]
    assert visits[3].virtual_wait_s == 297


def test_who_balks_or_abandons_is_not_counted_as_waiting():
    rules = Rules(balking=(BalkingStep(waiting=2, probability=1),))
    visits = day(
        (0, 100), (1, 1, {"patience_s": 2}), (2, 1), (3, 1, {"balk_draw": 0.9}), (4, 1, {"balk_draw": 0}), rules=rules
    )
    assert [visit.fate for visit in visits] == [SERVED, ABANDONED, SERVED, SERVED, BALKED]


def test_a_lower_priority_number_goes_first_and_interrupts_nobody():
    visits = day((0, 10, {"priority": 1}), (1, 10, {"priority": 1}), (2, 10, {"priority": 0}), (3, 10, {"priority": 0}))
    assert fates(visits) == [(SERVED, 0), (SERVED, 29), (SERVED, 8), (SERVED, 17)]


def test_who_does_not_come_takes_nothing():
    assert fates(day((0, 10, {"shows": False}), (0, 10))) == [(NO_SHOW, 0), (SERVED, 0)]


def test_who_is_refused_has_used_the_device():
    assert fates(day((0, 10, {"succeeds": False}), (0, 10))) == [(FAILED, 0), (SERVED, 10)]


def test_simultaneous_arrivals_go_by_their_order_in_the_list():
    assert fates(day((5, 10), (5, 10), (5, 10), devices=2)) == [(SERVED, 0), (SERVED, 0), (SERVED, 10)]


@pytest.mark.parametrize(
    ("effect", "first_end", "second_wait"),
    [("finish", 12, 28), ("resume", 32, 30), ("restart", 42, 40)],
)
def test_a_breakdown_lets_finish_pauses_or_begins_anew(effect, first_end, second_wait):
    visits = day((0, 12), (2, 5), breakdowns=(((10, 30),),), rules=Rules(breakdown_effect=effect))
    assert visits[0].end_s == first_end
    assert visits[1].wait_s == second_wait


@pytest.mark.parametrize("effect", ["finish", "resume", "restart"])
def test_a_service_that_ends_as_the_device_breaks_down_has_ended(effect):
    visits = day((0, 10), (2, 5), breakdowns=(((10, 30),),), rules=Rules(breakdown_effect=effect))
    assert visits[0].end_s == 10
    assert visits[1].wait_s == 28


def test_a_leg_that_ends_as_the_route_fails_has_ended():
    assert day((0, (Leg(10, route="sms"), Leg(5))), outages={"sms": ((10, 40),)})[0].end_s == 15


def test_the_other_device_goes_on_while_one_is_broken_down():
    visits = day((0, 5), (0, 5), (6, 5), (6, 5), devices=2, breakdowns=(((5, 50),), ()))
    assert [(visit.device, visit.wait_s) for visit in visits] == [(0, 0), (1, 0), (1, 0), (1, 5)]


def test_a_service_may_be_broken_twice():
    assert day((0, 12), breakdowns=(((10, 20), (21, 30)),), rules=Rules(breakdown_effect="resume"))[0].end_s == 31
    assert day((0, 12), breakdowns=(((10, 20), (21, 30)),), rules=Rules(breakdown_effect="restart"))[0].end_s == 42


def test_an_outage_stalls_only_the_legs_that_need_the_route():
    legs = (Leg(10), Leg(5, route="sms"), Leg(2))
    visits = day((0, legs), (0, (Leg(30),)), devices=2, outages={"sms": ((12, 40),)})
    assert [visit.end_s for visit in visits] == [45, 30]


def test_a_leg_that_begins_in_an_outage_waits_for_its_end():
    assert day((0, (Leg(10), Leg(5, route="sms"))), outages={"sms": ((10, 40),)})[0].end_s == 45


def test_a_breakdown_in_an_outage_begins_the_service_anew():
    legs = (Leg(10), Leg(5, route="sms"))
    rules = Rules(breakdown_effect="restart")
    visit = day((0, legs), outages={"sms": ((12, 40),)}, breakdowns=(((20, 30),),), rules=rules)[0]
    assert (
        visit.end_s == 45
    )  # it stands still at 12, is undone at 20 and begun at 30: the second leg finds the route back


def test_a_breakdown_gives_back_the_staff_that_the_service_had():
    legs = (Leg(20, shared="officer"),)
    rules = Rules(breakdown_effect="restart", shared={"officer": 1})
    visits = day((0, legs), (1, legs), devices=2, breakdowns=(((10, 50),), ()), rules=rules)
    assert [visit.end_s for visit in visits] == [70, 30]


def test_an_outage_is_the_same_at_every_site():
    floors = [
        Floor(site=name, hours=LONG, devices=1, customers=people((10, (Leg(5, route="sms"),)))) for name in ("A", "B")
    ]
    played = play(floors, rules=Rules(), outages={"sms": ((0, 100),)})
    assert [site.visits[0].end_s for site in played] == [105, 105]


def test_shared_staff_come_one_after_another_and_the_device_waits_for_them():
    legs = (Leg(5), Leg(10, shared="officer"), Leg(1))
    visits = day((0, legs), (0, legs), (0, (Leg(4),)), devices=2, rules=Rules(shared={"officer": 1}))
    assert [visit.end_s for visit in visits] == [16, 26, 20]
    assert visits[2].wait_s == 16


def asked_for(at, work):
    return (at, (Leg(work, shared="officer"),))


def test_a_break_of_staff_lets_who_has_them_finish_and_nobody_new_begin():
    rules = Rules(shared={"officer": 1}, shared_breaks={"officer": ((10, 30),)})
    visits = day(asked_for(5, 20), asked_for(6, 2), (12, 3), asked_for(40, 1), devices=3, rules=rules)
    assert [visit.end_s for visit in visits] == [25, 32, 15, 41]


@pytest.mark.parametrize(("begins", "end"), [(5, 31), (6, 31), (7, 7)])
def test_a_break_of_staff_holds_from_its_first_second_to_before_its_last(begins, end):
    rules = Rules(shared={"officer": 1}, shared_breaks={"officer": ((begins, 30),)})
    assert day(asked_for(6, 1), rules=rules)[0].end_s == end
    assert day((20, (Leg(10), Leg(1, shared="officer"))), rules=rules)[0].end_s == 31


def test_staff_who_are_given_back_as_their_break_begins_are_had_after_it():
    rules = Rules(shared={"officer": 1}, shared_breaks={"officer": ((10, 30),)})
    assert [visit.end_s for visit in day(asked_for(0, 10), asked_for(1, 2), devices=2, rules=rules)] == [10, 32]


def test_all_staff_come_back_at_once_and_serve_in_the_order_of_those_who_asked():
    rules = Rules(shared={"officer": 2}, shared_breaks={"officer": ((4, 30), (50, 60))})
    visits = day(*[asked_for(5 + n, 5) for n in range(3)], asked_for(30, 20), asked_for(52, 1), devices=5, rules=rules)
    assert [visit.end_s for visit in visits] == [35, 35, 40, 55, 61]


def test_a_break_of_staff_is_theirs_alone():
    rules = Rules(shared={"officer": 1, "printer": 1}, shared_breaks={"officer": ((0, 30),)})
    legs = (Leg(2, shared="printer"), Leg(2, shared="officer"))
    assert day((0, legs), rules=rules)[0].end_s == 32


def floors_of(*sites):
    return [
        Floor(site=name, hours=hours, devices=1, customers=customers, neighbors=neighbors)
        for name, hours, customers, neighbors in sites
    ]


def outcomes(floors, rules):
    played = play(floors, rules=rules)
    check_day(floors, played)
    return {
        (v.home, v.person, v.number): (v.site, v.fate, v.arrival_s, v.wait_s) for site in played for v in site.visits
    }


def test_who_abandons_may_move_on_to_the_next_site():
    impatient = {"patience_s": 10, "moves": ((0.2, 30),)}
    floors = floors_of(("A", LONG, people((0, 100), (5, 7, impatient)), ("B",)), ("B", LONG, people((40, 20)), ("A",)))
    assert outcomes(floors, Rules(move_probability=0.5)) == {
        ("A", 0, 0): ("A", SERVED, 0, 0),
        ("A", 1, 0): ("A", MOVED_ON, 5, 10),
        ("A", 1, 1): ("B", ABANDONED, 45, 10),
        ("B", 0, 0): ("B", SERVED, 40, 0),
    }


@pytest.mark.parametrize("why", ["draw", "closed", "no neighbor"])
def test_who_does_not_want_or_find_another_site_stays_abandoned(why):
    moves = ((0.9 if why == "draw" else 0.2, 30),)
    other = DayHours(opens_s=0, closes_s=10 if why == "closed" else 1000)
    near = () if why == "no neighbor" else ("B",)
    floors = floors_of(
        ("A", LONG, people((0, 100), (5, 7, {"patience_s": 10, "moves": moves})), near), ("B", other, (), ())
    )
    assert outcomes(floors, Rules(move_probability=0.5))["A", 1, 0] == ("A", ABANDONED, 5, 10)


def test_who_balks_may_move_on_and_comes_late():
    floors = floors_of(
        ("A", LONG, people((0, 100), (1, 9), (5, 7, {"balk_draw": 0, "moves": ((0.2, 300), (0.1, 5))})), ("B",)),
        ("B", DayHours(opens_s=0, closes_s=300), (), ("A",)),
    )
    rules = Rules(move_probability=0.5, balking=(BalkingStep(waiting=1, probability=1),))
    found = outcomes(floors, rules)
    assert found["A", 2, 0] == ("A", MOVED_ON, 5, 0)
    assert found["A", 2, 1] == ("B", CLOSED_OUT, 305, 0)


def test_an_empty_day_is_empty():
    assert day() == []


def test_patience_without_end_makes_no_moment():
    assert day((0, 900), (1, 5), hours=LONG)[1].wait_s == 899
    assert math.inf > LONG.closes_s
