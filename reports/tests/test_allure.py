"""allure-results/ in the model of Allure's own library: what a server of reports needs, and nothing that could be executed."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest
from allure_commons import model2

from harness.world.gate import Finding, GateResult
from harness.world.results import Named
from reports import allure
from reports.command import write_reports


def results(run) -> dict[str, model2.TestResult]:
    """Every result file as the library's own model, by full name; an unknown field is an error of `attrs`."""
    files = allure.write(run).glob("*-result.json")
    read = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    for each in read:
        each["labels"] = [model2.Label(**label) for label in each["labels"]]
        each["steps"] = [model2.TestStepResult(**step) for step in each.get("steps", [])]
        each["attachments"] = [model2.Attachment(**one) for one in each["attachments"]]
        each["statusDetails"] = model2.StatusDetails(**each.get("statusDetails", {}))
    made = [model2.TestResult(**each) for each in read]
    return {each.fullName: each for each in made}


def labels(result, name):
    return [label.value for label in result.labels if label.name == name]


def test_there_is_one_result_a_test(failing):
    found = results(failing)
    assert found.keys() == {test.id for test in failing.results.tests}


@pytest.mark.parametrize(
    ("test", "status"),
    [
        ("sms/SMS-002/neg", "failed"),
        ("privacy/PRV-003/neg", "passed"),
        ("face/FAC-002/neg", "unknown"),
        ("troubleshooting/TRB-001/neg", "skipped"),
        ("pin/PIN-007/neg", "broken"),
        ("privacy/PRV-010/neg", "broken"),
        ("eligibility/ELG-001/neg", "passed"),
    ],
)
def test_a_verdict_becomes_a_status(failing, test, status):
    assert results(failing)[test].status == status


def test_feature_is_the_area_story_the_requirement_and_severity_the_level(failing):
    result = results(failing)["sms/SMS-002/neg"]
    assert labels(result, "feature") == ["sms"]
    assert labels(result, "story") == ["SMS-002", "THR-002"]
    assert labels(result, "severity") == ["critical"]


def test_a_failure_says_why_and_how_to_see_it_again(failing):
    details = results(failing)["sms/SMS-002/neg"].statusDetails
    assert details.message == "a code that was used once was accepted again"
    assert "again alone: hawiya certify" in details.trace
    assert details.known is False


def test_the_timeline_is_there_as_steps_and_as_an_attachment(failing):
    result = results(failing)["sms/SMS-002/neg"]
    names = [step.name for step in result.steps]
    assert names[0] == "phone: open the session: 201"
    assert [step.status for step in result.steps if "expected refused" in step.name] == ["failed"]
    assert all(step.start <= step.stop for step in result.steps)
    (attachment,) = result.attachments
    content = json.loads((failing.path / "allure-results" / attachment.source).read_text())
    assert [event["test"] for event in content] == ["sms/SMS-002/neg"] * len(content)


def test_the_history_of_a_test_is_the_same_in_another_run(good):
    first = results(good)
    other = msgspec.structs.replace(good.results, run="another", seed=7)
    second = results(replace(good, results=other))
    assert {name: each.historyId for name, each in first.items()} == {
        name: each.historyId for name, each in second.items()
    }
    assert {each.uuid for each in first.values()} & {each.uuid for each in second.values()} == set()
    assert len({each.historyId for each in first.values()}) == len(first)


def test_an_earlier_report_is_replaced(good):
    (good.path / "allure-results").mkdir()
    (good.path / "allure-results" / "old-result.json").write_text("{}")
    assert "old-result.json" not in {file.name for file in allure.write(good).iterdir()}


def test_what_a_gate_knew_to_fail_is_known_here_and_in_junit(failing):
    gate = GateResult(
        run="r", verdict="PASSED", exit_code=0, reason="", conformity="NOT CONFORMANT", counts={}, seconds=1,
        profile=Named(name="full", version="1", digest="0"),
        findings=[Finding(kind="known", test="sms/SMS-002/neg", note="o, until 2026-06-01: r")],
    )  # fmt: skip
    (failing.path / "gate.json").write_bytes(msgspec.json.encode(gate))
    paths = write_reports(failing.path, only=["allure", "junit"])
    found = [json.loads(file.read_text()) for file in paths["allure"].glob("*-result.json")]
    known = [each["fullName"] for each in found if each["statusDetails"].get("known")]
    assert known == ["sms/SMS-002/neg"]
    assert 'message="known failure: a code that was used once' in paths["junit"].read_text()


def test_text_of_a_hostile_target_is_shown_openly(hostile):
    folder = allure.write(hostile)
    for file in folder.iterdir():
        assert not re.search("[\x00-\x08\x1b\u202a-\u202e\u2066]", file.read_text(encoding="utf-8")), file.name
    lines = (folder / "environment.properties").read_text(encoding="utf-8").splitlines()
    assert [line.partition("=")[0] for line in lines] == [
        "run",
        "seed",
        "verdict",
        "target",
        "hawiya",
        "catalogue",
        *[lines[-1].partition("=")[0]],
    ]


def test_times_are_milliseconds_since_the_epoch(good):
    result = next(iter(results(good).values()))
    assert datetime.fromtimestamp(result.start / 1000, UTC).year == 2026
