"""Forged device proofs, for targets that speak our wire: what a forger does to a compact JWS (RFC 8725, 3.1 and 3.10).

Two proofs of our wire are JWS: the DPoP proof of every request, and the capture proof of a picture.
"""

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from conformance.wire import Rewrite, with_header
from harness.protocol.encoding import jose
from harness.protocol.encoding.jose import Signer
from harness.world.ports import Request

Place = Literal["dpop", "capture"]
Header = dict[str, Any]
Forge = Callable[[Header, bytes], str]
"""Makes a compact JWS of the header and the payload of an honest one."""


def forged(place: Place, forge: Forge) -> Rewrite:
    """The same request with a forged proof."""

    def rewrite(request: Request) -> Request:
        if place == "dpop":
            honest = next(value for name, value in request.headers if name.lower() == "dpop")
            return with_header("dpop", _remade(honest, forge))(request)
        body = json.loads(request.body)
        body["capture_proof"] = _remade(body["capture_proof"], forge)
        return replace(request, body=json.dumps(body).encode())

    return rewrite


def _remade(compact: str, forge: Forge) -> str:
    header, payload, _ = compact.split(".")
    return forge(json.loads(jose.b64url_decode(header)), jose.b64url_decode(payload))


def _joined(header: Header, payload: bytes, sign: Callable[[bytes], bytes]) -> str:
    signing_input = f"{jose.b64url(json.dumps(header).encode())}.{jose.b64url(payload)}"
    return f"{signing_input}.{jose.b64url(sign(signing_input.encode()))}"


def unsigned(header: Header, payload: bytes) -> str:
    """Algorithm `none` and no signature."""
    return _joined({**header, "alg": "none"}, payload, lambda _text: b"")


def with_public_key_as_secret(key: Signer) -> Forge:
    """HMAC, with the public key in PEM as its secret."""
    secret = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return lambda header, payload: _joined({**header, "alg": "HS256"}, payload, _hmac(secret))


def with_kid(kid: str, secret: bytes) -> Forge:
    """HMAC by a secret that the forger knows to stand where `kid` leads."""
    return lambda header, payload: _joined({**header, "alg": "HS256", "kid": kid}, payload, _hmac(secret))


def with_key_address(url: str, forger: Signer) -> Forge:
    """Signed by the forger, whose key waits at `url`; the header carries no key."""

    def forge(header: Header, payload: bytes) -> str:
        kept = {name: value for name, value in header.items() if name != "jwk"}
        return _joined({**kept, "jku": url, "x5u": url, "kid": "forger"}, payload, forger.sign)

    return forge


def with_needless_address(url: str, signer: Signer) -> Forge:
    """Honest in all but one thing: it names an address where a key is said to be."""
    return lambda header, payload: _joined({**header, "jku": url, "x5u": url}, payload, signer.sign)


def _hmac(secret: bytes) -> Callable[[bytes], bytes]:
    return lambda text: hmac.digest(secret, text, hashlib.sha256)


@dataclass
class KeyAddress:
    """A small HTTP server that offers the forger's key and notes whoever asks."""

    url: str
    asked: list[str] = field(default_factory=list)


@contextmanager
def key_address(forger: Signer) -> Iterator[KeyAddress]:
    """A key address on loopback: a target on another machine cannot reach it, and then shows nothing by not asking."""
    document = json.dumps({"keys": [{**jose.jwk_of(forger.public_key()), "kid": "forger", "alg": "ES256"}]}).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address.asked.append(self.path)
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(document)))
            self.end_headers()
            self.wfile.write(document)

        def log_message(self, *_: object) -> None:
            """Nothing: what matters is noted."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        address = KeyAddress(url=f"http://127.0.0.1:{server.server_address[1]}/keys")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield address
        finally:
            server.shutdown()
            thread.join()
