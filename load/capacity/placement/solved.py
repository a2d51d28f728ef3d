"""The placement as an integer program, solved by CP-SAT of OR-Tools: shortest ways, with the gap to the best bound.

People of each home site (who would go there of themselves) are sent to sites within reach. A site bears what its devices
bear. Whoever finds no place stays unplaced, which counts as a very long way, so that there is always an answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from harness.commandline import UsageError
from load.capacity.model.plan import distance_km
from load.capacity.play.columns import Doubles

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar

_PER_KM = 100
_UNPLACED_KM = 1000
_MOVE = 1  # so that nobody is moved for nothing, where places are the same


@dataclass(frozen=True, kw_only=True)
class Problem:
    """`people`: of each home, a day. `bears`: by number of devices from 0 on. `devices`: fixed, or None if they are free.

    `total`: of all devices, if they are free.
    """

    sites: tuple[str, ...]
    people: Mapping[str, int]
    places: Mapping[str, tuple[float, float]]
    bears: Mapping[str, Sequence[int]]
    devices: Mapping[str, int] | None
    total: int
    within_km: float


@dataclass(frozen=True, kw_only=True)
class Placement:
    """`flows`: people from home to site. `bound_km`: no placement has fewer person-kilometers (unplaced ones included)."""

    status: str
    devices: dict[str, int]
    flows: dict[tuple[str, str], int]
    unplaced: dict[str, int]
    cost_km: float
    bound_km: float
    person_km: float

    @property
    def gap(self) -> float:
        """How much better the best may be, as a share of what was found."""
        return (self.cost_km - self.bound_km) / self.cost_km if self.cost_km else 0.0


def solve(problem: Problem, *, effort: float, seed: int) -> Placement:
    """The best placement that is found with this effort (deterministic time, about seconds): the same at every run.

    Raises:
        UsageError: OR-Tools is not installed, or the numbers of devices contradict each other.
    """
    try:
        from ortools.sat.python import cp_model  # noqa: PLC0415 - an optional package, and slow to load
    except ImportError:
        raise UsageError('`capacity place` needs OR-Tools; install it with: pip install "hawiya[placement]"') from None
    model = cp_model.CpModel()
    flows, unplaced, counts = _variables(model, problem)
    distances = _distances_km(problem)
    index = {name: number for number, name in enumerate(problem.sites)}
    ways = sum(
        (round(distances[index[home], index[site]] * _PER_KM) + _MOVE * (home != site)) * flow
        for (home, site), flow in flows.items()
    )
    model.minimize(ways + _UNPLACED_KM * _PER_KM * sum(unplaced.values()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2  # people are a flow, which linear relaxations bound well
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = effort
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        raise UsageError(
            f"no placement was found ({solver.status_name(status)}); give more --effort or --total devices"
        )
    return Placement(
        status=solver.status_name(status).lower(),
        devices={site: next(n for n, some in enumerate(counts[site]) if solver.value(some)) for site in problem.sites},
        flows={way: int(solver.value(flow)) for way, flow in flows.items() if solver.value(flow)},
        unplaced={home: int(solver.value(some)) for home, some in unplaced.items() if solver.value(some)},
        cost_km=float(solver.objective_value) / _PER_KM,
        bound_km=float(solver.best_objective_bound) / _PER_KM,
        person_km=float(solver.value(ways)) / _PER_KM,
    )


def _variables(
    model: "CpModel", problem: Problem
) -> "tuple[dict[tuple[str, str], IntVar], dict[str, IntVar], dict[str, list[IntVar]]]":
    distances = _distances_km(problem)
    flows = {
        (home, site): model.new_int_var(0, problem.people[home], f"{home} to {site}")
        for row, home in enumerate(problem.sites)
        for column, site in enumerate(problem.sites)
        if distances[row, column] <= problem.within_km
    }
    unplaced = {home: model.new_int_var(0, problem.people[home], f"{home} unplaced") for home in problem.sites}
    counts = {
        site: [model.new_bool_var(f"{site} has {count}") for count in range(len(problem.bears[site]))]
        for site in problem.sites
    }
    for home in problem.sites:
        model.add(sum(flow for (of, _), flow in flows.items() if of == home) + unplaced[home] == problem.people[home])
    for site, chosen in counts.items():
        model.add_exactly_one(chosen)
        borne = sum(bear * some for bear, some in zip(problem.bears[site], chosen, strict=True))
        model.add(sum(flow for (_, to), flow in flows.items() if to == site) <= borne)
        if problem.devices is not None:
            model.add(chosen[min(problem.devices[site], len(chosen) - 1)] == 1)
    if problem.devices is None:
        model.add(sum(count * some for chosen in counts.values() for count, some in enumerate(chosen)) <= problem.total)
    return flows, unplaced, counts


def _distances_km(problem: Problem) -> Doubles:
    """Along great circles. Shape: home, site."""
    places = [problem.places[site] for site in problem.sites]
    return np.array([[distance_km(home, place) for place in places] for home in places])
