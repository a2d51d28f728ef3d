"""What a gate decides over a run: each rule once, beside a twin that passes."""

import re
from datetime import UTC, date, datetime

import msgspec
import pytest

from conformance.gating.judge import Terms, judge_gate, unanswered
from conformance.gating.known import KnownFailure
from conformance.gating.lockfile import Lock
from conformance.gating.page import page, verdict_line
from conformance.gating.profiles import Profile
from conformance.plan import PlannedTest
from harness.world.events import Reason
from harness.world.results import Named, Results, SanityResult, TargetSummary
from harness.world.results import TestResult as Judged

NOW = datetime(2026, 5, 1, tzinfo=UTC)
TODAY = date(2026, 5, 1)
PART = Named(name="x", version="1", digest="0" * 64)
A, B = "sms::test_a", "sms::test_b"


def planned(name: str) -> PlannedTest:
    return PlannedTest(
        id=name, node=name, title=name, requirements=["SMS-002"], case="c", area="sms", level="MUST", layer="behaviour",
        grade="O2", needs=[], required=True, people=[],
    )  # fmt: skip


def judged(name: str, verdict: str, *, required: bool = True) -> Judged:
    return Judged(
        id=name, title=name, requirements=["SMS-002"], area="sms", case="c", level="MUST", layer="behaviour", grade="O2",
        verdict=verdict, seconds=1, assertions=1, required=required, reason="observed", rerun=f"again {name}",
    )  # fmt: skip


def results(*tests: Judged, opening: bool = True, closing: bool = True) -> Results:
    return Results(
        run="r", seed=1, suite=PART, catalogue=PART, policy=PART, started_at=NOW, ended_at=NOW, verdict="CONFORMANT",
        target=TargetSummary(name="t", kind="server", nation="kuwait", url="http://t"), exit_code=0, reason="", counts={},
        opening=SanityResult(passed=opening), closing=SanityResult(passed=closing), tests=list(tests), requirements=[],
    )  # fmt: skip


def entry(name: str = A, expiry: date = date(2026, 6, 1)) -> KnownFailure:
    return KnownFailure(test=name, reason="r", owner="o", expiry=expiry)


def locked(*tests: str, suite: Named = PART) -> Lock:
    return Lock(suite=suite, catalogue=PART, policy=PART, profiles=[], tests=list(tests))


def terms(*, required: tuple[str, ...] = (), known: tuple[KnownFailure, ...] = (), lock: Lock | None = None) -> Terms:
    profile = Profile(name="p", version=1, title="P", whole_suite=True, required=list(required))
    return Terms(profile=profile, today=TODAY, known=known, lock=lock)


SUITE = [planned(A), planned(B)]
FAILS = results(judged(A, "FAIL"), judged(B, "PASS"))
PASSES = results(judged(A, "PASS"), judged(B, "PASS"))


@pytest.mark.parametrize(
    ("run", "by", "expected", "kinds"),
    [
        pytest.param(PASSES, terms(), ("PASSED", 0), set(), id="all pass"),
        pytest.param(FAILS, terms(), ("FAILED", 1), {"failed"}, id="a failure"),
        pytest.param(FAILS, terms(known=(entry(),)), ("PASSED", 0), {"known"}, id="a known failure"),
        pytest.param(FAILS, terms(known=(entry(expiry=TODAY),)), ("PASSED", 0), {"known", "soon"}, id="its last day"),
        pytest.param(
            FAILS, terms(known=(entry(expiry=date(2026, 4, 30)),)), ("FAILED", 1), {"expired"}, id="an expired entry"
        ),
        pytest.param(PASSES, terms(known=(entry(),)), ("FAILED", 1), {"stale"}, id="a stale entry"),
        pytest.param(PASSES, terms(known=(entry("sms::test_c"),)), ("FAILED", 1), {"unused"}, id="an entry of no test"),
        pytest.param(
            results(judged(A, "N/A", required=False), judged(B, "PASS")),
            terms(known=(entry(),)),
            ("FAILED", 1),
            {"unused"},
            id="an entry of a test that does not apply",
        ),
        pytest.param(
            results(judged(B, "PASS")), terms(known=(entry(),)), ("PASSED", 0), set(), id="its test did not run"
        ),
        pytest.param(
            results(judged(A, "WARN"), judged(B, "PASS")), terms(), ("PASSED", 0), set(), id="a SHOULD that is not met"
        ),
        pytest.param(
            results(judged(A, "INCONCLUSIVE"), judged(B, "PASS")), terms(), ("INCOMPLETE", 4), {"open"}, id="no answer"
        ),
        pytest.param(
            results(judged(A, "INCONCLUSIVE"), judged(B, "PASS")),
            terms(known=(entry(),)),
            ("PASSED", 0),
            {"known"},
            id="known to have no answer",
        ),
        pytest.param(
            results(judged(A, "N/A"), judged(B, "PASS")), terms(), ("INCOMPLETE", 4), {"open"}, id="required, N/A"
        ),
        pytest.param(
            results(judged(A, "N/A", required=False), judged(B, "PASS")),
            terms(required=(A,)),
            ("PASSED", 0),
            set(),
            id="listed, and the policy reads it otherwise",
        ),
        pytest.param(PASSES, terms(required=("sms::test_c",)), ("INCOMPLETE", 4), {"missing"}, id="listed and gone"),
        pytest.param(
            results(judged(B, "PASS")), terms(required=(A,)), ("INCOMPLETE", 4), {"open"}, id="listed and not run"
        ),
        pytest.param(FAILS, terms(lock=locked(B)), ("PASSED", 0), {"new"}, id="new since the lock"),
        pytest.param(FAILS, terms(lock=locked(A, B)), ("FAILED", 1), {"failed"}, id="in the lock"),
        pytest.param(PASSES, terms(lock=locked(A, B, "sms::test_c")), ("FAILED", 1), {"vanished"}, id="vanished"),
        pytest.param(
            results(judged(A, "ERROR"), judged(B, "PASS")), terms(), ("ENVIRONMENT", 3), {"error"}, id="our error"
        ),
        pytest.param(
            results(judged(A, "ERROR"), judged(B, "PASS")),
            terms(known=(entry(),)),
            ("ENVIRONMENT", 3),
            {"error", "known"},
            id="our error is never known",
        ),
        pytest.param(
            results(judged(A, "PASS"), judged(B, "PASS"), closing=False),
            terms(),
            ("FAILED", 1),
            {"journey"},
            id="closing",
        ),
        pytest.param(results(), terms(), ("INCOMPLETE", 4), set(), id="nothing ran"),
    ],
)
def test_the_gate_follows_from_its_findings(run, by, expected, kinds):
    gate = judge_gate(run, SUITE, by)
    assert (gate.verdict, gate.exit_code) == expected
    assert {finding.kind for finding in gate.findings} == kinds
    assert sum(gate.counts.values()) - gate.counts["tests"] == len(gate.findings)


