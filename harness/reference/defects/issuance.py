"""Defects of issue, activation and the identity on a device."""

from dataclasses import replace
from datetime import datetime

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from harness.protocol.encoding import jose
from harness.protocol.messages import identity
from harness.reference.defects.registry import DEFECTS, defect
from harness.reference.defects.wrappers import issuing_as
from harness.reference.enrollment.state import (
    Activate,
    Case,
    Issue,
    Outcome,
)
from harness.reference.identity.rules import Device
from harness.reference.pki.rules import Authority
from harness.reference.refusal import Refusal
from harness.reference.rulebook import Rules
from harness.world.policy import Policy

DEFECTS["issue-before-otp"] = issuing_as("OTP_SENT")
DEFECTS["second-certificate-on-repetition"] = issuing_as("PIN_PENDING")


@defect("foreign-issuer")
def _foreign_issuer(rules: Rules) -> Rules:
    def issue(case: Case, command: Issue, now: datetime) -> Outcome:
        return rules.issue(case, replace(command, authority=_renamed(command.authority)), now)

    return replace(rules, issue=issue)


def _renamed(authority: Authority) -> Authority:
    """The authority under a name that is not its own."""
    own = authority.certificate
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Somebody Else")])
    forged = x509.CertificateBuilder(
        subject_name=name,
        issuer_name=name,
        public_key=authority.key.public_key(),
        serial_number=own.serial_number,
        not_valid_before=own.not_valid_before_utc.replace(tzinfo=None),
        not_valid_after=own.not_valid_after_utc.replace(tzinfo=None),
    ).sign(authority.key, hashes.SHA256())
    return replace(authority, certificate=forged)


@defect("issue-before-otp-without-card")
def _issue_before_otp_without_card(rules: Rules) -> Rules:
    early = issuing_as("OTP_SENT")(rules)

    def issue(case: Case, command: Issue, now: datetime) -> Outcome:
        return (early if case.session.method == "cardless" else rules).issue(case, command, now)

    return replace(rules, issue=issue)


@defect("certificate-for-any-key")
def _certificate_for_any_key(rules: Rules) -> Rules:
    """The key of the request is certified, whoever's it is."""

    def issue(case: Case, command: Issue, now: datetime) -> Outcome:
        try:
            return rules.issue(case, command, now)
        except Refusal as refusal:
            if refusal.code != "CSR_INVALID" or (named := _named_in(command.csr)) is None:
                raise
        after, effects = rules.issue(replace(case, session=replace(case.session, device=named)), command, now)
        return replace(after, session=replace(after.session, device=case.session.device)), effects

    return replace(rules, issue=issue)


def _named_in(csr: bytes) -> str | None:
    """The thumbprint of the key that a request names; None where it names none of ours."""
    try:
        key = x509.load_der_x509_csr(csr).public_key()
    except ValueError:
        return None
    return jose.thumbprint(jose.jwk_of(key)) if isinstance(key, ec.EllipticCurvePublicKey) else None


@defect("activation-without-confirm")
def _activation_without_confirm(rules: Rules) -> Rules:
    def activate(case: Case, command: Activate, now: datetime) -> Outcome:
        return rules.activate(case, replace(command, confirmed=True), now)

    return replace(rules, activate=activate)


@defect("two-identities-of-one-person")
def _two_identities_of_one_person(rules: Rules) -> Rules:
    made: list[str] = []

    def identity_id(person: str, secret: bytes) -> str:
        made.append(person)
        return rules.identity_id(f"{person}#{len(made)}", secret)

    return replace(rules, identity_id=identity_id)


@defect("old-device-stays-active")
def _old_device_stays_active(rules: Rules) -> Rules:
    def revived(device: Device | None) -> Device | None:
        return replace(device, state="ACTIVE") if device and device.state == "REVOKED" else device

    present, services = rules.present, rules.list_services
    return replace(
        rules,
        present=lambda device: present(revived(device)),
        list_services=lambda device, policy: services(revived(device), policy),
    )


@defect("services-without-registration")
def _services_without_registration(rules: Rules) -> Rules:
    def list_services(device: Device | None, policy: Policy) -> identity.Services:
        if device is None:
            return identity.Services(services=[])
        return rules.list_services(device, policy)

    return replace(rules, list_services=list_services)


@defect("pending-identity-served")
def _pending_identity_served(rules: Rules) -> Rules:
    def list_services(device: Device | None, policy: Policy) -> identity.Services:
        if device and device.state == "PIN_PENDING":
            device = replace(device, state="ACTIVE")
        return rules.list_services(device, policy)

    return replace(rules, list_services=list_services)


@defect("pin-state-always-set")
def _pin_state_always_set(rules: Rules) -> Rules:
    def present(device: Device | None) -> identity.Identity:
        return msgspec.structs.replace(rules.present(device), pin_state="set")

    return replace(rules, present=present)
