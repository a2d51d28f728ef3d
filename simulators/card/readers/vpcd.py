"""A simulated card in a virtual reader: our client of vpcd, the virtual driver of PC/SC in the project vsmartcard.

The card connects to the driver by TCP and then only answers. A message is a length of two bytes, big-endian, and so many bytes:

    one byte   00 power off, 01 power on, 02 reset: no answer; 04: the answer is the answer to reset
    else       a command APDU: the answer is the response APDU

The driver asks for the answer to reset a few times a second and so notices a card that has gone; a card that stays mute can
therefore only leave: the connection is closed, and made again as a card that somebody takes out and inserts again.

pcscd may not see that one card was taken out and another inserted soon after: the driver then holds the new connection for the
old one and gives no power. A new card notices that, leaves and comes again, so that the reader is seen empty in between.

The driver writes a message in two pieces on some versions and waits for the first to be acknowledged, so a delayed acknowledgment
would cost 40 ms a command: it is switched off before every read, because the kernel switches it on again by itself.
"""

import errno
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import IntEnum

from harness.world.reader import ReaderError
from simulators.card.chip import CardMuteError, Chip

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 35963
MESSAGE_LIMIT = 0xFFFF
_LENGTH = 2
_READ = MESSAGE_LIMIT + _LENGTH
_QUICKACK: int | None = getattr(socket, "TCP_QUICKACK", None)
_TOO_LONG = bytes.fromhex("6F00")

Connect = Callable[[], socket.socket]
"""Makes a connection with the driver; raises OSError where there is none."""


