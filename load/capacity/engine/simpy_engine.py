"""The reference engine: a day of people, devices, calendars and breakdowns as SimPy processes, written to be read.

Every other engine is proven equal to this one, so what it does is stated here to the last tie.

**At one time** things happen in this order: services end; gates change (a break begins or ends, the place opens or
closes, a device breaks down or is repaired, a route fails or returns); free devices take the waiting; patience runs
out; people arrive, one by one in the order of their list, and each is taken at once if a device is free. So a stretch
is half open: nobody starts at the second in which a break begins, somebody may at the second in which it ends. Who is
patient for exactly the time until a device is free is served. An arrival counts as waiting those who have not started
and whose patience has not run out, and those who have had to give way.

**Who starts.** A start needs an open place outside a break, and a free device that is not broken down. The
lowest-numbered such device takes the first in line: lower priority number, then earlier arrival. Nobody is interrupted
for another, unless the model says so.

**Preemption.** Where no device is free, the first in line takes one that is in order from somebody of a higher priority
number: of all these from the one with the highest, and of several from the last to come. Who gives way stands at the
head of their rank again, ahead of all who have not begun, and goes on at whichever device is next, from where they were
(`resume`) or from the beginning (`restart`); that is a start as any other, so that it waits for the end of a break.
Shared things are given back and asked for anew. Who has begun is patient until the end, and is served to it after
closing. Their wait is all the time that they stood in line.

**Lines.** With a line for each device (`each`), whoever comes joins the shortest, counting the waiting and who is at
the device; of several that of the lowest number. A line whose device is broken down is joined only where all are; who
stands in it stays. Device and line are a place of their own for all that is said here of starts, ranks and preemption,
and who thinks of balking counts the waiting of the line that they would join. **Jockeying**: after the starts of every
moment, while a line has so many people more than the shortest, the last in the longest such line who has not begun goes
to the end of the shortest, and starts at once if its device is free; of several lines the lowest number goes, and is
gone to. Nobody goes to a device that is broken down.

**Before opening** people may come and wait; patience runs from the arrival. **At closing** those who wait are sent away
(`leave`) or are still served (`stay`); nobody new is let in, from that second on; a running service finishes. **A
break** lets running services finish.

**Balking** is decided at arrival, by the number waiting (not those at devices); nobody balks at a closed door.

**A breakdown** takes the device out of use. A running service finishes first (`finish`), or stands still until the
repair and goes on at the same device (`resume`), or begins anew there after the repair (`restart`; what it had of
shared things it gives back). **A route that is out** makes the legs that need it stand still; a leg that begins
meanwhile waits. **Shared things** are had for a leg, first come first served, and kept while it stands still. In a
break of theirs they are kept by whoever has them and had by nobody new; at its end those who asked have them in turn.

**Hooks.** The model's own code is asked at arrival, at an open door, before the person stands in line: whether they
join, then, of those who do, how patient they are. It is told of a service as it ends, before anybody else starts.

**Moving on.** Whoever balks or abandons, and whose draw says so, goes to the next of the sites near to where they came
first, one that is not closed and not yet tried, and arrives there as anybody else; patience begins anew, and who comes
late finds it closed. Whether they or somebody of the list go first at exactly one time is not promised.

**Virtual waits.** Who leaves the line stays in it as a *ghost*: when a device would take the ghost, the time is noted,
and the device takes the next. A ghost holds nobody up, takes no device from anybody, changes no line and is not counted
as waiting. Who is served would have waited as long as they did.
"""

from collections.abc import Mapping, Sequence

from load.capacity.engine.asked import Asked
from load.capacity.engine.clock import Clock, Rank, Steps
from load.capacity.engine.host import Host
from load.capacity.engine.place import Device, Line, Place, Switch, Ticket, played_of
from load.capacity.engine.service import Services
from load.capacity.engine.staff import Staff
from load.capacity.model.disruptions import Spells
from load.capacity.play.day import Customer, Fate, Floor, Played, Rules


def play(
    floors: Sequence[Floor],
    *,
    rules: Rules,
    outages: Mapping[str, Spells] | None = None,
    asked: Mapping[str, Asked] | None = None,
) -> tuple[Played, ...]:
    """Play one day of some sites together; only people who move on make them depend on each other.

    `outages` are the spells of each route, the same for all sites; `asked` is the model's own code, by site.

    Raises:
        UsageError: the model's own code breaks.
    """
    day = _Day(floors, rules=rules, outages=outages or {})
    for name, asking in (asked or {}).items():
        day.sites[name].asked = asking
    day.clock.run()
    return tuple(played_of(site) for site in day.sites.values())


