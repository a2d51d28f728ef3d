"""`hawiya capacity calibrate`: times and retries of a model from events of real runs and a field study."""

import argparse
import hashlib
import sys
from pathlib import Path

import msgspec

from harness.commandline import ExitCode, UsageError
from load.capacity.calibration.calibrated import CalibratedService, calibrated
from load.capacity.calibration.field_study import COLUMNS, read_study
from load.capacity.calibration.fits import Fit
from load.capacity.calibration.fragment import fragment
from load.capacity.calibration.runs import read_runs
from load.capacity.commands import options
from load.capacity.model.file import load_plan

_DIGEST = 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("events", type=Path, metavar="EVENTS", help="events.jsonl of runs, or the folder of one")
    parser.add_argument(
        "--field-study", type=Path, required=True, metavar="FILE", help=f"CSV with the columns {','.join(COLUMNS)}"
    )
    parser.add_argument(
        "--steps",
        action="append",
        default=[],
        metavar="LEG=STEP,STEP",
        help="steps of the events that a leg waits for, the one that is tried again last; once a leg",
    )
    parser.add_argument("--model", metavar="MODEL", help="take order, `route` and `shared` of the legs from this model")
    parser.add_argument("--seed", type=int, default=1, help="seed of the tests of fit (default 1)")
    parser.add_argument("--json", action="store_true", help="print every fit as JSON")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the TOML there instead of printing it")


def run(arguments: argparse.Namespace) -> int:
    """Print the services as TOML, ready to paste; a law that is rejected says so there."""
    if arguments.seed < 0:
        raise UsageError(f"--seed is {arguments.seed}; give 0 or more")
    declared = load_plan(arguments.model).model.services if arguments.model else []
    services = calibrated(
        read_study(arguments.field_study),
        read_runs(arguments.events),
        steps=_steps(arguments.steps),
        declared=declared,
        seed=arguments.seed,
    )
    studied = {some.name for some in services}
    kept = [some.name for some in declared if some.name not in studied]
    text = fragment(services, reason=_reason(arguments), kept=kept)
    if arguments.out is not None:
        options.write(arguments.out, text.encode())
    if arguments.json:
        sys.stdout.write(msgspec.json.encode([_json(some) for some in services]).decode() + "\n")
    elif arguments.out is None:
        sys.stdout.write(text)
    return ExitCode.CONFORMANT


def _steps(texts: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        leg, _, steps = text.partition("=")
        if not leg or not all(steps.split(",")):
            raise UsageError(f'--steps {text}: write LEG=STEP,STEP, as "code and end=otp,issue,activate"')
        if leg in found:
            raise UsageError(f"--steps: {leg!r} is given twice; put all of its steps into one")
        found[leg] = tuple(steps.split(","))
    return found


def _reason(arguments: argparse.Namespace) -> str:
    events = arguments.events / "events.jsonl" if arguments.events.is_dir() else arguments.events
    human, system = (f"{some.name} (SHA-256 {_digest(some)})" for some in (arguments.field_study, events))
    return f"measured: human times of {human}{f', system times of {system}' if arguments.steps else ''}"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:_DIGEST]


def _json(service: CalibratedService) -> dict[str, object]:
    return {
        "service": service.name,
        "legs": [
            {
                "leg": some.leg.name,
                "human": [_fit_json(fit) for fit in some.human],
                "system": [_fit_json(fit) for fit in some.system],
                "further_attempts": [_fit_json(fit) for fit in some.again],
                "failure": {
                    "tries": some.failures.tries,
                    "failed": some.failures.failed,
                    "rate": some.failures.rate,
                    "low": some.failures.interval[0],
                    "high": some.failures.interval[1],
                    "seen_in": some.failures.seen_in,
                },
            }
            for some in service.legs
        ],
    }


def _fit_json(fit: Fit) -> dict[str, object]:
    return {
        "law": fit.law.name,
        "in_model": fit.law.in_model,
        "count": fit.count,
        "mean_s": fit.mean_s,
        "cv": fit.cv,
        "aic": fit.aic,
        "gap": fit.gap,
        "p_anderson_darling": fit.p_fit,
        "p_held_out": fit.p_held_out,
        "rejected": fit.is_rejected,
    }
