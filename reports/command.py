"""`hawiya report DIR`: draw the reports of a run folder again, as the run itself does at its end.

Every entry point of the group `hawiya.reports` is a consumer: a function that takes a `RunFolder` and returns the path
of the file it wrote. A package of one's own adds a report by registering another.
"""

import json
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, cast

from harness.commandline import ExitCode, HarnessError, UsageError
from harness.world.bilingual import Language
from harness.world.evaluation import EVALUATION_FILE
from reports.run import open_run

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Collection

    from reports.run import RunFolder

GROUP = "hawiya.reports"


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """Declare the options of `hawiya report`."""
    parser.add_argument(
        "folder", metavar="DIR", type=Path, help="a folder with events.jsonl and results.json, or with evaluation.json"
    )
    parser.add_argument("--lang", choices=("en", "ar"), default="en", help="the language of the page (default: en)")
    parser.add_argument("--only", metavar="NAME,...", default="", help="these reports alone, such as html,junit")
    parser.add_argument("--json", action="store_true", help="print the paths as one JSON object")


def run(args: "argparse.Namespace") -> int:
    """Write the reports and print their paths."""
    only = [name.strip() for name in args.only.split(",") if name.strip()]
    paths = write_reports(args.folder, language=args.lang, only=only)
    if args.json:
        print(json.dumps({name: str(path) for name, path in paths.items()}))  # noqa: T201 - this is the shell
    else:
        width = max(map(len, paths))
        print("\n".join(f"{name:<{width}}  {path}" for name, path in paths.items()))  # noqa: T201 - this is the shell
    return ExitCode.CONFORMANT


def write_reports(folder: Path, *, language: str = "en", only: "Collection[str]" = ()) -> dict[str, Path]:
    """Write every registered report, or those that `only` names, and say where each stands.

    Raises:
        UsageError: The folder is missing or bad, or a name is not registered.
    """
    if holds_evaluation(folder):
        return _write_evaluation(folder, cast("Language", language), only)
    opened = open_run(folder, language=cast("Language", language))
    registered = {point.name: point for point in metadata.entry_points(group=GROUP)}
    if not registered:
        raise HarnessError("no report is registered: install hawiya again")
    if unknown := sorted(set(only) - registered.keys()):
        raise UsageError(f"no report {', '.join(unknown)}; there are {', '.join(sorted(registered))}")
    return {name: _write(registered[name], opened) for name in sorted(registered) if not only or name in only}


def holds_evaluation(folder: Path) -> bool:
    """Whether a folder is one that a trial of a face matcher wrote, which has no run to report."""
    return (folder / EVALUATION_FILE).is_file()


def _write_evaluation(folder: Path, language: "Language", only: "Collection[str]") -> dict[str, Path]:
    if unknown := sorted(set(only) - {"html"}):
        raise UsageError(f"no report {', '.join(unknown)} of an evaluation; there is html")
    from reports.evaluation import page  # noqa: PLC0415 - a run of suites does not pay for it

    try:
        return {"html": page.write(folder, language=language)}
    except OSError as error:
        raise UsageError(f"report html cannot be written: {error}") from error


def _write(point: metadata.EntryPoint, opened: "RunFolder") -> Path:
    try:
        consumer: Callable[[RunFolder], Path] = point.load()
    except ImportError as error:
        raise HarnessError(f"report {point.name}: {error}; install hawiya[certify]") from error
    try:
        return consumer(opened)
    except OSError as error:
        raise UsageError(f"report {point.name} cannot be written: {error}") from error
