"""E-mail address and mobile number on the manual phone channel (ENR-017, 018)."""

from collections.abc import Callable

import pytest

from conformance.expect import Expect
from conformance.marks import proves, under_policy
from conformance.ways import without_card
from harness.world.policy import Policy
from simulators.journey import Applicant

_LANDLINE = "22412345"
_COUNTRY = "+965"
_SPELLINGS: dict[str, Callable[[str], str]] = {
    "with-country": str,
    "without-country": lambda number: number.removeprefix(_COUNTRY),
    "with-zeros": lambda number: f"00{number.removeprefix('+')}",
}


@proves("ENR-017", case="valid address; missing", people=["citizen"])
def test_missing_email_address_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.submit(email=None), "EMAIL_REQUIRED")
    expect.standing(applicant, "TERMS_ACCEPTED")
    expect.accepted(applicant.submit())


@pytest.mark.parametrize(
    "address", ["nobody", "nobody@", "@example.org", "two words@example.org", "a@b@example.org"],
    ids=["no-at", "no-domain", "no-local-part", "space", "two-ats"],
)  # fmt: skip
@proves("ENR-017", case="malformed address", people=["citizen"])
def test_malformed_email_address_is_refused(applicant: Applicant, expect: Expect, address: str) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.submit(email=address), "EMAIL_INVALID")


@proves("ENR-018", case="mobile number missing", people=["citizen"])
def test_missing_mobile_number_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.submit(mobile=None), "MOBILE_REQUIRED")
    expect.standing(applicant, "TERMS_ACCEPTED")
    expect.accepted(applicant.submit())


@pytest.mark.parametrize("number", [_LANDLINE, "5123456", "512345678"], ids=["landline", "7-digits", "9-digits"])
@proves("ENR-018", case="landline or 7 digits", people=["citizen"])
def test_number_that_is_no_mobile_is_refused(applicant: Applicant, expect: Expect, number: str) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.submit(mobile=number), "MOBILE_INVALID")


@pytest.mark.parametrize("spelling", list(_SPELLINGS))
@proves("ENR-018", case="valid Kuwaiti mobile, with or without +965", people=["citizen"])
def test_code_reaches_the_mobile_however_it_is_spelled(
    applicant: Applicant, expect: Expect, policy: Policy, spelling: str
) -> None:
    under_policy("otp_by_channel.manual = true", so=policy.otp_by_channel.manual)
    applicant.walk(to="submit")
    expect.accepted(applicant.prove(mobile=_SPELLINGS[spelling](applicant.person.mobile)))
    expect.accepted(applicant.otp())


@proves("ENR-018", case="landline on the card-less channel with OTP", people=["cardless_resident"])
def test_landline_is_refused_without_a_card_where_a_code_is_asked(
    applicant: Applicant, expect: Expect, policy: Policy
) -> None:
    under_policy("otp_by_channel.cardless = true", so=policy.otp_by_channel.cardless)
    without_card(applicant, policy).walk(to="submit")
    expect.refused(applicant.submit(mobile=_LANDLINE), "MOBILE_INVALID")
    expect.accepted(applicant.submit())
