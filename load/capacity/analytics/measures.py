"""What a formula answers, and the checks that every formula makes of what it is given."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from harness.commandline import UsageError

SERVERS_LIMIT = 100_000
P95 = 0.95


@dataclass(frozen=True, kw_only=True, slots=True)
class Measures:
    """The long run of a queue with a steady demand; what a formula does not give is None.

    Waits are of all arrivals: who is served at once has waited 0 s, who abandons has waited until then.
    """

    blocking: float | None = None
    """Share of the arrivals that are turned away because all servers are busy."""
    wait_probability: float | None = None
    """Share of the arrivals that find all servers busy and wait."""
    mean_wait_s: float | None = None
    p95_wait_s: float | None = None
    p95_virtual_wait_s: float | None = None
    """The same of somebody with endless patience: it is longer, since nobody abandons."""
    abandonment: float | None = None
    """Share of the arrivals that leave unserved."""
    utilization: float | None = None
    """Mean share of the servers that are busy."""
    mean_queue: float | None = None
    """Mean number of people who wait, those in service not counted."""


def check_servers(servers: int) -> None:
    """Refuse what is no number of servers.

    Raises:
        UsageError: there are none, or more than `SERVERS_LIMIT`.
    """
    if not 1 <= servers <= SERVERS_LIMIT:
        raise UsageError(f"servers is {servers}; give a whole number from 1 to {SERVERS_LIMIT}")


def check_positive(**values: float) -> None:
    """Refuse what is not above 0 or is endless.

    Raises:
        UsageError: with the name of the value.
    """
    for name, value in values.items():
        if not (math.isfinite(value) and value > 0):
            raise UsageError(f"{name} is {value:g}; give a number above 0")


def check_not_negative(**values: float) -> None:
    """Refuse what is below 0 or is endless.

    Raises:
        UsageError: with the name of the value.
    """
    for name, value in values.items():
        if not (math.isfinite(value) and value >= 0):
            raise UsageError(f"{name} is {value:g}; give 0 or a number above it")


def check_share(**values: float) -> None:
    """Refuse what is no share between 0 and 1, both excluded.

    Raises:
        UsageError: with the name of the value.
    """
    for name, value in values.items():
        if not 0 < value < 1:
            raise UsageError(f"{name} is {value:g}; give a share between 0 and 1, as 0.2 for 20 %")


def check_stable(*, servers: float, load: float) -> None:
    """Refuse a queue that grows for ever.

    Raises:
        UsageError: the load is not below the number of servers.
    """
    if load >= servers:
        more = f"at least {math.floor(load) + 1} servers, " if load < SERVERS_LIMIT else ""
        raise UsageError(
            f"the load is {load:g} erlangs and there {servers_there(servers)}, so the queue grows for ever; "
            f"give {more}less load, or erlang-a with the people's patience"
        )


def servers_there(servers: float) -> str:
    """How many there are, in words."""
    return "is 1 server" if servers == 1 else f"are {servers:g} servers"


def check_rates(rates_per_s: Sequence[float]) -> None:
    """Refuse rates that are no demand.

    Raises:
        UsageError: there are none, one is negative, or all are 0.
    """
    if not rates_per_s:
        raise UsageError("rates is empty; give one rate per second or more, as rates=0.1,0.2")
    for number, rate in enumerate(rates_per_s, start=1):
        check_not_negative(**{f"rate {number} of rates": rate})
    if not any(rates_per_s):
        raise UsageError("every rate of rates is 0; give one above 0")
