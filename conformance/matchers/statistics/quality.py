"""How well a quality gate tells good captures from bad ones, and whether it names the reason.

A component that could not be assessed answers -1 (ISO/IEC 29794-1). That is no low score: it is left out.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from conformance.matchers.statistics.attempts import Attempts
from conformance.matchers.statistics.estimates import Estimate
from conformance.matchers.statistics.resampling import Drawing
from conformance.matchers.statistics.separation import separation

NOT_ASSESSED = -1.0


@dataclass(frozen=True, kw_only=True)
class ReasonShare:
    """How captures with one defect were refused; `expected` is empty for all of them together."""

    expected: str = ""
    right: Estimate
    """The expected reason was among those named."""
    alone: Estimate
    """It was the only one named: naming every reason is always right and never alone."""


def component_area(clean: Attempts, defective: Attempts, *, level: float = 0.95) -> Estimate | None:
    """Area under the ROC curve: how far the assessed scores of clean captures lie above those with the defect that it is about.

    None where a kind has no score that was assessed.
    """
    good, bad = _assessed(clean), _assessed(defective)
    return separation(good, bad, level=level) if good is not None and bad is not None else None


def reason_report(
    expected: Sequence[str], named: Sequence[Collection[str]], *, drawing: Drawing
) -> tuple[ReasonShare, tuple[ReasonShare, ...]]:
    """Compare the reasons that a gate names with the defect that each capture has: all together, and by reason in order.

    Raises:
        ValueError: no capture, or rows of different lengths.
    """
    pairs = list(zip(expected, named, strict=True))
    right = np.array([reason in answer for reason, answer in pairs], dtype=np.bool_)
    alone = np.array([set(answer) == {reason} for reason, answer in pairs], dtype=np.bool_)
    wanted = np.asarray(expected)
    everything = ReasonShare(right=drawing.share(right), alone=drawing.share(alone))
    return everything, tuple(
        ReasonShare(
            expected=reason,
            right=drawing.share(right, wanted == reason),
            alone=drawing.share(alone, wanted == reason),
        )
        for reason in sorted(set(expected))
    )


def _assessed(attempts: Attempts) -> Attempts | None:
    kept = attempts.scores != NOT_ASSESSED
    return Attempts(attempts.scores[kept], np.asarray(attempts.identities)[kept]) if kept.any() else None
