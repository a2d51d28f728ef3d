"""Intervals by drawing identities again: the attempts of one person rise and fall together.

1. A replicate draws as many identities as there are, with replacement. An attempt counts as often as its identity was drawn; an
   impostor attempt as often as the first times as often as the second (two ways, one draw), and nobody is an impostor of himself.
2. The interval lies between percentiles of the replicates; the one-sided bounds are percentiles of their own.
3. Impostor intervals err on the wide side: errors that belong to a pair alone, to neither person, count about three times.
4. Where no attempt or every attempt is an error, no replicate differs. Clopper-Pearson over the independent identities takes
   over; the method of the estimate says so. With errors of a few identities only, the interval is too narrow: see `claims`.
5. A `Drawing` draws only where somebody has two attempts. One attempt a person is what Clopper-Pearson is exact for. Drawn
   intervals are widened to that of Clopper-Pearson over attempts: attempts that go together never narrow one, few errors do.

EER and FNMR at an FMR choose their threshold again in each replicate. A replicate crosses near to where the sample does, so only
the scores of a window around that place are weighed one by one; whoever crosses outside of it is tried again with a wider one.
The result is that of weighing everything.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from conformance.matchers.statistics.attempts import (
    Attempts,
    Counts,
    Labels,
    Marks,
    Numbers,
    independent_identities,
    marks,
    number_identities,
)
from conformance.matchers.statistics.errors import ErrorCurve, equal_error_rate, error_curve, fnmr_at_fmr
from conformance.matchers.statistics.estimates import Estimate, bound_by_identities, checked_level, clopper_pearson

_CELLS = 4_000_000
"""How many weights are held at once."""
_DENSE = 4_000
"""Up to so many identities, pairs are counted in a square."""

_Who: TypeAlias = list[Counts]
"""The numbers of the one or two identities of each attempt."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Drawing:
    """Who the attempts are about, one entry an attempt, and how identities are drawn for intervals."""

    identities: Labels
    others: Labels | None = None
    stream: np.random.Generator
    replicates: int = 1000
    level: float = 0.95

    def share(self, errors: ArrayLike, members: Marks | None = None) -> Estimate:
        """The share of errors among all attempts, or among some of them.

        Raises:
            ValueError: no attempt, or rows of different lengths.
        """
        outcomes, identities = marks(errors), np.asarray(self.identities)
        if outcomes.shape != identities.shape:
            raise ValueError("each attempt needs its identity")
        chosen = np.ones(len(outcomes), dtype=np.bool_) if members is None else members
        outcomes, identities = outcomes[chosen], identities[chosen]
        known = len(np.unique(identities))
        if self.others is None and known == len(outcomes):
            return clopper_pearson(int(outcomes.sum()), known, level=self.level, identities=known)
        drawn = bootstrap_rate(
            outcomes,
            identities=identities,
            others=None if self.others is None else np.asarray(self.others)[chosen],
            stream=self.stream,
            replicates=self.replicates,
            level=self.level,
        )
        return _widened(drawn, clopper_pearson(int(outcomes.sum()), len(outcomes), level=self.level))


def _widened(estimate: Estimate, least: Estimate) -> Estimate:
    return replace(
        estimate,
        low=min(estimate.low, least.low),
        high=max(estimate.high, least.high),
        lower_bound=min(estimate.lower_bound, least.lower_bound),
        upper_bound=max(estimate.upper_bound, least.upper_bound),
    )


def bootstrap_rate(  # noqa: PLR0913 - what is drawn, how often, and from which stream
    errors: ArrayLike,
    *,
    identities: Labels,
    others: Labels | None = None,
    stream: np.random.Generator,
    replicates: int = 1000,
    level: float = 0.95,
) -> Estimate:
    """The share of errors among attempts, be an error a false match, a non-match, a failure or a wrong reason.

    Raises:
        ValueError: no attempt, rows of different lengths, or a level outside of 0 to 1.
    """
    outcomes = marks(errors)
    attempts = Attempts(outcomes.astype(np.float64), identities, others)
    who, known = number_identities(attempts.identities, attempts.others)
    weights = _draw(known, replicates=replicates, stream=stream)
    wrong, total = _mass(weights, [each[outcomes] for each in who]), _mass(weights, who)
    drawn = wrong[total > 0] / total[total > 0]
    found = int(outcomes.sum())
    estimate = _estimate(
        found / len(outcomes),
        drawn=drawn,
        level=level,
        attempts=len(outcomes),
        identities=known,
        in_pairs=others is not None,
    )
    return replace(estimate, errors=found)


