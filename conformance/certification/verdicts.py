"""From events to verdicts: the sweep over claimed messages, the verdict of each test, of each requirement, of the run."""

import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import msgspec

from conformance.plan import Plan, PlannedTest
from harness.catalogue import Catalogue, Requirement
from harness.commandline import ExitCode
from harness.world.events import Event, LeakDetail, MessagesDetail, Reason, SmsDetail, Verdict, VerdictDetail
from harness.world.masking import Masker
from harness.world.reasons import sentence
from harness.world.results import Coverage, RequirementResult, RunVerdict, SanityResult, TestResult, TrialResult
from simulators.journey import sms_detail
from simulators.sms.client import SmsInbox
from simulators.sms.inbox import Message

_EXPLAINED: tuple[Verdict, ...] = ("INCONCLUSIVE", "N/A", "ERROR")


@dataclass(frozen=True, kw_only=True)
class Swept:
    """What the sweep found, by test id: what is wrong, and the messages that a claim was about."""

    broken: Mapping[str, Reason]
    messages: Mapping[str, Sequence[Message]] = field(default_factory=dict)


def sweep(events: Sequence[Event], *, inbox: SmsInbox, leaks: Callable[[], str]) -> Swept:
    """Judge every claim about messages and leaks, now that the route has been drained and all has been written."""
    broken: dict[str, Reason] = {}
    messages: dict[str, list[Message]] = {}
    for event in events:
        claim = event.detail
        if isinstance(claim, MessagesDetail) and event.test is not None:
            found = inbox.messages(recipient=claim.recipient, after=claim.after)
            messages.setdefault(event.test, []).extend(found)
            if len(found) != claim.exactly:
                facts = {"expected": str(claim.exactly), "observed": str(len(found))}
                broken[event.test] = Reason(code="messages", facts=facts)
        if isinstance(claim, LeakDetail) and event.test is not None and (where := leaks()):
            broken[event.test] = Reason(code="leak", facts={"where": where})
    return Swept(broken=broken, messages=messages)


def with_messages(events: Sequence[Event], swept: Swept, *, run: str, masker: Masker) -> list[Event]:
    """The timeline with the messages that were found in the sweep and had not been read in their test."""
    read = {(event.test, event.detail.sequence) for event in events if isinstance(event.detail, SmsDetail)}
    found = [
        Event(
            run=run,
            worker="sweep",
            test=test,
            actor="sms",
            what=f"SMS to {message.recipient}",
            intended_at=message.received_at,
            started_at=message.received_at,
            ended_at=message.received_at,
            detail=sms_detail(message, masker),
        )
        for test, messages in swept.messages.items()
        for message in messages
        if (test, message.seq) not in read
    ]
    return sorted([*events, *found], key=lambda event: event.started_at)


def judge_tests(
    plan: Plan, events: Sequence[Event], swept: Swept, *, chosen: frozenset[str], again: str = "hawiya certify"
) -> list[TestResult]:
    """The result of every test that was chosen; one without a verdict is an error of ours.

    `again` is the command that runs the same suite against the same target.
    """
    found = {event.test: event for event in events if isinstance(event.detail, VerdictDetail) and event.test}
    lines: dict[str, list[int]] = {}
    begun: dict[str, Event] = {}
    for number, event in enumerate(events):
        if event.test is not None:
            lines.setdefault(event.test, []).append(number)
            begun.setdefault(event.test, event)
    results = []
    for test in plan.tests:
        if test.id in chosen:
            seconds = 0.0
            if test.id in found:
                seconds = (found[test.id].ended_at - begun[test.id].started_at).total_seconds()
            detail = found[test.id].detail if test.id in found else None
            found_here = _result(test, detail, swept, lines.get(test.id, []), seconds)
            rerun = f"{again} --select {shlex.quote(test.id)}"
            results.append(msgspec.structs.replace(found_here, rerun=rerun))
    return results


def _result(test: PlannedTest, detail: object, swept: Swept, evidence: list[int], seconds: float) -> TestResult:
    if not isinstance(detail, VerdictDetail):
        detail = VerdictDetail(verdict="ERROR", because=Reason(code="no_verdict"))
    verdict, because = detail.verdict, detail.because
    if verdict == "PASS" and test.id in swept.broken:
        verdict, because = ("WARN" if test.level == "SHOULD" else "FAIL"), swept.broken[test.id]
    return TestResult(
        id=test.id,
        title=test.title,
        requirements=test.requirements,
        area=test.area,
        case=test.case,
        level=test.level,
        layer=test.layer,
        grade=test.grade,
        verdict=verdict,
        seconds=round(seconds, 4),
        assertions=detail.assertions,
        required=test.required and not (detail.by_policy or detail.by_wire),
        reason=sentence(because) if because else detail.reason,
        because=because,
        explanation=sentence(Reason(code=f"means.{verdict}")) if verdict in _EXPLAINED else "",
        evidence=evidence,
    )


_WORST: tuple[Verdict, ...] = ("FAIL", "ERROR", "INCONCLUSIVE", "WARN", "REVIEW", "PASS", "N/A")
_AS_COVERAGE: Mapping[Verdict, Coverage] = {
    "FAIL": "FAIL",
    "ERROR": "INCOMPLETE",
    "INCONCLUSIVE": "INCOMPLETE",
    "WARN": "WARN",
    "REVIEW": "REVIEW",
    "PASS": "PASS",
    "N/A": "N/A",
}


