"""Readers of PC/SC, physical or virtual: who is there, and a session with the card in one of them.

A command that got no answer is a `CardLostError`; everything else that PC/SC refuses is a `ReaderError` that says what to do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import msgspec

from harness.world.reader import CardLostError, ReaderError
from simulators.card.readers.patient import Patient
from simulators.card.readers.scard import (
    SYSTEM_SCOPE,
    Disposition,
    Result,
    Scard,
    Share,
    State,
    Transmission,
    load_scard,
    result_of,
)

ANY_TRANSMISSION = Transmission.T0 | Transmission.T1
ANSWER_S = 60.0
COMES_BACK_S = 5.0
_LOOK_MS = 500
_STATUS_WORD = 2

_SERVICE_GONE = frozenset({Result.NO_SERVICE, Result.SERVICE_STOPPED})
_LOST = _SERVICE_GONE | {
    Result.COMMUNICATION_ERROR,
    Result.COMMUNICATION_DATA_LOST,
    Result.INVALID_HANDLE,
    Result.INVALID_VALUE,
    Result.NO_SMARTCARD,
    Result.NOT_TRANSACTED,
    Result.READER_UNAVAILABLE,
    Result.REMOVED_CARD,
    Result.RESET_CARD,
    Result.UNPOWERED_CARD,
    Result.UNRESPONSIVE_CARD,
}
_NO_SERVICE = "the PC/SC service does not run: start pcscd, or run this inside `hawiya pcscd -- COMMAND`"
_REMEDIES = {
    Result.NO_SERVICE: _NO_SERVICE,
    Result.SERVICE_STOPPED: _NO_SERVICE,
    Result.INVALID_HANDLE: "the PC/SC service was started anew: connect again",
    Result.COMMUNICATION_ERROR: "the PC/SC service broke off: is pcscd still running?",
    Result.SECURITY_VIOLATION: "the PC/SC service denies access: ask the machine's polkit rules, or run as root",
    Result.UNKNOWN_READER: "the reader is gone: plug it in again, `hawiya readers` lists those that are there",
    Result.READER_UNAVAILABLE: "the reader is gone: plug it in again, `hawiya readers` lists those that are there",
    Result.NO_READERS_AVAILABLE: "no reader is plugged in; `hawiya pcscd -- COMMAND` provides virtual ones",
    Result.NO_SMARTCARD: "no card is in the reader: insert one, `hawiya card insert` a simulated one",
    Result.REMOVED_CARD: "no card is in the reader: insert one, `hawiya card insert` a simulated one",
    Result.SHARING_VIOLATION: "another program holds the card: end it, or connect without exclusive access",
    Result.PROTOCOL_MISMATCH: "the card does not speak the transmission protocol asked for: ask for T=0 or T=1",
    Result.UNSUPPORTED_CARD: "the reader cannot speak with this card",
    Result.UNRESPONSIVE_CARD: "the card does not answer: insert it again, the contacts down",
    Result.UNPOWERED_CARD: "the card got no power or does not answer: insert it again",
    Result.RESET_CARD: "another program has reset the card: connect again",
}


class ReaderStatus(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reader and what is in it, as `hawiya readers --json` tells it."""

    name: str
    card: bool
    atr: str | None = None
    """Answer to reset in hexadecimal, where a card is in."""
    mute: bool = False
    in_use: bool = False


def list_readers() -> list[ReaderStatus]:
    """Every reader of PC/SC, in its order.

    Raises:
        ReaderError: PC/SC cannot be reached.
    """
    scard = load_scard()
    with _context(scard) as context:
        names = _names(scard, context)
        if not names:
            return []
        asked = [(name, int(State.UNAWARE)) for name in names]
        code, states = scard.SCardGetStatusChange(context, 0, asked)
        _expect(scard, code, "the readers cannot be asked")
        return [_status(*state) for state in states]


def open_reader(
    wanted: str = "", *, exclusive: bool = True, transmission: Transmission = ANY_TRANSMISSION
) -> "PcscReader":
    """The reader of this name, or the only one whose name has `wanted` in it.

    Raises:
        ReaderError: PC/SC cannot be reached, or no reader or more than one fits.
    """
    scard = load_scard()
    with _context(scard) as context:
        name = _chosen(_names(scard, context), wanted)
    return PcscReader(name, exclusive=exclusive, transmission=transmission)


