"""What a card reader is, whatever stands behind it: a simulated card in this process, or PC/SC with a real or virtual reader.

The native side of a kind `card` is the APDU. A reader knows nothing of what the bytes mean.
"""

from typing import Protocol

from harness.commandline import HarnessError
from harness.world.events import Reason


class ReaderError(HarnessError):
    """A reader, or what stands behind it, cannot be used; the message says what to do."""


class CardLostError(Exception):
    """No answer came: the card was removed, lost power, or is mute. Whether it acted on the command is unknown."""

    def __init__(self, why: str = "the card is mute") -> None:
        super().__init__(why)
        self.because = Reason(code="lost", facts={"why": why})


class Reader(Protocol):
    """A reader with one card in it; `name` is what PC/SC or the simulation calls it."""

    @property
    def name(self) -> str:
        """The name of the reader."""
        ...

    def connect(self) -> bytes:
        """Begin a session with the card; its answer to reset.

        Raises:
            ReaderError: there is no such reader, no card in it, or another program holds the card.
        """
        ...

    def transmit(self, command: bytes) -> bytes:
        """Send a command APDU; the response APDU, data and status word.

        Raises:
            CardLostError: no answer came.
        """
        ...

    def reset(self) -> bytes:
        """Reset the card with power kept (a warm reset); its answer to reset.

        Raises:
            CardLostError: it does not come back.
        """
        ...

    def power_cycle(self) -> bytes:
        """Take power away and give it again; the answer to reset.

        Raises:
            CardLostError: it does not come back.
        """
        ...

    def disconnect(self, *, reset: bool = True) -> None:
        """End the session; with `reset` the card is reset, else it is left as it stands for the next session."""
        ...
