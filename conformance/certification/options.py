"""The arguments that every command with a whole run behind it has: `hawiya certify` and `hawiya gate`."""

import argparse
from pathlib import Path

from conformance.target import REFERENCE

TARGET_HELP = "target file, 'reference' (default), 'card' or 'matcher'"
"""Of a command that takes every kind of target."""
LANG_HELP = "language of what is printed; ar also writes the page in Arabic, index.ar.html (default en)"


def add_run_arguments(parser: argparse.ArgumentParser, *, out: str) -> None:
    """How the target is reached, where results go, and how the run is carried out."""
    parser.add_argument("--target", default=REFERENCE, help=TARGET_HELP)
    parser.add_argument("--out", type=Path, default=Path(out), help="folder of the results (default %(default)s)")
    parser.add_argument("--workers", type=int, help="processes that run tests (default: one a core, at most 4)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the simulated world (default %(default)s)")
    parser.add_argument("--order-seed", type=int, help="shuffle the order of the tests by this seed")
    parser.add_argument("--advertise", metavar="HOST", help="host under which a remote target reaches our SMS gateway")
    parser.add_argument(
        "--pool",
        type=Path,
        metavar="DIR",
        help="lease people from this pool: for runs that share a server and its database",
    )
    parser.add_argument(
        "--allow-blocking",
        action="store_true",
        help="a card in a real reader: run the tests that may block it for good, too",
    )
    parser.add_argument("--no-reports", action="store_true", help="write events.jsonl and results.json only")
