"""A country signing authority and its document signers, made from a seed for test cards.

*Source*: ICAO Doc 9303-12 (8th edition), 7.1: certificate profiles. Two things differ from it: the curve stands by its name,
since OpenSSL 3 builds no chain over explicit parameters, and no CRL distribution point is named, since no list is published.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID, ObjectIdentifier

from simulators.card.contactless import der
from simulators.entropy import Entropy

_AUTHORITY_VALID = timedelta(days=15 * 365)
_SERIAL_BYTES = 8
_DOCUMENT_TYPES = ObjectIdentifier("2.23.136.1.1.6.2")
_ES256 = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


@dataclass(frozen=True)
class Signer:
    """A key with its certificate; `certificate` is DER."""

    key: ec.EllipticCurvePrivateKey
    certificate: bytes

    def sign(self, data: bytes) -> bytes:
        """ECDSA with SHA-256, deterministic. *Shape*: DER."""
        return self.key.sign(data, _ES256)

    @property
    def parsed(self) -> x509.Certificate:
        """The certificate as an object."""
        return x509.load_der_x509_certificate(self.certificate)


@dataclass(frozen=True, kw_only=True)
class Validity:
    """From when until when; *Shape*: times with a zone."""

    not_before: datetime
    not_after: datetime


def country_signer(entropy: Entropy, *, country: str, not_before: datetime) -> Signer:
    """The self-signed authority of a country. *Shape*: `country` is two letters."""
    key = entropy.p256_private_key("csca", country)
    name = _name(country, "Country Signer (test)")
    validity = Validity(not_before=not_before, not_after=not_before + _AUTHORITY_VALID)
    builder = _builder(name, key, validity=validity, serial=entropy.bytes(_SERIAL_BYTES, "csca serial", country))
    builder = builder.issuer_name(name).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(certificates=True), critical=True)
    return Signer(key, _issued(builder, key))


def document_signer(authority: Signer, entropy: Entropy, *, label: str, validity: Validity) -> Signer:
    """A document signer of an authority; another label is another key."""
    key = entropy.p256_private_key("document signer", label)
    issuer = authority.parsed.subject
    country = str(issuer.get_attributes_for_oid(NameOID.COUNTRY_NAME)[0].value)
    serial = entropy.bytes(_SERIAL_BYTES, "document signer serial", label)
    builder = _builder(_name(country, f"Document Signer {label} (test)"), key, validity=validity, serial=serial)
    builder = builder.issuer_name(issuer).add_extension(_usage(certificates=False), critical=True)
    builder = builder.add_extension(_identity_cards(), critical=False)
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False
    )
    return Signer(key, _issued(builder, authority.key))


def _builder(
    name: x509.Name, key: ec.EllipticCurvePrivateKey, *, validity: Validity, serial: bytes
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(serial, "big") >> 1 | 1)
        .not_valid_before(validity.not_before)
        .not_valid_after(validity.not_after)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _issued(builder: x509.CertificateBuilder, issuer_key: ec.EllipticCurvePrivateKey) -> bytes:
    return builder.sign(issuer_key, hashes.SHA256(), ecdsa_deterministic=True).public_bytes(Encoding.DER)


def _name(country: str, common_name: str) -> x509.Name:
    parts = (NameOID.COUNTRY_NAME, country), (NameOID.ORGANIZATION_NAME, "Hawiya"), (NameOID.COMMON_NAME, common_name)
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts])


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _identity_cards() -> x509.UnrecognizedExtension:
    kinds = der.sequence(der.integer(0), b"\x31\x03\x13\x01I")
    return x509.UnrecognizedExtension(_DOCUMENT_TYPES, kinds)
