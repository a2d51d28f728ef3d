"""How far Allen and Cunneen's approximation is off: the exact mean waits of several queues with the same two moments.

Two moments do not fix the wait, so the exact one is computed for the distributions of phase type that have them, with a light,
a middle and a heavy third moment (`phases`). Below a squared variation of service of 0.5, where more phases would be needed,
and for Poisson arrivals, the relative errors at constant service (M/D/c) and at 0.5 are taken.

The band is no bound: other distributions with the same moments may lie outside, and the more the variation, the further.
Measured on 1 to 32 servers at utilizations of 0.5 to 0.95: with Poisson arrivals and variations up to 1, the exact wait is
1.00 to 1.05 times the approximation where half of the arrivals wait or more, up to 1.3 times where one in twenty does; with
variations up to 2 (squared: 4), 0.8 and 0.5 times. With other arrivals and few waits it is off by factors.
"""

from dataclasses import dataclass

from load.capacity.analytics.constant_service import constant_service
from load.capacity.analytics.phases import ERLANG_2, TwoPhases, mean_queue, two_phases

SERVERS_LIMIT = 100
"""Beyond, the exact chains take too long."""
_VARIATION_LIMIT = 100.0
_LEAST_QUEUE = 1e-6  # people; below, the exact chains have lost their digits
_SHARES = (0.2, 0.5, 0.8)


@dataclass(frozen=True, slots=True)
class Band:
    """The exact waits, as multiples of the approximation, and 1."""

    low: float
    high: float


def error_band(*, servers: int, load: float, queue_mmc: float, cv: float, arrival_cv: float) -> Band | None:
    """Where the exact mean waits lie; None where no exact one is at hand.

    `queue_mmc` is the mean queue of M/M/c.
    """
    arrivals, service = arrival_cv**2, cv**2
    low_service = service < ERLANG_2
    if servers > SERVERS_LIMIT or queue_mmc < _LEAST_QUEUE or max(arrivals, service) > _VARIATION_LIMIT:
        return None
    if arrivals < ERLANG_2 or (low_service and arrival_cv != 1):
        return None
    variation = max(service, ERLANG_2)
    exact = [
        mean_queue(servers=servers, load=load, arrivals=between, service=time)
        for between in _with(arrivals)
        for time in _with(variation)
    ]
    ratios = [1.0, *(queue / (queue_mmc * (arrivals + variation) / 2) for queue in exact)]
    if low_service:
        constant = constant_service(servers=servers, rate_per_s=load, service_s=1.0).mean_queue
        ratios.append((constant or 0.0) / (queue_mmc / 2))
    return Band(min(ratios), max(ratios))


def _with(squared_cv: float) -> list[TwoPhases]:
    """Times of this variation that differ in their third moment."""
    if squared_cv <= 1:
        return [two_phases(squared_cv)]
    return [two_phases(squared_cv, share) for share in _SHARES]
