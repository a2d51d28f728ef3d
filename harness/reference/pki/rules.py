"""Certificates for device keys. Pure: serial numbers, keys and times are arguments; signatures are deterministic (RFC 6979).

A root signs one issuing authority, which signs the device certificates (RFC 5280). Both name the authority of the policy. A
device certificate names a pseudonym and the thumbprint of the device key; it says nothing of the person.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from harness.protocol.encoding import jose
from harness.reference.refusal import Refusal

DEVICE_VALID_FOR = timedelta(days=365)
AUTHORITY_VALID_FOR = timedelta(days=3650)
_LIST_VALID_FOR = timedelta(hours=1)
_LEEWAY = timedelta(minutes=5)
_SHA256 = hashes.SHA256()
_DER = serialization.Encoding.DER


@dataclass(frozen=True, kw_only=True)
class Authority:
    """The issuing authority with what it needs to sign, and the chain that ends with the root."""

    key: ec.EllipticCurvePrivateKey = field(repr=False)
    certificate: x509.Certificate
    chain: tuple[bytes, ...]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Who a device certificate is for."""

    identity_id: str
    device: str
    key: ec.EllipticCurvePublicKey


def name_of(organization: str, common_name: str) -> x509.Name:
    """The name of an authority."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "KW"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def authority_certificate(
    subject: tuple[x509.Name, ec.EllipticCurvePublicKey],
    issuer: tuple[x509.Name, ec.EllipticCurvePrivateKey],
    *,
    serial: int,
    now: datetime,
    path_length: int,
) -> x509.Certificate:
    """A certificate of the root (subject and issuer alike) or of the issuing authority."""
    name, key = subject
    issuer_name, issuer_key = issuer
    usage = _key_usage(signs_certificates=True)
    builder = _builder(name, issuer_name, key, serial=serial, valid=(now - _LEEWAY, now + AUTHORITY_VALID_FOR))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
    builder = builder.add_extension(usage, critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    builder = builder.add_extension(_authority_key(issuer_key.public_key()), critical=False)
    return builder.sign(issuer_key, _SHA256, ecdsa_deterministic=True)


def device_certificate(authority: Authority, subject: Subject, *, serial: int, now: datetime) -> bytes:
    """The certificate of a device key, DER; for digital signatures only."""
    organization = authority.certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            x509.NameAttribute(NameOID.COMMON_NAME, subject.identity_id),
            # a printable string (RFC 5280, A.1), which has no underscore: hexadecimal
            x509.NameAttribute(NameOID.SERIAL_NUMBER, jose.b64url_decode(subject.device).hex()),
        ]
    )
    end = min(now + DEVICE_VALID_FOR, authority.certificate.not_valid_after_utc)
    builder = _builder(name, authority.certificate.subject, subject.key, serial=serial, valid=(now - _LEEWAY, end))
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_key_usage(signs_certificates=False), critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(subject.key), critical=False)
    builder = builder.add_extension(_authority_key(authority.key.public_key()), critical=False)
    return builder.sign(authority.key, _SHA256, ecdsa_deterministic=True).public_bytes(_DER)


def requested_key(csr: bytes, *, device: str) -> ec.EllipticCurvePublicKey:
    """The key of a PKCS #10 request, which must be signed by and be for the device key (RFC 2986).

    Raises:
        Refusal: CSR_INVALID.
    """
    try:
        request = x509.load_der_x509_csr(csr)
        key = request.public_key()
        holds = isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)
        if not holds or not request.is_signature_valid:
            raise Refusal("CSR_INVALID")
    except (ValueError, TypeError, UnsupportedAlgorithm, InvalidSignature):
        raise Refusal("CSR_INVALID") from None
    if not isinstance(key, ec.EllipticCurvePublicKey) or jose.thumbprint(jose.jwk_of(key)) != device:
        raise Refusal("CSR_INVALID")
    return key


def _builder(
    name: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    *,
    serial: int,
    valid: tuple[datetime, datetime],
) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(
        subject_name=name,
        issuer_name=issuer,
        public_key=key,
        serial_number=serial,
        not_valid_before=valid[0].replace(tzinfo=None, microsecond=0),
        not_valid_after=valid[1].replace(tzinfo=None, microsecond=0),
    )


def _authority_key(key: ec.EllipticCurvePublicKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key)


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def revocation_list(authority: Authority, revoked: tuple[tuple[int, datetime], ...], now: datetime) -> bytes:
    """The certificates that hold no longer, with the time of each, as a CRL (RFC 5280, 5), DER."""
    builder = x509.CertificateRevocationListBuilder(
        issuer_name=authority.certificate.subject,
        last_update=_whole_seconds(now - _LEEWAY),
        next_update=_whole_seconds(now + _LIST_VALID_FOR),
    )
    for serial, at in revoked:
        entry = x509.RevokedCertificateBuilder(serial_number=serial, revocation_date=_whole_seconds(at))
        builder = builder.add_revoked_certificate(entry.build())
    builder = builder.add_extension(_authority_key(authority.key.public_key()), critical=False)
    builder = builder.add_extension(x509.CRLNumber(int(now.timestamp() * 1000)), critical=False)
    return builder.sign(authority.key, _SHA256, ecdsa_deterministic=True).public_bytes(_DER)


def _whole_seconds(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None, microsecond=0)
