"""`hawiya card insert`: a card in a virtual reader until it is interrupted."""

import argparse
import sys
from pathlib import Path

from harness.commandline import ExitCode
from harness.world.reader import ReaderError
from simulators.card.card import antenna_of, open_card
from simulators.card.faults import FAULTS, named
from simulators.card.pcscd.connection import reader_at
from simulators.card.readers.vpcd import DEFAULT_HOST, DEFAULT_PORT, inserted

_LAST_PORT = 65_535


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument(
        "card", type=Path, metavar="CARD.json", help="the card file; what the card changes is kept in it"
    )
    parser.add_argument(
        "--vpcd",
        type=_address,
        default=(DEFAULT_HOST, DEFAULT_PORT),
        metavar="HOST:PORT",
        help=f"where the virtual reader listens (default: {DEFAULT_HOST}:{DEFAULT_PORT}); within `hawiya pcscd` its readers do",
    )
    parser.add_argument(
        "--contactless", action="store_true", help="lay it on the antenna of the reader instead of inserting it"
    )
    faults = f"put a fault into the card; there are {', '.join(sorted(FAULTS))}"
    parser.add_argument("--fault", action="append", default=[], metavar="NAME", help=faults)


def run(arguments: argparse.Namespace) -> int:
    """Stay in the reader until Ctrl+C or SIGTERM, which is the regular end."""
    host, port = arguments.vpcd
    opened = open_card(arguments.card, faults=[named(name) for name in arguments.fault])
    face = antenna_of(opened, arguments.card) if arguments.contactless else opened.contact
    try:
        with inserted(face, reader_at(host, port)) as card:
            sys.stdout.write(f"{arguments.card} is in the virtual reader at {host}:{port}; Ctrl+C takes it out\n")
            sys.stdout.flush()
            card.ended.wait()
    except KeyboardInterrupt:
        return ExitCode.CONFORMANT
    raise ReaderError(f"the virtual reader at {host}:{port} let the card go; insert it again")


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    number = int(port) if port.isascii() and port.isdigit() else 0
    if not colon or not host or not 0 < number <= _LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no address: write HOST:PORT, as {DEFAULT_HOST}:{DEFAULT_PORT}")
    return host.strip("[]"), number
