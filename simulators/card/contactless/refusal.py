"""How a command of the contactless face is refused: as on the other face, by an exception that leaves through `send`."""

from simulators.card.refusal import CommandRefusedError

__all__ = ("END_OF_FILE", "CommandRefusedError")

END_OF_FILE = 0x6282
"""Warning of ISO/IEC 7816-4: the file ended before as many bytes were read as were asked for; the data before it counts."""
