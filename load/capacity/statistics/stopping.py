"""The sequential stopping rule: replicate until intervals are as narrow as was asked, relative to the mean.

Whoever stops as soon as an interval looks narrow stops too early too often: just when the deviation happens to be
underestimated. So the rule looks for the first time after as many replications as any interval takes (`enough`), where
that hardly matters, and then at few points only: each look asks for as many as the deviation seen so far calls for, at
most twice what there are. What is left of the bias is measured (`load.capacity.statistics.coverage`) and published in
docs/capacity.md.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from harness.commandline import UsageError
from load.capacity.statistics.estimates import Estimate

MOST = 20_000
"""Where the rule gives up."""

STEP = 50
"""Replications are added in multiples of this."""

MEASURES = ("mean", "p95", "abandonment")


@dataclass(frozen=True, slots=True)
class Precision:
    """How narrow: the half width of the interval over the mean, for each measure that matters."""

    relative: Mapping[str, float]

    def is_met(self, estimates: Mapping[str, Estimate]) -> bool:
        """Whether every interval is as narrow."""
        return all(estimates[name].half_width() <= self._allowed(estimates, name) for name in self.relative)

    def next_count(self, estimates: Mapping[str, Estimate], *, replications: int) -> int:
        """How many replications there should be at the next look; more than there are.

        An estimate may be of fewer than `replications`: nobody came in the others. More of them bring more of both.
        """
        wanted = max(
            replications * (estimates[name].half_width() / self._allowed(estimates, name)) ** 2
            if estimates[name].mean
            else math.inf
            for name in self.relative
            if estimates[name].half_width() > 0
        )
        return STEP * math.ceil(min(max(wanted, replications + 1), 2 * replications, MOST) / STEP)

    def _allowed(self, estimates: Mapping[str, Estimate], name: str) -> float:
        return self.relative[name] * abs(estimates[name].mean)


def parse_precision(text: str) -> Precision:
    """From `5%`, which is of the p95 wait, or from parts as `p95=5%,abandonment=10%`; `all=5%` means each measure.

    Raises:
        UsageError: it is not written so.
    """
    relative: dict[str, float] = {}
    for part in text.split(","):
        name, equals, amount = part.strip().rpartition("=")
        for measure in MEASURES if name == "all" else (name if equals else "p95",):
            if measure not in MEASURES:
                raise UsageError(f"--precision {text}: no measure {measure!r}; there are all, {', '.join(MEASURES)}")
            relative[measure] = _share(amount, text)
    return Precision(relative)


def _share(amount: str, text: str) -> float:
    try:
        share = float(amount.removesuffix("%")) / (100 if amount.endswith("%") else 1)
    except ValueError:
        share = math.nan
    if not 0 < share < 1:
        raise UsageError(f"--precision {text}: give a half width between 0% and 100% of the mean, as 5%")
    return share
