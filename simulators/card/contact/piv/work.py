"""What a command of the PIV application works with: memory, session, rules, entropy and keys of one card."""

from collections.abc import Callable
from dataclasses import dataclass, field

from harness.protocol.encoding.apdu import CommandApdu, StatusWord
from simulators.card.contact.piv.keys import KeyRing
from simulators.card.contact.piv.rules import PivRules
from simulators.card.contact.piv.state import CodeName, Session
from simulators.card.memory import Code, Memory
from simulators.card.refusal import CommandRefusedError

Draw = Callable[[int], bytes]
"""A source of entropy: that many bytes."""


@dataclass(kw_only=True)
class Work:
    """One application at work; `session` is replaced as a whole."""

    memory: Memory
    draw: Draw
    rules: PivRules = field(default_factory=PivRules)
    keys: KeyRing = field(default_factory=KeyRing)
    session: Session = field(default_factory=Session)
    turn: int = 0


Handler = Callable[[Work, CommandApdu], bytes]
"""A command: the data of its answer, or `CommandRefusedError`."""


@dataclass(frozen=True)
class CodeLedger:
    """Where the PIN or the PUK stands in the memory."""

    memory: Memory
    name: CodeName

    def read(self) -> Code:
        """What it is now."""
        return self.memory.content.pin if self.name == "pin" else self.memory.content.puk

    def write(self, code: Code) -> None:
        """Put another in its place; see `Memory.change`."""
        self.memory.change(**{self.name: code})


def require(*, condition: bool, sw: StatusWord) -> None:
    """Go on only if the condition holds.

    Raises:
        CommandRefusedError: with that status word.
    """
    if not condition:
        raise CommandRefusedError(sw)
