"""Poisson probabilities that stay precise for means of millions, where n log(x) - x - log(n!) would cancel."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

_Floats = NDArray[np.float64]
_SERIES_FROM = 16.0


def poisson(number: _Floats, mean: _Floats | float) -> _Floats:
    """P(Poisson(mean) = number).

    As exp(-n f(x/n)) / n! scaled by its Stirling form, with f(y) = y - 1 - log y, which is small where the probability is large.
    """
    n = np.maximum(number, 1.0)
    off = (mean - n) / n
    with np.errstate(divide="ignore"):  # a mean of 0: the logarithm is -inf and the probability 0
        exponent = n * (np.log1p(off) - off)
    chance = np.exp(exponent - _stirling_error(n)) / np.sqrt(2 * np.pi * n)
    result: _Floats = np.where(number > 0, chance, np.exp(-np.asarray(mean, dtype=float)))
    return result


def _stirling_error(n: _Floats) -> _Floats:
    """log(n!) minus Stirling's formula."""
    small = np.minimum(n, _SERIES_FROM)
    exact = gammaln(small + 1) - (small + 0.5) * np.log(small) + small - 0.5 * np.log(2 * np.pi)
    inverse = 1 / n
    square = inverse * inverse
    series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))))
    result: _Floats = np.where(n < _SERIES_FROM, exact, series)
    return result
