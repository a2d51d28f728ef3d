"""Several classes of people before the same servers, the higher class first, nobody interrupted (M/M/c, exact).

All classes share one exponential service time; each arrives by its own Poisson process. Whoever finds all servers busy waits
until those of his class and above who were there have begun, and those of a class above who come meanwhile:

    mean wait of class k = P(wait) * service / servers / ((1 - s(k-1)) * (1 - s(k))),   s(k) = utilization by classes 1 to k

The order changes no total: the waits, weighted by rates, have the mean of Erlang C.

Source: A. Cobham's priority assignment in waiting line problems (1954) for several servers; the distribution of these waits is
in Waiting-Time Distribution of a Multi-Server, Priority Queuing System, Operations Research 14(1), 1966, page 133.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from load.capacity.analytics.erlang import erlang_c
from load.capacity.analytics.measures import check_positive, check_rates, check_servers, check_stable


@dataclass(frozen=True, kw_only=True, slots=True)
class PriorityMeasures:
    """The long run, over all and by class."""

    wait_probability: float
    """The same for every class: who comes sees the same servers."""
    mean_wait_s: float
    mean_queue: float
    utilization: float
    class_waits_s: tuple[float, ...]
    """Mean wait of each class, the highest first."""
    class_queues: tuple[float, ...]


def priorities(*, servers: int, rates_per_s: Sequence[float], service_s: float) -> PriorityMeasures:
    """The long run of M/M/c with classes that do not interrupt each other.

    Shape: one arrival rate a class, the highest class first.

    Raises:
        UsageError: a value is out of its range, or the lowest class waits for ever.
    """
    check_servers(servers)
    check_rates(rates_per_s)
    check_positive(service=service_s)
    total = sum(rates_per_s)
    load = total * service_s
    check_stable(servers=servers, load=load)
    waits = erlang_c(servers, load)
    above, class_waits = float(servers), []  # `above`: servers that the classes above leave over
    for rate in rates_per_s:
        left = above - rate * service_s
        class_waits.append(waits * service_s * servers / above / left)
        above = left
    queues = tuple(rate * wait for rate, wait in zip(rates_per_s, class_waits, strict=True))
    return PriorityMeasures(
        wait_probability=waits,
        mean_wait_s=sum(queues) / total,
        mean_queue=sum(queues),
        utilization=load / servers,
        class_waits_s=tuple(class_waits),
        class_queues=queues,
    )
