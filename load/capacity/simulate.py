"""Simulates a plan with the reference engine, day by day and replication by replication, and sums up each day.

Replications differ in their draws alone; each site and day of each is reproduced by the seed, without the others.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from harness.commandline import UsageError
from load.capacity.day import STARTED, Fate, Floor, Played
from load.capacity.disruptions import Spells, breakdowns_of, outage_spells
from load.capacity.draws import SEED_LIMIT, Occasion, place_key
from load.capacity.engine.simpy_engine import play
from load.capacity.invariants import check_day
from load.capacity.people import customers_of
from load.capacity.plan import Plan

REPLICATIONS_LIMIT = 1_000_000
TAIL = 0.95
"""The share of people whose wait the long wait of a day covers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDay:
    """A site on a day of a replication. Waits are of those who had a device; they are None if nobody had.

    `p95_wait_s`: the least wait that 95 of 100 do not exceed. `utilization`: device time taken, over device time of
    the opening hours without breaks; what finishes after closing may bring it above 1.
    """

    replication: int
    day: date
    site: str
    fates: Mapping[Fate, int]
    mean_wait_s: float | None
    p95_wait_s: float | None
    mean_virtual_wait_s: float | None
    utilization: float

    @property
    def came(self) -> int:
        """Everybody who stood at the door."""
        return sum(count for fate, count in self.fates.items() if fate is not Fate.NO_SHOW)

    @property
    def started(self) -> int:
        """Everybody who had a device."""
        return sum(self.fates.get(fate, 0) for fate in STARTED)


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """What a plan did: a row for each site, day and replication."""

    plan: Plan
    seed: int
    replications: int
    rows: tuple[SiteDay, ...]


def simulate(
    plan: Plan,
    *,
    seed: int,
    replications: int,
    days: Sequence[date] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Simulation:
    """Play every open day of the period, or those of `days`, in every replication.

    `progress` is told how many days are done, and of how many.

    Raises:
        UsageError: the seed or the number of replications is out of range, or a day is not open in the period.
    """
    _check_range("seed", seed, 0, SEED_LIMIT - 1)
    _check_range("replications", replications, 1, REPLICATIONS_LIMIT)
    chosen = tuple(plan.visits if days is None else days)
    closed = next((day for day in chosen if day not in plan.visits), None)
    if closed is not None:
        raise UsageError(f"{plan.place}: period: {closed} is not an open day of it; choose another day")
    rows: list[SiteDay] = []
    for replication in range(replications):
        for done, day in enumerate(chosen, start=replication * len(chosen)):
            floors, played = play_day(plan, Occasion(seed=seed, day=day, replication=replication))
            rows += (_site_day(floor, site, day, replication) for floor, site in zip(floors, played, strict=True))
            if progress is not None:
                progress(done + 1, replications * len(chosen))
    return Simulation(plan=plan, seed=seed, replications=replications, rows=tuple(rows))


def play_day(plan: Plan, occasion: Occasion) -> tuple[tuple[Floor, ...], tuple[Played, ...]]:
    """One day of all sites, with every visit; checked by the invariants.

    Raises:
        InvariantBrokenError: the engine is defective.
    """
    floors = tuple(floors_on(plan, occasion))
    played = play(floors, rules=plan.rules, outages=outages_on(plan, occasion))
    check_day(floors, played)
    return floors, played


def floors_on(plan: Plan, occasion: Occasion) -> Iterator[Floor]:
    """The open sites of a day with their people and breakdowns: what every engine plays."""
    for site, hours in plan.open_sites(occasion.day):
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


def _site_day(floor: Floor, played: Played, day: date, replication: int) -> SiteDay:
    waits = sorted(visit.wait_s for visit in played.visits if visit.fate in STARTED)
    virtual = [visit.virtual_wait_s for visit in played.visits if visit.fate is not Fate.NO_SHOW]
    hours = floor.hours
    open_s = hours.closes_s - hours.opens_s - sum(ends - begins for begins, ends in hours.breaks)
    return SiteDay(
        replication=replication,
        day=day,
        site=floor.site,
        fates=Counter(visit.fate for visit in played.visits),
        mean_wait_s=_mean(waits),
        p95_wait_s=waits[math.ceil(TAIL * len(waits)) - 1] if waits else None,
        mean_virtual_wait_s=_mean(virtual),
        utilization=played.busy_area_s / (open_s * floor.devices),
    )


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None


def _check_range(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise UsageError(f"--{name} is {least} to {most}, not {value}")
