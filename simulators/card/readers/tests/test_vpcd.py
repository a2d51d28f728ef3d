"""The wire of vpcd, spoken by a small driver on a real socket."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from harness.world.reader import ReaderError
from simulators.card.chip import CardMuteError
from simulators.card.readers.echo import EchoChip
from simulators.card.readers.vpcd import InsertedCard, Patience, VirtualReader, connect_tcp, inserted

_DEADLINE_S = 10.0
_IMPATIENT = Patience(first_word_s=0.3, again_s=0.01, again_most_s=0.02)
_ATR = bytes.fromhex("3B80800101")


class NotedChip(EchoChip):
    """Notes what happens to its power, and is mute at the command 00 FF."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: list[str] = []

    def power_on(self) -> bytes:
        self.notes.append("on")
        return super().power_on()

    def power_off(self) -> None:
        self.notes.append("off")
        super().power_off()

    def reset(self) -> bytes:
        self.notes.append("reset")
        return super().reset()

    def send(self, command: bytes) -> bytes:
        if command == b"\x00\xff":
            raise CardMuteError
        return super().send(command)


class TooLongChip(EchoChip):
    def send(self, command: bytes) -> bytes:
        return bytes(65_536) + super().send(command)


class Driver:
    """The driver's side: listens, and sends what a test says."""

    def __init__(self, port: int = 0) -> None:
        self._server = socket.create_server(("127.0.0.1", port))
        self._server.settimeout(_DEADLINE_S)
        self.port: int = self._server.getsockname()[1]
        self.connection: socket.socket | None = None

    def accept(self) -> None:
        self.connection, _ = self._server.accept()
        self.connection.settimeout(_DEADLINE_S)

    def send(self, message: bytes) -> None:
        assert self.connection is not None
        self.connection.sendall(len(message).to_bytes(2, "big") + message)

    def receive(self) -> bytes:
        assert self.connection is not None
        length = int.from_bytes(self._exactly(2), "big")
        return self._exactly(length)

    def ask(self, message: bytes) -> bytes:
        self.send(message)
        return self.receive()

    def _exactly(self, size: int) -> bytes:
        assert self.connection is not None
        received = b""
        while len(received) < size:
            part = self.connection.recv(size - len(received))
            if not part:
                raise ConnectionResetError("the card has gone")
            received += part
        return received

    def drop(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def close(self) -> None:
        self.drop()
        self._server.close()


@pytest.fixture
def driver() -> Iterator[Driver]:
    driver = Driver()
    yield driver
    driver.close()


def reader_of(port: int, patience: Patience = _IMPATIENT) -> VirtualReader:
    def connect() -> socket.socket:
        return connect_tcp("127.0.0.1", port, timeout_s=_DEADLINE_S)

    return VirtualReader(connect, where=f"127.0.0.1:{port}", patience=patience)


@contextmanager
def served(chip: EchoChip, driver: Driver) -> Iterator[InsertedCard]:
    """The card at the driver, connected and with power."""
    card = InsertedCard(chip, reader_of(driver.port))
    thread = threading.Thread(target=card.serve)
    thread.start()
    try:
        driver.accept()
        yield card
    finally:
        card.leave()
        thread.join(_DEADLINE_S)
        assert not thread.is_alive()


def test_answer_to_reset_is_given_before_the_card_has_power(driver: Driver) -> None:
    with served(EchoChip(), driver) as card:
        assert driver.ask(b"\x04") == _ATR
        assert not card.seated.is_set()


def test_command_is_answered_once_power_is_on(driver: Driver) -> None:
    with served(EchoChip(), driver) as card:
        driver.send(b"\x01")
        assert driver.ask(b"\x04") == _ATR
        assert driver.ask(b"\x00\xa4\x04\x00") == b"\x00\xa4\x04\x00\x90\x00"
        assert card.seated.is_set()


def test_command_in_pieces_is_put_together(driver: Driver) -> None:
    with served(EchoChip(), driver):
        driver.send(b"\x01")
        assert driver.connection is not None
        for byte in b"\x00\x04\x00\xa4\x04\x00":
            driver.connection.sendall(bytes((byte,)))
        assert driver.receive() == b"\x00\xa4\x04\x00\x90\x00"


def test_two_messages_in_one_piece_are_two(driver: Driver) -> None:
    with served(EchoChip(), driver):
        assert driver.connection is not None
        driver.connection.sendall(b"\x00\x01\x01" + b"\x00\x02\xaa\xbb" + b"\x00\x01\x04")
        assert driver.receive() == b"\xaa\xbb\x90\x00"
        assert driver.receive() == _ATR


def test_longest_command_passes(driver: Driver) -> None:
    command = bytes(range(256)) * 255 + bytes(250)
    with served(EchoChip(), driver):
        driver.send(b"\x01")
        assert driver.ask(command) == command + b"\x90\x00"


def test_answer_longer_than_a_message_becomes_6f00(driver: Driver) -> None:
    with served(TooLongChip(), driver):
        driver.send(b"\x01")
        assert driver.ask(b"\x00\xa4\x04\x00") == b"\x6f\x00"


def test_power_and_reset_reach_the_chip_in_their_order(driver: Driver) -> None:
    chip = NotedChip()
    with served(chip, driver):
        for control in (b"\x01", b"\x02", b"\x00", b"\x01"):
            driver.send(control)
        driver.ask(b"\x04")
        assert chip.notes == ["on", "off", "on", "reset", "off", "on"]
    assert chip.notes[-1] == "off"


def test_mute_card_leaves_and_comes_back_without_power(driver: Driver) -> None:
    chip = NotedChip()
    with served(chip, driver):
        driver.send(b"\x01")
        driver.send(b"\x00\xff")
        with pytest.raises(ConnectionResetError):
            driver.receive()
        driver.drop()

        driver.accept()

        assert driver.ask(b"\x04") == _ATR
        assert chip.notes == ["on", "off", "on", "off", "on", "off"]


def test_command_to_a_card_without_power_gets_no_answer(driver: Driver) -> None:
    with served(EchoChip(), driver):
        assert driver.ask(b"\x04") == _ATR
        driver.send(b"\x00\xa4\x04\x00")
        with pytest.raises(ConnectionResetError):
            driver.receive()


def test_card_connects_again_when_the_driver_was_restarted() -> None:
    first = Driver()
    with served(EchoChip(), first) as card:
        first.send(b"\x01")
        first.ask(b"\x04")
        port = first.port
        first.close()

        second = Driver(port)
        second.accept()

        second.send(b"\x01")
        assert second.ask(b"\xaa\xbb") == b"\xaa\xbb\x90\x00"
        assert not card.ended.is_set()
        card.leave()
        second.close()


def test_inserted_card_leaves_when_its_context_ends(driver: Driver) -> None:
    def give_power() -> None:
        driver.accept()
        driver.ask(b"\x04")
        driver.send(b"\x01")
        driver.ask(b"\x04")
        driver.send(b"\x00")

    thread = threading.Thread(target=give_power)
    thread.start()
    with inserted(EchoChip(), reader_of(driver.port)) as card:
        assert card.seated.is_set()
        thread.join(_DEADLINE_S)
    assert card.ended.is_set()
    with pytest.raises(ConnectionResetError):
        driver.ask(b"\x04")


def test_nothing_at_the_port_is_an_error_with_a_remedy() -> None:
    driver = Driver()
    driver.close()
    reader = reader_of(driver.port)
    with (
        pytest.raises(ReaderError, match=r"no virtual reader at 127.0.0.1:\d+ \(Connection refused\): start pcscd"),
        inserted(EchoChip(), reader),
    ):
        pytest.fail("inserted")


def test_reader_that_does_not_ask_may_have_another_card(driver: Driver) -> None:
    with (
        pytest.raises(ReaderError, match="does not ask for a card: is another card in it"),
        inserted(EchoChip(), reader_of(driver.port)),
    ):
        pytest.fail("inserted")


@pytest.mark.parametrize("message", [b"\x03", b"\xff", b""], ids=["03", "ff", "empty"])
def test_what_speaks_another_protocol_is_no_vpcd(driver: Driver, message: bytes) -> None:
    def speak() -> None:
        driver.accept()
        driver.send(message)
        with suppress(OSError):
            driver.receive()

    thread = threading.Thread(target=speak)
    thread.start()
    with pytest.raises(ReaderError, match="is no vpcd"), inserted(EchoChip(), reader_of(driver.port)):
        pytest.fail("inserted")
    thread.join(_DEADLINE_S)
