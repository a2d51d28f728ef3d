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

from conformance.matchers.statistics.attempts import Labels, Marks, marks
from conformance.matchers.statistics.estimates import Estimate, clopper_pearson
from conformance.matchers.statistics.resampling import bootstrap_rate


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

    @property
    def worst(self) -> GroupRate:
        """The group with the highest rate."""
        return max(self.groups, key=lambda each: each.rate.value)

    @property
    def best(self) -> GroupRate:
        """The group with the lowest rate."""
        return min(self.groups, key=lambda each: each.rate.value)


@dataclass(frozen=True, kw_only=True, eq=False)
class Drawing:
    """Who the attempts are about and how identities are drawn, for intervals over identities."""

    identities: Labels
    others: Labels | None = None
    stream: np.random.Generator
    replicates: int = 1000


def group_report(
    errors: ArrayLike, groups: Labels, *, drawing: Drawing | None = None, level: float = 0.95
) -> GroupReport:
    """Rates by group: Clopper-Pearson over attempts, or over identities where a drawing is given.

    Shape: one group an attempt; of an impostor attempt, that of both (pairs across groups are left out by the caller).

    Raises:
        ValueError: no attempt, or rows of different lengths.
    """
    outcomes, labels = marks(errors), np.asarray(groups)
    if labels.shape != outcomes.shape:
        raise ValueError("each attempt needs its group")
    overall = _rate(outcomes, np.ones(len(outcomes), dtype=np.bool_), drawing=drawing, level=level)
    found = tuple(
        GroupRate(group=str(group), rate=_rate(outcomes, labels == group, drawing=drawing, level=level))
        for group in np.unique(labels)
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


def _rate(outcomes: Marks, members: Marks, *, drawing: Drawing | None, level: float) -> Estimate:
    chosen = outcomes[members]
    if drawing is None:
        return clopper_pearson(int(chosen.sum()), len(chosen), level=level)
    return bootstrap_rate(
        chosen,
        identities=np.asarray(drawing.identities)[members],
        others=None if drawing.others is None else np.asarray(drawing.others)[members],
        stream=drawing.stream,
        replicates=drawing.replicates,
        level=level,
    )


def _ratio(worst: float, divisor: float) -> float | None:
    return worst / divisor if divisor else None
