"""Which engine plays which site exactly, proven from the declared model feature by feature, with the reasons in words.

A site goes the first of four ways for which everything in the model says that it may: closed form, FIFO kernel,
priority kernel, SimPy. What the router does not know goes to SimPy: a part that the model learns to declare reaches a
kernel only once it stands here.

Closed forms of waiting hold for places that never begin and never end. A day begins empty, changes by the half hour and
closes, so none of them is exact for it, and only a site to which nobody comes goes that way; ask `capacity formula` for
the others.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import groupby

import msgspec

from load.capacity.model.demand import Cohort, Demand, Launch, Overflow, Profile, Renewal, SalaryDays, Weights
from load.capacity.model.disruptions import Breakdowns, Outage
from load.capacity.model.manners import Appointments, Balking, BalkingStep, Jockeying, Lateness, Moving
from load.capacity.model.model import Kind, Model, Period, Shared, SharedBreak
from load.capacity.model.plan import Plan, PlannedSite
from load.capacity.model.service import Retry, Service, ServiceLeg
from load.capacity.model.times import Time


class Path(StrEnum):
    """What plays a site."""

    CLOSED_FORM = "closed form"
    FIFO = "FIFO kernel"
    PRIORITY = "priority kernel"
    SIMPY = "SimPy"


KERNELS = frozenset({Path.FIFO, Path.PRIORITY})

_NOBODY = "nobody comes: its weight is 0 and one cannot book there"
_ONE_RANK = "all kinds of people that come have one priority, so the first come is the first served"
_RANKS = "people of several priorities come, and nobody is interrupted for another"
_ALONE = "nobody moves between sites and devices share nothing, so that the site plays alone"

_NO_MEANING = frozenset({"version", "name", "title_en", "title_ar", "reasons", "reason", "assumed", "uncertainty"})
"""Keys that no engine reads, in any part."""

_KNOWN: Mapping[type[msgspec.Struct], str] = {
    Model: "sites period demand kinds services preemption lines jockeying balking moving appointments at_closing "
    "breakdowns outages shared hooks",
    Period: "first last",
    Demand: "cohorts renewals overflows profiles salary_days weights early_s",
    Cohort: "kind people share first last launch",
    Launch: "peak half_life_days",
    Renewal: "kind people share issued_first issued_last valid_days early_days",
    Overflow: "kind phone_enrollments failed to_site",
    Profile: "weekdays factor first half_hours",
    SalaryDays: "days_of_month factor",
    Weights: "default sites",
    Kind: "service priority patience",
    Time: "mean_s shape cv",
    Service: "legs",
    ServiceLeg: "human system retry route shared",
    Retry: "failure most time",
    Jockeying: "from_difference",
    Balking: "steps",
    BalkingStep: "waiting probability",
    Moving: "probability within_km travel most",
    Appointments: "kind every_s per_slot booked no_show lateness grace_s late_kind sites",
    Lateness: "mean_s deviation_s",
    Breakdowns: "mean_between_s repair running_service",
    Outage: "route mean_between_s duration",
    Shared: "count breaks",
    SharedBreak: "begins ends",
}
"""What the kernels do as SimPy does, or what decides below; `test_router` holds it against the parts of the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Which way a site goes, and why."""

    site: str
    path: Path
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Routing:
    """The way of every site of a plan."""

    sites: tuple[Route, ...]

    @cached_property
    def _paths(self) -> Mapping[str, Path]:
        return {route.site: route.path for route in self.sites}

    @cached_property
    def simpy(self) -> frozenset[str]:
        """The sites that SimPy plays, together."""
        return frozenset(route.site for route in self.sites if route.path is Path.SIMPY)

    def path_of(self, site: str) -> Path:
        """The way of a site."""
        return self._paths[site]

    def lines(self) -> Iterator[str]:
        """A line for each way that some sites go, with the reasons."""
        by_way = sorted(self.sites, key=_way)
        for (path, reasons), some in groupby(by_way, key=_way):
            sites = [route.site for route in some]
            which = f"{len(sites)} sites" if len(sites) > 1 else sites[0]
            yield f"{path} for {which}: {'; '.join(reasons)}"


def route(plan: Plan) -> Routing:
    """The way of every site; it is the same on every day."""
    obstacles = tuple(dict.fromkeys(_obstacles(plan.model)))
    return Routing(sites=tuple(_route(plan, site, obstacles) for site in plan.sites))


def _route(plan: Plan, site: PlannedSite, obstacles: tuple[str, ...]) -> Route:
    if obstacles:
        return Route(site=site.id, path=Path.SIMPY, reasons=obstacles)
    kinds = _kinds_at(plan.model, site)
    if not kinds:
        return Route(site=site.id, path=Path.CLOSED_FORM, reasons=(_NOBODY,))
    if len({kind.priority for kind in kinds}) == 1:
        return Route(site=site.id, path=Path.FIFO, reasons=(_ONE_RANK, _ALONE))
    return Route(site=site.id, path=Path.PRIORITY, reasons=(_RANKS, _ALONE))


def _obstacles(model: Model) -> Iterator[str]:
    """What no kernel can play."""
    yield from _among_people(model)
    yield from _at_devices(model)
    for part, key in _unknown(model):
        yield f"{key}: a part of {type(part).__name__} that only SimPy has been taught"


def _among_people(model: Model) -> Iterator[str]:
    if model.moving is not None:
        yield "moving: people who go on to another site tie the sites together"
    if model.preemption is not None:
        yield "preemption: people are interrupted for others who go before them"
    if model.lines == "each":
        yield "lines: every device has a line of its own, and people choose one"
    if model.jockeying is not None:
        yield "jockeying: people go from one line to another"
    if model.hooks is not None:
        yield f"hooks: {model.hooks} decides about people, and SimPy alone asks it"


def _at_devices(model: Model) -> Iterator[str]:
    declared = {service.name: service for service in model.services}
    on_break = {thing.name for thing in model.shared if thing.breaks}
    for kind in model.kinds:
        for leg in declared[kind.service].legs:
            if leg.shared:
                yield f"shared: devices wait for each other where they share {leg.shared!r}"
            if leg.shared in on_break:
                yield f"shared: {leg.shared!r} has breaks of its own"


def _unknown(part: msgspec.Struct) -> Iterator[tuple[msgspec.Struct, str]]:
    """Keys that are set and that the router does not know."""
    known = " ".join(_KNOWN.get(base, "") for base in type(part).__mro__).split()
    for field in msgspec.structs.fields(part):
        value = getattr(part, field.name)
        if field.name in _NO_MEANING:
            continue
        if field.name not in known and value != field.default:
            yield part, field.name
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, msgspec.Struct):
                yield from _unknown(inner)


def _kinds_at(model: Model, site: PlannedSite) -> list[Kind]:
    """The kinds of people that may come to a site."""
    demand, booking = model.demand, model.appointments
    names: set[str] = set()
    if site.weight > 0:
        names |= {some.kind for some in demand.cohorts} | {some.kind for some in demand.renewals}
        names |= {some.kind for some in demand.overflows}
    if booking is not None and booking.can_book(site.id):
        names |= {booking.kind, booking.late_kind}
    return [kind for kind in model.kinds if kind.name in names]


def _way(route: Route) -> tuple[Path, tuple[str, ...]]:
    return route.path, route.reasons
