"""What an application on the chip is to the shell around it. PIV is one; a national profile would be another."""

from typing import Protocol

from harness.protocol.encoding.apdu import CommandApdu


class Applet(Protocol):
    """An application. Its volatile state is its own; the shell says when it ends."""

    @property
    def aid(self) -> bytes:
        """The full application identifier, 5 to 16 bytes."""
        ...

    @property
    def instructions(self) -> frozenset[int]:
        """The instructions that it knows; the shell answers others with 6D00."""
        ...

    def select(self, *, again: bool) -> bytes:
        """Become the current application, or stay it (`again`); the data of the answer."""
        ...

    def deselect(self) -> None:
        """Another application was selected: forget what is volatile."""
        ...

    def reset(self) -> None:
        """The card was reset or lost power: forget what is volatile."""
        ...

    def process(self, command: CommandApdu, *, turn: int) -> bytes:
        """Carry out a whole command, chained ones put together; the data of the answer.

        `turn` counts the commands that the card was sent since it was reset, so that a rule can say "directly before".

        Raises:
            CommandRefusedError: the card answers with its status word.
        """
        ...
