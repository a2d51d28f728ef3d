"""What breaks: devices one by one, and routes such as the SMS gateway, which stall every site at once.

Every day begins with everything in order. The gap to a breakdown or outage is exponential, by the clock and whether
the device is used or not; then the repair takes its time, and the next gap begins.
"""

from typing import Annotated, Literal

from msgspec import Meta

from harness.world.assumptions import Assumable
from harness.world.opening import DAY_S
from load.capacity.draws.draws import Purpose, Stream, exponential
from load.capacity.model.times import Law, Time, draw, law_of

BreakdownEffect = Literal["finish", "resume", "restart"]
"""What a breakdown does to a running service: it finishes first, pauses until the repair, or begins anew after it."""

Spells = tuple[tuple[float, float], ...]
"""Half-open stretches `[begins, ends)` in seconds after midnight, in order, that do not meet."""

MOST_SPELLS = 200  # of one device on one day; the shortest mean gap that a model may declare makes 24
_SHORTEST_GAP_S = 3600.0


class Breakdowns(Assumable, frozen=True, kw_only=True):
    """How often a device breaks down, and how long it then rests."""

    mean_between_s: Annotated[float, Meta(ge=_SHORTEST_GAP_S)]
    repair: Time
    running_service: BreakdownEffect = "finish"


class Outage(Assumable, frozen=True, kw_only=True):
    """How often a route fails for everybody, and how long. Legs of service name the route."""

    route: Annotated[str, Meta(min_length=1)]
    mean_between_s: Annotated[float, Meta(ge=_SHORTEST_GAP_S)]
    duration: Time


def breakdowns_of(declared: Breakdowns | None, *, devices: int, stream: Stream) -> tuple[Spells, ...]:
    """The spells of each device of a site on a day; those of a device do not depend on how many there are."""
    if declared is None:
        return ()
    repair = law_of(declared.repair)
    return tuple(_spells(declared.mean_between_s, repair, subject=device, stream=stream) for device in range(devices))


def outage_spells(outage: Outage, *, stream: Stream) -> Spells:
    """When the route is out on a day; `stream` is that of the route, so that all sites have the same spells."""
    return _spells(outage.mean_between_s, law_of(outage.duration), subject=0, stream=stream)


def _spells(mean_between_s: float, duration: Law, *, subject: int, stream: Stream) -> Spells:
    spells: list[tuple[float, float]] = []
    at_s = 0.0
    for number in range(MOST_SPELLS):
        gap, length, _, _ = stream.block(subject, Purpose.SPELL + number)
        begins_s = at_s + mean_between_s * exponential(gap)
        if begins_s >= DAY_S:
            break
        at_s = begins_s + draw(duration, length)
        spells.append((begins_s, at_s))
    return tuple(spells)
