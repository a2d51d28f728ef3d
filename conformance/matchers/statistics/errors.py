"""Comparison errors as functions of the threshold. A comparison matches iff its score is at or above the threshold.

Conventions are those of pyeer 0.5.6, so that an evaluation can be checked against it:

1. The curve has one point for each different score of either kind, in rising order. FMR falls from 1, FNMR rises from 0.
2. EER: let t2 be the first threshold at which FMR <= FNMR, and t1 the one before it (t2 itself where both rates are equal there,
   or where it is the first). The EER is half the sum of both rates at the one where that sum is smaller, at t1 if they are equal.
3. If FMR stays above FNMR at every score, the curves do not cross; the EER is 1 by convention, and `crosses` says so.

`fnmr_at_fmr` is ours: it never exceeds the wanted FMR, and refuses everybody if it must. (pyeer's FMR1000 takes the FMR that lies
nearest, which may be above.)
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from conformance.matchers.statistics.attempts import Counts, Numbers, finite

_BINS = 10, 50
"""A histogram has at least and at most so many bins."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ErrorCurve:
    """False matches and false non-matches at each different score, in rising order."""

    thresholds: Numbers
    false_matches: Counts
    """Impostor scores at or above the threshold."""
    false_non_matches: Counts
    """Genuine scores below the threshold."""
    genuine: int
    impostor: int

    @property
    def fmr(self) -> Numbers:
        """False match rate at each threshold."""
        return self.false_matches / self.impostor

    @property
    def fnmr(self) -> Numbers:
        """False non-match rate at each threshold."""
        return self.false_non_matches / self.genuine

    def at(self, threshold: float) -> "OperatingPoint":
        """Both rates at any threshold, be it a score of the sample or not."""
        place = int(np.searchsorted(self.thresholds, threshold, side="left"))
        if place == len(self.thresholds):
            return OperatingPoint(threshold=threshold, fmr=0.0, fnmr=1.0)
        return OperatingPoint(threshold=threshold, fmr=float(self.fmr[place]), fnmr=float(self.fnmr[place]))

    @property
    def refuses_all(self) -> float:
        """The lowest threshold above every score."""
        return float(np.nextafter(self.thresholds[-1], np.inf))


@dataclass(frozen=True, kw_only=True)
class OperatingPoint:
    """Both error rates at a threshold."""

    threshold: float
    fmr: float
    fnmr: float


@dataclass(frozen=True, kw_only=True)
class EqualErrorRate:
    """Where FMR and FNMR are nearest to each other; `value` is the middle of the two."""

    value: float
    low: float
    high: float
    threshold: float
    crosses: bool
    """False where FMR stays above FNMR at every score, as with a matcher that answers one number; the value is then 1."""


@dataclass(frozen=True, kw_only=True, eq=False)
class DetPoints:
    """A curve thinned out for drawing; its last point refuses everybody."""

    thresholds: Numbers
    fmr: Numbers
    fnmr: Numbers


def error_curve(genuine: ArrayLike, impostor: ArrayLike) -> ErrorCurve:
    """Count the errors at every threshold; ties are exact.

    Raises:
        ValueError: a kind without scores, or a score that is no finite number.
    """
    own, foreign = np.sort(finite(genuine)), np.sort(finite(impostor))
    thresholds = np.unique(np.concatenate([own, foreign]))
    return ErrorCurve(
        thresholds=thresholds,
        false_matches=len(foreign) - np.searchsorted(foreign, thresholds, side="left"),
        false_non_matches=np.searchsorted(own, thresholds, side="left").astype(np.int64),
        genuine=len(own),
        impostor=len(foreign),
    )


