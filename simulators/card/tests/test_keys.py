"""The keys of the holder: who may use them, what they sign, and that nobody gets them out."""

import subprocess

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.x509 import load_der_x509_certificate
from msgspec.structs import replace

from simulators.card.contact.piv import keys
from simulators.card.contact.piv.keys import generate, sign, stored
from simulators.card.contact.piv.objects import OBJECTS
from simulators.card.refusal import CommandRefusedError
from simulators.card.summary import certificate_in

MESSAGE = b"I have read what I sign.\n"
DIGEST_INFO = bytes.fromhex("3031300D060960864801650304020105000420")


def digest(message: bytes = MESSAGE) -> bytes:
    hashing = hashes.Hash(hashes.SHA256())
    hashing.update(message)
    return hashing.finalize()


def signature_of(terminal, reference, algorithm, data):
    """Sign by chained short commands and fetch the whole answer."""
    size = len(data).to_bytes(2, "big")
    inner = b"\x82\x00\x81\x82" + size + data
    template = b"\x7c\x82" + len(inner).to_bytes(2, "big") + inner
    for at in range(0, len(template), 200):
        part, last = template[at : at + 200], at + 200 >= len(template)
        answer, sw = terminal.ask(f"{'00' if last else '10'}87{algorithm}{reference}{len(part):02X}{part.hex()}")
    while sw >> 8 == 0x61:
        more, sw = terminal.ask("00C0000000")
        answer += more
    assert sw == 0x9000, f"{sw:04X}"
    head = 8 if len(answer) > 255 else 4
    return answer[head:]


