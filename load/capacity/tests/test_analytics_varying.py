"""Demand that changes: infinite servers, staffing by PSA and MOL, and the day by its differential equations."""

import math
from itertools import pairwise

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from harness.commandline import UsageError
from load.capacity.analytics.erlang import delay_system, erlang_c
from load.capacity.analytics.patience import erlang_a
from load.capacity.analytics.staffing import Target, least_servers, mol_staffing, psa_staffing
from load.capacity.analytics.transient import LOST_MASS, transient
from load.capacity.analytics.varying import Demand, busy_at, offered_load

MORNING = Demand(rates_per_s=(0.01, 0.02, 0.05, 0.08, 0.05, 0.02), period_s=1800)
DEMANDS = st.builds(
    Demand,
    rates_per_s=st.lists(st.floats(0.001, 0.2), min_size=1, max_size=6).map(tuple),
    period_s=st.floats(60, 7200),
)


def day_by_matrix_exponential(demand, servers, service, patience, *, most):
    """P(n present) at the end, with the generator cut off at `most`."""
    chances = np.eye(1, most + 1)[0]
    for rate, staff in zip(demand.rates_per_s, servers, strict=True):
        generator = np.zeros((most + 1, most + 1))
        for number in range(most + 1):
            if number < most:
                generator[number, number + 1] = rate
            if number:
                generator[number, number - 1] = min(number, staff) / service + max(number - staff, 0) / patience
            generator[number, number] = -generator[number].sum()
        chances = chances @ expm(generator * demand.period_s)
    return chances


@given(demand=DEMANDS, service=st.floats(10, 5000))
@settings(max_examples=30, deadline=None)
def test_offered_load_agrees_with_its_integral_in_arbitrary_precision(demand, service):
    found = offered_load(demand, service_s=service)
    with mpmath.workdps(30):
        for period, end in enumerate(found.at_ends, start=1):
            exact = mpmath.fsum(
                rate
                * service
                * (mpmath.exp(-now * demand.period_s / service) - mpmath.exp(-(now + 1) * demand.period_s / service))
                for rate, now in zip(
                    map(mpmath.mpf, demand.rates_per_s), (period - 1 - i for i in range(period)), strict=False
                )
            )
            assert end == pytest.approx(float(exact), rel=1e-10)


def test_load_over_a_period_is_the_mean_of_its_moments():
    found = offered_load(MORNING, service_s=600)
    for period, mean in enumerate(found.means):
        times = [(period + (step + 0.5) / 2000) * MORNING.period_s for step in range(2000)]
        assert mean == pytest.approx(sum(busy_at(MORNING, times, service_s=600)) / 2000, rel=1e-6)


def test_load_at_any_moment_meets_the_load_at_the_ends():
    found = offered_load(MORNING, service_s=600)
    ends = [number * MORNING.period_s for number in range(1, 7)]
    assert busy_at(MORNING, ends, service_s=600) == pytest.approx(found.at_ends, rel=1e-12)
    assert busy_at(MORNING, [0.0, 1e7], service_s=600) == pytest.approx((0.0, 0.0))


def test_constant_demand_settles_at_its_load():
    steady = Demand(rates_per_s=(0.05,) * 20, period_s=1800)
    found = offered_load(steady, service_s=600, busy_at_start=30)
    assert found.at_ends[0] == found.peaks[1]
    assert found.at_ends[-1] == pytest.approx(30)
    assert all(then <= now for now, then in pairwise(offered_load(steady, service_s=600, busy_at_start=50).at_ends))


@given(load=st.floats(0.01, 300), wait=st.floats(0.01, 0.9))
@settings(max_examples=40, deadline=None)
def test_least_servers_without_patience_are_the_least(load, wait):
    servers = least_servers(load=load, service_s=60, target=Target(wait_probability=wait))
    assert erlang_c(servers, load) <= wait
    assert servers - 1 <= load or erlang_c(servers - 1, load) > wait


@given(load=st.floats(0.01, 300), abandonment=st.floats(0.001, 0.5), patience=st.floats(10, 1000))
@settings(max_examples=40, deadline=None)
def test_least_servers_with_patience_are_the_least(load, abandonment, patience):
    def lost(servers):
        found = erlang_a(servers=servers, rate_per_s=load / 60, service_s=60, patience_s=patience)
        return found.abandonment

    servers = least_servers(load=load, service_s=60, patience_s=patience, target=Target(abandonment=abandonment))
    assert lost(servers) <= abandonment
    assert servers == 1 or lost(servers - 1) > abandonment


def test_both_targets_hold_at_once():
    both = Target(wait_probability=0.3, abandonment=0.01)
    servers = least_servers(load=40, service_s=60, patience_s=100, target=both)
    single = [
        least_servers(load=40, service_s=60, patience_s=100, target=one)
        for one in (Target(wait_probability=0.3), Target(abandonment=0.01))
    ]
    assert servers == max(single)


def test_psa_follows_the_rate_and_mol_the_work():
    target = Target(wait_probability=0.2)
    psa = psa_staffing(MORNING, service_s=600, target=target)
    mol = mol_staffing(MORNING, service_s=600, target=target)
    assert psa[2] == psa[4]  # the same rate before and after the peak
    assert mol[4] > mol[2]  # but the work of the peak is not done yet
    assert psa[0] == least_servers(load=6, service_s=600, target=target)
    quick = [staff(MORNING, service_s=1, target=target) for staff in (psa_staffing, mol_staffing)]
    assert sum(quick[1]) - sum(quick[0]) <= 2


