"""How well a quality gate tells good captures from bad ones, names the reason, and foresees errors.

A component that could not be assessed answers -1 (ISO/IEC 29794-1). That is no low score: it is counted apart.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from conformance.matchers.statistics.attempts import Attempts, Numbers, marks
from conformance.matchers.statistics.estimates import Estimate, clopper_pearson
from conformance.matchers.statistics.separation import separation

NOT_ASSESSED = -1.0


@dataclass(frozen=True, kw_only=True)
class ComponentReport:
    """How far the scores of clean captures lie above those of defective ones."""

    area: Estimate | None
    """Area under the ROC curve of the assessed ones; None if a kind has none."""
    clean: int
    defective: int
    clean_not_assessed: int
    defective_not_assessed: int


@dataclass(frozen=True, kw_only=True)
class ReasonCount:
    """How captures with one defect were refused."""

    expected: str
    attempts: int
    right: int
    """The expected reason was among those named."""
    alone: int
    """It was the only one named: naming every reason is always right and never alone."""
    silent: int
    """No reason was named."""


@dataclass(frozen=True, kw_only=True)
class ReasonReport:
    """Whether refusals name the right reason."""

    right: Estimate
    alone: Estimate
    by_reason: tuple[ReasonCount, ...]
    """In the order of names."""


@dataclass(frozen=True, kw_only=True, eq=False)
class DiscardCurve:
    """The error rate of what is left after the attempts of lowest quality are discarded."""

    discarded: Numbers
    """Shares, from 0; attempts of equal quality leave together."""
    error_rates: Numbers

    def area(self, *, up_to: float = 0.2) -> float:
        """The area under the steps from 0 to a discarded share: smaller where quality foresees errors.

        Raises:
            ValueError: the share is not above 0 and at most 1.
        """
        if not 0 < up_to <= 1:
            raise ValueError(f"a share of attempts to discard lies above 0 and at most at 1, not at {up_to}")
        ends = np.append(self.discarded[1:], 1.0)
        return float((np.clip(ends, 0, up_to) - np.clip(self.discarded, 0, up_to)) @ self.error_rates)


def component_report(clean: Attempts, defective: Attempts, *, level: float = 0.95) -> ComponentReport:
    """Compare the scores of a component for clean captures and for those with the defect that it is about."""
    good, bad = _assessed(clean), _assessed(defective)
    return ComponentReport(
        area=separation(good, bad, level=level) if good is not None and bad is not None else None,
        clean=len(clean.scores),
        defective=len(defective.scores),
        clean_not_assessed=int((clean.scores == NOT_ASSESSED).sum()),
        defective_not_assessed=int((defective.scores == NOT_ASSESSED).sum()),
    )


def reason_report(expected: Sequence[str], named: Sequence[Collection[str]], *, level: float = 0.95) -> ReasonReport:
    """Compare the reasons that a gate names with the defect that each capture has.

    Raises:
        ValueError: no capture, or rows of different lengths.
    """
    pairs = list(zip(expected, named, strict=True))
    counts = tuple(
        ReasonCount(
            expected=reason,
            attempts=len(answers),
            right=sum(reason in answer for answer in answers),
            alone=sum(set(answer) == {reason} for answer in answers),
            silent=sum(not answer for answer in answers),
        )
        for reason in sorted(set(expected))
        for answers in [[answer for wanted, answer in pairs if wanted == reason]]
    )
    return ReasonReport(
        right=clopper_pearson(sum(each.right for each in counts), len(pairs), level=level),
        alone=clopper_pearson(sum(each.alone for each in counts), len(pairs), level=level),
        by_reason=counts,
    )


def discard_curve(quality: ArrayLike, errors: ArrayLike) -> DiscardCurve:
    """Error against discard, at a threshold that stays as it was (ISO/IEC 29794-1).

    Shape: one quality an attempt; of a comparison, the lower one of its two samples. What was not assessed leaves first.

    Raises:
        ValueError: no attempt, or rows of different lengths.
    """
    outcomes = marks(errors)
    values = np.asarray(quality, dtype=np.float64)
    if values.shape != outcomes.shape:
        raise ValueError("each attempt needs its quality")
    order = np.argsort(values, kind="stable")
    starts = np.unique(values[order], return_index=True)[1]
    left = len(outcomes) - starts
    wrong_before = np.concatenate([[0], np.cumsum(outcomes[order])])[starts]
    return DiscardCurve(discarded=starts / len(outcomes), error_rates=(outcomes.sum() - wrong_before) / left)


def _assessed(attempts: Attempts) -> Attempts | None:
    kept = attempts.scores != NOT_ASSESSED
    return Attempts(attempts.scores[kept], np.asarray(attempts.identities)[kept]) if kept.any() else None
