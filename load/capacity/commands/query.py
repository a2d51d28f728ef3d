"""`hawiya capacity query`: ask a surface, and have the answer at once, with its errors."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from harness.commandline import ExitCode, UsageError
from load.capacity.staffing.targets import Target, read_target
from load.capacity.surface.asked import Answered, Asked, answers, least_devices, read_question
from load.capacity.surface.stored import read_surface


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("surface", type=Path, metavar="FILE", help="what `capacity surface --out` wrote")
    parser.add_argument(
        "values", nargs="*", metavar="KEY=VALUE", help="as `site=NBK-01 devices=2 demand=1.2 service=0.9`"
    )
    parser.add_argument(
        "--target", action="append", default=[], metavar="TEXT", help="instead of devices: the least that keep this"
    )
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the answer. Exit code 1: no number of devices on the surface keeps the targets."""
    surface = read_surface(arguments.surface)
    asked = read_question(arguments.values, surface)
    targets = [read_target(text) for text in arguments.target]
    if (asked.devices is None) != bool(targets):
        raise UsageError("give devices=N to be told what they do, or --target to be told how many it takes")
    found = answers(asked, surface)
    least = least_devices(found, targets) if targets else asked.devices
    shown = [one for one in found if one.devices == least]
    if arguments.json:
        sys.stdout.write(msgspec.json.encode(_json(asked, least, shown)).decode() + "\n")
    else:
        sys.stdout.write("\n".join(_told(asked, least, shown, targets)) + "\n")
    return ExitCode.NOT_CONFORMANT if least is None else ExitCode.CONFORMANT


def _told(asked: Asked, least: int | None, shown: Sequence[Answered], targets: Sequence[Target]) -> Iterator[str]:
    factors = f"demand {asked.demand:g}, service {asked.service:g}"
    if least is None:
        yield f"{asked.site}, {factors}: no number of devices on this surface keeps {', '.join(map(str, targets))}"
        return
    why = f", the least for {', '.join(map(str, targets))} with errors on top" if targets else ""
    yield f"{asked.site}, {least} devices, {factors}{why}"
    yield f"  {'':<14}{'mean':>12}{'+- simulated':>14}{'+- between':>14}"
    for one in shown:
        figures = (
            f"{one.measure.told(one.mean):>12}{one.measure.told(one.half_width):>14}{one.measure.told(one.missed):>14}"
        )
        yield f"  {one.measure:<14}{figures}"


def _json(asked: Asked, least: int | None, shown: Sequence[Answered]) -> dict[str, object]:
    return {
        "site": asked.site,
        "devices": least,
        "demand": asked.demand,
        "service": asked.service,
        "measures": {
            one.measure.value: {"mean": one.mean, "half_width": one.half_width, "interpolation_error": one.missed}
            for one in shown
        },
    }
