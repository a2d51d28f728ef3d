"""The test authority of cards: certificates for the keys of a card, and the list of those that hold no longer.

Its key and name come from the seed, and its own certificate holds for fixed years, so that who knows the seed knows the
authority. Signatures are deterministic (RFC 6979). A certificate names its synthetic holder; nobody outside a simulated
world trusts this authority.

*Source*: RFC 5280; key usage as NIST SP 800-73-4 and FIPS 201 have it: 9A digital signature, 9C digital signature and
non-repudiation (contentCommitment).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from simulators.card.contact.piv.state import SIGNATURE_KEY
from simulators.card.memory import Holder
from simulators.entropy import Entropy

VALID_FOR = timedelta(days=3 * 365)
_SINCE = datetime(2020, 1, 1)  # noqa: DTZ001 - X.509 times are UTC without saying so
_UNTIL = datetime(2049, 12, 31, 23, 59, 59)  # noqa: DTZ001
_LEEWAY = timedelta(minutes=5)
_LIST_VALID_FOR = timedelta(days=7)
_SERIAL_BYTES = 16
_DER = serialization.Encoding.DER
_SHA256 = hashes.SHA256()
_NAME_LIMIT = 64

CertifiedKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey


@dataclass(frozen=True, kw_only=True)
class CardAuthority:
    """Who signs the certificates of cards in the world of a seed."""

    seed: int
    _entropy: Entropy = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_entropy", Entropy(self.seed))

    @cached_property
    def _key(self) -> ec.EllipticCurvePrivateKey:
        return self._entropy.p256_private_key("card authority")

    @property
    def name(self) -> x509.Name:
        """Whose name stands in the certificates."""
        return _name({NameOID.ORGANIZATION_NAME: "Hawiya", NameOID.COMMON_NAME: f"Test card authority {self.seed}"})

    @cached_property
    def certificate(self) -> x509.Certificate:
        """Its own certificate, the same whenever it is asked for."""
        key = self._key.public_key()
        builder = _builder(self.name, self.name, key, serial=self._serial("authority"), valid=(_SINCE, _UNTIL))
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        return builder.sign(self._key, _SHA256, ecdsa_deterministic=True)

    def certify(
        self, holder: Holder, key: CertifiedKey, *, reference: int, begins: datetime, ends: datetime | None = None
    ) -> bytes:
        """The certificate of a key of a card, DER; without `ends` it holds for `VALID_FOR`."""
        subject = _name(
            {
                NameOID.ORGANIZATION_NAME: "Hawiya synthetic people",
                NameOID.COMMON_NAME: holder.name_en[:_NAME_LIMIT],
                NameOID.SERIAL_NUMBER: holder.civil_number,
            }
        )
        serial = self._serial(holder.civil_number, reference, _point_of(key))
        valid = (_plain(begins - _LEEWAY), _plain(ends or begins + VALID_FOR))
        builder = _builder(subject, self.name, key, serial=serial, valid=valid)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(_usage_of(reference), critical=True)
        if reference != SIGNATURE_KEY:
            builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        builder = builder.add_extension(self._issuer_key(), critical=False)
        return builder.sign(self._key, _SHA256, ecdsa_deterministic=True).public_bytes(_DER)

    def revocations(self, revoked: Sequence[bytes], *, now: datetime) -> bytes:
        """The list of these certificates (DER) as revoked `now`, as a CRL, DER."""
        builder = x509.CertificateRevocationListBuilder(
            issuer_name=self.name, last_update=_plain(now - _LEEWAY), next_update=_plain(now + _LIST_VALID_FOR)
        )
        for certificate in revoked:
            serial = x509.load_der_x509_certificate(certificate).serial_number
            entry = x509.RevokedCertificateBuilder(serial_number=serial, revocation_date=_plain(now - _LEEWAY))
            builder = builder.add_revoked_certificate(entry.build())
        builder = builder.add_extension(self._issuer_key(), critical=False)
        builder = builder.add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        return builder.sign(self._key, _SHA256, ecdsa_deterministic=True).public_bytes(_DER)

    def _issuer_key(self) -> x509.AuthorityKeyIdentifier:
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())

    def _serial(self, *labels: str | int) -> int:
        return int.from_bytes(b"\x01" + self._entropy.bytes(_SERIAL_BYTES, "card certificate", *labels), "big")


def _point_of(key: CertifiedKey) -> str:
    """Another key has another serial number."""
    return key.public_bytes(_DER, serialization.PublicFormat.SubjectPublicKeyInfo).hex()


def _plain(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def _name(parts: dict[x509.ObjectIdentifier, str]) -> x509.Name:
    country = x509.NameAttribute(NameOID.COUNTRY_NAME, "KW")
    return x509.Name([country, *(x509.NameAttribute(kind, value) for kind, value in parts.items())])


def _builder(
    name: x509.Name, issuer: x509.Name, key: CertifiedKey, *, serial: int, valid: tuple[datetime, datetime]
) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(
        subject_name=name,
        issuer_name=issuer,
        public_key=key,
        serial_number=serial,
        not_valid_before=valid[0],
        not_valid_after=valid[1],
    )


def _usage_of(reference: int) -> x509.KeyUsage:
    if reference == SIGNATURE_KEY:
        return _usage("digital_signature", "content_commitment")
    return _usage("digital_signature")


def _usage(*names: str) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature="digital_signature" in names,
        content_commitment="content_commitment" in names,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign="key_cert_sign" in names,
        crl_sign="crl_sign" in names,
        encipher_only=False,
        decipher_only=False,
    )
