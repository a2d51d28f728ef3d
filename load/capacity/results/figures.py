"""The figures of a simulation with the error that its replications leave, and the spread that its inputs leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from load.capacity.play.columns import Doubles
from load.capacity.play.simulate import Simulation
from load.capacity.play.tally import Tally
from load.capacity.statistics.estimates import LEAST_VALUES, Estimate, estimate

_TAILS = (0.05, 0.95)


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that is told of a simulation, from a value of each replication."""

    key: str
    title: str
    is_share: bool = False

    def values(self, tally: Tally) -> Doubles:
        """A value for each replication, or whatever the tally's axes are."""
        found: Doubles = getattr(tally, self.key)
        return found

    def told(self, value: float) -> str:
        """As people read it."""
        return f"{value:.1%}" if self.is_share else f"{value / 60:.1f} min"


MEAN = Figure("mean_wait_s", "mean wait")
P95 = Figure("p95_wait_s", "day and site p95 wait")
ABANDONMENT = Figure("abandonment", "abandoned", is_share=True)
VIRTUAL = Figure("mean_virtual_wait_s", "mean virtual wait")
UTILIZATION = Figure("utilization", "utilization", is_share=True)
FIGURES = (MEAN, P95, ABANDONMENT, VIRTUAL, UTILIZATION)

BY_NAME = {"mean": MEAN, "p95": P95, "abandonment": ABANDONMENT}
"""Those that a precision may be asked of."""


def estimate_of(values: Doubles) -> Estimate | None:
    """The estimate from those replications that have a value; nothing, if these are fewer than two."""
    known = values[np.isfinite(values)]
    return estimate([float(value) for value in known]) if len(known) >= LEAST_VALUES else None


@dataclass(frozen=True)
class Figures:
    """Of all sites together, and of each."""

    simulation: Simulation

    @cached_property
    def whole(self) -> Mapping[Figure, Estimate | None]:
        """Of all sites together."""
        tally = self.simulation.by_replication
        return {figure: estimate_of(figure.values(tally)) for figure in FIGURES}

    def mean(self, figure: Figure) -> float:
        """Over the replications that have a value, all sites together; not a number, if none has."""
        return mean_of(figure.values(self.simulation.by_replication))

    def of_site(self, figure: Figure, site: int) -> Doubles:
        """A value for each replication."""
        return figure.values(self.simulation.by_site.at((slice(None), site)))


def mean_of(values: Doubles) -> float:
    """Over those that are numbers."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How the answer varies with the inputs, apart from the error of each simulation.

    `low` and `high`: between them are nine of ten drawn inputs. `deviation`: of the answer over inputs, with what the
    simulation adds taken off. `error`: the standard error of one input's answer.
    """

    low: float
    high: float
    deviation: float
    error: float


def spread(estimates: Sequence[Estimate]) -> Spread:
    """The spread of answers to drawn inputs: variance between inputs, less what replications within them explain."""
    means = np.array([some.mean for some in estimates])
    within = float(np.mean([some.deviation**2 / some.count for some in estimates]))
    between = float(means.var(ddof=1))
    low, high = (float(edge) for edge in np.quantile(means, _TAILS))
    return Spread(low=low, high=high, deviation=max(0.0, between - within) ** 0.5, error=within**0.5)
