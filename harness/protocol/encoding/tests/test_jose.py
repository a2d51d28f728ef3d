"""Our JOSE against published vectors and against joserfc, in both directions."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey

from harness.protocol.encoding import jose

NOW = datetime(2026, 5, 1, 12, 0, 0, tzinfo=UTC)
URI = "https://server.example/v1/enrollment/sessions"


class Key:
    def __init__(self, number: int = 7) -> None:
        self.private = ec.derive_private_key(number, ec.SECP256R1())

    def public_key(self):
        return self.private.public_key()

    def sign(self, data: bytes) -> bytes:
        r, s = decode_dss_signature(self.private.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def proof(**changes: object) -> str:
    claims = {"method": "POST", "uri": URI, "issued_at": NOW, "proof_id": "jti-1", "access_token": "token", **changes}
    return jose.make_dpop(Key(), **claims)


def flaw_of(call) -> jose.Flaw:
    with pytest.raises(jose.JoseError) as caught:
        call()
    return caught.value.flaw


def check(text: str, **changes: object) -> None:
    request = {"method": "POST", "uri": URI, "now": NOW, "tolerance_s": 120, "access_token": "token", **changes}
    jose.read_dpop(text).check(**request)


def test_es256_vector_of_rfc_7515_a_3_is_verified():
    key = {
        "kty": "EC",
        "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    }
    compact = (
        "eyJhbGciOiJFUzI1NiJ9."
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    )
    assert json.loads(jose.verify_compact(jose.key_of(key), compact))["iss"] == "joe"


def test_ath_vector_of_rfc_9449_is_met():
    token = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"
    assert jose.access_token_hash(token) == "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"


def test_thumbprint_agrees_with_joserfc():
    jwk = jose.jwk_of(Key().public_key())
    assert jose.thumbprint(jwk) == ECKey.import_key(dict(jwk)).thumbprint()


def test_joserfc_reads_our_proof():
    text = proof()
    key = ECKey.import_key(jose.jwk_of(Key().public_key()))
    read = jws.deserialize_compact(text, key, algorithms=["ES256"])
    assert read.headers()["typ"] == "dpop+jwt"
    assert json.loads(read.payload) == {
        "jti": "jti-1", "htm": "POST", "htu": URI, "iat": int(NOW.timestamp()), "ath": jose.access_token_hash("token"),
    }  # fmt: skip


def test_we_read_a_proof_by_joserfc():
    key = ECKey.generate_key("P-256")
    header = {"alg": "ES256", "typ": "dpop+jwt", "jwk": key.as_dict(private=False)}
    registry = jws.JWSRegistry(algorithms=["ES256"], strict_check_header=False)
    claims = {"jti": "a", "htm": "GET", "htu": URI, "iat": int(NOW.timestamp())}
    text = jws.serialize_compact(header, json.dumps(claims).encode(), key, registry=registry)
    read = jose.read_dpop(text)
    assert (read.thumbprint, read.proof_id, read.token_hash) == (key.thumbprint(), "a", None)


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        ({"method": "GET"}, jose.Flaw.METHOD),
        ({"uri": URI + "/other"}, jose.Flaw.URI),
        ({"access_token": "other"}, jose.Flaw.TOKEN),
        ({"now": NOW + timedelta(seconds=121)}, jose.Flaw.TIME),
        ({"now": NOW - timedelta(seconds=121)}, jose.Flaw.TIME),
    ],
)
def test_a_proof_for_another_request_is_refused(change, flaw):
    check(proof())
    assert flaw_of(lambda: check(proof(), **change)) is flaw


def test_the_tolerance_is_inclusive():
    check(proof(), now=NOW + timedelta(seconds=120))
    check(proof(), now=NOW - timedelta(seconds=120))


def test_a_changed_signature_is_refused():
    head, payload, signature = proof().split(".")
    first = "B" if signature[0] == "A" else "A"
    assert flaw_of(lambda: jose.read_dpop(f"{head}.{payload}.{first}{signature[1:]}")) is jose.Flaw.SIGNATURE


@pytest.mark.parametrize(
    ("header", "flaw"),
    [
        ({"typ": "JWT", "jwk": jose.jwk_of(Key().public_key())}, jose.Flaw.TYPE),
        ({"typ": "dpop+jwt"}, jose.Flaw.MALFORMED),
        ({"typ": "dpop+jwt", "jwk": {**jose.jwk_of(Key().public_key()), "d": "AQ"}}, jose.Flaw.MALFORMED),
        ({"typ": "dpop+jwt", "jwk": jose.jwk_of(Key().public_key()), "crit": ["exp"]}, jose.Flaw.ALGORITHM),
        ({"typ": "dpop+jwt", "jwk": jose.jwk_of(Key(9).public_key())}, jose.Flaw.SIGNATURE),
    ],
)
def test_a_header_that_does_not_fit_is_refused(header, flaw):
    text = jose.sign_compact(Key(), header, b'{"jti":"a","htm":"GET","htu":"u","iat":1}')
    assert flaw_of(lambda: jose.read_dpop(text)) is flaw


def test_algorithm_none_is_refused():
    text = "eyJhbGciOiJub25lIn0.e30."
    assert flaw_of(lambda: jose.read_dpop(text)) is jose.Flaw.ALGORITHM


@pytest.mark.parametrize("issued_at", ["1e999", "-1e999", "NaN", "9" * 5000, "true", '"1"', "null"])
def test_a_time_that_is_no_finite_number_is_malformed(issued_at):
    payload = f'{{"jti":"a","htm":"GET","htu":"u","iat":{issued_at}}}'.encode()
    text = jose.sign_compact(Key(), {"typ": "dpop+jwt", "jwk": jose.jwk_of(Key().public_key())}, payload)
    assert flaw_of(lambda: jose.read_dpop(text)) is jose.Flaw.MALFORMED


@pytest.mark.parametrize("issued_at", ["1e308", "-1e308", "9" * 4000])
def test_a_time_far_away_is_out_of_time(issued_at):
    payload = f'{{"jti":"a","htm":"POST","htu":"{URI}","iat":{issued_at}}}'.encode()
    text = jose.sign_compact(Key(), {"typ": "dpop+jwt", "jwk": jose.jwk_of(Key().public_key())}, payload)
    assert flaw_of(lambda: check(text, access_token=None)) is jose.Flaw.TIME


def test_a_token_hash_beyond_ascii_is_another_token():
    claims = {"jti": "a", "htm": "POST", "htu": URI, "iat": int(NOW.timestamp()), "ath": "\u00e9"}
    header = {"typ": "dpop+jwt", "jwk": jose.jwk_of(Key().public_key())}
    text = jose.sign_compact(Key(), header, json.dumps(claims).encode())
    assert flaw_of(lambda: check(text)) is jose.Flaw.TOKEN


@given(st.binary(max_size=80))
def test_base64url_round_trip(data):
    assert jose.b64url_decode(jose.b64url(data)) == data


@pytest.mark.parametrize("text", ["AA==", "A", "AB", "A+A", "A A", "é"])
def test_other_base64_is_refused(text):
    assert flaw_of(lambda: jose.b64url_decode(text)) is jose.Flaw.MALFORMED


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_by_name(text):
    try:
        outcome = jose.read_dpop(text)
    except jose.JoseError as error:
        outcome = error.flaw
    assert isinstance(outcome, (jose.DpopProof, jose.Flaw))