def verified_by_openssl(folder, certificate, signature, message=MESSAGE):
    key = load_der_x509_certificate(certificate).public_key()
    pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    for name, content in (("key.pem", pem), ("signature", signature), ("message", message)):
        (folder / name).write_bytes(content)
    command = ["openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature", "message"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout.strip()


# -- who may use them


def test_signature_key_wants_the_pin_directly_before_each_use(terminal):
    assert terminal.sign("9C") == 0x6982
    terminal.verify()
    assert terminal.sign("9C") == 0x9000
    assert terminal.sign("9C") == 0x6982
    terminal.verify()
    assert terminal.sign("9C") == 0x9000


@pytest.mark.parametrize(
    "between",
    ["00200080", "00CB3FFF055C035FC10200", "00A4040005A000000308", "00FF0000", "80000000", "00C0000000", "0020"],
)
def test_any_command_after_the_pin_makes_it_stale_for_the_signature_key(terminal, between):
    terminal.verify()
    terminal.do(between)
    assert terminal.sign("9C") == 0x6982
    assert terminal.sign("9A") == 0x9000


def test_chain_that_was_begun_and_left_makes_the_pin_stale_for_the_signature_key(terminal):
    terminal.verify()
    assert terminal.do("1087119C027C24") == 0x9000
    assert terminal.do("00200080") == 0x9000
    assert terminal.sign("9C") == 0x6982


def test_authentication_key_wants_the_pin_once(terminal):
    assert terminal.sign("9A") == 0x6982
    terminal.verify()
    assert [terminal.sign("9A") for _ in range(3)] == [0x9000] * 3
    terminal.do("0020FF80")
    assert terminal.sign("9A") == 0x6982


def test_changed_pin_counts_as_verified(terminal, padded):
    assert terminal.do(f"0024008010{padded('4711')}{padded('0815')}") == 0x9000
    assert terminal.sign("9C") == 0x9000


@pytest.mark.parametrize(
    ("p1_p2", "sw"),
    [("119B", 0x6A86), ("119D", 0x6A86), ("1180", 0x6A86), ("079C", 0x6A86), ("149C", 0x6A86), ("009C", 0x6A86)],
)
def test_unknown_key_or_algorithm_is_refused(terminal, p1_p2, sw):
    terminal.verify()
    assert terminal.do(f"0087{p1_p2}267C2482008120{'11' * 32}00") == sw


def test_key_that_was_never_generated_is_missing(inserted, personalized):
    terminal = inserted(replace(personalized, keys={"9A": personalized.keys["9A"]})).select()
    terminal.verify()
    assert terminal.sign("9C") == 0x6A88


@pytest.mark.parametrize(
    ("data", "sw"),
    [
        ("", 0x6700),
        ("02 7C00", 0x6A80),
        ("04 7C028200", 0x6A80),
        ("06 7C0482008100", 0x6A80),  # nothing to sign
        ("07 7C048101 11 8200", 0x6A80),  # cut
        ("09 7C078201 11 8102 1111", 0x6A80),  # an answer brought along
        ("0A 7C088200 8200 8102 1111", 0x6A80),  # twice
        ("27 7C25 8200 8121" + "11" * 33, 0x6A80),  # longer than the curve
        ("0C 7D0A8200 8106 111111111111", 0x6A80),
    ],
)
def test_template_of_another_form_is_refused(terminal, data, sw):
    terminal.verify()
    assert terminal.do(f"0087119A{data}") == sw
    assert terminal.sign("9A") == 0x9000


# -- what they sign


@pytest.mark.parametrize(("reference", "tag"), [("9A", "5FC105"), ("9C", "5FC10A")])
def test_ecdsa_signature_is_verified_by_openssl_with_the_certificate_in_the_card(terminal, tmp_path, reference, tag):
    terminal.verify()
    answer, sw = terminal.ask(f"008711{reference}267C2482008120{digest().hex()}00")
    assert sw == 0x9000
    certificate = certificate_in(terminal.memory, tag)
    assert verified_by_openssl(tmp_path, certificate, answer[4:]) == "Verified OK"
    assert verified_by_openssl(tmp_path, certificate, answer[4:], b"another") == "Verification failure"


def test_shorter_hash_is_signed_as_it_is(terminal):
    terminal.verify()
    short = b"\x01" * 20
    answer, sw = terminal.ask(f"0087119A1A7C1882008114{short.hex()}00")
    assert sw == 0x9000
    key = load_der_x509_certificate(certificate_in(terminal.memory, "5FC105")).public_key()
    key.verify(answer[4:], short, ec.ECDSA(Prehashed(hashes.SHA1())))  # noqa: S303 - a hash of 20 bytes is the point


def test_ecdsa_signature_repeats(terminal):
    terminal.verify()
    first, second = (terminal.ask(f"0087119A267C2482008120{digest().hex()}00") for _ in range(2))
    assert first == second


@pytest.mark.parametrize(("reference", "tag"), [("9A", "5FC105"), ("9C", "5FC10A")])
def test_rsa_signature_is_verified_by_openssl_with_the_certificate_in_the_card(rsa_terminal, tmp_path, reference, tag):
    content = DIGEST_INFO + digest()
    block = b"\x00\x01" + b"\xff" * (253 - len(content)) + b"\x00" + content
    rsa_terminal.verify()
    signature = signature_of(rsa_terminal, reference, "07", block)
    assert verified_by_openssl(tmp_path, certificate_in(rsa_terminal.memory, tag), signature) == "Verified OK"


def test_rsa_block_with_another_padding_is_signed_too(rsa_terminal):
    key = load_der_x509_certificate(certificate_in(rsa_terminal.memory, "5FC105")).public_key()
    own = rsa.generate_private_key(65_537, 2048)
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    modulus = own.private_numbers().public_numbers.n
    block = pow(int.from_bytes(own.sign(MESSAGE, pss, hashes.SHA256()), "big"), 65_537, modulus).to_bytes(256, "big")
    rsa_terminal.verify()
    if int.from_bytes(block, "big") >= key.public_numbers().n:
        block = b"\0" + block[1:]
    signature = signature_of(rsa_terminal, "9A", "07", block)
    assert pow(int.from_bytes(signature, "big"), 65_537, key.public_numbers().n).to_bytes(256, "big") == block


def test_rsa_by_remainders_is_what_the_library_signs():
    key = generate(0x07, lambda _size: b"")
    content = DIGEST_INFO + digest()
    block = b"\x00\x01" + b"\xff" * (253 - len(content)) + b"\x00" + content
    by_hand = keys._by_remainders(key, int.from_bytes(block, "big")).to_bytes(256, "big")
    assert by_hand == sign(key, block)


@pytest.mark.parametrize("block", [b"", bytes(255), b"\xff" * 256, bytes(257)])
def test_rsa_block_that_is_no_number_below_the_modulus_is_refused(block):
    key = generate(0x07, lambda _size: b"")
    with pytest.raises(CommandRefusedError) as refused:
        sign(key, block)
    assert refused.value.sw == 0x6A80


# -- nobody gets them out


def test_no_command_and_no_object_reveals_a_private_key(inserted, personalized):
    """Every instruction with every reference, and every object, to somebody who has shown PIN and administrator key."""
    terminal = inserted(personalized).select()
    secrets = [key_bytes(personalized, reference) for reference in personalized.keys]
    secrets += [personalized.administrator.value, personalized.pin.value, personalized.puk.value]
    said = b""
    for ins in {*range(256)} - {0x20, 0x24, 0x2C, 0x47, 0xDB}:
        for p2 in (0x00, 0x80, 0x81, 0x9A, 0x9B, 0x9C, 0xFF):
            for tail in ("", "00", "04 5C027F49 00", "05 5C035FC1FF 00"):
                terminal.verify()
                said += terminal.ask(f"00{ins:02X}00{p2:02X}{tail}")[0]
                terminal.select()
    for tag in OBJECTS:
        terminal.verify()
        said += terminal.ask(f"00CB3FFF0000{len(tag) // 2 + 2:02X}5C{len(tag) // 2:02X}{tag}0000")[0]
    assert len(said) > 10_000
    assert [secret for secret in secrets if secret in said] == []


def key_bytes(content, reference):
    key = serialization.load_der_private_key(content.keys[reference], password=None)
    return key.private_numbers().private_value.to_bytes(32, "big")


def test_same_entropy_makes_the_same_key_and_other_entropy_another():
    first, again, other = (stored(generate(0x11, lambda size, byte=byte: bytes([byte]) * size)) for byte in (1, 1, 2))
    assert first == again
    assert first != other
