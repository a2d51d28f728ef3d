"""The host of a place: who takes which device, who has to give one back, and who changes lines."""

from load.capacity.engine.clock import Clock, Rank, Steps
from load.capacity.engine.place import Device, Line, Place, Ticket
from load.capacity.engine.service import DISPLACED, interrupt
from load.capacity.play.day import Rules


class Host:
    """Looks, whenever something has changed, whether somebody can start."""

    def __init__(self, clock: Clock, rules: Rules) -> None:
        self.clock, self.rules = clock, rules

    def attend(self, site: Place) -> Steps:
        """All day."""
        while True:
            yield site.bell
            yield self.clock.moment(self.clock.now, Rank.START)
            site.bell = self.clock.event()
            self._start_waiting(site)
            if self._change_lines(site):
                site.ring()  # and not at once: who has just been called has to be at the device before giving it up

    def _start_waiting(self, site: Place) -> None:
        for line in site.lines if site.opened and not site.on_break else ():
            while line.tickets and (device := self._device_for(line, line.tickets[0])) is not None:
                ticket = line.tickets.pop(0)
                ticket.would_start_s = self.clock.now
                if not ticket.ghost:
                    self._take(site, ticket, device)

    def _device_for(self, line: Line, ticket: Ticket) -> Device | None:
        """The lowest free one; else that of whoever would go last of all who have to give way."""
        free = next((device for device in line.devices if device.up and device.user is None), None)
        if free is not None or self.rules.preemption is None:
            return free
        users = {device.user: device for device in line.devices if device.up and device.user is not None}
        lower = [user for user in users if user.customer.priority > ticket.customer.priority]
        return users[max(lower, key=lambda user: user.order)] if lower else None

    def _take(self, site: Place, ticket: Ticket, device: Device) -> None:
        if device.user is not None:
            self._displace(site, device.user)
        device.user = ticket
        site.leave(ticket, self.clock.now)
        site.count(self.clock.now, taken=1)
        ticket.called.succeed(device)

    def _displace(self, site: Place, user: Ticket) -> None:
        """Back into the line, where the order of old is the head of the rank."""
        user.called = self.clock.event()
        user.line.join(user)
        site.wait(user, self.clock.now)
        site.count(self.clock.now, taken=-1)
        interrupt(user, DISPLACED)

    def _change_lines(self, site: Place) -> bool:
        """Whether somebody has gone from the longest line to the shortest: the last there who has not begun."""
        if self.rules.jockey_from is None:
            return False
        shortest = site.shortest()
        longer = (line for line in site.lines if line.people - shortest.people >= self.rules.jockey_from)
        moves = [(line, last) for line in longer if (last := line.last()) is not None]
        if not moves or not shortest.up:
            return False
        longest, last = max(moves, key=lambda move: move[0].people)
        longest.tickets.remove(last)
        longest.waiting -= 1
        shortest.waiting += 1
        site.queue(last, shortest)
        return True
