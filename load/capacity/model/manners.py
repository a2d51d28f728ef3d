"""How people behave in a queue, as a model declares it: who turns away, who goes elsewhere, who books."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from harness.world.assumptions import Assumable, Part
from load.capacity.model.times import Time

Probability = Annotated[float, Meta(ge=0, le=1)]

AtClosing = Literal["leave", "stay"]
"""Whether those who wait at closing are sent away, or are still served behind closed doors."""

Preemption = Literal["resume", "restart"]
"""How a service goes on that was interrupted for somebody else: where it was, or from its beginning."""

Lines = Literal["one", "each"]
"""Whether people wait in one line for all devices of a site, or in one for each device."""

MOST_MOVES = 4
"""How many lanes the draws have for it."""


MOST_A_SLOT = 1000
"""So that no day has more booked people than draws have numbers for."""


class BalkingStep(Part, frozen=True, kw_only=True):
    """From so many waiting on, a person turns away with this probability; until the next step."""

    waiting: Annotated[int, Meta(ge=0)]
    probability: Probability


class Balking(Assumable, frozen=True, kw_only=True):
    """Who turns away at the sight of the queue."""

    steps: Annotated[list[BalkingStep], Meta(min_length=1)]

    def __post_init__(self) -> None:
        """Refuse steps that are not in order."""
        queues = [step.waiting for step in self.steps]
        if queues != sorted(set(queues)):
            raise ValueError("steps: `waiting` must grow from step to step; sort them")


class Jockeying(Assumable, frozen=True, kw_only=True):
    """The last of a longer line goes to one that is shorter by so many people. One fewer would go back and forth."""

    from_difference: Annotated[int, Meta(ge=2)]


class Moving(Assumable, frozen=True, kw_only=True):
    """Who balks or abandons may go on to the nearest site that they have not tried and that has not closed."""

    probability: Probability
    within_km: Annotated[float, Meta(gt=0)]
    travel: Time
    most: Annotated[int, Meta(ge=1, le=MOST_MOVES)] = 1


class Lateness(Part, frozen=True, kw_only=True):
    """Normal; a mean below zero is early. Unit: seconds."""

    mean_s: float
    deviation_s: Annotated[float, Meta(ge=0)]


class Appointments(Assumable, frozen=True, kw_only=True):
    """Slots from opening to closing, outside the breaks, `per_slot` places each.

    Whoever is more than `grace_s` late has lost the turn, and waits as `late_kind`.
    """

    kind: str
    every_s: Annotated[float, Meta(gt=0)]
    per_slot: Annotated[int, Meta(ge=1, le=MOST_A_SLOT)] = 1
    booked: Probability
    no_show: Probability
    lateness: Lateness
    grace_s: Annotated[float, Meta(ge=0)]
    late_kind: str
    sites: list[str] = msgspec.field(default_factory=list)
    """Where one can book; none named means everywhere."""

    def can_book(self, site: str) -> bool:
        """Whether a site has slots."""
        return not self.sites or site in self.sites
