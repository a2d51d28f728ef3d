"""A capacity model as its file declares it: who comes, what they come for, how they behave, what breaks."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from harness.world.assumptions import Assumable, Part
from load.capacity.demand import Demand
from load.capacity.disruptions import Breakdowns, Outage
from load.capacity.manners import Appointments, AtClosing, Balking, Moving
from load.capacity.service import Service
from load.capacity.times import Time

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


class Shared(Assumable, frozen=True, kw_only=True):
    """Something that the devices of a site share: an officer, a printer."""

    name: Annotated[str, Meta(min_length=1)]
    count: int

    def __post_init__(self) -> None:
        """Refuse what nobody could ever have."""
        if self.count < 1:
            raise ValueError(f"count is {self.count}; give at least 1, or take it out")


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
    balking: Balking | None = None
    moving: Moving | None = None
    appointments: Appointments | None = None
    at_closing: AtClosing = "leave"
    breakdowns: Breakdowns | None = None
    outages: list[Outage] = msgspec.field(default_factory=list)
    shared: list[Shared] = msgspec.field(default_factory=list)
