"""Tools that everybody has, on our card through pcscd and vpcd: OpenSC, yubico-piv-tool, OpenSSL and pyscard."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.protocol.encoding.apdu import CommandApdu, parse_response
from harness.protocol.encoding.ber_tlv import tlv
from harness.world.reader import Reader
from simulators import personalization
from simulators.card.card import open_card
from simulators.card.pcscd.launcher import PrivatePcscd
from simulators.card.readers.pcsc import list_readers, open_reader
from simulators.card.readers.vpcd import inserted, inserted_together

PIN, PUK, WRONG = "4711", "12345678", "9999"
_SELECT_PIV = CommandApdu(ins=0xA4, p1=0x04, data=bytes.fromhex("A000000308"))
_GET_CERTIFICATE = CommandApdu(ins=0xCB, p1=0x3F, p2=0xFF, data=bytes.fromhex("5C035FC105"), le=256)
_TIMEOUT_S = 60


@dataclass(frozen=True)
class Desk:
    """A table with the reader on it: runs tools in a folder of its own."""

    folder: Path
    pcscd: PrivatePcscd

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words,
            cwd=self.folder,
            env={**os.environ, **self.pcscd.environment, "OPENSC_CONF": "/dev/null"},
            capture_output=True,
            text=True,
            check=False,
            timeout=_TIMEOUT_S,
        )

    def said(self, *words: str) -> str:
        """What a tool says that succeeds."""
        ended = self.run(*words)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout + ended.stderr

    def verify_pin(self, pin: str) -> subprocess.CompletedProcess[str]:
        return self.run("yubico-piv-tool", "-r", "Virtual", "-a", "verify-pin", "-P", pin)

    def export_key(self) -> None:
        """The certificate of 9C in c.pem, its key in key.pem, and something to sign."""
        self.said("yubico-piv-tool", "-r", "Virtual", "-a", "read-certificate", "-s", "9c", "-o", "c.pem")
        (self.folder / "key.pem").write_text(self.said("openssl", "x509", "-in", "c.pem", "-pubkey", "-noout"))
        (self.folder / "data").write_text("a contract")
        self.said("openssl", "dgst", "-sha256", "-binary", "-out", "digest", "data")

    def openssl_says(self, signature: str = "signature") -> str:
        words = ("openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", signature, "data")
        return self.run(*words).stdout.strip()


@contextmanager
def _desk(pcscd: PrivatePcscd, card: Path) -> Iterator[Desk]:
    with inserted(open_card(card).contact, pcscd.reader(0)):
        yield Desk(card.parent, pcscd)


@pytest.fixture
def desk(pcscd: PrivatePcscd, card_file: Path) -> Iterator[Desk]:
    """With a fresh card of P-256 keys in the reader."""
    with _desk(pcscd, card_file) as desk:
        yield desk


def test_opensc_finds_reader_token_keys_and_certificates(desk: Desk) -> None:
    assert "Virtual PCD 0 00 00" in desk.said("opensc-tool", "--list-readers")
    assert "Personal Identity Verification Card" in desk.said("piv-tool", "--name")
    assert "token label" in desk.said("pkcs11-tool", "--list-slots")
    objects = desk.said("pkcs11-tool", "--list-objects", "--login", "--pin", PIN)
    assert objects.count("Private Key Object; EC") == 2
    assert objects.count("Certificate Object; type = X.509 cert") == 2
    dump = desk.said("pkcs15-tool", "--dump")
    assert "min_len:4, max_len:8" in dump
    assert "Key ref        : 156 (0x9C)" in dump


def test_all_tools_read_the_same_certificate(desk: Desk) -> None:
    desk.export_key()
    certificate = (desk.folder / "c.pem").read_text()
    assert certificate in desk.said("pkcs15-tool", "--read-certificate", "02")
    desk.said("pkcs11-tool", "--read-object", "--type", "cert", "--id", "02", "--output-file", "c.der")
    assert desk.said("openssl", "x509", "-inform", "DER", "-in", "c.der") == certificate


def test_piv_tool_reads_the_serial_of_the_card(desk: Desk) -> None:
    serial = bytes.fromhex(desk.run("piv-tool", "--serial").stdout[: 3 * 16])
    assert serial.hex() in desk.said("yubico-piv-tool", "-r", "Virtual", "-a", "status")


def test_pkcs11_signs_on_9c_and_openssl_verifies(desk: Desk) -> None:
    desk.export_key()
    desk.said(
        *("pkcs11-tool", "--login", "--pin", PIN, "--sign", "--id", "02", "-m", "ECDSA-SHA256"),
        *("--signature-format", "openssl", "--input-file", "data", "--output-file", "signature"),
    )
    assert desk.openssl_says() == "Verified OK"


def test_signature_over_other_data_is_not_verified(desk: Desk) -> None:
    desk.export_key()
    desk.said(
        *("pkcs11-tool", "--login", "--pin", PIN, "--sign", "--id", "02", "-m", "ECDSA-SHA256"),
        *("--signature-format", "openssl", "--input-file", "data", "--output-file", "signature"),
    )
    (desk.folder / "data").write_text("another contract")
    assert desk.openssl_says() == "Verification failure"


def test_pkcs15_signs_on_9c_and_openssl_verifies(desk: Desk) -> None:
    desk.export_key()
    desk.said(
        *("pkcs15-crypt", "--sign", "--key", "02", "--pin", PIN, "--sha-256", "--raw"),
        *("-f", "openssl", "--input", "digest", "--output", "signature"),
    )
    assert desk.openssl_says() == "Verified OK"


def test_yubico_piv_tool_signs_on_9c_and_openssl_verifies(desk: Desk) -> None:
    desk.export_key()
    said = desk.said(
        *("yubico-piv-tool", "-r", "Virtual", "-a", "verify-pin", "-P", PIN, "--sign", "-s", "9c"),
        *("-A", "ECCP256", "-H", "SHA256", "-i", "data", "-o", "signature"),
    )
    assert "Signature successful" in said
    assert desk.openssl_says() == "Verified OK"


def test_rsa_card_signs_on_9c_and_openssl_verifies(pcscd: PrivatePcscd, new_card: Callable[..., Path]) -> None:
    with _desk(pcscd, new_card("--algorithm", "rsa-2048")) as desk:
        desk.export_key()
        desk.said(
            *("pkcs11-tool", "--login", "--pin", PIN, "--sign", "--id", "02", "-m", "SHA256-RSA-PKCS"),
            *("--input-file", "data", "--output-file", "signature"),
        )
        assert desk.openssl_says() == "Verified OK"


def test_wrong_pin_is_refused_and_the_right_one_restores_the_tries(desk: Desk) -> None:
    for tries in (2, 1):
        assert f"{tries} tries left" in desk.verify_pin(WRONG).stderr
    assert desk.verify_pin(PIN).returncode == 0
    assert "PIN tries left:\t3" in desk.said("yubico-piv-tool", "-r", "Virtual", "-a", "status")


def test_three_wrong_pins_lock_and_the_puk_unblocks(desk: Desk) -> None:
    for _ in range(3):
        wrong = desk.run("pkcs11-tool", "--login", "--pin", WRONG, "--list-objects")
        assert "CKR_PIN_INCORRECT" in wrong.stderr
    locked = desk.run("pkcs11-tool", "--login", "--pin", PIN, "--list-objects")
    assert "CKR_PIN_LOCKED" in locked.stderr
    assert "Pin code blocked" in desk.verify_pin(PIN).stderr

    desk.said("pkcs15-tool", "--unblock-pin", "--auth-id", "01", "--puk", PUK, "--new-pin", "1357")

    assert desk.verify_pin("1357").returncode == 0
    assert "2 tries left" in desk.verify_pin(PIN).stderr


def test_yubico_piv_tool_unblocks_with_the_puk(desk: Desk) -> None:
    """It takes new PINs of six digits or more only; the card itself takes four."""
    for _ in range(3):
        desk.verify_pin(WRONG)
    desk.said("yubico-piv-tool", "-r", "Virtual", "-a", "unblock-pin", "-P", PUK, "-N", "246813")
    assert desk.verify_pin("246813").returncode == 0


def test_pin_is_changed_and_stays_changed_in_the_card_file(pcscd: PrivatePcscd, card_file: Path) -> None:
    """The tools ask for six digits in a new PIN, as PIV does; the card itself takes four."""
    with _desk(pcscd, card_file) as desk:
        desk.said("pkcs15-tool", "--change-pin", "--auth-id", "01", "--pin", PIN, "--new-pin", "246801")
    with _desk(pcscd, card_file) as desk:
        assert desk.verify_pin("246801").returncode == 0
        assert "2 tries left" in desk.verify_pin(PIN).stderr


def test_sixteen_cards_at_once_return_their_own_certificate(pcscd: PrivatePcscd) -> None:
    cards = [personalization.new_card(person=f"citizen-{number}") for number in range(1, 17)]
    places = [(card.contact, pcscd.reader(number)) for number, card in enumerate(cards)]
    with inserted_together(places):
        readers = [open_reader(status.name) for status in list_readers()]
        for reader in readers:
            reader.connect()
        try:
            answers = [_certificate(reader) for reader in readers]
        finally:
            for reader in readers:
                reader.disconnect()
    assert answers == [tlv(0x53, card.memory.content.objects["5FC105"]) for card in cards]
    assert len(set(answers)) == len(cards)


def _certificate(reader: Reader) -> bytes:
    """By short commands, the rest fetched with GET RESPONSE."""
    assert parse_response(reader.transmit(_SELECT_PIV.encode())).ok
    answer = parse_response(reader.transmit(_GET_CERTIFICATE.encode()))
    data = answer.data
    while answer.sw >> 8 == 0x61:
        answer = parse_response(reader.transmit(CommandApdu(ins=0xC0, le=256).encode()))
        data += answer.data
    assert answer.ok
    return data


def test_pyscard_verifies_the_pin(desk: Desk) -> None:
    assert desk.pcscd.ports
    reader = open_reader("0 00 00")
    reader.connect()
    try:
        assert parse_response(reader.transmit(_SELECT_PIV.encode())).ok
        padded = PIN.encode().ljust(8, b"\xff")
        verify = CommandApdu(ins=0x20, p2=0x80, data=padded)
        assert parse_response(reader.transmit(verify.encode())).sw == 0x9000
    finally:
        reader.disconnect()
