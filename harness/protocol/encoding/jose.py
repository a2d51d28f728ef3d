"""JOSE as far as our wire needs it: compact JWS with ES256 (RFC 7515, RFC 7518 3.4), JWK thumbprints (RFC 7638), DPoP (RFC 9449).

Only P-256 and ES256 exist here, so no algorithm is ever chosen by the sender. The time is read by the caller once and passed
in. Tests read what this module writes with a third-party library, and the other way round.

    proof = make_dpop(key, method="POST", uri=uri, issued_at=now, proof_id=fresh, access_token=None)
    read = read_dpop(proof)
    read.check(method="POST", uri=uri, now=now, tolerance_s=120, access_token=None)
"""

import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Protocol, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from harness.protocol.encoding import strict_json

P256_BYTES = 32
MAX_COMPACT = 8192
_KEYS_KEPT = 4096
_TO_URL, _FROM_URL = bytes.maketrans(b"+/", b"-_"), bytes.maketrans(b"-_", b"+/")
_ES256 = ec.ECDSA(hashes.SHA256())


class Flaw(StrEnum):
    """What is wrong with a JWS or a DPoP proof."""

    MALFORMED = "malformed"
    ALGORITHM = "algorithm"
    SIGNATURE = "signature"
    TYPE = "type"
    METHOD = "htm"
    URI = "htu"
    TIME = "iat"
    TOKEN = "ath"  # noqa: S105 - the name of a claim


class JoseError(ValueError):
    """A JWS or a DPoP proof that does not hold."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(f"JWS refused: {flaw}")
        self.flaw = flaw


class Signer(Protocol):
    """A P-256 key that signs and never shows itself."""

    def public_key(self) -> ec.EllipticCurvePublicKey:
        """The public half."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Sign with ECDSA and SHA-256; *Shape*: r || s, 64 bytes (RFC 7518, 3.4)."""
        ...


def b64url(data: bytes) -> str:
    """Base64url without padding (RFC 7515, 2)."""
    return binascii.b2a_base64(data, newline=False).translate(_TO_URL, b"=").decode("ascii")


def b64url_decode(text: str) -> bytes:
    """Read base64url without padding.

    Raises:
        JoseError: MALFORMED, also for padding, foreign characters and non-canonical endings.
    """
    try:
        padded = text.encode("ascii").translate(_FROM_URL) + b"=" * (-len(text) % 4)
        data = binascii.a2b_base64(padded, strict_mode=True)
    except (binascii.Error, ValueError):
        raise JoseError(Flaw.MALFORMED) from None
    if b64url(data) != text:
        raise JoseError(Flaw.MALFORMED)
    return data


def jwk_of(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """The public JWK of a P-256 key, members in the order of RFC 7638."""
    numbers = key.public_numbers()
    return {
        "crv": "P-256",
        "kty": "EC",
        "x": b64url(numbers.x.to_bytes(P256_BYTES, "big")),
        "y": b64url(numbers.y.to_bytes(P256_BYTES, "big")),
    }


def thumbprint(jwk: dict[str, str]) -> str:
    """SHA-256 thumbprint of a P-256 JWK (RFC 7638, 3)."""
    canonical = json.dumps({name: jwk[name] for name in ("crv", "kty", "x", "y")}, separators=(",", ":"))
    return b64url(hashlib.sha256(canonical.encode()).digest())


def key_of(jwk: object) -> ec.EllipticCurvePublicKey:
    """Read a public P-256 JWK; a private member is refused (RFC 9449, 4.3).

    Raises:
        JoseError: MALFORMED.
    """
    if not isinstance(jwk, dict) or jwk.get("kty") != "EC" or jwk.get("crv") != "P-256" or "d" in jwk:
        raise JoseError(Flaw.MALFORMED)
    x, y = (b64url_decode(value) if isinstance(value := jwk.get(name), str) else b"" for name in ("x", "y"))
    if len(x) != P256_BYTES or len(y) != P256_BYTES:
        raise JoseError(Flaw.MALFORMED)
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + x + y)
    except ValueError:
        raise JoseError(Flaw.MALFORMED) from None


def sign_compact(signer: Signer, header: dict[str, object], payload: bytes) -> str:
    """Make a compact JWS; `alg` is set to ES256."""
    head = json.dumps({**header, "alg": "ES256"}, separators=(",", ":")).encode()
    signing_input = f"{b64url(head)}.{b64url(payload)}"
    return f"{signing_input}.{b64url(signer.sign(signing_input.encode()))}"


@dataclass(frozen=True)
class _Parts:
    header: str
    payload: bytes
    signing_input: bytes
    signature: bytes


def _split(compact: str) -> _Parts:
    pieces = compact.split(".")
    if len(compact) > MAX_COMPACT or len(pieces) != 3 or not compact.isascii():  # noqa: PLR2004 - RFC 7515, 3.1
        raise JoseError(Flaw.MALFORMED)
    _header(pieces[0])
    return _Parts(
        header=pieces[0],
        payload=b64url_decode(pieces[1]),
        signing_input=f"{pieces[0]}.{pieces[1]}".encode(),
        signature=b64url_decode(pieces[2]),
    )


