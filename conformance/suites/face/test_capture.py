"""Only what the app's camera has just taken for this session counts (FAC-004, 009, 010; THR-023, 024, 025)."""

import pytest

from conformance.expect import Expect
from conformance.marks import proves, under_policy
from conformance.session import Session
from harness.world.policy import LEVELS, Policy
from simulators.faces.duplicates import altered
from simulators.journey import Applicant

_MARGIN_S = 5


def level_is_capped(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    """The rest of the way is taken, and the level is not above the cap of a capture that nobody vouches for."""
    if policy.otp_by_channel.manual:
        expect.accepted(applicant.otp())
    level = expect.accepted(applicant.status()).level or "none"
    cap = policy.unproven_capture_cap
    so = level in LEVELS[: LEVELS.index(cap) + 1]
    expect.holds(expected=f"a level of at most {cap}", observed=level, so=so)


@pytest.mark.parametrize("sign", [1, -1], ids=["old", "of-the-future"])
@proves("FAC-004", case="replayed capture: of another time", people=["citizen"])
def test_capture_of_another_time_is_refused(applicant: Applicant, expect: Expect, policy: Policy, sign: int) -> None:
    under_policy("capture_attestation = on", so=policy.capture_attestation)
    applicant.walk(to="selfie")
    age_s = sign * (policy.clock_skew_s + _MARGIN_S)
    expect.refused(applicant.phone.selfie(applicant.picture(), age_s=age_s), "CAPTURE_NOT_LIVE")
    expect.standing(applicant, "DATA_CONFIRMED")
    expect.accepted(applicant.selfie())


@proves("FAC-009", "THR-025", case="external image injected", people=["citizen"])
def test_image_in_place_of_the_capture_is_refused(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    under_policy("capture_attestation = on", so=policy.capture_attestation)
    applicant.walk(to="selfie")
    expect.refused(
        applicant.phone.selfie(applicant.picture(), attested=applicant.picture("stranger")), "CAPTURE_NOT_LIVE"
    )
    expect.standing(applicant, "DATA_CONFIRMED")
    expect.accepted(applicant.selfie())


@proves("THR-025", "FAC-009", case="synthetic picture in place of the camera's", people=["citizen"])
def test_altered_capture_is_refused(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    under_policy("capture_attestation = on", so=policy.capture_attestation)
    applicant.walk(to="selfie")
    taken = applicant.picture()
    expect.refused(applicant.phone.selfie(altered(taken), attested=taken), "CAPTURE_NOT_LIVE")
    expect.messages(applicant, exactly=0, after=0)


@proves("FAC-010", "FAC-004", case="capture_attestation=on, uploaded file", people=["citizen"])
def test_uploaded_file_is_refused(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    under_policy("capture_attestation = on", so=policy.capture_attestation)
    applicant.walk(to="selfie")
    expect.refused(applicant.phone.selfie(applicant.picture(), attested=b""), "CAPTURE_NOT_LIVE")
    expect.standing(applicant, "DATA_CONFIRMED")
    expect.accepted(applicant.selfie())


@proves("FAC-010", case="capture_attestation=off", people=["citizen"])
def test_uploaded_file_is_taken_where_the_policy_says_so(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    under_policy("capture_attestation = off", so=not policy.capture_attestation)
    applicant.walk(to="selfie")
    expect.accepted(applicant.phone.selfie(applicant.picture(), attested=b""))
    level_is_capped(applicant, expect, policy)


@proves("THR-023", "FAC-004", case="an earlier capture sent again, vouched for anew", people=["citizen"])
def test_capture_of_an_earlier_session_is_refused(
    applicant: Applicant, expect: Expect, run: Session, policy: Policy
) -> None:
    under_policy("capture_attestation = on", so=policy.capture_attestation)
    applicant.walk(to="selfie")
    taken = applicant.picture()
    expect.accepted(applicant.phone.selfie(taken))
    later = run.world.applicant(applicant.person, phone="B")
    later.walk(to="selfie")
    expect.refused(later.phone.selfie(taken), "CAPTURE_NOT_LIVE")
    expect.standing(later, "DATA_CONFIRMED")
    expect.accepted(later.selfie())


@proves("THR-024", "FAC-004", case="altered image in another person's session", people=["citizen", "citizen"])
def test_altered_capture_of_another_person_is_refused(
    applicants: list[Applicant], expect: Expect, policy: Policy
) -> None:
    under_policy("capture_attestation = on", so=policy.capture_attestation)
    first, second = applicants
    for applicant in applicants:
        applicant.walk(to="selfie")
    taken = first.picture()
    expect.accepted(first.phone.selfie(taken))
    expect.refused(second.phone.selfie(altered(taken)), "CAPTURE_NOT_LIVE")
    expect.standing(second, "DATA_CONFIRMED")
    expect.accepted(second.selfie())
