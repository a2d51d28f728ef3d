"""`hawiya gate`: decide in a pipeline whether a change may pass, with known failures, a profile and a lock."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from conformance.certification.job import Finished, carry_out, check_run, workers, write_reports
from conformance.certification.kinds import kind_named
from conformance.certification.options import LANG_HELP, add_run_arguments
from conformance.certification.passes import Selection
from conformance.gating.judge import Terms, judge_gate, unanswered
from conformance.gating.known import KnownFailure, read_known, suggest_known
from conformance.gating.lockfile import read_lock
from conformance.gating.page import page
from conformance.gating.profiles import packaged, profile_for
from conformance.gating.words import Words
from harness.commandline import HarnessError
from harness.world.gate import GateResult

RESULT = "gate.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `hawiya gate`."""
    add_run_arguments(parser, out="out/gate")
    parser.add_argument(
        "--profile", help=f"{', '.join(packaged())}, or a TOML file (default: full; card and matcher for these kinds)"
    )
    parser.add_argument("--known", type=Path, metavar="FILE", help="known-failures file: what it names closes no gate")
    parser.add_argument(
        "--suggest-known",
        type=Path,
        metavar="FILE",
        help="append a draft entry to FILE for everything else that failed",
    )
    parser.add_argument("--lock", type=Path, metavar="FILE", help="hawiya.lock: tests that it lacks close no gate")
    parser.add_argument("--lang", choices=("en", "ar"), default="en", help=LANG_HELP)
    parser.add_argument("--json", action="store_true", help="print the decision as JSON on stdout")


def run(arguments: argparse.Namespace) -> int:
    """Decide; 0 when the change may pass."""
    terms = _terms(arguments)
    profile = terms.profile
    selection = Selection(
        only=profile.chosen(), label=profile.label, workers=workers(arguments), order_seed=arguments.order_seed
    )
    finished = carry_out(arguments, selection)
    gate = judge_gate(finished.results, finished.plan.tests, terms)
    _write(arguments.out / RESULT, gate)
    report = arguments.out / RESULT
    if not arguments.no_reports:
        report = write_reports(arguments.out, language=arguments.lang)
    if arguments.json:
        sys.stdout.buffer.write(msgspec.json.encode(gate) + b"\n")
    else:
        print(page(gate, finished.results, str(report), language=arguments.lang))  # noqa: T201 - the command's own output
    if arguments.suggest_known:
        _suggest(arguments.suggest_known, finished, terms, Words(arguments.lang))
    return gate.exit_code


def _terms(arguments: argparse.Namespace) -> Terms:
    """What the gate goes by: every file is read before anything runs."""
    check_run(arguments)
    known: list[KnownFailure] = read_known(arguments.known) if arguments.known else []
    if arguments.suggest_known and arguments.suggest_known.exists():
        read_known(arguments.suggest_known, drafts=True)
    return Terms(
        profile=profile_for(kind_named(arguments.target), arguments.profile),
        today=datetime.now(UTC).date(),
        known=known,
        lock=read_lock(arguments.lock) if arguments.lock else None,
    )


def _suggest(file: Path, finished: Finished, terms: Terms, say: Words) -> None:
    failed = unanswered(finished.results, finished.plan.tests, terms)
    count = suggest_known(file, failed, today=terms.today)
    print(say("drafts" if count else "no_drafts", file=file, count=count), file=sys.stderr)  # noqa: T201 - the command's own output


def _write(file: Path, gate: GateResult) -> None:
    try:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(gate), indent=1))
    except OSError as error:
        raise HarnessError(f"--out {file.parent}: {error.strerror}") from None
