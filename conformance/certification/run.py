"""A whole certification run: preflight, opening journey, passes, closing journey, sweep, results."""

import hashlib
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata, resources
from pathlib import Path

import msgspec

from conformance.certification.adapter_trial import rehearse
from conformance.certification.environment import Environment
from conformance.certification.lending import JOURNEY_ROLE
from conformance.certification.passes import Selection, Watcher, run_passes
from conformance.certification.preflight import identify, sanity
from conformance.certification.score import read_score
from conformance.certification.verdicts import (
    Swept,
    counts,
    judge_requirements,
    judge_run,
    judge_tests,
    read_events,
    sweep,
    with_messages,
)
from conformance.observe import leaks
from conformance.plan import Plan, fits
from conformance.session import Session
from conformance.target import TargetFile
from harness.catalogue import load_catalogue
from harness.commandline import HarnessError
from harness.world.events import Event, Reason
from harness.world.limits import clipped
from harness.world.masking import Masker
from harness.world.policy import Policy
from harness.world.ports import Facts
from harness.world.reasons import sentence
from harness.world.results import Named, Results, SanityResult, TargetSummary, TrialResult
from simulators.scenarios import load_policy

_NOT_REACHED = SanityResult(passed=False, reason="not reached", because=Reason(code="not_reached"))
_NAME = 200
"""Characters of what a target calls itself."""


@dataclass
class Certification:
    """One run in one environment; `tell` hears of every verdict as it comes."""

    environment: Environment
    selection: Selection
    tell: Callable[[str, str], None]
    stage: Callable[[str], None]
    command: str = ""
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    plan: Plan = field(default_factory=lambda: Plan(tests=[]))
    """Every test of the suite, selected or not; known after the run."""

    def run(self) -> tuple[Results, list[Event]]:
        """Run it to its end.

        Raises:
            HarnessError: the target cannot be tested at all.
        """
        with self._session() as session:
            facts = identify(session)
            self.stage("opening journey and adapter trial")
            with self.environment.turn(alone=False):
                opening, trial = rehearse(session, JOURNEY_ROLE, -1)
            watcher = Watcher(self.tell)
            began = opening.passed and trial.passed
            if began:
                run_passes(self.environment.info_file, self.selection, watcher, self.environment.turn)
            self.stage("closing journey and sweep")
            with self.environment.turn(alone=False):
                closing = _sanity(session, -2) if began else _NOT_REACHED
            return self._results(session, facts, (opening, trial, closing))

    @contextmanager
    def _session(self) -> Iterator[Session]:
        session = Session.join(self.environment.info, worker="certify")
        try:
            yield session
        finally:
            session.leave()

    def _results(
        self, session: Session, facts: Facts, around: tuple[SanityResult, TrialResult, SanityResult]
    ) -> tuple[Results, list[Event]]:
        opening, trial, closing = around
        folder = Path(self.environment.info.events)
        events = read_events(line for file in sorted(folder.glob("*.jsonl")) for line in file.read_bytes().splitlines())
        self.plan = _plan(folder)
        swept = sweep(events, inbox=session.world.inbox, leaks=lambda: leaks(session))
        events = with_messages(events, swept, run=self.environment.run, masker=_masker(session, swept))
        tests = judge_tests(self.plan, events, swept, chosen=_chosen(folder), again=self._again())
        catalogue = load_catalogue()
        judgement = judge_run(
            tests, opening=opening, closing=closing, trial=trial, selection=self.selection.words, gone=self._gone()
        )
        target = self.environment.target
        results = Results(
            run=self.environment.run,
            seed=self.environment.info.seed,
            suite=Named(name="hawiya", version=metadata.version("hawiya"), digest=suite_digest()),
            catalogue=Named(name="catalogue", version=catalogue.version, digest=catalogue.digest),
            policy=policy_named(session.world.policy),
            readings=readings(session.world.policy),
            target=_summary(self.environment, facts),
            started_at=self.started_at,
            ended_at=datetime.now(UTC),
            verdict=judgement.verdict,
            exit_code=int(judgement.exit_code),
            reason=judgement.reason,
            because=judgement.because,
            counts=counts(tests),
            selftest=read_score(),
            opening=opening,
            closing=closing,
            tests=tests,
            requirements=judge_requirements(catalogue, tests, kind=target.kind),
            trial=trial,
            wire_suites=wire_suites(target),
            command=self.command,
        )
        return results, events

    def _gone(self) -> list[str]:
        """What was asked for by name and is not in the suite."""
        wanted = self.selection.only or () if self.plan.tests else ()
        return [name for name in wanted if not any(fits(test.id, name) for test in self.plan.tests)]

    def _again(self) -> str:
        name, seed = self.environment.name, self.environment.seed
        return f"hawiya certify --target {shlex.quote(name)} --seed {seed}"


