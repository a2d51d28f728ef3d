"""What a contactless reader adds to the chip in its field: it answers for the identifier itself, and the chip never hears of it.

*Source*: PC/SC part 3 (2.01), 3.2.2.1.3: GET DATA in class FF, 00 for the identifier.
"""

from harness.protocol.encoding.apdu import ResponseApdu, StatusWord
from simulators.card.contactless.face import ContactlessFace

GET_IDENTIFIER = bytes.fromhex("FFCA0000")


class Antenna:
    """A `Chip`: the face as a reader shows it."""

    def __init__(self, face: ContactlessFace) -> None:
        self._face = face

    def power_on(self) -> bytes:
        """Come into the field."""
        return self._face.power_on()

    def power_off(self) -> None:
        """Leave the field."""
        self._face.power_off()

    def reset(self) -> bytes:
        """Begin anew without leaving the field; the identifier stays."""
        return self._face.reset()

    def send(self, command: bytes) -> bytes:
        """Answer for the identifier, send everything else to the chip.

        Raises:
            CardMuteError: the card is outside the field.
        """
        if command.startswith(GET_IDENTIFIER) and self._face.identifier:
            return ResponseApdu(self._face.identifier, StatusWord.OK).encode()
        return self._face.send(command)
