"""What a card is to whatever reads it: bytes in, bytes out, and power.

One chip may have two faces, contact and contactless; each is a `Chip` of its own with a session of its own.
"""

from typing import Protocol


class CardMuteError(Exception):
    """The card does not answer: it was torn out, lost power, or hangs; only power brings it back."""


class Chip(Protocol):
    """One face of a card."""

    def power_on(self) -> bytes:
        """Give power; the answer to reset (contact) or the answer to select (contactless), as bytes."""
        ...

    def power_off(self) -> None:
        """Take power away: what is volatile is gone."""
        ...

    def reset(self) -> bytes:
        """Reset with power kept; the same answer as `power_on`. What is volatile is gone."""
        ...

    def send(self, command: bytes) -> bytes:
        """Send a command APDU; the response APDU, always with a status word.

        Raises:
            CardMuteError: no answer came, as from a card without power.
        """
        ...
