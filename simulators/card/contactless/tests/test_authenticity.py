"""Passive, active and chip authentication: a good card passes by other people's tools, a forged one is exposed."""

import hashlib
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from harness.protocol.encoding.apdu import CommandApdu
from harness.protocol.encoding.ber_tlv import find, parse, tlv
from simulators.card.contactless import ChipKeys, Validity, country_signer, document_signer, personalize
from simulators.card.contactless.ciphers import AES_128, TRIPLE_DES, Keys
from simulators.card.contactless.forgeries import alter_data_group, clone, resign, swap_data_group
from simulators.card.contactless.secure_messaging import SecureMessaging
from simulators.card.contactless.security_object import hash_list
from simulators.entropy import Entropy

INSIDE_VALIDITY = str(int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()))
AFTER_VALIDITY = str(int(datetime(2036, 1, 1, tzinfo=UTC).timestamp()))
AES_PROTOCOL = bytes.fromhex("04007F00070202030202")
TRIPLE_DES_PROTOCOL = bytes.fromhex("04007F00070202030201")
READ = CommandApdu(ins=0xB0, p1=0x81, le=16)


@pytest.fixture
def passive(openssl, tmp_path, authority):
    """Verify EF.SOD with openssl against the authority; the hash list on success, else what openssl says."""
    (tmp_path / "csca.pem").write_bytes(authority.parsed.public_bytes(Encoding.PEM))

    def verify(security_object: bytes, *, at: str = INSIDE_VALIDITY) -> bytes | str:
        (tmp_path / "sod.der").write_bytes(find(security_object, 0x77))
        source, trust = ("-inform", "DER", "-in", "sod.der"), ("-CAfile", "csca.pem", "-purpose", "any", "-attime", at)
        code, said = openssl("cms", "-verify", "-binary", *source, *trust, "-out", "hashes.der")
        return (tmp_path / "hashes.der").read_bytes() if code == 0 else said

    return verify


def hashes_of(content: bytes) -> dict[int, bytes]:
    entries = parse(parse(parse(content)[0].value)[2].value)
    pairs = (parse(entry.value) for entry in entries)
    return {int.from_bytes(number.value, "big"): digest.value for number, digest in pairs}


def test_the_security_object_verifies_with_openssl(passive, memory):
    assert passive(memory.security_object) == hash_list(memory.data_groups)


def test_the_hashes_of_the_data_groups_equal_those_of_openssl(passive, memory, openssl, tmp_path):
    listed = hashes_of(passive(memory.security_object))
    assert sorted(listed) == [1, 2, 11, 14, 15]
    for number, content in memory.data_groups.items():
        (tmp_path / "group").write_bytes(content)
        code, said = openssl("dgst", "-sha256", "-r", "group")
        assert (code, said.split()[0]) == (0, listed[number].hex())


@pytest.mark.parametrize("number", [1, 2, 11, 14, 15])
def test_a_swapped_data_group_does_not_fit_its_hash(memory, number):
    other = clone(memory, ChipKeys.from_entropy(Entropy(9)))
    other = alter_data_group(other, number, memory.data_groups[number] + b"\0")
    forged = swap_data_group(memory, number, other)
    listed = hashes_of(hash_list(memory.data_groups))
    wrong = [each for each in listed if hashlib.sha256(forged.data_groups[each]).digest() != listed[each]]
    assert wrong == [number]
    assert forged.security_object == memory.security_object


def test_a_changed_security_object_does_not_verify(passive, memory):
    changed = bytearray(memory.security_object)
    changed[-1] ^= 1
    assert "erification failure" in passive(bytes(changed))


def test_an_expired_document_signer_does_not_verify(passive, memory, authority):
    past = Validity(not_before=datetime(2025, 1, 1, tzinfo=UTC), not_after=datetime(2025, 6, 1, tzinfo=UTC))
    expired = resign(memory, document_signer(authority, Entropy(4), label="2", validity=past))
    assert "certificate has expired" in passive(expired.security_object)
    assert "certificate has expired" in passive(memory.security_object, at=AFTER_VALIDITY)


