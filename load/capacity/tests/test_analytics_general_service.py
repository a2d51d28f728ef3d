"""M/G/1, the approximation of Allen and Cunneen with its band, and the exact chains behind the band."""

import math

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.commandline import UsageError
from load.capacity.analytics.constant_service import constant_service
from load.capacity.analytics.erlang import delay_system
from load.capacity.analytics.general_service import allen_cunneen, pollaczek_khinchine
from load.capacity.analytics.phases import mean_queue, two_phases


def moments(times):
    """Mean and squared coefficient of variation."""
    first, last = (1 / rate for rate in times.rates)
    begins, goes_on = times.begins_in_0, times.goes_on
    mean = begins * (first + goes_on * last) + (1 - begins) * last
    second = begins * (2 * first**2 + goes_on * (2 * first * last + 2 * last**2)) + (1 - begins) * 2 * last**2
    return mean, second / mean**2 - 1


@given(load=st.floats(0.01, 0.99), service=st.floats(1, 1000))
def test_variation_of_one_is_the_exponential_service(load, service):
    found = pollaczek_khinchine(rate_per_s=load / service, service_s=service, cv=1)
    exponential = delay_system(servers=1, load=load, service_s=service)
    assert found.mean_wait_s == pytest.approx(exponential.mean_wait_s, rel=1e-10)
    assert found.mean_queue == pytest.approx(exponential.mean_queue, rel=1e-10)


@pytest.mark.parametrize("cv", [0.0, 0.3, 1.7])
def test_one_server_agrees_with_arbitrary_precision(cv):
    found = pollaczek_khinchine(rate_per_s=0.011, service_s=70, cv=cv)
    with mpmath.workdps(40):
        rate, service = mpmath.mpf(0.011), mpmath.mpf(70)
        second = service**2 * (1 + mpmath.mpf(cv) ** 2)
        exact = rate * second / (2 * (1 - rate * service))
    assert found.mean_wait_s == pytest.approx(float(exact), rel=1e-12)


@given(squared=st.floats(0.5, 50), share=st.floats(0.1, 0.9))
def test_two_phases_have_the_moments_asked_for(squared, share):
    mean, found = moments(two_phases(squared, share))
    assert mean == pytest.approx(1, rel=1e-9)
    assert found == pytest.approx(squared, rel=1e-9)


def test_too_little_variation_for_two_phases_is_refused():
    with pytest.raises(UsageError, match=r"give at least 0\.5"):
        two_phases(0.49)


@given(servers=st.integers(1, 12), share=st.floats(0.1, 0.97))
@settings(max_examples=25, deadline=None)
def test_exact_chain_with_exponential_times_is_erlang_c(servers, share):
    load = servers * share
    exact = mean_queue(servers=servers, load=load, arrivals=two_phases(1), service=two_phases(1))
    assert exact == pytest.approx(delay_system(servers=servers, load=load).mean_queue, rel=1e-9)


@given(load=st.floats(0.05, 0.95), squared=st.floats(0.5, 9), share=st.floats(0.15, 0.85))
@settings(max_examples=40, deadline=None)
def test_exact_chain_with_one_server_is_pollaczek_khinchine(load, squared, share):
    exact = mean_queue(servers=1, load=load, arrivals=two_phases(1), service=two_phases(squared, share))
    one_server = pollaczek_khinchine(rate_per_s=load, service_s=1, cv=math.sqrt(squared))
    assert exact == pytest.approx(one_server.mean_queue, rel=1e-9)


def test_exact_chain_with_regular_arrivals_agrees_with_the_root_of_its_transform():
    servers, load = 1, 0.8
    root = mpmath.findroot(lambda x: (2 * load / (2 * load + 1 - x)) ** 2 - x, 0.7)  # E2/M/1
    exact = mean_queue(servers=servers, load=load, arrivals=two_phases(0.5), service=two_phases(1))
    assert exact == pytest.approx(float(load * root / (1 - root)), rel=1e-10)


def test_approximation_with_exponential_times_is_exact_and_so_is_its_band():
    found = allen_cunneen(servers=7, rate_per_s=0.1, service_s=60, cv=1)
    exact = delay_system(servers=7, load=6, service_s=60).mean_wait_s
    assert found.mean_wait_s == pytest.approx(exact)
    assert found.mean_wait_low_s == pytest.approx(exact, rel=1e-8)
    assert found.mean_wait_high_s == pytest.approx(exact, rel=1e-8)


def test_band_reaches_the_exact_wait_of_constant_service():
    found = allen_cunneen(servers=7, rate_per_s=0.1, service_s=60, cv=0)
    exact = constant_service(servers=7, rate_per_s=0.1, service_s=60).mean_wait_s
    assert found.mean_wait_s < exact
    assert found.mean_wait_high_s == pytest.approx(exact)


@given(servers=st.integers(1, 10), share=st.floats(0.2, 0.95), cv=st.floats(0.8, 3), arrival_cv=st.floats(0.8, 3))
@settings(max_examples=20, deadline=None)
def test_band_holds_the_approximation(servers, share, cv, arrival_cv):
    found = allen_cunneen(servers=servers, rate_per_s=servers * share / 60, service_s=60, cv=cv, arrival_cv=arrival_cv)
    assert found.mean_wait_low_s <= found.mean_wait_s <= found.mean_wait_high_s


@pytest.mark.parametrize(
    ("share", "squared", "low", "high"),
    [(0.9, 0.5, 1.0, 1.05), (0.9, 4.0, 0.8, 1.0)],
)
def test_published_error_with_poisson_arrivals_holds_where_many_wait(share, squared, low, high):
    for servers in (1, 2, 4, 8):
        load = servers * share
        guess = allen_cunneen(servers=servers, rate_per_s=load, service_s=1, cv=math.sqrt(squared)).mean_queue
        exact = mean_queue(servers=servers, load=load, arrivals=two_phases(1), service=two_phases(squared))
        assert low - 1e-9 <= exact / guess <= high + 1e-9


@pytest.mark.parametrize(
    "changed", [{"arrival_cv": 0.5}, {"cv": 0.5, "arrival_cv": 0.9}, {"servers": 150}, {"cv": 11}, {"rate_per_s": 1e-4}]
)
def test_no_band_is_given_where_no_exact_wait_is_at_hand(changed):
    found = allen_cunneen(**{"servers": 7, "rate_per_s": 0.1, "service_s": 60, "cv": 1, **changed})
    assert found.mean_wait_low_s is None
    assert found.mean_wait_high_s is None


def test_unstable_queue_is_refused():
    with pytest.raises(UsageError, match="grows for ever"):
        allen_cunneen(servers=2, rate_per_s=0.1, service_s=60, cv=1)
    with pytest.raises(UsageError, match="grows for ever"):
        pollaczek_khinchine(rate_per_s=0.1, service_s=60, cv=1)
