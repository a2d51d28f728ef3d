"""The things that the reference engine moves: tickets, devices, lines, a place; and what a day comes out as."""

from bisect import insort
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import simpy

from load.capacity.engine.asked import Asked
from load.capacity.engine.staff import Staff
from load.capacity.play.day import STARTED, Customer, Fate, Floor, Played, Stint, Visit


@dataclass(eq=False, slots=True)
class Ticket:
    """A person at a site: in line, at a device, or gone and left there as a ghost."""

    customer: Customer
    home: str
    number: int
    arrival_s: float
    called: simpy.Event
    """Happens with the device that takes the person; with None when the place closes."""
    process: simpy.Process | None
    line: "Line"
    order: tuple[int, int] = (0, 0)
    """By which they stand in line."""
    ghost: bool = False
    fate: Fate | None = None
    left_line_s: float = 0.0
    would_start_s: float | None = None
    start_s: float | None = None
    end_s: float | None = None
    stints: list[Stint] = field(default_factory=list)
    leg: int = 0
    left_s: float = 0.0
    """What is left of the leg."""

    def begin(self, leg: int) -> None:
        """Have this leg before them, whole, if there is one."""
        self.leg = leg
        self.left_s = self.customer.legs[leg].work_s if leg < len(self.customer.legs) else 0.0


@dataclass(eq=False, slots=True)
class Switch:
    """Something that is in order or not: a device, a route. `mended` happens when it is again."""

    mended: simpy.Event
    up: bool = True


@dataclass(eq=False, slots=True)
class Device(Switch):
    """A kiosk or a counter."""

    number: int = 0
    user: Ticket | None = None


@dataclass(eq=False, slots=True)
class Line:
    """Who waits for some devices, in their order, ghosts among them. `waiting`: those who are no ghosts."""

    devices: list[Device]
    tickets: list[Ticket] = field(default_factory=list)
    waiting: int = 0

    @property
    def people(self) -> int:
        """Who waits, and who is at a device."""
        return self.waiting + sum(device.user is not None for device in self.devices)

    @property
    def up(self) -> bool:
        """Whether a device is in order."""
        return any(device.up for device in self.devices)

    def join(self, ticket: Ticket) -> None:
        """Stand where one's order says."""
        insort(self.tickets, ticket, key=lambda some: some.order)

    def last(self) -> Ticket | None:
        """The last who waits and has not begun."""
        return next((some for some in reversed(self.tickets) if not some.ghost and some.start_s is None), None)


@dataclass(eq=False)
class Place:
    """A site while its day is played."""

    floor: Floor
    devices: list[Device]
    lines: list[Line]
    shared: Mapping[str, Staff]
    bell: simpy.Event
    asked: Asked | None = None
    """The model's own code, if it has some."""
    opened: bool = False
    on_break: bool = False
    closed: bool = False
    tickets: list[Ticket] = field(default_factory=list)
    joined: int = 0
    waiting: int = 0
    taken: int = 0
    counted_s: float = 0.0
    waiting_area_s: float = 0.0
    busy_area_s: float = 0.0

    def ring(self) -> None:
        """Let the host look whether somebody can start."""
        if not self.bell.triggered:
            self.bell.succeed()

    def free(self) -> int:
        """How many devices are in order and not used."""
        return sum(device.up and device.user is None for device in self.devices)

    def shortest(self) -> Line:
        """The line with the fewest people; those whose devices are all broken down come last."""
        if len(self.lines) == 1:
            return self.lines[0]
        return min(self.lines, key=lambda line: (not line.up, line.people))

    def queue(self, ticket: Ticket, line: Line) -> None:
        """Stand at the end of one's rank in a line."""
        ticket.line = line
        ticket.order = (ticket.customer.priority, self.joined)
        self.joined += 1
        line.join(ticket)

    def wait(self, ticket: Ticket, now: float) -> None:
        """Count the person as waiting."""
        ticket.line.waiting += 1
        self.count(now, waiting=1)

    def leave(self, ticket: Ticket, now: float) -> None:
        """Count the person as waiting no more."""
        ticket.line.waiting -= 1
        ticket.left_line_s = now
        self.count(now, waiting=-1)

    def count(self, now: float, *, waiting: int = 0, taken: int = 0) -> None:
        """Note how many wait and how many devices are taken, from now on."""
        self.waiting_area_s += self.waiting * (now - self.counted_s)
        self.busy_area_s += self.taken * (now - self.counted_s)
        self.counted_s = now
        self.waiting += waiting
        self.taken += taken


def played_of(site: Place) -> Played:
    """The day as it has come out."""
    visits = tuple(visit_of(site, ticket) for ticket in site.tickets)
    return Played(site=site.floor.site, visits=visits, waiting_area_s=site.waiting_area_s, busy_area_s=site.busy_area_s)


def visit_of(site: Place, ticket: Ticket) -> Visit:
    """A visit that has ended."""
    assert ticket.fate is not None  # noqa: S101 - the clock has run until nothing was left to happen
    wait_s, virtual_s = _waits(site, ticket)
    return Visit(
        person=ticket.customer.person,
        home=ticket.home,
        site=site.floor.site,
        number=ticket.number,
        kind=ticket.customer.kind,
        fate=ticket.fate,
        arrival_s=ticket.arrival_s,
        wait_s=wait_s,
        virtual_wait_s=virtual_s,
        start_s=ticket.start_s,
        end_s=ticket.end_s,
        device=ticket.stints[-1].device if ticket.stints else None,
        stints=tuple(ticket.stints),
    )


def _waits(site: Place, ticket: Ticket) -> tuple[float, float]:
    """How long a person waited, and would have waited."""
    if ticket.fate is Fate.NO_SHOW:
        return 0.0, 0.0
    if ticket.fate in STARTED and ticket.start_s is not None:
        again_s = sum(later.start_s - earlier.end_s for earlier, later in pairwise(ticket.stints))
        wait_s = ticket.start_s - ticket.arrival_s + again_s
        return wait_s, wait_s
    would_s = max(ticket.arrival_s, site.floor.hours.closes_s) if ticket.would_start_s is None else ticket.would_start_s
    return ticket.left_line_s - ticket.arrival_s, would_s - ticket.arrival_s
