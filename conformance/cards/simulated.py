"""Simulated cards as tests need them: one whose power can be cut when it writes, and one that is met by both faces."""

from collections.abc import Sequence
from random import Random

from harness.commandline import UsageError
from simulators.card.card import assemble
from simulators.card.chip import CardMuteError, Chip
from simulators.card.faults import Fault, FaultTools
from simulators.card.memory import CardMemory
from simulators.card.rulebook import CardRules


class SimulatedCard:
    """The contact face of a virtual card as a `Chip`; `content` is what would survive without power."""

    def __init__(self, content: CardMemory, *, rules: CardRules, faults: Sequence[Fault] = ()) -> None:
        self.content = content
        self._rules = rules
        self._faults = faults
        self._armed = False
        self.was_cut = False
        self._chip = self._assembled()

    def cut_power_at_next_write(self) -> None:
        """From the next change of its memory on, which still reaches it, the card has no power."""
        self._armed, self.was_cut = True, False

    def disarm(self) -> None:
        """Cut no power any more."""
        self._armed = False

    def power_on(self) -> bytes:
        """Give power; after a cut, with what the memory holds."""
        if self.was_cut:
            self._chip, self.was_cut = self._assembled(), False
        return self._chip.power_on()

    def power_off(self) -> None:
        """Take power away."""
        self._chip.power_off()

    def reset(self) -> bytes:
        """Reset with power kept."""
        return self._chip.reset()

    def send(self, command: bytes) -> bytes:
        """Send a command."""
        return self._chip.send(command)

    def _assembled(self) -> Chip:
        return assemble(self.content, write=self._write, rules=self._rules, faults=self._faults).contact

    def _write(self, content: CardMemory) -> CardMemory:
        self.content = content
        if self._armed:
            self._armed, self.was_cut = False, True
            raise CardMuteError
        return content


class SimulatedField:
    """Both faces of one virtual card. It does not wait but lets time pass: `passed_s` is the clock beside it."""

    def __init__(self, content: CardMemory, *, rules: CardRules, faults: Sequence[Fault] = ()) -> None:
        self._passed_s = 0.0
        tools = FaultTools(entropy=Random(content.seed), wait=self._wait)  # noqa: S311 - faults repeat with the seed
        card = assemble(content, rules=rules, faults=faults, tools=tools)
        if card.contactless is None:
            raise UsageError(
                "the card file holds no contactless chip: make a new one with `hawiya card new --out FILE`"
            )
        self.contact, self.contactless = card.contact, card.contactless

    def passed_s(self) -> float:
        """How long the card has waited so far. *Unit*: seconds."""
        return self._passed_s

    def _wait(self, seconds: float) -> None:
        self._passed_s += seconds
