"""The Hawyti serial is made and sent when the card fee is paid, once, and not before (ENR-014)."""

from conformance.expect import Expect
from conformance.marks import proves
from conformance.notices import fresh_notice, pay_fee, serial_in
from conformance.session import Session
from harness.protocol.identifiers import hawyti_serial_for
from harness.world.policy import Policy
from simulators.journey import Applicant


@proves("ENR-014", case="fee paid", people=["fee_unpaid"], grade="O1", needs=["payments"])
def test_paid_fee_brings_one_message_with_the_serial(
    applicant: Applicant, expect: Expect, run: Session, policy: Policy
) -> None:
    before = applicant.inbox.mark()
    expect.accepted(pay_fee(run, applicant.person, notice_id=fresh_notice()))
    message = applicant.message(after=before)
    expect.equal(message.sender if message else None, policy.sms_sender, what="SMS sender")
    serial = serial_in(run, message.text) if message else None
    expect.holds(expected="a serial in the message", observed="one" if serial else "none", so=serial is not None)
    expect.messages(applicant, exactly=1, after=before)


@proves("ENR-014", case="fee unpaid, any serial entered", people=["fee_unpaid"], grade="O1")
def test_no_serial_serves_before_the_fee_is_paid(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.prove(hawyti_serial=hawyti_serial_for(1_234_567)), "DATA_MISMATCH")
    expect.messages(applicant, exactly=0, after=0)


@proves("ENR-014", case="payment callback delivered twice", people=["fee_unpaid"], grade="O1", needs=["payments"])
def test_payment_that_is_told_twice_brings_one_serial(applicant: Applicant, expect: Expect, run: Session) -> None:
    before, notice = applicant.inbox.mark(), fresh_notice()
    expect.accepted(pay_fee(run, applicant.person, notice_id=notice))
    expect.refused(pay_fee(run, applicant.person, notice_id=notice), "DUPLICATE_IGNORED")
    expect.refused(pay_fee(run, applicant.person, notice_id=fresh_notice()), "DUPLICATE_IGNORED")
    expect.messages(applicant, exactly=1, after=before)


@proves("ENR-014", case="payment told by who is not the payment service", people=["fee_unpaid"], needs=["payments"])
def test_payment_told_without_the_token_is_refused(applicant: Applicant, expect: Expect, run: Session) -> None:
    outcome = pay_fee(run, applicant.person, notice_id=fresh_notice(), token="x" * 43)
    expect.refused(outcome, "TOKEN_INVALID")
    expect.messages(applicant, exactly=0, after=0)
