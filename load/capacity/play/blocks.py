"""A block: some days of all sites in some replications. It depends on nothing but the plan and the seed.

So blocks are played in any order, in any process of any machine, kept and played again, and sum up to the same bytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import msgspec

from harness.world.opening import DayHours
from load.capacity.draws.draws import Occasion, place_key
from load.capacity.draws.people import customers_of
from load.capacity.engine.asked import Asked
from load.capacity.engine.simpy_engine import play
from load.capacity.kernels.days import Kernels
from load.capacity.kernels.machine import machine
from load.capacity.model.disruptions import Spells, breakdowns_of, outage_spells
from load.capacity.model.plan import Plan, PlannedSite
from load.capacity.play.columns import Columns, columns_of
from load.capacity.play.day import Floor, Played
from load.capacity.play.invariants import Evidence, check_block, check_people, evidence_of
from load.capacity.play.router import KERNELS, Routing, route
from load.capacity.play.tally import Tally, open_s, tally_of

_SIMPY_SIZE, _KERNEL_SIZE = 10, 250
_DAYS = 5
_PLANS_KEPT = 4  # of a process


@dataclass(frozen=True, slots=True)
class Block:
    """Some days in the replications `first` to `last`, the last not included."""

    days: tuple[date, ...]
    first: int
    last: int

    @property
    def replications(self) -> range:
        """Which."""
        return range(self.first, self.last)

    def __len__(self) -> int:
        """How many days are played."""
        return len(self.days) * len(self.replications)


@dataclass(frozen=True, slots=True)
class Part:
    """What a block came to. Shape: `by_site` replication, site; `by_day` day, site."""

    by_site: Tally
    by_day: Tally


def blocks_of(days: Sequence[date], replications: range, *, size: int) -> Iterator[Block]:
    """All blocks of some days, replications first, so that a run that is cut short has whole ones."""
    for first in range(replications.start, replications.stop, size):
        for place in range(0, len(days), _DAYS):
            yield Block(tuple(days[place : place + _DAYS]), first, min(first + size, replications.stop))


@dataclass(frozen=True)
class Task:
    """Plays blocks of a plan: what is sent to other processes. `packed` is the plan, as `pack` gives it."""

    packed: bytes
    seed: int
    sites: tuple[str, ...]

    def __call__(self, block: Block) -> Part:
        """Play a block, checked day by day.

        Raises:
            InvariantBrokenError: an engine is defective.
        """
        kernels, routing = _ready(self.packed)
        count = len(self.sites)
        part = Part(Tally.zeros(len(block.replications), count), Tally.zeros(len(block.days), count))
        for number, day in enumerate(block.days):
            tally = self._day(kernels, routing, day, block.replications)
            part.by_site.add(slice(None), tally)
            part.by_day.add(number, tally.total())
        return part

    def _day(self, kernels: Kernels, routing: Routing, day: date, replications: range) -> Tally:
        """Each site the way that the router says. Shape: replication, site."""
        shape = len(replications), len(self.sites)
        tally, evidence = Tally.zeros(*shape), Evidence.zeros(*shape)
        chosen = {name: number for number, name in enumerate(self.sites)}
        there = [(site, hours) for site, hours in kernels.plan.open_sites(day) if site.id in chosen]
        for site, hours in there:
            place = slice(None), chosen[site.id]
            if routing.path_of(site.id) in KERNELS:
                sums, proof = kernels.sums_on(site, hours, day, seed=self.seed, replications=replications)
                tally.add(place, sums)
                evidence.put(place, proof)
            elif site.id not in routing.simpy:
                tally.open_s[place] += open_s(hours) * site.devices
        together = [(site, hours) for site, hours in there if site.id in routing.simpy]
        for row, replication in enumerate(replications if together else ()):
            occasion = Occasion(seed=self.seed, day=day, replication=replication)
            for floor, columns in _played(kernels.plan, occasion, together):
                cell = row, chosen[floor.site]
                tally.add(cell, tally_of(columns, hours=floor.hours, devices=floor.devices))
                evidence.put(cell, evidence_of(columns, listed=len(floor.customers)))
        check_block(tally, evidence, sites=self.sites)
        return tally


def block_size(plan: Plan) -> int:
    """How many replications a block of this plan has; from the plan alone, for sums over blocks depend on it."""
    return _SIMPY_SIZE if route(plan).simpy else _KERNEL_SIZE


def pack(plan: Plan) -> bytes:
    """A plan as bytes, the same for equal plans."""
    return msgspec.msgpack.encode(plan)


@lru_cache(maxsize=_PLANS_KEPT)
def _ready(packed: bytes) -> tuple[Kernels, Routing]:
    plan = msgspec.msgpack.decode(packed, type=Plan)
    return Kernels(plan, machine()), route(plan)


def _played(
    plan: Plan, occasion: Occasion, there: Sequence[tuple[PlannedSite, DayHours]]
) -> Iterator[tuple[Floor, Columns]]:
    """A day by the reference engine, everybody accounted for."""
    floors, played = play_day(plan, occasion, there)
    columns = [columns_of(one) for one in played]
    check_people(floors, columns)
    return zip(floors, columns, strict=True)


def play_day(
    plan: Plan, occasion: Occasion, there: Sequence[tuple[PlannedSite, DayHours]] | None = None
) -> tuple[tuple[Floor, ...], tuple[Played, ...]]:
    """One day of all open sites, or of those `there`, by the reference engine, with every visit."""
    floors = tuple(floors_on(plan, occasion, there))
    hooks = plan.hooks
    asked = {floor.site: Asked(hooks, site=floor.site, day=occasion.day) for floor in floors} if hooks else {}
    return floors, play(floors, rules=plan.rules, outages=outages_on(plan, occasion), asked=asked)


def floors_on(
    plan: Plan, occasion: Occasion, there: Sequence[tuple[PlannedSite, DayHours]] | None = None
) -> Iterator[Floor]:
    """The open sites of a day with their people and breakdowns: what every engine plays."""
    for site, hours in plan.open_sites(occasion.day) if there is None else there:
        yield Floor(
            site=site.id,
            hours=hours,
            devices=site.devices,
            customers=customers_of(plan, site, hours, occasion),
            breakdowns=breakdowns_of(plan.model.breakdowns, devices=site.devices, stream=occasion.at(site.key)),
            neighbors=site.neighbors,
        )


def outages_on(plan: Plan, occasion: Occasion) -> dict[str, Spells]:
    """When each route is out on a day, for all sites alike."""
    return {
        outage.route: outage_spells(outage, stream=occasion.at(place_key(outage.route)))
        for outage in plan.model.outages
    }
