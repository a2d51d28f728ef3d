"""A plan: a model with its sites, made ready to be simulated; what an engine asks, a plan answers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import asin, cos, radians, sin, sqrt

from harness.commandline import UsageError
from harness.world.assumptions import Assumption, assumptions
from harness.world.opening import Calendar, DayHours, hours_on, seconds_of
from harness.world.sites import SiteFile
from load.capacity.draws.draws import place_key
from load.capacity.model.demand import Intensity, Visits, daily_visits, intensity, profile_on
from load.capacity.model.hooks import HookFile
from load.capacity.model.model import Kind, Model
from load.capacity.model.service import ServiceLaw, service_law
from load.capacity.play.day import Rules

_EARTH_KM = 6371.0
_SITES_TOLD = 12


@dataclass(frozen=True, kw_only=True)
class PlannedSite:
    """A site as the plan has it. `neighbors` are the ids of the sites where its people would go, the nearest first."""

    id: str
    key: int
    devices: int
    calendar: Calendar
    weight: float
    neighbors: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A model and its sites; `place` and `sites_place` are the files that they come from, `hooks` the code that it names."""

    model: Model
    site_file: SiteFile
    sites: tuple[PlannedSite, ...]
    place: str
    sites_place: str
    hooks: HookFile | None = None

    @cached_property
    def visits(self) -> Visits:
        """Expected visits by open day and kind, over all sites."""
        period = self.model.period
        return daily_visits(self.model.demand, first=period.first, last=period.last, is_open=self._any_open)

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """The kinds of people, by name."""
        return {kind.name: kind for kind in self.model.kinds}

    @cached_property
    def laws(self) -> dict[str, ServiceLaw]:
        """The service of each kind, ready to be drawn."""
        laws = {service.name: service_law(service) for service in self.model.services}
        return {kind.name: laws[kind.service] for kind in self.model.kinds}

    @cached_property
    def rules(self) -> Rules:
        """What holds at every site."""
        model = self.model
        return Rules(
            balking=tuple(model.balking.steps) if model.balking else (),
            at_closing=model.at_closing,
            breakdown_effect=model.breakdowns.running_service if model.breakdowns else "finish",
            preemption=model.preemption,
            lines=model.lines,
            jockey_from=model.jockeying.from_difference if model.jockeying else None,
            move_probability=model.moving.probability if model.moving else 0.0,
            shared={thing.name: thing.count for thing in model.shared},
            shared_breaks={
                thing.name: tuple((seconds_of(some.begins), seconds_of(some.ends)) for some in thing.breaks)
                for thing in model.shared
            },
        )

    @property
    def assumptions(self) -> tuple[tuple[str, Assumption], ...]:
        """All that is assumed, with the file that assumes it: what every report lists."""
        own = ((self.place, some) for some in assumptions(self.model, reasons=self.model.reasons))
        of_sites = ((self.sites_place, some) for some in assumptions(self.site_file, reasons=self.site_file.reasons))
        return (*own, *of_sites)

    def expected_on(self, day: date) -> dict[str, float]:
        """How many are expected on a day at each site that is open, by their weights."""
        there = [site for site, _ in self.open_sites(day)]
        weights, visits = sum(site.weight for site in there), sum(self.visits[day].values())
        return {site.id: visits * site.weight / weights if weights else 0.0 for site in there}

    def intensity(self, site: PlannedSite, day: date) -> Intensity:
        """How many are expected at a site on a day, and when."""
        hours, profile = hours_on(site.calendar, day), profile_on(self.model.demand, day)
        if hours is None or profile is None:
            return Intensity((), ())
        return intensity(profile, hours, visits=self.expected_on(day)[site.id], early_s=self.model.demand.early_s)

    def open_sites(self, day: date) -> tuple[tuple[PlannedSite, DayHours], ...]:
        """The sites that are open on a day, with their hours."""
        found = ((site, hours_on(site.calendar, day)) for site in self.sites)
        return tuple((site, hours) for site, hours in found if hours is not None)

    def with_devices(self, devices: Mapping[str, int]) -> "Plan":
        """The same plan with other numbers of devices at some sites: the same people come.

        Raises:
            UsageError: there is no such site, or it would have no device.
        """
        known = {site.id for site in self.sites}
        for name, count in devices.items():
            if name not in known or count < 1:
                raise UsageError(_no_devices(self, name, count))
        return replace(
            self, sites=tuple(replace(site, devices=devices.get(site.id, site.devices)) for site in self.sites)
        )

    def _any_open(self, day: date) -> bool:
        return any(hours_on(calendar, day) is not None for calendar in self._calendars)

    @cached_property
    def _calendars(self) -> tuple[Calendar, ...]:
        names = {site.calendar or operator.calendar for operator in self.site_file.operators for site in operator.sites}
        return tuple(self.site_file.calendars[name] for name in sorted(names))


def make_plan(model: Model, sites: SiteFile, *, place: str, sites_place: str, hooks: HookFile | None = None) -> Plan:
    """A plan of a model that has been checked against these sites; `hooks` is the code that it names."""
    if (model.hooks is None) != (hooks is None):
        raise ValueError("a model and its hooks go together; give those that it names")
    weights = model.demand.weights
    planned = tuple(
        PlannedSite(
            id=site.id,
            key=place_key(site.id),
            devices=site.devices.count,
            calendar=sites.calendar_of(site),
            weight=weights.sites.get(site.id, weights.default),
            neighbors=_neighbors(sites, site.id, within_km=model.moving.within_km) if model.moving else (),
        )
        for site in sites.sites
    )
    return Plan(model=model, site_file=sites, sites=planned, place=place, sites_place=sites_place, hooks=hooks)


def _neighbors(sites: SiteFile, home: str, *, within_km: float) -> tuple[str, ...]:
    """Other sites within reach, the nearest first; sites equally near in the order of the file."""
    places = {site.id: (site.place.lat, site.place.lon) for site in sites.sites}
    away = {name: distance_km(places[home], place) for name, place in places.items() if name != home}
    return tuple(sorted((name for name, km in away.items() if km <= within_km), key=away.__getitem__))


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Along a great circle (haversine). Shape: latitude and longitude in degrees, each."""
    (lat, lon), (other_lat, other_lon) = one, other
    rise, run = radians(other_lat - lat) / 2, radians(other_lon - lon) / 2
    chord = sin(rise) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(run) ** 2
    return 2 * _EARTH_KM * asin(sqrt(chord))


def _no_devices(plan: Plan, name: str, count: int) -> str:
    """Why a site cannot have so many devices."""
    known = [site.id for site in plan.sites]
    if name in known:
        return f"{count} devices at {name}: give at least 1"
    there = ", ".join(known[:_SITES_TOLD]) + (", ..." if len(known) > _SITES_TOLD else "")
    return f"{count} devices at {name!r}: no such site in {plan.sites_place}; there are: {there}"