def test_without_an_opening_journey_nothing_else_is_said():
    gate = judge_gate(results(opening=False, closing=False), [], terms(known=(entry(),), required=(A,), lock=locked(A)))
    assert (gate.verdict, gate.findings) == ("INCOMPLETE", [])


def test_the_verdict_line_names_exit_code_reason_profile_and_duration():
    gate = judge_gate(FAILS, SUITE, terms(known=(entry("sms::test_c"),)))
    assert verdict_line(gate) == (
        "GATE FAILED (exit 1): 1 failure that is not known, 1 known failure of no test; profile p 1, 2 tests in 0.0 s"
    )


def test_what_differs_from_the_lock_is_one_line():
    other = Named(name="x", version="0", digest="1" * 64)
    by = terms(lock=locked(A, B, suite=other))
    gate = judge_gate(PASSES, SUITE, by)
    assert gate.lock.startswith("suite 0 (11111111) is now 1 (00000000); profile p (not locked) is now 1 (")
    assert f"not as locked: {gate.lock}" in page(gate, PASSES, "r")


def test_each_failure_is_shown_with_a_command_to_see_it_again():
    shown = page(judge_gate(FAILS, SUITE, terms()), FAILS, "r")
    assert f"{A}: FAIL: observed\n      again alone: again {A}" in shown


def test_an_arabic_gate_has_arabic_words_and_digits_and_isolated_codes():
    by = terms(known=(entry(B, date(2026, 4, 30)),), required=("sms::test_c",), lock=locked(A, B))
    gate = judge_gate(FAILS, SUITE, by)
    shown = page(gate, FAILS, "out/index.ar.html", language="ar")
    assert verdict_line(gate, language="ar") == (
        "البوابة مغلقة (رمز الخروج \u20661\u2069): إخفاقات غير معروفة: ١، إخفاقات معروفة انتهت مدتها: ١، "
        "اختبارات مطلوبة غير موجودة: ١؛ ملف الاختبارات المطلوبة \u2066p 1\u2069، الاختبارات: ٢ في ٠٫٠ ثانية"
    )
    assert f"✗ أخفق، وإخفاقه غير معروف: \u2066{A}\u2069: \u2066FAIL\u2069: \u2066observed\u2069" in shown
    assert "انتهت مدته في \u20662026-04-30\u2069 (\u2066o\u2069)" in shown
    assert "يتطلبه الملف \u2066p 1\u2069" in shown
    outside = re.sub("[\u2066\u2068][^\u2066-\u2069]*\u2069", "", shown)
    assert not re.search("[A-Za-z0-9]", outside)


def test_an_arabic_gate_says_why_nothing_was_decided():
    because = Reason(code="lost", facts={"why": "TARGET_TIMEOUT"})
    run = msgspec.structs.replace(PASSES, opening=SanityResult(passed=False, reason="no answer", because=because))
    gate = judge_gate(run, SUITE, terms())
    assert gate.reason == "the opening journey failed: no answer: TARGET_TIMEOUT"
    assert "أخفقت رحلة الافتتاح: لا رد: \u2066TARGET_TIMEOUT\u2069" in verdict_line(gate, language="ar")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_note_of_a_hostile_target_moves_nothing(language):
    """THR-096."""
    told = msgspec.structs.replace(judged(A, "FAIL"), reason="\x1b[2J\nGATE PASSED\u202e", rerun="\x9b31m")
    run = results(told, judged(B, "PASS"))
    shown = page(judge_gate(run, SUITE, terms()), run, "r", language=language)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)
    assert not [line for line in shown.splitlines() if line.startswith("GATE PASSED")]


def test_entries_are_suggested_for_what_closes_the_gate_and_for_nothing_else():
    run = results(judged(A, "FAIL"), judged(B, "INCONCLUSIVE"))
    assert [test.id for test in unanswered(run, SUITE, terms())] == [A, B]
    assert [test.id for test in unanswered(run, SUITE, terms(known=(entry(),), lock=locked(A)))] == []
