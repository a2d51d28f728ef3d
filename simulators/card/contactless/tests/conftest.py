"""A card for a person who does not exist, and the plainest terminal that can open it."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from harness.protocol.encoding.apdu import CommandApdu, ResponseApdu, parse_response
from harness.protocol.encoding.ber_tlv import find, tlv
from simulators.card.contactless import (
    ChipKeys,
    ContactlessFace,
    ContactlessMemory,
    Holder,
    Signer,
    Validity,
    country_signer,
    document_signer,
    personalize,
)
from simulators.card.contactless.basic_access import document_keys
from simulators.card.contactless.ciphers import AES_128, PASSWORD, TRIPLE_DES, Keys, padded, unpadded
from simulators.card.contactless.pace import PACE_OID, mapped_generator, token_for
from simulators.card.contactless.points import P256, decode_p256, encode_point
from simulators.card.contactless.secure_messaging import SecureMessaging
from simulators.entropy import Entropy
from simulators.faces.order import Order
from simulators.faces.studio import Studio

APPLICATION = bytes.fromhex("A0000002471001")
CAN = "123456"


@dataclass
class Terminal:
    """The reader's side, on the pure functions that known answers pin: it sends plainly or within its session."""

    face: ContactlessFace
    messaging: SecureMessaging | None = None
    entropy: Callable[[int], bytes] = lambda size: bytes(range(1, size + 1))

    def send(self, command: CommandApdu) -> ResponseApdu:
        if self.messaging is None:
            return parse_response(self.face.send(command.encode()))
        return self.open(self.face.send(self.protect(command).encode()), odd=bool(command.ins & 1))

    def sw(self, apdu: str) -> int:
        """The status word of a plain command."""
        return parse_response(self.face.send(bytes.fromhex(apdu))).sw

    def protect(self, command: CommandApdu) -> CommandApdu:
        session = self.messaging
        self._count()
        block, header = session.suite.block, bytes((command.cla | 0x0C, command.ins, command.p1, command.p2))
        body = b""
        if command.data:
            cryptogram = session.suite.encrypt(session.keys.encryption, padded(command.data, block), session.counter)
            body = tlv(0x85, cryptogram) if command.ins & 1 else tlv(0x87, b"\1", cryptogram)
        if command.le is not None:
            body += tlv(0x97, self._le(command))
        message = session.counter + padded(header, block) + (padded(body, block) if body else b"")
        body += tlv(0x8E, session.suite.mac(session.keys.authentication, message))
        return CommandApdu(
            cla=header[0], ins=header[1], p1=header[2], p2=header[3], data=body, le=256, extended=command.extended
        )

    def open(self, raw: bytes, *, odd: bool = False) -> ResponseApdu:
        response = parse_response(raw)
        if not response.data:
            return response
        session = self.messaging
        self._count()
        body, mac = response.data[:-10], response.data[-8:]
        message = padded(session.counter + body, session.suite.block)
        assert mac == session.suite.mac(session.keys.authentication, message)
        sw = int.from_bytes(find(body, 0x99), "big")
        assert sw == response.sw
        cryptogram = find(body, 0x85) if odd else (find(body, 0x87) or b"")[1:]
        if not cryptogram:
            return ResponseApdu(b"", sw)
        return ResponseApdu(unpadded(session.suite.decrypt(session.keys.encryption, cryptogram, session.counter)), sw)

    def select_application(self) -> ResponseApdu:
        return self.send(CommandApdu(ins=0xA4, p1=0x04, p2=0x0C, data=APPLICATION))

    def basic_access(self, mrz_information: str) -> ResponseApdu:
        keys = document_keys(mrz_information)
        challenge = self.send(CommandApdu(ins=0x84, le=8)).data
        ours, part = self.entropy(8), self.entropy(16)
        cryptogram = TRIPLE_DES.encrypt(keys.encryption, ours + challenge + part)
        mac = TRIPLE_DES.mac(keys.authentication, padded(cryptogram, 8))
        answer = self.send(CommandApdu(ins=0x82, data=cryptogram + mac, le=40))
        if answer.ok:
            plain = TRIPLE_DES.decrypt(keys.encryption, answer.data[:32])
            seed = bytes(a ^ b for a, b in zip(part, plain[16:], strict=True))
            self.messaging = SecureMessaging(TRIPLE_DES, Keys.derived(TRIPLE_DES, seed), challenge[4:] + ours[4:])
        return answer

    def announce_pace(self, reference: int) -> ResponseApdu:
        return self.send(
            CommandApdu(ins=0x22, p1=0xC1, p2=0xA4, data=tlv(0x80, PACE_OID) + tlv(0x83, bytes((reference,))))
        )

    def step(self, content: bytes = b"", *, last: bool = False) -> ResponseApdu:
        return self.send(CommandApdu(cla=0 if last else 0x10, ins=0x86, data=tlv(0x7C, content), le=256))

    def pace(self, password: bytes, reference: int) -> ResponseApdu:
        self.announce_pace(reference)
        key = AES_128.derive(password, PASSWORD)
        nonce = AES_128.decrypt(key, find(find(self.step().data, 0x7C), 0x80))
        mapping = self.step(tlv(0x81, encode_point(P256.generator * 11)))
        shared = decode_p256(find(find(mapping.data, 0x7C), 0x82)) * 11
        generator = mapped_generator(P256.generator, nonce, shared)
        ours = encode_point(generator * 13)
        theirs = find(find(self.step(tlv(0x83, ours)).data, 0x7C), 0x84)
        keys = Keys.derived(AES_128, (decode_p256(theirs) * 13).x.to_bytes(32, "big"))
        answer = self.step(tlv(0x85, token_for(keys, theirs)), last=True)
        if answer.ok:
            assert find(find(answer.data, 0x7C), 0x86) == token_for(keys, ours)
            self.messaging = SecureMessaging.started(AES_128, keys)
        return answer

    def read(self, identifier: int) -> bytes:
        """The whole file, in parts."""
        assert self.send(CommandApdu(ins=0xA4, p1=0x02, p2=0x0C, data=identifier.to_bytes(2, "big"))).ok
        content = b""
        while (part := self.send(CommandApdu(ins=0xB1, data=tlv(0x54, len(content).to_bytes(3, "big")), le=256))).ok:
            content += find(part.data, 0x53)
        assert part.sw == 0x6B00
        return content

    def _count(self) -> None:
        session = self.messaging
        size = len(session.counter)
        session.counter = (int.from_bytes(session.counter, "big") + 1).to_bytes(size, "big")

    @staticmethod
    def _le(command: CommandApdu) -> bytes:
        if command.extended:
            return (command.le % 65_536).to_bytes(2, "big")
        return bytes((command.le % 256,))


