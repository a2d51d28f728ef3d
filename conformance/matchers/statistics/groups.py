"""Error rates by group of people, and how far the worst group stands from the others, at one threshold for all.

Three ratios of the worst group are stated: to the best, to everybody together, and to the geometric mean of the groups, which
hangs less on one lucky group than the best does. Where the divisor is 0 there is no ratio (None). The measures are ours, not a
clause of ISO/IEC 19795-10:2024, whose subject they are. The worst of many small groups looks bad by chance alone: read the
intervals first.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from conformance.matchers.statistics.attempts import Labels, marks
from conformance.matchers.statistics.estimates import Estimate
from conformance.matchers.statistics.resampling import Drawing


@dataclass(frozen=True, kw_only=True)
class GroupRate:
    """The rate of one group; the estimate holds the numbers of attempts, errors and identities."""

    group: str
    rate: Estimate


@dataclass(frozen=True, kw_only=True)
class GroupReport:
    """Rates by group, in the order of names, and ratios of the worst."""

    overall: Estimate
    groups: tuple[GroupRate, ...]
    worst_to_best: float | None
    worst_to_overall: float | None
    worst_to_geometric_mean: float | None


def group_report(errors: ArrayLike, groups: Labels, *, drawing: Drawing) -> GroupReport:
    """Rates by group.

    Shape: one group an attempt; of an impostor attempt, that of both (pairs across groups are left out by the caller).

    Raises:
        ValueError: no attempt, or rows of different lengths.
    """
    outcomes, labels = marks(errors), np.asarray(groups)
    if labels.shape != outcomes.shape:
        raise ValueError("each attempt needs its group")
    overall = drawing.share(outcomes)
    found = tuple(
        GroupRate(group=str(group), rate=drawing.share(outcomes, labels == group)) for group in np.unique(labels)
    )
    rates = [each.rate.value for each in found]
    middle = math.exp(sum(map(math.log, rates)) / len(rates)) if all(rates) else 0.0
    return GroupReport(
        overall=overall,
        groups=found,
        worst_to_best=_ratio(max(rates), min(rates)),
        worst_to_overall=_ratio(max(rates), overall.value),
        worst_to_geometric_mean=_ratio(max(rates), middle),
    )


def _ratio(worst: float, divisor: float) -> float | None:
    return worst / divisor if divisor else None
