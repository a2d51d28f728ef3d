"""A simulation in a few lines that a planner can read: who was served, how long they waited, where it is worst.

Figures are means over replications. Intervals are not told here: one run of days says nothing of its own error.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from math import fsum

from load.capacity.day import Fate
from load.capacity.simulate import Simulation, SiteDay

_WORST = 5
_MINUTE_S = 60.0


def summary(simulation: Simulation) -> str:
    """Lines of text, without one at the end."""
    plan, rows = simulation.plan, simulation.rows
    sites, days = len({row.site for row in rows}), len({row.day for row in rows})
    devices = sum(site.devices for site in plan.sites)
    counts = {"site": sites, "device": devices, "day": days, "replication": simulation.replications}
    head = [
        f"{plan.model.title_en}: {plan.place} on {plan.sites_place}",
        f"{', '.join(_counted(number, thing) for thing, number in counts.items())}, seed {simulation.seed}",
        "",
    ]
    return "\n".join([*head, *_fates(simulation), "", *_worst(rows), "", *_assumed(simulation)])


def _fates(simulation: Simulation) -> Iterator[str]:
    rows = simulation.rows
    total = {fate: sum(row.fates.get(fate, 0) for row in rows) for fate in Fate}
    came = sum(row.came for row in rows)
    yield f"  {'':<24}{'per replication':>16}{'of all who came':>18}"
    yield f"  {'came':<24}{came / simulation.replications:>16,.1f}{'':>18}"
    for fate, count in total.items():
        if count:
            share = f"{count / came:.1%}" if came and fate is not Fate.NO_SHOW else ""
            yield f"  {fate:<24}{count / simulation.replications:>16,.1f}{share:>18}"
    yield f"  {'mean wait':<24}{_minutes(_mean_wait_s(rows)):>16}"
    yield f"  {'day and site p95 wait':<24}{_minutes(_mean(row.p95_wait_s for row in rows)):>16}"
    yield f"  {'utilization':<24}{_mean(row.utilization for row in rows):>16.1%}"


def _worst(rows: Iterable[SiteDay]) -> Iterator[str]:
    by_site: dict[str, list[SiteDay]] = defaultdict(list)
    for site, some in groupby(rows, key=lambda row: row.site):
        by_site[site] += some
    waits = {site: _mean(row.p95_wait_s for row in some) for site, some in by_site.items()}
    yield f"  {'longest p95 waits':<24}{'p95 wait':>16}{'utilization':>18}"
    for site in sorted(waits, key=lambda name: -waits[name])[:_WORST]:
        busy = _mean(row.utilization for row in by_site[site])
        yield f"  {site:<24}{_minutes(waits[site]):>16}{busy:>18.1%}"


def _assumed(simulation: Simulation) -> Iterator[str]:
    """Every assumption by its reason, and how many parts have it."""
    parts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for place, some in simulation.plan.assumptions:
        parts[place, some.reason].append(some.key)
    yield f"assumed, {sum(map(len, parts.values()))} parts:"
    for (_, reason), keys in parts.items():
        more = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
        yield f"  {keys[0]}{more}: {reason}"


def _mean_wait_s(rows: Iterable[SiteDay]) -> float:
    """Over all who had a device."""
    started = [(row.mean_wait_s, row.started) for row in rows if row.mean_wait_s is not None]
    return fsum(wait * count for wait, count in started) / (sum(count for _, count in started) or 1)


def _mean(values: Iterable[float | None]) -> float:
    known = [value for value in values if value is not None]
    return fsum(known) / len(known) if known else 0.0


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _minutes(seconds: float) -> str:
    return f"{seconds / _MINUTE_S:.1f} min"
