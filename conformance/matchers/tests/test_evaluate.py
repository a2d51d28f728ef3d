"""A trial measures what there is, survives a broken matcher, goes on where it was cut, and names what is not to be read."""

import contextlib
import io
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from conformance.matchers.bad_files import BAD_FILES
from conformance.matchers.evaluate import OUTPUTS
from conformance.matchers.measuring.quality import rises
from conformance.matchers.port import TECHNICAL
from conformance.matchers.tests.painting import toy
from harness.command import main
from harness.world.evaluation import Evaluation

SOUND_FLAGS = set()
FAILING = Path(__file__).with_name("failing.py")
CLAIMS = ("--claim", "fmr=0.001", "--claim", "apcer=0.3", "--claim", "fnmr=0.3")


@pytest.fixture(scope="module")
def sound(folder, tmp_path_factory):
    """One evaluation of a sound matcher with its report in both languages: the folder, the figures, and what was printed."""
    out = tmp_path_factory.mktemp("sound")
    words = ["faces", "evaluate", "--matcher", toy("Sound"), "--data", str(folder), "--out", str(out), *CLAIMS]
    with contextlib.redirect_stdout(io.StringIO()) as said:
        assert main([*words, "--lang", "ar"]) == 0
    file = out / "evaluation.json"
    return out, msgspec.json.decode(file.read_bytes(), type=Evaluation), said.getvalue()


@pytest.fixture
def evaluate(folder, tmp_path, capsys):
    def run(name, *options, data=folder, out=tmp_path / "out"):
        spec = name if ":" in name else toy(name)
        words = ["faces", "evaluate", "--matcher", spec, "--data", str(data), "--out", str(out), "--workers", "1"]
        code = main([*words, *options])
        file = out / "evaluation.json"
        found = msgspec.json.decode(file.read_bytes(), type=Evaluation) if file.exists() else None
        return code, found, capsys.readouterr()

    return run


def value(found, name, of=""):
    (rate,) = (rate for rate in found.rates if rate.name == name and rate.of == of)
    return rate


def codes(found):
    return {flag.code.removeprefix("flag.") for flag in found.flags}


def test_sound_matcher_is_measured_and_nothing_is_flagged(sound):
    _, found, _ = sound
    assert codes(found) == SOUND_FLAGS
    assert (value(found, "eer").value, value(found, "fnmr").value) == (0.0, 0.0)
    assert (value(found, "fmr").attempts, value(found, "fnmr").attempts) == (270, 30)
    assert (value(found, "fnmr").unit, value(found, "fnmr").identities) == ("identities", 10)
    assert (value(found, "apcer", "print").errors, value(found, "bpcer").errors) == (0, 0)
    assert value(found, "reason_right", "DARK").value == 1.0


@pytest.mark.parametrize(
    ("name", "flag"),
    [
        ("Constant", "constant"),
        ("Dice", "not_repeatable"),
        ("Counts", "not_repeatable"),
        ("Leaky", "leaky"),
        ("BelievesMarks", "marks"),
    ],
)
def test_matcher_whose_figures_mean_nothing_is_flagged(evaluate, name, flag):
    _, found, said = evaluate(name, "--no-reports", "--limit", "20")
    assert flag in codes(found)
    assert "READ NO FURTHER" in said.out


def test_gate_that_refuses_nothing_is_flagged(evaluate):
    _, found, _ = evaluate("Brighter", "--no-reports")
    assert codes(found) == {"rises", "accepts_anything"}


def test_guessing_is_flagged_where_every_guess_is_repeated(evaluate):
    _, found, _ = evaluate("Guesses", "--no-reports")
    assert codes(found) >= {"random"}


def test_failures_are_counted_apart_by_cause_and_never_end_the_trial(evaluate):
    code, found, _ = evaluate(f"python:{FAILING}:Failing", "--no-reports", "--timeout", "0.15")
    causes = {each.cause for each in found.failures if each.operation == "compare"}
    assert (code, "failing" in codes(found)) == (0, True)
    assert causes == {*TECHNICAL} - {"NOT_JSON"}
    assert value(found, "fta").value > 0
    assert value(found, "refused").attempts > 0, "quality is measured all the same"