def test_mol_keeps_the_target_where_psa_misses_it():
    target = Target(wait_probability=0.2)
    waits = [
        max(period.wait_probability for period in transient(MORNING, servers=staff, service_s=600).periods)
        for staff in (
            mol_staffing(MORNING, service_s=600, target=target),
            psa_staffing(MORNING, service_s=600, target=target),
        )
    ]
    assert waits[0] <= 0.2
    assert waits[1] > 0.5


def test_nobody_coming_needs_no_servers():
    demand = Demand(rates_per_s=(0.0, 0.1), period_s=600)
    assert psa_staffing(demand, service_s=60, target=Target(wait_probability=0.5))[0] == 0


@pytest.mark.parametrize(
    ("target", "patience", "said"),
    [
        ({}, None, "no target"),
        ({"abandonment": 0.1}, None, "needs patience"),
        ({"wait_probability": 20.0}, None, "share"),
    ],
)
def test_target_that_cannot_be_judged_is_refused(target, patience, said):
    with pytest.raises(UsageError, match=said):
        psa_staffing(MORNING, service_s=60, target=Target(**target), patience_s=patience)


@pytest.mark.parametrize(("servers", "rate"), [(3, 0.02), (1, 0.005), (20, 0.15)])
def test_constant_day_settles_at_erlang_c(servers, rate):
    demand = Demand(rates_per_s=(rate,) * 30, period_s=3600)
    day = transient(demand, servers=[servers], service_s=120)
    steady = delay_system(servers=servers, load=rate * 120, service_s=120)
    assert day.periods[-1].wait_probability == pytest.approx(steady.wait_probability, rel=1e-7)
    assert day.periods[-1].mean_queue == pytest.approx(steady.mean_queue, rel=1e-7)
    assert day.periods[-1].mean_busy == pytest.approx(rate * 120, rel=1e-8)
    assert day.lost_mass <= LOST_MASS


def test_constant_day_with_patience_settles_at_erlang_a():
    demand = Demand(rates_per_s=(0.03,) * 10, period_s=3600)
    day = transient(demand, servers=[3], service_s=120, patience_s=300)
    steady = erlang_a(servers=3, rate_per_s=0.03, service_s=120, patience_s=300)
    assert day.periods[-1].abandonment == pytest.approx(steady.abandonment, rel=1e-8)
    assert day.periods[-1].wait_probability == pytest.approx(steady.wait_probability, rel=1e-8)


def test_plenty_of_servers_are_as_good_as_endless_ones():
    day = transient(MORNING, servers=[200], service_s=600)
    endless = offered_load(MORNING, service_s=600)
    assert [period.mean_busy for period in day.periods] == pytest.approx(list(endless.means), rel=1e-8)
    present = sum(number * chance for number, chance in enumerate(day.present_at_end))
    assert present == pytest.approx(endless.at_ends[-1], rel=1e-8)
    assert day.mean_wait_s == pytest.approx(0, abs=1e-8)


def test_day_agrees_with_the_matrix_exponential():
    demand = Demand(rates_per_s=(0.02, 0.05, 0.01), period_s=900)
    servers = (2, 3, 1)
    day = transient(demand, servers=servers, service_s=100, patience_s=250)
    exact = day_by_matrix_exponential(demand, servers, 100, 250, most=60)
    common = min(len(exact), len(day.present_at_end))
    assert day.present_at_end[:common] == pytest.approx(exact[:common], abs=1e-8)


def test_what_comes_goes_out_or_stays():
    demand = Demand(rates_per_s=(0.02, 0.06), period_s=1800)
    day = transient(demand, servers=[4], service_s=100, patience_s=200)
    served = sum(period.mean_busy for period in day.periods) * 1800 / 100
    left = sum(period.abandonment * period.arrivals for period in day.periods)
    present = sum(number * chance for number, chance in enumerate(day.present_at_end))
    assert served + left + present == pytest.approx(demand.arrivals, rel=1e-8)
    assert day.abandonment == pytest.approx(left / demand.arrivals)
    assert math.fsum(day.present_at_end) + day.lost_mass == pytest.approx(1, abs=1e-8)


def test_cut_is_moved_until_little_is_lost(monkeypatch):
    monkeypatch.setattr("load.capacity.analytics.transient._FIRST_ROOM", 0)
    monkeypatch.setattr("load.capacity.analytics.transient._SPREAD", 0.0)
    demand = Demand(rates_per_s=(0.02,), period_s=7200)
    day = transient(demand, servers=[3], service_s=120)
    assert day.lost_mass <= LOST_MASS
    assert len(day.present_at_end) > 30


@pytest.mark.parametrize(
    ("servers", "said"),
    [([1, 2], "servers has 2 numbers and rates has 6"), ([-1], "servers is -1"), ([200_000], "at most 100000")],
)
def test_staff_that_does_not_fit_the_demand_is_refused(servers, said):
    with pytest.raises(UsageError, match=said):
        transient(MORNING, servers=servers, service_s=60)


def test_endless_queue_is_refused_with_a_remedy():
    with pytest.raises(UsageError, match="may grow beyond 10000 people; give more servers"):
        transient(Demand(rates_per_s=(1.0,), period_s=86_400), servers=[1], service_s=600)
