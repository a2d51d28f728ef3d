"""A simulation as JSON: what scripts and reports read. Times are seconds; null stands where nobody was."""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from load.capacity.play.columns import Doubles
from load.capacity.play.day import Fate
from load.capacity.play.router import route
from load.capacity.play.simulate import Simulation
from load.capacity.play.tally import Tally
from load.capacity.results.figures import FIGURES, Figure, Spread, estimate_of, mean_of
from load.capacity.statistics.estimates import LEVEL

Value = str | int | float | None | Mapping[str, "Value"] | Sequence["Value"]
Json = dict[str, Value]


def as_json(simulation: Simulation, *, inputs: Mapping[Figure, Spread] | None = None) -> bytes:
    """The simulation, the same bytes for the same one."""
    plan = simulation.plan
    told: Json = {
        "model": plan.place,
        "sites": plan.sites_place,
        "seed": simulation.seed,
        "replications": simulation.replications,
        "confidence": LEVEL,
        "routes": [
            {"site": some.site, "path": some.path, "reasons": some.reasons}
            for some in route(plan).sites
            if some.site in simulation.sites
        ],
        "assumptions": [{"file": place, "key": some.key, "reason": some.reason} for place, some in plan.assumptions],
        "whole": _counts(simulation.by_replication.total(), simulation.replications)
        | _figures(simulation.by_replication),
        "by_site": [_site(simulation, place) for place in range(len(simulation.sites))],
        "by_day": [_day(simulation, place) for place in range(len(simulation.days))],
    }
    if inputs is not None:
        told["inputs"] = {
            figure.key: {"p5": some.low, "p95": some.high, "deviation": some.deviation, "simulation_error": some.error}
            for figure, some in inputs.items()
        }
    return msgspec.json.encode(told) + b"\n"


def _site(simulation: Simulation, place: int) -> Json:
    site = next(site for site in simulation.plan.sites if site.id == simulation.sites[place])
    tally = simulation.by_site.at((slice(None), place))
    named: Json = {"site": site.id, "devices": site.devices}
    return named | _counts(tally.total(), simulation.replications) | _figures(tally)


def _day(simulation: Simulation, place: int) -> Json:
    """Of a day there are means alone."""
    tally = simulation.by_day.at(place).total()
    means: Json = {figure.key: float(figure.values(tally)) for figure in FIGURES}
    day: Json = {"day": simulation.days[place].isoformat()}
    return day | _counts(tally, simulation.replications) | means


def _counts(tally: Tally, replications: int) -> Json:
    """How many, per replication."""
    fates: Json = {fate: float(count) / replications for fate, count in zip(Fate, tally.fates, strict=True)}
    return {"came": float(tally.came) / replications, "fates": fates}


def _figures(tally: Tally) -> Json:
    return {figure.key: _figure(figure.values(tally)) for figure in FIGURES}


def _figure(values: Doubles) -> Json:
    """The mean and, from two replications that have a value on, its interval."""
    found = estimate_of(values)
    count = int(np.isfinite(values).sum())
    if found is None:
        return {"mean": mean_of(values), "low": None, "high": None, "replications": count}
    low, high = found.interval()
    return {"mean": found.mean, "low": low, "high": high, "replications": count}
