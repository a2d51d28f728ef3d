"""`hawiya capacity rollout`: which site gets the next kiosk, quarter by quarter, and the regret under unknown demand."""

import argparse
import sys
from pathlib import Path

import msgspec

from harness.commandline import ExitCode, UsageError
from harness.progress import Progress
from load.capacity.commands import options
from load.capacity.rollout.answered import ALL, MINIMAX, Course, answer
from load.capacity.rollout.file import load_rollout
from load.capacity.rollout.network import Network
from load.capacity.rollout.told import told

_TABLE_REPLICATIONS = 5
_EVERY = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("rollout", metavar="ROLLOUT", help="a packaged rollout (kuwait) or a file.toml")
    options.add_draws(parser)
    parser.add_argument(
        "--table-replications",
        type=int,
        default=_TABLE_REPLICATIONS,
        metavar="N",
        help=f"of the table that plans are made by (default {_TABLE_REPLICATIONS})",
    )
    parser.add_argument(
        "--every", type=int, default=_EVERY, metavar="N", help=f"of a quarter, every Nth open day (default {_EVERY})"
    )
    parser.add_argument(
        "--for",
        dest="chosen",
        default=MINIMAX,
        metavar="PLAN",
        help=f"show the plan for this scenario, or for `{ALL}` (default: the one of the least regret)",
    )
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the answer as JSON; the report reads it")


def run(arguments: argparse.Namespace) -> int:
    """Print the answer; progress goes to standard error."""
    for name, value, least in (
        ("every", arguments.every, 1),
        ("table-replications", arguments.table_replications, 1),
    ):
        if value < least:
            raise UsageError(f"--{name} is {value}; give at least {least}")
    if arguments.out is not None:
        options.check_writable(arguments.out)
    network = Network(load_rollout(arguments.rollout), every=arguments.every)
    fewest = min(map(len, network.days))
    course = Course(
        replications=options.replications_of(network.task.plan, arguments=arguments, days=fewest, devices=1),
        table_replications=arguments.table_replications,
        seed=arguments.seed,
        chosen=arguments.chosen,
    )
    found = answer(network, course, progress=lambda what: Progress(what).tell)
    content = msgspec.json.encode(found) + b"\n"
    if arguments.out is not None:
        options.write(arguments.out, content)
    sys.stdout.write(content.decode() if arguments.json else told(found) + "\n")
    return ExitCode.CONFORMANT
