"""Demand and people: counts match the declared rates, and nothing but their own purpose moves their draws."""

from dataclasses import replace
from datetime import date, time

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from harness.world.opening import DayHours
from load.capacity.draws.draws import Occasion
from load.capacity.draws.people import BOOKED, customers_of, slots
from load.capacity.model.demand import (
    HALF_HOUR_S,
    Cohort,
    Demand,
    Launch,
    Profile,
    Renewal,
    SalaryDays,
    daily_visits,
    intensity,
)
from load.capacity.model.file import load_plan
from load.capacity.model.manners import Moving
from load.capacity.model.plan import make_plan
from load.capacity.model.service import Retry, Service, ServiceLeg, draw_service, mean_service_s, service_law
from load.capacity.model.times import Time
from load.capacity.play.day import Leg

DAY = date(2026, 4, 13)
KUWAIT, COUNTER = load_plan("kuwait"), load_plan("counter")
HOURS = DayHours(opens_s=30_600, closes_s=54_000, breaks=((42_900, 44_100),))
WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
PROFILE = Profile(weekdays=WEEK, first=time(8), half_hours=[2, 4, 0, 1, 3])


def occasion(replication=0, seed=1, day=DAY):
    return Occasion(seed=seed, day=day, replication=replication)


def people(plan, index, **which):
    site, hours = plan.open_sites(which.get("day", DAY))[index]
    return customers_of(plan, site, hours, occasion(**which))


def changed(plan, **more):
    """The plan with other parts of its model."""
    model = msgspec.structs.replace(plan.model, **more)
    return make_plan(model, plan.site_file, place=plan.place, sites_place=plan.sites_place)


def test_all_visits_of_the_year_come_on_its_open_days():
    model = KUWAIT.model
    first, phone = model.demand.cohorts
    overflow = model.demand.overflows[0]
    whole = first.people * first.share + phone.people * phone.share
    whole += overflow.phone_enrollments * overflow.failed * overflow.to_site
    renewals = sum(kinds.get("renewal", 0) for kinds in KUWAIT.visits.values())
    assert sum(kinds["enrollment"] for kinds in KUWAIT.visits.values()) == pytest.approx(whole)
    assert 0.94 * 160_000 < renewals < 160_000  # some expire at the turn of the year, and come in the one before
    assert len(KUWAIT.visits) == 250


def test_a_launch_is_a_peak_that_halves():
    cohort = Cohort(name="c", kind="k", people=1000, launch=Launch(peak=3, half_life_days=10))
    demand = Demand(cohorts=[cohort], profiles=[PROFILE])
    visits = daily_visits(demand, first=date(2026, 1, 1), last=date(2026, 12, 31), is_open=lambda _: True)
    by_day = [kinds["k"] for kinds in visits.values()]
    assert sum(by_day) == pytest.approx(1000)
    assert by_day[0] / by_day[-1] == pytest.approx(3, rel=1e-6)
    assert by_day[10] / by_day[-1] == pytest.approx(2, rel=1e-6)


def test_closed_days_leave_their_visits_to_the_others_and_salary_days_have_more():
    demand = Demand(
        cohorts=[Cohort(name="c", kind="k", people=900, share=0.5)],
        profiles=[PROFILE],
        salary_days=SalaryDays(days_of_month=[3], factor=2),
    )
    visits = daily_visits(demand, first=date(2026, 1, 1), last=date(2026, 1, 4), is_open=lambda day: day.day != 2)
    assert {day.day: kinds["k"] for day, kinds in visits.items()} == {1: 112.5, 3: 225.0, 4: 112.5}


def test_renewals_come_before_they_expire_and_only_those_of_the_period_count():
    renewal = Renewal(
        name="r",
        kind="k",
        people=100,
        issued_first=date(2025, 1, 1),
        issued_last=date(2025, 1, 10),
        valid_days=365,
        early_days=5,
    )
    demand = Demand(renewals=[renewal], profiles=[PROFILE])
    visits = daily_visits(demand, first=date(2026, 1, 1), last=date(2026, 1, 31), is_open=lambda _: True)
    assert {day.day for day, kinds in visits.items() if kinds} == {1, 2, 3, 4, 5}
    assert sum(kinds.get("k", 0) for kinds in visits.values()) == pytest.approx(50)