class Control(IntEnum):
    """The messages of one byte."""

    POWER_OFF = 0x00
    POWER_ON = 0x01
    RESET = 0x02
    ATR = 0x04


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long to wait. *Unit*: seconds."""

    connect_s: float = 5.0
    first_word_s: float = 5.0
    """The driver asks for a card at least every half second; one that does not ask has another card in it."""
    power_s: float = 0.2
    """A reader gives power at once to a card that it finds; see `vpcd` on cards that are exchanged unseen."""
    again_s: float = 0.05
    """Before a lost connection is made again; doubled at each failure up to `again_most_s`."""
    again_most_s: float = 2.0


class _NotVpcdError(Exception):
    """What was received is no message of vpcd."""


def connect_tcp(host: str, port: int, *, timeout_s: float) -> socket.socket:
    """A connection with the driver at that address."""
    return socket.create_connection((host, port), timeout=timeout_s)


class VirtualReader:
    """A place of the virtual driver, by a way to connect to it; `where` names it in errors."""

    def __init__(self, connect: Connect, *, where: str, patience: Patience | None = None) -> None:
        self.connect = connect
        self.where = where
        self.patience = patience or Patience()


class InsertedCard:
    """A chip in a virtual reader: `serve` answers the driver until `leave` is called from elsewhere."""

    def __init__(self, chip: Chip, reader: VirtualReader) -> None:
        self._chip = chip
        self._reader = reader
        self._leaving = threading.Event()
        self._lock = threading.Lock()
        self._connection: socket.socket | None = None
        self._atr = b""
        self._powered = False
        self._was_asked = False
        self._knocked = False
        self.seated = threading.Event()
        """Set when the reader has given power and then asked for something more: from now on programs find the card."""
        self.ended = threading.Event()
        """Set when nobody serves the card any more."""

    def leave(self) -> None:
        """Take the card out; `serve` returns."""
        with self._lock:
            self._leaving.set()
            if self._connection is not None:
                with suppress(OSError):  # it may be closed already
                    self._connection.shutdown(socket.SHUT_RDWR)

    def serve(self) -> None:
        """Answer the driver, through restarts of it.

        Raises:
            ReaderError: at the beginning nothing listens there, the reader has another card in it, or it is no vpcd.
        """
        pause_s = self._reader.patience.again_s
        while not self._leaving.is_set():
            try:
                self._one_connection()
                pause_s = self._reader.patience.again_s
            except OSError as error:
                if not self._was_asked and not self._leaving.is_set():
                    raise self._unreachable(error) from None
                pause_s = min(2 * pause_s, self._reader.patience.again_most_s)
            except _NotVpcdError as error:
                raise ReaderError(f"what listens at {self._reader.where} is no vpcd: {error}; name its port") from None
            self._leaving.wait(pause_s)

    def _unreachable(self, error: OSError) -> ReaderError:
        where, reason = self._reader.where, error.strerror or str(error)
        if isinstance(error, TimeoutError):
            return ReaderError(
                f"the virtual reader at {where} does not ask for a card: is another card in it, or no vpcd?"
            )
        return ReaderError(
            f"no virtual reader at {where} ({reason}): start pcscd with vsmartcard-vpcd, use `hawiya pcscd`, or name the port"
        )

    def _one_connection(self) -> None:
        """Serve one connection until either side ends it."""
        connection = self._reader.connect()
        try:
            with self._lock:
                if self._leaving.is_set():
                    return
                self._connection = connection
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._atr = self._chip.power_on()
            self._chip.power_off()  # the driver asks for the answer to reset before it gives power
            self._answer_all(connection)
        except CardMuteError:
            return
        finally:
            with self._lock:
                self._connection = None
            connection.close()
            self._chip.power_off()
            self._powered = False

    def _answer_all(self, connection: socket.socket) -> None:
        wire, asked, settled = _Wire(connection), False, False
        while not self._leaving.is_set():
            try:
                message = wire.receive(None if settled else self._wait_s(asked=asked))
            except TimeoutError:
                if not asked:
                    raise
                if not self._knocked:  # leave, so that the reader is seen empty for once
                    self._knocked = True
                    return
                settled = True  # a reader that gives power only when a program wants the card
                self.seated.set()
                continue
            if message is None:
                break
            self._was_asked = asked = True
            if settled:  # pcscd has gone on since it got the answer to reset
                self.seated.set()
            answer = self._answer(message)
            if answer is not None:
                wire.send(answer)
                settled = settled or self._powered
            self._knocked = self._knocked and not settled
        if not self._was_asked and not self._leaving.is_set():
            raise ConnectionResetError(errno.ECONNRESET, "closed without a word")

    def _wait_s(self, *, asked: bool) -> float:
        return self._reader.patience.power_s if asked else self._reader.patience.first_word_s

    def _answer(self, message: bytes) -> bytes | None:
        if len(message) > 1:
            response = self._chip.send(message)
            return response if len(response) <= MESSAGE_LIMIT else _TOO_LONG
        if not message or message[0] not in _CONTROLS:
            raise _NotVpcdError(f"it sent the message {message.hex() or 'of no bytes'}")
        control = Control(message[0])
        if control is Control.ATR:
            return self._atr
        self._power(control)
        return None

    def _power(self, control: Control) -> None:
        if control is Control.POWER_OFF:
            self._chip.power_off()
        elif control is Control.RESET and self._powered:
            self._atr = self._chip.reset()
        else:
            self._atr = self._chip.power_on()
        self._powered = control is not Control.POWER_OFF


_CONTROLS = frozenset(int(control) for control in Control)


@contextmanager
def inserted(chip: Chip, reader: VirtualReader) -> Iterator[InsertedCard]:
    """The chip in the reader, served by a thread, until the context ends.

    Raises:
        ReaderError: as `InsertedCard.serve`; what comes later than the beginning is raised at the end.
    """
    with inserted_together([(chip, reader)]) as cards:
        yield cards[0]


@contextmanager
def inserted_together(places: Iterable[tuple[Chip, VirtualReader]]) -> Iterator[list[InsertedCard]]:
    """Each chip in its reader, as `inserted`, but waiting for all of them at once: a reader takes most of a second."""
    threads = [_CardThread(chip, reader) for chip, reader in places]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.card.seated.wait(2 * thread.patience.first_word_s)
        _raise_first(threads)
        yield [thread.card for thread in threads]
    finally:
        for thread in threads:
            thread.card.leave()
        for thread in threads:
            thread.join()
    _raise_first(threads)


class _CardThread(threading.Thread):
    def __init__(self, chip: Chip, reader: VirtualReader) -> None:
        super().__init__(name=f"card at {reader.where}", daemon=True)
        self.card = InsertedCard(chip, reader)
        self.patience = reader.patience
        self.failure: ReaderError | None = None

    def run(self) -> None:
        try:
            self.card.serve()
        except ReaderError as error:
            self.failure = error
        finally:
            self.card.ended.set()
            self.card.seated.set()


def _raise_first(threads: list[_CardThread]) -> None:
    for thread in threads:
        if thread.failure is not None:
            raise thread.failure


class _Wire:
    """Messages on a connection."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._kept = b""

    def receive(self, wait_s: float | None) -> bytes | None:
        """The next message; None when the driver has ended the connection.

        Raises:
            TimeoutError: nothing came; a later call goes on.
        """
        self._connection.settimeout(wait_s)
        while (message := self._taken()) is None:
            if _QUICKACK is not None:
                self._connection.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
            received = self._connection.recv(_READ)
            if not received:
                return None
            self._kept += received
        return message

    def _taken(self) -> bytes | None:
        end = _LENGTH + int.from_bytes(self._kept[:_LENGTH], "big")
        if len(self._kept) < _LENGTH or len(self._kept) < end:
            return None
        message, self._kept = self._kept[_LENGTH:end], self._kept[end:]
        return message

    def send(self, answer: bytes) -> None:
        """Send a message."""
        self._connection.sendall(len(answer).to_bytes(_LENGTH, "big") + answer)
