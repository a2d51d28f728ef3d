"""`hawiya capacity report`: play a model and write what it means, as a page in English and in Arabic."""

import argparse
import hashlib
import shlex
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from harness.commandline import ExitCode, UsageError
from harness.progress import Progress
from load.capacity.commands.options import add_days, add_draws, days_of, replications_of
from load.capacity.model.file import load_plan
from load.capacity.model.plan import Plan
from load.capacity.report.facts import Sample
from load.capacity.report.gather import gather
from load.capacity.report.page import write
from load.capacity.rollout.answer import RolloutAnswer
from simulators.scenarios import scenario_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("model", metavar="MODEL", help="a packaged model (kuwait, counter) or a file.toml")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of index.html and index.ar.html")
    add_draws(parser)
    add_days(parser)
    parser.add_argument("--device-cost", type=float, metavar="MONEY", help="of one device: what devices buy, by cost")
    parser.add_argument("--rollout", type=Path, metavar="FILE", help="what `capacity rollout --out FILE` has written")
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="write each picture as SVG and PNG, too")


def run(arguments: argparse.Namespace) -> int:
    """Write the pages, and say where; progress goes to standard error."""
    plan = load_plan(arguments.model)
    sample = _sample(plan, arguments)
    rollout = _rollout(arguments.rollout, plan) if arguments.rollout is not None else None
    _make_folders({"--out": arguments.out, "--pictures": arguments.pictures})
    progress = Progress("days")
    facts = gather(
        plan,
        sample,
        device_cost=_price(arguments),
        rollout=rollout,
        digests=dict(_digests(plan, arguments.rollout)),
        command=_command(arguments, sample),
        tell=progress.tell,
    )
    progress.end()
    files = write(facts, arguments.out)
    if arguments.pictures is not None:
        from load.capacity.report.files import write_pictures  # noqa: PLC0415 - the renderer is for who wants pictures

        files += write_pictures(facts, arguments.pictures)
    sys.stdout.write("".join(f"{file}\n" for file in files))
    return ExitCode.CONFORMANT


def _make_folders(folders: Mapping[str, Path | None]) -> None:
    """Before anything is computed that could not be written."""
    for option, folder in folders.items():
        try:
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{option} {folder}: {error.strerror}; name a folder that can be written") from None


def _sample(plan: Plan, arguments: argparse.Namespace) -> Sample:
    days = tuple(days_of(plan, arguments))
    replications = replications_of(plan, arguments=arguments, days=len(days))
    return Sample(days=days, replications=replications, seed=arguments.seed)


def _price(arguments: argparse.Namespace) -> float | None:
    price: float | None = arguments.device_cost
    if price is not None and not 0.0 < price < float("inf"):
        raise UsageError(f"--device-cost is {price:g}; give the price of a device, above 0")
    return price


def _rollout(file: Path, plan: Plan) -> RolloutAnswer:
    try:
        found = msgspec.json.decode(file.read_bytes(), type=RolloutAnswer)
    except OSError as error:
        raise UsageError(
            f"--rollout {file}: {error.strerror}; name what `capacity rollout --out` has written"
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"--rollout {file}: {error}; write it with `capacity rollout --out`") from None
    if not found.quarters:
        raise UsageError(f"--rollout {file}: quarters: there is none; write it with `capacity rollout --out`")
    if found.model != plan.place:
        raise UsageError(
            f"--rollout {file}: model is {found.model}, and this report is of {plan.place}; name its own rollout"
        )
    return found


def _digests(plan: Plan, rollout: Path | None) -> Iterator[tuple[str, str]]:
    """SHA-256 of each file that was read."""
    for folder, place in (("capacity", plan.place), ("sites", plan.sites_place)):
        file = Path(place)
        content = file.read_bytes() if file.is_file() else scenario_text(folder, file.stem)[0]
        yield place, hashlib.sha256(content).hexdigest()
    if rollout is not None:
        yield str(rollout), hashlib.sha256(rollout.read_bytes()).hexdigest()


def _command(arguments: argparse.Namespace, sample: Sample) -> str:
    """What makes the same page again, with nothing left to defaults."""
    options = {
        "--out": arguments.out,
        "--replications": sample.replications,
        "--seed": sample.seed,
        "--first": sample.days[0],
        "--last": sample.days[-1],
        "--every": arguments.every,
        "--device-cost": arguments.device_cost,
        "--rollout": arguments.rollout,
    }
    given = [word for name, value in options.items() if value is not None for word in (name, str(value))]
    return shlex.join(["hawiya", "capacity", "report", arguments.model, *given])
