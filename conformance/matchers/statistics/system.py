"""Errors of the whole system: comparison errors together with failures to enroll and to acquire.

For transactions of a single attempt (ISO/IEC 19795-1):

- FAR = FMR (1 - FTA), FRR = FTA + FNMR (1 - FTA);
- generalized, where somebody who cannot enroll is always refused and never accepted:
  GFAR = FMR (1 - FTA) (1 - FTE), GFRR = FTE + (1 - FTE) FTA + (1 - FTE) (1 - FTA) FNMR.
"""

from dataclasses import dataclass

from conformance.matchers.statistics.errors import OperatingPoint


@dataclass(frozen=True, kw_only=True)
class SystemRates:
    """Rates of the whole system at a threshold."""

    far: float
    frr: float
    gfar: float
    gfrr: float


def system_rates(point: OperatingPoint, *, fte: float, fta: float) -> SystemRates:
    """Add the failures, as shares of the attempts, to comparison errors that were measured without them.

    Raises:
        ValueError: a failure rate outside of 0 to 1.
    """
    if not (0 <= fte <= 1 and 0 <= fta <= 1):
        raise ValueError(f"failure rates of {fte} and {fta} cannot be")
    enrolled, acquired = 1 - fte, 1 - fta
    far, frr = point.fmr * acquired, fta + point.fnmr * acquired
    return SystemRates(far=far, frr=frr, gfar=far * enrolled, gfrr=fte + enrolled * frr)
