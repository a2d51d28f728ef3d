"""The statements of the contract: what they say, who signed, and that nothing is signed where nobody signs."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from harness.protocol.encoding import jose, strict_json
from harness.protocol.encoding.statements import make_capture_proof, make_roster

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


class Key:
    def __init__(self, number: int) -> None:
        self._key = ec.derive_private_key(number, ec.SECP256R1())

    def public_key(self) -> ec.EllipticCurvePublicKey:
        return self._key.public_key()

    def sign(self, data: bytes) -> bytes:
        r, s = decode_dss_signature(self._key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@dataclass(frozen=True)
class Officer:
    officer_id: str
    key: str


def part(compact: str, number: int) -> object:
    return strict_json.parse(jose.b64url_decode(compact.split(".")[number]))


def test_a_capture_proof_names_the_picture_the_challenge_and_the_time():
    proof = make_capture_proof(Key(7), b"picture", challenge="c-1", captured_at=AT)
    jose.verify_compact(Key(7).public_key(), proof)
    assert part(proof, 0) == {"typ": "capture+jwt", "alg": "ES256"}
    digest = jose.b64url(hashlib.sha256(b"picture").digest())
    assert part(proof, 1) == {"challenge": "c-1", "image_sha256": digest, "captured_at": int(AT.timestamp())}


def test_of_no_picture_there_is_no_proof():
    assert make_capture_proof(Key(7), b"", challenge="c-1", captured_at=AT) is None


def test_a_roster_is_signed_by_its_signer_and_nobody_else():
    roster = make_roster(issued_at=AT, officers=[Officer("o-1", "thumb")], signer=Key(7))
    jose.verify_compact(Key(7).public_key(), roster)
    with pytest.raises(jose.JoseError):
        jose.verify_compact(Key(8).public_key(), roster)
    assert part(roster, 1) == {"issued_at": int(AT.timestamp()), "officers": [{"officer_id": "o-1", "key": "thumb"}]}


def test_a_roster_that_nobody_signed_says_so():
    roster = make_roster(issued_at=AT, officers=[], signer=None)
    assert part(roster, 0) == {"alg": "none", "typ": "roster+jwt"}
    assert roster.endswith(".")
