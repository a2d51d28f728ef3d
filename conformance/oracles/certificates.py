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
