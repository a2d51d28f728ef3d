"""Whether the data can carry a claimed error rate (ISO/IEC 19795-1: rules of 3 and of 30).

- Rule of 3: with no error in n independent attempts, the rate is at most 3 / n at 95 %. A claim of p cannot be borne out by fewer
  than 3 / p, whatever the outcome. For another level the 3 becomes -ln(1 - level).
- Rule of 30: the true rate lies within 30 % of the measured one at 90 % once there are 30 errors, so about 30 / p attempts.

Independent attempts are those of different people, and pairs of which nobody is in two (`attempts.independent_identities`). Many
attempts a person, and all pairs of many people, are not: they narrow an interval less than their number makes believe.
"""

import math
from dataclasses import dataclass
from typing import Literal

from conformance.matchers.statistics.estimates import Estimate

RULE_OF_30 = 30
USUAL_LEVEL = 0.95

Rule = Literal["rule of 3", "rule of 30"]


@dataclass(frozen=True, kw_only=True)
class DataWarning:
    """The data are too few for what is claimed."""

    rule: Rule
    claimed: float
    independent: int
    """The independent attempts that there are."""
    needed: int
    """The independent attempts that the rule asks for."""


@dataclass(frozen=True, kw_only=True)
class ClaimReport:
    """A claimed rate against the data."""

    independent: int
    needed_to_bound: int
    """Rule of 3, in independent attempts."""
    needed_to_measure: int
    """Rule of 30, in independent attempts."""
    is_contradicted: bool
    """The rate is higher than claimed: its one-sided lower bound lies above, at the level of the estimate."""
    warning: DataWarning | None


def attempts_needed(claimed: float, *, level: float = USUAL_LEVEL) -> tuple[int, int]:
    """How many independent attempts it takes to bound a rate (rule of 3) and to measure it (rule of 30)."""
    confident = 3.0 if math.isclose(level, USUAL_LEVEL) else -math.log(1 - level)
    return _at_least(confident / claimed), _at_least(RULE_OF_30 / claimed)


def claim_report(claimed: float, estimate: Estimate, *, independent: int | None = None) -> ClaimReport:
    """Whether the data of an estimate can carry a claim, and whether they speak against it.

    Shape: `independent` is needed where an attempt concerns two identities; else it is what the estimate took as independent.

    Raises:
        ValueError: a claim outside of 0 to 1, or an estimate without its number of independent attempts.
    """
    if not 0 < claimed < 1:
        raise ValueError(f"a rate that data can bear out lies between 0 and 1, not at {claimed}")
    if independent is None:
        independent = estimate.attempts if estimate.unit == "attempts" else estimate.identities
    if independent is None:
        raise ValueError("the estimate does not say how many identities it is about")
    to_bound, to_measure = attempts_needed(claimed, level=estimate.level)
    seen = estimate.errors if estimate.unit == "attempts" else None
    return ClaimReport(
        independent=independent,
        needed_to_bound=to_bound,
        needed_to_measure=to_measure,
        is_contradicted=estimate.lower_bound > claimed,
        warning=_warning(claimed, seen=seen or 0, independent=independent, needed=(to_bound, to_measure)),
    )


def _warning(claimed: float, *, seen: int, independent: int, needed: tuple[int, int]) -> DataWarning | None:
    if independent < needed[0]:
        return DataWarning(rule="rule of 3", claimed=claimed, independent=independent, needed=needed[0])
    if seen < RULE_OF_30 and independent < needed[1]:
        return DataWarning(rule="rule of 30", claimed=claimed, independent=independent, needed=needed[1])
    return None


def _at_least(number: float) -> int:
    """The whole number from there on; 3 / .001 is 3000, not a hair more."""
    return math.ceil(round(number, 6))
