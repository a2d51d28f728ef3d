"""A reader in this process: a session with a simulated chip, without any daemon."""

from harness.world.reader import CardLostError, ReaderError
from simulators.card.chip import CardMuteError, Chip


class InProcessReader:
    """A `Reader` with one face of a simulated card in it."""

    def __init__(self, chip: Chip, *, name: str = "Hawiya in process") -> None:
        self._chip = chip
        self._name = name
        self._atr: bytes | None = None
        """The answer to reset while the card has power; the card keeps power between two sessions, as PC/SC does it."""
        self._in_session = False

    @property
    def name(self) -> str:
        """The name of the reader."""
        return self._name

    def connect(self) -> bytes:
        """Begin a session; the answer to reset.

        Raises:
            ReaderError: the session before was not ended, or the card is mute.
        """
        if self._in_session:
            raise ReaderError(f"a session with the card in {self._name!r} is open: disconnect first")
        try:
            atr = self._chip.power_on() if self._atr is None else self._atr
        except CardMuteError:
            raise ReaderError(f"the card in {self._name!r} does not answer: insert it again or try another") from None
        self._atr, self._in_session = atr, True
        return atr

    def transmit(self, command: bytes) -> bytes:
        """Send a command APDU; the response APDU.

        Raises:
            CardLostError: the card is mute.
            ReaderError: there is no session.
        """
        self._need_session()
        try:
            return self._chip.send(command)
        except CardMuteError as error:
            raise CardLostError(f"the card in {self._name!r} does not answer") from error

    def reset(self) -> bytes:
        """Reset the card with power kept; its answer to reset.

        Raises:
            CardLostError: the card is mute.
            ReaderError: there is no session.
        """
        self._need_session()
        try:
            self._atr = self._chip.reset()
        except CardMuteError as error:
            raise CardLostError(f"the card in {self._name!r} does not answer a reset") from error
        return self._atr

    def power_cycle(self) -> bytes:
        """Take power away and give it again; the answer to reset.

        Raises:
            CardLostError: the card is mute.
            ReaderError: there is no session.
        """
        self._need_session()
        self._unpower()
        try:
            self._atr = self._chip.power_on()
        except CardMuteError as error:
            raise CardLostError(f"the card in {self._name!r} does not answer after power came back") from error
        return self._atr

    def disconnect(self, *, reset: bool = True) -> None:
        """End the session, if there is one."""
        if not self._in_session:
            return
        self._in_session = False
        if reset and self._atr is not None:
            try:
                self._atr = self._chip.reset()
            except CardMuteError:  # as PC/SC: the next session gives it power anew
                self._unpower()

    def _unpower(self) -> None:
        self._atr = None
        self._chip.power_off()

    def _need_session(self) -> None:
        if not self._in_session:
            raise ReaderError(f"no session with the card in {self._name!r}: connect first")
