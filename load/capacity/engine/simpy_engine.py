"""The reference engine: a day of people, devices, calendars and breakdowns as SimPy processes, written to be read.

Every other engine is proven equal to this one, so what it does is stated here to the last tie.

**At one time** things happen in this order: services end; gates change (a break begins or ends, the place opens or
closes, a device breaks down or is repaired, a route fails or returns); free devices take the waiting; patience runs
out; people arrive, one by one in the order of their list, and each is taken at once if a device is free. So a stretch
is half open: nobody starts at the second in which a break begins, somebody may at the second in which it ends. Who is
patient for exactly the time until a device is free is served. An arrival counts as waiting those who have not started
and whose patience has not run out.

**Who starts.** A start needs an open place outside a break, and a free device that is not broken down. The
lowest-numbered such device takes the first in line: lower priority number, then earlier arrival. Nobody is interrupted
for another.

**Before opening** people may come and wait; patience runs from the arrival. **At closing** those who wait are sent away
(`leave`) or are still served (`stay`); nobody new is let in, from that second on; a running service finishes. **A
break** lets running services finish.

**Balking** is decided at arrival, by the number waiting (not those at devices); nobody balks at a closed door.

**A breakdown** takes the device out of use. A running service finishes first (`finish`), or stands still until the
repair and goes on at the same device (`resume`), or begins anew there after the repair (`restart`; what it had of
shared things it gives back). **A route that is out** makes the legs that need it stand still; a leg that begins
meanwhile waits. **Shared things** are had for a leg, first come first served, and kept while it stands still.

**Moving on.** Whoever balks or abandons, and whose draw says so, goes to the next of the sites near to where they came
first, one that is not closed and not yet tried, and arrives there as anybody else; patience begins anew, and who comes
late finds it closed. Whether they or somebody of the list go first at exactly one time is not promised.

**Virtual waits.** Who leaves the line stays in it as a *ghost*: when a device would take the ghost, the time is noted,
and the device takes the next. A ghost holds nobody up and is not counted as waiting.
"""

from bisect import insort
from collections.abc import Callable, Generator, Mapping, Sequence

import simpy

from load.capacity.day import Customer, Fate, Floor, Leg, Played, Rules
from load.capacity.disruptions import Spells
from load.capacity.engine.clock import Clock, Rank
from load.capacity.engine.place import Device, Place, Switch, Ticket, Work, played_of

Steps = Generator[simpy.Event, object, None]
"""What a process of SimPy is made of."""


_ANEW = "anew"
"""Why a person is interrupted whose service has to begin anew."""


def play(floors: Sequence[Floor], *, rules: Rules, outages: Mapping[str, Spells] | None = None) -> tuple[Played, ...]:
    """Play one day of some sites together; only people who move on make them depend on each other.

    `outages` are the spells of each route, the same for all sites.
    """
    day = _Day(floors, rules=rules, outages=outages or {})
    day.clock.run()
    return tuple(played_of(site) for site in day.sites.values())


