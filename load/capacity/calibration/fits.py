"""A law fitted to times, and whether it fits: Anderson-Darling on the sample, Kolmogorov-Smirnov on what was held out.

Tables of these tests hold for laws that are known. Ours are fitted to the very sample, so their p-values come from a
parametric bootstrap: samples of the fitted law are fitted anew, held-out parts included, and the statistics compared.

Source: W. Stute, W. Gonzáles Manteiga, M. Presedo Quindimil, Bootstrap based goodness-of-fit-tests, Metrika 40, 1993.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from harness.commandline import UsageError
from load.capacity.calibration.laws import LAWS, LawOf, Parameters
from load.capacity.play.columns import Doubles

LEAST_TIMES = 20
LEVEL = 0.05
_BOOTSTRAPS = 499
_HELD_OUT = 0.3
_AT_ONCE = 1_000_000
_EDGE = 1e-15


@dataclass(frozen=True, kw_only=True)
class Fit:
    """A law of all times.

    `p_fit`: Anderson-Darling's p-value; `p_held_out`: of the times that a fit to the others has
    not seen; `gap`: the largest difference between the law and the sample, as a share; `aic`: the lower, the better.
    """

    law: LawOf
    found: Parameters
    count: int
    gap: float
    aic: float
    p_fit: float
    p_held_out: float

    @property
    def mean_s(self) -> float:
        """Of the law."""
        return self.law.moments(self.found)[0]

    @property
    def cv(self) -> float:
        """Of the law."""
        return self.law.moments(self.found)[1]

    @property
    def is_rejected(self) -> bool:
        """Whether one of the two tests rejects the law."""
        return min(self.p_fit, self.p_held_out) < LEVEL


def fits(times_s: Sequence[float], *, what: str, seed: int) -> tuple[Fit, ...]:
    """Every law fitted to the times, the best by AIC first.

    Raises:
        UsageError: there are too few times, or they do not differ.
    """
    if len(times_s) < LEAST_TIMES:
        raise UsageError(f"{what}: {len(times_s)} times; a fit takes at least {LEAST_TIMES}: measure more")
    times = np.array(times_s, dtype=np.float64)
    if times.min() == times.max():
        raise UsageError(f'{what}: every time is {times[0]:g} s; write shape = "fixed", or measure in finer steps')
    shuffled = np.random.default_rng(seed).permutation(times)
    return tuple(sorted((_fit(law, shuffled, seed) for law in LAWS), key=lambda some: some.aic))


def in_model(found: Sequence[Fit]) -> Fit:
    """The best of those that a model can declare."""
    return next(some for some in found if some.law.in_model)


def _fit(law: LawOf, times: Doubles, seed: int) -> Fit:
    found = law.fit(times)
    statistics = _statistics(law, times[None, :])
    more = _bootstrapped(law, found, len(times), seed)
    p_fit, p_held_out = (np.sum(more >= statistics[0], axis=0) + 1) / (len(more) + 1)
    return Fit(
        law=law,
        found=found,
        count=len(times),
        gap=float(_kolmogorov_smirnov(law.share(np.sort(times), found))),
        aic=float(2 * law.count - 2 * np.sum(law.log_density(times, found))),
        p_fit=float(p_fit),
        p_held_out=float(p_held_out),
    )


def _bootstrapped(law: LawOf, found: Parameters, count: int, seed: int) -> Doubles:
    """The two statistics of samples of the law. Shape: sample, statistic."""
    random = np.random.default_rng([seed, law.count])
    rows = max(1, _AT_ONCE // count)
    parts = [
        _statistics(law, law.sample(random, found, (min(rows, _BOOTSTRAPS - done), count)))
        for done in range(0, _BOOTSTRAPS, rows)
    ]
    return np.concatenate(parts)


def _statistics(law: LawOf, samples: Doubles) -> Doubles:
    """Anderson-Darling of the whole sample; Kolmogorov-Smirnov of its last part, by a fit to the first."""
    cut = round(samples.shape[-1] * (1 - _HELD_OUT))
    whole = law.share(np.sort(samples, axis=-1), law.fit(samples))
    held_out = law.share(np.sort(samples[..., cut:], axis=-1), law.fit(samples[..., :cut]))
    return np.stack([_anderson_darling(whole), _kolmogorov_smirnov(held_out)], axis=-1)


def _anderson_darling(shares: Doubles) -> Doubles:
    count = shares.shape[-1]
    inside = np.clip(shares, _EDGE, 1 - _EDGE)
    weights = 2 * np.arange(1, count + 1) - 1
    total = np.sum(weights * (np.log(inside) + np.log1p(-inside[..., ::-1])), axis=-1)
    return np.asarray(-count - total / count)


def _kolmogorov_smirnov(shares: Doubles) -> Doubles:
    count = shares.shape[-1]
    steps = np.arange(count + 1) / count
    return np.asarray(np.maximum((steps[1:] - shares).max(axis=-1), (shares - steps[:-1]).max(axis=-1)))
