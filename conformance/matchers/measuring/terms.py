"""What every measurement goes by, and how an estimate becomes a figure of the report."""

from dataclasses import dataclass

import numpy as np

from conformance.matchers.statistics.claims import DataWarning
from conformance.matchers.statistics.estimates import Estimate
from harness.world.evaluation import Rate, RateName
from harness.world.events import Reason
from simulators.faces.stream import stream


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Level of confidence, and the seed from which identities are drawn again."""

    seed: int
    level: float = 0.95
    replicates: int = 1000

    def stream(self, *labels: str) -> np.random.Generator:
        """The draws of one figure; they stay whatever else is measured."""
        return stream(self.seed, "evaluation", *labels)


def rate(
    name: RateName, estimate: Estimate, *, of: str = "", threshold: float | None = None, doubt: Reason | None = None
) -> Rate:
    """An estimate as a figure."""
    return Rate(
        name=name,
        of=of,
        value=estimate.value,
        low=estimate.low,
        high=estimate.high,
        upper_bound=estimate.upper_bound,
        level=estimate.level,
        method=estimate.method,
        unit=estimate.unit,
        attempts=estimate.attempts,
        identities=estimate.identities,
        errors=estimate.errors,
        threshold=threshold,
        doubt=doubt,
    )


def doubt_of(warning: DataWarning | None) -> Reason | None:
    """A warning that can be said in either language."""
    if warning is None:
        return None
    code = {"rule of 3": "rule.3", "rule of 30": "rule.30"}[warning.rule]
    facts = {
        "independent": str(warning.independent),
        "needed": str(warning.needed),
        "claimed": percent(warning.claimed),
    }
    return Reason(code=code, facts=facts)


def percent(share: float) -> str:
    """A share as it is printed; small ones with all their places."""
    return f"{share * 100:.3g}%"
