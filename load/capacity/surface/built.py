"""Simulates a surface: its nodes, and the middle of each of its cells, which are held out to measure the interpolation.

All of them have the same draws, so that what differs from node to node is the demand, and not chance.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from load.capacity.model.plan import Plan
from load.capacity.model.variations import with_demand, with_service
from load.capacity.play.columns import Doubles
from load.capacity.play.simulate import simulate
from load.capacity.statistics.estimates import estimate
from load.capacity.statistics.outcomes import Measure, values
from load.capacity.surface.grid import Grid
from load.capacity.surface.interpolation import interpolated

MEASURES = tuple(Measure)


@dataclass(frozen=True, eq=False, kw_only=True)
class Surface:
    """`means` and `half_widths` (95 %) at the nodes; shape: site, devices, demand, service, measure.

    `missed`: how far the interpolation is from what was simulated in the middle of each cell; the same shape, cells for
    nodes. `model` and `days` say what was simulated.
    """

    model: str
    sites_file: str
    sites: tuple[str, ...]
    days: tuple[str, ...]
    seed: int
    replications: int
    grid: Grid
    means: Doubles
    half_widths: Doubles
    missed: Doubles


@dataclass(frozen=True, kw_only=True)
class Survey:
    """What a surface is made of."""

    plan: Plan
    sites: tuple[str, ...]
    grid: Grid
    days: Sequence[date]
    seed: int
    replications: int
    progress: Callable[[int, int], None] | None = None


def build(survey: Survey) -> Surface:
    """Simulate every node and every middle."""
    grid = survey.grid
    demand, service = grid.cells
    nodes = grid.shape[1] * grid.shape[2]
    total = (nodes + len(demand) * len(service)) * len(grid.devices)
    at_nodes = _simulated(survey, grid.demand, grid.service, done=0, total=total)
    in_cells = _simulated(survey, demand, service, done=nodes * len(grid.devices), total=total)
    expected = np.stack(
        [np.stack([interpolated(grid, at_nodes[0], demand=x, service=y) for y in service], axis=2) for x in demand],
        axis=2,
    )
    return Surface(
        model=survey.plan.place,
        sites_file=survey.plan.sites_place,
        sites=survey.sites,
        days=tuple(day.isoformat() for day in survey.days),
        seed=survey.seed,
        replications=survey.replications,
        grid=grid,
        means=at_nodes[0],
        half_widths=at_nodes[1],
        missed=np.abs(expected - in_cells[0]),
    )


def _simulated(survey: Survey, demand: Doubles, service: Doubles, *, done: int, total: int) -> tuple[Doubles, Doubles]:
    """Means and half widths. Shape: site, devices, demand, service, measure."""
    shape = len(survey.sites), len(survey.grid.devices), len(demand), len(service), len(MEASURES)
    means, half_widths = np.empty(shape), np.empty(shape)
    for number, (place, plan) in enumerate(_plans(survey, demand, service), start=done + 1):
        means[place], half_widths[place] = _at(survey, plan)
        if survey.progress is not None:
            survey.progress(number, total)
    return means, half_widths


def _plans(survey: Survey, demand: Doubles, service: Doubles) -> Iterator[tuple[tuple[slice, int, int, int], Plan]]:
    for column, x in enumerate(demand):
        for layer, y in enumerate(service):
            plan = with_service(with_demand(survey.plan, float(x)), float(y))
            for row, count in enumerate(survey.grid.devices):
                yield (slice(None), row, column, layer), plan.with_devices(dict.fromkeys(survey.sites, count))


def _at(survey: Survey, plan: Plan) -> tuple[Doubles, Doubles]:
    """Means and half widths. Shape: site, measure."""
    sites = None if plan.model.moving else survey.sites
    found = simulate(plan, seed=survey.seed, replications=survey.replications, days=survey.days, sites=sites)
    columns = [found.sites.index(site) for site in survey.sites]
    estimates = [
        [estimate(some[:, column]) for some in (values(found.by_site, measure) for measure in MEASURES)]
        for column in columns
    ]
    means = np.array([[one.mean for one in row] for row in estimates])
    return means, np.array([[one.half_width() for one in row] for row in estimates])
