"""Erlang B, C and A against arbitrary precision, by other formulas than ours: sums, gamma and hypergeometric functions."""

import math

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.commandline import UsageError
from load.capacity.analytics.erlang import delay_system, erlang_b, erlang_c, loss_system
from load.capacity.analytics.patience import erlang_a

DIGITS = 50
CLOSE = 1e-10


def exact_b(servers, load):
    """The last of the weights load^k / k! over their sum; of a fractional number, its continuation by a gamma function."""
    load = mpmath.mpf(load)
    if servers != int(servers):
        servers = mpmath.mpf(servers)
        return mpmath.exp(servers * mpmath.log(load) - load) / mpmath.gammainc(servers + 1, load)
    weight = total = mpmath.mpf(1)
    for busy in range(int(servers), 0, -1):
        weight *= busy / load
        total += weight
    return 1 / total


def exact_c(servers, load):
    blocked = exact_b(servers, load)
    return servers * blocked / (servers - mpmath.mpf(load) * (1 - blocked))


def exact_a(servers, rate, service, patience):
    """Wait probability and mean wait by Kummer's function, from the balance of flows."""
    servers, rate, service, patience = map(mpmath.mpf, (servers, rate, service, patience))
    pace = servers * patience / service
    more = mpmath.hyp1f1(1, pace + 1, rate * patience, maxterms=10**6)
    waits = more / (1 / exact_b(servers, rate * service) - 1 + more)
    return waits, waits * (rate - servers / service + servers / service / more) * patience / rate


def exact_beyond(time, *, servers, rate, service, patience):
    """P(wait of an arrival > time), by integrating the density of the virtual wait."""
    servers, rate, service, patience = map(mpmath.mpf, (servers, rate, service, patience))
    waits, _ = exact_a(servers, rate, service, patience)

    def density(at):
        return mpmath.exp(-rate * patience * mpmath.expm1(-at / patience) - servers * at / service)

    end = 200 * service
    beyond, whole = mpmath.quad(density, [time, 2 * time, end]), mpmath.quad(density, [0, time, 2 * time, end])
    return waits * beyond / whole * mpmath.exp(-time / patience)


def same(found, exact):
    with mpmath.workdps(DIGITS):
        return abs(mpmath.mpf(found) - exact) <= CLOSE * abs(exact) + mpmath.mpf(10) ** -300


@pytest.mark.parametrize("load", [1e-6, 0.01, 1, 9.5, 99, 950, 9900, 1e5])
@pytest.mark.parametrize("servers", [1, 2, 10, 100, 1000, 10_000, 12_345])
def test_blocking_agrees_with_arbitrary_precision(servers, load):
    with mpmath.workdps(DIGITS):
        exact = exact_b(servers, load)
    assert same(erlang_b(servers, load), exact)


@given(servers=st.integers(1, 2000), load=st.floats(1e-6, 1e4))
@settings(max_examples=60, deadline=None)
def test_blocking_of_any_system_agrees_with_arbitrary_precision(servers, load):
    with mpmath.workdps(DIGITS):
        exact = exact_b(servers, load)
    assert same(erlang_b(servers, load), exact)


@given(servers=st.floats(0.01, 60), load=st.floats(1e-3, 200))
@settings(max_examples=60, deadline=None)
def test_a_fractional_number_of_servers_follows_the_continuous_extension(servers, load):
    with mpmath.workdps(DIGITS):
        exact = exact_b(servers, load)
    assert same(erlang_b(servers, load), exact)


def test_blocking_beyond_floating_point_is_zero():
    assert erlang_b(5000, 1e-3) == 0
    assert erlang_c(5000, 1e-3) == 0


def test_all_is_carried_where_blocking_is_beyond_floating_point():
    assert loss_system(servers=5000, load=1e-3).utilization == 1e-3 / 5000


def test_blocking_near_one_keeps_its_digits():
    carried = loss_system(servers=3, load=1e5)
    assert carried.utilization == pytest.approx(1 - 1e-5, abs=2e-10)
    assert carried.blocking == pytest.approx(1 - 3e-5, abs=1e-9)


@given(servers=st.integers(1, 1500), share=st.floats(1e-3, 0.99999))
@settings(max_examples=60, deadline=None)
def test_wait_probability_agrees_with_arbitrary_precision(servers, share):
    load = servers * share
    with mpmath.workdps(DIGITS):
        exact = exact_c(servers, load)
    assert same(erlang_c(servers, load), exact)


def test_one_server_has_the_textbook_wait():
    found = delay_system(servers=1, load=0.75, service_s=60)
    assert found.wait_probability == pytest.approx(0.75)
    assert found.mean_wait_s == pytest.approx(0.75 * 60 / 0.25)
    assert found.p95_wait_s == pytest.approx(240 * math.log(0.75 / 0.05))
    assert found.mean_queue == pytest.approx(0.75**2 / 0.25)


def test_waits_without_a_service_time_are_left_out():
    found = delay_system(servers=2, load=1.5)
    assert found.mean_wait_s is None
    assert found.p95_wait_s is None
    assert found.mean_queue is not None


def test_less_than_one_in_twenty_waiting_means_a_95_percent_point_of_zero():
    assert delay_system(servers=10, load=3, service_s=60).p95_wait_s == 0


@pytest.mark.parametrize(
    ("servers", "load", "said"),
    [
        (5, 5, "there are 5 servers, so the queue grows for ever; give at least 6 servers, less load, or"),
        (1, 2, "there is 1 server, so"),
        (1, 1e308, "grows for ever; give less load, or"),
    ],
)
def test_load_of_as_many_erlangs_as_servers_is_refused(servers, load, said):
    with pytest.raises(UsageError, match=said):
        delay_system(servers=servers, load=load, service_s=60)


