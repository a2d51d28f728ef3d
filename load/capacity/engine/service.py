"""Service at a device, and what lets it stand still, begin anew or give way: breakdowns, outages, people who go first."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass

import simpy

from load.capacity.engine.clock import Clock, Rank, Steps
from load.capacity.engine.place import Device, Place, Switch, Ticket, visit_of
from load.capacity.model.disruptions import Spells
from load.capacity.play.day import Fate, Leg, Rules, Stint

ANEW = "anew"
"""Why a person is interrupted whose service has to begin anew."""

DISPLACED = "displaced"
"""Why a person is interrupted whose device somebody else takes."""


@dataclass(eq=False, slots=True)
class Work:
    """A leg that makes progress now, and what would stop it."""

    process: simpy.Process
    device: Device
    route: str


class Services:
    """All services of a day."""

    def __init__(self, clock: Clock, rules: Rules, routes: Mapping[str, Switch]) -> None:
        self.clock, self.rules, self.routes = clock, rules, routes
        self._works: dict[simpy.Process, Work] = {}

    def serve(self, site: Place, ticket: Ticket, device: Device) -> Steps:
        """From the first start to the end, at one device after the other."""
        ticket.start_s = self.clock.now
        ticket.begin(0)
        while not (yield from self._stint(site, ticket, device)):
            if self.rules.preemption == "restart":
                ticket.begin(0)
            following = yield ticket.called
            assert isinstance(following, Device)  # noqa: S101 - nobody who has begun is sent away
            device = following
        ticket.end_s = self.clock.now
        ticket.fate = Fate.SERVED if ticket.customer.succeeds else Fate.FAILED
        device.user = None
        site.count(self.clock.now, taken=-1)
        site.ring()
        if site.asked is not None:
            site.asked.served(visit_of(site, ticket))

    def _stint(self, site: Place, ticket: Ticket, device: Device) -> Generator[simpy.Event, object, bool]:
        """At one device, until the service has ended, or somebody takes the device: whether it has ended."""
        start_s, ended, displaced = self.clock.now, False, False
        while not (ended or displaced):
            try:
                yield from self._legs(site, ticket, device)
                ended = True
            except simpy.Interrupt as why:
                displaced = why.cause == DISPLACED
                if not displaced:  # a breakdown has undone it
                    ticket.begin(0)
                    while not device.up:
                        yield device.mended
        ticket.stints.append(Stint(device.number, start_s, self.clock.now))
        return ended

    def _legs(self, site: Place, ticket: Ticket, device: Device) -> Steps:
        legs = ticket.customer.legs
        while ticket.leg < len(legs):
            leg = legs[ticket.leg]
            if leg.shared:
                with site.shared[leg.shared].request() as had:
                    yield had
                    yield from self._work(ticket, leg, device)
            else:
                yield from self._work(ticket, leg, device)
            ticket.begin(ticket.leg + 1)

    def _work(self, ticket: Ticket, leg: Leg, device: Device) -> Steps:
        """What is left of the leg, standing still whenever the device or the route does not let it go on."""
        process = self.clock.active_process
        assert process is not None  # noqa: S101 - only a person's process works
        while True:
            while (stopped := self._stopped(leg, device)) is not None:
                yield stopped.mended
            began_s = self.clock.now
            self._works[process] = Work(process, device, leg.route)
            try:
                yield self.clock.moment(began_s + ticket.left_s, Rank.END)
            except simpy.Interrupt as why:
                ticket.left_s -= self.clock.now - began_s
                if why.cause is not None:
                    raise
            else:
                return
            finally:
                del self._works[process]

    def _stopped(self, leg: Leg, device: Device) -> Switch | None:
        """What does not let the leg go on now."""
        if not device.up and self.rules.breakdown_effect != "finish":
            return device
        route = self.routes.get(leg.route)
        return route if route is not None and not route.up else None

    def _stop(self, concerns: Callable[[Work], bool]) -> None:
        for work in [some for some in self._works.values() if concerns(some)]:
            work.process.interrupt()

    # -- what breaks -------------------------------------------------------------------------------------------------

    def breakdowns(self, site: Place, device: Device, spells: Spells) -> Steps:
        """A device breaks down and is repaired."""
        for begins_s, ends_s in spells:
            yield self.clock.moment(begins_s, Rank.GATE)
            device.up = False
            if self.rules.breakdown_effect == "resume":
                self._stop(lambda work: work.device is device)
            elif self.rules.breakdown_effect == "restart" and device.user is not None:
                interrupt(device.user, ANEW)
            yield self.clock.moment(ends_s, Rank.GATE)
            self._mend(device)
            site.ring()

    def outages(self, route: str, spells: Spells) -> Steps:
        """A route fails and returns."""
        switch = self.routes[route]
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


def interrupt(ticket: Ticket, why: str) -> None:
    """Interrupt whoever is at a device."""
    assert ticket.process is not None  # noqa: S101 - who is at a device came by a process
    ticket.process.interrupt(why)
