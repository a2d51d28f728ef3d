"""`hawiya capacity surface`: simulate every number of devices over a range of demands, once, for `query` to answer from."""

import argparse
import sys
from pathlib import Path

from harness.commandline import ExitCode, UsageError
from harness.progress import Progress
from load.capacity.commands import options
from load.capacity.model.file import load_plan
from load.capacity.model.plan import Plan
from load.capacity.surface.asked import errors
from load.capacity.surface.built import Surface, Survey, build
from load.capacity.surface.grid import read_grid
from load.capacity.surface.stored import packed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("model", metavar="MODEL", help="a packaged model (kuwait, counter) or a file.toml")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="write the surface there (numpy's .npz)"
    )
    parser.add_argument("--devices", default="1:6", metavar="FROM:TO", help="devices of a site (default 1:6)")
    parser.add_argument(
        "--demand", default="0.5:1.5:6", metavar="FROM:TO:POINTS", help="factors of demand (default 0.5:1.5:6)"
    )
    parser.add_argument("--service", default="1", metavar="FROM:TO:POINTS", help="factors of service (default 1 alone)")
    parser.add_argument("--site", action="append", default=[], metavar="SITE", help="only this one; once or more")
    options.add_draws(parser)
    options.add_days(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the surface, and tell its error; progress goes to standard error."""
    plan = load_plan(arguments.model)
    grid = read_grid(arguments.devices, arguments.demand, arguments.service)
    days = options.days_of(plan, arguments)
    options.check_writable(arguments.out)
    surface = build(
        Survey(
            plan=plan,
            sites=_sites(plan, arguments.site) or tuple(site.id for site in plan.sites),
            grid=grid,
            days=days,
            seed=arguments.seed,
            replications=options.replications_of(plan, arguments=arguments, days=len(days), devices=grid.devices[0]),
            progress=Progress("surface: runs").tell,
        )
    )
    options.write(arguments.out, packed(surface))
    sys.stdout.write(_told(surface, arguments.out))
    return ExitCode.CONFORMANT


def _sites(plan: Plan, named: list[str]) -> tuple[str, ...]:
    known = [site.id for site in plan.sites]
    unknown = next((name for name in named if name not in known), None)
    if unknown is not None:
        raise UsageError(f"--site {unknown}: no such site in {plan.sites_place}; there are: {', '.join(known)}")
    return tuple(name for name in known if name in named)


def _told(surface: Surface, path: Path) -> str:
    devices, demand, service = surface.grid.shape
    size = f"{len(surface.sites)} sites, {devices} numbers of devices, {demand} demands, {service} services"
    lines = [
        f"{path}: {size}, {surface.replications} replications of {len(surface.days)} days, seed {surface.seed}",
        "interpolation, measured in the middle of every cell, which it has not seen:",
        f"  {'':<14}{'median':>12}{'95% point':>12}{'most':>12}",
    ]
    for measure, middle, high, most in errors(surface):
        lines.append(f"  {measure:<14}{''.join(f'{measure.told(value):>12}' for value in (middle, high, most))}")
    return "\n".join(lines) + "\n"
