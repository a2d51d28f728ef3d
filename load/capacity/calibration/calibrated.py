"""Puts a model's services together from what was measured: human times and retries of the study, system times of the runs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv

from harness.commandline import UsageError
from load.capacity.calibration.field_study import StudiedLeg
from load.capacity.calibration.fits import LEAST_TIMES, Fit, fits, in_model
from load.capacity.calibration.runs import Runs
from load.capacity.model.service import Retry, Service, ServiceLeg
from load.capacity.model.times import Time

_LEAST_TRIES = 30
_DIGITS = 4
_LARGEST_CV = 3.0  # what a model may declare


@dataclass(frozen=True, kw_only=True)
class Failures:
    """How often a try failed, with its Clopper-Pearson interval at 95 %, and where that was seen."""

    tries: int
    failed: int
    seen_in: str

    @property
    def rate(self) -> float:
        """Of all tries."""
        return self.failed / self.tries

    @property
    def interval(self) -> tuple[float, float]:
        """At 95 %."""
        low = float(betaincinv(self.failed, self.tries - self.failed + 1, 0.025)) if self.failed else 0.0
        high = float(betaincinv(self.failed + 1, self.tries - self.failed, 0.975)) if self.failed < self.tries else 1.0
        return low, high


@dataclass(frozen=True, kw_only=True)
class CalibratedLeg:
    """A leg and all that it rests on: every law fitted to its times, the best first; none where there was nothing."""

    leg: ServiceLeg
    human: tuple[Fit, ...]
    system: tuple[Fit, ...]
    again: tuple[Fit, ...]
    failures: Failures


@dataclass(frozen=True, kw_only=True)
class CalibratedService:
    """A service with its legs."""

    name: str
    legs: tuple[CalibratedLeg, ...]

    def service(self, reason: str) -> Service:
        """As a model declares it."""
        return Service(name=self.name, reason=reason, legs=[some.leg for some in self.legs])


def calibrated(
    study: Sequence[StudiedLeg],
    runs: Runs,
    *,
    steps: Mapping[str, Sequence[str]],
    declared: Sequence[Service],
    seed: int,
) -> tuple[CalibratedService, ...]:
    """The services of the study.

    `steps`: those of a leg that the system answers. `declared`: of a model, for routes and for the most retries, which
    are else the most that were seen.

    Raises:
        UsageError: a leg or a step is unknown, or there are too few times.
    """
    _check_known("--steps", steps, {some.leg for some in study}, what="leg of the study")
    for leg, named in steps.items():
        _check_known(f"--steps {leg}", named, runs.names, what="accepted step of the events")
    known = {service.name: {leg.name: leg for leg in service.legs} for service in declared}
    services: dict[str, list[CalibratedLeg]] = {}
    for some in study:
        if declared:
            _check_known("--field-study: service", [some.service], known, what="service of the model")
            _check_known(f"--field-study: {some.service}", [some.leg], known[some.service], what="leg of the model")
        like = known.get(some.service, {}).get(some.leg)
        services.setdefault(some.service, []).append(
            _leg(some, runs, steps=steps.get(some.leg, ()), like=like, seed=seed)
        )
    order = {(service.name, leg.name): place for service in declared for place, leg in enumerate(service.legs)}
    return tuple(
        CalibratedService(name=name, legs=tuple(sorted(legs, key=lambda one: order.get((name, one.leg.name), 0))))
        for name, legs in services.items()
    )


def _leg(some: StudiedLeg, runs: Runs, *, steps: Sequence[str], like: ServiceLeg | None, seed: int) -> CalibratedLeg:
    what = f"{some.service}, {some.leg}"
    human = fits(some.first_s, what=f"{what}: human time", seed=seed)
    system = fits(runs.times_s(steps), what=f"{what}: system time of {', '.join(steps)}", seed=seed) if steps else ()
    failures = _failures(some, runs, steps)
    answer_s = float(np.mean(runs.times_s(steps[-1:]))) if steps else 0.0
    again_s = [value + answer_s for value in some.again_s]
    again = fits(again_s, what=f"{what}: further attempts", seed=seed) if len(again_s) >= LEAST_TIMES else ()
    most = like.retry.most if like and like.retry else some.most_retries
    retry = Retry(failure=_rounded(failures.rate), most=most, time=_again(again, again_s)) if again_s else None
    leg = ServiceLeg(
        name=some.leg,
        human=_time(human),
        system=_time(system) if system else None,
        retry=retry,
        route=like.route if like else "",
        shared=like.shared if like else "",
    )
    return CalibratedLeg(leg=leg, human=human, system=system, again=again, failures=failures)


def _failures(some: StudiedLeg, runs: Runs, steps: Sequence[str]) -> Failures:
    """Of the runs, if enough people tried there; else of the study."""
    tries, failed = runs.tries(steps[-1]) if steps else (0, 0)
    if tries >= _LEAST_TRIES:
        return Failures(tries=tries, failed=failed, seen_in=f"events, {steps[-1]}")
    return Failures(tries=some.tries, failed=some.failed, seen_in="field study")


def _again(found: Sequence[Fit], times_s: Sequence[float]) -> Time:
    """Without enough further attempts for a fit, their mean alone."""
    return _time(found) if found else Time(mean_s=_rounded(float(np.mean(times_s))), shape="exponential")


def _time(found: Sequence[Fit]) -> Time:
    best = in_model(found)
    if best.law.name == "exponential":
        return Time(mean_s=_rounded(best.mean_s), shape="exponential")
    return Time(mean_s=_rounded(best.mean_s), cv=_rounded(min(best.cv, _LARGEST_CV)))


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def _check_known(key: str, names: Iterable[str], known: Iterable[str], *, what: str) -> None:
    listed = sorted(known)
    unknown = next((name for name in names if name not in listed), None)
    if unknown is not None:
        raise UsageError(f"{key}: {unknown!r} is no {what}; there are: {', '.join(listed) or 'none'}")
