"""A whole certification run: preflight, opening journey, passes, closing journey, sweep, results."""

import hashlib
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata, resources
from pathlib import Path

import msgspec

from conformance.certification.passes import Selection, Watcher, run_passes
from conformance.certification.proceedings import NOT_REACHED, AnyEnvironment, Proceedings
from conformance.certification.score import read_score
from conformance.certification.verdicts import counts, judge_requirements, judge_run, judge_tests, read_events
from conformance.plan import Plan, fits
from harness.catalogue import load_catalogue
from harness.commandline import HarnessError
from harness.world.events import Event
from harness.world.ports import Facts
from harness.world.results import Named, Results, SanityResult, TrialResult

EVENTS = "events"
"""The folder below the working folder of a run in which its processes write what happens."""


@dataclass
class Certification:
    """One run in one environment; `tell` hears of every verdict as it comes."""

    environment: AnyEnvironment
    begin: Callable[[], Proceedings]
    """Joins the run: what is done around its tests depends on the kind of the target."""
    selection: Selection
    tell: Callable[[str, str], None]
    stage: Callable[[str], None]
    command: str = ""
    out: Path = Path("out/certify")
    """The folder of its results, beside which a test that is run again alone puts its own."""
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    plan: Plan = field(default_factory=lambda: Plan(tests=[]))
    """Every test of the suite, selected or not; known after the run."""

    def run(self) -> tuple[Results, list[Event]]:
        """Run it to its end.

        Raises:
            HarnessError: the target cannot be tested at all.
        """
        proceedings = self.begin()
        try:
            facts = proceedings.identify()
            self.stage(proceedings.opening_stage)
            with self.environment.turn(alone=False):
                opening, trial = proceedings.open()
            watcher = Watcher(self.tell)
            began = opening.passed and (trial is None or trial.passed)
            if began:
                run_passes(self.environment.info_file, self.selection, watcher, self.environment.turn)
            self.stage(proceedings.closing_stage)
            with self.environment.turn(alone=False):
                closing = proceedings.close() if began else NOT_REACHED
            return self._results(proceedings, facts, (opening, trial, closing))
        finally:
            proceedings.leave()

    def _results(
        self, proceedings: Proceedings, facts: Facts, around: tuple[SanityResult, TrialResult | None, SanityResult]
    ) -> tuple[Results, list[Event]]:
        opening, trial, closing = around
        folder = self.environment.work / EVENTS
        events = read_events(line for file in sorted(folder.glob("*.jsonl")) for line in file.read_bytes().splitlines())
        self.plan = _plan(folder)
        swept, events = proceedings.sweep(events)
        tests = judge_tests(self.plan, events, swept, chosen=_chosen(folder), again=self._again())
        catalogue = load_catalogue()
        judgement = judge_run(
            tests, opening=opening, closing=closing, trial=trial, selection=self.selection.words, gone=self._gone()
        )
        target = proceedings.summary(facts)
        results = Results(
            run=self.environment.run,
            seed=proceedings.seed,
            suite=Named(name="hawiya", version=metadata.version("hawiya"), digest=suite_digest()),
            catalogue=Named(name="catalogue", version=catalogue.version, digest=catalogue.digest),
            policy=proceedings.policy(),
            readings=proceedings.readings(),
            target=target,
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
            wire_suites=proceedings.wire_suites(),
            command=self.command,
        )
        return results, events

    def _gone(self) -> list[str]:
        """What was asked for by name and is not in the suite."""
        wanted = self.selection.only or () if self.plan.tests else ()
        return [name for name in wanted if not any(fits(test.id, name) for test in self.plan.tests)]

    def _again(self) -> str:
        words = ["hawiya", "certify", "--target", self.environment.name, "--seed", str(self.environment.seed)]
        return shlex.join([*words, "--out", beside(self.out)]) + self.environment.again


def beside(out: Path) -> str:
    """Where a test that is run again alone puts its results, so that it never replaces those of the run: `out/certify-alone`."""
    return f"{out if out.name not in ('', '..') else out.resolve()}-alone"


def _plan(folder: Path) -> Plan:
    file = folder / "plan.json"
    return msgspec.json.decode(file.read_bytes(), type=Plan) if file.exists() else Plan(tests=[])


def _chosen(folder: Path) -> frozenset[str]:
    files = folder.glob("chosen-*.json")
    return frozenset(name for file in files for name in msgspec.json.decode(file.read_bytes(), type=list[str]))


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
