"""The key store of a simulated phone: one P-256 key that signs and is never shown.

Signatures are deterministic (RFC 6979), so a run can be repeated byte by byte from its seed.
"""

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import NameOID

from harness.protocol.encoding import jose

_ES256 = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


class PhoneKeyStore:
    """A `KeyStore` around one private key."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key
        self._thumbprint = jose.thumbprint(jose.jwk_of(key.public_key()))

    def public_key(self) -> ec.EllipticCurvePublicKey:
        """The public half."""
        return self._key.public_key()

    def sign(self, data: bytes) -> bytes:
        """Sign with ECDSA and SHA-256; *Shape*: r || s, 64 bytes."""
        r, s = decode_dss_signature(self._key.sign(data, _ES256))
        return r.to_bytes(jose.P256_BYTES, "big") + s.to_bytes(jose.P256_BYTES, "big")

    def thumbprint(self) -> str:
        """RFC 7638 thumbprint of the public key."""
        return self._thumbprint

    def csr(self, *, common_name: str) -> bytes:
        """A PKCS #10 request for the key, DER."""
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64])])
        request = (
            x509.CertificateSigningRequestBuilder()
            .subject_name(subject)
            .sign(self._key, hashes.SHA256(), ecdsa_deterministic=True)
        )
        return request.public_bytes(serialization.Encoding.DER)
