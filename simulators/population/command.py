"""`hawiya population`: write a roster of synthetic people."""

import argparse
import sys
from datetime import date, datetime, timedelta, timezone
from importlib.resources import files
from pathlib import Path

import msgspec

from harness.commandline import ExitCode, UsageError
from simulators.population.generate import build_population
from simulators.population.growth import grown
from simulators.population.numbers import PopulationFullError
from simulators.population.people import PopulationSpec, read_spec
from simulators.population.roster import write_roster

DEFAULT_SEED = 1
DEFAULT_SPEC = "populations/kuwait-small.toml"

_KUWAIT_TIME = timezone(timedelta(hours=3))
_PROGRESS_STEP = 25


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="the people come from this number (default: 1)")
    parser.add_argument(
        "--today", type=date.fromisoformat, metavar="DATE", help="the day on which ages hold (default: today in Kuwait)"
    )
    parser.add_argument("--spec", type=Path, metavar="FILE", help="how many of each role (default: kuwait-small)")
    parser.add_argument("--people", type=int, metavar="N", help="at least N people, every role in proportion")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the roster is written")
    parser.add_argument("--json", action="store_true", help="print what was written as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Write the roster; progress goes to standard error, the result to standard output."""
    spec = load_spec(arguments.spec)
    if arguments.people is not None:
        spec = grown(spec, people=arguments.people)
    today = arguments.today or datetime.now(_KUWAIT_TIME).date()
    try:
        population = build_population(arguments.seed, today=today, spec=spec)
        path = write_roster(population, arguments.out, progress=_show)
    except PopulationFullError as error:
        raise UsageError(f"population {spec.name}: {error}") from error
    except OSError as error:
        raise UsageError(f"cannot write to {arguments.out}: {error.strerror}; give another --out") from error
    known = sum(person.role != "unknown" for person in population.people)
    summary = {"roster": str(path), "people": known, "seed": arguments.seed, "today": today.isoformat()}
    text = msgspec.json.encode(summary).decode() if arguments.json else f"{known} people in {path}"
    sys.stdout.write(f"{text}\n")
    return ExitCode.CONFORMANT


def load_spec(path: Path | None) -> PopulationSpec:
    """The population file at that path, or the default one.

    Raises:
        UsageError: the file cannot be read or does not describe a population.
    """
    try:
        text = (files("scenarios") / DEFAULT_SPEC).read_bytes() if path is None else path.read_bytes()
        return read_spec(text)
    except OSError as error:
        raise UsageError(f"cannot read population file {path}: {error.strerror}") from error
    except msgspec.MsgspecError as error:
        raise UsageError(f"population file {path} is not valid: {error}") from error


def _show(done: int, total: int) -> None:
    if done % _PROGRESS_STEP == 0 or done == total:
        sys.stderr.write(f"\rportraits: {done} of {total}" + ("\n" if done == total else ""))
        sys.stderr.flush()