@dataclass
class Card:
    """A face in the field, with what it saved and how long it waited."""

    face: ContactlessFace
    saved: list[ContactlessMemory] = field(default_factory=list)
    waited_s: list[float] = field(default_factory=list)

    def terminal(self) -> Terminal:
        return Terminal(self.face)

    def opened_by_pace(self, can: str = CAN) -> Terminal:
        terminal = self.terminal()
        assert terminal.pace(can.encode(), 2).ok
        assert terminal.select_application().ok
        return terminal

    def opened_by_basic_access(self) -> Terminal:
        terminal = self.terminal()
        assert terminal.select_application().ok
        assert terminal.basic_access(self.face.memory.mrz_information).ok
        return terminal


def entropy_of(seed: int) -> Callable[[int], bytes]:
    """Bytes that differ at every call and are the same in every run."""
    calls = iter(range(10**9))
    return lambda size: Entropy(seed).bytes(size, "card", next(calls))


@pytest.fixture(scope="session")
def portrait() -> bytes:
    return Studio(7, size=(240, 300)).photograph(Order(kind="portrait")).jpeg


@pytest.fixture(scope="session")
def holder(portrait) -> Holder:
    return Holder(
        document_number="K1234567A",
        surname="AL-TEST",
        given_names="NOURA SALEM",
        full_name="نورة سالم التجربة",
        birth_date=date(1990, 4, 2),
        sex="F",
        expires=date(2035, 4, 1),
        nationality="KWT",
        issuing_state="KWT",
        civil_number="290040200017",
        portrait=portrait,
    )


@pytest.fixture(scope="session")
def authority() -> Signer:
    return country_signer(Entropy(4), country="KW", not_before=datetime(2025, 1, 1, tzinfo=UTC))


@pytest.fixture(scope="session")
def signer(authority) -> Signer:
    valid = Validity(not_before=datetime(2025, 1, 1, tzinfo=UTC), not_after=datetime(2035, 6, 1, tzinfo=UTC))
    return document_signer(authority, Entropy(4), label="1", validity=valid)


@pytest.fixture(scope="session")
def memory(holder, signer) -> ContactlessMemory:
    return personalize(holder, can=CAN, signer=signer, keys=ChipKeys.from_entropy(Entropy(4), holder.document_number))


@pytest.fixture
def make_card() -> Callable[[ContactlessMemory], Card]:
    def make(memory: ContactlessMemory) -> Card:
        saved, waited = [], []
        face = ContactlessFace(memory, random_bytes=entropy_of(4), delay=waited.append, save=saved.append)
        face.power_on()
        return Card(face, saved, waited)

    return make


@pytest.fixture
def card(make_card, memory) -> Card:
    return make_card(memory)


@pytest.fixture
def openssl(tmp_path) -> Callable[..., "tuple[int, str]"]:
    program = shutil.which("openssl")
    assert program, "openssl is missing; install the package of that name"

    def run(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [program, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=30
        )
        return done.returncode, done.stdout + done.stderr

    return run