def wire_suites(target: TargetFile) -> Reason | None:
    """Why the tests of our own wire do not apply; nothing where they do."""
    if target.speaks_our_wire():
        return None
    return Reason(code="wire_suites", facts={"adapter": target.adapter.name})


def _masker(session: Session, swept: Swept) -> Masker:
    masker = session.journal.masker
    for messages in swept.messages.values():
        for message in messages:
            if match := session.world.sms.pattern.search(message.text):
                masker.learn("otp", match.group(1))
            if match := session.target.serial_pattern().search(message.text):
                masker.learn("serial", match.group(1))
    return masker


def _sanity(session: Session, index: int) -> SanityResult:
    because = sanity(session, JOURNEY_ROLE, index)
    return SanityResult(passed=because is None, reason=sentence(because) if because else "", because=because)


def _plan(folder: Path) -> Plan:
    file = folder / "plan.json"
    return msgspec.json.decode(file.read_bytes(), type=Plan) if file.exists() else Plan(tests=[])


def _chosen(folder: Path) -> frozenset[str]:
    files = folder.glob("chosen-*.json")
    return frozenset(name for file in files for name in msgspec.json.decode(file.read_bytes(), type=list[str]))


def _summary(environment: Environment, facts: Facts) -> TargetSummary:
    target = environment.target
    return TargetSummary(
        name=target.name,
        kind=target.kind,
        nation=target.nation,
        url=environment.info.base_url,
        implementation=clipped(facts.implementation or "", _NAME),
        version=clipped(facts.version or "", _NAME),
        wire=clipped(facts.wire or "", _NAME),
        adapter=target.adapter.name,
        file=environment.name,
    )


def policy_named(policy: Policy) -> Named:
    """A policy with the digest of its content."""
    return Named(
        name=policy.name, version=policy.terms_version, digest=hashlib.sha256(msgspec.json.encode(policy)).hexdigest()
    )


def readings(policy: Policy) -> dict[str, str]:
    """The fields of a policy that differ from the nation's own, each with its value as JSON."""
    own = load_policy(policy.nation)
    names = (name for name in Policy.__struct_fields__ if name not in ("name", "nation"))
    return {
        name: msgspec.json.encode(getattr(policy, name)).decode()
        for name in names
        if getattr(policy, name) != getattr(own, name)
    }


def suite_digest() -> str:
    """SHA-256 over the files of the suites, names and contents, in the order of their names."""
    digest = hashlib.sha256()
    root = Path(str(resources.files("conformance")))
    for file in sorted(root.rglob("*.py")):
        if "tests" not in file.relative_to(root).parts:
            content = file.read_bytes()
            digest.update(f"{file.relative_to(root)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def write_run(folder: Path, results: Results, events: list[Event]) -> None:
    """Write `events.jsonl` and `results.json`.

    Raises:
        HarnessError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        encoder = msgspec.json.Encoder()
        with (folder / "events.jsonl").open("wb") as file:
            file.writelines(encoder.encode(event) + b"\n" for event in events)
        (folder / "results.json").write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=1))
    except OSError as error:
        raise HarnessError(f"--out {folder}: {error.strerror}") from None