def test_the_profile_counts_within_the_hours_alone():
    found = intensity(PROFILE, DayHours(opens_s=8.25 * 3600, closes_s=10.25 * 3600), visits=90, early_s=0)
    assert found.total == pytest.approx(90)
    # a half of the first half hour, the second, none, the fourth, a half of the fifth: 1 + 4 + 0 + 1 + 1.5
    marks = dict(zip(found.marks_s, found.expected, strict=True))
    assert marks[8.5 * 3600] == pytest.approx(90 * 1 / 7.5)
    assert marks[9 * 3600] == marks[9.5 * 3600] == pytest.approx(90 * 5 / 7.5)
    assert found.moment(90 * 5.5 / 7.5) == pytest.approx(9.75 * 3600)


@given(amount=st.floats(0, 0.999999), early=st.sampled_from([0.0, 900.0]))
def test_a_moment_is_where_the_expectation_reaches_the_amount(amount, early):
    found = intensity(PROFILE, HOURS, visits=50, early_s=early)
    moment = found.moment(amount * 50)
    assert HOURS.opens_s - early <= moment <= HOURS.closes_s
    assert np.interp(moment, found.marks_s, found.expected) == pytest.approx(amount * 50, abs=1e-6)


def test_counts_of_half_hours_are_poisson_with_the_declared_rates():
    """A site of many, 300 replications: chi square of the half hours, and dispersion of the whole."""
    site, hours = next(pair for pair in KUWAIT.open_sites(DAY) if pair[0].id == "NBK-04")
    expected = KUWAIT.intensity(site, DAY)
    arrivals = [
        np.array([one.arrival_s for one in customers_of(KUWAIT, site, hours, occasion(replication))])
        for replication in range(300)
    ]
    marks = np.array(expected.marks_s)
    found = sum(np.histogram(some, bins=marks)[0] for some in arrivals)
    rates = np.diff(expected.expected) * len(arrivals)
    counts = np.array([len(some) for some in arrivals])
    assert stats.chi2.sf(((found - rates) ** 2 / rates).sum(), len(rates)) > 0.001
    dispersion = counts.var(ddof=1) / counts.mean() * (len(counts) - 1)
    assert 0.001 < stats.chi2.sf(dispersion, len(counts) - 1) < 0.999
    assert marks[1] - marks[0] == HALF_HOUR_S


def test_kinds_come_in_proportion_to_the_demand_of_the_day():
    kinds = [one.kind for replication in range(25) for one in people(KUWAIT, -1, replication=replication)]
    share = KUWAIT.visits[DAY]["renewal"] / sum(KUWAIT.visits[DAY].values())
    assert stats.binomtest(kinds.count("renewal"), len(kinds), share).pvalue > 0.001


def test_another_device_changes_nobody():
    more = KUWAIT.with_devices({"NBK-01": 3})
    assert people(more, 0) == people(KUWAIT, 0)
    assert more.sites[0].devices == 3


def test_other_rules_leave_the_draws_of_other_purposes():
    calm = changed(KUWAIT, balking=None, breakdowns=None, outages=[])
    assert people(calm, 3) == people(KUWAIT, 3)
    moving = Moving(probability=0.5, within_km=5, travel=Time(mean_s=900, cv=0.4), most=2)
    movers = people(changed(KUWAIT, moving=moving), 3)
    assert tuple(replace(one, moves=()) for one in movers) == people(KUWAIT, 3)
    assert all(len(one.moves) == 2 and one.moves[0] != one.moves[1] for one in movers)


def test_more_demand_brings_the_same_people_earlier():
    cohorts = [msgspec.structs.replace(some, people=some.people * 2) for some in KUWAIT.model.demand.cohorts]
    fuller = changed(KUWAIT, demand=msgspec.structs.replace(KUWAIT.model.demand, cohorts=cohorts))
    before, after = people(KUWAIT, 0), people(fuller, 0)
    assert len(after) > len(before)
    for one, same in zip(before, after, strict=False):
        assert (one.person, one.patience_s, one.balk_draw) == (same.person, same.patience_s, same.balk_draw)
        assert same.arrival_s < one.arrival_s


