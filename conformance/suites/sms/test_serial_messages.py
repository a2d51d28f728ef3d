"""A serial is no code and a code is no serial (SMS-004)."""

from conformance.expect import Expect
from conformance.marks import proves
from simulators.journey import Applicant


@proves("SMS-004", case="serial typed as OTP", people=["first_issue"])
def test_serial_typed_as_code_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="otp")
    expect.refused(applicant.otp(applicant.person.hawyti_serial), "OTP_INVALID")
    expect.accepted(applicant.otp())


@proves("SMS-004", case="OTP typed as serial", people=["citizen"])
def test_code_typed_as_serial_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="otp")
    code = applicant.code()
    expect.refused(applicant.submit(card_serial=None, hawyti_serial=code), "SERIAL_FORMAT")
    expect.refused(applicant.submit(card_serial=code), "SERIAL_FORMAT")
    expect.standing(applicant, "OTP_SENT")
    expect.accepted(applicant.otp(code))
