"""allure-results/: one result a test in the model of Allure's own library, with the timeline as steps and the evidence attached.

Feature is the area, story the requirement; severity follows the level. A test keeps its history id from run to run, whatever the
seed, so that a server of Allure reports draws its trend. What was known to fail in a gate is marked as known.
"""

import hashlib
import uuid
from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec
from allure_commons.logger import AllureFileLogger
from allure_commons.model2 import Attachment, Label, Parameter, Status, StatusDetails, TestResult, TestStepResult

from harness.world.events import ApduDetail, CheckDetail, Event, HttpDetail, SmsDetail, StepDetail, VerdictDetail
from reports.untrusted import printable, visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from harness.world.events import Verdict
    from harness.world.results import Results
    from harness.world.results import TestResult as Judged
    from reports.run import RunFolder

FOLDER = "allure-results"
_STATUS: "dict[Verdict, str]" = {
    "PASS": Status.PASSED,
    "WARN": Status.PASSED,
    "FAIL": Status.FAILED,
    "ERROR": Status.BROKEN,
    "INCONCLUSIVE": Status.BROKEN,
    "N/A": Status.SKIPPED,
    "REVIEW": Status.UNKNOWN,
}
_SEVERITY = {"MUST": "critical", "SHOULD": "normal", "MAY": "minor"}
_NAME_LENGTH = 300


def write(run: "RunFolder") -> "Path":
    """Write the folder `allure-results` into the run folder, in place of an earlier one."""
    folder = run.path / FOLDER
    logger = AllureFileLogger(folder, clean=True)
    events: defaultdict[str, list[Event]] = defaultdict(list)
    for _, event in run.events():
        if event.test is not None:
            events[event.test].append(event)
    for test in run.results.tests:
        own = events[test.id]
        identity = _identity(run.results.run, test.id)
        evidence = f"{identity}-attachment.json"
        logger.report_attached_data(_evidence(own), evidence)
        logger.report_result(_result(test, own, run=run, identity=identity, evidence=evidence))
    logger.report_attached_data("\n".join(_environment(run.results)), "environment.properties")
    return folder


def _result(test: "Judged", events: list[Event], *, run: "RunFolder", identity: str, evidence: str) -> TestResult:
    history = hashlib.sha256(test.id.encode()).hexdigest()[:32]
    began = events[0].started_at if events else run.results.started_at
    return TestResult(
        uuid=identity,
        historyId=history,
        testCaseId=history,
        fullName=visible(test.id),
        titlePath=["hawiya", visible(test.area)],
        name=visible(test.title),
        description=visible("\n\n".join(part for part in (test.case, test.explanation, test.rerun) if part)),
        status=_STATUS[test.verdict],
        statusDetails=_details(test, is_known=test.id in run.known),
        stage="finished",
        labels=list(_labels(test, run.results)),
        parameters=[Parameter(name="verdict", value=test.verdict), Parameter(name="grade", value=test.grade)],
        steps=[_step(event) for event in events if not isinstance(event.detail, VerdictDetail)],
        attachments=[Attachment(name="timeline, masked", source=evidence, type="application/json")],
        start=_ms(began),
        stop=_ms(events[-1].ended_at if events else began),
    )


def _details(test: "Judged", *, is_known: bool) -> StatusDetails:
    lines = [f"{test.verdict}: {test.reason}" if test.reason else "", test.rerun and f"again alone: {test.rerun}"]
    return StatusDetails(
        known=is_known, message=visible(test.reason), trace=visible("\n".join(line for line in lines if line))
    )


def _labels(test: "Judged", results: "Results") -> "Iterator[Label]":
    yield Label(name="feature", value=visible(test.area))
    for requirement in test.requirements:
        yield Label(name="story", value=visible(requirement))
    yield Label(name="severity", value=_SEVERITY.get(test.level, "critical"))
    yield Label(name="parentSuite", value=visible(results.target.name))
    yield Label(name="suite", value=visible(test.area))
    yield Label(name="tag", value=test.layer)
    yield Label(name="framework", value="hawiya")


def _step(event: Event) -> TestStepResult:
    status, told = _told(event)
    name = f"{event.actor}: {event.what}{f': {told}' if told else ''}"
    return TestStepResult(
        name=visible(name)[:_NAME_LENGTH],
        status=status,
        stage="finished",
        start=_ms(event.started_at),
        stop=_ms(event.ended_at),
    )


def _told(event: Event) -> tuple[str, str]:
    """The status of a step, and what its name does not say."""
    match event.detail:
        case HttpDetail(status=status, lost=lost):
            return (Status.BROKEN, f"no answer: {lost}") if status is None else (Status.PASSED, str(status))
        case ApduDetail(lost=lost) if lost:
            return Status.BROKEN, f"no answer: {lost}"
        case StepDetail(outcome=outcome, reason=reason, note=note):
            known = outcome in ("accepted", "refused")
            return (Status.PASSED if known else Status.BROKEN), f"{outcome} {reason or note}".strip()
        case CheckDetail(expected=expected, observed=observed, holds=holds):
            return (Status.PASSED if holds else Status.FAILED), f"expected {expected}; observed {observed}"
        case SmsDetail(text=text):
            return Status.PASSED, text
        case _:
            return Status.PASSED, ""


def _evidence(events: list[Event]) -> str:
    return visible(msgspec.json.format(msgspec.json.encode(events), indent=1).decode())


def _environment(results: "Results") -> "Iterator[str]":
    """Lines of a Java properties file."""
    values = {"run": results.run, "seed": str(results.seed), "verdict": results.verdict, "target": results.target.name}
    values |= {
        part.name: f"{part.version} {part.digest[:12]}" for part in (results.suite, results.catalogue, results.policy)
    }
    for name, value in values.items():
        line = " ".join(printable(value).split()).replace("\\", "\\\\")
        yield f"{printable(name).replace(' ', '_').replace('=', '_').replace(':', '_')}={line}"


def _identity(run: str, test: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"hawiya:{run}:{test}"))


def _ms(moment: "datetime") -> int:
    return int(moment.timestamp() * 1000)
