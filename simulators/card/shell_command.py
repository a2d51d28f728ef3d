"""`hawiya card shell`: send a card command APDUs by hand, or from a pipe, and read what it answers.

A line is an APDU in hexadecimal (blanks are ignored), `reset`, `power` (off and on again), `help` or `quit`; what follows a
# is a remark. The card begins with power, and nothing selected.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from harness.commandline import ExitCode, UsageError
from harness.protocol.encoding.apdu import (
    EXTENDED_DATA,
    MalformedApduError,
    ResponseApdu,
    parse_command,
    parse_response,
)
from simulators.card.card import open_card
from simulators.card.chip import CardMuteError, Chip
from simulators.card.explanation import explained, tree
from simulators.card.faults import FAULTS, named

HELP = """\
00A4040005 A000000308       select PIV
0020008008 34373131FFFFFFFF verify PIN 4711
00CB3FFF05 5C035FC105 00    read the certificate of 9A
00C0000000                  fetch the rest of an answer (61xx)
reset, power, help, quit    with what follows a # ignored"""
_FORMS = "a line is an APDU in hexadecimal, `reset`, `power`, `help` or `quit`"
_CODES = (0x20, 0x24, 0x2C)
_LINE_LIMIT = 4 * EXTENDED_DATA  # two digits a byte, and as many blanks
_PROMPT = "card> "


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("card", type=Path, metavar="CARD", help="a file of `hawiya card new`; changes are saved in it")
    faults = f"put a fault into the card; there are {', '.join(sorted(FAULTS))}"
    parser.add_argument("--fault", action="append", default=[], metavar="NAME", help=faults)
    parser.epilog = f"{_FORMS[0].upper()}{_FORMS[1:]}; lines may come from a pipe."


def run(arguments: argparse.Namespace) -> int:
    """Until the end of the input, or `quit`.

    Raises:
        UsageError: the card file is broken, or a line of a pipe is no command; what stood before it is done and saved.
    """
    card = open_card(arguments.card, faults=[named(name) for name in arguments.fault])
    by_hand = sys.stdin.isatty()
    lines = _typed() if by_hand else sys.stdin
    try:
        CardShell(card.contact, say=_say, piped=not by_hand).run(lines)
    except UnicodeDecodeError:
        raise UsageError(f"the input is no text; {_FORMS}") from None
    return ExitCode.CONFORMANT


class CardShell:
    """Somebody at a card. What is `piped` is repeated with its PINs masked, and a bad line in it ends all."""

    def __init__(self, chip: Chip, *, say: Callable[[str], None], piped: bool) -> None:
        self._chip = chip
        self._say = say
        self._piped = piped

    def run(self, lines: Iterable[str]) -> None:
        """All lines, with power from the first to the last.

        Raises:
            UsageError: a line is no command, in a pipe.
        """
        self._say(f"answer to reset {self._chip.power_on().hex().upper()}")
        for number, line in enumerate(lines, start=1):
            word = line.partition("#")[0].strip()
            if len(word) > _LINE_LIMIT:
                raise UsageError(f"line {number} has more than {_LINE_LIMIT} characters; no APDU is so long")
            if word.lower() in ("quit", "exit"):
                break
            try:
                self._do(word)
            except CardMuteError:
                self._say("the card is mute; `power` brings it back")
            except ValueError as error:
                if self._piped:
                    raise UsageError(f"line {number}: {error}; {_FORMS}") from None
                self._say(f"{error}; {_FORMS}")
        self._chip.power_off()

    def _do(self, word: str) -> None:
        match word.lower():
            case "":
                return
            case "help":
                self._say(HELP)
            case "reset":
                self._say(f"answer to reset {self._chip.reset().hex().upper()}")
            case "power":
                self._chip.power_off()
                self._say(f"answer to reset {self._chip.power_on().hex().upper()}")
            case _:
                self._send(_read(word))

    def _send(self, command: bytes) -> None:
        if self._piped:
            self._say(f"> {masked(command)}")
        self._show(parse_response(self._chip.send(command)))

    def _show(self, answer: ResponseApdu) -> None:
        self._say(f"{answer.sw:04X} {explained(answer.sw)}")
        if answer.data:
            for line in tree(answer.data):
                self._say(f"  {line}")


def masked(command: bytes) -> str:
    """A command in hexadecimal, with asterisks for all that follows the header where that may be a PIN or PUK."""
    shown = command.hex().upper()
    if command[1:2] not in (bytes((code,)) for code in _CODES):
        return shown
    try:
        secret = parse_command(command).data.hex().upper()
    except MalformedApduError:
        return shown[:8] + "*" * len(shown[8:])
    return shown.replace(secret, "*" * len(secret)) if secret else shown


def _read(word: str) -> bytes:
    try:
        return bytes.fromhex(word)
    except ValueError:
        raise ValueError(f"{word[:40]!r} is not hexadecimal") from None


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _typed() -> Iterator[str]:
    while True:
        try:
            yield input(_PROMPT)
        except EOFError:
            return
