"""Quality is told at once, a mismatch uniformly, a capture must be live (FAC-001, 002, 004, 005, 006b, 007)."""

from dataclasses import replace

import pytest

from conformance.expect import Expect
from conformance.marks import proves, under_policy
from conformance.wire import with_field, with_header
from harness.protocol.identifiers import card_serial_for
from harness.world.policy import Policy
from harness.world.scenario import SelfieKind
from simulators.journey import Applicant


@pytest.mark.parametrize("kind", ["blur", "dark", "two_faces", "no_face"])
@proves("FAC-001", "FAC-007", case="blurred / dark / two faces / no face", people=["citizen"])
def test_unclear_picture_is_refused_with_a_reason(applicant: Applicant, expect: Expect, kind: SelfieKind) -> None:
    applicant.walk(to="selfie")
    refusal = expect.refused(applicant.selfie(kind), "FACE_QUALITY")
    reasons = refusal.facts.reasons
    expect.holds(expected="at least one reason", observed=", ".join(reasons) or "none", so=len(reasons) > 0)
    expect.accepted(applicant.selfie())


@proves("FAC-002", "FAC-007", case="score below threshold, applicant interface, before proof", people=["citizen"])
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


@proves("FAC-005", case="upload without session", people=["citizen"], grade="O1")
def test_selfie_without_session_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="selfie")
    own = applicant.phone.facts
    applicant.phone.facts = replace(own, session=None, access=None)
    expect.refused(applicant.selfie(), "SESSION_REQUIRED")
    expect.messages(applicant, exactly=0, after=0)
    applicant.phone.facts = own
    expect.standing(applicant, "DATA_CONFIRMED")


@proves("FAC-005", case="upload without token", people=["citizen"], layer="wire")
def test_selfie_without_token_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="selfie")
    applicant.phone.network.rewrite_next(with_header("authorization", None))
    expect.refused(applicant.selfie(), "SESSION_REQUIRED")
    expect.accepted(applicant.selfie())


_MISMATCHES = ("DATA_MISMATCH", "FACE_MISMATCH", "SERIAL_STALE")


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


@pytest.mark.parametrize("cause", ["face", "data"])
@proves("FAC-006b", case="attempts exhausted, same for data and face", people=["citizen"])
def test_exhausted_tries_lock_the_proof(applicant: Applicant, expect: Expect, policy: Policy, cause: str) -> None:
    applicant.walk(to="submit")
    wrong = {} if cause == "face" else {"card_serial": card_serial_for(399_999_999)}
    kind: SelfieKind = "stranger" if cause == "face" else "good"
    expect.refused(applicant.prove(kind, **wrong), *_MISMATCHES)
    for _ in range(policy.face_tries.tries - 2):
        expect.refused(applicant.selfie(kind), *_MISMATCHES)
    expect.refused(applicant.selfie(kind), *_MISMATCHES, "PROOF_LOCKED")
    locked = expect.refused(applicant.prove(), "PROOF_LOCKED")
    text = locked.facts.text or ""
    expect.holds(expected="a remedy that names the kiosk", observed=text, so="kiosk" in text.lower())
    expect.messages(applicant, exactly=0, after=0)


@proves("FAC-007", case="both causes in one attempt", people=["citizen", "citizen"])
def test_unclear_picture_with_wrong_data_is_unclear_only(applicants: list[Applicant], expect: Expect) -> None:
    applicant, other = applicants
    applicant.walk(to="submit")
    outcome = applicant.prove("blur", card_serial=other.data().card_serial)
    expect.refused(outcome, "FACE_QUALITY")
