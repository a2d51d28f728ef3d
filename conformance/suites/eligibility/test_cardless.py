"""Whoever holds no card yet registers by a paid first request (ELG-008)."""

from conformance.expect import Expect
from conformance.marks import proves
from conformance.ways import without_card
from harness.world.policy import Policy
from simulators.journey import Applicant


@proves("ELG-008", case="resident with paid first-issue request and reference number", people=["cardless_resident"])
def test_resident_without_card_is_enrolled_by_reference_number(
    applicant: Applicant, expect: Expect, policy: Policy
) -> None:
    expect.enrolled(without_card(applicant, policy))


@proves("ELG-008", case="citizen using the card-less channel, after proof", people=["cardless_citizen"])
def test_citizen_on_the_cardless_channel_follows_the_policy(
    applicant: Applicant, expect: Expect, policy: Policy
) -> None:
    without_card(applicant, policy).walk(to="submit")
    outcome = applicant.prove()
    if "citizen" in policy.cardless_categories:
        expect.accepted(outcome)
    else:
        expect.refused(outcome, "CHANNEL_NOT_ALLOWED")


@proves("ELG-008", case="reference number without a pending request", people=["unknown"])
def test_reference_number_without_a_request_is_a_mismatch(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    without_card(applicant, policy).walk(to="submit")
    expect.refused(applicant.prove(), "DATA_MISMATCH")


@proves("ELG-008", case="resident whose request is not paid", people=["fee_unpaid"])
def test_request_with_its_fee_unpaid_is_a_mismatch(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    without_card(applicant, policy).walk(to="submit")
    expect.refused(applicant.prove(civil_number=applicant.person.civil_number), "DATA_MISMATCH")
