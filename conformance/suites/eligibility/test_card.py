"""A smart civil card must have been issued before (ELG-002)."""

from conformance.expect import Expect
from conformance.marks import proves
from harness.world.policy import Policy
from simulators.journey import Applicant


@proves("ELG-002", case="holder of legacy non-chip card, after proof", people=["legacy_card"])
def test_legacy_card_is_refused_after_proof(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.prove(), "SMART_CARD_REQUIRED")


@proves("ELG-002", case="expired smart card on phone", people=["expired_card"])
def test_expired_smart_card_follows_the_policy(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    applicant.walk(to="submit")
    outcome = applicant.prove()
    if policy.expired_card_counts:
        expect.accepted(outcome)
    else:
        expect.refused(outcome, "SMART_CARD_REQUIRED")
