"""`hawiya selftest`: prove that every test can fail."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from time import monotonic

from conformance.certification.score import write_score
from conformance.selftest.gate import gaps, read_gate
from conformance.selftest.kept import Kept
from conformance.selftest.marked import marked
from conformance.selftest.trial import Listed, Verdict, listed, red_tests, try_defect
from conformance.target import CARD, MATCHER, REFERENCE
from harness.catalogue import load_catalogue
from harness.commandline import ExitCode, UsageError

BASELINES = {
    REFERENCE: "(no defect)",
    CARD: "(no defect of the card)",
    MATCHER: "(no defect of the matcher)",
}
"""The targets in which nothing may turn red without a defect, and how their trials are called."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `hawiya selftest`."""
    parser.add_argument(
        "--all",
        action="store_true",
        help="run each defect against the whole suite, not the tests of its requirements alone",
    )
    parser.add_argument("--defect", help="only these defects, separated by commas")
    parser.add_argument(
        "--keep-score", action="store_true", help="keep the score of all defects beside the suites, for the reports"
    )
    parser.add_argument(
        "--resume",
        type=Path,
        metavar="DIR",
        help="keep in this folder what each trial showed, and repeat no trial that it holds of the same code",
    )
    parser.add_argument("--list", action="store_true", help="list the defects and the tests that they turn red")
    parser.add_argument(
        "--workers", type=int, default=os.cpu_count() or 1, help="trials at a time (default %(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="print the verdicts as JSON on stdout")


def run(arguments: argparse.Namespace) -> int:
    """Run the trials; 0 when every defect is caught by exactly its tests, else 1."""
    chosen = _chosen(arguments.defect)
    if arguments.keep_score and arguments.defect:
        raise UsageError("--keep-score keeps the score of all defects: give no --defect")
    if arguments.list:
        _list(chosen)
        return int(ExitCode.CONFORMANT)
    if not _gate_is_open():
        return int(ExitCode.NOT_CONFORMANT)
    kept = Kept(arguments.resume) if arguments.resume else None
    began = monotonic()
    verdicts = []
    with closing(_trials(chosen, whole_suite=arguments.all, workers=arguments.workers, kept=kept)) as trials:
        for number, verdict in enumerate(trials, start=1):
            verdicts.append(verdict)
            place = f"{number:3}/{len(chosen) + len(BASELINES)}  "
            print(_shown(verdict, place), file=sys.stderr, flush=True)  # noqa: T201 - progress
    caught = sum(verdict.caught for verdict in verdicts)
    if findings := [verdict for verdict in verdicts if not verdict.caught]:
        print("Findings:", *map(_shown, findings), sep="\n", file=sys.stderr)  # noqa: T201 - the command's own output
    print(
        f"selftest score {caught}/{len(verdicts)} ({100 * caught // len(verdicts)}%) in {monotonic() - began:.0f} s: "
        f"defects caught by exactly their tests, and nothing red without a defect",
        file=sys.stderr if arguments.json else sys.stdout,
    )
    if arguments.keep_score:
        day = datetime.now(UTC).date()
        write_score(defects=len(verdicts), caught=caught, day=day, whole_suite=arguments.all)
    if arguments.json:
        print(json.dumps([{**asdict(verdict), "caught": verdict.caught} for verdict in verdicts]))  # noqa: T201
    return int(ExitCode.CONFORMANT if caught == len(verdicts) else ExitCode.NOT_CONFORMANT)


def _gate_is_open() -> bool:
    """Whether nothing that must be proven lacks its test or its defect; what does is told, a line each."""
    found = gaps(read_gate(), load_catalogue(), marked(), listed())
    for name, why in found.items():
        print(f"  ✗ {name} {why}", file=sys.stderr)  # noqa: T201 - the command's own output
    return not found


def _chosen(names: str | None) -> list[Listed]:
    defects = listed()
    if names is None:
        return defects
    wanted = {part.strip() for part in names.split(",")}
    if unknown := wanted - {defect.name for defect in defects}:
        raise UsageError(f"--defect {', '.join(sorted(unknown))}: no such defect; `hawiya selftest --list` lists them")
    return [defect for defect in defects if defect.name in wanted]


def _list(defects: list[Listed]) -> None:
    for defect in defects:
        print(f"{defect.name}  ({defect.breaks}): {defect.what}")  # noqa: T201 - the command's own output
        for test in defect.red:
            print(f"    {test}")  # noqa: T201 - the command's own output


def _trials(
    defects: list[Listed], *, whole_suite: bool, workers: int, kept: Kept | None
) -> Generator[Verdict, None, None]:
    cut = Event()
    with tempfile.TemporaryDirectory(prefix="hawiya-selftest-") as name, ThreadPoolExecutor(max(workers, 1)) as pool:

        def tried(defect: Listed) -> Verdict:
            folder = Path(name, defect.name)
            return try_defect(defect, folder=folder, whole_suite=whole_suite, cut=cut, kept=kept)

        try:
            yield _baseline(REFERENCE, Path(name), cut, workers=max(workers, 1))  # alone, for its suites measure time
            trials = [pool.submit(_baseline, target, Path(name), cut) for target in BASELINES if target != REFERENCE]
            trials += [pool.submit(tried, defect) for defect in defects if not defect.alone]
            for trial in as_completed(trials):
                yield trial.result()
            for defect in defects:
                if defect.alone:
                    yield tried(defect)
        finally:
            cut.set()
            pool.shutdown(cancel_futures=True)


def _baseline(target: str, folder: Path, cut: Event, *, workers: int = 1) -> Verdict:
    folder /= f"none-{target}"
    red, trouble = red_tests(None, folder=folder, select=None, cut=cut, target=target, workers=workers)
    return Verdict(name=BASELINES[target], stray=tuple(sorted(red)), trouble=trouble)


def _shown(verdict: Verdict, place: str = "") -> str:
    """A trial in a line, and beneath it a line each for what should not be."""
    lines = [f"  {'✓' if verdict.caught else '✗'} {place}{verdict.name}"]
    lines += [f"        stayed green: {test}" for test in verdict.missed]
    lines += [f"        turned red:   {test}" for test in verdict.stray]
    lines += [f"        no result:    {verdict.trouble}"] if verdict.trouble else []
    return "\n".join(lines)
