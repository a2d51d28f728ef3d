"""Signs that the scores of a matcher mean nothing, so that its error rates should not be read at all."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from conformance.matchers.statistics.attempts import Attempts, finite
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
    """Answers further apart than the tolerance."""
    largest_difference: float

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


def repeat_report(distances: ArrayLike, *, tolerance: float = 0.0) -> RepeatReport:
    """How far apart the two answers to each input lie.

    Raises:
        ValueError: no input, or a distance that is no finite number of 0 or more.
    """
    apart = finite(distances)
    if (apart < 0).any():
        raise ValueError("a distance is 0 or more")
    return RepeatReport(
        pairs=len(apart), different=int((apart > tolerance).sum()), largest_difference=float(apart.max())
    )
