"""A private key is found wherever it stands, by its public key alone; nothing else is taken for one."""

import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from conformance.cards.private_keys import exposed
from simulators.entropy import Entropy

NOW = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


def certificate(key) -> bytes:
    name = x509.Name([])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, NOW, NOW + dt.timedelta(days=1))
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


CURVE = Entropy(1).p256_private_key("card")
RSA = rsa.generate_private_key(65537, 2048)
SCALAR = CURVE.private_numbers().private_value


@pytest.mark.parametrize("order", ["big", "little"])
def test_scalar_of_a_curve_is_found(order):
    data = b"\0" * 5 + SCALAR.to_bytes(32, order) + b"\0" * 5
    assert exposed(data, [certificate(CURVE)], [])


@pytest.mark.parametrize("part", ["p", "q"])
def test_prime_of_a_modulus_is_found(part):
    prime = getattr(RSA.private_numbers(), part).to_bytes(128, "big")
    assert exposed(b"\1" * 7 + prime, [certificate(RSA)], [])


def test_private_exponent_is_found():
    assert exposed(RSA.private_numbers().d.to_bytes(256, "big"), [certificate(RSA)], [])


def test_pkcs8_of_either_key_is_found():
    for key in (CURVE, RSA):
        stored = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        assert exposed(stored, [certificate(key)], [])


def test_certificates_and_signatures_hold_none():
    signature = CURVE.sign(b"message", ec.ECDSA(hashes.SHA256()))
    for data in (certificate(CURVE), certificate(RSA), signature, b"", b"\0" * 300):
        assert not exposed(data, [certificate(CURVE), certificate(RSA)], [b"4711\xff\xff\xff\xff"])


def test_secret_is_found():
    assert exposed(b"..4711\xff\xff\xff\xff..", [certificate(CURVE)], [b"4711\xff\xff\xff\xff"])


def test_key_of_another_card_is_none():
    other = Entropy(2).p256_private_key("card").private_numbers().private_value.to_bytes(32, "big")
    assert not exposed(other, [certificate(CURVE)], [])
