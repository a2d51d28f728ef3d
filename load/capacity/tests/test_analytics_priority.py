"""Waits by class, against Erlang C, a law of conservation, and a chain of two classes solved as linear equations."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import lil_matrix
from scipy.sparse.linalg import spsolve

from harness.commandline import UsageError
from load.capacity.analytics.erlang import delay_system
from load.capacity.analytics.priority import priorities

MOST = 60  # people of a class who wait


def moves(servers, first, second):
    """(from, to, rate) of two classes, services of mean 1; a state is a number of busy servers, or those who wait by class."""
    for busy in range(servers):
        yield busy, busy + 1 if busy + 1 < servers else (0, 0), first + second
        if busy:
            yield busy, busy - 1, busy
    yield (0, 0), servers - 1, servers
    for high, low in product(range(MOST), repeat=2):
        if high + 1 < MOST:
            yield (high, low), (high + 1, low), first
        if low + 1 < MOST:
            yield (high, low), (high, low + 1), second
        if high or low:
            yield (high, low), (high - 1, low) if high else (0, low - 1), servers


def queues_by_equations(servers, first, second):
    """Mean number of each class who wait."""
    states = [*range(servers), *product(range(MOST), repeat=2)]
    index = {state: number for number, state in enumerate(states)}
    flow = lil_matrix((len(states), len(states)))
    for begin, end, rate in moves(servers, first, second):
        flow[index[end], index[begin]] += rate
        flow[index[begin], index[begin]] -= rate
    flow[0, :] = 1
    chances = spsolve(flow.tocsc(), np.eye(1, len(states))[0])[servers:].reshape(MOST, MOST)
    return float(chances.sum(axis=1) @ np.arange(MOST)), float(chances.sum(axis=0) @ np.arange(MOST))


@given(servers=st.integers(1, 300), share=st.floats(0.01, 0.999), service=st.floats(1, 1000))
def test_one_class_is_erlang_c(servers, share, service):
    load = servers * share
    found = priorities(servers=servers, rates_per_s=[load / service], service_s=service)
    exact = delay_system(servers=servers, load=load, service_s=service)
    assert found.class_waits_s[0] == pytest.approx(exact.mean_wait_s, rel=1e-9)
    assert found.mean_queue == pytest.approx(exact.mean_queue, rel=1e-9)


@given(servers=st.integers(1, 50), shares=st.lists(st.floats(0.001, 0.24), min_size=1, max_size=4))
def test_order_of_the_classes_changes_no_total(servers, shares):
    rates = [servers * share / 60 for share in shares]
    found = priorities(servers=servers, rates_per_s=rates, service_s=60)
    exact = delay_system(servers=servers, load=sum(rates) * 60, service_s=60)
    weighted = sum(rate * wait for rate, wait in zip(rates, found.class_waits_s, strict=True))
    assert weighted / sum(rates) == pytest.approx(exact.mean_wait_s, rel=1e-9)
    assert found.mean_wait_s == pytest.approx(exact.mean_wait_s, rel=1e-9)
    assert list(found.class_waits_s) == sorted(found.class_waits_s)


@pytest.mark.parametrize(("servers", "first", "second"), [(1, 0.3, 0.3), (2, 0.5, 0.7), (3, 1.2, 0.6)])
def test_waits_agree_with_linear_equations(servers, first, second):
    found = priorities(servers=servers, rates_per_s=[first, second], service_s=1)
    assert found.class_queues == pytest.approx(queues_by_equations(servers, first, second), rel=1e-6)


def test_two_classes_of_one_server_wait_as_cobham_says():
    found = priorities(servers=1, rates_per_s=[0.2, 0.3], service_s=1)
    assert found.class_waits_s == pytest.approx((0.5 / 0.8, 0.5 / (0.8 * 0.5)))


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ([], "rates is empty"),
        ([0.1, -0.1], "rate 2 of rates is -0.1"),
        ([0.0, 0.0], "every rate"),
        ([1.0, 1.1], "for ever"),
    ],
)
def test_rates_that_are_no_demand_are_refused(rates, said):
    with pytest.raises(UsageError, match=said):
        priorities(servers=2, rates_per_s=rates, service_s=1)
