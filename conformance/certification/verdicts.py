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
from harness.world.events import Event, LeakDetail, MessagesDetail, SmsDetail, Verdict, VerdictDetail
from harness.world.masking import Masker
from harness.world.results import Coverage, RequirementResult, RunVerdict, SanityResult, TestResult
from simulators.journey import sms_detail
from simulators.sms.client import SmsInbox
from simulators.sms.inbox import Message

_EXPLANATIONS: Mapping[Verdict, str] = {
    "INCONCLUSIVE": "A step before the one that is tested did not work: look at the failing test of that step first.",
    "N/A": "The target file does not offer what this test needs.",
    "ERROR": "Our tool failed, not the target: report it.",
}


@dataclass(frozen=True, kw_only=True)
class Swept:
    """What the sweep found, by test id: what is wrong, and the messages that a claim was about."""

    broken: Mapping[str, str]
    messages: Mapping[str, Sequence[Message]] = field(default_factory=dict)


def sweep(events: Sequence[Event], *, inbox: SmsInbox, leaks: Callable[[], str]) -> Swept:
    """Judge every claim about messages and leaks, now that the route has been drained and all has been written."""
    broken: dict[str, str] = {}
    messages: dict[str, list[Message]] = {}
    for event in events:
        claim = event.detail
        if isinstance(claim, MessagesDetail) and event.test is not None:
            found = inbox.messages(recipient=claim.recipient, after=claim.after)
            messages.setdefault(event.test, []).extend(found)
            if len(found) != claim.exactly:
                broken[event.test] = (
                    f"expected exactly {claim.exactly} messages to the applicant; observed {len(found)}"
                )
        if isinstance(claim, LeakDetail) and event.test is not None and (where := leaks()):
            broken[event.test] = f"expected no leak; observed: {where}"
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
        detail = VerdictDetail(verdict="ERROR", reason="no verdict was written: the process that ran the test died")
    verdict, reason = detail.verdict, detail.reason
    if verdict == "PASS" and test.id in swept.broken:
        verdict, reason = ("WARN" if test.level == "SHOULD" else "FAIL"), swept.broken[test.id]
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
        required=test.required and not detail.by_policy,
        reason=reason,
        explanation=_EXPLANATIONS.get(verdict, ""),
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
    coverage, reason = _coverage(requirement, tests, kind=kind)
    return RequirementResult(
        id=requirement.id,
        area=requirement.area,
        level=requirement.level,
        text=requirement.text,
        coverage=coverage,
        reason=reason,
        tests=[test.id for test in tests],
        observe=requirement.observe,
        grade=min((test.grade for test in tests if test.verdict == "PASS"), default=""),
        policy=requirement.policy or "",
    )


def _coverage(requirement: Requirement, tests: Sequence[TestResult], *, kind: str) -> tuple[Coverage, str]:
    if tests:
        worst = min(tests, key=lambda test: _WORST.index(test.verdict))
        return _AS_COVERAGE[worst.verdict], worst.reason
    if kind not in requirement.subject:
        return "N/A", f"borne by {', '.join(requirement.subject)}, not by a {kind}"
    if requirement.observe == "O4":
        return "MANUAL", "declared or witnessed by a person"
    if requirement.derived_from:
        return "UNTESTED", f"not tested alone: derived from {', '.join(requirement.derived_from)}"
    return "UNTESTED", "no test in this version of the suite or in this selection"


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """The verdict of a run with its exit code and one sentence why."""

    verdict: RunVerdict
    exit_code: ExitCode
    reason: str


def judge_run(
    tests: Sequence[TestResult],
    *,
    opening: SanityResult,
    closing: SanityResult,
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
    rules = (
        (not opening.passed, "INCOMPLETE", f"the opening journey failed: {opening.reason}"),
        (failed, "NOT CONFORMANT", f"{_tests(failed)} failed: {_names(failed)}"),
        (not closing.passed, "NOT CONFORMANT", f"the closing journey failed: {closing.reason}"),
        (errors, "ENVIRONMENT", f"{_tests(errors)} ended in an error of ours: {_names(errors)}"),
        (gone, "INCOMPLETE", f"not in this version of the suite: {', '.join(gone)}"),
        (not answered, "INCOMPLETE", "no test came to a verdict"),
        (open_ends, "INCOMPLETE", f"{_tests(open_ends)} without an answer: {_names(open_ends)}"),
        (True, "CONFORMANT", f"{len(tests)} tests, every one that applies was answered as required"),
    )
    verdict, reason = next((verdict, reason) for fits, verdict, reason in rules if fits)
    if selection:
        reason = f"only {selection}: {reason}"
    return Judgement(verdict=cast("RunVerdict", verdict), exit_code=_EXIT_CODES[verdict], reason=reason)


_EXIT_CODES = {
    "CONFORMANT": ExitCode.CONFORMANT,
    "NOT CONFORMANT": ExitCode.NOT_CONFORMANT,
    "ENVIRONMENT": ExitCode.ENVIRONMENT,
    "INCOMPLETE": ExitCode.INCOMPLETE,
}


def _tests(tests: Sequence[TestResult]) -> str:
    return f"{len(tests)} test{'s' if len(tests) != 1 else ''}"


def _names(tests: Sequence[TestResult]) -> str:
    shown = ", ".join(test.id for test in tests[:3])
    return shown + (f" and {len(tests) - 3} more" if len(tests) > 3 else "")  # noqa: PLR2004 - three names fit a line


def counts(tests: Iterable[TestResult]) -> dict[str, int]:
    """How many tests came to each verdict."""
    found = Counter(test.verdict for test in tests)
    return {verdict: found[verdict] for verdict in ("PASS", "FAIL", "WARN", "N/A", "REVIEW", "ERROR", "INCONCLUSIVE")}


def read_events(lines: Iterable[bytes]) -> list[Event]:
    """Events of several processes as one timeline, in the order of their beginning."""
    decoder = msgspec.json.Decoder(Event)
    return sorted((decoder.decode(line) for line in lines if line.strip()), key=lambda event: event.started_at)
