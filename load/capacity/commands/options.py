"""What the commands of capacity ask alike: the days, the draws, the devices, and files that are written."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from harness.commandline import UsageError
from load.capacity.draws.draws import SEED_LIMIT
from load.capacity.model.plan import Plan
from load.capacity.statistics.enough import LEAST, enough
from load.capacity.statistics.estimates import LEAST_VALUES


def add_draws(parser: argparse.ArgumentParser) -> None:
    """`--replications`, by default so many as intervals need, and `--seed`."""
    parser.add_argument(
        "--replications",
        type=int,
        metavar="N",
        help=f"how often, each with other draws (default: {LEAST}, or more where what breaks is seen seldom)",
    )
    parser.add_argument("--seed", type=seed, default=1, metavar="SEED", help="seed of all draws (default 1)")


def seed(text: str) -> int:
    """A seed as the command line writes it; others are made from it, so that it is checked before."""
    value = int(text)
    if not 0 <= value < SEED_LIMIT:
        raise argparse.ArgumentTypeError(f"--seed is 0 to {SEED_LIMIT - 1}, not {value}")
    return value


def replications_of(*plans: Plan, arguments: argparse.Namespace, days: int, devices: int | None = None) -> int:
    """How many replications are asked for, or are enough for every plan; a doubt about fewer goes to standard error.

    `devices`: the fewest that a site will have, where that is not what the plan has.

    Raises:
        UsageError: one is asked for, which says nothing of its own error.
    """
    needed = max(enough(plan, days=days, devices=devices) for plan in plans)
    asked: int = needed if arguments.replications is None else arguments.replications
    if asked < LEAST_VALUES:
        raise UsageError(
            f"--replications is {asked}: an interval takes at least {LEAST_VALUES}, and {needed} here to be trusted"
        )
    if asked < needed:
        sys.stderr.write(f"warning: {asked} replications; below {needed} intervals may be too narrow here\n")
    return asked


def add_days(parser: argparse.ArgumentParser) -> None:
    """`--first` and `--last`."""
    parser.add_argument("--first", type=day, metavar="DATE", help="first day, as 2027-01-03 (default: of the model)")
    parser.add_argument("--last", type=day, metavar="DATE", help="last day (default: of the model)")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth open day (default 1: all)")


def day(text: str) -> date:
    """A date as the command line writes it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date; write it as 2027-01-03") from None


def days_of(plan: Plan, arguments: argparse.Namespace) -> Sequence[date]:
    """The open days that are asked for, in order.

    Raises:
        UsageError: they are not in order, not in the period of the plan, or there are none.
    """
    period = plan.model.period
    first, last = arguments.first or period.first, arguments.last or period.last
    if not period.first <= first <= last <= period.last:
        raise UsageError(
            f"--first {first}, --last {last}: in this order, and inside {plan.place}, which is {period.first} to {period.last}"
        )
    if arguments.every < 1:
        raise UsageError(f"--every is {arguments.every}; give 1 for all days, 7 for every seventh")
    chosen = [some for some in plan.visits if first <= some <= last][:: arguments.every]
    if not chosen:
        raise UsageError(f"no open day of {plan.place} from {first} to {last}; choose others")
    return chosen


def devices_of(texts: Sequence[str]) -> dict[str, int]:
    """Numbers of devices as the command line writes them, `SITE=N`.

    Raises:
        UsageError: one is not written so, or a site stands twice.
    """
    devices: dict[str, int] = {}
    for text in texts:
        site, _, count = text.partition("=")
        if not site or not count.isdecimal():
            raise UsageError(f"--devices {text}: write SITE=N, as NBK-01=3")
        if site in devices:
            raise UsageError(f"--devices {text}: {site} has {devices[site]} already; give each site once")
        devices[site] = int(count)
    return devices


def check_writable(path: Path) -> None:
    """Find out before long work whether its file can be written; what is there stays.

    Raises:
        UsageError: it cannot.
    """
    try:
        path.open("ab").close()
    except OSError as error:
        raise UsageError(f"--out {path}: {error.strerror}; name a file in a folder that is there") from None


def write(path: Path, content: bytes) -> None:
    """Write a file that the command line names.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(f"--out {path}: {error.strerror}; name a file in a folder that is there") from None