def test_trial_that_was_killed_goes_on_where_it_was(evaluate, folder, tmp_path):
    out = tmp_path / "out"
    words = [*(sys.executable, "-m", "harness", "faces", "evaluate", "--matcher", toy("Slow")), "--data", str(folder)]
    words += ["--out", str(out), "--no-reports", "--workers", "2", "--limit", "12"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        answers = out / "answers.jsonl"
        deadline = time.monotonic() + 30
        while not (answers.exists() and answers.read_bytes().count(b"\n") > 20) and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read().decode()
    assert process.returncode == 4
    assert "--resume goes on" in said
    with answers.open("ab") as file:
        file.write(b'{"question": "cut o')
    before = answers.read_bytes().count(b"\n")
    code, found, _ = evaluate("Slow", "--no-reports", "--limit", "12", "--resume")
    lines = answers.read_bytes().splitlines()
    assert (code, len(lines) - 1) == (0, sum(found.calls.values()))
    assert len({json.loads(line).get("question") for line in lines}) == len(lines), "nothing is asked twice"
    assert 20 < before < len(lines)


def test_answers_of_another_matcher_are_not_gone_on_with(evaluate):
    _, before, _ = evaluate("Sound", "--no-reports", "--limit", "3")
    code, after, said = evaluate("Constant", "--no-reports", "--limit", "3", "--resume")
    assert code == 2
    assert "another matcher" in said.err
    assert after == before, "a refused trial leaves the figures of the one before"


def test_answers_are_gone_on_with_by_the_same_way_and_file_alone(evaluate, tmp_path):
    own = tmp_path / "mine.py"
    own.write_bytes(FAILING.with_name("toys.py").read_bytes())
    options = ("--no-reports", "--limit", "3")
    evaluate(f"python:{own}:Sound", *options)
    code, _, said = evaluate("Sound", *options, "--resume")
    assert (code, f"another matcher, python:{own}:Sound" in said.err) == (2, True)
    assert evaluate(f"python:{own}:Sound", *options, "--resume")[0] == 0
    own.write_bytes(own.read_bytes() + b"\n# mended\n")
    code, _, said = evaluate(f"python:{own}:Sound", *options, "--resume")
    assert (code, "before its file changed" in said.err) == (2, True)


@pytest.mark.parametrize(("language", "last"), [("en", "{n:,} of {n:,} answers\n"), ("ar", "الأجوبة")])
def test_progress_ends_with_all_answers_and_no_time_that_is_left(evaluate, language, last):
    _, found, said = evaluate("Sound", "--no-reports", "--limit", "3", "--lang", language)
    line = said.err.splitlines(keepends=True)[-1]
    assert line.startswith(last.format(n=sum(found.calls.values())))
    assert "?" not in line
    assert "بقي" not in line


def test_same_answers_give_the_same_figures_and_a_page_in_english(evaluate, sound, tmp_path):
    out, first, _ = sound
    again = shutil.copytree(out, tmp_path / "again")
    code, second, said = evaluate("Sound", "--no-reports", "--resume", *CLAIMS, out=again)
    assert (code, first.rates, first.groups, first.doses) == (0, second.rates, second.groups, second.doses)
    assert "rule of 3" in said.out
    assert "pass or a fail" in said.out
    assert "cannot bear out 0.1 %" in said.out


def test_claims_are_held_against_the_data(sound):
    assert [each.because.code for each in sound[1].claims] == ["rule.3.pairs", "claim.borne", "claim.borne"]


def test_page_is_written_in_both_languages(sound):
    out, _, said = sound
    english, arabic = ((out / name).read_text("utf-8") for name in ("index.html", "index.ar.html"))
    assert "<svg" in english
    assert 'dir="rtl"' in arabic
    assert "قياس لا حكم" in arabic
    assert "معدل الخطأ المتساوي" in said


def test_matcher_without_quality_and_attack_is_measured_by_what_it_has(evaluate):
    code, found, _ = evaluate("Declared", "--no-reports")
    assert code == 0
    assert set(found.calls) == {"compare"}
    assert {rate.name for rate in found.rates} >= {"eer", "fmr", "fnmr", "fta"}
    assert not [rate for rate in found.rates if rate.name in ("refused", "apcer")]


def test_matcher_that_never_answers_measures_nothing(evaluate):
    code, found, said = evaluate("Mute", "--no-reports", "--limit", "5")
    assert (code, found.det) == (4, None)
    assert "no_scores" in codes(found)
    assert "NOTHING" in said.out.upper()


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--limit", "0"), "--limit 0"),
        (("--workers", "0"), "--workers 0"),
        (("--timeout", "0"), "--timeout 0"),
        (("--claim", "fmr"), "--claim 'fmr'"),
        (("--claim", "love=0.1"), "--claim 'love=0.1'"),
        (("--claim", "fmr=1.5"), "between 0 and 1"),
    ],
)
def test_wrong_option_is_refused_before_anything_is_asked(evaluate, options, why):
    code, found, said = evaluate("Sound", *options)
    assert (code, found) == (2, None)
    assert why in said.err


