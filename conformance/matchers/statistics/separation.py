"""Area under the ROC curve: the chance that a score that should be higher is higher (Mann-Whitney; a tie counts half).

Its interval comes from what each identity adds (infinitesimal jackknife over identities, on the logit scale), since each of
millions of impostor scores would have to be weighed in each replicate of a bootstrap. Attempts of two identities count for both,
so it errs on the wide side.
"""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit, ndtri

from conformance.matchers.statistics.attempts import (
    Attempts,
    Counts,
    Numbers,
    finite,
    independent_identities,
    number_identities,
)
from conformance.matchers.statistics.estimates import Estimate, bound_by_identities, checked_level


def area_under_curve(higher: ArrayLike, lower: ArrayLike) -> float:
    """The area alone.

    Raises:
        ValueError: a kind without scores, or a score that is no finite number.
    """
    own, foreign = finite(higher), finite(lower)
    return float(_places(own, among=foreign).sum() / (len(own) * len(foreign)))


def separation(higher: Attempts, lower: Attempts, *, level: float = 0.95) -> Estimate:
    """The area with an interval over identities: genuine against impostor scores, or clean captures against defective ones."""
    tail = (1 - checked_level(level)) / 2
    area = area_under_curve(higher.scores, lower.scores)
    identities, spread = _spread(higher, lower)
    attempts = len(higher.scores) + len(lower.scores)
    if area in {0.0, 1.0} or identities < 2:  # noqa: PLR2004 - one person does not vary
        independent = min(_independent(higher), _independent(lower))
        return bound_by_identities(area, independent=independent, attempts=attempts, identities=identities, level=level)
    scaled = spread / (area * (1 - area))
    shifts = ndtri([tail, 1 - tail, 2 * tail, 1 - 2 * tail]) * scaled
    low, high, lower_bound, upper_bound = expit(logit(area) + shifts).tolist()
    return Estimate(
        value=area,
        low=low,
        high=high,
        lower_bound=lower_bound,
        upper_bound=upper_bound,
        level=level,
        method="identity jackknife",
        unit="identities",
        attempts=attempts,
        identities=identities,
    )


def _spread(higher: Attempts, lower: Attempts) -> tuple[int, float]:
    """How many identities there are, and the standard error of the area."""
    (own, *rest), known = number_identities(higher.identities, lower.identities, lower.others)
    above = _places(higher.scores, among=lower.scores) / len(lower.scores)
    below = 1 - _places(lower.scores, among=higher.scores) / len(higher.scores)
    area = float(above.mean())
    influence = _sums(own, above - area, known) / len(above)
    for each in rest:
        influence += _sums(each, below - area, known) / len(below)
    return known, math.sqrt(float((influence**2).sum()) * known / max(known - 1, 1))


def _places(scores: Numbers, *, among: Numbers) -> Numbers:
    """How many of the others lie below each score, half of the equal ones included."""
    ordered = np.sort(among)
    return (np.searchsorted(ordered, scores, side="left") + np.searchsorted(ordered, scores, side="right")) / 2


def _sums(numbers: Counts, values: Numbers, known: int) -> Numbers:
    return np.bincount(numbers, weights=values, minlength=known).astype(np.float64)


def _independent(attempts: Attempts) -> int:
    _, known = number_identities(attempts.identities, attempts.others)
    return independent_identities(known, in_pairs=attempts.others is not None)