class _Day:
    """All processes of a day."""

    def __init__(self, floors: Sequence[Floor], *, rules: Rules, outages: Mapping[str, Spells]) -> None:
        self.clock = Clock()
        self.rules = rules
        self.routes = {route: Switch(self.clock.event()) for route in outages}
        self.works: dict[simpy.Process, Work] = {}
        self.sites = {floor.site: self._site(floor) for floor in floors}
        for route, spells in outages.items():
            self.clock.process(self._outages(self.routes[route], route, spells))
        for site in self.sites.values():
            for device, spells in zip(site.devices, site.floor.breakdowns, strict=False):
                self.clock.process(self._breakdowns(site, device, spells))
            self.clock.process(self._calendar(site))
            self.clock.process(self._host(site))
            self.clock.process(self._arrivals(site))

    def _site(self, floor: Floor) -> Place:
        devices = [Device(mended=self.clock.event(), number=number) for number in range(floor.devices)]
        shared = {name: simpy.Resource(self.clock, capacity=count) for name, count in self.rules.shared.items()}
        return Place(floor, devices, shared, bell=self.clock.event())

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
            site.opened = False
            for ticket in site.line:
                if not ticket.ghost:
                    self._leave_line(site, ticket)
                    ticket.called.succeed(None)
            site.line.clear()

    def _host(self, site: Place) -> Steps:
        """Looks, whenever something has changed, whether somebody can start."""
        while True:
            yield site.bell
            yield self.clock.moment(self.clock.now, Rank.START)
            site.bell = self.clock.event()
            self._start_waiting(site)

    def _start_waiting(self, site: Place) -> None:
        while site.line and site.opened and not site.on_break:
            device = next((some for some in site.devices if some.up and not some.taken), None)
            if device is None:
                return
            ticket = site.line.pop(0)
            ticket.would_start_s = self.clock.now
            if ticket.ghost:
                continue
            device.taken = True
            self._leave_line(site, ticket)
            site.count(self.clock.now, taken=1)
            ticket.called.succeed(device)

    # -- what breaks -------------------------------------------------------------------------------------------------

    def _breakdowns(self, site: Place, device: Device, spells: Spells) -> Steps:
        for begins_s, ends_s in spells:
            yield self.clock.moment(begins_s, Rank.GATE)
            device.up = False
            if self.rules.breakdown_effect == "resume":
                self._stop(lambda work: work.device is device)
            elif self.rules.breakdown_effect == "restart" and device.user is not None:
                device.user.interrupt(_ANEW)
            yield self.clock.moment(ends_s, Rank.GATE)
            self._mend(device)
            site.ring()

    def _outages(self, switch: Switch, route: str, spells: Spells) -> Steps:
        for begins_s, ends_s in spells:
            yield self.clock.moment(begins_s, Rank.GATE)
            switch.up = False
            self._stop(lambda work: work.route == route)
            yield self.clock.moment(ends_s, Rank.GATE)
            self._mend(switch)

    def _mend(self, switch: Switch) -> None:
        switch.up = True
        mended, switch.mended = switch.mended, self.clock.event()
        mended.succeed()

    # -- people ------------------------------------------------------------------------------------------------------

    def _arrivals(self, site: Place) -> Steps:
        for customer in site.floor.customers:
            if customer.shows:
                yield self.clock.moment(customer.arrival_s, Rank.ARRIVAL)
                self.clock.process(self._person(customer, site))
            else:
                self._no_show(site, customer)

    def _person(self, customer: Customer, home: Place) -> Steps:
        """One visit after another, until one does not end in vain or no other site is worth the way."""
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
        now, customer = self.clock.now, ticket.customer
        if site.closed:
            ticket.fate = Fate.CLOSED_OUT
            return
        balks = customer.balk_draw < self.rules.balk_probability(site.waiting)
        insort(site.line, ticket, key=lambda some: some.order)
        site.ring()
        if balks:
            ticket.ghost, ticket.fate = True, Fate.BALKED
            return
        site.count(now, waiting=1)
        if customer.patience_s == float("inf"):
            yield ticket.called
        else:
            yield ticket.called | self.clock.moment(now + customer.patience_s, Rank.PATIENCE)
        if not ticket.called.triggered:
            self._leave_line(site, ticket)
            ticket.ghost, ticket.fate = True, Fate.ABANDONED
        elif isinstance(device := ticket.called.value, Device):
            yield from self._serve(site, ticket, device)
        else:
            ticket.fate = Fate.CLOSED_OUT

    def _arrive(self, customer: Customer, been: Sequence[Place]) -> Ticket:
        site = been[-1]
        ticket = Ticket(
            customer=customer,
            home=been[0].floor.site,
            number=len(been) - 1,
            arrival_s=self.clock.now,
            left_line_s=self.clock.now,
            order=(customer.priority, len(site.tickets)),
            called=self.clock.event(),
        )
        site.tickets.append(ticket)
        return ticket

    def _no_show(self, site: Place, customer: Customer) -> None:
        ticket = self._arrive(customer, [site])
        ticket.arrival_s = ticket.left_line_s = customer.arrival_s
        ticket.fate = Fate.NO_SHOW

    def _leave_line(self, site: Place, ticket: Ticket) -> None:
        ticket.left_line_s = self.clock.now
        site.count(self.clock.now, waiting=-1)

    # -- service -----------------------------------------------------------------------------------------------------

    def _serve(self, site: Place, ticket: Ticket, device: Device) -> Steps:
        ticket.start_s, ticket.device = self.clock.now, device.number
        device.user = self.clock.active_process
        done = False
        while not done:
            try:
                for leg in ticket.customer.legs:
                    yield from self._leg(site, leg, device)
                done = True
            except simpy.Interrupt:  # a breakdown has undone it
                while not device.up:
                    yield device.mended
        ticket.end_s = self.clock.now
        ticket.fate = Fate.SERVED if ticket.customer.succeeds else Fate.FAILED
        device.taken, device.user = False, None
        site.count(self.clock.now, taken=-1)
        site.ring()

    def _leg(self, site: Place, leg: Leg, device: Device) -> Steps:
        if not leg.shared:
            yield from self._work(leg, device)
            return
        with site.shared[leg.shared].request() as had:
            yield had
            yield from self._work(leg, device)

    def _work(self, leg: Leg, device: Device) -> Steps:
        """The time of the leg, standing still whenever the device or the route does not let it go on."""
        process = self.clock.active_process
        assert process is not None  # noqa: S101 - only a person's process works
        left_s = leg.work_s
        while True:
            while (stopped := self._stopped(leg, device)) is not None:
                yield stopped.mended
            began_s = self.clock.now
            self.works[process] = Work(process, device, leg.route)
            try:
                yield self.clock.moment(began_s + left_s, Rank.END)
            except simpy.Interrupt as stop:
                if stop.cause == _ANEW:
                    raise
                left_s -= self.clock.now - began_s
            else:
                return
            finally:
                del self.works[process]

    def _stopped(self, leg: Leg, device: Device) -> Switch | None:
        """What does not let the leg go on now."""
        if not device.up and self.rules.breakdown_effect != "finish":
            return device
        route = self.routes.get(leg.route)
        return route if route is not None and not route.up else None

    def _stop(self, concerns: Callable[[Work], bool]) -> None:
        for work in [some for some in self.works.values() if concerns(some)]:
            work.process.interrupt()
