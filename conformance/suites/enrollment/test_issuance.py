"""Issuance: explicit, once, by the authority, and ACTIVE only at its end (ENR-023, 024b, 027)."""

import base64

from conformance.expect import Expect
from conformance.marks import proves, under_policy
from conformance.observe import audited
from conformance.oracles.certificates import CertificateOracle
from conformance.session import Session
from conformance.wire import with_field
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
    flaws = CertificateOracle(applicant.phone.facts).flaws(applicant.phone.key.public_key())
    expect.equal(flaws, [], what="flaws of certificate and chain")
    expect.equal(len(audited(run, applicant, "activate")), 1, what="audited activations")


@proves("ENR-024b", case="success reported while the state is not ACTIVE", people=["citizen"])
def test_success_is_reported_of_an_active_identity_only(
    applicant: Applicant, expect: Expect, run: Session, policy: Policy
) -> None:
    under_policy("second_device = move", so=policy.second_device == "move")
    applicant.walk()
    new = run.world.applicant(applicant.person, phone="B")
    new.walk(to="activate")
    expect.accepted(new.activate(), state="ACTIVE")
    expect.accepted(new.state(), state="ACTIVE")
    expect.accepted(new.services())


@proves("ENR-023", case="request for another key than the device's", people=["citizen", "citizen"], layer="wire")
def test_certificate_for_another_key_is_refused(applicants: list[Applicant], expect: Expect) -> None:
    applicant, other = applicants
    applicant.walk(to="issue")
    foreign = base64.b64encode(other.phone.key.csr(common_name="other")).decode()
    applicant.phone.network.rewrite_next(with_field("csr", foreign))
    expect.refused(applicant.issue(), "CSR_INVALID")
    expect.standing(applicant, "VERIFIED")
    expect.accepted(applicant.issue())


@proves("ENR-027", case="certificate inspected", people=["citizen"], grade="O1")
def test_certificate_names_the_authority_and_the_device_key(
    applicant: Applicant, expect: Expect, policy: Policy
) -> None:
    applicant.walk(to="activate")
    oracle = CertificateOracle(applicant.phone.facts)
    expect.equal(oracle.issuer_organization(), policy.authority_en, what="issuer organization")
    expect.equal(oracle.flaws(applicant.phone.key.public_key()), [], what="flaws of certificate and chain")


@proves("ENR-027", case="notice inspected", people=["citizen"], grade="O1")
def test_notice_names_the_authority(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    text = expect.accepted(applicant.open()).text or ""
    for name in (policy.authority_en, policy.authority_ar):
        expect.holds(expected=f"a notice that names {name}", observed=text, so=name in text)


@proves("ENR-027", case="SMS inspected", people=["citizen"], grade="O1")
def test_message_comes_from_the_authority(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    applicant.walk(to="otp")
    message = applicant.message()
    expect.equal(message.sender if message else None, policy.sms_sender, what="SMS sender")
    text = message.text if message else ""
    expect.holds(expected=f"a text that names {policy.authority_en}", observed=text, so=policy.authority_en in text)
