"""A capacity model as its file declares it: who comes, what they come for, how they behave, what breaks."""

from datetime import date, time
from itertools import pairwise
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from harness.world.assumptions import Assumable, Part
from load.capacity.model.demand import Demand
from load.capacity.model.disruptions import Breakdowns, Outage
from load.capacity.model.manners import Appointments, AtClosing, Balking, Jockeying, Lines, Moving, Preemption
from load.capacity.model.service import Service
from load.capacity.model.times import Time

MOST_KINDS = 100
"""As many as the columns of visits have codes for, and more than anybody tells apart."""


class Period(Part, frozen=True, kw_only=True):
    """The days that are simulated, the first and the last included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        if self.last < self.first:
            raise ValueError(f"last is {self.last} and first is {self.first}; end later than you begin")


class Kind(Assumable, frozen=True, kw_only=True):
    """A kind of people: what they come for, who goes before whom (lower first), and how long they are patient.

    Without `patience` they wait until they are served or the place closes.
    """

    name: Annotated[str, Meta(min_length=1)]
    service: str
    priority: Annotated[int, Meta(ge=0)] = 0
    patience: Time | None = None


class SharedBreak(Part, frozen=True, kw_only=True):
    """A stretch of every day in which a shared thing begins nothing new."""

    begins: time
    ends: time

    def __post_init__(self) -> None:
        """Refuse a break that ends before it begins."""
        if self.ends <= self.begins:
            raise ValueError(f"begins {self.begins}, ends {self.ends}; end later than you begin")


class Shared(Assumable, frozen=True, kw_only=True):
    """Something that the devices of a site share: an officer, a printer. All of one name have their breaks together."""

    name: Annotated[str, Meta(min_length=1)]
    count: int
    breaks: list[SharedBreak] = msgspec.field(default_factory=list)

    def __post_init__(self) -> None:
        """Refuse what nobody could ever have, and breaks that are not in order."""
        if self.count < 1:
            raise ValueError(f"count is {self.count}; give at least 1, or take it out")
        for earlier, later in pairwise(self.breaks):
            if later.begins <= earlier.ends:
                raise ValueError(
                    f"breaks: {later.begins} comes after a break that ends {earlier.ends}; sort them, or make them one"
                )


class Model(Part, frozen=True, kw_only=True):
    """A capacity model. `sites` names a file of sites: a packaged one, or a path beside this file."""

    version: Literal[1] = 1
    name: str
    title_en: str
    title_ar: str
    sites: str
    reasons: dict[str, str] = msgspec.field(default_factory=dict)
    period: Period
    demand: Demand
    kinds: Annotated[list[Kind], Meta(min_length=1, max_length=MOST_KINDS)]
    services: Annotated[list[Service], Meta(min_length=1)]
    preemption: Preemption | None = None
    lines: Lines = "one"
    jockeying: Jockeying | None = None
    balking: Balking | None = None
    moving: Moving | None = None
    appointments: Appointments | None = None
    at_closing: AtClosing = "leave"
    breakdowns: Breakdowns | None = None
    outages: list[Outage] = msgspec.field(default_factory=list)
    shared: list[Shared] = msgspec.field(default_factory=list)
    hooks: str | None = None
    """`FILE.py:NAME`: a class that decides about people; see `hooks`."""
