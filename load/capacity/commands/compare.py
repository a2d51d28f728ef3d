"""`hawiya capacity compare`: two models, or one with a change, on the same people."""

import argparse
import sys
from pathlib import Path

import msgspec

from harness.commandline import ExitCode, UsageError
from harness.progress import Progress
from load.capacity.commands import options
from load.capacity.comparison.compared import compare
from load.capacity.comparison.told import as_json, told
from load.capacity.model.file import load_plan
from load.capacity.model.plan import Plan
from load.capacity.model.variations import with_demand, with_service, with_sites


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("a", metavar="A", help="a packaged model (kuwait, counter) or a file.toml")
    parser.add_argument("b", metavar="B", nargs="?", help="the other model; without it A, with what follows changed")
    parser.add_argument("--sites", metavar="FILE", help="of B: another file of sites")
    parser.add_argument("--plan", type=Path, metavar="FILE", help="of B: the devices that `capacity plan --out` wrote")
    parser.add_argument(
        "--devices", action="append", default=[], metavar="SITE=N", help="of B: as NBK-01=3; once or more"
    )
    parser.add_argument(
        "--demand", type=float, default=1.0, metavar="FACTOR", help="of B: so many times as many people"
    )
    parser.add_argument("--service", type=float, default=1.0, metavar="FACTOR", help="of B: so many times as long")
    options.add_draws(parser)
    options.add_days(parser)
    parser.add_argument("--json", action="store_true", help="print the comparison as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the comparison; progress goes to standard error."""
    a = load_plan(arguments.a)
    b = _changed(load_plan(arguments.b) if arguments.b else a, arguments)
    if a == b:
        raise UsageError(
            "A and B are the same; name another model, or change --devices, --sites, --demand or --service"
        )
    days = options.days_of(a, arguments)
    found = compare(
        a,
        b,
        days=days,
        seed=arguments.seed,
        replications=options.replications_of(a, b, arguments=arguments, days=len(days)),
        progress=lambda name: Progress(f"{name}: days").tell,
    )
    sys.stdout.write((msgspec.json.encode(as_json(found)).decode() if arguments.json else told(found)) + "\n")
    return ExitCode.CONFORMANT


def _changed(plan: Plan, arguments: argparse.Namespace) -> Plan:
    if arguments.sites is not None:
        plan = with_sites(plan, arguments.sites)
    if arguments.demand != 1.0:
        plan = with_demand(plan, arguments.demand)
    if arguments.service != 1.0:
        plan = with_service(plan, arguments.service)
    devices = _planned(arguments.plan) if arguments.plan is not None else {}
    return plan.with_devices(devices | options.devices_of(arguments.devices))


class _Planned(msgspec.Struct, frozen=True):
    """What is read of a plan's JSON."""

    devices: dict[str, int]


def _planned(path: Path) -> dict[str, int]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Planned).devices
    except OSError as error:
        raise UsageError(f"--plan {path}: {error.strerror}; give the file that `capacity plan --out` wrote") from None
    except msgspec.DecodeError as error:
        raise UsageError(f"--plan {path}: {error}; give the file that `capacity plan --out` wrote") from None
