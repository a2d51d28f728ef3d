"""Only the last unexpired unused code of the same session is accepted (SMS-002)."""

from conformance.expect import Expect
from conformance.marks import proves
from conformance.plugin import TargetClock
from harness.world.policy import Policy
from simulators.journey import Applicant, wrong_code


@proves("SMS-002", case="wrong code", people=["citizen"])
def test_wrong_code_is_refused(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    applicant.walk(to="otp")
    code = applicant.code()
    refusal = expect.refused(applicant.otp(wrong_code(code)), "OTP_INVALID")
    expect.equal(refusal.facts.tries_left, policy.otp_limits.tries - 1, what="tries left")
    expect.standing(applicant, "OTP_SENT")
    expect.accepted(applicant.otp(code))


@proves("SMS-002", case="expired code", people=["citizen"], needs=["clock"])
def test_expired_code_is_refused(
    applicant: Applicant, expect: Expect, policy: Policy, target_clock: TargetClock
) -> None:
    applicant.walk(to="otp")
    code = applicant.code()
    target_clock.advance(policy.otp_limits.valid_for_s + 1)
    expect.refused(applicant.otp(code), "OTP_EXPIRED")
    expect.accepted(applicant.resend())
    expect.accepted(applicant.otp())


@proves("SMS-002", "THR-002", case="code reused", people=["citizen"])
def test_used_code_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="otp")
    code = applicant.code()
    expect.accepted(applicant.otp(code))
    expect.refused(applicant.otp(code), "OTP_USED")
    expect.accepted(applicant.issue())


@proves("SMS-002", "THR-003", case="code of another session", people=["citizen", "citizen"])
def test_code_of_another_session_is_refused(applicants: list[Applicant], expect: Expect) -> None:
    for applicant in applicants:
        applicant.walk(to="otp")
    mine, foreign = (applicant.code() for applicant in applicants)
    if mine == foreign:
        foreign = wrong_code(mine)
    expect.refused(applicants[0].otp(foreign), "OTP_INVALID")
    expect.accepted(applicants[0].otp(mine))


@proves("SMS-002", case="the code before a resend", people=["citizen"])
def test_resend_voids_the_code_before(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="otp")
    first = applicant.code()
    expect.accepted(applicant.resend())
    second = applicant.code()
    if first != second:
        expect.refused(applicant.otp(first), "OTP_INVALID")
    expect.accepted(applicant.otp(second))


@proves("SMS-002", case="codes are fresh", people=["citizen"])
def test_codes_of_one_session_differ(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="otp")
    codes = {applicant.code()}
    for _ in range(2):
        expect.accepted(applicant.resend())
        codes.add(applicant.code())
    expect.holds(expected="codes that differ", observed=f"{len(codes)} different in 3", so=len(codes) > 1)


@proves("SMS-002", case="attempts exhausted", people=["citizen", "citizen"])
def test_exhausted_tries_lock_the_person_and_nobody_else(
    applicants: list[Applicant], expect: Expect, policy: Policy
) -> None:
    applicant, neighbor = applicants
    for one in applicants:
        one.walk(to="otp")
    code = applicant.code()
    for _ in range(policy.otp_limits.tries - 1):
        expect.refused(applicant.otp(wrong_code(code)), "OTP_INVALID")
    expect.refused(applicant.otp(wrong_code(code)), "OTP_INVALID", "OTP_LOCKED")
    expect.refused(applicant.otp(code), "OTP_LOCKED")
    expect.accepted(neighbor.otp())
