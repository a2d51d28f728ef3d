"""Faults of a card, named and seeded: one Struct a fault, each wrapped around a card that knows nothing of it.

A fault acts at one of four places: around the chip (what is sent and answered), around the memory (what is written), in what
the contactless chip holds (forgeries), or when the card is made (its certificates). `after` commands or writes pass untouched,
the next `times` are struck; with `instruction` only commands of that instruction count. To add a fault: one Struct here, and its
name in `Fault`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Annotated, Literal, TypeAlias, get_args

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from harness.commandline import UsageError
from simulators.card.chip import CardMuteError, Chip
from simulators.card.contactless import ChipKeys, ContactlessMemory
from simulators.card.contactless.forgeries import alter_data_group, clone, with_document_number
from simulators.card.memory import CardMemory, Write
from simulators.entropy import Entropy

Validity = Literal["valid", "expired", "revoked"]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Times = Annotated[int, Meta(ge=1, le=1_000_000)]
Byte = Annotated[int, Meta(ge=0, le=255)]
Seconds = Annotated[float, Meta(ge=0, le=600)]

_CHAINED = 0x10
_WRONG_WORDS = (0x6F00, 0x6A80, 0x6985, 0x6400, 0x6581)


@dataclass(frozen=True, kw_only=True)
class FaultTools:
    """What a fault may use: seeded entropy, and a way to let time pass."""

    entropy: Random
    wait: Callable[[float], None]


class FaultKind(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """What all faults have in common; by itself it changes nothing."""

    after: Count = 0
    times: Times = 1
    instruction: Byte | None = None

    @property
    def certificates(self) -> Validity:
        """What becomes of the certificates when the card is made."""
        return "valid"

    def applies(self, command: bytes) -> bool:
        """Whether a command is one of those that the fault counts."""
        return self.instruction is None or command[1:2] == bytes((self.instruction,))

    def strike(self, chip: "FaultyChip", command: bytes) -> bytes:
        """What becomes of a command that is struck."""
        return chip.passed_on(command)

    def writing(self, write: Write, held: CardMemory) -> Write:
        """How the memory is written from now on, when it holds this."""
        del held
        return write

    def forging(self, chip: ContactlessMemory, entropy: Random) -> ContactlessMemory:
        """What the contactless chip holds in the place of what its issuer wrote."""
        del entropy
        return chip


class TornWrite(FaultKind, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="torn-write"):
    """Power goes while the memory is written: the old content stays and the card is mute. `after` counts writes."""

    def writing(self, write: Write, held: CardMemory) -> Write:
        """See the class."""
        del held
        met = 0

        def torn(content: CardMemory) -> CardMemory:
            nonlocal met
            met += 1
            if self.after < met <= self.after + self.times:
                raise CardMuteError
            return write(content)

        return torn


class Mute(FaultKind, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="mute"):
    """The card hangs: it does not act on the command and answers nothing until power was off."""

    def strike(self, chip: "FaultyChip", command: bytes) -> bytes:
        """See the class."""
        del command
        return chip.fall_silent()


class WrongStatusWord(FaultKind, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="wrong-status-word"):
    """The card acts on the command and answers another status word; one is drawn where none is given."""

    sw: Annotated[int, Meta(ge=0x6000, le=0x9FFF)] | None = None

    def strike(self, chip: "FaultyChip", command: bytes) -> bytes:
        """See the class."""
        answer = chip.passed_on(command)
        others = [sw for sw in _WRONG_WORDS if sw != int.from_bytes(answer[-2:], "big")]
        word = self.sw if self.sw is not None else chip.tools.entropy.choice(others)
        return answer[:-2] + word.to_bytes(2, "big")


class SlowAnswer(FaultKind, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="slow-answer"):
    """The answer comes `delay_s` later, plus up to `jitter_s`."""

    delay_s: Seconds = 2.0
    jitter_s: Seconds = 0.0

    def strike(self, chip: "FaultyChip", command: bytes) -> bytes:
        """See the class."""
        answer = chip.passed_on(command)
        chip.tools.wait(self.delay_s + chip.tools.entropy.uniform(0, self.jitter_s))
        return answer


class RemovedMidCommand(FaultKind, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="removed-mid-command"):
    """The card is torn out before its answer; whether it `acted` on the command is drawn where it is not said."""

    acted: bool | None = None

    def strike(self, chip: "FaultyChip", command: bytes) -> bytes:
        """See the class."""
        acted = self.acted if self.acted is not None else chip.tools.entropy.random() < 0.5  # noqa: PLR2004 - either
        if acted:
            chip.passed_on(command)
        chip.power_off()
        return chip.fall_silent()


class ResetMidChain(FaultKind, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="reset-mid-chain"):
    """The card resets itself after a link of a chained command; nobody is told. `after` counts links."""

    def applies(self, command: bytes) -> bool:
        """See the class."""
        return bool(command) and bool(command[0] & _CHAINED) and super().applies(command)

    def strike(self, chip: "FaultyChip", command: bytes) -> bytes:
        """See the class."""
        answer = chip.passed_on(command)
        chip.reset()
        return answer


class PinCounterStuck(FaultKind, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="pin-counter-stuck"):
    """A wrong PIN costs no try: the memory keeps the number that it had."""

    def writing(self, write: Write, held: CardMemory) -> Write:
        """See the class."""
        left = held.pin.tries_left

        def stuck(content: CardMemory) -> CardMemory:
            nonlocal left
            left = max(left, content.pin.tries_left)
            kept = min(left, content.pin.tries)
            return write(replace(content, pin=replace(content.pin, tries_left=kept)))

        return stuck


class ExpiredCertificate(FaultKind, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="expired-certificate"):
    """The certificates of the card ended a year ago."""

    @property
    def certificates(self) -> Validity:
        """See the class."""
        return "expired"


class RevokedCertificate(FaultKind, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="revoked-certificate"):
    """The certificates of the card stand in the authority's list of revoked ones."""

    @property
    def certificates(self) -> Validity:
        """See the class."""
        return "revoked"


