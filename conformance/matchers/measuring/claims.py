"""Claimed rates against the data: `fmr=0.001` says that the rate is at most so much."""

from conformance.matchers.measuring.comparison import independent_pairs
from conformance.matchers.measuring.terms import percent
from conformance.matchers.statistics.attempts import Attempts
from conformance.matchers.statistics.claims import claim_report
from conformance.matchers.statistics.estimates import Estimate, Method, Unit
from harness.commandline import UsageError
from harness.world.evaluation import ClaimResult, Rate, RateName
from harness.world.events import Reason

CLAIMED: tuple[RateName, ...] = ("eer", "fmr", "fnmr", "fte", "fta", "refused", "apcer", "bpcer", "iapar")
_METHODS: dict[str, Method] = {
    "clopper-pearson": "clopper-pearson",
    "identity bootstrap": "identity bootstrap",
    "identity jackknife": "identity jackknife",
}


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
    claims: list[tuple[RateName, float]], rates: list[Rate], impostor: Attempts | None
) -> list[ClaimResult]:
    """Each claim against the rate of that name; of several, such as species, against the highest."""
    found = []
    for name, claimed in claims:
        own = [rate for rate in rates if rate.name == name and rate.low is not None]
        if own:
            found.append(_judged(name, claimed, max(own, key=lambda rate: rate.value), impostor))
    return found


def _judged(name: RateName, claimed: float, rate: Rate, impostor: Attempts | None) -> ClaimResult:
    is_of_pairs = name in ("fmr", "eer") and impostor is not None
    independent = independent_pairs(impostor) if is_of_pairs and impostor is not None else None
    report = claim_report(claimed, _estimate(rate), independent=independent)
    bound = rate.upper_bound if rate.upper_bound is not None else 1.0
    if report.is_contradicted:
        because = Reason(code="claim.contradicted", facts={"bound": percent(_estimate(rate).lower_bound)})
    elif report.warning is not None and report.warning.rule == "rule of 3":
        facts = {"independent": report.independent, "needed": report.needed_to_bound, "claimed": percent(claimed)}
        because = Reason(code="rule.3", facts={key: str(value) for key, value in facts.items()})
    else:
        code = "claim.borne" if bound <= claimed else "claim.open"
        because = Reason(code=code, facts={"bound": percent(bound)})
    return ClaimResult(
        name=name,
        claimed=claimed,
        independent=report.independent,
        needed_to_bound=report.needed_to_bound,
        needed_to_measure=report.needed_to_measure,
        because=because,
    )


def _estimate(rate: Rate) -> Estimate:
    """The figure as the estimate that it came from; its lower end stands for the one-sided bound: the careful side."""
    unit: Unit = "identities" if rate.unit == "identities" else "attempts"
    low, high = rate.low or 0.0, rate.high if rate.high is not None else 1.0
    return Estimate(
        value=rate.value,
        low=low,
        high=high,
        lower_bound=low,
        upper_bound=rate.upper_bound if rate.upper_bound is not None else high,
        level=rate.level,
        method=_METHODS.get(rate.method, "unknown"),
        unit=unit,
        attempts=rate.attempts,
        identities=rate.identities,
        errors=rate.errors,
    )