@pytest.mark.parametrize("other", [{"seed": 2}, {"replication": 1}, {"day": date(2026, 4, 14)}])
def test_another_seed_replication_or_day_has_other_people(other):
    assert people(KUWAIT, 0) == people(KUWAIT, 0)
    assert people(KUWAIT, 0, **other) != people(KUWAIT, 0)


def test_people_are_in_the_order_of_arrival_and_within_the_hours():
    for index, (_, hours) in enumerate(KUWAIT.open_sites(DAY)):
        arrivals = [one.arrival_s for one in people(KUWAIT, index)]
        assert arrivals == sorted(arrivals)
        assert all(hours.opens_s <= at < hours.closes_s for at in arrivals)


def test_slots_go_from_opening_to_closing_without_the_breaks():
    booking = msgspec.structs.replace(COUNTER.model.appointments, every_s=7200)
    assert list(slots(booking, DayHours(opens_s=0, closes_s=20_000, breaks=((7000, 7300),)))) == [0, 14_400]


def test_booked_people_come_near_their_slot_or_not_at_all_and_late_ones_lose_their_turn():
    booking = COUNTER.model.appointments
    _, hours = COUNTER.open_sites(DAY)[0]
    places = len(list(slots(booking, hours))) * booking.per_slot
    booked, missed, late = 0, 0, []
    for replication in range(60):
        for one in people(COUNTER, 0, replication=replication):
            if one.person >= BOOKED:
                booked += 1
                missed += not one.shows
                slot_s = list(slots(booking, hours))[(one.person - BOOKED) // booking.per_slot]
                late += [(one.arrival_s - slot_s, one.kind, one.priority)] * one.shows
    assert stats.binomtest(booked, places * 60, booking.booked).pvalue > 0.001
    assert stats.binomtest(missed, booked, booking.no_show).pvalue > 0.001
    assert stats.kstest([some for some, _, _ in late], stats.norm(-240, 420).cdf).pvalue > 0.001
    for late_s, kind, priority in late:
        assert (kind, priority) == (("walk-in", 1) if late_s > booking.grace_s else ("booked", 0))


LEG = ServiceLeg(name="a", human=Time(mean_s=100, shape="fixed"))
AGAIN = Time(mean_s=10, shape="fixed")


def drawn(service, count=2000):
    stream = occasion().at(5)
    return [draw_service(service_law(service), stream=stream, person=person) for person in range(count)]


def test_legs_of_the_same_needs_are_one():
    legs = [LEG, LEG, msgspec.structs.replace(LEG, route="sms"), msgspec.structs.replace(LEG, shared="officer")]
    assert drawn(Service(name="s", legs=legs), 1)[0] == (
        (Leg(200), Leg(100, route="sms"), Leg(100, shared="officer")),
        True,
    )


def test_retries_take_time_up_to_the_limit_and_then_the_service_is_over():
    retry = Retry(failure=0.5, most=2, time=AGAIN)
    service = Service(name="s", legs=[msgspec.structs.replace(LEG, retry=retry), LEG])
    found = drawn(service)
    outcomes = [(legs[0].work_s, succeeds) for legs, succeeds in found]
    chances = {(200.0, True): 0.5, (210.0, True): 0.25, (220.0, True): 0.125, (120.0, False): 0.125}
    assert set(outcomes) == set(chances)
    counts = [outcomes.count(outcome) for outcome in chances]
    assert stats.chisquare(counts, [chance * len(found) for chance in chances.values()]).pvalue > 0.001
    assert mean_service_s(service) == pytest.approx(100 + 10 * 0.75 + 100 * 0.875)
    assert np.mean([legs[0].work_s for legs, _ in found]) == pytest.approx(mean_service_s(service), rel=0.02)


@pytest.mark.parametrize("name", ["enrollment", "renewal"])
def test_services_of_kuwait_have_their_mean(name):
    service = next(some for some in KUWAIT.model.services if some.name == name)
    works = [sum(leg.work_s for leg in legs) for legs, _ in drawn(service)]
    assert abs(np.mean(works) - mean_service_s(service)) < 4 * stats.sem(works)
