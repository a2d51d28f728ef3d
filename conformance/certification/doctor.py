"""`hawiya doctor`: check a target file and everything that it names, one line a check, before a certification."""

import argparse
import importlib.util
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from conformance.certification.environment import Environment
from conformance.certification.preflight import identify, sanity
from conformance.observe import observed
from conformance.session import Session
from conformance.target import REFERENCE, load_target
from harness.commandline import ExitCode, HarnessError, UsageError
from harness.world.ports import Accepted, Conversation, ExchangeLostError, Facts, converse
from simulators.journey import describe

FOLDERS = ("harness", "simulators", "scenarios", "conformance", "load", "reports")
_PERSON = -3  # the citizens -1 and -2 play the journeys around a certification


@dataclass(frozen=True)
class Finding:
    """One line of the doctor."""

    check: str
    result: Literal["ok", "warning", "wrong"]
    note: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `hawiya doctor`."""
    parser.add_argument("--target", default=REFERENCE, help="target file, or 'reference' (default)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the simulated world (default %(default)s)")
    parser.add_argument("--advertise", metavar="HOST", help="host under which a remote target reaches our SMS gateway")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Check; 0 when a certification can begin, 2 for a bad file, 3 when the target cannot be tested."""
    findings: list[Finding] = []
    code = ExitCode.CONFORMANT
    show: Callable[[Finding], None] = (lambda _finding: None) if arguments.json else _show
    try:
        for finding in _findings(arguments.target, arguments.seed, arguments.advertise):
            findings.append(finding)
            show(finding)
            if finding.result == "wrong":
                code = ExitCode.ENVIRONMENT
    except HarnessError as error:
        findings.append(Finding("target", "wrong", str(error)))
        show(findings[-1])
        code = ExitCode.USAGE if isinstance(error, UsageError) else ExitCode.ENVIRONMENT
    if arguments.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))  # noqa: T201 - its output
    return int(code)


def _show(finding: Finding) -> None:
    mark = {"ok": "✓", "warning": "!", "wrong": "✗"}[finding.result]
    print(f"  {mark} {finding.check:<16} {finding.note}")  # noqa: T201 - the command's own output


def _findings(name: str, seed: int, advertise: str | None) -> Iterator[Finding]:
    yield from shadowed(Path(__file__).parents[2])
    target = load_target(name)
    yield Finding("target file", "ok", f"{target.kind} of {target.nation}, adapter {target.adapter.name}")
    absent = sorted({"clock", "audit", "files"} - target.offers())
    if absent:
        note = f"no {', no '.join(absent)}: the tests that need it will be N/A and the run incomplete"
        yield Finding("observation", "warning", note)
    with Environment(name, seed=seed, advertise=advertise) as environment:
        session = Session.join(environment.info, worker="doctor")
        try:
            facts = identify(session)
            yield Finding("protocol", "ok", f"{facts.implementation} {facts.version} speaks {facts.wire}")
            yield Finding("clock", "ok", f"agrees with ours ({facts.server_time})")
            yield from _hooks(facts)
            yield from _roster(session)
            reason = sanity(session, "citizen", _PERSON)
            yield Finding("journey", "wrong" if reason else "ok", reason or "one person enrolled, the code came by SMS")
            yield from _promised(session)
        finally:
            session.leave()


def _hooks(facts: Facts) -> Iterator[Finding]:
    if facts.test_hooks and facts.environment == "production":
        yield Finding(
            "test hooks", "wrong", "on in a target that claims production: anybody can move its clock; turn them off"
        )
    elif facts.test_hooks:
        yield Finding("test hooks", "warning", f"on (the target claims {facts.environment}); never in production")


def _roster(session: Session) -> Iterator[Finding]:
    today = session.world.policy.civil_day(datetime.now(UTC))
    if session.info.roster_day != today:
        note = f"made for {session.info.roster_day}, today is {today}: ages and expiry dates may no longer fit; make it anew"
        yield Finding("roster", "warning", note)


def _promised(session: Session) -> Iterator[Finding]:
    """What the target file says can be read is read once."""
    if session.target.clock:
        yield _read(session, "clock control", "[clock]", session.port.clock_now())
    if session.target.observe.audit:
        yield _read(session, "audit", "[observe] audit", session.port.audit(after=0))
    for pattern in session.target.observe.files:
        files = observed(session, pattern)
        if not files:
            yield Finding("files", "wrong", f"[observe] files: no file fits {pattern}")
        elif closed := [file.name for file in files if not os.access(file, os.R_OK)]:
            yield Finding("files", "wrong", f"[observe] files: {', '.join(closed)} cannot be read")
        else:
            yield Finding("files", "ok", f"{pattern}: {len(files)} found")


def _read(session: Session, check: str, promise: str, wish: Conversation) -> Finding:
    try:
        outcome = converse(wish, session.network)
    except ExchangeLostError as lost:
        return Finding(check, "wrong", f"{promise} is promised, but no answer came: {lost}")
    if isinstance(outcome, Accepted):
        return Finding(check, "ok", "can be read, as the target file says")
    return Finding(check, "wrong", f"{promise} is promised, but the answer is {describe(outcome)[:200]}")


def shadowed(home: Path) -> Iterator[Finding]:
    """Our top-level folders have common names: say when another package is imported in their place."""
    foreign = []
    for name in FOLDERS:
        spec = importlib.util.find_spec(name)
        places = [Path(place) for place in (spec.submodule_search_locations or [])] if spec else []
        if home / name not in places:
            foreign.append(f"{name} ({places[0] if places else 'missing'})")
    if foreign:
        yield Finding("packages", "warning", f"another package stands before ours: {', '.join(foreign)}")
    else:
        yield Finding("packages", "ok", "no foreign package shadows ours")
