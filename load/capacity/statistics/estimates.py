"""A mean over replications with the error that their number leaves: Student's t, never pooled customers.

Source: A. M. Law, Simulation Modeling and Analysis (fixed-sample-size procedure: replications are independent and alike).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri, stdtr, stdtrit

from harness.commandline import UsageError
from load.capacity.play.columns import Doubles

LEVEL = 0.95
LEAST_VALUES = 2
"""Of replications, for an interval."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """The mean of so many replications, and how far one of them strays from it."""

    mean: float
    deviation: float
    count: int

    def half_width(self, level: float = LEVEL) -> float:
        """Of the two-sided interval at this level."""
        return self._beyond((1.0 + level) / 2.0)

    def interval(self, level: float = LEVEL) -> tuple[float, float]:
        """The two-sided interval."""
        half = self.half_width(level)
        return self.mean - half, self.mean + half

    def upper(self, level: float = LEVEL) -> float:
        """The bound that the true mean does not exceed, at this level, one-sided."""
        return self.mean + self._beyond(level)

    def p_value(self) -> float:
        """Two-sided p-value of a mean of 0."""
        if not self.deviation:
            return 0.0 if self.mean else 1.0
        return float(2.0 * stdtr(self.count - 1, -abs(self.mean) / self._error))

    @property
    def _error(self) -> float:
        return self.deviation / math.sqrt(self.count)

    def _beyond(self, probability: float) -> float:
        return float(stdtrit(self.count - 1, probability)) * self._error if self.deviation else 0.0


def estimate(values: Sequence[float] | Doubles) -> Estimate:
    """The estimate from one value a replication; without end if one of them is.

    Raises:
        UsageError: there is one replication: it says nothing of its own error.
    """
    count = len(values)
    if count < LEAST_VALUES:
        raise UsageError(f"--replications is {count}: an interval takes at least {LEAST_VALUES}")
    mean = math.fsum(values) / count
    if not math.isfinite(mean):
        return Estimate(math.inf, 0.0, count)
    deviation = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (count - 1))
    return Estimate(mean, deviation, count)


def ratio_half_widths(sums: Doubles, counts: Doubles, *, level: float = LEVEL) -> Doubles:
    """Half widths of the intervals of ratios of sums: each is linear in its two sums near the ratio of all.

    Shape: [replications, ...], and without the first axis; not a number where nothing was counted.

    Source: W. G. Cochran, Sampling Techniques (ratio estimates).
    """
    number = len(sums)
    whole = counts.sum(axis=0)
    ratios = np.divide(sums.sum(axis=0), whole, out=np.full_like(whole, np.nan), where=whole > 0)
    squares = np.square(sums - ratios * counts).sum(axis=0)
    errors = np.divide(
        np.sqrt(squares * number / (number - 1)), whole, out=np.full_like(whole, np.nan), where=whole > 0
    )
    widths: Doubles = float(stdtrit(number - 1, (1.0 + level) / 2.0)) * errors
    return widths


def replications_for(difference: float, *, deviation: float, level: float = LEVEL, power: float = 0.8) -> int:
    """How many replications would show this difference at this level, with this probability; by the normal law."""
    quantiles = float(ndtri((1.0 + level) / 2.0) + ndtri(power))
    return max(LEAST_VALUES, math.ceil((quantiles * deviation / difference) ** 2))
