"""`hawiya faces evaluate`: take a face matcher through a folder of pictures and print what was measured, which is no verdict."""

import argparse
import contextlib
import io
import os
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from conformance.matchers.answers import ANSWERS_FILE, AnswerFile, Head
from conformance.matchers.caller import MatcherUnderTest
from conformance.matchers.folder import PictureFolder, open_folder
from conformance.matchers.limits import CALL_S, CallLimits
from conformance.matchers.measuring.claims import CLAIMED, parse_claim
from conformance.matchers.measuring.evaluation import data_of, measure, named
from conformance.matchers.measuring.terms import Terms
from conformance.matchers.page import page
from conformance.matchers.questions import DEFAULT_MOST, plan
from conformance.matchers.replies import Replies
from conformance.matchers.transport import WAYS, Way, code_digest, way_to
from conformance.matchers.trial import Trial
from conformance.matchers.words import Words
from harness.command import main as hawiya
from harness.commandline import ExitCode, HarnessError, UsageError
from harness.progress import Progress
from harness.world.evaluation import EVALUATION_FILE, Evaluation, RateName

_MAX_WORKERS = 4
OUTPUTS = (EVALUATION_FILE, "index.html", "index.ar.html")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `hawiya faces evaluate`."""
    parser.add_argument("--matcher", required=True, metavar="SPEC", help=WAYS)
    parser.add_argument(
        "--data", required=True, type=Path, metavar="DIR", help="a folder of pictures with manifest.jsonl"
    )
    parser.add_argument("--out", type=Path, default=Path("out/evaluate"), help="where answers and report go")
    parser.add_argument("--resume", action="store_true", help="go on with the answers that --out holds")
    parser.add_argument(
        "--limit",
        type=int,
        default=DEFAULT_MOST,
        metavar="N",
        help="at most N questions of a kind: genuine, impostor, spoiled, quality, attack (default %(default)s)",
    )
    parser.add_argument(
        "--seed", type=int, default=1, help="draws impostors, order and intervals (default %(default)s)"
    )
    parser.add_argument("--workers", type=int, help="connections at a time (default: one a core, at most 4)")
    parser.add_argument(
        "--timeout", type=float, default=CALL_S, metavar="S", help="time limit of one call (default %(default)s s)"
    )
    parser.add_argument(
        "--claim",
        action="append",
        default=[],
        metavar="RATE=VALUE",
        help=f"hold a claimed rate against the data, as fmr=0.001: {', '.join(CLAIMED)}",
    )
    parser.add_argument("--no-reports", action="store_true", help=f"write {EVALUATION_FILE} only")
    parser.add_argument("--lang", choices=("en", "ar"), default="en", help="language of what is printed (default en)")
    parser.add_argument("--json", action="store_true", help="print the evaluation as JSON on stdout")


def run(arguments: argparse.Namespace) -> int:
    """Measure; 0 when anything was answered, whatever the figures are."""
    _check(arguments)
    claims = [parse_claim(text) for text in arguments.claim]
    way = way_to(arguments.matcher, CallLimits(call_s=arguments.timeout))
    folder = open_folder(arguments.data)
    _make_room(arguments.out)
    if not arguments.resume:
        _remove_report(arguments.out)
    evaluation = _evaluated(arguments, way, folder, Terms(seed=arguments.seed), claims)
    (arguments.out / EVALUATION_FILE).write_bytes(msgspec.json.format(msgspec.json.encode(evaluation), indent=1))
    report = arguments.out / EVALUATION_FILE
    if not arguments.no_reports:
        report = _write_report(arguments.out, language=arguments.lang)
    if arguments.json:
        sys.stdout.buffer.write(msgspec.json.encode(evaluation) + b"\n")
    else:
        print(page(evaluation, str(report), language=arguments.lang))  # noqa: T201 - the command's own output
    return int(ExitCode.CONFORMANT if evaluation.answered else ExitCode.INCOMPLETE)


def _check(arguments: argparse.Namespace) -> None:
    for name, least in (("limit", 1), ("workers", 1)):
        value = getattr(arguments, name)
        if value is not None and value < least:
            raise UsageError(f"--{name} {value}: at least {least}")
    if not 0 < arguments.timeout <= 600:  # noqa: PLR2004 - as long as anybody waits
        raise UsageError(f"--timeout {arguments.timeout}: more than 0 and at most 600 seconds")


def _evaluated(
    arguments: argparse.Namespace, way: Way, folder: PictureFolder, terms: Terms, claims: list[tuple[RateName, float]]
) -> Evaluation:
    began = datetime.now(UTC)
    matcher = MatcherUnderTest(way)
    try:
        questions = plan(folder.records, seed=terms.seed, offers=matcher.identity.offers, most=arguments.limit)
        file = arguments.out / ANSWERS_FILE
        head = Head(matcher=matcher.identity, spec=way.spec, code=code_digest(way.spec), data=folder.digest)
        with AnswerFile.resume(file, head) if arguments.resume else AnswerFile.begin(file, head) as answers:
            _remove_report(arguments.out)
            trial = Trial(
                way=way,
                first=matcher,
                folder=folder,
                questions=questions,
                answers=answers,
                workers=arguments.workers or min(os.cpu_count() or 1, _MAX_WORKERS),
            )
            _carried_out(trial, file, language=arguments.lang)
            replies = Replies.of(folder, matcher.identity, questions, answers.known)
    finally:
        matcher.close()
    return measure(
        replies,
        terms,
        matcher=named(matcher.identity, way.spec),
        data=data_of(folder),
        limit=arguments.limit,
        claims=claims,
        command=shlex.join(["hawiya", *sys.argv[1:]]),
        span=(began, datetime.now(UTC)),
    )


def _carried_out(trial: Trial, file: Path, *, language: str) -> None:
    say = Words(language)
    progress = Progress(
        lambda done, all_, left: say("progress.left" if left else "progress", done=done, all=all_, left=left)
    )
    try:
        trial.run(progress.tell)
    except KeyboardInterrupt:
        progress.end()
        kept = say("resume", done=len(trial.answers.known), path=file)
        print(kept, file=sys.stderr)  # noqa: T201 - the command's own output
        raise
    progress.end()


def _make_room(folder: Path) -> None:
    """Find out whether the folder can be written, before anything is asked."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ANSWERS_FILE).open("ab").close()
    except OSError as error:
        raise UsageError(f"--out {folder}: {error.strerror}; name a folder that can be written") from None


def _remove_report(folder: Path) -> None:
    """What an earlier trial came to is never taken for this one's; one that is refused to go on with stays."""
    for name in OUTPUTS:
        (folder / name).unlink(missing_ok=True)


def _write_report(folder: Path, *, language: str) -> Path:
    """Have the page written by the command `hawiya report`, so that no runner imports a report."""
    for wanted in dict.fromkeys(("en", language)):
        with contextlib.redirect_stdout(io.StringIO()):
            if hawiya(["report", str(folder), "--lang", wanted]) != ExitCode.CONFORMANT:
                raise HarnessError(f"the report of {folder} could not be written; `hawiya report {folder}` says why")
    return folder / ("index.html" if language == "en" else f"index.{language}.html")