@lru_cache(maxsize=_KEYS_KEPT)
def _header(text: str) -> dict[str, Any]:
    """A header, read once: a device sends the same one with each of its proofs. Nobody changes it."""
    header = _object(b64url_decode(text))
    if header.get("alg") != "ES256" or "crit" in header or "b64" in header:
        raise JoseError(Flaw.ALGORITHM)
    return header


@lru_cache(maxsize=_KEYS_KEPT)
def _bearer(header: str) -> tuple[ec.EllipticCurvePublicKey, str]:
    """The key in the header of a DPoP proof with its thumbprint; measured, reading it anew costs as much as verifying."""
    fields = _header(header)
    if fields.get("typ") != "dpop+jwt":
        raise JoseError(Flaw.TYPE)
    jwk = fields.get("jwk")
    return key_of(jwk), thumbprint(cast("dict[str, str]", jwk))


def _object(text: bytes) -> dict[str, Any]:
    try:
        value = strict_json.parse(text)
    except strict_json.StrictJsonError:
        raise JoseError(Flaw.MALFORMED) from None
    if not isinstance(value, dict):
        raise JoseError(Flaw.MALFORMED)
    return cast("dict[str, Any]", value)


def _verify(key: ec.EllipticCurvePublicKey, parts: _Parts) -> None:
    if len(parts.signature) != 2 * P256_BYTES:
        raise JoseError(Flaw.SIGNATURE)
    r, s = (int.from_bytes(half, "big") for half in (parts.signature[:P256_BYTES], parts.signature[P256_BYTES:]))
    try:
        key.verify(encode_dss_signature(r, s), parts.signing_input, _ES256)
    except InvalidSignature:
        raise JoseError(Flaw.SIGNATURE) from None


def verify_compact(key: ec.EllipticCurvePublicKey, compact: str) -> bytes:
    """Verify a compact JWS by `key` and return its payload.

    Raises:
        JoseError: MALFORMED, ALGORITHM or SIGNATURE.
    """
    parts = _split(compact)
    _verify(key, parts)
    return parts.payload


def access_token_hash(access_token: str) -> str:
    """The `ath` claim (RFC 9449, 4.2)."""
    return b64url(hashlib.sha256(access_token.encode("ascii")).digest())


def make_dpop(  # noqa: PLR0913 - the claims of RFC 9449, 4.2
    signer: Signer,
    *,
    method: str,
    uri: str,
    issued_at: datetime,
    proof_id: str,
    access_token: str | None,
) -> str:
    """Make a DPoP proof (RFC 9449, 4.2); `uri` without query and fragment."""
    claims: dict[str, object] = {"jti": proof_id, "htm": method, "htu": uri, "iat": int(issued_at.timestamp())}
    if access_token is not None:
        claims["ath"] = access_token_hash(access_token)
    header: dict[str, object] = {"typ": "dpop+jwt", "jwk": jwk_of(signer.public_key())}
    return sign_compact(signer, header, json.dumps(claims, separators=(",", ":")).encode())


@dataclass(frozen=True, kw_only=True)
class DpopProof:
    """A DPoP proof whose signature holds under the key that it carries."""

    key: ec.EllipticCurvePublicKey
    thumbprint: str
    proof_id: str
    method: str
    uri: str
    issued_at: int
    token_hash: str | None

    def check(self, *, method: str, uri: str, now: datetime, tolerance_s: float, access_token: str | None) -> None:
        """Check the claims against the request (RFC 9449, 4.3); bounds are inclusive.

        Raises:
            JoseError: METHOD, URI, TIME or TOKEN.
        """
        if self.method != method:
            raise JoseError(Flaw.METHOD)
        if self.uri != uri:
            raise JoseError(Flaw.URI)
        if abs(int(now.timestamp()) - self.issued_at) > tolerance_s:
            raise JoseError(Flaw.TIME)
        expected = None if access_token is None else access_token_hash(access_token)
        if expected is not None and not hmac.compare_digest((self.token_hash or "").encode(), expected.encode()):
            raise JoseError(Flaw.TOKEN)


def read_dpop(proof: str) -> DpopProof:
    """Read a DPoP proof and verify its signature with the key inside.

    Raises:
        JoseError: MALFORMED, ALGORITHM, TYPE or SIGNATURE.
    """
    parts = _split(proof)
    key, device = _bearer(parts.header)
    _verify(key, parts)
    claims = _object(parts.payload)
    texts = tuple(claims.get(name) for name in ("jti", "htm", "htu"))
    issued_at, token_hash = claims.get("iat"), claims.get("ath")
    if not all(isinstance(text, str) and text for text in texts) or type(issued_at) not in (int, float):
        raise JoseError(Flaw.MALFORMED)
    return DpopProof(
        key=key,
        thumbprint=device,
        proof_id=cast("str", texts[0]),
        method=cast("str", texts[1]),
        uri=cast("str", texts[2]),
        issued_at=int(cast("float", issued_at)),
        token_hash=token_hash if isinstance(token_hash, str) else None,
    )
