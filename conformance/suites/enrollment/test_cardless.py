"""Without a card: a reference number in the place of the civil number, and always a passport (ENR-021, 022a, 022b, THR-031)."""

from conformance.expect import Expect
from conformance.marks import proves
from conformance.ways import told, without_card
from harness.world.policy import Policy
from simulators.journey import Applicant


@proves("ENR-021", case="reference number on a normal channel", people=["cardless_resident", "citizen"])
def test_reference_number_serves_on_the_cardless_channel_only(
    applicants: list[Applicant], expect: Expect, policy: Policy
) -> None:
    applicant, holder = applicants
    holder.walk(to="submit")
    expect.refused(holder.submit(civil_number=applicant.person.reference_number), "CIVIL_NO_INVALID")
    without_card(applicant, policy).walk(to="submit")
    expect.accepted(applicant.prove())


@proves("ENR-021", case="reference number after the civil number was allocated", people=["cardless_allocated"])
def test_reference_number_is_consumed_by_the_civil_number(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    without_card(applicant, policy).walk(to="submit")
    expect.refused(applicant.prove(), told(policy, "REFERENCE_CONSUMED"))
    expect.accepted(applicant.prove(civil_number=applicant.person.civil_number))


@proves("ENR-021", case="neither reference number nor civil number", people=["cardless_resident"])
def test_what_is_neither_reference_nor_civil_number_is_refused(
    applicant: Applicant, expect: Expect, policy: Policy
) -> None:
    without_card(applicant, policy).walk(to="submit")
    expect.refused(applicant.submit(civil_number="R12"), "CIVIL_NO_INVALID")
    expect.accepted(applicant.submit())


@proves("ENR-022a", case="passport missing", people=["cardless_resident", "cardless_citizen"])
def test_passport_is_required_of_everybody_without_a_card(
    applicants: list[Applicant], expect: Expect, policy: Policy
) -> None:
    for applicant in applicants:
        without_card(applicant, policy).walk(to="submit")
        expect.refused(applicant.submit(passport_number=None), "PASSPORT_REQUIRED")
        expect.accepted(applicant.submit())


@proves("ENR-022b", case="passport of a different request", people=["cardless_resident", "cardless_resident"])
def test_passport_of_another_request_is_a_mismatch(applicants: list[Applicant], expect: Expect, policy: Policy) -> None:
    applicant, other = applicants
    without_card(applicant, policy).walk(to="submit")
    outcome = applicant.prove(passport_number=other.person.passport_number)
    expect.refused(outcome, told(policy, "PASSPORT_MISMATCH"))
    expect.accepted(applicant.prove())


@proves("THR-031", case="fail on one channel and switch to another", people=["cardless_allocated", "citizen"])
def test_failures_with_a_card_lock_the_way_without(applicants: list[Applicant], expect: Expect, policy: Policy) -> None:
    applicant, other = applicants
    applicant.walk(to="submit")
    serial = other.data().card_serial
    for _ in range(policy.face_tries.tries - 1):
        expect.refused(applicant.prove(card_serial=serial), told(policy, "SMART_CARD_REQUIRED"))
    expect.refused(applicant.prove(card_serial=serial), told(policy, "SMART_CARD_REQUIRED"), "PROOF_LOCKED")
    without_card(applicant, policy).walk(to="submit")
    expect.refused(applicant.prove(civil_number=applicant.person.civil_number), "PROOF_LOCKED")


@proves("THR-031", case="fail by the reference number and switch to the civil number", people=["cardless_allocated"])
def test_failures_by_reference_number_count_for_the_civil_number(
    applicant: Applicant, expect: Expect, policy: Policy
) -> None:
    without_card(applicant, policy).walk(to="submit")
    for _ in range(policy.face_tries.tries - 1):
        expect.refused(applicant.prove(), told(policy, "REFERENCE_CONSUMED"))
    expect.refused(applicant.prove(), told(policy, "REFERENCE_CONSUMED"), "PROOF_LOCKED")
    expect.refused(applicant.prove(civil_number=applicant.person.civil_number), "PROOF_LOCKED")
