"""What every measurement goes by, and how an estimate becomes a figure of the report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from conformance.matchers.statistics.claims import DataWarning
from conformance.matchers.statistics.errors import score_histogram
from conformance.matchers.statistics.estimates import Estimate
from conformance.matchers.statistics.resampling import Drawing
from harness.world.evaluation import Histogram, Rate, RateName
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
    """What was measured, under the name that reports give it."""

    name: RateName
    estimate: Estimate
    of: str = ""
    threshold: float | None = None
    doubt: Reason | None = None

    @property
    def rate(self) -> Rate:
        """The figure as it stands in `evaluation.json`."""
        found = self.estimate
        return Rate(
            name=self.name,
            of=self.of,
            value=found.value,
            threshold=self.threshold,
            doubt=self.doubt,
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
    return Figure(name=name, estimate=estimate, of=of, threshold=threshold, doubt=doubt)


def histogram(kinds: Mapping[str, ArrayLike], *, within: tuple[float, float]) -> Histogram:
    """Scores by kind, in the same bins; `within` are the declared bounds."""
    edges, counts = score_histogram(kinds, within=within)
    return Histogram(edges=edges.tolist(), counts={name: found.tolist() for name, found in counts.items()})


def doubt_of(warning: DataWarning | None, *, people: int) -> Reason | None:
    """A warning about pairs of so many people, that can be said in either language."""
    if warning is None:
        return None
    code = {"rule of 3": "rule.3.pairs", "rule of 30": "rule.30.pairs"}[warning.rule]
    facts = {
        "people": str(people),
        "independent": str(warning.independent),
        "needed": str(warning.needed),
        "claimed": percent(warning.claimed),
    }
    return Reason(code=code, facts=facts)
