"""`hawiya readers`: the readers of PC/SC, and whether a card is in them."""

import argparse
import sys

import msgspec

from harness.commandline import ExitCode
from harness.world.untrusted import one_line
from simulators.card.readers.pcsc import ReaderStatus, list_readers


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--json", action="store_true", help="print the readers as a JSON list")


def run(arguments: argparse.Namespace) -> int:
    """List them; that there is none is no error."""
    readers = list_readers()
    if arguments.json:
        lines = [msgspec.json.encode(readers).decode()]
    else:
        width = max((len(one_line(reader.name)) for reader in readers), default=0)
        lines = [f"{one_line(reader.name):<{width}}  {_contents(reader)}" for reader in readers]
        lines = lines or ["no reader is plugged in; `hawiya pcscd -- COMMAND` provides virtual ones"]
    sys.stdout.write("\n".join(lines) + "\n")
    return ExitCode.CONFORMANT


def _contents(reader: ReaderStatus) -> str:
    if not reader.card:
        return "empty"
    if reader.mute:
        return "a card that does not answer"
    return f"card {reader.atr}" + (", in use" if reader.in_use else "")
