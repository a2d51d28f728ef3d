"""M/D/c against Crommelin's series in arbitrary precision, M/D/1 in closed form, and a chain solved as linear equations."""

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.commandline import UsageError
from load.capacity.analytics.constant_service import constant_service
from load.capacity.analytics.erlang import delay_system
from load.capacity.analytics.poisson import poisson


def crommelin_mean(servers, load):
    """Mean wait in services, as a difference of Poisson tails for each k."""
    with mpmath.workdps(40):
        total, k = mpmath.mpf(0), 0
        while True:
            k += 1
            mean = k * mpmath.mpf(load)
            tail = mpmath.gammainc(k * servers, 0, mean, regularized=True)
            next_tail = mpmath.gammainc(k * servers + 1, 0, mean, regularized=True)
            term = tail - servers / mpmath.mpf(load) * next_tail
            total += term
            if term < total * mpmath.mpf(10) ** -16:
                return total


def wait_of_one_server(time, load):
    """P(wait <= time) of M/D/1 with a service of 1: Erlang's alternating sum."""
    with mpmath.workdps(60):
        time, load = mpmath.mpf(time), mpmath.mpf(load)
        terms = (
            (-load * (time - j)) ** j / mpmath.factorial(j) * mpmath.exp(load * (time - j))
            for j in range(int(mpmath.floor(time)) + 1)
        )
        return (1 - load) * mpmath.fsum(terms)


def queue_by_equations(servers, load, *, states=160):
    """P(n wait), from the chain that is looked at once a service: present' = max(present - c, 0) + arrivals."""
    moves = np.zeros((states, states))
    arrivals = [float(mpmath.exp(-load) * mpmath.mpf(load) ** n / mpmath.factorial(n)) for n in range(states)]
    for present in range(states):
        stay = max(present - servers, 0)
        moves[present, stay:] = arrivals[: states - stay]
        moves[present, -1] += 1 - moves[present].sum()
    equations = moves.T - np.eye(states)
    equations[0] = 1.0
    chances = np.linalg.solve(equations, np.eye(1, states)[0])
    return np.append(chances[: servers + 1].sum(), chances[servers + 1 :])


def wait_by_equations(services, servers, load):
    """P(wait <= services), by what waited and came before."""
    up_to = np.cumsum(queue_by_equations(servers, load))
    whole = int(services) + 1
    most, mean = whole * servers - 1, (whole - services) * load
    return sum(
        float(mpmath.exp(-mean) * mpmath.mpf(mean) ** came / mpmath.factorial(came))
        * up_to[min(most - came, len(up_to) - 1)]
        for came in range(most + 1)
    )


@pytest.mark.parametrize(
    ("servers", "load"),
    [(1, 0.1), (1, 0.8), (2, 0.02), (2, 1.6), (5, 4), (10, 1), (10, 9), (40, 38), (200, 190), (2000, 1900)],
)
def test_mean_wait_agrees_with_arbitrary_precision(servers, load):
    found = constant_service(servers=servers, rate_per_s=load / 60, service_s=60)
    assert found.mean_wait_s == pytest.approx(float(60 * crommelin_mean(servers, load)), rel=1e-10)
    assert found.mean_queue == pytest.approx(found.mean_wait_s * load / 60, rel=1e-12)


@given(servers=st.integers(1, 30), share=st.floats(0.05, 0.85))
@settings(max_examples=15, deadline=None)
def test_mean_wait_of_any_system_agrees_with_arbitrary_precision(servers, share):
    load = servers * share
    found = constant_service(servers=servers, rate_per_s=load, service_s=1)
    assert found.mean_wait_s == pytest.approx(float(crommelin_mean(servers, load)), rel=1e-10)


@pytest.mark.parametrize("load", [0.06, 0.3, 0.5, 0.8, 0.95, 0.99, 0.999])
def test_one_server_agrees_with_its_closed_forms(load):
    found = constant_service(servers=1, rate_per_s=load, service_s=1)
    assert found.mean_wait_s == pytest.approx(load / (2 * (1 - load)), rel=1e-9)
    assert found.wait_probability == pytest.approx(load, rel=1e-9)
    if load < 0.99:  # the alternating sum needs hundreds of digits beyond
        assert float(wait_of_one_server(found.p95_wait_s, load)) == pytest.approx(0.95, abs=1e-10)


@pytest.mark.parametrize(("servers", "load"), [(2, 1.7), (5, 4.5), (12, 10.5)])
def test_distribution_agrees_with_linear_equations(servers, load):
    found = constant_service(servers=servers, rate_per_s=load, service_s=1)
    assert wait_by_equations(0.0, servers, load) == pytest.approx(1 - found.wait_probability, abs=1e-10)
    assert wait_by_equations(found.p95_wait_s, servers, load) == pytest.approx(0.95, abs=1e-10)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.7), (8, 7.2), (100, 95)])
def test_sums_and_transform_agree(servers, load, monkeypatch):
    by_sums = constant_service(servers=servers, rate_per_s=load, service_s=1)
    monkeypatch.setattr("load.capacity.analytics.constant_service._TERMS_LIMIT", 0)
    by_transform = constant_service(servers=servers, rate_per_s=load, service_s=1)
    assert by_transform.mean_queue == pytest.approx(by_sums.mean_queue, rel=1e-10)
    assert by_transform.wait_probability == pytest.approx(by_sums.wait_probability, rel=1e-10)


@given(servers=st.integers(1, 200), share=st.floats(0.3, 0.995))
@settings(max_examples=40, deadline=None)
def test_constant_service_waits_between_half_and_all_of_exponential_service(servers, share):
    load = servers * share
    constant = constant_service(servers=servers, rate_per_s=load / 60, service_s=60)
    exponential = delay_system(servers=servers, load=load, service_s=60)
    assert exponential.mean_wait_s * (0.5 - 1e-9) <= constant.mean_wait_s <= exponential.mean_wait_s
    assert constant.p95_wait_s <= exponential.p95_wait_s + 1e-9


def test_saturation_is_refused_with_a_remedy():
    with pytest.raises(UsageError, match="too close to saturation for m-d-c; give a lower rate or more servers"):
        constant_service(servers=1, rate_per_s=0.9999999, service_s=1)


@pytest.mark.parametrize(
    ("number", "mean"), [(0, 0.5), (1, 0.001), (15, 20.0), (16, 20.0), (1000, 900.0), (2_000_000, 2_001_000.0)]
)
def test_poisson_probability_keeps_its_digits(number, mean):
    with mpmath.workdps(40):
        exact = mpmath.exp(number * mpmath.log(mean) - mpmath.mpf(mean) - mpmath.loggamma(number + 1))
    assert float(poisson(np.array([float(number)]), mean)[0]) == pytest.approx(float(exact), rel=1e-12)
