"""`hawiya pcscd`: any command with virtual readers, and with the cards that are named in them."""

import argparse
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from harness.commandline import UsageError
from simulators.card.card import antenna_of, open_card
from simulators.card.chip import Chip
from simulators.card.pcscd.driver import READERS_LIMIT
from simulators.card.pcscd.launcher import PrivatePcscd
from simulators.card.readers.vpcd import inserted_together

_OF_A_SIGNAL = 128


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument(
        "--readers",
        type=int,
        metavar="N",
        help=f"at least N virtual readers, 1 to {READERS_LIMIT} (default: 2, or one for each card)",
    )
    parser.add_argument(
        "--card",
        type=Path,
        action="append",
        default=[],
        metavar="CARD.json",
        help="a card to insert, by its contacts; as often as wanted",
    )
    parser.add_argument(
        "--contactless",
        type=Path,
        action="append",
        default=[],
        metavar="CARD.json",
        help="a card to lay on an antenna, in the readers after those; it may be one that is also inserted",
    )
    parser.add_argument(
        "command", nargs=argparse.REMAINDER, metavar="-- COMMAND", help="what is run, with its arguments"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run the command; its exit code is ours."""
    words = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
    if not words:
        raise UsageError("name a command: hawiya pcscd -- opensc-tool --list-readers")
    faces = _faces(arguments.card, arguments.contactless)
    readers = max(2, len(faces)) if arguments.readers is None else arguments.readers
    if len(faces) > readers:
        raise UsageError(f"{len(faces)} cards need as many readers: --readers {len(faces)}")
    with PrivatePcscd(readers=readers) as pcscd:
        places = [(face, pcscd.reader(number)) for number, face in enumerate(faces)]
        with inserted_together(places):
            return _run(words, {**os.environ, **pcscd.environment})


def _faces(inserted: Sequence[Path], laid_on: Sequence[Path]) -> list[Chip]:
    """The faces that are put into readers, in this order; both faces of one file are those of one card."""
    cards = {path.absolute(): open_card(path) for path in (*inserted, *laid_on)}
    contact = [cards[path.absolute()].contact for path in inserted]
    return [*contact, *(antenna_of(cards[path.absolute()], path) for path in laid_on)]


def _run(words: list[str], environment: dict[str, str]) -> int:
    if shutil.which(words[0]) is None:
        raise UsageError(f"cannot run {words[0]!r}: there is no such program")
    with _SignalsForTheCommand() as signals:
        # it ends with us, whatever ends us
        bound = ["setpriv", "--pdeathsig", "TERM", "--", *words]
        process = subprocess.Popen(bound, env=environment)  # noqa: S603 - the user's own command, no shell
        signals.belong_to(process)
        code = process.wait()
    return code if code >= 0 else _OF_A_SIGNAL - code


class _SignalsForTheCommand:
    """Ctrl+C reaches the command by itself, as one of the terminal's; SIGTERM is passed on. We end when the command does."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._waiting: list[int] = []
        self._before: dict[int, signal.Handlers | int | Callable[[int, FrameType | None], object] | None] = {}

    def __enter__(self) -> Self:
        self._before = {
            signal.SIGINT: signal.signal(signal.SIGINT, self._leave_it),
            signal.SIGTERM: signal.signal(signal.SIGTERM, self._pass_on),
        }
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def belong_to(self, process: subprocess.Popen[bytes]) -> None:
        """From now on to this process, and what has come before."""
        self._process = process
        while self._waiting:
            process.send_signal(self._waiting.pop())

    def _leave_it(self, _number: int, _frame: FrameType | None) -> None:
        """The command has the signal too."""

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        if self._process is None:
            self._waiting.append(number)
        else:
            self._process.send_signal(number)
