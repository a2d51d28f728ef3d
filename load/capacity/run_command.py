"""`hawiya capacity run`: play a model day by day with the reference engine, and sum it up."""

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import date

import msgspec

from harness.commandline import ExitCode, UsageError
from load.capacity.model_file import load_plan
from load.capacity.plan import Plan
from load.capacity.simulate import Simulation, simulate
from load.capacity.summary import summary

_TELL_S = 1.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("model", metavar="MODEL", help="a packaged model (kuwait, counter) or a file.toml")
    parser.add_argument("--replications", type=int, default=1, help="how often, each with other draws (default 1)")
    parser.add_argument("--seed", type=int, default=1, help="seed of all draws (default 1)")
    parser.add_argument("--first", type=_day, metavar="DATE", help="first day, as 2027-01-03 (default: of the model)")
    parser.add_argument("--last", type=_day, metavar="DATE", help="last day (default: of the model)")
    parser.add_argument("--json", action="store_true", help="print a row for each site, day and replication as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Simulate and print; progress goes to standard error."""
    plan = load_plan(arguments.model)
    days = _days(plan, arguments.first, arguments.last)
    progress = _Progress()
    simulation = simulate(
        plan, seed=arguments.seed, replications=arguments.replications, days=days, progress=progress.tell
    )
    sys.stdout.write((_as_json(simulation) if arguments.json else summary(simulation)) + "\n")
    return ExitCode.CONFORMANT


def _days(plan: Plan, first: date | None, last: date | None) -> Sequence[date]:
    period = plan.model.period
    first, last = first or period.first, last or period.last
    if not period.first <= first <= last <= period.last:
        raise UsageError(
            f"--first {first}, --last {last}: in this order, and inside {plan.place}, which is {period.first} to {period.last}"
        )
    chosen = [day for day in plan.visits if first <= day <= last]
    if not chosen:
        raise UsageError(f"no open day of {plan.place} from {first} to {last}; choose others")
    return chosen


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date; write it as 2027-01-03") from None


def _as_json(simulation: Simulation) -> str:
    told = {
        "model": simulation.plan.place,
        "sites": simulation.plan.sites_place,
        "seed": simulation.seed,
        "replications": simulation.replications,
        "assumptions": [
            {"file": place, "key": some.key, "reason": some.reason} for place, some in simulation.plan.assumptions
        ],
        "rows": simulation.rows,
    }
    return msgspec.json.encode(told).decode()


class _Progress:
    """A line now and then: how many days are done, and for how long it will go on."""

    def __init__(self) -> None:
        self._began = self._told = time.monotonic()

    def tell(self, done: int, total: int) -> None:
        """So many days of so many are done."""
        now = time.monotonic()
        if now - self._told < _TELL_S and done < total:
            return
        self._told = now
        left_s = (now - self._began) / done * (total - done)
        sys.stderr.write(f"days: {done} of {total}, {left_s:.0f} s left\n")
