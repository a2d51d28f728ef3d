"""The card manager: a second application, as cards with several have one. It can be selected and nothing else.

It is there so that selecting another application can be tried. *Source*: GlobalPlatform Card Specification 2.3, 11.9
(its identifier and the file control information in the answer).
"""

from harness.protocol.encoding.apdu import CommandApdu, StatusWord
from harness.protocol.encoding.ber_tlv import tlv
from simulators.card.refusal import CommandRefusedError

AID = bytes.fromhex("A000000151000000")


class CardManager:
    """An `Applet` without commands."""

    aid = AID
    instructions: frozenset[int] = frozenset()

    def select(self, *, again: bool) -> bytes:
        """Its name."""
        del again
        return tlv(0x6F, tlv(0x84, self.aid), tlv(0xA5, tlv(0x9F65, b"\xff")))

    def deselect(self) -> None:
        """Nothing here is volatile."""

    def reset(self) -> None:
        """Nothing here is volatile."""

    def process(self, command: CommandApdu, *, turn: int) -> bytes:
        """It knows no command."""
        del command, turn
        raise CommandRefusedError(StatusWord.INSTRUCTION_NOT_SUPPORTED)
