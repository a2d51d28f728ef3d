"""`hawiya capacity place`: which people go to which site, so that targets are kept and ways are short."""

import argparse
import sys
from collections.abc import Iterator

import msgspec

from harness.commandline import ExitCode, UsageError
from harness.progress import Progress
from load.capacity.commands import options
from load.capacity.model.file import load_plan
from load.capacity.placement.bearing import Survey
from load.capacity.placement.placed import Placed, Wish, place
from load.capacity.staffing.targets import Target, read_targets

_MOST, _WITHIN_KM, _EFFORT = 12, 10.0, 20.0
_SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("model", metavar="MODEL", help="a packaged model (kuwait, counter) or a file.toml")
    parser.add_argument(
        "--target", action="append", default=[], metavar="TEXT", help='as "p95 wait <= 10 min"; once or more'
    )
    parser.add_argument("--total", type=int, metavar="N", help="place so many devices, too (default: as in the model)")
    parser.add_argument("--within-km", type=float, default=_WITHIN_KM, help="how far people go (default 10)")
    parser.add_argument("--most", type=int, default=_MOST, help=f"of them, at a site (default {_MOST})")
    parser.add_argument(
        "--effort", type=float, default=_EFFORT, help="of the solver, about seconds; the same effort, the same answer"
    )
    options.add_draws(parser)
    options.add_days(parser)
    parser.add_argument("--json", action="store_true", help="print the placement as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the placement with its gap. Exit code 1: some people find no place."""
    targets = read_targets(arguments.target)
    for name, value, least in (
        ("total", arguments.total, 1),
        ("within-km", arguments.within_km, 0),
        ("most", arguments.most, 1),
        ("effort", arguments.effort, 0.1),
    ):
        if value is not None and not least <= value < float("inf"):
            raise UsageError(f"--{name} is {value:g}; give at least {least:g}")
    plan = load_plan(arguments.model)
    days = options.days_of(plan, arguments)
    counts = {site.devices for site in plan.sites} if arguments.total is None else {*range(1, arguments.most + 1)}
    survey = Survey(
        plan=plan,
        targets=targets,
        days=days,
        replications=options.replications_of(plan, arguments=arguments, days=len(days), devices=min(counts)),
        seed=arguments.seed,
        counts=counts,
        progress=Progress("what sites bear: numbers of devices").tell,
    )
    found = place(Wish(survey=survey, total=arguments.total, within_km=arguments.within_km, effort=arguments.effort))
    text = msgspec.json.encode(_json(found, targets)).decode() if arguments.json else "\n".join(_told(found, targets))
    sys.stdout.write(text + "\n")
    return ExitCode.NOT_CONFORMANT if found.placement.unplaced else ExitCode.CONFORMANT


def _told(found: Placed, targets: tuple[Target, ...]) -> Iterator[str]:
    placement, problem = found.placement, found.problem
    people, away = sum(problem.people.values()), sum(placement.unplaced.values())
    moved = {way: count for way, count in placement.flows.items() if way[0] != way[1]}
    yield (
        f"{people:,} people of a mean day at {len(problem.sites)} sites with {sum(placement.devices.values())} devices; "
        f"{sum(moved.values()):,} go to another site, {away:,} find no place"
    )
    yield (
        f"{placement.status}: {placement.person_km:,.1f} km in all, {placement.person_km / max(people - away, 1):.2f} km a "
        f"person; optimality gap {placement.gap:.2%}"
    )
    if away:
        homes = ", ".join(sorted(placement.unplaced, key=lambda site: -placement.unplaced[site])[:_SHOWN])
        yield (
            f"not all find a place that keeps the targets within {problem.within_km:g} km; most are of {homes}; give more "
            "--total devices, --most of them at a site, a longer --within-km, or easier targets"
        )
    yield ""
    yield "  longest streams"
    for (home, site), count in sorted(moved.items(), key=lambda some: -some[1])[:_SHOWN]:
        yield f"  {home} to {site:<14}{count:>6}"
    yield ""
    yield "  simulated on fresh draws, the worst site"
    for target, (old, before), (new, after) in zip(targets, found.before, found.after, strict=True):
        shown = target.measure.told
        yield (
            f"  {target}: before {shown(before.mean)} +- {shown(before.half_width())} at {old}, "
            f"after {shown(after.mean)} +- {shown(after.half_width())} at {new}"
        )


def _json(found: Placed, targets: tuple[Target, ...]) -> dict[str, object]:
    placement = found.placement
    return {
        "status": placement.status,
        "gap": placement.gap,
        "cost_km": placement.cost_km,
        "bound_km": placement.bound_km,
        "person_km": placement.person_km,
        "devices": placement.devices,
        "people": found.problem.people,
        "unplaced": placement.unplaced,
        "flows": [{"home": home, "site": site, "people": count} for (home, site), count in placement.flows.items()],
        "worst": [
            {
                "measure": target.measure,
                "limit": target.limit,
                "before": {"site": old, "mean": before.mean, "half_width": before.half_width()},
                "after": {"site": new, "mean": after.mean, "half_width": after.half_width()},
            }
            for target, (old, before), (new, after) in zip(targets, found.before, found.after, strict=True)
        ],
    }
