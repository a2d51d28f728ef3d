"""What the applicant types: format at once, content never before proof (ENR-010a, 010b, 011b, 015a, 015b, 015c)."""

import pytest

from conformance.expect import Expect
from conformance.marks import proves
from conformance.ways import told
from harness.world.policy import Policy
from simulators.journey import Applicant, wrong_code

_ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@proves("ENR-010a", case="civil number missing", people=["citizen"])
def test_missing_civil_number_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.submit(civil_number=None), "CIVIL_NO_REQUIRED")
    expect.standing(applicant, "TERMS_ACCEPTED")
    expect.accepted(applicant.submit())


@proves("ENR-010b", case="synthetic 290010100003", people=["citizen"])
def test_well_formed_civil_number_is_taken(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.accepted(applicant.submit(civil_number="290010100003"))


@proves("ENR-010b", case="rejected before any registry call", people=["citizen", "unknown"])
def test_malformed_civil_number_is_refused_before_the_registry_is_asked(
    applicants: list[Applicant], expect: Expect, policy: Policy
) -> None:
    """Whatever the registry answers is counted for its person: here nothing is, beside a known number as beside an unknown."""
    series = []
    for applicant in applicants:
        applicant.walk(to="submit")
        wrong = wrong_code(applicant.person.civil_number)
        refusals = [applicant.submit(civil_number=wrong) for _ in range(policy.face_tries.tries + 1)]
        series.append((applicant.person.role, [expect.refused(one, "CIVIL_NO_INVALID").facts for one in refusals]))
    expect.alike(series, what="series of refusals")
    expect.accepted(applicants[0].prove())


@proves("ENR-010b", case="wrong check digit", people=["citizen"])
def test_wrong_check_digit_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.submit(civil_number=wrong_code(applicant.person.civil_number)), "CIVIL_NO_INVALID")
    expect.standing(applicant, "TERMS_ACCEPTED")
    expect.accepted(applicant.submit())


@pytest.mark.parametrize(
    "number",
    ["29001010000", "2900101000030", "29001010000A", "290013200003", "290010100070", "290010100107"],
    ids=["11-digits", "13-digits", "letter", "no-such-day", "remainder-0", "remainder-1"],
)
@proves("ENR-010b", case="11 or 13 digits, letters, no such date, remainder 0 or 1", people=["citizen"])
def test_malformed_civil_number_is_refused(applicant: Applicant, expect: Expect, number: str) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.submit(civil_number=number), "CIVIL_NO_INVALID")


@proves("ENR-010b", case="Arabic-Indic digits entered", people=["citizen"])
def test_arabic_indic_digits_are_read(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    typed = applicant.person.civil_number.translate(_ARABIC_INDIC)
    expect.accepted(applicant.prove(civil_number=typed))


@proves("ENR-011b", case="serial of another person", people=["citizen", "citizen"])
def test_serial_of_another_person_is_a_mismatch(applicants: list[Applicant], expect: Expect) -> None:
    applicant, other = applicants
    applicant.walk(to="submit")
    expect.refused(applicant.prove(card_serial=other.data().card_serial), "DATA_MISMATCH")
    expect.accepted(applicant.prove())


@proves("ENR-011b", case="serial of an earlier, replaced card, before proof", people=["replaced_card"])
def test_serial_of_a_replaced_card_is_a_mismatch(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    applicant.walk(to="submit")
    stale = applicant.person.earlier_card_serials[0]
    expect.refused(applicant.prove(card_serial=stale), told(policy, "SERIAL_STALE"))
    expect.accepted(applicant.prove())


@proves("ENR-015a", case="resident without passport", people=["resident_18"])
def test_resident_without_passport_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.submit(passport_number=None), "PASSPORT_REQUIRED")
    expect.accepted(applicant.submit())


@proves("ENR-015a", case="resident who declared Kuwaiti and gave no passport, before proof", people=["resident_18"])
def test_resident_who_declares_to_be_a_citizen_is_a_mismatch(
    applicant: Applicant, expect: Expect, policy: Policy
) -> None:
    applicant.walk(to="submit")
    outcome = applicant.prove(nationality="KWT", passport_number=None)
    expect.refused(outcome, told(policy, "PASSPORT_MISMATCH"))
    expect.accepted(applicant.prove())


@proves("ENR-015b", case="old passport number, before proof", people=["old_passport"])
def test_old_passport_is_a_mismatch(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    applicant.walk(to="submit")
    old = applicant.person.earlier_passport_numbers[0]
    expect.refused(applicant.prove(passport_number=old), told(policy, "PASSPORT_MISMATCH"))
    expect.accepted(applicant.prove())


@proves("ENR-015c", case="citizen record, passport sent anyway", people=["citizen"])
def test_passport_of_a_citizen_is_ignored(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.accepted(applicant.submit(passport_number=None))
    expect.accepted(applicant.submit(passport_number="not a passport number"))
    expect.accepted(applicant.prove(passport_number="A1234567"))
