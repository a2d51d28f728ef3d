"""Three laws of a time, each fitted by greatest likelihood, for many samples at once: the last axis is the sample.

A model knows exponential and lognormal times; the gamma law is fitted to say when neither is the best that there is.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, gammainc, gammaln, ndtr, polygamma

from load.capacity.play.columns import Doubles

_NEWTON_STEPS = 8
Parameters = tuple[Doubles, ...]


@dataclass(frozen=True)
class LawOf:
    """A family. `fit` gives its parameters, `share` the share below a time, `sample` times of these parameters."""

    name: str
    count: int
    """Of parameters."""
    in_model: bool
    fit: Callable[[Doubles], Parameters]
    share: Callable[[Doubles, Parameters], Doubles]
    log_density: Callable[[Doubles, Parameters], Doubles]
    sample: Callable[[np.random.Generator, Parameters, tuple[int, ...]], Doubles]
    moments: Callable[[Parameters], tuple[float, float]]
    """Mean and coefficient of variation."""


def _column(some: Doubles) -> Doubles:
    return np.asarray(some)[..., None]


def _fit_exponential(times: Doubles) -> Parameters:
    return (np.mean(times, axis=-1),)


def _fit_lognormal(times: Doubles) -> Parameters:
    logs = np.log(times)
    return np.mean(logs, axis=-1), np.maximum(np.std(logs, axis=-1), 1e-12)


def _fit_gamma(times: Doubles) -> Parameters:
    """Newton's method on log k - digamma(k) = log(mean) - mean(log), from the usual first guess."""
    mean = np.mean(times, axis=-1)
    gap = np.maximum(np.log(mean) - np.mean(np.log(times), axis=-1), 1e-12)
    shape = (3 - gap + np.sqrt((gap - 3) ** 2 + 24 * gap)) / (12 * gap)
    for _ in range(_NEWTON_STEPS):
        step = (np.log(shape) - digamma(shape) - gap) / (1 / shape - polygamma(1, shape))
        shape = np.maximum(shape - step, shape / 4)
    return shape, mean / shape


def _lognormal_moments(found: Parameters) -> tuple[float, float]:
    middle, sigma = map(float, found)
    return float(np.exp(middle + sigma**2 / 2)), float(np.sqrt(np.expm1(sigma**2)))


def _gamma_log_density(times: Doubles, found: Parameters) -> Doubles:
    shape, scale = map(_column, found)
    return np.asarray((shape - 1) * np.log(times) - times / scale - gammaln(shape) - shape * np.log(scale))


def _lognormal_log_density(times: Doubles, found: Parameters) -> Doubles:
    middle, sigma = map(_column, found)
    logs = np.log(times)
    return np.asarray(-(((logs - middle) / sigma) ** 2) / 2 - logs - np.log(sigma) - np.log(2 * np.pi) / 2)


EXPONENTIAL = LawOf(
    name="exponential",
    count=1,
    in_model=True,
    fit=_fit_exponential,
    share=lambda times, found: -np.expm1(-times / _column(found[0])),
    log_density=lambda times, found: -times / _column(found[0]) - np.log(_column(found[0])),
    sample=lambda random, found, shape: random.exponential(float(found[0]), shape),
    moments=lambda found: (float(found[0]), 1.0),
)
LOGNORMAL = LawOf(
    name="lognormal",
    count=2,
    in_model=True,
    fit=_fit_lognormal,
    share=lambda times, found: ndtr((np.log(times) - _column(found[0])) / _column(found[1])),
    log_density=_lognormal_log_density,
    sample=lambda random, found, shape: random.lognormal(float(found[0]), float(found[1]), shape),
    moments=_lognormal_moments,
)
GAMMA = LawOf(
    name="gamma",
    count=2,
    in_model=False,
    fit=_fit_gamma,
    share=lambda times, found: gammainc(_column(found[0]), times / _column(found[1])),
    log_density=_gamma_log_density,
    sample=lambda random, found, shape: random.gamma(float(found[0]), float(found[1]), shape),
    moments=lambda found: (float(found[0] * found[1]), float(found[0]) ** -0.5),
)
LAWS = (LOGNORMAL, GAMMA, EXPONENTIAL)
