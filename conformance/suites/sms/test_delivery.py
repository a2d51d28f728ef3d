"""One message, from the authority, to the number of this session, only after data and selfie were accepted (SMS-001, 003)."""

from conformance.expect import Expect
from conformance.marks import proves
from harness.world.policy import Policy
from simulators.journey import Applicant


@proves("SMS-001", case="data and selfie accepted", people=["citizen"], grade="O1")
def test_one_message_follows_the_accepted_selfie(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    applicant.walk(to="selfie")
    before = applicant.inbox.mark()
    expect.accepted(applicant.selfie())
    message = applicant.message()
    expect.equal(message.sender if message else None, policy.sms_sender, what="SMS sender")
    expect.messages(applicant, exactly=1, after=before)


@proves("SMS-001", case="data or selfie not matched", people=["citizen"], grade="O1")
def test_no_message_follows_a_mismatch(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.prove("stranger"), "DATA_MISMATCH")
    expect.messages(applicant, exactly=0, after=0)


@proves("SMS-003", case="OTP sent", people=["citizen", "citizen"], grade="O1")
def test_code_goes_to_the_number_of_this_session(applicants: list[Applicant], expect: Expect) -> None:
    applicant, owner = applicants
    applicant.walk(to="submit")
    expect.accepted(applicant.prove(mobile=owner.person.mobile))
    message = applicant.message(recipient=owner.person.mobile)
    expect.equal(message.recipient if message else None, owner.person.mobile, what="recipient")
    expect.messages(applicant, exactly=0, after=0)


@proves("SMS-003", case="number edited after sending, old code entered", people=["citizen", "citizen"], grade="O1")
def test_editing_the_number_voids_the_code(applicants: list[Applicant], expect: Expect) -> None:
    applicant, owner = applicants
    applicant.walk(to="otp")
    old = applicant.code()
    expect.accepted(applicant.prove(mobile=owner.person.mobile))
    message = applicant.message(recipient=owner.person.mobile)
    expect.holds(expected="a new code to the new number", observed="one" if message else "none", so=message is not None)
    if message and old not in message.text:
        expect.refused(applicant.otp(old), "OTP_INVALID")