def equal_error_rate(curve: ErrorCurve) -> EqualErrorRate:
    """The EER by the second and third conventions above."""
    fmr, fnmr = curve.fmr, curve.fnmr
    crossed = np.flatnonzero(fmr <= fnmr)
    if len(crossed) == 0:
        return EqualErrorRate(value=1.0, low=1.0, high=1.0, threshold=float(curve.thresholds[0]), crosses=False)
    after = int(crossed[0])
    before = after if fmr[after] == fnmr[after] or after == 0 else after - 1
    chosen = before if fmr[before] + fnmr[before] <= fmr[after] + fnmr[after] else after
    low, high = sorted((float(fmr[chosen]), float(fnmr[chosen])))
    return EqualErrorRate(
        value=(low + high) / 2, low=low, high=high, threshold=float(curve.thresholds[chosen]), crosses=True
    )


def fnmr_at_fmr(curve: ErrorCurve, at_most: float) -> OperatingPoint:
    """The lowest threshold at which FMR does not exceed `at_most`; one that refuses everybody if no score will do."""
    allowed = np.flatnonzero(curve.fmr <= at_most)
    return _point(curve, int(allowed[0])) if len(allowed) else curve.at(curve.refuses_all)


def det_points(curve: ErrorCurve, *, limit: int = 400) -> DetPoints:
    """At most `limit` points of the curve for a DET plot, crowded where either rate is small.

    Raises:
        ValueError: fewer than four points are asked for.
    """
    if limit < 4:  # noqa: PLR2004 - two ends, and one point of either rate
        raise ValueError("a drawn curve needs at least four points")
    fmr, fnmr = np.append(curve.fmr, 0.0), np.append(curve.fnmr, 1.0)
    each = (limit - 2) // 2
    by_fmr = np.searchsorted(-fmr, -np.geomspace(1 / curve.impostor, 1.0, each))
    by_fnmr = np.searchsorted(fnmr, np.geomspace(1 / curve.genuine, 1.0, each))
    places = np.unique(np.concatenate([[0], by_fmr, by_fnmr, [len(fmr) - 1]]))
    thresholds = np.append(curve.thresholds, curve.refuses_all)
    return DetPoints(thresholds=thresholds[places], fmr=fmr[places], fnmr=fnmr[places])


def score_histogram(
    kinds: Mapping[str, ArrayLike], *, within: tuple[float, float]
) -> tuple[Numbers, dict[str, Counts]]:
    """How many scores of each kind fall between neighboring edges; the last bin includes its upper edge.

    The edges reach from the lowest score of all to the highest; around scores that are all but equal there is some room, not
    beyond their bounds, `within`. Bins are as wide as the rule of Freedman and Diaconis wants for the kind that needs the widest.

    Raises:
        ValueError: a kind without scores, or a score that is no finite number.
    """
    scores = {name: finite(values) for name, values in kinds.items()}
    lowest, highest = min(each.min() for each in scores.values()), max(each.max() for each in scores.values())
    least = 4 * _BINS[1] * np.spacing(max(abs(lowest), abs(highest)))
    if highest - lowest < least:
        middle, half = (lowest + highest) / 2, max(0.5, least)
        bounded = max(middle - half, within[0]), min(middle + half, within[1])
        lowest, highest = bounded if bounded[1] - bounded[0] >= least else (middle - half, middle + half)
    edges = np.linspace(lowest, highest, _bins(list(scores.values()), span=highest - lowest) + 1)
    return edges, {name: np.histogram(values, edges)[0].astype(np.int64) for name, values in scores.items()}


def _bins(kinds: Sequence[Numbers], *, span: float) -> int:
    """How many bins (Freedman and Diaconis 1981: twice the interquartile range by the cube root of the number of scores)."""
    width = max(2 * float(np.subtract(*np.quantile(each, [0.75, 0.25]))) / len(each) ** (1 / 3) for each in kinds)
    least, most = _BINS
    return most if width * most <= span else max(least, math.ceil(span / width))


def _point(curve: ErrorCurve, place: int) -> OperatingPoint:
    return OperatingPoint(
        threshold=float(curve.thresholds[place]), fmr=float(curve.fmr[place]), fnmr=float(curve.fnmr[place])
    )
