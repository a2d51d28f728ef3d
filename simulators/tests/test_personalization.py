"""A card for a person: the same from the same seed, with certificates that hold, or do not where that is asked for."""

import subprocess
from datetime import UTC, datetime, timedelta
from secrets import token_bytes

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, load_der_private_key
from cryptography.x509.oid import NameOID

from harness.commandline import UsageError
from simulators.card.authority import CardAuthority
from simulators.card.chip import CardMuteError
from simulators.card.faults import named
from simulators.card.issuer import CardNotWrittenError, Issuer
from simulators.card.memory import AdministratorKey
from simulators.card.summary import certificate_in, certificates_of, summary
from simulators.personalization import CardOrder, new_card, person_named, portrait

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
AUTHENTICATION, SIGNATURE = "5FC105", "5FC10A"


@pytest.fixture(scope="module")
def content():
    return new_card(now=NOW).memory.content


def verified(folder, certificate: bytes, authority: bytes, *words: str, at: datetime = NOW) -> str:
    """What OpenSSL says of a certificate."""
    (folder / "authority.pem").write_bytes(authority)
    (folder / "card.pem").write_bytes(x509.load_der_x509_certificate(certificate).public_bytes(Encoding.PEM))
    command = ["openssl", "verify", "-x509_strict", "-attime", str(int(at.timestamp())), *words]
    done = subprocess.run(
        [*command, "-CAfile", "authority.pem", "card.pem"], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def authority_pem(*revoked: bytes) -> bytes:
    authority = CardAuthority(seed=1)
    crl = x509.load_der_x509_crl(authority.revocations(revoked, now=NOW))
    return authority.certificate.public_bytes(Encoding.PEM) + crl.public_bytes(Encoding.PEM)


def test_same_seed_makes_the_same_card_and_another_another(content):
    assert new_card(now=NOW).memory.content == content
    assert new_card(now=NOW, person="citizen-2").memory.content.keys != content.keys
    assert new_card(now=NOW, seed=2).memory.content.keys != content.keys


def test_new_card_has_no_power_and_the_wanted_pin():
    card = new_card(now=NOW, order=CardOrder(pin="12345678", puk="00000000", pin_tries=5))
    with pytest.raises(CardMuteError):
        card.contact.send(b"\0\xa4\4\0")
    card.contact.power_on()
    card.contact.send(bytes.fromhex("00A4040005A000000308"))
    assert card.contact.send(bytes.fromhex("00200080")).hex() == "63c5"
    assert card.contact.send(bytes.fromhex("00200080083132333435363738")).hex() == "9000"


def test_certificates_are_for_the_keys_and_the_person(content):
    told = summary(content)
    assert [key.certificate_matches for key in told.keys] == [True, True]
    for tag in (AUTHENTICATION, SIGNATURE):
        certificate = x509.load_der_x509_certificate(certificate_in(content, tag))
        name = {part.oid: part.value for part in certificate.subject}
        assert name[NameOID.COMMON_NAME] == content.holder.name_en
        assert name[NameOID.SERIAL_NUMBER] == content.holder.civil_number


def test_signature_certificate_commits_to_content_and_the_other_does_not(content):
    usages = []
    for tag in (AUTHENTICATION, SIGNATURE):
        certificate = x509.load_der_x509_certificate(certificate_in(content, tag))
        usages.append(certificate.extensions.get_extension_for_class(x509.KeyUsage).value)
    assert [usage.digital_signature for usage in usages] == [True, True]
    assert [usage.content_commitment for usage in usages] == [False, True]


@pytest.mark.parametrize("algorithm", ["p-256", "rsa-2048"])
def test_openssl_verifies_the_certificates(tmp_path, algorithm):
    content = new_card(now=NOW, order=CardOrder(algorithm=algorithm)).memory.content
    for certificate in certificates_of(content):
        assert verified(tmp_path, certificate, authority_pem(), "-crl_check") == "card.pem: OK\n"


def test_expired_certificate_is_expired_and_nothing_else(tmp_path):
    content = new_card(now=NOW, faults=[named("expired-certificate")]).memory.content
    for certificate in certificates_of(content):
        assert "certificate has expired" in verified(tmp_path, certificate, authority_pem())
        assert "OK" in verified(tmp_path, certificate, authority_pem(), at=NOW - timedelta(days=500))


def test_revoked_certificate_is_in_the_list_and_another_is_not(tmp_path):
    content = new_card(now=NOW, faults=[named("revoked-certificate")]).memory.content
    revoked, other = certificates_of(content)
    assert "certificate revoked" in verified(tmp_path, revoked, authority_pem(revoked), "-crl_check")
    assert "OK" in verified(tmp_path, other, authority_pem(revoked), "-crl_check")


def test_authority_depends_on_the_seed_alone():
    first, again, other = (CardAuthority(seed=seed).certificate for seed in (1, 1, 2))
    assert first == again
    assert first != other


@pytest.mark.parametrize("cipher", ["3des", "aes-128", "aes-192", "aes-256"])
def test_administrator_key_of_every_cipher_serves(cipher):
    content = new_card(now=NOW, order=CardOrder(cipher=cipher)).memory.content
    assert content.administrator.cipher == cipher
    assert content.state == "personalized"


def test_issuer_with_another_key_is_refused(content):
    card = new_card(now=NOW)
    other = AdministratorKey(cipher="aes-128", value=bytes(16))
    with pytest.raises(CardNotWrittenError, match="6982"):
        Issuer(card.contact, other).begin(bytes(16))
    assert card.memory.content == content


def test_content_is_written_once_when_it_is_complete():
    written = []

    def keep(content):
        written.append(content)
        return content

    card = new_card(now=NOW, write=keep)
    assert written == [card.memory.content]
    assert written[0].state == "personalized"


def test_keys_are_no_one_elses_and_are_fixed_by_entropy(content):
    numbers = [load_der_private_key(key, None).private_numbers().private_value for key in content.keys.values()]
    assert len(set(numbers)) == 2


def test_challenges_of_a_lasting_card_come_from_its_own_entropy():
    def challenge(draw):
        card = new_card(now=NOW, draw=draw)
        card.contact.power_on()
        card.contact.send(bytes.fromhex("00A4040005A000000308"))
        return card.contact.send(bytes.fromhex("0087089B047C02810000"))

    assert challenge(token_bytes) != challenge(token_bytes)


def test_portrait_fits_the_card_for_many_faces():
    sizes = [len(portrait(person_named(f"citizen-{number}", seed=1, today=NOW.date()))[0]) for number in range(1, 30)]
    assert max(sizes) <= 12_000


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"person": "nobody-1"}, "nobody is called 'nobody-1' in the population of seed 1"),
        ({"person": "legacy-card-1"}, "legacy-card-1 has no card with a chip"),
        ({"person": "first-issue-1"}, "first-issue-1 has no card with a chip"),
    ],
)
def test_person_without_a_smart_card_is_one_line(settings, said):
    with pytest.raises(UsageError, match=said):
        new_card(now=NOW, **settings)


@pytest.mark.parametrize(
    "order", [{"pin": "123"}, {"pin": "123456789"}, {"pin": "12a4"}, {"pin": "١٢٣٤"}, {"puk": "1234567"}]
)
def test_pin_or_puk_of_another_form_is_one_line(order):
    with pytest.raises(UsageError, match="digits; give another --p"):
        CardOrder(**order)


def test_memory_is_smaller_than_its_file_limit(content):
    assert len(msgspec.json.encode(content)) < 100_000
