"""Which command APDUs carry a PIN or a PUK, and what each would cost if it were wrong: read by the budget and by the evidence.

The instruction byte decides (ISO/IEC 7816-4: VERIFY 20 and 21, CHANGE REFERENCE DATA 24 and 25, RESET RETRY COUNTER 2C and 2D),
whatever the rest of the command looks like: a card may take a broken command for a try.
"""

from dataclasses import dataclass
from enum import Enum

from conformance.cards.target import CardData
from harness.protocol.encoding.apdu import CommandApdu, MalformedApduError, parse_command

_INS = 1
_P2 = 3
_VERIFY = (0x20, 0x21)
_CHANGE = (0x24, 0x25)
_UNBLOCK = (0x2C, 0x2D)
_INSTRUCTIONS = (*_VERIFY, *_CHANGE, *_UNBLOCK)
_HEADER = 4


class Counter(Enum):
    """A counter of tries on the card."""

    PIN = "PIN"
    PUK = "PUK"


@dataclass(frozen=True, kw_only=True)
class Presented:
    """A secret that a command presents; `proof` is None where the bytes cannot be read as one."""

    counter: Counter
    proof: bytes | None
    replaces: Counter | None = None
    replacement: bytes = b""


def is_secret(command: bytes) -> bool:
    """Whether what follows the header of this command may be a PIN or a PUK."""
    return len(command) > _INS and command[_INS] in _INSTRUCTIONS


def presented(command: bytes, card: CardData) -> Presented | None:
    """What a command presents; nothing where it presents no secret, as the question how many tries are left."""
    if not is_secret(command):
        return None
    try:
        parsed = parse_command(command)
    except MalformedApduError:
        return Presented(counter=_counter(command, card), proof=None)
    if parsed.ins in _VERIFY and not parsed.data:
        return None
    return _presented(parsed, card)


def _presented(command: CommandApdu, card: CardData) -> Presented:
    length = card.profile.pin_bytes
    counter = _counter(command.encode(), card)
    if command.ins in _VERIFY:
        whole = len(command.data) == length
        return Presented(counter=counter, proof=command.data if whole else None)
    whole = len(command.data) == 2 * length
    return Presented(
        counter=counter,
        proof=command.data[:length] if whole else None,
        replaces=Counter.PIN if command.ins in _UNBLOCK else counter,
        replacement=command.data[length:],
    )


def _counter(command: bytes, card: CardData) -> Counter:
    by_puk = command[_INS] in _UNBLOCK or (len(command) >= _HEADER and command[_P2] == card.profile.puk_reference)
    return Counter.PUK if by_puk else Counter.PIN