class PcscReader:
    """A `Reader` of PC/SC; with `exclusive` no other program reaches the card while a session lasts.

    A card in a virtual reader that stays mute is taken out and comes back: `power_cycle` waits `comes_back_s` for it. A card that
    does not answer a command in `answer_s` is lost, and this reader can do nothing more.
    """

    def __init__(
        self,
        name: str,
        *,
        exclusive: bool = True,
        transmission: Transmission = ANY_TRANSMISSION,
        comes_back_s: float = COMES_BACK_S,
        answer_s: float = ANSWER_S,
    ) -> None:
        self._scard = load_scard()
        self._transmitted = Patient(self._transmit, patience_s=answer_s)
        self._answer_s = answer_s
        self._hangs = False
        self._name = name
        self._share = Share.EXCLUSIVE if exclusive else Share.SHARED
        self._transmission = transmission
        self._comes_back_s = comes_back_s
        self._context: int | None = None
        self._card: int | None = None
        self._active = 0

    @property
    def name(self) -> str:
        """The name of the reader."""
        return self._name

    def connect(self) -> bytes:
        """Begin a session; the answer to reset.

        Raises:
            ReaderError: there is no such reader, no card in it, or another program holds the card.
        """
        if self._hangs or self._card is not None:
            self._session()  # which says that it hangs
            raise ReaderError(f"a session with the card in {self._name!r} is open: disconnect first")
        code = self._try_connect()
        if code != Result.SUCCESS:
            self._leave()
            raise _reader_error(self._scard, code, f"the card in {self._name!r} cannot be reached")
        try:
            return self._atr()
        except CardLostError as error:
            self.disconnect()
            raise ReaderError(f"{error}: insert it again") from None

    def transmit(self, command: bytes) -> bytes:
        """Send a command APDU; the response APDU, as the card gave it: GET RESPONSE is the caller's.

        Raises:
            CardLostError: no answer came.
            ReaderError: there is no session, or PC/SC does not take the command.
        """
        self._session()
        try:
            code, response = self._transmitted(command)
        except TimeoutError:
            self._hangs = True
            raise CardLostError(f"the card in {self._name!r} has not answered for {self._answer_s:g} s") from None
        self._answered(code, "does not answer")
        if len(response) < _STATUS_WORD:  # as vpcd's driver tells of a card that has left
            raise CardLostError(f"the card in {self._name!r} does not answer")
        return bytes(response)

    def _transmit(self, command: bytes) -> tuple[int, list[int]]:
        return self._scard.SCardTransmit(self._session(), self._active, list(command))

    def reset(self) -> bytes:
        """Reset the card with power kept; its answer to reset.

        Raises:
            CardLostError: it does not come back.
            ReaderError: there is no session.
        """
        self._answered(self._reconnect(Disposition.RESET), "does not answer a reset")
        return self._atr()

    def power_cycle(self) -> bytes:
        """Take power away and give it again; the answer to reset.

        Raises:
            CardLostError: it does not come back.
            ReaderError: there is no session.
        """
        code = self._reconnect(Disposition.UNPOWER)
        if code in _LOST:
            self._wait_for_card()
        else:
            self._answered(code, "does not answer after power came back")
        return self._atr()

    def disconnect(self, *, reset: bool = True) -> None:
        """End the session, if there is one; a card that is lost does not hinder it."""
        if self._hangs:  # PC/SC still waits for the card, and would wait here, too
            return
        if self._card is not None:
            self._scard.SCardDisconnect(self._card, Disposition.RESET if reset else Disposition.LEAVE)
        self._leave()

    def _leave(self) -> None:
        self._card = None
        if self._context is not None:
            self._scard.SCardReleaseContext(self._context)
        self._context = None

    def _session(self) -> int:
        if self._hangs:
            raise ReaderError(f"the card in {self._name!r} hangs, and PC/SC with it: take it out, or restart pcscd")
        if self._card is None:
            raise ReaderError(f"no session with the card in {self._name!r}: connect first")
        return self._card

    def _try_connect(self) -> int:
        if self._context is None:
            code, context = self._scard.SCardEstablishContext(SYSTEM_SCOPE)
            if code != Result.SUCCESS:
                return result_of(code)
            self._context = context
        code, card, active = self._scard.SCardConnect(self._context, self._name, self._share, self._transmission)
        if code == Result.SUCCESS:
            self._card, self._active = card, active
        return result_of(code)

    def _reconnect(self, disposition: Disposition) -> int:
        code, active = self._scard.SCardReconnect(self._session(), self._share, self._transmission, disposition)
        if code == Result.SUCCESS:
            self._active = active
        return result_of(code)

    def _wait_for_card(self) -> None:
        """Connect anew with a card, or a service, that comes back by itself."""
        deadline = monotonic() + self._comes_back_s
        while True:
            self._scard.SCardDisconnect(self._session(), Disposition.UNPOWER)
            before = self._card
            code = self._try_connect()
            if code == Result.SUCCESS:
                return
            self._card = before  # the session goes on, without a card
            if code not in _LOST or monotonic() > deadline:
                self._answered(code, "does not come back")
            self._watch(deadline)

    def _watch(self, deadline: float) -> None:
        """Return when a card is inserted or removed, or after half a second at most."""
        timeout_ms = min(_LOOK_MS, max(1, round((deadline - monotonic()) * 1000)))
        state = (self._name, int(State.UNAWARE))
        if self._context is not None:
            code, states = self._scard.SCardGetStatusChange(self._context, 0, [state])
            if code == Result.SUCCESS:
                state = states[0][:2]
                self._scard.SCardGetStatusChange(self._context, timeout_ms, [state])

    def _atr(self) -> bytes:
        code, _, _, _, atr = self._scard.SCardStatus(self._session())
        self._answered(code, "went away after its answer to reset")
        return bytes(atr)

    def _answered(self, code: int, what: str) -> None:
        code = result_of(code)
        if code == Result.SUCCESS:
            return
        if code in _LOST:
            raise CardLostError(f"the card in {self._name!r} {what}: {_words(self._scard, code)}")
        raise _reader_error(self._scard, code, f"the card in {self._name!r} {what}")


