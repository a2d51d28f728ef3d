"""No step without the ones before it (ENR-009, 033; THR-051)."""

from collections.abc import Callable

import pytest

from conformance.expect import Expect
from conformance.marks import proves, under_policy
from harness.world.policy import Policy
from harness.world.ports import Outcome
from harness.world.scenario import Step
from simulators.journey import Applicant

_STATES: dict[Step, str] = {
    "accept": "OPENED",
    "submit": "TERMS_ACCEPTED",
    "confirm": "DATA_ENTERED",
    "selfie": "DATA_CONFIRMED",
    "otp": "OTP_SENT",
    "issue": "VERIFIED",
}
_LATER: tuple[tuple[Step, Callable[[Applicant], Outcome]], ...] = (
    ("confirm", lambda applicant: applicant.confirm()),
    ("otp", lambda applicant: applicant.phone.otp("000000")),
    ("issue", lambda applicant: applicant.issue()),
    ("activate", lambda applicant: applicant.activate()),
)
_ORDER = (*_STATES, "activate")


@pytest.mark.parametrize("expected", list(_STATES))
@proves("THR-051", case="a later step called without the earlier ones", people=["citizen"])
def test_skipped_step_is_refused(applicant: Applicant, expect: Expect, policy: Policy, expected: Step) -> None:
    under_policy("otp_by_channel.manual = yes", so=policy.otp_by_channel.manual)
    applicant.walk(to=expected)
    for step, attempt in _LATER:
        if _ORDER.index(step) > _ORDER.index(expected):
            expect.refused(attempt(applicant), "STEP_ORDER")
    expect.standing(applicant, _STATES[expected])


@proves("ENR-009", case="proofing call without acceptance", people=["citizen"])
def test_proof_without_acceptance_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="accept")
    expect.refused(applicant.selfie(), "TERMS_NOT_ACCEPTED")
    expect.standing(applicant, "OPENED")
    expect.accepted(applicant.accept())


@proves("ENR-033", case="required verification passed", people=["citizen"])
def test_secret_step_follows_the_verification(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    applicant.walk(to="selfie")
    expect.accepted(applicant.selfie())
    if policy.otp_by_channel.manual:
        expect.accepted(applicant.otp())
    expect.accepted(applicant.issue(), state="PIN_PENDING")
    expect.accepted(applicant.activate())


@pytest.mark.parametrize("open_step", ["selfie", "otp"])
@proves("ENR-033", case="secret step called with verification open", people=["citizen"])
def test_secret_step_before_the_verification_is_refused(
    applicant: Applicant, expect: Expect, policy: Policy, open_step: Step
) -> None:
    under_policy("otp_by_channel.manual = yes", so=open_step == "selfie" or policy.otp_by_channel.manual)
    applicant.walk(to=open_step)
    expect.refused(applicant.issue(), "STEP_ORDER")
    expect.refused(applicant.activate(), "STEP_ORDER")
    expect.standing(applicant, _STATES[open_step])
