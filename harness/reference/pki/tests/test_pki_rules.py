from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from harness.protocol.encoding import jose
from harness.reference.pki.rules import (
    Authority,
    Subject,
    authority_certificate,
    device_certificate,
    name_of,
    requested_key,
)
from harness.reference.refusal import Refusal

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def make_key(number: int) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(number, ec.SECP256R1())


def thumbprint(key: ec.EllipticCurvePrivateKey) -> str:
    return jose.thumbprint(jose.jwk_of(key.public_key()))


def make_csr(key) -> bytes:
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


@pytest.fixture(scope="module")
def authority() -> Authority:
    root_key, key = make_key(1), make_key(2)
    root = name_of("A", "root")
    certificate = authority_certificate(
        (name_of("A", "issuing"), key.public_key()), (root, root_key), serial=1, now=NOW, path_length=0
    )
    return Authority(key=key, certificate=certificate, chain=())


def test_every_thumbprint_fits_the_subject(authority):
    for number in range(10, 60):
        key = make_key(number)
        subject = Subject(identity_id="abc", device=thumbprint(key), key=key.public_key())
        issued = x509.load_der_x509_certificate(device_certificate(authority, subject, serial=number, now=NOW))
        assert issued.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value == "abc"


def test_the_same_request_gives_the_same_bytes(authority):
    key = make_key(10)
    subject = Subject(identity_id="abc", device=thumbprint(key), key=key.public_key())
    first, second = (device_certificate(authority, subject, serial=5, now=NOW) for _ in range(2))
    assert first == second


def test_a_request_for_the_device_key_is_taken():
    key = make_key(10)
    assert requested_key(make_csr(key), device=thumbprint(key)) == key.public_key()


@pytest.mark.parametrize(
    "csr",
    [
        b"",
        b"\x30\x00",
        make_csr(make_key(11)),
        make_csr(ec.derive_private_key(10, ec.SECP384R1())),
        make_csr(make_key(10))[:-1] + b"\x00",
    ],
    ids=["nothing", "no request", "another key", "another curve", "a broken signature"],
)
def test_any_other_request_is_refused(csr):
    with pytest.raises(Refusal) as refused:
        requested_key(csr, device=thumbprint(make_key(10)))
    assert refused.value.code == "CSR_INVALID"
