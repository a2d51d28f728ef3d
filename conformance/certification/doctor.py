"""`hawiya doctor`: check a target file and everything that it names, one line a check, before a certification."""

import argparse
import importlib.util
import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from conformance.adapter import METHODS, offered
from conformance.certification.adapter_trial import rehearse
from conformance.certification.card_doctor import card_findings
from conformance.certification.environment import Environment
from conformance.certification.finding import Finding
from conformance.certification.kinds import kind_named
from conformance.certification.lending import JOURNEY_ROLE, giving_back
from conformance.certification.matcher_doctor import matcher_findings
from conformance.certification.options import TARGET_HELP
from conformance.certification.preflight import identify
from conformance.certification.server import wire_suites
from conformance.certification.words import Words
from conformance.observe import observed
from conformance.session import Session
from conformance.target import REFERENCE, TargetFile, load_target
from harness.commandline import ExitCode, HarnessError, UsageError
from harness.world.events import Reason
from harness.world.limits import clipped
from harness.world.ports import Accepted, Conversation, ExchangeLostError, Facts, converse
from harness.world.reasons import sentence
from simulators.journey import describe

FOLDERS = ("harness", "simulators", "scenarios", "conformance", "load", "reports")
_NAME = 200
_PERSON = -3  # the citizens -1 and -2 play the journeys around a certification


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `hawiya doctor`."""
    parser.add_argument("--target", default=REFERENCE, help=TARGET_HELP)
    parser.add_argument("--seed", type=int, default=1, help="seed of the simulated world (default %(default)s)")
    parser.add_argument("--advertise", metavar="HOST", help="host under which a remote target reaches our SMS gateway")
    parser.add_argument("--lang", choices=("en", "ar"), default="en", help="language of what is printed (default en)")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Check; 0 when a certification can begin, 2 for a bad file, 3 when the target cannot be tested."""
    findings: list[Finding] = []
    code = ExitCode.CONFORMANT
    show: Callable[[Finding], None] = (lambda _finding: None) if arguments.json else _Shown(arguments.lang)
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
        print(json.dumps([finding.plain() for finding in findings], ensure_ascii=False))  # noqa: T201 - its output
    return int(code)


class _Shown:
    """Prints a finding in a language."""

    def __init__(self, language: str) -> None:
        self._say = Words(language)

    def __call__(self, finding: Finding) -> None:
        mark = {"ok": "✓", "warning": "!", "wrong": "✗"}[finding.result]
        check = self._say.padded(self._say.named("check", finding.check), 16)
        print(f"  {mark} {check} {finding.spoken(self._say)}")  # noqa: T201 - the command's own output


def _findings(name: str, seed: int, advertise: str | None) -> Iterator[Finding]:
    yield from shadowed(Path(__file__).parents[2])
    if kind_named(name) == "card":
        yield from card_findings(name, seed)
        return
    if kind_named(name) == "matcher":
        yield from matcher_findings(name, seed)
        return
    target = load_target(name)
    yield Finding.of("target file", "ok", "file", kind=target.kind, nation=target.nation, adapter=target.adapter.name)
    absent = sorted({"clock", "audit", "files"} - target.offers())
    if absent:
        yield Finding.of("observation", "warning", "absent", names=", ".join(absent))
    with Environment(name, seed=seed, advertise=advertise) as environment:
        session = Session.join(environment.info, worker="doctor")
        try:
            facts = identify(session)
            named = {name: clipped(str(getattr(facts, name)), _NAME) for name in ("implementation", "version", "wire")}
            yield Finding.of("protocol", "ok", "speaks", **named)
            yield Finding.of("clock", "ok", "clock", time=facts.server_time)
            yield from _hooks(facts)
            yield from _roster(session)
            yield _adapter(session)
            journey, trial = rehearse(session, JOURNEY_ROLE, _PERSON)
            yield (
                Finding.of("journey", "ok", "enrolled")
                if journey.passed
                else Finding("journey", "wrong", journey.reason, because=journey.because)
            )
            yield (
                Finding.of("adapter trial", "ok", "trial", tried=trial.tried)
                if trial.passed
                else Finding("adapter trial", "wrong", trial.reason)
            )
            yield from _promised(session)
            yield from _given_back(session, environment.target)
        finally:
            session.leave()


