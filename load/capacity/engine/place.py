"""The things that the reference engine moves: tickets, devices, a place with its line; and what a day comes out as."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import simpy

from load.capacity.day import STARTED, Customer, Fate, Floor, Played, Visit


@dataclass(eq=False, slots=True)
class Ticket:
    """A person at a site: in line, at a device, or gone and left there as a ghost."""

    customer: Customer
    home: str
    number: int
    arrival_s: float
    order: tuple[int, int]
    called: simpy.Event
    """Happens with the device that takes the person; with None when the place closes."""
    ghost: bool = False
    fate: Fate | None = None
    left_line_s: float = 0.0
    would_start_s: float | None = None
    start_s: float | None = None
    end_s: float | None = None
    device: int | None = None


@dataclass(eq=False, slots=True)
class Switch:
    """Something that is in order or not: a device, a route. `mended` happens when it is again."""

    mended: simpy.Event
    up: bool = True


@dataclass(eq=False, slots=True)
class Device(Switch):
    """A kiosk or a counter."""

    number: int = 0
    taken: bool = False
    user: simpy.Process | None = None


@dataclass(eq=False, slots=True)
class Work:
    """A leg that makes progress now, and what would stop it."""

    process: simpy.Process
    device: Device
    route: str


@dataclass(eq=False)
class Place:
    """A site while its day is played."""

    floor: Floor
    devices: list[Device]
    shared: Mapping[str, simpy.Resource]
    bell: simpy.Event
    opened: bool = False
    on_break: bool = False
    closed: bool = False
    line: list[Ticket] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)
    waiting: int = 0
    taken: int = 0
    counted_s: float = 0.0
    waiting_area_s: float = 0.0
    busy_area_s: float = 0.0

    def ring(self) -> None:
        """Let the host look whether somebody can start."""
        if not self.bell.triggered:
            self.bell.succeed()

    def count(self, now: float, *, waiting: int = 0, taken: int = 0) -> None:
        """Note how many wait and how many devices are taken, from now on."""
        self.waiting_area_s += self.waiting * (now - self.counted_s)
        self.busy_area_s += self.taken * (now - self.counted_s)
        self.counted_s = now
        self.waiting += waiting
        self.taken += taken


def played_of(site: Place) -> Played:
    """The day as it has come out."""
    visits = tuple(_outcome(site, ticket) for ticket in site.tickets)
    return Played(site=site.floor.site, visits=visits, waiting_area_s=site.waiting_area_s, busy_area_s=site.busy_area_s)


def _outcome(site: Place, ticket: Ticket) -> Visit:
    assert ticket.fate is not None  # noqa: S101 - the clock has run until nothing was left to happen
    wait_s = ticket.left_line_s - ticket.arrival_s
    cut_s = max(0.0, site.floor.hours.closes_s - ticket.arrival_s)
    virtual_s = cut_s if ticket.would_start_s is None else ticket.would_start_s - ticket.arrival_s
    if ticket.fate is Fate.NO_SHOW:
        virtual_s = 0.0
    return Visit(
        person=ticket.customer.person,
        home=ticket.home,
        site=site.floor.site,
        number=ticket.number,
        kind=ticket.customer.kind,
        fate=ticket.fate,
        arrival_s=ticket.arrival_s,
        wait_s=ticket.start_s - ticket.arrival_s if ticket.fate in STARTED and ticket.start_s is not None else wait_s,
        virtual_wait_s=virtual_s,
        start_s=ticket.start_s,
        end_s=ticket.end_s,
        device=ticket.device,
    )
