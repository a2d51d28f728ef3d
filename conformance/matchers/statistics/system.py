"""Errors of the whole system: comparison errors together with failures to enroll and to acquire.

For transactions of a single attempt (ISO/IEC 19795-1):

- FAR = FMR (1 - FTA), FRR = FTA + FNMR (1 - FTA);
- generalized, where somebody who cannot enroll is always refused and never accepted:
  GFAR = FAR (1 - FTE), GFRR = FTE + (1 - FTE) FRR.

FRR is counted as it stands: the share of the attempts that have no score or one below the threshold. The others are combined.
"""

import math
from dataclasses import dataclass

from conformance.matchers.statistics.estimates import Estimate, combined


@dataclass(frozen=True, kw_only=True)
class SystemRates:
    """Rates of the whole system at a threshold."""

    far: Estimate
    frr: Estimate
    gfar: Estimate
    gfrr: Estimate


def system_rates(*, fmr: Estimate, frr: Estimate, fte: Estimate, fta: Estimate) -> SystemRates:
    """Add the failures, as shares of the attempts, to comparison errors; FRR has those to acquire already."""
    return SystemRates(
        far=combined(_accepted, rising=[fmr], falling=[fta]),
        frr=frr,
        gfar=combined(_accepted, rising=[fmr], falling=[fta, fte]),
        gfrr=combined(_rejected, rising=[fte, frr]),
    )


def _accepted(matched: float, *failed: float) -> float:
    """What is left of false matches once those who fail are taken away."""
    return matched * math.prod(1 - each for each in failed)


def _rejected(failed: float, rejected: float) -> float:
    return failed + (1 - failed) * rejected