@pytest.mark.parametrize(
    ("manifest", "why"),
    [
        (None, "manifest.jsonl"),
        (b"", "lists no picture"),
        (b"{}\n", "missing required field"),
        (b'{"file": "x.jpg", "identity": "a", "kind": "selfie"}\n', "x.jpg"),
        (b'{"file": "../../etc/passwd", "identity": "a", "kind": "selfie"}\n', "outside of the folder"),
        (b'{"file": "x.jpg", "identity": "a", "kind": "selfie", "mood": 1}\n', "mood"),
        (b'{"file": "x.jpg", "identity": "a", "kind": "selfie"}\n\n{"file": \n', "line 3:"),
        (b'{"file": "x.jpg", "identity": "a", "kind": "selfie"}\n{"file": "\xff"}\n', "line 2:"),
        (2 * b'{"file": "x.jpg", "identity": "a", "kind": "selfie"}\n', "'x.jpg' is listed more than once"),
    ],
)
def test_folder_that_does_not_hold_is_refused_with_the_place(evaluate, tmp_path, manifest, why):
    data = tmp_path / "data"
    data.mkdir()
    if manifest is not None:
        (data / "manifest.jsonl").write_bytes(manifest)
    code, _, said = evaluate("Sound", data=data)
    assert code == 2
    assert why in said.err


def test_file_of_the_folder_that_is_no_picture_is_refused_by_name(evaluate, folder, tmp_path):
    data = shutil.copytree(folder, tmp_path / "data")
    good = (data / "0-0.jpg").read_bytes()
    wrong = {
        "zero bytes": "NOT_AN_IMAGE",
        "PDF": "NOT_AN_IMAGE",
        "truncated JPEG": "TRUNCATED",
        "CMYK": "UNSUPPORTED_COLOR",
    }
    for number, name in enumerate(wrong):
        (data / f"{number}-1.jpg").write_bytes(BAD_FILES[name](good))
    code, found, said = evaluate("Sound", data=data)
    assert (code, found) == (2, None)
    assert said.err.count("\n") == 1
    for number, why in enumerate(wrong.values()):
        assert f"{number}-1.jpg ({why})" in said.err


def test_of_many_files_that_are_no_pictures_the_first_are_named(evaluate, folder, tmp_path):
    data = shutil.copytree(folder, tmp_path / "data")
    for number in range(8):
        (data / f"{number}-1.jpg").write_bytes(b"")
    assert evaluate("Sound", data=data)[2].err.count("NOT_AN_IMAGE") == 5
    assert "3 more" in evaluate("Sound", data=data)[2].err


def test_external_folder_needs_file_identity_and_kind_alone(evaluate, folder, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    lines = []
    for name, kind in (
        ("0-portrait.jpg", "portrait"),
        ("0-0.jpg", "selfie"),
        ("1-portrait.jpg", "portrait"),
        ("1-0.jpg", "selfie"),
    ):
        (data / name).write_bytes((folder / name).read_bytes())
        lines.append(json.dumps({"file": name, "identity": f"person {name[0]}", "kind": kind}))
    (data / "manifest.jsonl").write_text("\n".join(lines))
    code, found, _ = evaluate("Sound", "--no-reports", data=data)
    assert (code, value(found, "eer").value) == (0, 0.0)


def test_answers_of_a_trial_that_is_begun_anew_are_kept_beside_the_new_ones(evaluate, tmp_path):
    evaluate("Sound", "--no-reports", "--limit", "3")
    before = (tmp_path / "out" / "answers.jsonl").read_bytes()
    evaluate("Constant", "--no-reports", "--limit", "2")
    assert (tmp_path / "out" / "answers.before.jsonl").read_bytes() == before
    assert (tmp_path / "out" / "answers.jsonl").read_bytes() != before


def test_every_output_that_a_trial_writes_is_cleared_before_the_next(evaluate, tmp_path):
    evaluate("Sound", "--limit", "3")
    assert {file.name for file in (tmp_path / "out").iterdir()} <= {*OUTPUTS, "answers.jsonl"}
    code, found, _ = evaluate("exec:/no/such/matcher")
    assert (code, found) == (3, None)


@pytest.mark.parametrize(
    ("values", "rise"),
    [
        ((90, 80, 70), False),
        ((90, 80, 84), False),
        ((90, 80, 86), True),
        ((50, 50), False),
        ((80, 70, 76, 64, 70), True),
    ],
)
def test_quality_rises_where_it_lies_above_an_earlier_one_beyond_the_tolerance(values, rise):
    assert rises(values) is rise
