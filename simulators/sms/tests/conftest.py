"""A gateway, its inbox, a stock SMPP client (smpplib) and a plain socket that may say anything."""

import socket
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import smpplib.client

from harness.protocol.encoding.smpp import Bind, CommandId, Pdu, encode, next_pdu
from simulators.sms.client import SmsInbox
from simulators.sms.gateway import SmsGateway
from simulators.sms.settings import Limits, SmsSettings

PATIENCE_S = 5.0


class StockClient:
    """smpplib, with what it receives kept in lists."""

    def __init__(self, port: int) -> None:
        # the argument is set so that smpplib has no reason for its DeprecationWarning
        self.smpp = smpplib.client.Client("127.0.0.1", port, timeout=PATIENCE_S, allow_unknown_opt_params=True)
        self.accepted: list[str] = []
        self.refused: list[int] = []
        self.receipts: list[object] = []
        self.smpp.set_message_sent_handler(self._sent)
        self.smpp.set_message_received_handler(self._received)
        self.smpp.set_error_pdu_handler(lambda pdu: self.refused.append(pdu.status))
        self.smpp.connect()

    def _sent(self, pdu) -> None:
        # smpplib calls this for refused submissions too, after the error handler
        if pdu.message_id:
            self.accepted.append(pdu.message_id.decode())

    def _received(self, pdu) -> None:
        self.receipts.append(pdu)

    def submit(self, recipient: str, message: bytes, **fields: object) -> None:
        addresses = {"source_addr_ton": 5, "source_addr": "HAWIYA", "dest_addr_ton": 1, "dest_addr_npi": 1}
        self.smpp.send_message(**addresses, destination_addr=recipient, short_message=message, **fields)

    def read_until(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not done() and time.monotonic() < deadline:
            self.smpp.read_once()

    def submit_and_read(self, recipient: str, message: bytes, **fields: object) -> None:
        before = len(self.accepted) + len(self.refused)
        self.submit(recipient, message, **fields)
        self.read_until(lambda: len(self.accepted) + len(self.refused) > before)


class RawClient:
    """A socket that speaks whatever it is told."""

    def __init__(self, port: int) -> None:
        self.socket = socket.socket()
        self.socket.settimeout(PATIENCE_S)
        # small, so that a test can fill it
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        self.socket.connect(("127.0.0.1", port))
        self._buffer = b""

    def send(self, pdu: Pdu) -> None:
        self.socket.sendall(encode(pdu))

    def receive(self) -> Pdu | None:
        """The next PDU; None when the center closed."""
        while True:
            pdu, self._buffer = next_pdu(self._buffer)
            if pdu is not None:
                return pdu
            try:
                received = self.socket.recv(65_536)
            except ConnectionResetError:
                return None
            if not received:
                return None
            self._buffer += received

    def ask(self, pdu: Pdu) -> Pdu | None:
        self.send(pdu)
        return self.receive()

    def bind(self, command: CommandId = CommandId.BIND_TRANSCEIVER, password: str | None = None) -> Pdu | None:
        return self.ask(Bind(sequence=1, command_id=command, system_id="hawiya", password=password or "secret08"))


@pytest.fixture(scope="session")
def gateway() -> Iterator[SmsGateway]:
    with SmsGateway(SmsSettings(seed=1)) as running:
        yield running


@pytest.fixture
def inbox(gateway) -> Iterator[SmsInbox]:
    with SmsInbox(gateway.http_url) as inbox:
        yield inbox


@pytest.fixture
def recipient(request) -> str:
    """A number of this test's own."""
    return f"+9655{zlib.crc32(request.node.nodeid.encode()) % 10**7:07}"


@pytest.fixture
def mark(inbox) -> int:
    return inbox.mark()


@pytest.fixture
def stock(gateway) -> Iterator[StockClient]:
    client = StockClient(gateway.smpp_port)
    client.smpp.bind_transceiver(system_id="hawiya", password="secret08")
    yield client
    client.smpp.unbind()
    client.smpp.disconnect()


@pytest.fixture
def raw(gateway) -> Iterator[RawClient]:
    client = RawClient(gateway.smpp_port)
    yield client
    client.socket.close()


@contextmanager
def limited(**limits: float) -> Iterator[RawClient]:
    """A plain socket at a gateway with limits of its own."""
    with SmsGateway(SmsSettings(limits=Limits(**limits))) as strict:
        client = RawClient(strict.smpp_port)
        try:
            yield client
        finally:
            client.socket.close()


@pytest.fixture
def at_limits() -> object:
    return limited
