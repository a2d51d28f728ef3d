"""The day by half hours, from visits: waits by site and hour, and the lines of all sites together."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import numpy as np

from load.capacity.draws.draws import Occasion
from load.capacity.kernels.days import Kernels
from load.capacity.kernels.machine import machine
from load.capacity.model.demand import HALF_HOUR_S
from load.capacity.model.plan import Plan
from load.capacity.play.blocks import play_day
from load.capacity.play.columns import Columns, columns_of
from load.capacity.play.hours import HALF_HOURS, hours_of
from load.capacity.play.router import route
from load.capacity.report.facts import HourFacts, Sample
from load.capacity.report.stages import Tell
from load.capacity.statistics.estimates import ratio_half_widths

_LOW, _HIGH = 0.05, 0.95


def hours_over(plan: Plan, sample: Sample, *, tell: Tell) -> HourFacts:
    """All days and replications of the sample."""
    place_of = {site.id: number for number, site in enumerate(plan.sites)}
    kernels = Kernels(plan, machine())
    came = np.zeros((sample.replications, len(plan.sites), HALF_HOURS))
    virtual_s = np.zeros_like(came)
    waiting = np.zeros((len(sample.days), sample.replications, HALF_HOURS))
    busy = np.zeros(HALF_HOURS)
    for number, day in enumerate(sample.days):
        for replication, columns in _played(kernels, sample, day):
            hours = hours_of(columns)
            came[replication, place_of[columns.site]] += hours.came
            virtual_s[replication, place_of[columns.site]] += hours.virtual_wait_s
            waiting[number, replication] += hours.waiting_s / HALF_HOUR_S
            busy += hours.busy_s / HALF_HOUR_S
        tell((number + 1) * sample.replications, len(sample.days) * sample.replications)
    count = len(sample.days) * sample.replications
    days = waiting.reshape(count, HALF_HOURS)
    people = came.sum(axis=0)
    return HourFacts(
        wait_s=np.divide(virtual_s.sum(axis=0), people, out=np.full_like(people, np.nan), where=people > 0),
        wait_error_s=ratio_half_widths(virtual_s, came),
        came=people / count,
        waiting=days.mean(axis=0),
        waiting_low=np.quantile(days, _LOW, axis=0, method="inverted_cdf"),
        waiting_high=np.quantile(days, _HIGH, axis=0, method="inverted_cdf"),
        busy=busy / count,
        breaks=_breaks(plan, sample.days[0]),
    )


def _played(kernels: Kernels, sample: Sample, day: date) -> Iterator[tuple[int, Columns]]:
    """Every site of a day in every replication, each by the engine that the router names."""
    plan, replications = kernels.plan, range(sample.replications)
    together = route(plan).simpy
    there = plan.open_sites(day)
    for site, hours in there:
        if site.id not in together:
            yield from enumerate(kernels.columns_on(site, hours, day, seed=sample.seed, replications=replications))
    chosen = [(site, hours) for site, hours in there if site.id in together]
    for replication in replications if chosen else ():
        occasion = Occasion(seed=sample.seed, day=day, replication=replication)
        yield from ((replication, columns_of(one)) for one in play_day(plan, occasion, chosen)[1])


def _breaks(plan: Plan, day: date) -> tuple[tuple[float, float], ...]:
    """The breaks that more than half of the sites keep."""
    there = plan.open_sites(day)
    kept = Counter(spell for _, hours in there for spell in hours.breaks)
    often = (spell for spell, count in kept.items() if 2 * count > len(there))
    return tuple(sorted((begins_s / 3600.0, ends_s / 3600.0) for begins_s, ends_s in often))
