"""What the applicant types: format at once, content never before proof (ENR-010b, 011b, 015a, 015b, 015c)."""

import pytest

from conformance.expect import Expect
from conformance.marks import proves
from simulators.journey import Applicant, wrong_code

_ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


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
def test_serial_of_a_replaced_card_is_a_mismatch(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.prove(card_serial=applicant.person.earlier_card_serials[0]), "DATA_MISMATCH")
    expect.accepted(applicant.prove())


@proves("ENR-015a", case="resident without passport", people=["resident_18"])
def test_resident_without_passport_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.submit(passport_number=None), "PASSPORT_REQUIRED")
    expect.accepted(applicant.submit())


@proves("ENR-015b", case="old passport number, before proof", people=["old_passport"])
def test_old_passport_is_a_mismatch(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.prove(passport_number=applicant.person.earlier_passport_numbers[0]), "DATA_MISMATCH")
    expect.accepted(applicant.prove())


@proves("ENR-015c", case="citizen record, passport sent anyway", people=["citizen"])
def test_passport_of_a_citizen_is_ignored(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.accepted(applicant.prove(passport_number="A1234567"))
