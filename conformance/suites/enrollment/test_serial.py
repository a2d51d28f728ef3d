"""The serial of the current card, or the Hawyti serial of a first issue, and no other (ENR-011a, 011b, 012, 013)."""

from conformance.expect import Expect
from conformance.marks import proves
from conformance.ways import told
from harness.world.policy import Policy
from simulators.journey import Applicant


@proves("ENR-011a", case="neither supplied", people=["citizen"])
def test_missing_serial_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.submit(card_serial=None), "SERIAL_REQUIRED")
    expect.standing(applicant, "TERMS_ACCEPTED")
    expect.accepted(applicant.submit())


@proves("ENR-011a", "ENR-011b", "ENR-013", case="identity serial supplied, first issue", people=["first_issue"])
def test_identity_serial_serves_for_a_first_issue(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.accepted(applicant.prove())


@proves("ENR-011b", case="identity serial of another person", people=["first_issue", "first_issue"])
def test_identity_serial_of_another_person_is_a_mismatch(applicants: list[Applicant], expect: Expect) -> None:
    applicant, other = applicants
    applicant.walk(to="submit")
    expect.refused(applicant.prove(hawyti_serial=other.person.hawyti_serial), "DATA_MISMATCH")
    expect.accepted(applicant.prove())


@proves("ENR-012", case="civil number typed into the serial field", people=["citizen"])
def test_civil_number_in_the_serial_field_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.submit(card_serial=applicant.person.civil_number), "SERIAL_FORMAT")
    expect.standing(applicant, "TERMS_ACCEPTED")
    expect.accepted(applicant.prove())


@proves("ENR-013", case="SMS serial after the first card was collected", people=["card_collected"])
def test_identity_serial_is_spent_once_the_card_was_collected(
    applicant: Applicant, expect: Expect, policy: Policy
) -> None:
    applicant.walk(to="submit")
    spent = applicant.prove(card_serial=None, hawyti_serial=applicant.person.hawyti_serial)
    expect.refused(spent, told(policy, "SERIAL_STALE"))
    expect.accepted(applicant.prove())


@proves("ENR-013", case="SMS serial for a renewal applicant", people=["replaced_card", "first_issue"])
def test_identity_serial_does_not_serve_for_a_renewal(
    applicants: list[Applicant], expect: Expect, policy: Policy
) -> None:
    applicant, other = applicants
    applicant.walk(to="submit")
    outcome = applicant.prove(card_serial=None, hawyti_serial=other.person.hawyti_serial)
    expect.refused(outcome, told(policy, "SERIAL_KIND_NOT_ALLOWED"))
    expect.accepted(applicant.prove())
