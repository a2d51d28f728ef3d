"""`hawiya capacity plan`: the least devices of each site that keep the targets, certified by simulation."""

import argparse
import sys
from pathlib import Path

import msgspec

from harness.commandline import ExitCode, UsageError
from harness.progress import Progress
from harness.world.sites import DEVICES_LIMIT
from load.capacity.commands import options
from load.capacity.model.file import load_plan
from load.capacity.model.variations import with_demand
from load.capacity.staffing.judged import Question
from load.capacity.staffing.planned import answer
from load.capacity.staffing.targets import read_targets
from load.capacity.staffing.told import Prices, as_json, told

_MOST = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("model", metavar="MODEL", help="a packaged model (kuwait, counter) or a file.toml")
    parser.add_argument(
        "--target",
        action="append",
        default=[],
        metavar="TEXT",
        help='what every site keeps, as "p95 wait <= 10 min" or "abandon <= 2%%"; once or more',
    )
    options.add_draws(parser)
    options.add_days(parser)
    parser.add_argument("--demand", type=float, default=1.0, metavar="FACTOR", help="so many times as many people")
    parser.add_argument("--most", type=int, default=_MOST, help=f"devices that a site can have (default {_MOST})")
    parser.add_argument("--device-cost", type=float, metavar="MONEY", help="of one device; the answer then has a cost")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the answer as JSON; `compare --plan` reads it")


def run(arguments: argparse.Namespace) -> int:
    """Print the answer; progress goes to standard error. Exit code 1: not every site is certified."""
    question, prices = _question(arguments), _prices(arguments)
    if arguments.out is not None:
        options.check_writable(arguments.out)
    found = answer(question)
    content = msgspec.json.encode(as_json(found, prices)) + b"\n"
    if arguments.out is not None:
        options.write(arguments.out, content)
    sys.stdout.write(content.decode() if arguments.json else told(found, prices) + "\n")
    return ExitCode.CONFORMANT if found.holds else ExitCode.NOT_CONFORMANT


def _question(arguments: argparse.Namespace) -> Question:
    targets = read_targets(arguments.target)
    if not 1 <= arguments.most <= DEVICES_LIMIT:
        raise UsageError(f"--most is {arguments.most}; give 1 to {DEVICES_LIMIT}")
    plan = load_plan(arguments.model)
    if arguments.demand != 1.0:
        plan = with_demand(plan, arguments.demand)
    days = options.days_of(plan, arguments)
    return Question(
        plan=plan,
        targets=targets,
        days=days,
        replications=options.replications_of(plan, arguments=arguments, days=len(days), devices=1),
        seed=arguments.seed,
        most=arguments.most,
        progress=lambda doing: Progress(f"{doing}: days").tell,
    )


def _prices(arguments: argparse.Namespace) -> Prices:
    cost = arguments.device_cost
    if cost is not None and not 0 <= cost < float("inf"):
        raise UsageError(f"--device-cost is {cost:g}; give 0 or more")
    return Prices(device=cost)
