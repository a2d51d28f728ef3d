"""A plan with one thing changed: more demand, slower service, other devices, other sites. The draws stay as they are."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import msgspec

from harness.commandline import UsageError
from harness.world.sites import SiteFile
from load.capacity.model.checks import check_model
from load.capacity.model.plan import Plan, make_plan
from load.capacity.model.service import Service, ServiceLeg
from load.capacity.model.times import Time
from simulators.scenarios import read_toml, scenario_text

_LEAST, _MOST = 0.05, 20.0


def with_demand(plan: Plan, factor: float) -> Plan:
    """The plan with so many times as many people who come without an appointment; the slots stay.

    Raises:
        UsageError: the factor is out of range.
    """
    _check_factor("demand", factor)
    demand = plan.model.demand
    changed = msgspec.structs.replace(
        demand,
        cohorts=[msgspec.structs.replace(some, people=some.people * factor) for some in demand.cohorts],
        renewals=[msgspec.structs.replace(some, people=some.people * factor) for some in demand.renewals],
        overflows=[
            msgspec.structs.replace(some, phone_enrollments=some.phone_enrollments * factor)
            for some in demand.overflows
        ],
    )
    return replace(plan, model=msgspec.structs.replace(plan.model, demand=changed))


def with_service(plan: Plan, factor: float) -> Plan:
    """The plan with every time at a device so many times as long.

    Raises:
        UsageError: the factor is out of range.
    """
    _check_factor("service", factor)
    services = [_slower(service, factor) for service in plan.model.services]
    return replace(plan, model=msgspec.structs.replace(plan.model, services=services))


def with_sites(plan: Plan, name: str) -> Plan:
    """The model of the plan on another file of sites, by its packaged name or its path.

    Raises:
        UsageError: there is none, or the model does not fit it.
    """
    text, place = scenario_text("sites", name)
    sites = read_toml(text, SiteFile, place=place)
    try:
        check_model(plan.model, sites)
    except ValueError as error:
        raise UsageError(f"{plan.place} on {Path(place).name}: {error}") from None
    return make_plan(plan.model, sites, place=plan.place, sites_place=place, hooks=plan.hooks)


def only(plan: Plan, sites: Collection[str]) -> Plan:
    """The plan with these sites alone: all its people come to them.

    Raises:
        UsageError: there is no such site, or none is left.
    """
    unknown = next((name for name in sites if name not in {site.id for site in plan.sites}), None)
    if unknown is not None or not sites:
        raise UsageError(f"{plan.sites_place}: {unknown or 'no site'}: name sites that are there")
    kept = (site for site in plan.sites if site.id in sites)
    return replace(
        plan,
        sites=tuple(replace(site, neighbors=tuple(one for one in site.neighbors if one in sites)) for site in kept),
    )


def _slower(service: Service, factor: float) -> Service:
    return msgspec.structs.replace(service, legs=[_slower_leg(leg, factor) for leg in service.legs])


def _slower_leg(leg: ServiceLeg, factor: float) -> ServiceLeg:
    retry = leg.retry
    return msgspec.structs.replace(
        leg,
        human=_longer(leg.human, factor),
        system=_longer(leg.system, factor),
        retry=retry and msgspec.structs.replace(retry, time=_longer(retry.time, factor)),
    )


def _longer(time: Time | None, factor: float) -> Time | None:
    return time and msgspec.structs.replace(time, mean_s=time.mean_s * factor)


def _check_factor(name: str, factor: float) -> None:
    if not _LEAST <= factor <= _MOST:
        raise UsageError(
            f"{name} factor is {factor:g}; give {_LEAST:g} to {_MOST:g}, where 1 is the model as it stands"
        )
