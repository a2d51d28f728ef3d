"""The budget of PIN tries: stands between the tests and the card, so that no run blocks a card that is not ours to spoil.

1. What may cost a try is asked for beforehand: a command that presents a PIN or PUK other than the one in force. That of the
   target file is in force once the card has taken it: it may be wrong itself, so it never is the last try, whatever is allowed.
2. It is sent only while more tries are left than the reserve. How many are left is asked of the card where it tells that (an
   empty VERIFY, which costs nothing), else it is counted from the full number.
3. When the budget is spent the command is not sent, and the test comes to no verdict.
4. With `allow_blocking`, and on a simulated card, there is no other limit.
"""

from dataclasses import dataclass, field
from pathlib import Path

from conformance.cards.secret_commands import Counter, Presented, presented
from conformance.cards.target import CardData
from harness.protocol.encoding.apdu import CommandApdu, parse_response, tries_left
from harness.world.events import Reason
from harness.world.reader import CardLostError, Reader
from harness.world.reasons import sentence

RESERVE = 1
"""Tries that are always left on the card."""
_VERIFY = 0x20
_OK = 0x9000
_BLOCKED = 0x6983


class BudgetSpentError(Exception):
    """One more wrong secret could block the card."""

    def __init__(self, counter: Counter, left: int) -> None:
        self.because = Reason(code="budget", facts={"counter": counter.value, "left": str(left)})
        super().__init__(sentence(self.because))


@dataclass(frozen=True)
class Proven:
    """Which secrets of the target file the card has taken; the processes of a run share it by a folder, where there is one."""

    folder: Path | None = None
    _here: set[Counter] = field(default_factory=set)

    def add(self, counter: Counter) -> None:
        """The card has taken it."""
        self._here.add(counter)
        if self.folder is not None:
            self._mark(counter, self.folder).touch()

    def holds(self, counter: Counter) -> bool:
        """Whether the card has taken it."""
        return counter in self._here or (self.folder is not None and self._mark(counter, self.folder).exists())

    @staticmethod
    def _mark(counter: Counter, folder: Path) -> Path:
        return folder / f"proven-{counter.value}"


@dataclass
class BudgetedReader:
    """A reader that passes everything on but what could block the card."""

    reader: Reader
    card: CardData
    allow_blocking: bool = False
    replaceable: bool = False
    """The card is a simulated one: there is another for each test."""
    left: dict[Counter, int] = field(default_factory=dict)
    in_force: dict[Counter, bytes] = field(default_factory=dict)
    proven: Proven = field(default_factory=Proven)
    """Where the card has taken that of the target file: in this run, not in this test alone."""

    def __post_init__(self) -> None:
        profile = self.card.profile
        self.left = {Counter.PIN: profile.pin_tries, Counter.PUK: profile.puk_tries}
        self.in_force = {Counter.PIN: self.padded(self.card.pin), Counter.PUK: self.padded(self.card.puk)}

    @property
    def name(self) -> str:
        """The name of the reader."""
        return self.reader.name

    def padded(self, digits: str) -> bytes:
        """Digits as a command carries them: ASCII, padded to the length of the profile."""
        profile = self.card.profile
        return digits.encode("ascii").ljust(profile.pin_bytes, bytes([profile.pin_pad]))

    def connect(self) -> bytes:
        """Begin a session with the card."""
        return self.reader.connect()

    def transmit(self, command: bytes) -> bytes:
        """Send a command, if the budget bears it.

        Raises:
            BudgetSpentError: it is not sent.
            CardLostError: no answer came; then the try counts as spent.
        """
        shown = presented(command, self.card)
        if shown is None:
            return self.reader.transmit(command)
        if shown.proof != self.in_force[shown.counter]:
            self._ask(shown.counter, allowed=self.allow_blocking)
        elif not (self.replaceable or self.proven.holds(shown.counter)):
            self._ask(shown.counter, allowed=False)
        try:
            response = self.reader.transmit(command)
        except CardLostError:
            self.left[shown.counter] -= 1
            raise
        self._learn(shown, parse_response(response).sw)
        return response

    def _ask(self, counter: Counter, *, allowed: bool) -> None:
        if allowed:
            return
        if counter is Counter.PIN:
            query = CommandApdu(ins=_VERIFY, p2=self.card.profile.pin_reference).encode()
            told = tries_left(parse_response(self.reader.transmit(query)).sw)
            self.left[counter] = min(self.left[counter], told) if told is not None else self.left[counter]
        if self.left[counter] <= RESERVE:
            raise BudgetSpentError(counter, self.left[counter])

    def _learn(self, shown: Presented, sw: int) -> None:
        """What the answer tells about the counter and about the secret in force."""
        full = {Counter.PIN: self.card.profile.pin_tries, Counter.PUK: self.card.profile.puk_tries}
        told = tries_left(sw)
        if sw == _OK:
            self.left[shown.counter] = full[shown.counter]
            self.proven.add(shown.counter)
            if shown.replaces is not None:
                self.in_force[shown.replaces] = shown.replacement
                self.left[shown.replaces] = full[shown.replaces]
        elif told is not None:
            self.left[shown.counter] = told
        elif sw == _BLOCKED:
            self.left[shown.counter] = 0
        elif shown.proof != self.in_force[shown.counter]:
            self.left[shown.counter] -= 1

    def reset(self) -> bytes:
        """Reset the card with power kept."""
        return self.reader.reset()

    def power_cycle(self) -> bytes:
        """Take power away and give it again."""
        return self.reader.power_cycle()

    def disconnect(self, *, reset: bool = True) -> None:
        """End the session."""
        self.reader.disconnect(reset=reset)
