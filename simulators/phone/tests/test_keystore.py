"""The key store signs deterministically and shows only its public half."""

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from simulators.entropy import Entropy
from simulators.phone import PhoneKeyStore

KEY = PhoneKeyStore(Entropy(1).p256_private_key("test"))


def test_a_signature_is_repeatable_and_holds():
    signature = KEY.sign(b"data")
    assert signature == KEY.sign(b"data")
    der = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    KEY.public_key().verify(der, b"data", ec.ECDSA(hashes.SHA256()))


def test_deterministic_signature_of_rfc_6979_a_2_5():
    private = int("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721", 16)
    signature = PhoneKeyStore(ec.derive_private_key(private, ec.SECP256R1())).sign(b"sample")
    assert signature.hex().upper() == (
        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
        "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"
    )


def test_a_certificate_request_is_for_the_key_and_repeatable():
    request = x509.load_der_x509_csr(KEY.csr(common_name="name"))
    assert request.is_signature_valid
    assert request.public_key() == KEY.public_key()
    assert KEY.csr(common_name="name") == KEY.csr(common_name="name")


def test_the_private_key_does_not_show():
    assert "EllipticCurvePrivateKey" not in repr(KEY)
    assert [name for name in dir(KEY) if not name.startswith("_")] == ["csr", "public_key", "sign", "thumbprint"]