def test_a_signer_of_another_country_does_not_verify(passive, memory):
    valid = Validity(not_before=datetime(2025, 1, 1, tzinfo=UTC), not_after=datetime(2035, 6, 1, tzinfo=UTC))
    foreign = country_signer(Entropy(5), country="UT", not_before=valid.not_before)
    forged = resign(memory, document_signer(foreign, Entropy(5), label="1", validity=valid))
    assert "unable to get local issuer certificate" in passive(forged.security_object)


def test_certificates_chain(authority, signer):
    signer.parsed.verify_directly_issued_by(authority.parsed)
    usage = signer.parsed.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert not usage.key_cert_sign
    assert signer.parsed.public_key() == signer.key.public_key()


def test_the_keys_of_the_chip_stand_by_explicit_parameters_that_openssl_reads(openssl, tmp_path, memory):
    (tmp_path / "key.der").write_bytes(find(memory.data_groups[15], 0x6F))
    code, said = openssl(*["pkey", "-pubin", "-inform", "DER", "-in", "key.der", "-noout", "-text"])
    assert code == 0
    assert "Field Type: prime-field" in said


def test_the_same_seed_makes_the_same_card(holder, signer, memory):
    keys = ChipKeys.from_entropy(Entropy(4), holder.document_number)
    assert personalize(holder, can=memory.can, signer=signer, keys=keys) == memory


def signature_of(terminal, challenge: bytes) -> bytes:
    answer = terminal.send(CommandApdu(ins=0x88, data=challenge, le=256))
    assert answer.ok
    assert len(answer.data) == 64
    return encode_dss_signature(int.from_bytes(answer.data[:32], "big"), int.from_bytes(answer.data[32:], "big"))


def public_key(terminal) -> ec.EllipticCurvePublicKey:
    return load_der_public_key(find(terminal.read(0x010F), 0x6F))


@pytest.mark.parametrize("opened", ["opened_by_pace", "opened_by_basic_access"])
def test_active_authentication_verifies_with_the_signed_key(card, opened):
    terminal = getattr(card, opened)()
    key = public_key(terminal)
    key.verify(signature_of(terminal, bytes(range(8))), bytes(range(8)), ec.ECDSA(hashes.SHA256()))


