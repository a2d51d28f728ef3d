"""Which phone a device key lives on: a statement by a key of the phone's hardware, which outlives the app.

A compact JWS (RFC 7515) of type `attestation+jwt` whose header carries the hardware key and whose payload names the device key:
`{"device": <RFC 7638 thumbprint>}`. After a re-install the app has a new device key and the phone the same hardware key; so a
server that kept the thumbprint of the hardware key knows the phone again.

This is our own model. On a real phone the platform vouches for such a key (key attestation of Android, App Attest of iOS); here
the hardware key vouches for itself. That suffices for what it decides: nobody can name another phone's hardware key without it,
and a phone that names a new one is merely another phone.
"""

import json

from harness.protocol.encoding import jose, strict_json

_TYPE = "attestation+jwt"
_PARTS = 3


def make_attestation(hardware: jose.Signer, *, device: str) -> str:
    """State that the key with the thumbprint `device` lives on the phone of this hardware key."""
    header: dict[str, object] = {"typ": _TYPE, "jwk": jose.jwk_of(hardware.public_key())}
    return jose.sign_compact(hardware, header, json.dumps({"device": device}, separators=(",", ":")).encode())


def read_attestation(compact: str, *, device: str) -> str:
    """The thumbprint of the hardware key that vouches for `device`.

    Raises:
        JoseError: it is malformed, of another type, for another device key, or not signed by the key that it carries.
    """
    parts = compact.split(".")
    try:
        header = strict_json.parse(jose.b64url_decode(parts[0]))
        claims = strict_json.parse(jose.b64url_decode(parts[1])) if len(parts) == _PARTS else None
    except strict_json.StrictJsonError:
        raise jose.JoseError(jose.Flaw.MALFORMED) from None
    if not isinstance(header, dict) or header.get("typ") != _TYPE:
        raise jose.JoseError(jose.Flaw.TYPE)
    if claims != {"device": device}:
        raise jose.JoseError(jose.Flaw.MALFORMED)
    key = jose.key_of(header.get("jwk"))
    jose.verify_compact(key, compact)
    return jose.thumbprint(jose.jwk_of(key))
