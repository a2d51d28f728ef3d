"""M/D/c: Poisson arrivals and a service that always takes the same time, first come first served.

Everything comes from numbers h(m), m = 0, 1, ...: by Spitzer's identity the people still waiting one service later are the
maximum of a random walk with steps (arrivals in a service) - c, so that

    h(m) = sum over k >= 1 of P(Poisson(k load) = k c + m) / k
    mean queue = sum of m h(m),     P(no wait) = exp(-sum of h(m)),     E[z^queue] = exp(-sum over m >= 1 of h(m)(1 - z^m))

* Mean and wait probability: the sums over k, all terms positive, where they converge soon (relative error below 1e-12).
* Elsewhere, close to saturation, and for the distribution: h(m) are Fourier coefficients of -log(1 - z^-c e^(load(z - 1))) on
  a circle between 1 and the first root outside, and the distribution of the queue is a Fourier transform again. A probability
  is off by less than 1e-10 and the mean by less than 1e-8 of it, up to a utilization of about 0.9999, where we stop.
* The distribution of the wait follows from that of the queue (Franx): who arrives now has begun by x = k D - u, 0 < u <= D,
  if those who waited u ago, and who came since, are at most k c - 1.

Source: G. J. Franx, A simple solution for the M/D/c waiting time distribution, Operations Research Letters 29(5), 2001;
C. D. Crommelin, Delay probability formulas when the holding times are constant, P.O. Electrical Engineers' Journal 25, 1932;
F. Spitzer's identity of 1956 for the maxima of random walks.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import gammainc

from harness.commandline import UsageError
from load.capacity.analytics.measures import (
    P95,
    Measures,
    check_positive,
    check_servers,
    check_stable,
    servers_there,
)
from load.capacity.analytics.poisson import poisson

_Floats = NDArray[np.float64]
_PRECISION = 1e-18
_TERMS_LIMIT = 20_000
_POINTS_LIMIT = 1 << 19  # up to a utilization of about 0.9999
_ROOM = 80.0  # of the transform, in decay lengths: what wraps around has decayed by exp(-40)


def constant_service(*, servers: int, rate_per_s: float, service_s: float) -> Measures:
    """The long run of M/D/c.

    Unit: the service in seconds, arrivals per second; waits in seconds.

    Raises:
        UsageError: a value is out of its range, the queue grows for ever, or the load is too close to the servers.
    """
    check_servers(servers)
    check_positive(rate=rate_per_s, service=service_s)
    load = rate_per_s * service_s
    check_stable(servers=servers, load=load)
    terms = _terms(servers, load)
    if terms <= _TERMS_LIMIT:
        mean_queue, waits = _by_sums(servers, load, terms)
    else:
        mean_queue, waits = _by_transform(servers, load)
    return Measures(
        wait_probability=waits,
        mean_wait_s=mean_queue / rate_per_s,
        p95_wait_s=_p95(servers, load, service_s) if waits > 1 - P95 else 0.0,
        utilization=load / servers,
        mean_queue=mean_queue,
    )


def _terms(servers: int, load: float) -> int:
    """How many k are summed: the terms fall like (x e^(1-x))^(k c) with x = load / servers."""
    fall = servers * (load / servers - 1 - math.log(load / servers))
    return math.ceil(-math.log(_PRECISION) / fall) + 1 if fall > 0 else _TERMS_LIMIT + 1


def _by_sums(servers: int, load: float, terms: int) -> tuple[float, float]:
    """Mean queue and wait probability by their sums over k."""
    k = np.arange(1, terms + 1, dtype=float)
    most, mean = k * servers, k * load
    waits = -math.expm1(-float(np.sum(gammainc(most, mean) / k)))
    # E[(Poisson(mean) - most)+] = P(= most) * sum over m >= 1 of m * product of mean / (most + i), i = 1..m
    product = mean / (most + 1)
    total, excess = product.copy(), 1
    while np.any(excess * product > _PRECISION * total):
        excess += 1
        product *= mean / (most + excess)
        total += excess * product
    return float(np.sum(poisson(most, mean) * total / k)), waits


def _by_transform(servers: int, load: float) -> tuple[float, float]:
    """Mean queue and wait probability close to saturation."""
    weights = _weights(servers, load)
    return float(np.arange(weights.size) @ weights), -math.expm1(-float(np.sum(weights)))


def _decay(servers: int, load: float) -> float:
    """Logarithm of the first root of z^c = e^(load(z-1)) beyond 1: how fast the chance of a long queue falls."""
    share = load / servers

    def excess(log_z: float) -> float:
        return share * math.expm1(log_z) / log_z - 1

    low, high = 1e-12, 1.0
    if excess(low) >= 0:
        raise _too_close(servers, load)
    while excess(high) < 0:
        high *= 2
    return float(brentq(excess, low, high, rtol=1e-12))


def _too_close(servers: int, load: float) -> UsageError:
    return UsageError(
        f"the load is {load:.9g} erlangs and there {servers_there(servers)}, too close to saturation for m-d-c; "
        "give a lower rate or more servers"
    )


def _weights(servers: int, load: float) -> _Floats:
    """The numbers h(m), as far as they matter."""
    decay = _decay(servers, load)
    points = 1 << math.ceil(math.log2(max(_ROOM / decay, 64)))
    if points > _POINTS_LIMIT:
        raise _too_close(servers, load)
    log_radius = min(decay / 2, 1.0)
    angle = 2 * np.pi * np.arange(points // 2 + 1) / points
    circle = np.exp(log_radius + 1j * angle)
    step = np.exp(load * (circle - 1) - servers * (log_radius + 1j * angle))
    kept = np.arange(points // 2)
    coefficients = np.fft.irfft(np.conj(-np.log1p(-step)), points)[: points // 2]
    weights: _Floats = np.maximum(coefficients * np.exp(-log_radius * kept), 0.0)
    return weights


@dataclass(frozen=True, slots=True)
class _Waits:
    servers: int
    load: float
    queue_up_to: _Floats
    """P(at most n wait), n = 0, 1, ..."""

    def beyond(self, services: float) -> float:
        """P(wait > so many services)."""
        whole = math.floor(services) + 1
        most = whole * self.servers - 1
        came = np.arange(most + 1)
        mean = (whole - services) * self.load
        others = np.minimum(most - came, self.queue_up_to.size - 1)
        return 1.0 - float(poisson(came.astype(float), mean) @ self.queue_up_to[others])


def _p95(servers: int, load: float, service_s: float) -> float:
    weights = _weights(servers, load)
    spread = np.zeros(2 * weights.size)
    spread[1 : weights.size] = weights[1:]
    transform = np.exp(np.fft.rfft(spread) - np.sum(spread))
    queue = np.maximum(np.fft.irfft(transform, spread.size), 0.0)
    waits = _Waits(servers, load, np.minimum(np.cumsum(queue), 1.0))
    longest = 1.0
    while waits.beyond(longest) > 1 - P95:
        longest *= 2
    found = brentq(lambda services: waits.beyond(services) - (1 - P95), 0.0, longest, xtol=1e-14, rtol=1e-13)
    return service_s * float(found)
