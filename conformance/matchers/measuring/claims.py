"""Claimed rates against the data: `fmr=0.001` says that the rate is at most so much."""

from conformance.matchers.measuring.comparison import people_of
from conformance.matchers.measuring.terms import Figure
from conformance.matchers.statistics.attempts import Attempts, independent_identities
from conformance.matchers.statistics.claims import attempts_needed, claim_report
from conformance.matchers.statistics.estimates import Estimate
from harness.commandline import UsageError
from harness.world.evaluation import ClaimResult, RateName
from harness.world.events import Reason
from harness.world.figures import percent

CLAIMED: tuple[RateName, ...] = ("eer", "fmr", "fnmr", "fte", "fta", "refused", "apcer", "bpcer", "iapar")
_OF_PAIRS: tuple[RateName, ...] = ("fmr", "eer")


def parse_claim(text: str) -> tuple[RateName, float]:
    """`fmr=0.001` as a rate and its claimed value.

    Raises:
        UsageError: it is no claim.
    """
    name, _, value = text.partition("=")
    found = next((known for known in CLAIMED if known == name), None)
    try:
        claimed = float(value)
    except ValueError:
        claimed = 0.0
    if found is None or not 0 < claimed < 1:
        raise UsageError(f"--claim {text!r}: as in fmr=0.001, a rate between 0 and 1 of {', '.join(CLAIMED)}")
    return found, claimed


def judge_claims(
    claims: list[tuple[RateName, float]], figures: list[Figure], impostor: Attempts | None
) -> list[ClaimResult]:
    """Each claim against the rate of that name; of several, such as species, against the highest."""
    found = []
    for name, claimed in claims:
        own = [each.estimate for each in figures if each.name == name]
        if own:
            people = people_of(impostor) if impostor is not None and name in _OF_PAIRS else None
            found.append(_judged(name, claimed, max(own, key=lambda each: each.value), people))
        else:
            found.append(_unmeasured(name, claimed))
    return found


def _judged(name: RateName, claimed: float, estimate: Estimate, people: int | None) -> ClaimResult:
    """A claim against its figure; `people` are those of pairs, where the figure is about pairs."""
    independent = None if people is None else independent_identities(people, in_pairs=True)
    report = claim_report(claimed, estimate, independent=independent)
    if report.is_contradicted:
        because = Reason(code="claim.contradicted", facts={"bound": percent(estimate.lower_bound)})
    elif report.independent < report.needed_to_bound:
        because = _too_few(claimed, report.independent, report.needed_to_bound, people)
    else:
        code = "claim.borne" if estimate.upper_bound <= claimed else "claim.open"
        because = Reason(code=code, facts={"bound": percent(estimate.upper_bound)})
    return ClaimResult(
        name=name,
        claimed=claimed,
        independent=report.independent,
        needed_to_bound=report.needed_to_bound,
        needed_to_measure=report.needed_to_measure,
        because=because,
    )


def _unmeasured(name: RateName, claimed: float) -> ClaimResult:
    """Nothing was measured that could bear it out."""
    to_bound, to_measure = attempts_needed(claimed)
    return ClaimResult(
        name=name,
        claimed=claimed,
        independent=0,
        needed_to_bound=to_bound,
        needed_to_measure=to_measure,
        because=_too_few(claimed, 0, to_bound),
    )


def _too_few(claimed: float, independent: int, needed: int, people: int | None = None) -> Reason:
    facts = {"independent": str(independent), "needed": str(needed), "claimed": percent(claimed)}
    if people is None:
        return Reason(code="rule.3", facts=facts)
    return Reason(code="rule.3.pairs", facts={**facts, "people": str(people)})
