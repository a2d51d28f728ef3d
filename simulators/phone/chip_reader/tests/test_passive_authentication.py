"""Passive authentication of security objects that the `openssl` program signed."""

import hashlib
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from harness.protocol.encoding.ber_tlv import tlv
from simulators.entropy import Entropy
from simulators.phone.chip_reader import ChipDataInvalidError, ChipSignerUnknownError
from simulators.phone.chip_reader.der import object_identifier_value
from simulators.phone.chip_reader.passive_authentication import verify_security_object

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="the program openssl signs the security object of these tests")

NOW = datetime(2030, 6, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
SECURITY_OBJECT = "2.23.136.1.1.1"
GROUPS = {1: b"group one", 2: b"group two", 15: b"group fifteen"}
SHA256 = tlv(0x30, tlv(0x06, object_identifier_value("2.16.840.1.101.3.4.2.1")))
ENTROPY = Entropy(4)
CSCA_KEY, DSC_KEY = ENTROPY.p256_private_key("csca"), ENTROPY.p256_private_key("dsc")


def certificate(name, key, issuer, issuer_key, *, ca=False, signs=None, begin=NOW - YEAR, end=NOW + YEAR):  # noqa: PLR0913 - what a certificate says
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return (
        x509.CertificateBuilder(subject_name=subject, issuer_name=issuer or subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca, 0 if ca else None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.KeyUsage(digital_signature=not ca if signs is None else signs, key_cert_sign=ca, crl_sign=ca, **usage),
            critical=True,
        )
        .sign(issuer_key, hashes.SHA256())
    )


CSCA = certificate("country", CSCA_KEY, None, CSCA_KEY, ca=True)
DSC = certificate("signer", DSC_KEY, CSCA.subject, CSCA_KEY)


def security_object(groups=GROUPS):
    entries = [tlv(0x30, tlv(2, bytes((n,))), tlv(4, hashlib.sha256(d).digest())) for n, d in groups.items()]
    return tlv(0x30, tlv(2, b"\0"), SHA256, tlv(0x30, *entries))


def signed(folder: Path, *, dsc=DSC, key=DSC_KEY, content=None, kind=SECURITY_OBJECT, words=()):  # noqa: PLR0913 - one thing differs
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(private)
    (folder / "dsc.pem").write_bytes(dsc.public_bytes(pem))
    (folder / "content").write_bytes(content or security_object())
    how = ["-binary", "-nodetach", "-nosmimecap", "-md", "sha256", "-outform", "DER", "-econtent_type", kind]
    made = subprocess.run(
        [OPENSSL, "cms", "-sign", *how, "-signer", "dsc.pem", "-inkey", "key.pem", "-in", "content", *words],
        cwd=folder,
        capture_output=True,
        check=True,
    )
    return tlv(0x77, made.stdout)


def verify(sod: bytes, *, trusted=(CSCA,), at=NOW):
    return verify_security_object(sod, trusted=trusted, at=at)


@pytest.mark.parametrize("words", [(), ("-keyid",)], ids=["issuer and serial number", "key identifier"])
def test_a_security_object_of_a_trusted_signer_names_its_groups(tmp_path, words):
    found = verify(signed(tmp_path, words=words))
    assert found.signer == DSC
    assert set(found.digests) == set(GROUPS)
    for number, data in GROUPS.items():
        found.verify(number, data)


def test_an_rsa_signer_is_verified(tmp_path):
    key = rsa.generate_private_key(65537, 2048)
    dsc = certificate("rsa signer", key, CSCA.subject, CSCA_KEY)
    assert verify(signed(tmp_path, dsc=dsc, key=key)).signer == dsc


def test_a_group_that_was_changed_or_not_signed_is_invalid(tmp_path):
    found = verify(signed(tmp_path))
    for number, data in ((2, b"group twp"), (11, b"group eleven")):
        with pytest.raises(ChipDataInvalidError) as invalid:
            found.verify(number, data)
        assert invalid.value.file == f"DG{number}"


def test_no_changed_byte_of_the_security_object_changes_what_it_says(tmp_path):
    sod = signed(tmp_path)
    accepted = []
    for at in range(len(sod)):
        try:
            found = verify(sod[:at] + bytes((sod[at] ^ 1,)) + sod[at + 1 :])
        except (ChipDataInvalidError, ChipSignerUnknownError):
            continue
        accepted.append(at)
        assert found.digests == verify(sod).digests
        assert found.signer.tbs_certificate_bytes == DSC.tbs_certificate_bytes
    # what nobody signs and nobody reads: version numbers, the outer list of digests, an unused bit of a signature
    assert len(accepted) <= 20


def test_a_signer_of_another_country_is_unknown(tmp_path):
    key = ENTROPY.p256_private_key("other")
    with pytest.raises(ChipSignerUnknownError) as unknown:
        verify(signed(tmp_path), trusted=[certificate("country", key, None, key, ca=True)])
    assert unknown.value.how == "not_trusted"


@pytest.mark.parametrize(
    ("at", "how"), [(NOW + 2 * YEAR, "expired"), (NOW - 2 * YEAR, "not_yet_valid")], ids=["after", "before"]
)
def test_a_signer_outside_its_time_is_unknown(tmp_path, at, how):
    with pytest.raises(ChipSignerUnknownError) as unknown:
        verify(signed(tmp_path), at=at)
    assert unknown.value.how == how


def test_an_expired_document_signer_is_unknown(tmp_path):
    dsc = certificate("signer", DSC_KEY, CSCA.subject, CSCA_KEY, end=NOW - timedelta(days=1))
    with pytest.raises(ChipSignerUnknownError) as unknown:
        verify(signed(tmp_path, dsc=dsc))
    assert unknown.value.how == "expired"


def test_a_signer_of_an_expired_authority_is_unknown(tmp_path):
    old = certificate("country", CSCA_KEY, None, CSCA_KEY, ca=True, end=NOW - timedelta(days=1))
    with pytest.raises(ChipSignerUnknownError) as unknown:
        verify(signed(tmp_path), trusted=[old])
    assert unknown.value.how == "expired"


@pytest.mark.parametrize(
    ("ca", "signs"), [(True, True), (False, False)], ids=["an authority", "a key that signs nothing"]
)
def test_a_certificate_that_is_not_for_documents_signs_none(tmp_path, ca, signs):
    dsc = certificate("signer", DSC_KEY, CSCA.subject, CSCA_KEY, ca=ca, signs=signs)
    with pytest.raises(ChipSignerUnknownError) as unknown:
        verify(signed(tmp_path, dsc=dsc))
    assert unknown.value.how == "not_a_signer"


def test_a_trusted_certificate_that_is_no_authority_makes_no_signer(tmp_path):
    with pytest.raises(ChipSignerUnknownError) as unknown:
        verify(signed(tmp_path), trusted=[certificate("country", CSCA_KEY, None, CSCA_KEY)])
    assert unknown.value.how == "not_a_signer"


def test_a_content_type_that_was_not_signed_is_invalid(tmp_path):
    other = tlv(0x06, object_identifier_value("2.23.136.1.1.7"))
    sod = signed(tmp_path, kind="2.23.136.1.1.7")
    assert sod.count(other) == 2  # beside the content, and signed
    with pytest.raises(ChipDataInvalidError, match="signed content type"):
        verify(sod.replace(other, tlv(0x06, object_identifier_value(SECURITY_OBJECT)), 1))


@pytest.mark.parametrize(
    "options",
    [
        {"kind": "1.2.840.113549.1.7.1"},
        {"content": security_object() + b"\0\0"},
        {"content": tlv(0x30, tlv(2, b"\0"), SHA256)},
        {"words": ("-noattr",)},
        {"words": ("-nocerts",)},
    ],
    ids=["another content", "something behind", "no digests", "no signed attributes", "no certificate"],
)
def test_a_signed_object_of_another_form_is_invalid(tmp_path, options):
    with pytest.raises(ChipDataInvalidError) as invalid:
        verify(signed(tmp_path, **options))
    assert invalid.value.file == "SOD"
