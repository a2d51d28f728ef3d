"""`hawiya certify`: certify a target and write the evidence and the reports."""

import argparse
import sys
from pathlib import Path

import msgspec

from conformance.certification.job import carry_out, workers, write_reports
from conformance.certification.options import LANG_HELP, add_run_arguments
from conformance.certification.passes import Selection
from conformance.certification.summary import page
from harness.catalogue import load_catalogue
from harness.commandline import UsageError
from harness.world.results import Results

_OPEN_VERDICTS = ("FAIL", "ERROR", "INCONCLUSIVE")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `hawiya certify`."""
    add_run_arguments(parser, out="out/certify")
    parser.add_argument("--area", help="only these areas, separated by commas")
    parser.add_argument("--select", help="only tests whose id or requirement fits: SMS-002, sms::*, several by commas")
    parser.add_argument(
        "--only-failed",
        metavar="RESULTS",
        nargs="?",
        const="",
        help="only what failed or stayed open in an earlier run: its folder or results.json (default: that of --out)",
    )
    parser.add_argument("--lang", choices=("en", "ar"), default="en", help=LANG_HELP)
    parser.add_argument("--json", action="store_true", help="print the results as JSON on stdout")


def run(arguments: argparse.Namespace) -> int:
    """Certify; the exit code is the verdict."""
    results = carry_out(arguments, _selection(arguments)).results
    report = arguments.out / "results.json"
    if not arguments.no_reports:
        report = write_reports(arguments.out, language=arguments.lang)
    if arguments.json:
        sys.stdout.buffer.write(msgspec.json.encode(results) + b"\n")
    else:
        print(page(results, report, language=arguments.lang))  # noqa: T201 - the command's own output
    return results.exit_code


def _selection(arguments: argparse.Namespace) -> Selection:
    areas = {requirement.area for requirement in load_catalogue().requirements.values()}
    wanted = {part.strip() for part in (arguments.area or "").split(",") if part.strip()}
    if unknown := sorted(wanted - areas):
        raise UsageError(f"--area {', '.join(unknown)}: there are {', '.join(sorted(areas))}")
    only, label = _failed_before(arguments)
    return Selection(
        areas=arguments.area,
        select=arguments.select,
        only=only,
        label=label,
        workers=workers(arguments),
        order_seed=arguments.order_seed,
    )


def _failed_before(arguments: argparse.Namespace) -> tuple[tuple[str, ...] | None, str]:
    """The tests that an earlier run left red or open, and how the selection is called."""
    if arguments.only_failed is None:
        return None, ""
    file = Path(arguments.only_failed or arguments.out)
    file = file / "results.json" if file.is_dir() else file
    try:
        before = msgspec.json.decode(file.read_bytes(), type=Results)
    except OSError as error:
        raise UsageError(f"--only-failed {file}: {error.strerror}; name the folder of an earlier run") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"--only-failed {file}: {error}") from None
    failed = tuple(test.id for test in before.tests if test.verdict in _OPEN_VERDICTS)
    if not failed:
        raise UsageError(f"--only-failed {file}: nothing failed in run {before.run}; certify without it")
    return failed, f"what failed in run {before.run}"
