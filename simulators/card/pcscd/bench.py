"""What a card costs beside its way: commands a second of a card and of an echo, through the same pcscd, in turn.

Both cards sit in one daemon at the same time and are served by this process, so that what differs is the card alone. A round
sends the same command so often to each; the medians of the rounds are compared.
"""

from dataclasses import dataclass
from statistics import median
from time import perf_counter

from simulators.card.chip import Chip
from simulators.card.pcscd.launcher import PrivatePcscd
from simulators.card.readers.echo import EchoChip
from simulators.card.readers.pcsc import PcscReader, list_readers
from simulators.card.readers.vpcd import inserted_together

BAR = 0.4
SELECT_PIV = bytes.fromhex("00A4040005A00000030800")


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How much to measure; a round sends `commands` to each card."""

    rounds: int = 7
    commands: int = 300


@dataclass(frozen=True, kw_only=True)
class Speeds:
    """Commands a second, round by round."""

    card: tuple[float, ...]
    echo: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """The card's median to the echo's."""
        return median(self.card) / median(self.echo)

    def __str__(self) -> str:
        """The line of a figure."""
        return (
            f"APDUs through pcscd: {median(self.card):,.0f}/s, echo {median(self.echo):,.0f}/s, "
            f"ratio {self.ratio:.2f} (bar {BAR})"
        )


def measure(chip: Chip, *, command: bytes = SELECT_PIV, effort: Effort | None = None) -> Speeds:
    """Both cards in turn; a round before the first warms them.

    Raises:
        HarnessError: there is no private pcscd here, or no pyscard.
    """
    effort = effort or Effort()
    with PrivatePcscd(readers=2) as pcscd:
        places = ((chip, pcscd.reader(0)), (EchoChip(), pcscd.reader(1)))
        with pcscd.reached_from_here(), inserted_together(places):
            of_card, of_echo = (PcscReader(reader.name) for reader in list_readers()[:2])
            rounds = [
                (_speed(of_card, command, effort), _speed(of_echo, command, effort)) for _ in range(effort.rounds + 1)
            ]
    return Speeds(card=tuple(card for card, _ in rounds[1:]), echo=tuple(echo for _, echo in rounds[1:]))


def _speed(reader: PcscReader, command: bytes, effort: Effort) -> float:
    reader.connect()
    try:
        began = perf_counter()
        for _ in range(effort.commands):
            reader.transmit(command)
        return effort.commands / (perf_counter() - began)
    finally:
        reader.disconnect()
