"""A server whose clock is set back revives nothing that has expired (THR-060)."""

from conformance.expect import Expect
from conformance.marks import proves
from conformance.plugin import TargetClock
from harness.world.policy import Policy
from simulators.journey import Applicant

_MARGIN_S = 60


@proves("THR-060", case="expired session, clock set back", people=["citizen"], needs=["clock"])
def test_expired_session_stays_expired(
    applicant: Applicant, expect: Expect, policy: Policy, target_clock: TargetClock
) -> None:
    applicant.walk(to="confirm")
    target_clock.advance(policy.session_lifetime_s + _MARGIN_S)
    expect.refused(applicant.confirm(), "SESSION_EXPIRED")
    target_clock.advance(-policy.session_lifetime_s)
    expect.refused(applicant.confirm(), "SESSION_EXPIRED", "SESSION_CLOSED")


@proves("THR-060", case="expired session that nobody touched, clock set back", people=["citizen"], needs=["clock"])
def test_session_that_expired_unseen_stays_expired(
    applicant: Applicant, expect: Expect, policy: Policy, target_clock: TargetClock
) -> None:
    applicant.walk(to="confirm")
    target_clock.advance(policy.session_lifetime_s + _MARGIN_S)
    target_clock.advance(-policy.session_lifetime_s)
    expect.refused(applicant.confirm(), "SESSION_EXPIRED", "SESSION_CLOSED")


@proves("THR-060", case="expired code, clock set back", people=["citizen"], needs=["clock"])
def test_expired_code_stays_expired(
    applicant: Applicant, expect: Expect, policy: Policy, target_clock: TargetClock
) -> None:
    applicant.walk(to="otp")
    code = applicant.code()
    target_clock.advance(policy.otp_limits.valid_for_s + policy.clock_skew_s + _MARGIN_S)
    target_clock.advance(-policy.otp_limits.valid_for_s - policy.clock_skew_s)
    expect.refused(applicant.otp(code), "OTP_EXPIRED", "SESSION_EXPIRED", "SESSION_CLOSED")


@proves("THR-060", case="new session after the clock was set back", people=["citizen"], needs=["clock"])
def test_new_session_works_after_the_clock_was_set_back(
    applicant: Applicant, expect: Expect, policy: Policy, target_clock: TargetClock
) -> None:
    target_clock.advance(policy.session_lifetime_s)
    target_clock.advance(-policy.session_lifetime_s)
    expect.accepted(applicant.open())
    expect.accepted(applicant.accept())
    expect.accepted(applicant.submit())
