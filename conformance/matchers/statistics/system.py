"""Errors of the whole system: comparison errors together with failures to enroll and to acquire.

For transactions of a single attempt (ISO/IEC 19795-1):

- FAR = FMR (1 - FTA), FRR = FTA + FNMR (1 - FTA);
- generalized, where somebody who cannot enroll is always refused and never accepted:
  GFAR = FMR (1 - FTA) (1 - FTE), GFRR = FTE + (1 - FTE) FTA + (1 - FTE) (1 - FTA) FNMR.
"""

from dataclasses import dataclass

from conformance.matchers.statistics.errors import OperatingPoint
from conformance.matchers.statistics.estimates import Estimate, clopper_pearson


@dataclass(frozen=True, kw_only=True)
class Failures:
    """Attempts to enroll and to acquire, and how many of them gave no template.

    Raises:
        ValueError: no attempt of a kind, or more failures than attempts.
    """

    enrollments: int
    failed_enrollments: int
    acquisitions: int
    failed_acquisitions: int

    def __post_init__(self) -> None:
        for failed, tried in (
            (self.failed_enrollments, self.enrollments),
            (self.failed_acquisitions, self.acquisitions),
        ):
            if not 0 <= failed <= tried or tried == 0:
                raise ValueError(f"{failed} failures of {tried} attempts cannot be")


@dataclass(frozen=True, kw_only=True)
class SystemRates:
    """Rates of the whole system at a threshold."""

    threshold: float
    fmr: float
    fnmr: float
    fte: Estimate
    fta: Estimate
    far: float
    frr: float
    gfar: float
    gfrr: float


def system_rates(point: OperatingPoint, failures: Failures, *, level: float = 0.95) -> SystemRates:
    """Add the failures to comparison errors that were measured without them."""
    fte = clopper_pearson(failures.failed_enrollments, failures.enrollments, level=level)
    fta = clopper_pearson(failures.failed_acquisitions, failures.acquisitions, level=level)
    enrolled, acquired = 1 - fte.value, 1 - fta.value
    far, frr = point.fmr * acquired, fta.value + point.fnmr * acquired
    return SystemRates(
        threshold=point.threshold,
        fmr=point.fmr,
        fnmr=point.fnmr,
        fte=fte,
        fta=fta,
        far=far,
        frr=frr,
        gfar=far * enrolled,
        gfrr=fte.value + enrolled * frr,
    )
