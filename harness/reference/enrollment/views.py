"""A session as its applicant may see it: nothing in it comes from the registry before proof. Pure."""

from datetime import datetime

from harness.protocol.messages import enrollment
from harness.reference.enrollment.rules import sends_left, tries_left
from harness.reference.enrollment.state import Case
from harness.world.policy import Policy

_DIGITS_SHOWN = 3


def show_session(case: Case, policy: Policy, now: datetime) -> enrollment.Session:
    """The session with what the applicant needs for the next step."""
    session = case.session
    return enrollment.Session(
        session_id=session.session_id,
        state=session.state,
        expires_at=session.expires_at,
        capture_challenge=session.challenge,
        otp=_otp_status(case, policy, now) if session.state == "OTP_SENT" else None,
        level=session.level,
    )


def _otp_status(case: Case, policy: Policy, now: datetime) -> enrollment.OtpStatus | None:
    otp, applicant = case.session.otp, case.session.applicant
    if otp is None or applicant is None:
        return None
    return enrollment.OtpStatus(
        sent_to="*" * (len(applicant.mobile) - _DIGITS_SHOWN) + applicant.mobile[-_DIGITS_SHOWN:],
        length=policy.otp_limits.digits,
        expires_at=otp.expires_at,
        tries_left=tries_left(case.tally, policy, now),
        sends_left=sends_left(case.tally, policy, now),
    )
