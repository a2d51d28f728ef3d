"""A serial is no code and a code is no serial (SMS-004)."""

from conformance.expect import Expect
from conformance.marks import proves
from conformance.notices import fresh_notice, pay_fee, serial_in
from conformance.session import Session
from simulators.journey import Applicant, WayBlockedError


@proves("SMS-004", case="serial from SMS in the serial field", people=["fee_unpaid"], needs=["payments"])
def test_serial_of_the_message_serves_as_serial_and_reads_as_no_code(
    applicant: Applicant, expect: Expect, run: Session
) -> None:
    before = applicant.inbox.mark()
    expect.accepted(pay_fee(run, applicant.person, notice_id=fresh_notice()))
    message = applicant.message(after=before)
    if message is None:
        raise WayBlockedError("pay_fee: no message", None)
    code = run.world.sms.pattern.search(message.text)
    expect.holds(expected="no code in it", observed="a code" if code else "none", so=code is None)
    applicant.walk(to="submit")
    expect.accepted(applicant.prove(hawyti_serial=serial_in(run, message.text)))


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