def bootstrap_eer(
    genuine: Attempts,
    impostor: Attempts,
    *,
    stream: np.random.Generator,
    replicates: int = 1000,
    level: float = 0.95,
) -> Estimate:
    """The EER (conventions in `errors`); where the curves do not cross, nothing is known of it."""
    sample = _Sample.of(genuine, impostor)
    point = equal_error_rate(sample.curve)
    weights = _draw(sample.identities, replicates=replicates if point.crosses else 0, stream=stream)
    crossing = _Crossing(is_past=np.less_equal, value=_equal_rates)
    return sample.estimate(point.value, drawn=sample.replicate(weights, crossing, near=point.value), level=level)


def bootstrap_fnmr_at_fmr(  # noqa: PLR0913 - as for the rate
    genuine: Attempts,
    impostor: Attempts,
    *,
    at_most: float,
    stream: np.random.Generator,
    replicates: int = 1000,
    level: float = 0.95,
) -> Estimate:
    """FNMR at the lowest threshold whose FMR does not exceed `at_most`; the threshold is chosen again in each replicate."""
    sample = _Sample.of(genuine, impostor)
    value = fnmr_at_fmr(sample.curve, at_most).fnmr
    weights = _draw(sample.identities, replicates=replicates, stream=stream)
    crossing = _Crossing(is_past=lambda fmr, _: fmr <= at_most, value=lambda _, fnmr, columns: _pick(fnmr, columns))
    return sample.estimate(value, drawn=sample.replicate(weights, crossing, near=at_most), level=level)


def in_order(estimates: Sequence[Estimate]) -> list[Estimate]:
    """FNMR at ever stricter FMRs, of the same draws: no end of an interval lies below that of a looser FMR.

    Replicates keep this order by themselves. Where none of them differs, Clopper-Pearson has taken over in one row and not in
    the next: there the narrower interval is widened to the other.
    """
    found = []
    for place, each in enumerate(estimates):
        looser, stricter = estimates[: place + 1], estimates[place:]
        found.append(
            replace(
                each,
                low=min(other.low for other in stricter),
                high=max(other.high for other in looser),
                lower_bound=min(other.lower_bound for other in stricter),
                upper_bound=max(other.upper_bound for other in looser),
            )
        )
    return found


