"""`hawiya capacity run`: play a model day by day, and sum it up with the intervals that the replications allow."""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from harness.commandline import ExitCode, InterruptedRun, UsageError
from harness.progress import Progress
from load.capacity.commands.options import add_days, add_draws, days_of
from load.capacity.model.file import load_plan
from load.capacity.model.plan import Plan
from load.capacity.model.uncertainty import drawn, uncertain_parts
from load.capacity.play.blocks import block_size, pack
from load.capacity.play.checkpoint import Kept, Order, digest, engine, write
from load.capacity.play.simulate import REPLICATIONS_LIMIT, Simulation, Simulator
from load.capacity.play.workers import crew
from load.capacity.results.document import as_json
from load.capacity.results.figures import BY_NAME, FIGURES, Figure, Figures, Spread, spread
from load.capacity.results.summary import spread_lines, summary
from load.capacity.statistics.enough import enough
from load.capacity.statistics.estimates import LEAST_VALUES, Estimate
from load.capacity.statistics.stopping import MOST, Precision, parse_precision

_FEW = " by intervals that so few may make too narrow"
RESULT_FILE, INPUTS = "result.json", "inputs"
INPUTS_LIMIT = 10_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    add = parser.add_argument
    add("model", metavar="MODEL", help="a packaged model (kuwait, counter) or a file.toml")
    add_draws(parser)
    add_days(parser)
    add(
        "--precision",
        type=parse_precision,
        metavar="P",
        help="go on until the half width of the p95 wait's interval is this share of it, as 5%%; or of others, as "
        "`all=5%%` or `mean=2%%,abandonment=10%%`",
    )
    add("--inputs", type=int, metavar="N", help="draw the uncertain inputs N times, and tell the spread of the answers")
    add("--workers", type=int, metavar="W", help="processes at work (default: one for each core)")
    add("--cluster", metavar="ADDRESS", help="the scheduler of a Dask cluster that does the work, as tcp://host:8786")
    add("--out", type=Path, metavar="DIR", help="keep what is done here, and the result")
    add("--resume", action="store_true", help="go on with the run in --out")
    add("--json", action="store_true", help="print figures, sites and days as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Simulate and print; progress goes to standard error."""
    plan = load_plan(arguments.model)
    days = days_of(plan, arguments)
    if arguments.replications is None:
        arguments.replications = enough(plan, days=len(days))
    _check(arguments, plan)
    progress = Progress("days")
    simulator = Simulator(
        plan=plan,
        seed=arguments.seed,
        days=days,
        crew=crew(workers=arguments.workers, cluster=arguments.cluster),
        progress=progress.tell,
    )
    try:
        simulation = _played(_keeping(simulator, arguments.out, resume=arguments.resume), arguments)
        spreads = _spreads(simulator, arguments) if arguments.inputs else None
    except KeyboardInterrupt:
        if arguments.out is None:
            raise
        kept = f"interrupted; what is done is kept in {arguments.out}, and the same command with --resume goes on"
        raise InterruptedRun(kept) from None
    finally:
        progress.end()
    told = as_json(simulation, inputs=spreads)
    if arguments.out is not None:
        write(arguments.out / RESULT_FILE, told)
    sys.stdout.write(told.decode() if arguments.json else _text(simulation, arguments, spreads))
    return ExitCode.CONFORMANT


def _check(arguments: argparse.Namespace, plan: Plan) -> None:
    if arguments.precision is not None and arguments.replications < LEAST_VALUES:
        raise UsageError("--precision is of intervals, and one replication has none; give --replications 2 or more")
    if arguments.resume and arguments.out is None:
        raise UsageError("--resume goes on with the run in a folder; name it with --out")
    if arguments.inputs is None:
        return
    if not LEAST_VALUES <= arguments.inputs <= INPUTS_LIMIT:
        raise UsageError(f"--inputs is {LEAST_VALUES} to {INPUTS_LIMIT}, not {arguments.inputs}")
    if arguments.replications < LEAST_VALUES:
        raise UsageError("--inputs tells the error of the simulation apart; give --replications 2 or more")
    if arguments.replications * (arguments.inputs + 1) > REPLICATIONS_LIMIT:
        raise UsageError(
            f"--inputs {arguments.inputs}: with --replications {arguments.replications} there would be more than "
            f"{REPLICATIONS_LIMIT:,} in all; give fewer of either"
        )
    if not any(uncertain_parts(plan.model)):
        raise UsageError(
            f"{plan.place}: no part has an `uncertainty`, so there is nothing to draw; give one to a cohort, a renewal, an "
            "overflow or a service, as `uncertainty = { low = 0.8, high = 1.3 }`"
        )


def _played(simulator: Simulator, arguments: argparse.Namespace) -> Simulation:
    """As many replications as were asked for, or as the precision needs."""
    simulation = simulator.play(range(arguments.replications))
    precision: Precision | None = arguments.precision
    while precision is not None and simulation.replications < MOST:
        estimates = _estimates(simulation)
        if precision.is_met(estimates):
            break
        simulation = simulator.more(simulation, precision.next_count(estimates, replications=simulation.replications))
    return simulation


def _estimates(simulation: Simulation) -> dict[str, Estimate]:
    """By the names that a precision has.

    Raises:
        UsageError: too few replications have a figure.
    """
    whole = Figures(simulation).whole
    found = {name: estimate for name, figure in BY_NAME.items() if (estimate := whole[figure]) is not None}
    missing = next((name for name in BY_NAME if name not in found), None)
    if missing is not None:
        raise UsageError(f"--precision: nobody had a device, so there is no {BY_NAME[missing].title}; take more days")
    return found


def _keeping(simulator: Simulator, folder: Path | None, *, resume: bool) -> Simulator:
    """The simulator with its folder, if there is to be one."""
    if folder is None:
        return simulator
    order = Order(
        plan=digest(pack(simulator.plan)),
        seed=simulator.seed,
        sites=simulator.chosen_sites,
        days=simulator.chosen_days,
        size=block_size(simulator.plan),
        engine=engine(),
    )
    kept = Kept(folder, order)
    kept.open(resume=resume)
    return replace(simulator, kept=kept)


def _spreads(simulator: Simulator, arguments: argparse.Namespace) -> dict[Figure, Spread]:
    """The spread of each figure over drawn inputs: each has replications of its own, so that inputs and draws part."""
    found: dict[Figure, list[Estimate]] = {figure: [] for figure in FIGURES}
    count = arguments.replications
    for number in range(arguments.inputs):
        plan = drawn(simulator.plan, seed=arguments.seed, number=number)
        folder = arguments.out and arguments.out / INPUTS / f"{number:05}"
        player = _keeping(replace(simulator, plan=plan), folder, resume=arguments.resume)
        some = player.play(range(count * (number + 1), count * (number + 2)))
        for figure, estimate in Figures(some).whole.items():
            if estimate is not None:
                found[figure].append(estimate)
    return {figure: spread(some) for figure, some in found.items() if len(some) >= LEAST_VALUES}


def _text(simulation: Simulation, arguments: argparse.Namespace, spreads: Mapping[Figure, Spread] | None) -> str:
    lines = [summary(simulation)]
    if spreads is not None:
        lines += ["", *spread_lines(spreads, arguments.inputs)]
    if arguments.precision is not None:
        met = arguments.precision.is_met(_estimates(simulation))
        doubt = "" if simulation.replications >= enough(simulation.plan, days=len(simulation.days)) else _FEW
        lines += ["", f"precision {'met' if met else 'not met'} after {simulation.replications:,} replications{doubt}"]
    return "\n".join(lines) + "\n"
