"""A measured rate and how far it can be trusted.

Clopper-Pearson is exact for independent attempts: one a person. For many attempts a person it is too narrow; see `resampling`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from scipy.special import betaincinv

Method = Literal["clopper-pearson", "identity bootstrap", "identity jackknife", "combined", "unknown"]
Unit = Literal["attempts", "identities"]


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A rate with its interval.

    Unit: shares, 0 to 1.
    """

    value: float
    low: float
    """With `high`, the two-sided interval at `level`."""
    high: float
    lower_bound: float
    """One-sided: the rate is at least this, at `level`."""
    upper_bound: float
    """One-sided: the rate is at most this, at `level`."""
    level: float
    method: Method
    """How the interval was found; "combined" from the ends of others, "unknown" where the data say nothing (0 to 1)."""
    unit: Unit
    """What was taken as independent."""
    attempts: int
    identities: int | None = None
    errors: int | None = None
    """Of a plain share: the numerator, of which `attempts` is the denominator."""
    replicates: int | None = None
    """Of a bootstrap: how many were drawn."""


def clopper_pearson(errors: int, attempts: int, *, level: float = 0.95, identities: int | None = None) -> Estimate:
    """The exact interval of a share of independent attempts.

    Raises:
        ValueError: no attempt, more errors than attempts, or a level outside of 0 to 1.
    """
    if not 0 <= errors <= attempts or attempts == 0:
        raise ValueError(f"{errors} errors of {attempts} attempts cannot be")
    tail = (1 - checked_level(level)) / 2
    return Estimate(
        value=errors / attempts,
        low=share_at_least(errors, attempts, tail=tail),
        high=share_at_most(errors, attempts, tail=tail),
        lower_bound=share_at_least(errors, attempts, tail=2 * tail),
        upper_bound=share_at_most(errors, attempts, tail=2 * tail),
        level=level,
        method="clopper-pearson",
        unit="attempts",
        attempts=attempts,
        identities=identities,
        errors=errors,
    )


def share_at_least(errors: int, attempts: int, *, tail: float) -> float:
    """The lowest true share that gives so many errors or more with a chance of `tail`."""
    return 0.0 if errors == 0 else float(betaincinv(errors, attempts - errors + 1, tail))


def share_at_most(errors: int, attempts: int, *, tail: float) -> float:
    """The highest true share that gives so many errors or fewer with a chance of `tail`."""
    return 1.0 if errors == attempts else float(betaincinv(errors + 1, attempts - errors, 1 - tail))


def checked_level(level: float) -> float:
    """The level of confidence.

    Raises:
        ValueError: it lies outside of 0 to 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"a level of confidence lies between 0 and 1, not at {level}")
    return level


def bound_by_identities(value: float, *, independent: int, attempts: int, identities: int, level: float) -> Estimate:
    """The interval where no attempt, or every attempt, was an error, so that nothing varies between identities.

    Exact for one attempt an independent identity, and on the safe side for more: who errs in a share of attempts errs in any.
    With fewer than one independent identity, or a value that is neither 0 nor 1, nothing is known.
    """
    method: Method
    if independent < 1 or value not in {0.0, 1.0}:
        bounds, method = (0.0, 1.0, 0.0, 1.0), "unknown"
    else:
        exact = clopper_pearson(int(value) * independent, independent, level=level)
        bounds, method = (exact.low, exact.high, exact.lower_bound, exact.upper_bound), "clopper-pearson"
    return Estimate(
        value=value,
        low=bounds[0],
        high=bounds[1],
        lower_bound=bounds[2],
        upper_bound=bounds[3],
        level=level,
        method=method,
        unit="identities",
        attempts=attempts,
        identities=identities,
    )


def combined(rule: Callable[..., float], *, rising: Sequence[Estimate], falling: Sequence[Estimate] = ()) -> Estimate:
    """A figure that follows from others, which `rule` takes in this order: it rises with the first and falls with the last.

    Its ends are those of the others put together: right where all of them err together, else on the wide side. It stands on
    the attempts of all of them, and on the people of the one that has most.
    """
    parts = [*rising, *falling]

    def end(name: str, opposite: str) -> float:
        return rule(*(getattr(each, name) for each in rising), *(getattr(each, opposite) for each in falling))

    return Estimate(
        value=rule(*(each.value for each in parts)),
        low=end("low", "high"),
        high=end("high", "low"),
        lower_bound=end("lower_bound", "upper_bound"),
        upper_bound=end("upper_bound", "lower_bound"),
        level=parts[0].level,
        method="combined",
        unit="identities",
        attempts=sum(each.attempts for each in parts),
        identities=max((each.identities for each in parts if each.identities is not None), default=None),
    )
