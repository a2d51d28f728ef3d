"""A wrong clock is told as such; sessions end in time (TRB-001, 003)."""

import pytest

from conformance.expect import Expect
from conformance.marks import proves
from conformance.plugin import TargetClock
from harness.world.policy import Policy
from simulators.journey import Applicant

_MARGIN_S = 5


@pytest.mark.parametrize("sign", [1, -1], ids=["ahead", "behind"])
@proves("TRB-001", case="+/- (tolerance + margin), then corrected", people=["citizen"])
def test_wrong_clock_is_told_and_the_session_survives(
    applicant: Applicant, expect: Expect, policy: Policy, sign: int
) -> None:
    applicant.walk(to="accept")
    applicant.phone.clock.offset_s = sign * (policy.clock_skew_s + _MARGIN_S)
    refusal = expect.refused(applicant.accept(), "CLOCK_SKEW")
    told = refusal.facts.server_time is not None
    expect.holds(expected="the server's time", observed="told" if told else "not told", so=told)
    applicant.phone.clock.offset_s = 0
    expect.accepted(applicant.accept())


@pytest.mark.parametrize("sign", [1, -1], ids=["ahead", "behind"])
@proves("TRB-001", case="skew within tolerance", people=["citizen"])
def test_small_skew_works(applicant: Applicant, expect: Expect, policy: Policy, sign: int) -> None:
    applicant.phone.clock.offset_s = sign * (policy.clock_skew_s - _MARGIN_S)
    expect.accepted(applicant.open())
    expect.accepted(applicant.accept())
    expect.standing(applicant, "TERMS_ACCEPTED")


@proves("TRB-003", case="after session lifetime", people=["citizen"], needs=["clock"])
def test_session_expires(applicant: Applicant, expect: Expect, policy: Policy, target_clock: TargetClock) -> None:
    applicant.walk(to="confirm")
    target_clock.advance(policy.session_lifetime_s + 1)
    expect.refused(applicant.confirm(), "SESSION_EXPIRED")


@proves("TRB-003", case="reconnect in time", people=["citizen"], needs=["clock"])
def test_session_is_resumed_in_time(
    applicant: Applicant, expect: Expect, policy: Policy, target_clock: TargetClock
) -> None:
    applicant.walk(to="confirm")
    target_clock.advance(policy.session_lifetime_s - 60)
    expect.accepted(applicant.confirm())
