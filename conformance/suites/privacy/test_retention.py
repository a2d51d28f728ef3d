"""What a refused enrollment left is erased when the policy keeps it no longer (PRV-014)."""

from conformance.expect import Expect
from conformance.marks import proves
from conformance.observe import kept_of
from conformance.plugin import TargetClock
from conformance.session import Session
from harness.world.policy import Policy
from simulators.journey import Applicant

_DAY_S = 86_400
_MARGIN_S = 3_600


def _personal(run: Session, applicant: Applicant) -> list[str]:
    return sorted(fact.kind for fact in kept_of(run, applicant) if fact.personal)


def _longest_s(policy: Policy) -> int:
    """Until when something of a session may be kept: it is counted from the session's end."""
    return policy.retention_days * _DAY_S + policy.session_lifetime_s


@proves("PRV-014", case="retention passed", people=["citizen"], grade="O3", needs=["records", "clock"])
def test_refused_enrollment_is_erased_after_retention(
    applicant: Applicant, expect: Expect, run: Session, policy: Policy, target_clock: TargetClock
) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.prove("stranger"), "DATA_MISMATCH")
    kept = _personal(run, applicant)
    expect.holds(expected="records of an enrollment of today", observed=", ".join(kept) or "none", so=bool(kept))
    target_clock.advance(_longest_s(policy) + _MARGIN_S)
    expect.equal(_personal(run, applicant), [], what="RETENTION_EXCEEDED: personal records")
    hashes = [fact.kind for fact in kept_of(run, applicant) if not fact.personal]
    expect.holds(expected="the audit hash", observed=", ".join(hashes) or "nothing", so=bool(hashes))


@proves(
    "PRV-014",
    case="refused after proof, retention passed",
    people=["domestic_worker"],
    grade="O3",
    needs=["records", "clock"],
)
def test_enrollment_refused_after_proof_is_erased_after_retention(
    applicant: Applicant, expect: Expect, run: Session, policy: Policy, target_clock: TargetClock
) -> None:
    applicant.walk(to="submit")
    applicant.prove()
    kept = _personal(run, applicant)
    expect.holds(expected="records of an enrollment of today", observed=", ".join(kept) or "none", so=bool(kept))
    target_clock.advance(_longest_s(policy) + _MARGIN_S)
    expect.equal(_personal(run, applicant), [], what="RETENTION_EXCEEDED: personal records")


@proves("PRV-014", case="active identity, retention passed", people=["citizen"], grade="O3", needs=["records", "clock"])
def test_identity_outlives_the_retention_of_refusals(
    applicant: Applicant, expect: Expect, run: Session, policy: Policy, target_clock: TargetClock
) -> None:
    applicant.walk()
    target_clock.advance(_longest_s(policy) + _MARGIN_S)
    expect.accepted(applicant.state(), state="ACTIVE")
    expect.equal(_personal(run, applicant), ["identity"], what="personal records")