def judge_requirements(catalogue: Catalogue, tests: Sequence[TestResult], *, kind: str) -> list[RequirementResult]:
    """The coverage of every requirement of the catalogue, tested or not."""
    by_requirement: dict[str, list[TestResult]] = {}
    for test in tests:
        for name in test.requirements:
            by_requirement.setdefault(name, []).append(test)
    return [
        _requirement(requirement, by_requirement.get(requirement.id, []), kind=kind)
        for requirement in catalogue.requirements.values()
    ]


def _requirement(requirement: Requirement, tests: Sequence[TestResult], *, kind: str) -> RequirementResult:
    coverage, because, reason = _coverage(requirement, tests, kind=kind)
    return RequirementResult(
        id=requirement.id,
        area=requirement.area,
        level=requirement.level,
        text=requirement.text,
        coverage=coverage,
        reason=sentence(because) if because else reason,
        because=because,
        tests=[test.id for test in tests],
        observe=requirement.observe,
        grade=min((test.grade for test in tests if test.verdict == "PASS"), default=""),
        policy=requirement.policy or "",
    )


def _coverage(
    requirement: Requirement, tests: Sequence[TestResult], *, kind: str
) -> tuple[Coverage, Reason | None, str]:
    if tests:
        worst = min(tests, key=lambda test: _WORST.index(test.verdict))
        return _AS_COVERAGE[worst.verdict], worst.because, worst.reason
    if kind not in requirement.subject:
        facts = {"subjects": ", ".join(requirement.subject), "kind": kind}
        return "N/A", Reason(code="borne", facts=facts), ""
    if requirement.observe == "O4":
        return "MANUAL", Reason(code="witnessed"), ""
    if requirement.derived_from:
        return "UNTESTED", Reason(code="derived", facts={"names": ", ".join(requirement.derived_from)}), ""
    return "UNTESTED", Reason(code="untested"), ""


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """The verdict of a run with its exit code and one sentence why."""

    verdict: RunVerdict
    exit_code: ExitCode
    because: Reason

    @property
    def reason(self) -> str:
        """Why, in English."""
        return sentence(self.because)


def judge_run(  # noqa: PLR0913 - what the verdict of a run rests on
    tests: Sequence[TestResult],
    *,
    opening: SanityResult,
    closing: SanityResult,
    trial: TrialResult | None = None,
    selection: str = "",
    gone: Sequence[str] = (),
) -> Judgement:
    """The verdict of the run; the first rule that fits decides.

    A `selection` is named, because it says nothing of the rest; `gone` are tests that it names and the suite has not.
    """
    failed = [test for test in tests if test.verdict == "FAIL"]
    errors = [test for test in tests if test.verdict == "ERROR"]
    open_ends = [test for test in tests if test.required and test.verdict in ("N/A", "INCONCLUSIVE")]
    answered = any(test.verdict in ("PASS", "WARN") for test in tests)
    distrust = distrusted(trial, opening)
    rules = (
        (distrust, "INCOMPLETE", distrust or Reason(code="trial")),
        (not opening.passed, "INCOMPLETE", Reason(code="opening", inner=_why(opening))),
        (failed, "NOT CONFORMANT", _tests("failed", failed)),
        (not closing.passed, "NOT CONFORMANT", Reason(code="closing", inner=_why(closing))),
        (errors, "ENVIRONMENT", _tests("errors", errors)),
        (gone, "INCOMPLETE", Reason(code="gone", facts={"names": ", ".join(gone)})),
        (not answered, "INCOMPLETE", Reason(code="nothing")),
        (open_ends, "INCOMPLETE", _tests("open", open_ends)),
        (True, "CONFORMANT", Reason(code="conformant", facts={"count": str(len(tests))})),
    )
    verdict, because = next((verdict, because) for fits, verdict, because in rules if fits)
    if selection:
        because = Reason(code="only", facts={"selection": selection}, inner=because)
    return Judgement(verdict=cast("RunVerdict", verdict), exit_code=_EXIT_CODES[verdict], because=because)


def _why(journey: SanityResult) -> Reason:
    return journey.because or Reason(code="plain", facts={"text": journey.reason})


def distrusted(trial: TrialResult | None, opening: SanityResult) -> Reason | None:
    """An adapter that does not tell answers apart makes every verdict worthless, so it goes before all others."""
    if trial is None or trial.passed:
        return None
    if opening.passed:
        return Reason(code="trial", inner=Reason(code="plain", facts={"text": trial.reason}))
    return Reason(code="trial_and_opening", facts={"why": trial.reason}, inner=_why(opening))


_NAMED = 3
"""As many names fit a line."""
_EXIT_CODES = {
    "CONFORMANT": ExitCode.CONFORMANT,
    "NOT CONFORMANT": ExitCode.NOT_CONFORMANT,
    "ENVIRONMENT": ExitCode.ENVIRONMENT,
    "INCOMPLETE": ExitCode.INCOMPLETE,
}


def _tests(code: str, tests: Sequence[TestResult]) -> Reason:
    names = ", ".join([*(test.id for test in tests[:_NAMED]), *(["…"] if len(tests) > _NAMED else [])])
    facts = {"count": str(len(tests)), "names": names}
    return Reason(code=f"{code}.one" if len(tests) == 1 else f"{code}.more", facts=facts)


def counts(tests: Iterable[TestResult]) -> dict[str, int]:
    """How many tests came to each verdict."""
    found = Counter(test.verdict for test in tests)
    return {verdict: found[verdict] for verdict in ("PASS", "FAIL", "WARN", "N/A", "REVIEW", "ERROR", "INCONCLUSIVE")}


def read_events(lines: Iterable[bytes]) -> list[Event]:
    """Events of several processes as one timeline, in the order of their beginning."""
    decoder = msgspec.json.Decoder(Event)
    return sorted((decoder.decode(line) for line in lines if line.strip()), key=lambda event: event.started_at)
