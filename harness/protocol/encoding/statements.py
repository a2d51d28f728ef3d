"""Statements of the contract that any wire carries as they are: compact JWS (RFC 7515), made here and verified by the server.

A capture proof is what the device key says of a picture that the app has taken: `{"challenge", "image_sha256", "captured_at"}`.
A roster names the officers of a desk: `{"issued_at", "officers": [{"officer_id", "key"}]}`. Times are seconds since 1970.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from harness.protocol.encoding import jose

_CAPTURE = "capture+jwt"
_ROSTER = "roster+jwt"


class Officer(Protocol):
    """Whoever a roster names; `key` is the RFC 7638 thumbprint of the officer's device key."""

    @property
    def officer_id(self) -> str:
        """The name of the officer in the roster."""
        ...

    @property
    def key(self) -> str:
        """The thumbprint."""
        ...


def make_capture_proof(key: jose.Signer, image: bytes, *, challenge: str, captured_at: datetime) -> str | None:
    """State that the app with this device key took `image` for this challenge; of no picture there is nothing to state."""
    if not image:
        return None
    digest = jose.b64url(hashlib.sha256(image).digest())
    claims = {"challenge": challenge, "image_sha256": digest, "captured_at": int(captured_at.timestamp())}
    return jose.sign_compact(key, {"typ": _CAPTURE}, _json(claims))


def make_roster(*, issued_at: datetime, officers: Iterable[Officer], signer: jose.Signer | None) -> str:
    """State who may sit at a desk; what nobody signs says so itself, by the algorithm `none`."""
    entries = [{"officer_id": each.officer_id, "key": each.key} for each in officers]
    payload = _json({"issued_at": int(issued_at.timestamp()), "officers": entries})
    if signer is not None:
        return jose.sign_compact(signer, {"typ": _ROSTER}, payload)
    return f"{jose.b64url(_json({'alg': 'none', 'typ': _ROSTER}))}.{jose.b64url(payload)}."


def _json(claims: Mapping[str, object]) -> bytes:
    return json.dumps(claims, separators=(",", ":")).encode()
