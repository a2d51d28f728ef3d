"""A simulation in a few lines that a planner can read: who was served, how long they waited, where it is worst.

Each figure stands with the 95 % interval of its mean over replications. One replication has none, and says so.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from load.capacity.model.plan import Plan
from load.capacity.play.day import Fate
from load.capacity.play.router import route
from load.capacity.play.simulate import Simulation
from load.capacity.results.figures import (
    ABANDONMENT,
    FIGURES,
    P95,
    UTILIZATION,
    Figure,
    Figures,
    Spread,
    estimate_of,
    mean_of,
)
from load.capacity.statistics.enough import SEEN, enough, rarest
from load.capacity.statistics.estimates import Estimate

_WORST = 5
_SHORT_S = 6.0
_LEAST_INPUTS = 20
"""Of which one lies below, and one above, what nine of ten are between."""


def summary(simulation: Simulation) -> str:
    """Lines of text, without one at the end."""
    plan = simulation.plan
    devices = sum(site.devices for site in plan.sites if site.id in simulation.sites)
    counts = {
        "site": int((simulation.by_site.open_s > 0).any(axis=0).sum()),
        "device": devices,
        "day": len(simulation.days),
        "replication": simulation.replications,
    }
    head = [
        f"{plan.model.title_en}: {plan.place} on {plan.sites_place}",
        f"{', '.join(_counted(number, thing) for thing, number in counts.items())}, seed {simulation.seed}",
        *route(plan).lines(),
        "",
    ]
    return "\n".join([*head, *_fates(simulation), *_figures(simulation), "", *_worst(simulation), "", *_assumed(plan)])


def spread_lines(spreads: Mapping[Figure, Spread], inputs: int) -> Iterator[str]:
    """The spread over drawn inputs beside the error of the simulation."""
    yield f"  {f'over {inputs} drawn inputs':<24}{'nine of ten from':>16}{'to':>14}{'deviation':>14}{'simulation error':>18}"
    for figure, some in spreads.items():
        told = [figure.told(value) for value in (some.low, some.high, some.deviation, some.error)]
        yield f"  {figure.title:<24}{told[0]:>16}{told[1]:>14}{told[2]:>14}{told[3]:>18}"
    if inputs < _LEAST_INPUTS:
        yield f"  {inputs} inputs are too few to have one beyond nine of ten; give --inputs {_LEAST_INPUTS} or more"


def _fates(simulation: Simulation) -> Iterator[str]:
    whole = simulation.by_replication.total()
    came = int(whole.came)
    yield f"  {'':<24}{'per replication':>16}{'of all who came':>18}"
    yield f"  {'came':<24}{came / simulation.replications:>16,.1f}{'':>18}"
    for fate, count in zip(Fate, whole.fates, strict=True):
        if count:
            share = f"{count / came:.1%}" if came and fate is not Fate.NO_SHOW else ""
            yield f"  {fate:<24}{count / simulation.replications:>16,.1f}{share:>18}"
    yield ""


def _figures(simulation: Simulation) -> Iterator[str]:
    figures = Figures(simulation)
    known = any(figures.whole.values())
    yield f"  {'':<24}{'mean':>16}{'95 % interval' if known else '':>18}"
    for figure in FIGURES:
        yield f"  {figure.title:<24}{_told(figure, figures.mean(figure)):>16}{_error(figure, figures.whole[figure]):>18}"
    yield from _doubts(simulation)


def _doubts(simulation: Simulation) -> Iterator[str]:
    """What has to be known of the intervals."""
    days = len(simulation.days)
    least, rarity = enough(simulation.plan, days=days), rarest(simulation.plan, days=days)
    if simulation.replications == 1:
        yield f"  one replication tells nothing of its own error; for intervals give --replications {least}"
    elif rarity is not None and simulation.replications < rarity.replications:
        seen = rarity.expected * simulation.replications
        yield f"  {rarity.what} is seen about {seen:.1f} times, so intervals may be too narrow: {least:,} replications see {SEEN}"
    elif simulation.replications < least:
        yield f"  intervals of {simulation.replications} replications may be too narrow; give --replications {least}"


def _worst(simulation: Simulation) -> Iterator[str]:
    figures = Figures(simulation)
    of_site = {name: figures.of_site(P95, number) for number, name in enumerate(simulation.sites)}
    waits = {name: mean_of(values) for name, values in of_site.items() if np.isfinite(values).any()}
    yield f"  {'longest p95 waits':<24}{'p95 wait':>16}{'':>18}{'abandoned':>14}{'utilization':>14}"
    for name in sorted(waits, key=lambda some: -waits[some])[:_WORST]:
        place = simulation.sites.index(name)
        others = [mean_of(figures.of_site(figure, place)) for figure in (ABANDONMENT, UTILIZATION)]
        error = _error(P95, estimate_of(of_site[name]))
        yield f"  {name:<24}{_told(P95, waits[name]):>16}{error:>18}{others[0]:>14.1%}{others[1]:>14.1%}"


def _assumed(plan: Plan) -> Iterator[str]:
    """Every assumption by its reason, and how many parts have it."""
    parts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for place, some in plan.assumptions:
        parts[place, some.reason].append(some.key)
    yield f"assumed, {sum(map(len, parts.values()))} parts:"
    for (_, reason), keys in parts.items():
        more = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
        yield f"  {keys[0]}{more}: {reason}"


def _told(figure: Figure, value: float) -> str:
    return figure.told(value) if np.isfinite(value) else "nobody"


def _error(figure: Figure, estimate: Estimate | None) -> str:
    if estimate is None:
        return ""
    half = estimate.half_width()
    if figure.is_share:
        return f"± {100 * half:.2g}%"
    return f"± {half:.2g} s" if half < _SHORT_S else f"± {half / 60:.2f} min"


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
