"""Scores together with the identities that they are about, since attempts of one identity are not independent."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers: TypeAlias = NDArray[np.float64]
Counts: TypeAlias = NDArray[np.int64]
Marks: TypeAlias = NDArray[np.bool_]
Labels: TypeAlias = NDArray[Any]
"""One label an attempt, of any type that can be sorted; integers are quickest."""


@dataclass(frozen=True, eq=False)
class Attempts:
    """Scores of attempts, higher meaning more alike (or of better quality).

    Shape: arrays of one dimension and equal length; `others` is given where an attempt concerns two identities.

    Raises:
        ValueError: no score, a score that is no finite number, unequal lengths, or an impostor compared with himself.
    """

    scores: Numbers
    identities: Labels
    """Who was presented."""
    others: Labels | None = None
    """Of impostor attempts: whose reference it was compared with."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "scores", finite(self.scores))
        labels = [self.identities] if self.others is None else [self.identities, self.others]
        if any(np.shape(each) != self.scores.shape for each in labels):
            raise ValueError("each score needs its identities")
        if self.others is not None and np.any(np.asarray(self.identities) == np.asarray(self.others)):
            raise ValueError("an impostor attempt concerns two identities, and one names the same twice")


def finite(scores: ArrayLike) -> Numbers:
    """The scores as an array.

    Raises:
        ValueError: none, more than one dimension, or a score that is no finite number.
    """
    array = np.asarray(scores, dtype=np.float64)
    if array.ndim != 1 or array.size == 0:
        raise ValueError("scores are a row of at least one number")
    if not np.isfinite(array).all():
        raise ValueError("a score is a finite number; failures to acquire are counted apart")
    return array


def marks(values: ArrayLike) -> Marks:
    """Outcomes of attempts as an array of yes and no.

    Raises:
        ValueError: none, or more than one dimension.
    """
    array = np.asarray(values, dtype=np.bool_)
    if array.ndim != 1 or array.size == 0:
        raise ValueError("outcomes are a row of at least one yes or no")
    return array


def number_identities(*labels: Labels | None) -> tuple[list[Counts], int]:
    """Number the identities from 0 across several rows of labels, and say how many there are."""
    rows = [np.asarray(each) for each in labels if each is not None]
    known, numbers = np.unique(np.concatenate(rows), return_inverse=True)
    ends = np.cumsum([len(row) for row in rows])[:-1]
    return np.split(numbers.astype(np.int64), ends), len(known)


def independent_identities(identities: int, *, in_pairs: bool) -> int:
    """How many attempts of so many identities can be independent: one each, or one a pair of which no identity is in two."""
    return identities // 2 if in_pairs else identities
