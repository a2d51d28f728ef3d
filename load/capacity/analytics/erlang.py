"""Erlang B (who finds no server free is turned away) and Erlang C (he waits, for as long as it takes).

Both come from one number, the odds against blocking u(c) = P(a server is free) / P(none is free) of the loss system. It
obeys u(c) = c/load * (1 + u(c - 1)): sums and products of positive numbers, so nothing cancels; beyond the range of
floating point it becomes infinite, and the probability the 0 that it is. A fractional number of servers (a half-time
desk) begins the same recursion at its fraction, where Jagerman's integral 1/B = load * int_0^inf exp(-load t)(1 + t)^c dt
is an incomplete gamma function.

Source: D. L. Jagerman, Some Properties of the Erlang Loss Function, Bell System Technical Journal 53(3), 1974;
J. Sa Esteves, Algorithms for Higher-Order Derivatives of Erlang C Function (continued Erlang C).
"""

import math

from scipy.special import gamma, gammaincc

from harness.commandline import UsageError
from load.capacity.analytics.measures import (
    P95,
    SERVERS_LIMIT,
    Measures,
    check_not_negative,
    check_positive,
    check_servers,
    check_stable,
)

_SMALL_LOAD = 2.0  # where the incomplete gamma function beats its continued fraction
_FRACTION_STEPS = 500  # far more than are needed from the small load on


def erlang_b(servers: float, load: float) -> float:
    """Share of the arrivals that find no server free, in M/G/c/c.

    Unit: load in erlangs.

    Raises:
        UsageError: there are no servers, or there is no such load.
    """
    return 1 / (1 + odds_against_blocking(servers, load))


def erlang_c(servers: float, load: float) -> float:
    """Share of the arrivals that wait, in M/M/c.

    Unit: load in erlangs.

    Raises:
        UsageError: there are no servers, there is no such load, or it is not below their number.
    """
    check_stable(servers=servers, load=load)
    return 1 / (1 + (servers - load) / servers * odds_against_blocking(servers, load))


def odds_against_blocking(servers: float, load: float) -> float:
    """P(a server is free) / P(none is free) in M/G/c/c; infinite where blocking is too rare for floating point.

    Raises:
        UsageError: there are no servers, or there is no such load.
    """
    check_positive(servers=servers)
    check_not_negative(load=load)
    if servers > SERVERS_LIMIT:
        raise UsageError(f"servers is {servers:g}; give at most {SERVERS_LIMIT}")
    if load == 0:
        return math.inf
    whole = math.floor(servers)
    fraction = servers - whole
    odds = _odds_of_fraction(fraction, load) if fraction else 0.0
    for number in range(1, whole + 1):
        odds = (number + fraction) / load * (1 + odds)
    return odds


def loss_system(*, servers: int, load: float) -> Measures:
    """Erlang B: Poisson arrivals, any service time, nobody waits.

    Raises:
        UsageError: a value is out of its range.
    """
    check_servers(servers)
    odds = odds_against_blocking(servers, load)
    blocking = 1 / (1 + odds)
    carried = load if math.isinf(odds) else load * (odds * blocking)
    return Measures(blocking=blocking, utilization=carried / servers)


def delay_system(*, servers: int, load: float, service_s: float | None = None) -> Measures:
    """Erlang C: Poisson arrivals, exponential service, everybody waits; without `service_s` no waits are given.

    Raises:
        UsageError: a value is out of its range, or the queue grows for ever.
    """
    check_servers(servers)
    waits = erlang_c(servers, load)
    mean_wait = p95_wait = None
    if service_s is not None:
        check_positive(service=service_s)
        pace_s = service_s / (servers - load)  # mean wait of those who wait
        mean_wait = waits * pace_s
        p95_wait = max(0.0, pace_s * math.log(waits / (1 - P95))) if waits else 0.0
    return Measures(
        wait_probability=waits,
        mean_wait_s=mean_wait,
        p95_wait_s=p95_wait,
        utilization=load / servers,
        mean_queue=waits * load / (servers - load),
    )


def _odds_of_fraction(fraction: float, load: float) -> float:
    """The odds for less than one server: exp(load) * load**-fraction * Gamma(fraction + 1, load) - 1."""
    if load < _SMALL_LOAD:
        return (
            float(gammaincc(fraction + 1, load) * gamma(fraction + 1)) * math.exp(load) / math.pow(load, fraction) - 1
        )
    # Legendre's continued fraction of the incomplete gamma function, from its far end
    below = load + 2 * _FRACTION_STEPS
    for step in range(_FRACTION_STEPS, 0, -1):
        below = load + 2 * step - fraction - (step + 1) * (step - fraction) / below
    odds: float = fraction * (1 - 1 / below) / (load - fraction + fraction / below)
    return odds
