"""Reads a certificate and its chain as a relying party would (RFC 5280, 6.1, without revocation)."""

from datetime import UTC, datetime
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from harness.world.ports import Facts
from simulators.journey import WayBlockedError


class CertificateOracle:
    """Looks at the certificate that a phone was given."""

    def __init__(self, facts: Facts) -> None:
        if facts.certificate is None:
            raise WayBlockedError("issue: the target told no certificate", None)
        try:
            self.certificate = x509.load_der_x509_certificate(facts.certificate)
            self.chain = [x509.load_der_x509_certificate(link) for link in facts.chain]
        except ValueError as error:
            raise WayBlockedError(f"issue: no X.509 certificate: {error}", None) from None

    def issuer_organization(self) -> str:
        """The O of the issuer's name, empty where there is none."""
        names = self.certificate.issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
        return str(names[0].value) if names else ""

    def status(self, crl: bytes | None, *, now: datetime | None = None) -> str:
        """What a CRL says of the certificate: `good`, `revoked`, or why the CRL cannot be believed (RFC 5280, 6.3)."""
        now = now or datetime.now(UTC)
        try:
            found = x509.load_der_x509_crl(crl or b"")
        except ValueError as error:
            return f"no CRL: {error}"
        issuer = self.chain[0] if self.chain else self.certificate
        key = issuer.public_key()
        if found.issuer != self.certificate.issuer or not isinstance(key, ec.EllipticCurvePublicKey):
            return "a CRL of another issuer"
        if not found.is_signature_valid(key):
            return "a CRL that its issuer did not sign"
        if not found.last_update_utc <= now <= (found.next_update_utc or now):
            return "a CRL of another time"
        entry = found.get_revoked_certificate_by_serial_number(self.certificate.serial_number)
        return "good" if entry is None else "revoked"

    def flaws(self, device_key: ec.EllipticCurvePublicKey, *, now: datetime | None = None) -> list[str]:
        """Everything that is wrong; none for a certificate of this device key whose chain holds."""
        now = now or datetime.now(UTC)
        found = []
        if self.certificate.public_key() != device_key:
            found.append("the certificate is for another key")
        path = [self.certificate, *self.chain]
        if len(path) == 1:
            found.append("no chain was told")
        for subject, issuer in pairwise(path):
            found += _link_flaws(subject, issuer)
        found += [f"not valid now: {one.subject.rfc4514_string()}" for one in path if not _valid_at(one, now)]
        return found


def _link_flaws(subject: x509.Certificate, issuer: x509.Certificate) -> list[str]:
    found = []
    try:
        subject.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature) as error:
        found.append(f"not issued by the next of the chain: {error}")
    try:
        if not issuer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            found.append("an issuer that is no CA")
    except x509.ExtensionNotFound:
        found.append("an issuer without basic constraints")
    return found


def _valid_at(certificate: x509.Certificate, now: datetime) -> bool:
    return certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc
