"""CMS SignedData with one signer, as the security object of a document is: read strictly, then verified.

*Source*: RFC 5652, clauses 5.1 to 5.6; profile in ICAO Doc 9303-10 (8th edition), clause on EF.SOD. Not read: RSASSA-PSS,
signers without signed attributes, several signers.
"""

import hashlib
import hmac
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

from harness.protocol.encoding.ber_tlv import Tlv, tlv
from simulators.phone.chip_reader import der

_SIGNED_DATA = "1.2.840.113549.1.7.2"
_CONTENT_TYPE = "1.2.840.113549.1.9.3"
_MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
_EXPLICIT_0, _EXPLICIT_1, _KEY_IDENTIFIER = 0xA0, 0xA1, 0x80
DIGESTS = {
    "1.3.14.3.2.26": "sha1",
    "2.16.840.1.101.3.4.2.4": "sha224",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_SIGNATURES = {
    "1.2.840.10045.4.3.1": ("ec", "sha224"),
    "1.2.840.10045.4.3.2": ("ec", "sha256"),
    "1.2.840.10045.4.3.3": ("ec", "sha384"),
    "1.2.840.10045.4.3.4": ("ec", "sha512"),
    "1.2.840.113549.1.1.11": ("rsa", "sha256"),
    "1.2.840.113549.1.1.12": ("rsa", "sha384"),
    "1.2.840.113549.1.1.13": ("rsa", "sha512"),
}
_RSA_WITHOUT_DIGEST = "1.2.840.113549.1.1.1"


@dataclass(frozen=True, kw_only=True)
class SignedData:
    """Content and its one signature; `signer` is the certificate in it that the signature names."""

    content_type: str
    content: bytes
    signer: x509.Certificate
    digest: str
    signature_algorithm: str
    attributes: bytes
    """The signed attributes as a SET, which is what was signed."""
    signature: bytes

    def verify(self) -> None:
        """Look whether the signature of `signer` holds for the content; whether the signer may sign is another question.

        Raises:
            ValueError: it does not, or it is of a kind that this reader does not know.
        """
        said = _attributes(self.attributes)
        if said.get(_CONTENT_TYPE) != tlv(der.OBJECT_IDENTIFIER, der.object_identifier_value(self.content_type)):
            raise ValueError("the signed content type is another")
        digest = tlv(der.OCTET_STRING, hashlib.new(self.digest, self.content).digest())
        if not hmac.compare_digest(said.get(_MESSAGE_DIGEST, b""), digest):
            raise ValueError("the signed digest is that of other content")
        try:
            self._verify_signature()
        except InvalidSignature:
            raise ValueError("the signature is wrong") from None

    def _verify_signature(self) -> None:
        kind, digest = _SIGNATURES.get(self.signature_algorithm, ("rsa", self.digest))
        key, algorithm = _public_key(self.signer), _HASHES.get(digest)
        if algorithm is None:
            raise ValueError(f"a signature over {digest} is not accepted")
        if kind == "ec" and isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(self.signature, self.attributes, ec.ECDSA(algorithm))
        elif kind == "rsa" and isinstance(key, rsa.RSAPublicKey):
            key.verify(self.signature, self.attributes, padding.PKCS1v15(), algorithm)
        else:
            raise ValueError("signature and key are of different kinds")


def parse_signed_data(data: bytes) -> SignedData:
    """Read a ContentInfo that is SignedData.

    Raises:
        ValueError: it is malformed, or outside of what this module reads.
    """
    info = der.objects(der.one(data, der.SEQUENCE))
    if len(info) != 2 or der.object_identifier(info[0]) != _SIGNED_DATA:  # noqa: PLR2004 - type and content
        raise ValueError("no SignedData")
    _version, _digests, encapsulated, *rest = der.objects(der.one(der.value(info[1], _EXPLICIT_0), der.SEQUENCE))
    content_type, content = der.fields(encapsulated, at_least=2)[:2]
    certificates = [each for optional in rest if optional.tag == _EXPLICIT_0 for each in der.objects(optional.value)]
    signers = der.objects(der.value(rest[-1], der.SET)) if rest else []
    if len(signers) != 1:
        raise ValueError(f"{len(signers)} signers where one is expected")
    return _signed(
        signers[0],
        content_type=der.object_identifier(content_type),
        content=der.one(der.value(content, _EXPLICIT_0), der.OCTET_STRING),
        certificates=[_certificate(each.encode()) for each in certificates],
    )


def _signed(signer: Tlv, *, content_type: str, content: bytes, certificates: list[x509.Certificate]) -> SignedData:
    _version, identifier, digest, attributes, algorithm, signature = der.fields(signer, at_least=6)[:6]
    signature_algorithm = _algorithm(algorithm)
    if signature_algorithm not in _SIGNATURES and signature_algorithm != _RSA_WITHOUT_DIGEST:
        raise ValueError(f"signature algorithm {signature_algorithm} is not known")
    return SignedData(
        content_type=content_type,
        content=content,
        signer=_named(identifier, certificates),
        digest=digest_name(digest),
        signature_algorithm=signature_algorithm,
        attributes=tlv(der.SET, der.value(attributes, _EXPLICIT_0)),
        signature=der.value(signature, der.OCTET_STRING),
    )


def digest_name(algorithm: Tlv) -> str:
    """The name, for hashlib, of a digest AlgorithmIdentifier.

    Raises:
        ValueError: it is malformed or not known.
    """
    name = DIGESTS.get(identifier := _algorithm(algorithm))
    if name is None:
        raise ValueError(f"digest algorithm {identifier} is not known")
    return name


def _algorithm(found: Tlv) -> str:
    return der.object_identifier(der.fields(found, at_least=1)[0])


def _attributes(data: bytes) -> dict[str, bytes]:
    """Attributes with one value, by type; the value as encoded."""
    attributes: dict[str, bytes] = {}
    for attribute in der.objects(der.one(data, der.SET)):
        kind, values = der.fields(attribute, at_least=2)[:2]
        name = der.object_identifier(kind)
        if name in attributes:
            raise ValueError(f"signed attribute {name} stands twice")
        attributes[name] = der.value(values, der.SET)
    return attributes


def _named(identifier: Tlv, certificates: list[x509.Certificate]) -> x509.Certificate:
    """The certificate that a SignerIdentifier names: by issuer and serial number, or by key identifier."""
    for certificate in certificates:
        if identifier.tag == _KEY_IDENTIFIER:
            if _key_identifier(certificate) == identifier.value:
                return certificate
        else:
            issuer, serial = der.fields(identifier, at_least=2)[:2]
            number = int.from_bytes(der.value(serial, der.INTEGER), "big")
            if certificate.issuer.public_bytes() == issuer.encode() and certificate.serial_number == number:
                return certificate
    raise ValueError("the certificate of the signer is missing")


def _certificate(data: bytes) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(data)
    except x509.InvalidVersion as error:
        raise ValueError("a certificate of a version that does not exist") from error


def _public_key(certificate: x509.Certificate) -> CertificatePublicKeyTypes:
    try:
        return certificate.public_key()
    except UnsupportedAlgorithm as error:
        raise ValueError("the key of the signer is of a kind that this reader does not know") from error


def _key_identifier(certificate: x509.Certificate) -> bytes | None:
    try:
        return certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except (x509.ExtensionNotFound, x509.DuplicateExtension):
        return None
