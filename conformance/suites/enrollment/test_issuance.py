"""Issuance: explicit, once, by the authority, and ACTIVE only at its end (ENR-023, 024b, 027)."""

from conformance.expect import Expect
from conformance.marks import proves
from conformance.observe import audited
from conformance.oracles.certificates import CertificateOracle
from conformance.session import Session
from harness.world.policy import Policy
from simulators.journey import Applicant


@proves("ENR-023", case="issue call before OTP success", people=["citizen"])
def test_issue_before_the_code_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="otp")
    expect.refused(applicant.issue(), "STEP_ORDER")
    expect.standing(applicant, "OTP_SENT")
    expect.accepted(applicant.otp())
    expect.accepted(applicant.issue())


@proves("ENR-023", case="issue call repeated", people=["citizen"])
def test_issue_repeated_gives_the_same_certificate(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="issue")
    expect.accepted(applicant.issue())
    first = applicant.phone.facts.certificate
    expect.accepted(applicant.issue())
    expect.holds(
        expected="one certificate",
        observed="the same" if applicant.phone.facts.certificate == first else "another one",
        so=applicant.phone.facts.certificate == first,
    )


@proves("ENR-024b", case="issuance succeeded", people=["citizen"], grade="O3", needs=["audit"])
def test_activation_is_audited_and_leaves_the_identity_active(
    applicant: Applicant, expect: Expect, run: Session
) -> None:
    applicant.walk(to="activate")
    expect.accepted(applicant.activate(), state="ACTIVE")
    expect.accepted(applicant.state(), state="ACTIVE")
    expect.equal(len(audited(run, applicant, "activate")), 1, what="audited activations")


@proves("ENR-027", case="certificate inspected", people=["citizen"], grade="O1")
def test_certificate_names_the_authority_and_the_device_key(
    applicant: Applicant, expect: Expect, policy: Policy
) -> None:
    applicant.walk(to="activate")
    oracle = CertificateOracle(applicant.phone.facts)
    expect.equal(oracle.issuer_organization(), policy.authority_en, what="issuer organization")
    expect.equal(oracle.flaws(applicant.phone.key.public_key()), [], what="flaws of certificate and chain")


@proves("ENR-027", case="notice inspected", people=["citizen"])
def test_notice_names_the_authority(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    text = expect.accepted(applicant.open()).text or ""
    expect.holds(expected=f"a notice that names {policy.authority_en}", observed=text, so=policy.authority_en in text)


@proves("ENR-027", case="SMS inspected", people=["citizen"], grade="O1")
def test_message_comes_from_the_authority(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    applicant.walk(to="otp")
    message = applicant.message()
    expect.equal(message.sender if message else None, policy.sms_sender, what="SMS sender")
