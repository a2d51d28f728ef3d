"""How verdicts follow: from tests to requirements to the run."""

from datetime import UTC, datetime

import pytest

from conformance.certification.verdicts import Swept, judge_requirements, judge_run, judge_tests, sweep, with_messages
from conformance.plan import Plan, PlannedTest
from harness.catalogue import load_catalogue
from harness.world.events import Event, LeakDetail, MessagesDetail, Reason, SmsDetail, VerdictDetail
from harness.world.masking import Masker
from harness.world.results import SanityResult
from harness.world.results import TestResult as Judged
from simulators.journey import sms_detail
from simulators.sms.inbox import Message

NOW = datetime(2026, 5, 1, tzinfo=UTC)
SWEPT_CLEAN = Swept(broken={})
GOOD, BAD = SanityResult(passed=True), SanityResult(passed=False, reason="no answer")


def planned(name: str = "sms::test_a", **changes: object) -> PlannedTest:
    values = {
        "id": name, "node": name, "title": "a", "requirements": ["SMS-002"], "case": "c", "area": "sms", "level": "MUST",
        "layer": "behaviour", "grade": "O2", "needs": [], "required": True, "people": [], "leases": [], **changes,
    }  # fmt: skip
    return PlannedTest(**values)


def event(test: str | None, detail) -> Event:
    return Event(
        run="r",
        worker="w",
        test=test,
        actor="a",
        what="w",
        intended_at=NOW,
        started_at=NOW,
        ended_at=NOW,
        detail=detail,
    )


def result(verdict: str, *, required: bool = True) -> Judged:
    plan = Plan(tests=[planned(required=required)])
    events = [event("sms::test_a", VerdictDetail(verdict=verdict, assertions=1))]
    (found,) = judge_tests(plan, events, SWEPT_CLEAN, chosen=frozenset({"sms::test_a"}))
    return found


@pytest.mark.parametrize(
    ("verdicts", "opening", "closing", "expected"),
    [
        (["PASS"], GOOD, GOOD, ("CONFORMANT", 0)),
        (["PASS", "WARN"], GOOD, GOOD, ("CONFORMANT", 0)),
        (["PASS", "FAIL"], GOOD, GOOD, ("NOT CONFORMANT", 1)),
        (["FAIL", "ERROR", "INCONCLUSIVE"], GOOD, GOOD, ("NOT CONFORMANT", 1)),
        (["PASS"], GOOD, BAD, ("NOT CONFORMANT", 1)),
        (["PASS"], BAD, GOOD, ("INCOMPLETE", 4)),
        ([], GOOD, GOOD, ("INCOMPLETE", 4)),
        (["N/A"], GOOD, GOOD, ("INCOMPLETE", 4)),
        (["PASS", "N/A"], GOOD, GOOD, ("INCOMPLETE", 4)),
        (["PASS", "INCONCLUSIVE"], GOOD, GOOD, ("INCOMPLETE", 4)),
        (["PASS", "ERROR"], GOOD, GOOD, ("ENVIRONMENT", 3)),
    ],
)
def test_the_run_follows_from_its_tests(verdicts, opening, closing, expected):
    judgement = judge_run([result(verdict) for verdict in verdicts], opening=opening, closing=closing)
    assert (judgement.verdict, int(judgement.exit_code)) == expected


def test_a_test_that_is_not_required_leaves_the_run_complete():
    tests = [result("PASS"), result("N/A", required=False)]
    assert judge_run(tests, opening=GOOD, closing=GOOD).verdict == "CONFORMANT"


def test_a_test_without_a_verdict_is_an_error_of_ours():
    plan = Plan(tests=[planned()])
    (found,) = judge_tests(plan, [], SWEPT_CLEAN, chosen=frozenset({"sms::test_a"}))
    assert found.verdict == "ERROR"


def message(seq: int) -> Message:
    return Message(
        seq=seq, message_id=str(seq), sender="PACI", recipient="+96550000000", text="code 123456", parts=1, data_coding=0,
        received_at=NOW, via="smpp", system_id="hawiya",
    )  # fmt: skip


class Inbox:
    def __init__(self, found: int) -> None:
        self._found = found

    def messages(self, *, recipient: str, after: int) -> list[Message]:
        assert (recipient, after) == ("+96550000000", 7)
        return [message(8 + number) for number in range(self._found)]


@pytest.mark.parametrize(("found", "verdict"), [(0, "FAIL"), (1, "PASS"), (2, "FAIL")])
def test_the_sweep_turns_a_pass_red_when_messages_are_too_few_or_too_many(found, verdict):
    claim = event("sms::test_a", MessagesDetail(recipient="+96550000000", after=7, exactly=1))
    passed = event("sms::test_a", VerdictDetail(verdict="PASS", assertions=1))
    swept = sweep([claim], inbox=Inbox(found), leaks=lambda: "")
    plan = Plan(tests=[planned()])
    (judged,) = judge_tests(plan, [claim, passed], swept, chosen=frozenset({"sms::test_a"}))
    assert judged.verdict == verdict


@pytest.mark.parametrize(
    ("where", "broken"), [("", {}), ("in x.log", {"pin::a": Reason(code="leak", facts={"where": "in x.log"})})]
)
def test_the_sweep_tells_of_a_leak(where, broken):
    claim = event("pin::a", LeakDetail(secret="PIN"))
    assert sweep([claim], inbox=Inbox(0), leaks=lambda: where).broken == broken


def test_messages_of_the_sweep_stand_on_the_timeline_once_and_masked():
    masker = Masker(b"key")
    masker.learn("otp", "123456")
    claim = event("sms::test_a", MessagesDetail(recipient="+96550000000", after=7, exactly=2))
    read = event("sms::test_a", sms_detail(message(8), masker))
    swept = sweep([claim], inbox=Inbox(2), leaks=lambda: "")
    timeline = with_messages([claim, read], swept, run="r", masker=masker)
    texts = {one.detail.sequence: one.detail.text for one in timeline if isinstance(one.detail, SmsDetail)}
    assert len(timeline) == 3
    assert texts == {8: f"code {masker.token('otp', '123456')}", 9: f"code {masker.token('otp', '123456')}"}


def test_the_coverage_of_a_requirement_is_that_of_its_worst_test():
    catalogue = load_catalogue()
    rows = {row.id: row for row in judge_requirements(catalogue, [result("PASS"), result("FAIL")], kind="server")}
    assert rows["SMS-002"].coverage == "FAIL"
    assert rows["SMS-001"].coverage == "UNTESTED"
    assert rows["PIN-001"].coverage == "N/A"
    assert rows["ENR-001"].coverage == "N/A"
    assert len(rows) == len(load_catalogue().requirements)
