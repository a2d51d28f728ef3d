"""Erlang A: as Erlang C, but whoever has waited for an exponential patience leaves unserved (M/M/c+M, exact).

The number present is a birth-and-death chain. Below c it is Erlang's loss system (`erlang.odds_against_blocking`). From c
on, with the ratios r(n) = arrivals / departures between c+n-1 and c+n, two recursions run from far out to c:

    w(n) = P(c+n present) / P(c+n or more) = 1 / (1 + r(n+1) / w(n+1))
    q(n) = mean of (present - c - n), given c+n or more = (1 - w(n)) * (1 + q(n+1)),   1 - w(n) = w(n) * r(n+1) / w(n+1)

Both use positive numbers only and stay in range, whatever the number of servers. Of the distribution of waits:

* the *virtual wait* V is that of somebody with endless patience; P(V > t) = P(wait) * g(t), where
  g(t) = gamma(b, h e^(-t/patience)) / gamma(b, h), lower incomplete gamma functions, b = servers * patience / service and
  h = arrivals in a mean patience;
* the wait of an arrival is min(V, his patience), whether he is served or leaves, so P(wait > t) = P(V > t) e^(-t/patience).
  `p95_wait_s` is the 95 % point of this, `p95_virtual_wait_s` that of V.

Source: S. Zeltyn, A. Mandelbaum, Call Centers with Impatient Customers: Many-Server Asymptotics of the M/M/n+G Queue,
Queueing Systems 51, 2005 (the model; the recursions are ours).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy.optimize import brentq
from scipy.special import gammainc

from harness.commandline import UsageError
from load.capacity.analytics.erlang import odds_against_blocking
from load.capacity.analytics.measures import P95, Measures, check_positive, check_servers

STATES_LIMIT = 5_000_000
_NEGLIGIBLE = 1e-30  # weight of the first state left out, beside the most likely one
_CERTAIN = 60.0  # P(c present) / P(more) is below exp(-60): everybody waits
_SMALLEST_GAMMA = 1e-250  # below, the incomplete gamma function nears the end of floating point
_POWER_FROM = 400.0  # in mean patiences


def erlang_a(*, servers: int, rate_per_s: float, service_s: float, patience_s: float) -> Measures:
    """The long run of M/M/c+M.

    Unit: means of service and of patience in seconds, arrivals per second; waits in seconds.

    Raises:
        UsageError: a value is out of its range, or the patience is so long that erlang-c is meant.
    """
    check_servers(servers)
    check_positive(rate=rate_per_s, service=service_s, patience=patience_s)
    queue = _Queue(arrivals=rate_per_s * patience_s, services=servers * patience_s / service_s)
    first, mean = queue.of_those_who_wait(queue.arrivals)
    odds = odds_against_blocking(servers, rate_per_s * service_s)
    waits = 1 / (1 + first * odds) if first else 1.0
    mean_wait_s = waits * mean / rate_per_s
    abandonment = mean_wait_s / patience_s
    return Measures(
        wait_probability=waits,
        mean_wait_s=mean_wait_s,
        p95_wait_s=patience_s * queue.quantile(waits, patient=False),
        p95_virtual_wait_s=patience_s * queue.quantile(waits, patient=True),
        abandonment=abandonment,
        utilization=(1 - abandonment) * rate_per_s * service_s / servers,
        mean_queue=waits * mean,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Queue:
    """Who waits, with the mean patience as the unit of time."""

    arrivals: float
    services: float
    """That all servers together end, all being busy."""

    def of_those_who_wait(self, arrivals: float) -> tuple[float, float]:
        """P(nobody else waits) and the mean number who do, given that all servers are busy."""
        excess = arrivals - self.services
        if excess > 0 and excess * excess > 2 * _CERTAIN * arrivals:
            return 0.0, excess  # overloaded for certain: whoever is too many leaves
        first, mean = 1.0, 0.0
        for waiting in range(self._far_out(arrivals), 0, -1):
            odds = arrivals / (self.services + waiting) / first
            first = 1 / (1 + odds)
            mean = odds * first * (1 + mean)
        return first, mean

    def _far_out(self, arrivals: float) -> int:
        """A number waiting that is so rare, beside the most likely one, that all beyond are left out."""
        waiting = max(0, math.ceil(arrivals - self.services))
        weight = 1.0
        while weight > _NEGLIGIBLE:
            waiting += 1
            weight *= arrivals / (self.services + waiting)
            if waiting > STATES_LIMIT:
                raise UsageError("patience is so long that nobody leaves; use erlang-c, or give a shorter patience")
        return waiting

    def quantile(self, waits: float, *, patient: bool) -> float:
        """The 95 % point of the wait: of a person with endless patience, or of an arrival."""
        beyond = 1 - P95
        if waits <= beyond:
            return 0.0
        outlasts = self._outlasts()

        def above(time: float) -> float:
            return waits * outlasts(time) * (1.0 if patient else math.exp(-time)) - beyond

        longest = math.log(waits / beyond)
        while above(longest) > 0:
            longest *= 2
        return float(brentq(above, 0.0, longest, xtol=1e-300, rtol=1e-15))

    def _outlasts(self) -> Callable[[float], float]:
        """P(virtual wait > t, given that one waits)."""
        whole = float(gammainc(self.services, self.arrivals))
        if whole > _SMALLEST_GAMMA:
            return lambda time: self._share_of_gamma(time) / whole
        first, _ = self.of_those_who_wait(self.arrivals)

        def ratio(time: float) -> float:
            later, _ = self.of_those_who_wait(self.arrivals * math.exp(-time))
            return first / later * math.exp(-self.arrivals * math.expm1(-time) - self.services * time)

        return ratio

    def _share_of_gamma(self, time: float) -> float:
        """The incomplete gamma function at arrivals * exp(-time), which becomes a power long before that underflows."""
        near = min(time, _POWER_FROM)
        return float(gammainc(self.services, self.arrivals * math.exp(-near))) * math.exp(self.services * (near - time))
