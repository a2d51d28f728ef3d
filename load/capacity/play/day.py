"""A day as every engine takes it and gives it back: customers in, visits out. All times are seconds after midnight.

Everything random is drawn before (`people`, `disruptions`); an engine only plays it. So engines can be compared
customer by customer.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from harness.world.opening import DayHours
from load.capacity.model.disruptions import BreakdownEffect, Spells
from load.capacity.model.manners import AtClosing, BalkingStep, Lines, Preemption


class Fate(StrEnum):
    """How a visit ends."""

    SERVED = "served"
    FAILED = "failed"
    """Had a device, and left it without what they came for: a face refused, a code wrong, once too often."""
    ABANDONED = "abandoned"
    BALKED = "balked"
    CLOSED_OUT = "closed out"
    NO_SHOW = "no-show"
    MOVED_ON = "moved on"
    """Balked or abandoned here, and went to another site: a visit there follows."""


STARTED = frozenset({Fate.SERVED, Fate.FAILED})
"""Fates of those who had a device."""

LOST = (Fate.BALKED, Fate.ABANDONED, Fate.CLOSED_OUT)
"""Fates of those who turned away, left the line, or were sent away at closing."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch of service of one kind; its work takes some time, above 0.

    `route`: while it is out, the leg stands still. `shared`: what has to be had for the leg, beside the device.
    """

    work_s: float
    route: str = ""
    shared: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A person on a day, with all that fate has in store for them. A lower `priority` goes first."""

    person: int
    arrival_s: float
    legs: tuple[Leg, ...]
    kind: str = ""
    succeeds: bool = True
    priority: int = 0
    patience_s: float = math.inf
    balk_draw: float = 1.0
    shows: bool = True
    moves: tuple[tuple[float, float], ...] = ()
    """For each visit that is lost: the draw that decides on another site, and the way there in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """A site on a day. `breakdowns` has the spells of each device in order, or is empty; `customers` are by arrival."""

    site: str
    hours: DayHours
    devices: int
    customers: tuple[Customer, ...]
    breakdowns: tuple[Spells, ...] = ()
    neighbors: tuple[str, ...] = ()
    """Sites where its people may go instead, the nearest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What holds at every site."""

    balking: tuple[BalkingStep, ...] = ()
    at_closing: AtClosing = "leave"
    breakdown_effect: BreakdownEffect = "finish"
    preemption: Preemption | None = None
    lines: Lines = "one"
    jockey_from: int | None = None
    move_probability: float = 0.0
    shared: Mapping[str, int] = field(default_factory=dict)
    """How many of each shared thing a site has."""
    shared_breaks: Mapping[str, Spells] = field(default_factory=dict)
    """When each begins nothing new."""

    def balk_probability(self, waiting: int) -> float:
        """With how many waiting ahead, how probably a person turns away."""
        return next((step.probability for step in reversed(self.balking) if step.waiting <= waiting), 0.0)


@dataclass(frozen=True, slots=True)
class Stint:
    """A stretch in which a person has a device; who is interrupted for others has several."""

    device: int
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What became of a customer at a site; `number` 0 is where they came first.

    `wait_s`: until the start, or until they left, and between the `stints`. `virtual_wait_s`: how long they would have
    waited for a start, had they stayed while all others did as they did; cut at closing. `device`, the last that they
    had, counts from 0.
    """

    person: int
    home: str
    site: str
    number: int
    kind: str
    fate: Fate
    arrival_s: float
    wait_s: float
    virtual_wait_s: float
    start_s: float | None = None
    end_s: float | None = None
    device: int | None = None
    stints: tuple[Stint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A day of a site, played. The two areas are counted apart from the visits, to check them by.

    `waiting_area_s`: people waiting, summed over time. `busy_area_s`: devices taken, summed over time.
    """

    site: str
    visits: tuple[Visit, ...]
    waiting_area_s: float
    busy_area_s: float
