"""What is printed: both languages whole, left-to-right pieces isolated, nothing of a target that moves a terminal."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conformance.certification.summary import LiveProgress, page
from conformance.certification.words import TEXTS, Words, shown_width
from conformance.gating.words import TEXTS as GATE_TEXTS
from harness.protocol.codes import ERROR_TABLE
from harness.world.bilingual import isolated
from harness.world.events import Reason
from harness.world.reasons import REASONS, sentence, spoken
from harness.world.results import Named, Results, SanityResult, TargetSummary
from harness.world.results import TestResult as Judged
from harness.world.untrusted import one_line

HOSTILE = "\x1b[2J\x1b]0;owned\x07\r\n✓ PASS forged\x9b31m\u202egnp.exe\u2066\u2028\x7f\ud800"
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\ud800-\udfff]")
ARABIC = re.compile("[\u0600-\u06ff]")
LATIN = re.compile("[A-Za-z]")


def facts_of(text: str) -> list[str]:
    return sorted(re.findall(r"{(\w+)(?::n[^}]*)?}", text))


@pytest.mark.parametrize("table", [TEXTS, GATE_TEXTS, REASONS], ids=["words", "gate words", "reasons"])
def test_every_sentence_stands_in_both_languages_with_the_same_facts(table):
    assert not [key for key, (english, arabic) in table.items() if facts_of(english) != facts_of(arabic)]
    neutral = {"who", "remedy", "plain", "gate.verdict", "gate.verdict_alone"}
    assert not [key for key, (_, arabic) in table.items() if not ARABIC.search(arabic) and key not in neutral]


@pytest.mark.parametrize(
    ("count", "english"),
    [
        ("1", "1 test, every one that applies was answered as required"),
        ("2", "2 tests, every"),
        ("0", "0 tests, every"),
    ],
)
def test_a_number_stands_with_its_noun_in_the_right_form(count, english):
    because = Reason(code="conformant", facts={"count": count})
    assert sentence(because).startswith(english)
    assert "|" not in spoken(because, "", "ar")


def test_share_has_the_arabic_sign_wherever_it_stands():
    because = Reason(code="claim.borne", facts={"bound": "1.5 %"})
    assert sentence(because).endswith("1.5 %")
    assert "١٫٥٪" in spoken(because, "", "ar")


@pytest.mark.parametrize("row", ERROR_TABLE, ids=lambda row: row.code)
def test_every_remedy_is_arabic_and_ends_as_a_sentence(row):
    assert ARABIC.search(row.title_ar)
    assert row.remedy_ar.endswith(".")
    assert not LATIN.search(row.remedy_ar)
    assert not re.search("[0-9,;?]", row.remedy_ar + row.title_ar), "Arabic punctuation and digits"


def result(**changes: object) -> Judged:
    values = {
        "id": "sms::test_a", "title": "a", "requirements": ["SMS-002"], "area": "sms", "case": "c", "level": "MUST",
        "layer": "behaviour", "grade": "O2", "verdict": "FAIL", "seconds": 0.1, "assertions": 1, **changes,
    }  # fmt: skip
    return Judged(**values)


def results(**changes: object) -> Results:
    part = Named(name="p", version="1", digest="0")
    now = datetime(2026, 5, 1, tzinfo=UTC)
    values = {
        "run": "r", "seed": 1, "suite": part, "catalogue": part, "policy": part, "started_at": now, "ended_at": now,
        "target": TargetSummary(name=HOSTILE, kind="server", nation="kuwait", url="http://x"), "verdict": "NOT CONFORMANT",
        "exit_code": 1, "reason": HOSTILE, "counts": {}, "opening": SanityResult(passed=True), "requirements": [],
        "closing": SanityResult(passed=True), "tests": [result(reason=HOSTILE, rerun=HOSTILE, id=f"sms::{HOSTILE}")],
        **changes,
    }  # fmt: skip
    return Results(**values)


def without_isolates(text: str) -> str:
    return re.sub("[\u2066\u2068]([^\u2066-\u2069]*)\u2069", r"\1", text)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_summary_of_a_hostile_target_holds_no_control_character(language):
    """THR-096: what a target said is shown escaped, in one line each."""
    shown = without_isolates(page(results(), Path("out/index.html"), language=language))
    assert not CONTROLS.search(shown)
    assert not re.search("[\u2066-\u2069]", shown), "every isolate of ours is closed, and none of the target's is left"
    assert not [line for line in shown.splitlines() if line.startswith("✓ PASS forged")]
    assert "[U+001B][2J" in shown


def test_failures_are_listed_before_what_is_open():
    """The list is cut after twelve: what was not decided must not hide what failed."""
    tests = [result(id=f"sms::test_{n}", verdict="INCONCLUSIVE") for n in range(12)]
    shown = page(results(tests=[*tests, result(id="sms::test_last")]), Path("out/index.html"))
    listed = re.findall(r"^  [✗·] sms::test_(\w+)", shown, re.MULTILINE)
    assert listed == ["last", *map(str, range(11))]
    assert "and 1 more" in shown


def test_progress_holds_no_control_character_of_a_target():
    """THR-096."""
    stream = io.StringIO()
    progress = LiveProgress(stream, language="ar")
    progress.stage(HOSTILE)
    progress.tell(HOSTILE, "FAIL")
    assert not CONTROLS.search(without_isolates(stream.getvalue()))


def test_an_error_line_holds_no_control_character(hawiya, tmp_path):
    """THR-096: a target whose last words are terminal codes."""
    file = tmp_path / "target.toml"
    code = f"import sys; sys.stderr.write({HOSTILE.replace(chr(0xD800), '')!r}); sys.exit(3)"
    file.write_text(f'kind = "server"\nnation = "kuwait"\nstart.command = ["{{python}}", "-c", {code_literal(code)}]\n')
    ended = hawiya("certify", "--target", str(file), "--out", str(tmp_path / "out"))
    assert ended.code == 3, ended.err
    assert "[U+001B]" in ended.err
    assert not CONTROLS.search(ended.err)


def code_literal(code: str) -> str:
    """As a TOML literal string."""
    return "'''" + code.replace("{", "{{").replace("}", "}}") + "'''"


def test_an_arabic_summary_has_arabic_digits_and_isolated_codes():
    because = Reason(code="failed.more", facts={"count": "12", "names": "sms::test_a, …"})
    shown = page(results(because=because), Path("out/index.ar.html"), language="ar")
    assert "عدد الاختبارات التي أخفقت ١٢، وهي: \u2068sms::test_a, …\u2069" in shown
    assert "(رمز الخروج \u20661\u2069)" in shown
    assert "\u2066SMS-002\u2069" in shown


def test_a_reason_is_the_same_in_english_as_its_sentence():
    inner = Reason(code="blocked", facts={"step": "otp"}, inner=Reason(code="refused", facts={"code": "OTP_USED"}))
    reason = Reason(code="opening", inner=inner)
    expected = "the opening journey failed: the way ended at step 'otp': refused: OTP_USED"
    assert (sentence(reason), spoken(reason, "", "en")) == (expected, expected)


def test_a_code_of_a_later_version_is_shown_with_its_facts():
    assert spoken(Reason(code="later", facts={"a": "b"}), "", "en") == "later b"


def test_where_only_a_sentence_is_known_it_stands_isolated():
    assert spoken(None, "no answer", "ar") == "\u2066no answer\u2069"


def test_columns_stand_under_each_other():
    say = Words("ar")
    assert {shown_width(say.padded(text, 9)) for text in ("نجاح", "لا يُختبَر", "\u2066PASS\u2069")} == {9}


@pytest.mark.parametrize("text", ["a\tb", "a\nb", "\x1b", "\u202e", "\U000e0041", "\u2069"])
def test_every_character_that_moves_something_is_named(text):
    assert "[U+" in one_line(text)
    assert "[U+" in isolated(text, "ar")
