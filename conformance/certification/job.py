"""One run as a command asks for it: checked, carried out with progress on stderr, and written into its folder."""

import argparse
import contextlib
import io
import os
import shlex
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from conformance.certification.kinds import Wanted, check_target, is_shared_by_none, prepared
from conformance.certification.passes import Selection
from conformance.certification.run import Certification, write_run
from conformance.certification.summary import LiveProgress
from conformance.plan import Plan
from harness.command import main as hawiya
from harness.commandline import ExitCode, HarnessError, UsageError
from harness.world.results import Results

_MAX_WORKERS = 4
OUTPUTS = (
    "events.jsonl", "results.json", "gate.json", "junit.xml", "traceability.csv", "published-tests.csv",
    "index.html", "index.ar.html", "allure-results",
)  # fmt: skip
"""What a run writes into its folder."""


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A run that has come to its end and stands in its folder."""

    results: Results
    plan: Plan


def carry_out(arguments: argparse.Namespace, selection: Selection) -> Finished:
    """Check the arguments, run, and write `events.jsonl` and `results.json`.

    Raises:
        HarnessError: the target cannot be tested, or the folder cannot be written.
    """
    check_run(arguments)
    make_room(arguments.out)
    progress = LiveProgress(language=getattr(arguments, "lang", "en"))
    wanted = Wanted(
        target=arguments.target,
        seed=arguments.seed,
        advertise=arguments.advertise,
        pool=arguments.pool,
        allow_blocking=arguments.allow_blocking,
    )
    environment, begin = prepared(wanted, selection, progress=progress.stage)
    with environment:
        certification = Certification(
            environment=environment,
            begin=begin,
            selection=selection,
            tell=progress.tell,
            stage=progress.stage,
            command=shlex.join(["hawiya", *sys.argv[1:]]),
            out=arguments.out,
        )
        results, events = certification.run()
    progress.end()
    write_run(arguments.out, results, events)
    return Finished(results=results, plan=certification.plan)


def workers(arguments: argparse.Namespace) -> int:
    """How many processes run tests."""
    if is_shared_by_none(arguments.target):
        return 1
    return arguments.workers or min(os.cpu_count() or 1, _MAX_WORKERS)


def check_run(arguments: argparse.Namespace) -> None:
    """Find what is wrong with the arguments before anything is removed or started.

    Raises:
        UsageError: something is.
    """
    if arguments.workers is not None and arguments.workers < 1:
        raise UsageError(f"--workers {arguments.workers}: at least 1")
    check_target(arguments.target)


def make_room(folder: Path) -> None:
    """Remove what an earlier run wrote, so that it is never taken for this one's, and nothing else.

    Raises:
        UsageError: the folder cannot be written; this is found before the run, not after it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in OUTPUTS:
            if (folder / name).is_dir():
                shutil.rmtree(folder / name)
            (folder / name).unlink(missing_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UsageError(f"--out {folder}: {error.strerror}; name a folder that can be written") from None


def write_reports(folder: Path, *, language: str = "en") -> Path:
    """Have every registered report written, and the page in `language`, too; returns the path of that page.

    It is the command `hawiya report`, so no runner imports a report.

    Raises:
        HarnessError: a report could not be written.
    """
    with contextlib.redirect_stdout(io.StringIO()):
        if hawiya(["report", str(folder)]) != ExitCode.CONFORMANT:
            raise HarnessError(f"the reports of {folder} could not be written; `hawiya report {folder}` says why")
        if language != "en":
            hawiya(["report", str(folder), "--only", "html", "--lang", language])
    return folder / ("index.html" if language == "en" else f"index.{language}.html")