@dataclass(frozen=True, kw_only=True)
class _Crossing:
    """What is sought on the curve of a replicate; rates have a row a replicate and a column a threshold."""

    is_past: Callable[[Numbers, Numbers], Marks]
    """From FMR and FNMR; once true, true for every higher threshold."""
    value: Callable[[Numbers, Numbers, Counts], Numbers]
    """From FMR, FNMR and the first column past the crossing."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Sample:
    """Both kinds of attempts, each sorted by the place of its score among the thresholds."""

    curve: ErrorCurve
    genuine: _Who
    genuine_places: Counts
    impostor: _Who
    impostor_places: Counts
    identities: int

    @classmethod
    def of(cls, genuine: Attempts, impostor: Attempts) -> "_Sample":
        curve = error_curve(genuine.scores, impostor.scores)
        who, identities = number_identities(genuine.identities, impostor.identities, impostor.others)
        own, foreign = np.argsort(genuine.scores), np.argsort(impostor.scores)
        return cls(
            curve=curve,
            genuine=[each[own] for each in who[:1]],
            genuine_places=np.searchsorted(curve.thresholds, genuine.scores[own]),
            impostor=[each[foreign] for each in who[1:]],
            impostor_places=np.searchsorted(curve.thresholds, impostor.scores[foreign]),
            identities=identities,
        )

    def replicate(self, weights: Numbers, crossing: _Crossing, *, near: float) -> Numbers:
        """The value of each row of weights, without those that hold no attempt of one kind."""
        totals = np.stack([_mass(weights, self.genuine), _mass(weights, self.impostor)], axis=1)
        weights, totals = weights[totals.all(axis=1)], totals[totals.all(axis=1)]
        values = np.empty(len(weights))
        pending, turn = np.arange(len(weights)), 0
        while len(pending):
            start, end = self._window(near, turn=turn)
            settled = np.zeros(len(pending), dtype=np.bool_)
            for rows, fmr, fnmr in self._rates(weights[pending], totals[pending], start=start, end=end):
                past = crossing.is_past(fmr, fnmr)
                columns = np.argmax(past, axis=1)
                values[pending[rows]] = crossing.value(fmr, fnmr, columns)
                settled[rows] = past[:, -1] & ((columns > 0) | (start == 0))
            pending, turn = pending[~settled], turn + 1
        return values

    def estimate(self, value: float, *, drawn: Numbers, level: float) -> Estimate:
        """The interval of these replicates."""
        return _estimate(
            value,
            drawn=drawn,
            level=level,
            attempts=len(self.genuine_places) + len(self.impostor_places),
            identities=self.identities,
            in_pairs=len(self.impostor) > 1,
        )

    def _window(self, near: float, *, turn: int) -> tuple[int, int]:
        """The columns around an FMR, wider at each turn; the column after the last threshold refuses everybody."""
        factor, spare = 1 + 0.25 * 2**turn, 16 * 4**turn
        falling = -self.curve.fmr
        start = int(np.searchsorted(falling, -near * factor)) - spare
        end = int(np.searchsorted(falling, -near / factor)) + spare
        return max(start, 0), min(end, len(falling)) + 1

    def _rates(
        self, weights: Numbers, totals: Numbers, *, start: int, end: int
    ) -> Iterator[tuple[slice, Numbers, Numbers]]:
        """FMR and FNMR of the columns from `start` to before `end`, some replicates at a time."""
        columns = np.arange(start, end)
        own = np.searchsorted(self.genuine_places, columns)
        foreign = np.searchsorted(self.impostor_places, columns)
        below = _mass(weights, [each[: own[0]] for each in self.genuine])
        above = _mass(weights, [each[foreign[-1] :] for each in self.impostor])
        inner_own = [each[own[0] : own[-1]] for each in self.genuine]
        inner_foreign = [each[foreign[0] : foreign[-1]] for each in self.impostor]
        step = max(1, _CELLS // max(len(columns), len(inner_own[0]), len(inner_foreign[0])))
        for first in range(0, len(weights), step):
            rows = slice(first, min(first + step, len(weights)))
            missed = _running(weights[rows], inner_own)[:, own - own[0]]
            passed = _running(weights[rows], inner_foreign)[:, foreign - foreign[0]]
            matched = passed[:, -1:] - passed + above[rows, None]
            yield rows, matched / totals[rows, 1:], (missed + below[rows, None]) / totals[rows, :1]


def _equal_rates(fmr: Numbers, fnmr: Numbers, columns: Counts) -> Numbers:
    """The EER of each row, by the convention of `equal_error_rate`."""
    before = np.where(_pick(fmr, columns) == _pick(fnmr, columns), columns, np.maximum(columns - 1, 0))
    return np.minimum(_pick(fmr, before) + _pick(fnmr, before), _pick(fmr, columns) + _pick(fnmr, columns)) / 2


def _pick(rates: Numbers, columns: Counts) -> Numbers:
    return np.take_along_axis(rates, columns[:, None], axis=1)[:, 0]


def _draw(identities: int, *, replicates: int, stream: np.random.Generator) -> Numbers:
    """How often each identity is drawn: a row a replicate, a column an identity."""
    return stream.multinomial(identities, np.full(identities, 1 / identities), size=replicates).astype(np.float64)


def _weigh(weights: Numbers, who: _Who) -> Numbers:
    """How often each attempt counts in each replicate."""
    first = weights[:, who[0]]
    return first if len(who) == 1 else first * weights[:, who[1]]


def _running(weights: Numbers, who: _Who) -> Numbers:
    """What the attempts before each place weigh, from none to all of them."""
    sums = np.zeros((len(weights), len(who[0]) + 1))
    np.cumsum(_weigh(weights, who), axis=1, out=sums[:, 1:])
    return sums


def _mass(weights: Numbers, who: _Who) -> Numbers:
    """What all these attempts weigh in each replicate."""
    known = weights.shape[1]
    if len(who) == 1:
        return np.asarray(weights @ np.bincount(who[0], minlength=known).astype(np.float64))
    if known <= _DENSE:
        pairs = np.bincount(who[0] * known + who[1], minlength=known * known).reshape(known, known)
        return np.asarray(((weights @ pairs.astype(np.float64)) * weights).sum(axis=1))
    step = max(1, _CELLS // max(1, len(who[0])))
    parts = [_weigh(weights[at : at + step], who).sum(axis=1) for at in range(0, len(weights), step)]
    return np.concatenate([np.empty(0), *parts])


def _estimate(  # noqa: PLR0913 - what an estimate states
    value: float, *, drawn: Numbers, level: float, attempts: int, identities: int, in_pairs: bool
) -> Estimate:
    outer = 1 - checked_level(level)
    is_flat = len(drawn) == 0 or bool((drawn == value).all())
    if identities < 2 or (is_flat and value in {0.0, 1.0}):  # noqa: PLR2004 - one person does not vary
        independent = independent_identities(identities, in_pairs=in_pairs) if len(drawn) else 0
        return bound_by_identities(
            value, independent=independent, attempts=attempts, identities=identities, level=level
        )
    low, high, lower, upper = np.quantile(drawn, [outer / 2, 1 - outer / 2, outer, 1 - outer]).tolist()
    return Estimate(
        value=value,
        low=low,
        high=high,
        lower_bound=lower,
        upper_bound=upper,
        level=level,
        method="identity bootstrap",
        unit="identities",
        attempts=attempts,
        identities=identities,
        replicates=len(drawn),
    )
