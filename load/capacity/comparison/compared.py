"""Two plans on the same people: the difference of each replication, its interval, and what it would take to tell one.

Both plans are simulated with the same seed. Draws are fixed by purpose, site, day, replication and person, so that a
replication of B has the people of A, and their differences cancel in the pair (common random numbers).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from harness.commandline import UsageError
from load.capacity.model.plan import Plan
from load.capacity.play.columns import Doubles
from load.capacity.play.simulate import Simulation, simulate
from load.capacity.statistics.estimates import LEVEL, Estimate, estimate, replications_for
from load.capacity.statistics.outcomes import Measure, values

MEASURES = (Measure.MEAN_WAIT, Measure.P95_WAIT, Measure.VIRTUAL_WAIT, Measure.ABANDONMENT, Measure.LOST)
_ROUNDING = 1e-12


@dataclass(frozen=True, kw_only=True)
class Difference:
    """B minus A in one measure. `site` is empty for all sites together.

    `level` is that of its interval: of many sites, some would differ by chance, so theirs hold together (Bonferroni).
    """

    measure: Measure
    a: Estimate
    b: Estimate
    difference: Estimate
    unpaired_half_width: float
    """Of the interval that as many replications without common people would have had."""
    site: str = ""
    level: float = LEVEL

    @property
    def interval(self) -> tuple[float, float]:
        """Of the difference, at its level."""
        return self.difference.interval(self.level)

    @property
    def is_same(self) -> bool:
        """Whether no replication differs at all."""
        return self.difference.mean == 0 and self.difference.deviation == 0

    @property
    def is_told(self) -> bool:
        """Whether the interval leaves 0 out."""
        low, high = self.interval
        return low > 0 or high < 0

    @property
    def needed(self) -> int | None:
        """Replications that would tell a difference as large as the one seen, in 8 of 10 runs; None if there is none."""
        if self.is_same:
            return None
        return replications_for(self.difference.mean, deviation=self.difference.deviation, level=self.level)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two plans compared: over all sites, and at each site that both have."""

    a: Plan
    b: Plan
    days: Sequence[date]
    seed: int
    replications: int
    overall: tuple[Difference, ...]
    sites: tuple[Difference, ...]


def compare(  # noqa: PLR0913 - two plans and how to play them
    a: Plan,
    b: Plan,
    *,
    days: Sequence[date],
    seed: int,
    replications: int,
    progress: Callable[[str], Callable[[int, int], None]],
) -> Comparison:
    """Play both on these days and compare them.

    Raises:
        UsageError: B is closed on one of the days, or the number of replications leaves no interval.
    """
    closed = next((day for day in days if day not in b.visits), None)
    if closed is not None:
        raise UsageError(f"{b.place}: {closed} is no open day of it; give --first and --last that both are open on")
    played = [
        simulate(plan, seed=seed, replications=replications, days=days, progress=progress(name))
        for plan, name in ((a, "A"), (b, "B"))
    ]
    return Comparison(
        a=a,
        b=b,
        days=days,
        seed=seed,
        replications=replications,
        overall=tuple(_difference(*_overall(played, measure), measure=measure) for measure in MEASURES),
        sites=tuple(_by_site(*played)),
    )


def _overall(played: Sequence[Simulation], measure: Measure) -> tuple[Doubles, Doubles]:
    of_a, of_b = (values(simulation.by_site.total(axis=1), measure) for simulation in played)
    return of_a, of_b


def _by_site(a: Simulation, b: Simulation) -> list[Difference]:
    found = []
    both = [site for site in a.sites if site in b.sites]
    level = 1.0 - (1.0 - LEVEL) / max(len(both), 1)
    for site in both:
        tallies = [some.by_site.at((slice(None), some.sites.index(site))) for some in (a, b)]
        for measure in MEASURES:
            of_a, of_b = (values(tally, measure) for tally in tallies)
            found.append(_difference(of_a, of_b, measure=measure, site=site, level=level))
    return found


def _difference(of_a: Doubles, of_b: Doubles, *, measure: Measure, site: str = "", level: float = LEVEL) -> Difference:
    if not (np.isfinite(of_a).all() and np.isfinite(of_b).all()):
        raise UsageError(
            f"{site or 'all sites'}: in a replication nobody had a device; give more days, or more devices"
        )
    # sums of the same waits in another order are not a difference
    apart = np.where(np.abs(of_b - of_a) <= _ROUNDING * np.abs(of_a), 0.0, of_b - of_a)
    a, b = estimate(of_a), estimate(of_b)
    half_widths = a.half_width(level), b.half_width(level)
    return Difference(
        measure=measure,
        a=a,
        b=b,
        difference=estimate(apart),
        unpaired_half_width=float(np.hypot(*half_widths)),
        site=site,
        level=level,
    )
