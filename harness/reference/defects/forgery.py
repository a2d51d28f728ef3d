"""Defects of reading a device proof: what a forger hopes for (RFC 8725, 3.1 and 3.10)."""

import hashlib
import hmac
import json
import re
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from harness.protocol.encoding import jose
from harness.protocol.encoding.jose import DpopProof
from harness.reference.defects.registry import DEFECTS, Defect, defect
from harness.reference.enrollment.state import CaptureClaims
from harness.reference.rulebook import Rules

_FETCH_S = 2


@dataclass(frozen=True, kw_only=True)
class _Parts:
    """A compact JWS that was not verified."""

    header: dict[str, Any]
    claims: dict[str, Any]
    signing_input: bytes
    signature: bytes

    @classmethod
    def of(cls, compact: str) -> "_Parts | None":
        with suppress(ValueError):
            header, payload, signature = compact.split(".")
            return cls(
                header=json.loads(jose.b64url_decode(header)),
                claims=json.loads(jose.b64url_decode(payload)),
                signing_input=f"{header}.{payload}".encode(),
                signature=jose.b64url_decode(signature),
            )
        return None


_Key = ec.EllipticCurvePublicKey
_Believes = Callable[[_Parts, _Key], bool]


def _believing(believes: _Believes) -> Defect:
    """A defect that believes a proof, although its signature does not hold, where `believes` says so."""

    def defect(rules: Rules) -> Rules:
        def read_proof(compact: str) -> DpopProof:
            parts = _Parts.of(compact)
            if parts is not None and "jwk" in parts.header:
                key = jose.key_of(parts.header["jwk"])
                if believes(parts, key):
                    return _proof(parts, key)
            return rules.read_proof(compact)

        def read_capture(compact: str, key: _Key) -> CaptureClaims | None:
            parts = _Parts.of(compact)
            if parts is not None and parts.claims and believes(parts, key):
                return CaptureClaims(**parts.claims)
            return rules.read_capture(compact, key)

        return replace(rules, read_proof=read_proof, read_capture=read_capture)

    return defect


def _proof(parts: _Parts, key: _Key) -> DpopProof:
    claims = parts.claims
    return DpopProof(
        key=key,
        thumbprint=jose.thumbprint(jose.jwk_of(key)),
        proof_id=claims["jti"],
        method=claims["htm"],
        uri=claims["htu"],
        issued_at=claims["iat"],
        token_hash=claims.get("ath"),
    )


def _is_unsigned(parts: _Parts, _key: _Key) -> bool:
    return parts.header.get("alg") == "none"


def _is_hmac_by(parts: _Parts, secret: bytes) -> bool:
    expected = hmac.digest(secret, parts.signing_input, hashlib.sha256)
    return parts.header.get("alg") == "HS256" and hmac.compare_digest(expected, parts.signature)


def _is_hmac_by_public_key(parts: _Parts, key: _Key) -> bool:
    return _is_hmac_by(parts, key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def _is_hmac_by_what_kid_names(parts: _Parts, _key: _Key) -> bool:
    kid = str(parts.header.get("kid", ""))
    if found := re.search(r"SELECT '(\w+)'", kid):  # as a database would answer
        return _is_hmac_by(parts, found.group(1).encode())
    path = Path("/") / kid.replace("../", "")
    return bool(kid) and path.is_char_device() and _is_hmac_by(parts, path.read_bytes())


DEFECTS["unsigned-proof-believed"] = _believing(_is_unsigned)
DEFECTS["public-key-taken-for-a-secret"] = _believing(_is_hmac_by_public_key)
DEFECTS["key-id-followed"] = _believing(_is_hmac_by_what_kid_names)


@defect("key-address-asked")
def _key_address_asked(rules: Rules) -> Rules:
    def read_proof(compact: str) -> DpopProof:
        parts = _Parts.of(compact)
        key = _fetched(parts) if parts is not None else None
        if parts is not None and key is not None and "jwk" not in parts.header:
            return _proof(parts, key)
        return rules.read_proof(compact)

    def read_capture(compact: str, key: _Key) -> CaptureClaims | None:
        parts = _Parts.of(compact)
        if parts is not None:
            _fetched(parts)
        return rules.read_capture(compact, key)

    return replace(rules, read_proof=read_proof, read_capture=read_capture)


def _fetched(parts: _Parts) -> _Key | None:
    address = parts.header.get("jku")
    if not isinstance(address, str) or not address.startswith("http://127.0.0.1:"):
        return None
    try:
        with urllib.request.urlopen(address, timeout=_FETCH_S) as answer:  # noqa: S310 - loopback alone, checked above
            return jose.key_of(json.load(answer)["keys"][0])
    except (OSError, ValueError):
        return None