class Clone(FaultKind, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="clone"):
    """Everything that can be read over the air, on a chip with keys of its own."""

    def forging(self, chip: ContactlessMemory, entropy: Random) -> ContactlessMemory:
        """See the class."""
        return clone(chip, ChipKeys.from_entropy(Entropy(entropy.getrandbits(64)), "clone"))


class DataGroupSwap(FaultKind, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="data-group-swap"):
    """The printed lines in data group 1 are those of another card, beside the genuine signature over the rest."""

    def forging(self, chip: ContactlessMemory, entropy: Random) -> ContactlessMemory:
        """See the class."""
        number = f"{entropy.randrange(10**9):09}"
        return alter_data_group(chip, 1, with_document_number(chip.data_groups[1], number))


Fault: TypeAlias = (
    TornWrite
    | Mute
    | WrongStatusWord
    | SlowAnswer
    | RemovedMidCommand
    | ResetMidChain
    | PinCounterStuck
    | ExpiredCertificate
    | RevokedCertificate
    | Clone
    | DataGroupSwap
)

FAULTS: dict[str, type[Fault]] = {str(kind.__struct_config__.tag): kind for kind in get_args(Fault)}
"""Every fault by its name."""


def named(name: str) -> Fault:
    """The fault of that name, as it is without further settings.

    Raises:
        UsageError: there is none.
    """
    if name not in FAULTS:
        raise UsageError(f"there is no card fault {name!r}; there are {', '.join(sorted(FAULTS))}")
    return FAULTS[name]()


class FaultyChip:
    """A `Chip` around another one, with one fault."""

    def __init__(self, chip: Chip, fault: Fault, tools: FaultTools) -> None:
        self.tools = tools
        self._chip = chip
        self._fault = fault
        self._met = 0
        self._silent = False

    def power_on(self) -> bytes:
        """See `Chip.power_on`; a card that hung is well again."""
        self._silent = False
        return self._chip.power_on()

    def power_off(self) -> None:
        """See `Chip.power_off`."""
        self._chip.power_off()

    def reset(self) -> bytes:
        """See `Chip.reset`; a card that hangs does not hear it."""
        if self._silent:
            raise CardMuteError
        return self._chip.reset()

    def send(self, command: bytes) -> bytes:
        """See `Chip.send`."""
        if self._silent:
            raise CardMuteError
        if not self._fault.applies(command):
            return self._chip.send(command)
        self._met += 1
        if self._fault.after < self._met <= self._fault.after + self._fault.times:
            return self._fault.strike(self, command)
        return self._chip.send(command)

    def passed_on(self, command: bytes) -> bytes:
        """What the chip behind the fault answers."""
        return self._chip.send(command)

    def fall_silent(self) -> bytes:
        """Answer nothing until power comes again.

        Raises:
            CardMuteError: always.
        """
        self._silent = True
        raise CardMuteError


def faulty_write(write: Write, held: CardMemory, faults: Sequence[Fault]) -> Write:
    """How a memory that holds this is written under these faults."""
    for fault in faults:
        write = fault.writing(write, held)
    return write


def faulty_chip(chip: Chip, faults: Sequence[Fault], tools: FaultTools) -> Chip:
    """The chip under these faults."""
    for fault in faults:
        chip = FaultyChip(chip, fault, tools)
    return chip


def forged(chip: ContactlessMemory, faults: Sequence[Fault], entropy: Random) -> ContactlessMemory:
    """What the contactless chip holds under these faults."""
    for fault in faults:
        chip = fault.forging(chip, entropy)
    return chip


def certificates_under(faults: Sequence[Fault]) -> Validity:
    """What becomes of the certificates under these faults; the last one that says something decides."""
    return next((fault.certificates for fault in reversed(faults) if fault.certificates != "valid"), "valid")
