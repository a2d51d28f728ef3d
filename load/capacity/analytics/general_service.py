"""Service times, and times between arrivals, of which only mean and coefficient of variation are known.

* One server, Poisson arrivals: the mean wait of Pollaczek and Khinchine, which is exact.
* Several servers: Allen and Cunneen's approximation, the wait of M/M/c times the mean of the two squared coefficients of
  variation, with the band that `error_band` has measured. No formula of two moments can be exact here.

Source: Pollaczek-Khinchine as in R. B. Cooper, Introduction to Queueing Theory, 1981, page 189; V. Gupta,
M. Harchol-Balter, J. G. Dai, B. Zwart, On the inapproximability of M/G/K: why two moments of job size distribution are not
enough, Queueing Systems, 2010.
"""

from dataclasses import dataclass

from harness.commandline import UsageError
from load.capacity.analytics.erlang import erlang_c
from load.capacity.analytics.error_band import error_band
from load.capacity.analytics.measures import (
    Measures,
    check_not_negative,
    check_positive,
    check_servers,
    check_stable,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Approximation:
    """A mean wait that is not exact, and where the exact one was found to lie."""

    mean_wait_s: float
    mean_queue: float
    utilization: float
    mean_wait_low_s: float | None
    """None where no exact one is at hand."""
    mean_wait_high_s: float | None


def pollaczek_khinchine(*, rate_per_s: float, service_s: float, cv: float) -> Measures:
    """The long run of M/G/1; the distribution of its wait is not determined by two moments.

    Unit: the mean service in seconds, arrivals per second; `cv` is its standard deviation / its mean.

    Raises:
        UsageError: a value is out of its range, or the queue grows for ever.
    """
    check_positive(rate=rate_per_s, service=service_s)
    check_not_negative(cv=cv)
    load = rate_per_s * service_s
    if load >= 1:
        raise UsageError(
            f"the load of the one server is {load:g}, so the queue grows for ever; give less, or use allen-cunneen"
        )
    mean_wait_s = load * service_s * (1 + cv * cv) / (2 * (1 - load))
    return Measures(
        wait_probability=load, mean_wait_s=mean_wait_s, utilization=load, mean_queue=rate_per_s * mean_wait_s
    )


def allen_cunneen(
    *, servers: int, rate_per_s: float, service_s: float, cv: float, arrival_cv: float = 1.0
) -> Approximation:
    """The mean wait of G/G/c, approximately; of M/G/c with the usual `arrival_cv`.

    Unit: the mean service in seconds, arrivals per second; `cv` and `arrival_cv` are standard deviation / mean.

    Raises:
        UsageError: a value is out of its range, or the queue grows for ever.
    """
    check_servers(servers)
    check_positive(rate=rate_per_s, service=service_s)
    check_not_negative(cv=cv, arrival_cv=arrival_cv)
    load = rate_per_s * service_s
    check_stable(servers=servers, load=load)
    queue_mmc = erlang_c(servers, load) * load / (servers - load)
    mean_queue = queue_mmc * (arrival_cv**2 + cv**2) / 2
    mean_wait_s = mean_queue / rate_per_s
    band = error_band(servers=servers, load=load, queue_mmc=queue_mmc, cv=cv, arrival_cv=arrival_cv)
    return Approximation(
        mean_wait_s=mean_wait_s,
        mean_queue=mean_queue,
        utilization=load / servers,
        mean_wait_low_s=None if band is None else mean_wait_s * band.low,
        mean_wait_high_s=None if band is None else mean_wait_s * band.high,
    )