GRID = [
    (1, 0.01, 60, 30),
    (1, 0.05, 60, 30),
    (3, 0.02, 120, 300),
    (50, 0.8, 60, 120),
    (50, 50 / 60, 60, 3600),
    (50, 1.2, 60, 120),
    (1000, 17, 60, 90),
    (10_000, 160, 60, 300),
    (10_000, 168, 60, 300),
    (10_000, 180, 60, 300),
]


@pytest.mark.parametrize(("servers", "rate", "service", "patience"), GRID)
def test_impatience_agrees_with_arbitrary_precision(servers, rate, service, patience):
    found = erlang_a(servers=servers, rate_per_s=rate, service_s=service, patience_s=patience)
    with mpmath.workdps(DIGITS):
        waits, mean = exact_a(servers, rate, service, patience)
        lost = mean / patience
        busy = (1 - lost) * mpmath.mpf(rate) * service / servers
    assert same(found.wait_probability, waits)
    assert same(found.mean_wait_s, mean)
    assert same(found.abandonment, lost)
    assert same(found.mean_queue, mean * mpmath.mpf(rate))
    assert same(found.utilization, busy)


@given(
    servers=st.integers(1, 200),
    share=st.floats(0.05, 3),
    service=st.floats(10, 1000),
    patience=st.floats(1, 5000),
)
@settings(max_examples=80, deadline=None)
def test_impatience_of_any_system_agrees_with_arbitrary_precision(servers, share, service, patience):
    rate = share * servers / service
    found = erlang_a(servers=servers, rate_per_s=rate, service_s=service, patience_s=patience)
    with mpmath.workdps(80):
        waits, mean = exact_a(servers, rate, service, patience)
    assert same(found.wait_probability, waits)
    assert same(found.mean_wait_s, mean)


@pytest.mark.parametrize(
    ("servers", "rate", "service", "patience"),
    [(1, 0.03, 60, 30), (3, 0.02, 120, 300), (50, 0.8, 60, 120), (20, 0.4, 60, 90)],
)
def test_one_arrival_in_twenty_waits_longer_than_the_95_percent_point(servers, rate, service, patience):
    found = erlang_a(servers=servers, rate_per_s=rate, service_s=service, patience_s=patience)
    with mpmath.workdps(30):
        beyond = exact_beyond(found.p95_wait_s, servers=servers, rate=rate, service=service, patience=patience)
    assert float(beyond) == pytest.approx(0.05, rel=CLOSE)


@pytest.mark.parametrize("patience", [1e-3, 5, 30, 1000])
def test_one_in_twenty_of_endless_patience_would_wait_longer_than_the_virtual_point(patience):
    found = erlang_a(servers=1, rate_per_s=0.02, service_s=60, patience_s=patience)
    with mpmath.workdps(DIGITS):
        waits, _ = exact_a(1, 0.02, 60, patience)
        pace, arrivals = mpmath.mpf(patience) / 60, mpmath.mpf(0.02) * patience
        later = arrivals * mpmath.exp(-mpmath.mpf(found.p95_virtual_wait_s) / patience)
        beyond = waits * mpmath.gammainc(pace, 0, later) / mpmath.gammainc(pace, 0, arrivals)
    assert float(beyond) == pytest.approx(0.05, rel=CLOSE)


def test_virtual_wait_of_the_endlessly_patient_is_longer():
    found = erlang_a(servers=3, rate_per_s=0.02, service_s=120, patience_s=300)
    assert found.p95_virtual_wait_s > found.p95_wait_s > 0


def test_patience_near_zero_is_erlang_b():
    found = erlang_a(servers=10, rate_per_s=0.15, service_s=60, patience_s=1e-9)
    assert found.abandonment == pytest.approx(erlang_b(10, 9), rel=1e-8)
    assert found.mean_queue == pytest.approx(0, abs=1e-9)


def test_patience_without_end_is_erlang_c():
    found = erlang_a(servers=10, rate_per_s=0.15, service_s=60, patience_s=1e13)
    endless = delay_system(servers=10, load=9, service_s=60)
    for name in ("wait_probability", "mean_wait_s", "p95_wait_s", "mean_queue", "utilization"):
        assert getattr(found, name) == pytest.approx(getattr(endless, name), rel=1e-9), name


def test_gamma_functions_and_recursion_give_the_same_tail(monkeypatch):
    by_gamma = erlang_a(servers=4, rate_per_s=0.06, service_s=60, patience_s=200)
    monkeypatch.setattr("load.capacity.analytics.patience._SMALLEST_GAMMA", math.inf)
    by_recursion = erlang_a(servers=4, rate_per_s=0.06, service_s=60, patience_s=200)
    assert by_recursion.p95_wait_s == pytest.approx(by_gamma.p95_wait_s, rel=1e-12)


def test_certain_overload_loses_what_cannot_be_served():
    found = erlang_a(servers=100, rate_per_s=10, service_s=60, patience_s=100_000)
    assert found.abandonment == pytest.approx(1 - 100 / 600, rel=1e-14)
    assert found.utilization == pytest.approx(1, rel=1e-14)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"servers": 0}, "servers"),
        ({"rate_per_s": -1}, "rate"),
        ({"service_s": 0}, "service"),
        ({"patience_s": math.inf}, "patience"),
    ],
)
def test_impossible_value_is_refused_by_name(changed, named):
    good = {"servers": 5, "rate_per_s": 0.05, "service_s": 60, "patience_s": 100}
    erlang_a(**good)
    with pytest.raises(UsageError, match=f"^{named} is "):
        erlang_a(**{**good, **changed})


def test_patience_too_long_to_follow_is_refused():
    with pytest.raises(UsageError, match="use erlang-c"):
        erlang_a(servers=5, rate_per_s=0.05, service_s=100, patience_s=1e18)
