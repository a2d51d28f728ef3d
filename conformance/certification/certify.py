"""`hawiya certify`: certify a target and write the evidence and the reports."""

import argparse
import contextlib
import io
import os
import shlex
import sys
import tempfile
from pathlib import Path

import msgspec

from conformance.certification.environment import Environment
from conformance.certification.passes import Selection
from conformance.certification.run import Certification, write_run
from conformance.certification.summary import LiveProgress, page
from conformance.target import REFERENCE, load_target
from harness.catalogue import load_catalogue
from harness.command import main as hawiya
from harness.commandline import ExitCode, HarnessError, UsageError

_MAX_WORKERS = 4
OUTPUTS = ("events.jsonl", "results.json", "junit.xml", "traceability.csv", "index.html", "index.ar.html")
"""The files that a run writes into its folder."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `hawiya certify`."""
    parser.add_argument("--target", default=REFERENCE, help="target file, or 'reference' (default)")
    parser.add_argument("--area", help="only these areas, separated by commas")
    parser.add_argument("--select", help="only tests whose id or requirement fits: SMS-002, sms::*, several by commas")
    parser.add_argument(
        "--out", type=Path, default=Path("out/certify"), help="folder of the results (default %(default)s)"
    )
    parser.add_argument(
        "--workers", type=int, default=None, help="processes that run tests (default: one a core, at most 4)"
    )
    parser.add_argument("--seed", type=int, default=1, help="seed of the simulated world (default %(default)s)")
    parser.add_argument("--order-seed", type=int, help="shuffle the order of the tests by this seed")
    parser.add_argument("--advertise", metavar="HOST", help="host under which a remote target reaches our SMS gateway")
    parser.add_argument("--no-reports", action="store_true", help="write events.jsonl and results.json only")
    parser.add_argument("--json", action="store_true", help="print the results as JSON on stdout")


def run(arguments: argparse.Namespace) -> int:
    """Certify; the exit code is the verdict."""
    _check(arguments)
    _make_room(arguments.out)
    progress = LiveProgress()
    selection = Selection(
        areas=arguments.area,
        select=arguments.select,
        workers=arguments.workers or min(os.cpu_count() or 1, _MAX_WORKERS),
        order_seed=arguments.order_seed,
    )
    with Environment(
        arguments.target, seed=arguments.seed, advertise=arguments.advertise, progress=progress.stage
    ) as environment:
        certification = Certification(
            environment=environment,
            selection=selection,
            tell=progress.tell,
            stage=progress.stage,
            command=shlex.join(["hawiya", *sys.argv[1:]]),
        )
        results, events = certification.run()
    progress.end()
    write_run(arguments.out, results, events)
    if not arguments.no_reports:
        _report(arguments.out)
    if arguments.json:
        sys.stdout.buffer.write(msgspec.json.encode(results) + b"\n")
    else:
        print(page(results, arguments.out / ("results.json" if arguments.no_reports else "index.html")))  # noqa: T201 - the command's own output
    return results.exit_code


def _check(arguments: argparse.Namespace) -> None:
    if arguments.workers is not None and arguments.workers < 1:
        raise UsageError(f"--workers {arguments.workers}: at least 1")
    load_target(arguments.target)
    areas = {requirement.area for requirement in load_catalogue().requirements.values()}
    wanted = {part.strip() for part in (arguments.area or "").split(",") if part.strip()}
    if unknown := sorted(wanted - areas):
        raise UsageError(f"--area {', '.join(unknown)}: there are {', '.join(sorted(areas))}")


def _make_room(folder: Path) -> None:
    """Remove what an earlier run wrote, so that it is never taken for this one's, and nothing else.

    Raises:
        UsageError: the folder cannot be written; this is found before the run, not after it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in OUTPUTS:
            (folder / name).unlink(missing_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UsageError(f"--out {folder}: {error.strerror}; name a folder that can be written") from None


def _report(folder: Path) -> None:
    """Have every registered report written: it is the command `hawiya report`, so no runner imports a report."""
    with contextlib.redirect_stdout(io.StringIO()):
        if hawiya(["report", str(folder)]) != ExitCode.CONFORMANT:
            raise HarnessError(f"the reports of {folder} could not be written; `hawiya report {folder}` says why")
