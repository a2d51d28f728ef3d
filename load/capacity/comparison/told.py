"""A comparison in lines that a planner reads, and as JSON."""

from collections.abc import Iterator

from load.capacity.comparison.compared import Comparison, Difference
from load.capacity.model.plan import Plan
from load.capacity.statistics.estimates import LEVEL
from load.capacity.statistics.outcomes import Measure

_SITES_TOLD = 8


def told(comparison: Comparison) -> str:
    """Lines of text, without one at the end."""
    return "\n".join([*_head(comparison), *map(line, comparison.overall), "", *_sites(comparison)])


def as_json(comparison: Comparison) -> dict[str, object]:
    """All of it; shares and seconds."""
    return {
        "a": _plan_json(comparison.a),
        "b": _plan_json(comparison.b),
        "days": [day.isoformat() for day in comparison.days],
        "seed": comparison.seed,
        "replications": comparison.replications,
        "level": LEVEL,
        "overall": [_json(some) for some in comparison.overall],
        "sites": [_json(some) for some in comparison.sites],
    }


def _head(comparison: Comparison) -> Iterator[str]:
    for name, plan in (("A", comparison.a), ("B", comparison.b)):
        devices = sum(site.devices for site in plan.sites)
        yield f"{name}: {plan.place} on {plan.sites_place}, {devices} devices at {len(plan.sites)} sites"
    yield (
        f"{len(comparison.days)} days from {comparison.days[0]} to {comparison.days[-1]}, {comparison.replications} "
        f"replications of the same people, seed {comparison.seed}; intervals at {LEVEL:.0%}"
    )
    yield ""
    yield f"  {'all sites':<14}{'A':>11}{'B':>11}{'B - A':>12}{'from':>12}{'to':>12}"


def line(some: Difference) -> str:
    """A measure of both plans, the interval of its difference, and what that tells."""
    shown = some.measure.told
    low, high = (shown(value) for value in some.interval)
    figures = f"{shown(some.a.mean):>11}{shown(some.b.mean):>11}{shown(some.difference.mean):>12}{low:>12}{high:>12}"
    return f"  {some.site or some.measure:<14}{figures}  {_verdict(some)}"


def _verdict(some: Difference) -> str:
    if some.is_same:
        return "the same in every replication"
    if some.is_told:
        better, half_width = (
            "B is better" if some.difference.mean < 0 else "A is better",
            some.difference.half_width(some.level),
        )
        if not half_width:
            return f"{better}, by the same in every replication"
        return f"{better}; the pairs make the interval {some.unpaired_half_width / half_width:.1f} times narrower"
    return f"no difference can be told; about {some.needed} replications would tell one of this size"


def _sites(comparison: Comparison) -> Iterator[str]:
    of_p95 = [some for some in comparison.sites if some.measure is Measure.P95_WAIT]
    changed = sorted((some for some in of_p95 if not some.is_same), key=lambda some: -abs(some.difference.mean))
    many = f"; intervals of the {len(of_p95)} sites hold together at {LEVEL:.0%}" if len(of_p95) > 1 and changed else ""
    yield f"p95 wait by site: {len(changed)} of {len(of_p95)} sites differ{many}{', the most:' if changed else ''}"
    yield from map(line, changed[:_SITES_TOLD])


def _json(some: Difference) -> dict[str, object]:
    low, high = some.interval
    return {
        "site": some.site or None,
        "measure": some.measure,
        "a": some.a.mean,
        "b": some.b.mean,
        "difference": some.difference.mean,
        "low": low,
        "high": high,
        "level": some.level,
        "p_value": some.difference.p_value(),
        "told": some.is_told,
        "replications_needed": some.needed,
        "unpaired_half_width": some.unpaired_half_width,
    }


def _plan_json(plan: Plan) -> dict[str, object]:
    return {
        "model": plan.place,
        "sites_file": plan.sites_place,
        "devices": {site.id: site.devices for site in plan.sites},
        "assumptions": [{"file": place, "key": some.key, "reason": some.reason} for place, some in plan.assumptions],
    }
