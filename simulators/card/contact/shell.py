"""The decisions of the shell around the applets, each a replaceable pure function: framing, class, chaining, selection, answers.

*Source*: ISO/IEC 7816-4: command chaining by bit 5 of the class byte, GET RESPONSE after 61xx, selection by an
application identifier that may be cut at its right. A defect is `dataclasses.replace(rules, cut=...)`; the face knows
nothing of defects.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from harness.protocol.encoding.apdu import (
    SHORT_ANSWER,
    CommandApdu,
    MalformedApduError,
    StatusWord,
    parse_command,
)
from simulators.card.contact.applet import Applet
from simulators.card.refusal import CommandRefusedError

SELECT = 0xA4
GET_RESPONSE = 0xC0
CHAIN_LIMIT = 20_480
"""Bytes of a command that comes in links: more than the largest data object with its tags."""

_CHAINED = 0x10
_OTHER_CLASSES = 0xE0  # proprietary, reserved, and the further interindustry values with more channels
_SECURE_MESSAGING = 0x0C
_CHANNELS = 0x03
_REGISTERED = 5  # the bytes of an identifier that name its owner; fewer select nothing
_BY_NAME = 0x04
_MORE = 0x6100
_MOST_NAMED = 0xFF


@dataclass(frozen=True, kw_only=True)
class Held:
    """What one command leaves for the next: a chain that has begun, and the part of an answer that is still to be fetched."""

    chain: CommandApdu | None = None
    answer: bytes = b""


NOTHING_HELD = Held()


def read_command(raw: bytes) -> CommandApdu:
    """The command that the bytes are.

    Raises:
        CommandRefusedError: 6700.
    """
    try:
        return parse_command(raw)
    except MalformedApduError:
        raise CommandRefusedError(StatusWord.WRONG_LENGTH) from None


def check_class(cla: int) -> None:
    """Take the basic channel without secure messaging, chained or not.

    Raises:
        CommandRefusedError: 6881 for another channel, 6882 for secure messaging, 6E00 for any other class.
    """
    if cla & _OTHER_CLASSES:
        raise CommandRefusedError(StatusWord.CLASS_NOT_SUPPORTED)
    if cla & _CHANNELS:
        raise CommandRefusedError(StatusWord.CHANNEL_NOT_SUPPORTED)
    if cla & _SECURE_MESSAGING:
        raise CommandRefusedError(StatusWord.SECURE_MESSAGING_NOT_SUPPORTED)


def carry_over(held: Held, command: CommandApdu) -> Held:
    """What is still held when a command comes: a chain for its next link, an answer for GET RESPONSE, else nothing."""
    if command.ins == GET_RESPONSE:
        return Held(answer=held.answer)
    if held.chain is not None and _header(held.chain) == _header(command):
        return Held(chain=held.chain)
    return NOTHING_HELD


def link(chain: CommandApdu | None, command: CommandApdu) -> CommandApdu:
    """The chain with one more link.

    Raises:
        CommandRefusedError: 6A84, the command grows beyond what the card can hold.
    """
    size = len(command.data) + (len(chain.data) if chain else 0)
    if size > CHAIN_LIMIT:
        raise CommandRefusedError(StatusWord.NOT_ENOUGH_MEMORY)
    return command if chain is None else replace(command, data=chain.data + command.data)


def is_last(command: CommandApdu) -> bool:
    """Whether a command is whole with this link."""
    return not command.cla & _CHAINED


def check_fetch(held: Held, command: CommandApdu) -> None:
    """Whether GET RESPONSE may fetch.

    Raises:
        CommandRefusedError: 6985 where nothing waits, 6A86 and 6700 for a command that is none.
    """
    if command.p1 or command.p2:
        raise CommandRefusedError(StatusWord.WRONG_P1_P2)
    if command.data:
        raise CommandRefusedError(StatusWord.WRONG_LENGTH)
    if not held.answer or not is_last(command):
        raise CommandRefusedError(StatusWord.CONDITIONS_NOT_SATISFIED)


def cut(answer: bytes, le: int | None) -> tuple[bytes, bytes]:
    """What is answered now and what waits; a command that does not say how much it wants is given a short answer."""
    size = SHORT_ANSWER if le is None else le
    return answer[:size], answer[size:]


def success(waiting: bytes) -> int:
    """The status word of a command that was carried out: 9000, or 61xx with the number of bytes that wait (00: 256 or more)."""
    if not waiting:
        return int(StatusWord.OK)
    return _MORE | (len(waiting) if len(waiting) <= _MOST_NAMED else 0)


def check_selection(command: CommandApdu) -> None:
    """Whether SELECT names an application.

    Raises:
        CommandRefusedError: 6A86, it selects in another way than by name and with an answer.
    """
    if (command.p1, command.p2) != (_BY_NAME, 0x00):
        raise CommandRefusedError(StatusWord.WRONG_P1_P2)


def find_applet(applets: Sequence[Applet], aid: bytes) -> Applet:
    """The application with this identifier, which may be cut at its right but for its owner.

    Raises:
        CommandRefusedError: 6A82, there is none; the current one stays.
    """
    for applet in applets:
        if len(aid) >= _REGISTERED and applet.aid.startswith(aid):
            return applet
    raise CommandRefusedError(StatusWord.FILE_NOT_FOUND)


def check_instruction(applet: Applet | None, command: CommandApdu) -> None:
    """Whether somebody on the card knows the instruction.

    Raises:
        CommandRefusedError: 6D00.
    """
    if applet is None or command.ins not in applet.instructions:
        raise CommandRefusedError(StatusWord.INSTRUCTION_NOT_SUPPORTED)


def _header(command: CommandApdu) -> tuple[int, int, int]:
    return command.ins, command.p1, command.p2


@dataclass(frozen=True, kw_only=True)
class ShellRules:
    """Every decision of the shell."""

    read_command: Callable[[bytes], CommandApdu] = read_command
    check_class: Callable[[int], None] = check_class
    carry_over: Callable[[Held, CommandApdu], Held] = carry_over
    link: Callable[[CommandApdu | None, CommandApdu], CommandApdu] = link
    is_last: Callable[[CommandApdu], bool] = is_last
    check_fetch: Callable[[Held, CommandApdu], None] = check_fetch
    cut: Callable[[bytes, int | None], tuple[bytes, bytes]] = cut
    success: Callable[[bytes], int] = success
    check_selection: Callable[[CommandApdu], None] = check_selection
    find_applet: Callable[[Sequence[Applet], bytes], Applet] = find_applet
    check_instruction: Callable[[Applet | None, CommandApdu], None] = check_instruction
    held_after_reset: Callable[[Held], Held] = lambda _held: NOTHING_HELD
    """What a reset or a loss of power leaves of a chain or an answer."""
