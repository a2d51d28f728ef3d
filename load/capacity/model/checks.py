"""What a model must say of itself to be simulated; each complaint names the key and what to do.

Seconds stand in every key, and still people write minutes: times outside what is plausible are refused, for a plan
that is wrong by sixty is worse than none.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta

from harness.world.assumptions import assumptions
from harness.world.opening import hours_on
from harness.world.sites import SiteFile
from load.capacity.draws.draws import place_key
from load.capacity.model.demand import intensity, profile_on
from load.capacity.model.model import Model
from load.capacity.model.service import mean_service_s
from load.capacity.model.times import Time

_MINUTE_S, _HOUR_S, _DAY_S = 60.0, 3600.0, 86_400.0
_SHORTEST_S = 10.0
_SHORTEST_PATIENCE_S, _SHORTEST_REPAIR_S = 60.0, 60.0
_LONGEST_S = 4 * _HOUR_S


def check_model(model: Model, sites: SiteFile) -> None:
    """Refuse a model that contradicts itself or its sites, or whose times are not plausible.

    Raises:
        ValueError: with the key, what is wrong and what to do.
    """
    for _ in assumptions(model, reasons=model.reasons):
        pass
    _check_names(model, sites)
    _check_references(model)
    _check_order(model)
    _check_times(model)
    _check_profiles(model, sites)


def _check_names(model: Model, sites: SiteFile) -> None:
    _check_once("kinds", (kind.name for kind in model.kinds))
    _check_once("services", (service.name for service in model.services))
    _check_once("shared", (shared.name for shared in model.shared))
    _check_once("outages", (outage.route for outage in model.outages))
    _check_once("demand.profiles", (day for profile in model.demand.profiles for day in profile.weekdays))
    known = {site.id for site in sites.sites}
    for site in model.demand.weights.sites:
        _check_known(site, known, key=f"demand.weights.sites.{site}", what=f"site in {sites.name}")
    for site in model.appointments.sites if model.appointments else ():
        _check_known(site, known, key="appointments.sites", what=f"site in {sites.name}")
    words = Counter(place_key(name) for name in (*known, *(outage.route for outage in model.outages)))
    if words and max(words.values()) > 1:
        raise ValueError("sites: two ids have the same key for draws; rename one of the new ones")


def _check_references(model: Model) -> None:
    kinds = {kind.name for kind in model.kinds}
    services = {service.name for service in model.services}
    shared = {thing.name for thing in model.shared}
    routes = {outage.route for outage in model.outages}
    for key, kind in _named_kinds(model):
        _check_known(kind, kinds, key=key, what="kind")
    for number, known_kind in enumerate(model.kinds):
        _check_known(known_kind.service, services, key=f"kinds[{number}].service", what="service")
    for number, service in enumerate(model.services):
        for place, leg in enumerate(service.legs):
            key = f"services[{number}].legs[{place}]"
            _check_known(leg.shared, shared | {""}, key=f"{key}.shared", what="shared thing")
            _check_known(leg.route, routes | {""}, key=f"{key}.route", what="outage of a route")
    used = {leg.shared for service in model.services for leg in service.legs}
    for number, thing in enumerate(model.shared):
        if thing.name not in used:
            raise ValueError(
                f'shared[{number}]: no leg needs {thing.name!r}; write `shared = "{thing.name}"` in one, or take it out'
            )


def _named_kinds(model: Model) -> Iterator[tuple[str, str]]:
    demand = model.demand
    yield from ((f"demand.cohorts[{number}].kind", some.kind) for number, some in enumerate(demand.cohorts))
    yield from ((f"demand.renewals[{number}].kind", some.kind) for number, some in enumerate(demand.renewals))
    yield from ((f"demand.overflows[{number}].kind", some.kind) for number, some in enumerate(demand.overflows))
    if model.appointments is not None:
        yield "appointments.kind", model.appointments.kind
        yield "appointments.late_kind", model.appointments.late_kind


def _check_order(model: Model) -> None:
    """What is said of who goes first, and where, has to mean something."""
    if model.preemption is not None and len({kind.priority for kind in model.kinds}) == 1:
        raise ValueError(
            "preemption: all kinds have one priority, so that nobody gives way; give kinds several, or take it out"
        )
    if model.jockeying is not None and model.lines == "one":
        raise ValueError('jockeying: there is one line for all devices; write lines = "each", or take jockeying out')


def _check_times(model: Model) -> None:
    for number, service in enumerate(model.services):
        mean_s = mean_service_s(service)
        _check_plausible(mean_s, key=f"services[{number}]", what="the mean of a whole service", least_s=_SHORTEST_S)
    times: list[tuple[str, str, Time | None, float]] = [
        (f"kinds[{number}].patience.mean_s", "patience", kind.patience, _SHORTEST_PATIENCE_S)
        for number, kind in enumerate(model.kinds)
    ]
    times += [
        (f"outages[{number}].duration.mean_s", "an outage", outage.duration, _SHORTEST_S)
        for number, outage in enumerate(model.outages)
    ]
    if model.moving is not None:
        times.append(("moving.travel.mean_s", "the way to another site", model.moving.travel, _SHORTEST_REPAIR_S))
    for key, what, time, least_s in times:
        if time is not None:
            _check_plausible(time.mean_s, key=key, what=what, least_s=least_s)
    if model.breakdowns is not None:
        repair_s = model.breakdowns.repair.mean_s
        _check_plausible(repair_s, key="breakdowns.repair.mean_s", what="a repair", least_s=60.0, most_s=7 * _DAY_S)
    if model.appointments is not None:
        every_s = model.appointments.every_s
        _check_plausible(every_s, key="appointments.every_s", what="a slot", least_s=_MINUTE_S)


def _check_plausible(value_s: float, *, key: str, what: str, least_s: float, most_s: float = _LONGEST_S) -> None:
    if value_s < least_s:
        raise ValueError(
            f"{key}: {what} is {value_s:g} s, which is too short to be plausible; times are in seconds, so write "
            f"{value_s * _MINUTE_S:g} if minutes were meant, else at least {least_s:g}"
        )
    if value_s > most_s:
        raise ValueError(
            f"{key}: {what} is {value_s:g} s ({value_s / _HOUR_S:.3g} h), which is too long to be plausible; times are in "
            f"seconds, so write {value_s / 1000:g} if milliseconds were meant, else at most {most_s:g}"
        )


def _check_profiles(model: Model, sites: SiteFile) -> None:
    """On every open day of the period the profile says when people come."""
    seen: set[tuple[object, object]] = set()
    for number in range((model.period.last - model.period.first).days + 1):
        day = model.period.first + timedelta(days=number)
        profile = profile_on(model.demand, day)
        for site in sites.sites:
            hours = hours_on(sites.calendar_of(site), day)
            if hours is None or (day.weekday(), hours) in seen:
                continue
            seen.add((day.weekday(), hours))
            if profile is None:
                raise ValueError(f"demand.profiles: none for {day:%A}, when {site.id} is open; add the weekday to one")
            if not intensity(profile, hours, visits=1.0, early_s=0.0).total:
                raise ValueError(
                    f"demand.profiles: on {day:%A} nobody comes within the hours of {site.id}; give half hours there"
                )


def _check_known(name: str, known: Iterable[str], *, key: str, what: str) -> None:
    if name not in known:
        there = ", ".join(sorted(some for some in known if some)) or "none"
        if len(there) > 200:  # noqa: PLR2004 - what still fits on a line
            there = f"{there[:200].rpartition(',')[0]}, ..."
        raise ValueError(f"{key}: {name!r} is no {what}; there are: {there}")


def _check_once(key: str, names: Iterable[str]) -> None:
    twice = next((name for name, times in Counter(names).items() if times > 1), None)
    if twice is not None:
        raise ValueError(f"{key}: {twice!r} stands twice; make them one, or rename one")
