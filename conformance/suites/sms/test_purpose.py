"""A code serves the purpose that it was sent for, and is counted under it (THR-004, THR-006, THR-033)."""

from conformance.expect import Expect
from conformance.marks import proves
from conformance.session import Session
from harness.world.policy import Policy
from harness.world.ports import Accepted
from simulators.journey import Applicant, WayBlockedError
from simulators.visitor import Visitor


def _signed_up(applicant: Applicant, run: Session) -> tuple[Visitor, tuple[str, str]]:
    """The person at the booking platform, with the codes of a sign-up."""
    visitor = run.world.visitor(applicant.person)
    outcome = visitor.sign_up()
    codes = visitor.codes()
    if not isinstance(outcome, Accepted) or not all(codes):
        raise WayBlockedError("sign_up", outcome)
    return visitor, codes


@proves("THR-004", case="code of a booking account in an enrollment", people=["citizen"], needs=["accounts"])
def test_code_of_a_sign_up_verifies_no_enrollment(applicant: Applicant, expect: Expect, run: Session) -> None:
    _, (foreign, _) = _signed_up(applicant, run)
    applicant.walk(to="otp")
    own = applicant.code()
    if foreign != own:
        expect.refused(applicant.otp(foreign), "OTP_INVALID")
    expect.accepted(applicant.otp(own))


@proves("THR-004", case="enrolment code in booking", people=["citizen"], needs=["accounts"])
def test_code_of_an_enrollment_opens_no_account(applicant: Applicant, expect: Expect, run: Session) -> None:
    visitor, (own, mailed) = _signed_up(applicant, run)
    applicant.walk(to="otp")
    foreign = applicant.code()
    if foreign != own:
        expect.refused(visitor.confirm_codes(foreign, mailed), "CODE_INVALID", "OTP_INVALID")
    expect.accepted(visitor.confirm_codes(own, mailed))


@proves("THR-033", "THR-006", case="sign-ups without end in a victim's name", people=["citizen"], needs=["accounts"])
def test_sign_ups_by_a_stranger_use_up_no_code_of_a_proven_person(
    applicant: Applicant, expect: Expect, run: Session, policy: Policy
) -> None:
    stranger = run.world.visitor(applicant.person)
    limits = policy.otp_limits
    for _ in range(min(limits.per_person_and_hour, limits.per_number_and_day)):
        expect.accepted(stranger.sign_up())
    expect.refused(stranger.sign_up(), "THROTTLED")
    applicant.walk(to="submit")
    expect.accepted(applicant.prove())
    expect.accepted(applicant.otp())