def _adapter(session: Session) -> Finding:
    """What the adapter can be asked."""
    offers = offered(session.port)
    if missing := sorted(set(METHODS) - set(offers)):
        return Finding.of("adapter", "warning", "lacks", count=len(offers), all=len(METHODS), names=", ".join(missing))
    if because := wire_suites(session.target):
        return Finding("adapter", "ok", sentence(because), because=because)
    return Finding.of("adapter", "ok", "our_wire", count=len(offers))


def _hooks(facts: Facts) -> Iterator[Finding]:
    if facts.test_hooks and facts.environment == "production":
        yield Finding.of("test hooks", "wrong", "hooks_production")
    elif facts.test_hooks:
        yield Finding.of("test hooks", "warning", "hooks", environment=facts.environment)


def _roster(session: Session) -> Iterator[Finding]:
    today = session.world.policy.civil_day(datetime.now(UTC))
    if session.info.roster_day != today:
        yield Finding.of("roster", "warning", "roster", day=session.info.roster_day, today=today)


def _promised(session: Session) -> Iterator[Finding]:
    """What the target file says can be read is read once."""
    if session.target.clock:
        yield _read(session, "clock control", "[clock]", session.port.clock_now())
    if session.target.observe.audit:
        yield _read(session, "audit", "[observe] audit", session.port.audit(after=0))
    for pattern in session.target.observe.files:
        files = observed(session, pattern)
        if not files:
            yield Finding.of("files", "wrong", "no_file", pattern=pattern)
        elif closed := [file.name for file in files if not os.access(file, os.R_OK)]:
            yield Finding.of("files", "wrong", "closed", names=", ".join(closed))
        else:
            yield Finding.of("files", "ok", "found", pattern=pattern, count=len(files))


def _given_back(session: Session, target: TargetFile) -> Iterator[Finding]:
    """The person of the journey, where the target file says that people can be given back."""
    if target.roster is None or not target.roster.reclaim:
        return
    trouble: list[Reason] = []
    people = [person for person in session.world.population.people if person.role == JOURNEY_ROLE]
    give_back = giving_back(target, session.info.base_url, trouble.append, beside=session.info.target)
    if give_back([people[_PERSON]]):
        yield Finding.of("people", "ok", "given_back")
    else:
        because = Reason(code="not_reclaimed", facts={"promise": "[roster] reclaim"}, inner=trouble[-1])
        yield Finding("people", "wrong", sentence(because), because=because)


def _read(session: Session, check: str, promise: str, wish: Conversation) -> Finding:
    try:
        outcome = converse(wish, session.network)
    except ExchangeLostError as lost:
        return Finding.of(check, "wrong", "lost", promise=promise, why=lost)
    if isinstance(outcome, Accepted):
        return Finding.of(check, "ok", "readable")
    return Finding.of(check, "wrong", "unreadable", promise=promise, answer=clipped(describe(outcome), _NAME))


def shadowed(home: Path) -> Iterator[Finding]:
    """Our top-level folders have common names: say when another package is imported in their place."""
    foreign = []
    for name in FOLDERS:
        spec = importlib.util.find_spec(name)
        places = [Path(place) for place in (spec.submodule_search_locations or [])] if spec else []
        if home / name not in places:
            foreign.append(f"{name} ({places[0] if places else 'missing'})")
    if foreign:
        yield Finding.of("packages", "warning", "shadowed", names=", ".join(foreign))
    else:
        yield Finding.of("packages", "ok", "packages")