def test_active_authentication_exposes_a_clone(make_card, memory):
    terminal = make_card(clone(memory, ChipKeys.from_entropy(Entropy(9)))).opened_by_pace()
    key = public_key(terminal)
    with pytest.raises(InvalidSignature):
        key.verify(signature_of(terminal, bytes(range(8))), bytes(range(8)), ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize("size", [0, 7, 9])
def test_a_challenge_of_another_length_is_refused(card, size):
    assert card.opened_by_pace().send(CommandApdu(ins=0x88, data=bytes(size), le=256)).sw == 0x6700


def agree(terminal, protocol: bytes) -> None:
    """Chip authentication by two commands, then the terminal takes the new keys into use."""
    ours, secret = agreed(terminal)
    assert terminal.send(CommandApdu(ins=0x22, p1=0x41, p2=0xA4, data=tlv(0x80, protocol))).ok
    answer = terminal.send(CommandApdu(ins=0x86, data=tlv(0x7C, tlv(0x80, ours)), le=256))
    assert (answer.sw, answer.data) == (0x9000, b"\x7c\x00")
    suite = AES_128 if protocol == AES_PROTOCOL else TRIPLE_DES
    terminal.messaging = SecureMessaging.started(suite, Keys.derived(suite, secret))


def agreed(terminal) -> tuple[bytes, bytes]:
    """The terminal's point, and the secret with the key that data group 14 shows."""
    infos = [parse(info.value) for info in parse(parse(find(terminal.read(0x010E), 0x6E))[0].value)]
    [spki] = [info[1].encode() for info in infos if info[0].value == bytes.fromhex("04007F000702020102")]
    key = ec.derive_private_key(17, ec.SECP256R1())
    ours = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return ours, key.exchange(ec.ECDH(), load_der_public_key(spki))


@pytest.mark.parametrize("protocol", [AES_PROTOCOL, TRIPLE_DES_PROTOCOL], ids=["AES-128", "3DES"])
@pytest.mark.parametrize("opened", ["opened_by_pace", "opened_by_basic_access"])
def test_chip_authentication_renews_the_session(card, opened, protocol):
    terminal = getattr(card, opened)()
    agree(terminal, protocol)
    assert terminal.send(READ).data == card.face.memory.data_groups[1][:16]


def test_chip_authentication_in_one_command_goes_on_with_3des(card):
    terminal = card.opened_by_pace()
    ours, secret = agreed(terminal)
    assert terminal.send(CommandApdu(ins=0x22, p1=0x41, p2=0xA6, data=tlv(0x91, ours))).ok
    terminal.messaging = SecureMessaging.started(TRIPLE_DES, Keys.derived(TRIPLE_DES, secret))
    assert terminal.send(READ).ok


def test_chip_authentication_exposes_a_clone(make_card, memory):
    terminal = make_card(clone(memory, ChipKeys.from_entropy(Entropy(9)))).opened_by_pace()
    agree(terminal, AES_PROTOCOL)
    assert terminal.send(READ).sw == 0x6988


def test_the_old_keys_are_gone_after_chip_authentication(card):
    terminal = card.opened_by_pace()
    old = SecureMessaging(terminal.messaging.suite, terminal.messaging.keys, b"")
    agree(terminal, AES_PROTOCOL)
    old.counter = bytes(16)
    terminal.messaging = old
    assert terminal.face.send(terminal.protect(READ).encode()) == b"\x69\x88"


@pytest.mark.parametrize(
    ("p2", "data", "sw"),
    [
        (0xA4, "800A04007F00070202030203", 0x6A80),
        (0xA4, "800A04007F00070202030202840101", 0x6A88),
        (0xA4, "", 0x6A80),
        (0xA6, "9141" + "04" + "00" * 64, 0x6A80),
        (0xA6, "9100", 0x6A80),
        (0xA5, "9100", 0x6A86),
    ],
)
def test_a_wrong_announcement_is_refused_and_the_session_stays(card, p2, data, sw):
    terminal = card.opened_by_pace()
    assert terminal.send(CommandApdu(ins=0x22, p1=0x41, p2=p2, data=bytes.fromhex(data))).sw == sw
    assert terminal.send(READ).ok


@pytest.mark.parametrize(("ins", "p1", "p2", "data"), [(0x88, 0, 0, "00" * 8), (0x22, 0x41, 0xA6, "9100")])
def test_the_chip_authenticates_itself_within_the_application_only(card, ins, p1, p2, data):
    terminal = card.opened_by_pace()
    assert terminal.send(CommandApdu(ins=0xA4, p2=0x0C)).ok
    assert terminal.send(CommandApdu(ins=ins, p1=p1, p2=p2, data=bytes.fromhex(data), le=256)).sw == 0x6985


def test_chip_authentication_is_no_chain(card):
    terminal = card.opened_by_pace()
    assert terminal.send(CommandApdu(ins=0x22, p1=0x41, p2=0xA4, data=tlv(0x80, AES_PROTOCOL))).ok
    assert terminal.send(CommandApdu(cla=0x10, ins=0x86, data=bytes.fromhex("7C00"), le=256)).sw == 0x6884
    assert terminal.send(READ).ok


def test_general_authenticate_without_an_announcement_is_refused(card):
    terminal = card.opened_by_pace()
    assert terminal.send(CommandApdu(ins=0x86, data=bytes.fromhex("7C00"), le=256)).sw == 0x6985
    assert terminal.send(READ).ok
