"""Quality is told at once, a mismatch uniformly, a capture must be live (FAC-001, 002, 004, 005, 006b, 007)."""

import pytest

from conformance.expect import Expect
from conformance.marks import proves, under_policy
from conformance.wire import with_field, with_header
from harness.world.policy import Policy
from harness.world.scenario import PictureKind
from simulators.journey import Applicant


@pytest.mark.parametrize("kind", ["blur", "dark", "two_faces", "no_face"])
@proves("FAC-001", case="blurred / dark / two faces / no face", people=["citizen"])
def test_unclear_picture_is_refused_with_a_reason(applicant: Applicant, expect: Expect, kind: PictureKind) -> None:
    applicant.walk(to="selfie")
    refusal = expect.refused(applicant.selfie(kind), "FACE_QUALITY")
    reasons = refusal.facts.reasons
    expect.holds(expected="at least one reason", observed=", ".join(reasons) or "none", so=len(reasons) > 0)
    expect.accepted(applicant.selfie())


@proves("FAC-002", case="score below threshold, applicant interface, before proof", people=["citizen"])
def test_face_of_somebody_else_is_a_mismatch(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="selfie")
    expect.refused(applicant.selfie("stranger"), "DATA_MISMATCH")
    expect.messages(applicant, exactly=0, after=0)


@proves("FAC-002", case="face of another registered person", people=["citizen", "citizen"])
def test_face_of_another_registered_person_is_a_mismatch(applicants: list[Applicant], expect: Expect) -> None:
    applicant, other = applicants
    applicant.walk(to="selfie")
    expect.refused(applicant.phone.selfie(other.picture()), "DATA_MISMATCH")
    expect.accepted(applicant.selfie())


@proves("FAC-005", case="upload without session", people=["citizen"], layer="wire")
def test_selfie_without_session_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="selfie")
    applicant.phone.network.rewrite_next(with_header("authorization", None))
    expect.refused(applicant.selfie(), "SESSION_REQUIRED")
    expect.accepted(applicant.selfie())


@proves("FAC-004", case="replayed capture", people=["citizen", "citizen"])
def test_capture_of_another_session_is_refused(applicants: list[Applicant], expect: Expect, policy: Policy) -> None:
    under_policy("capture_attestation = on", so=policy.capture_attestation)
    for applicant in applicants:
        applicant.walk(to="selfie")
    applicant, other = applicants
    foreign = other.phone.facts.challenge
    expect.refused(applicant.phone.selfie(applicant.picture(), challenge=foreign), "CAPTURE_NOT_LIVE")
    expect.accepted(applicant.selfie())


@proves("FAC-004", case="gallery image", people=["citizen"], layer="wire")
def test_image_that_was_not_attested_is_refused(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    under_policy("capture_attestation = on", so=policy.capture_attestation)
    applicant.walk(to="selfie")
    applicant.phone.network.rewrite_next(with_field("capture_proof", "eyJhbGciOiJub25lIn0.e30."))
    expect.refused(applicant.selfie(), "CAPTURE_NOT_LIVE")
    expect.accepted(applicant.selfie())


@proves("FAC-006b", case="mismatch then good selfie within limit", people=["citizen"])
def test_good_selfie_after_a_mismatch_leads_on(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="selfie")
    expect.refused(applicant.selfie("stranger"), "DATA_MISMATCH")
    expect.accepted(applicant.selfie())


@proves("FAC-006b", case="attempts exhausted", people=["citizen"])
def test_exhausted_tries_lock_the_proof(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    applicant.walk(to="selfie")
    for _ in range(policy.face_tries.tries - 1):
        expect.refused(applicant.selfie("stranger"), "DATA_MISMATCH")
    expect.refused(applicant.selfie("stranger"), "DATA_MISMATCH", "PROOF_LOCKED")
    expect.refused(applicant.selfie(), "PROOF_LOCKED")
    expect.messages(applicant, exactly=0, after=0)


@proves("FAC-007", case="both causes in one attempt", people=["citizen", "citizen"])
def test_unclear_picture_with_wrong_data_is_unclear_only(applicants: list[Applicant], expect: Expect) -> None:
    applicant, other = applicants
    applicant.walk(to="submit")
    outcome = applicant.prove("blur", card_serial=other.data().card_serial)
    expect.refused(outcome, "FACE_QUALITY")
