"""Signs that the scores of a matcher mean nothing, so that its error rates should not be read at all."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from conformance.matchers.statistics.attempts import Attempts
from conformance.matchers.statistics.estimates import Estimate
from conformance.matchers.statistics.separation import separation

Sign = Literal["constant", "random", "inverted"]
"""The same score for everything; genuine scores not shown to be higher than impostor scores; genuine scores lower."""
_CHANCE = 0.5


@dataclass(frozen=True, kw_only=True)
class TrustReport:
    """What the scores show of the matcher."""

    sign: Sign | None
    """None if nothing speaks against reading its error rates."""
    area: Estimate
    """Of genuine against impostor scores; the sign "random" means that its interval holds one half."""


@dataclass(frozen=True, kw_only=True)
class RepeatReport:
    """The same inputs asked twice. A repeatable matcher has no pair that differs."""

    pairs: int
    different: int
    """Scores further apart than the tolerance, or a failure on one side only."""
    largest_difference: float
    """Among pairs of scores; 0 if there is none."""

    @property
    def is_repeatable(self) -> bool:
        """Whether every input got its answer again."""
        return self.different == 0


def trust_report(genuine: Attempts, impostor: Attempts, *, level: float = 0.95) -> TrustReport:
    """Look for a constant, a random and an inverted matcher."""
    area = separation(genuine, impostor, level=level)
    sign: Sign | None = None
    if len(np.unique(np.concatenate([genuine.scores, impostor.scores]))) == 1:
        sign = "constant"
    elif area.low <= _CHANCE <= area.high:
        sign = "random"
    elif area.high < _CHANCE:
        sign = "inverted"
    return TrustReport(sign=sign, area=area)


def repeat_report(first: ArrayLike, second: ArrayLike, *, tolerance: float = 0.0) -> RepeatReport:
    """Compare the answers to the same inputs.

    Shape: two rows of equal length, NaN for a failure to acquire.

    Raises:
        ValueError: no input, or rows of different lengths.
    """
    one, other = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if one.shape != other.shape or one.ndim != 1 or one.size == 0:
        raise ValueError("two answers are needed to each of at least one input")
    failed_once = np.isnan(one) != np.isnan(other)
    both = ~np.isnan(one) & ~np.isnan(other)
    distances = np.abs(one[both] - other[both])
    return RepeatReport(
        pairs=len(one),
        different=int(failed_once.sum() + (distances > tolerance).sum()),
        largest_difference=float(distances.max(initial=0.0)),
    )
