"""The smallest card that there is: it answers a command with the command. What a reader costs is measured with it."""

from simulators.card.chip import CardMuteError

_ATR = bytes.fromhex("3B80800101")
_OK = bytes.fromhex("9000")


class EchoChip:
    """A `Chip` whose answer is `identity`, the command and 9000."""

    def __init__(self, identity: bytes = b"") -> None:
        self._identity = identity
        self._powered = False

    def power_on(self) -> bytes:
        """Give power; the answer to reset."""
        self._powered = True
        return _ATR

    def power_off(self) -> None:
        """Take power away."""
        self._powered = False

    def reset(self) -> bytes:
        """Reset; the answer to reset."""
        return _ATR

    def send(self, command: bytes) -> bytes:
        """Send a command; the command comes back.

        Raises:
            CardMuteError: the card has no power.
        """
        if not self._powered:
            raise CardMuteError
        return self._identity + command + _OK