@contextmanager
def _context(scard: Scard) -> Iterator[int]:
    code, context = scard.SCardEstablishContext(SYSTEM_SCOPE)
    _expect(scard, code, "PC/SC cannot be reached")
    try:
        yield context
    finally:
        scard.SCardReleaseContext(context)


def _names(scard: Scard, context: int) -> list[str]:
    code, names = scard.SCardListReaders(context, [])
    if result_of(code) == Result.NO_READERS_AVAILABLE:
        return []
    _expect(scard, code, "the readers cannot be listed")
    return names


def _chosen(names: list[str], wanted: str) -> str:
    fitting = [name for name in names if name == wanted] or [name for name in names if wanted in name]
    if len(fitting) == 1:
        return fitting[0]
    if not names:
        raise ReaderError(f"PC/SC has no reader: {_REMEDIES[Result.NO_READERS_AVAILABLE]}")
    listed = ", ".join(repr(name) for name in fitting or names)
    if fitting:
        raise ReaderError(f"{len(fitting)} readers have {wanted!r} in their name, choose one: {listed}")
    raise ReaderError(f"no reader has {wanted!r} in its name; there are: {listed}")


def _status(name: str, state: int, atr: list[int]) -> ReaderStatus:
    present = bool(state & State.PRESENT)
    return ReaderStatus(
        name=name,
        card=present,
        atr=bytes(atr).hex() if present and atr else None,
        mute=bool(state & State.MUTE),
        in_use=bool(state & (State.IN_USE | State.EXCLUSIVE)),
    )


def _expect(scard: Scard, code: int, what: str) -> None:
    if result_of(code) != Result.SUCCESS:
        raise _reader_error(scard, result_of(code), what)


def _reader_error(scard: Scard, code: int, what: str) -> ReaderError:
    return ReaderError(f"{what}: {_words(scard, code)}")


def _words(scard: Scard, code: int) -> str:
    remedy = _REMEDIES.get(Result(code)) if code in _RESULTS else None
    return remedy or f"PC/SC says {code:08X}, {scard.SCardGetErrorMessage(code).rstrip('.')}"


_RESULTS = frozenset(int(result) for result in Result)
