"""What every measurement goes by, and how an estimate becomes a figure of the report."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from conformance.matchers.statistics.claims import DataWarning
from conformance.matchers.statistics.estimates import Estimate
from conformance.matchers.statistics.resampling import Drawing
from harness.world.evaluation import Rate, RateName
from harness.world.events import Reason
from harness.world.figures import percent
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

    def drawing(
        self, *labels: str, people: Sequence[str], others: Sequence[str] = (), replicates: int | None = None
    ) -> Drawing:
        """How the interval of one figure is found: `people` says who each attempt is about, `others` whose portrait it met."""
        return Drawing(
            identities=np.asarray(people),
            others=np.asarray(others) if others else None,
            stream=self.stream(*labels),
            replicates=replicates or self.replicates,
            level=self.level,
        )


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What was measured, under the name that reports give it; without an estimate it follows from other figures."""

    name: RateName
    value: float
    estimate: Estimate | None = None
    of: str = ""
    threshold: float | None = None
    doubt: Reason | None = None

    @property
    def rate(self) -> Rate:
        """The figure as it stands in `evaluation.json`."""
        found = self.estimate
        own = Rate(name=self.name, of=self.of, value=self.value, threshold=self.threshold, doubt=self.doubt)
        if found is None:
            return own
        return msgspec.structs.replace(
            own,
            low=found.low,
            high=found.high,
            upper_bound=found.upper_bound,
            level=found.level,
            method=found.method,
            unit=found.unit,
            attempts=found.attempts,
            identities=found.identities,
            errors=found.errors,
        )


def figure(
    name: RateName, estimate: Estimate, *, of: str = "", threshold: float | None = None, doubt: Reason | None = None
) -> Figure:
    """An estimate as a figure."""
    return Figure(name=name, value=estimate.value, estimate=estimate, of=of, threshold=threshold, doubt=doubt)


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