class _Day:
    """All processes of a day."""

    def __init__(self, floors: Sequence[Floor], *, rules: Rules, outages: Mapping[str, Spells]) -> None:
        self.clock = Clock()
        self.rules = rules
        self.services = Services(self.clock, rules, {route: Switch(self.clock.event()) for route in outages})
        self.sites = {floor.site: self._site(floor) for floor in floors}
        host = Host(self.clock, rules)
        for route, spells in outages.items():
            self.clock.process(self.services.outages(route, spells))
        for site in self.sites.values():
            for device, spells in zip(site.devices, site.floor.breakdowns, strict=False):
                self.clock.process(self.services.breakdowns(site, device, spells))
            for staff in site.shared.values():
                self.clock.process(staff.resume())
            self.clock.process(self._calendar(site))
            self.clock.process(host.attend(site))
            self.clock.process(self._arrivals(site))

    def _site(self, floor: Floor) -> Place:
        devices = [Device(mended=self.clock.event(), number=number) for number in range(floor.devices)]
        lines = [Line(devices)] if self.rules.lines == "one" else [Line([device]) for device in devices]
        breaks = self.rules.shared_breaks
        shared = {
            name: Staff(self.clock, count=count, breaks=breaks.get(name, ()))
            for name, count in self.rules.shared.items()
        }
        return Place(floor, devices, lines, shared, bell=self.clock.event())

    # -- the place ---------------------------------------------------------------------------------------------------

    def _calendar(self, site: Place) -> Steps:
        """Opens, breaks, closes."""
        hours = site.floor.hours
        yield self.clock.moment(hours.opens_s, Rank.GATE)
        site.opened = True
        site.ring()
        for begins_s, ends_s in hours.breaks:
            yield self.clock.moment(begins_s, Rank.GATE)
            site.on_break = True
            yield self.clock.moment(ends_s, Rank.GATE)
            site.on_break = False
            site.ring()
        yield self.clock.moment(hours.closes_s, Rank.GATE)
        site.closed = True
        if self.rules.at_closing == "leave":
            for line in site.lines:
                self._send_away(site, line)

    def _send_away(self, site: Place, line: Line) -> None:
        """All who have not begun."""
        begun = [ticket for ticket in line.tickets if ticket.start_s is not None]
        for ticket in line.tickets:
            if not ticket.ghost and ticket.start_s is None:
                site.leave(ticket, self.clock.now)
                ticket.called.succeed(None)
        line.tickets[:] = begun

    # -- people ------------------------------------------------------------------------------------------------------

    def _arrivals(self, site: Place) -> Steps:
        for customer in site.floor.customers:
            if customer.shows:
                yield self.clock.moment(customer.arrival_s, Rank.ARRIVAL)
                self.clock.process(self._person(customer, site))
            else:
                self._no_show(site, customer)

    def _person(self, customer: Customer, home: Place) -> Steps:
        """One visit after another, until one is not lost or no other site is worth the way."""
        been = [home]
        while True:
            ticket = self._arrive(customer, been)
            yield from self._visit(been[-1], ticket)
            following = self._next_site(customer, been) if ticket.fate in {Fate.BALKED, Fate.ABANDONED} else None
            if following is None:
                return
            ticket.fate = Fate.MOVED_ON
            travel_s = customer.moves[len(been) - 1][1]
            been.append(following)
            yield self.clock.moment(self.clock.now + travel_s, Rank.ARRIVAL)

    def _next_site(self, customer: Customer, been: Sequence[Place]) -> Place | None:
        number = len(been) - 1
        if number >= len(customer.moves) or customer.moves[number][0] >= self.rules.move_probability:
            return None
        near = (self.sites[name] for name in been[0].floor.neighbors if name in self.sites)
        return next((site for site in near if not site.closed and site not in been), None)

    def _visit(self, site: Place, ticket: Ticket) -> Steps:
        """From the door to the end."""
        if site.closed:
            ticket.fate = Fate.CLOSED_OUT
            return
        balks, patience_s = self._decides(site, ticket)
        site.queue(ticket, ticket.line)
        site.ring()
        if balks:
            ticket.ghost, ticket.fate = True, Fate.BALKED
            return
        site.wait(ticket, self.clock.now)
        if patience_s == float("inf"):
            yield ticket.called
        else:
            yield ticket.called | self.clock.moment(self.clock.now + patience_s, Rank.PATIENCE)
        if not ticket.called.triggered:
            site.leave(ticket, self.clock.now)
            ticket.ghost, ticket.fate = True, Fate.ABANDONED
            site.ring()
        elif isinstance(device := ticket.called.value, Device):
            yield from self.services.serve(site, ticket, device)
        else:
            ticket.fate = Fate.CLOSED_OUT

    def _decides(self, site: Place, ticket: Ticket) -> tuple[bool, float]:
        """Whether they turn away, and how patient they are else."""
        customer, waiting = ticket.customer, ticket.line.waiting
        balks = customer.balk_draw < self.rules.balk_probability(waiting)
        if site.asked is None:
            return balks, customer.patience_s
        seen = site.asked.seen(
            customer, home=ticket.home, number=ticket.number, at_s=self.clock.now, waiting=waiting, free=site.free()
        )
        joins = site.asked.joins(seen)
        balks = balks if joins is None else not joins
        return balks, customer.patience_s if balks else site.asked.patience_s(seen)

    def _arrive(self, customer: Customer, been: Sequence[Place]) -> Ticket:
        site = been[-1]
        ticket = Ticket(
            customer=customer,
            home=been[0].floor.site,
            number=len(been) - 1,
            arrival_s=self.clock.now,
            left_line_s=self.clock.now,
            called=self.clock.event(),
            process=self.clock.active_process,
            line=site.shortest(),
        )
        site.tickets.append(ticket)
        return ticket

    def _no_show(self, site: Place, customer: Customer) -> None:
        ticket = self._arrive(customer, [site])
        ticket.arrival_s = ticket.left_line_s = customer.arrival_s
        ticket.fate = Fate.NO_SHOW
