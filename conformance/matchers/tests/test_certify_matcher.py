"""A vendor's matcher goes through doctor and certification, is started as its file says, and is judged for what it does."""

import json
import shlex
import sys
from collections import Counter

import msgspec
import pytest

from conformance.matchers.defects import DEFECTS
from conformance.matchers.tests.painting import TOYS
from conformance.selftest.trial import listed
from harness.command import main
from harness.world.reasons import spoken
from harness.world.results import Results


@pytest.fixture
def certify(tmp_path, capsys):
    def run(text, *options):
        file = tmp_path / "target.toml"
        file.write_text(text)
        out = tmp_path / "out"
        code = main(["certify", "--target", str(file), "--out", str(out), "--workers", "1", *options])
        found = out / "results.json"
        results = msgspec.json.decode(found.read_bytes(), type=Results) if found.exists() else None
        return code, results, capsys.readouterr()

    return run


def reach(name):
    return f'kind = "matcher"\nname = "toy"\n[reach]\nmatcher = "python:{TOYS}:{name}"\n'


def test_sound_toy_refuses_text_by_a_code(certify):
    code, results, said = certify(reach("Sound"), "--select", "matcher::test_bad_file_is_refused_by_a_code[[]*text[]]")
    assert code == 0, said.out
    assert Counter(test.verdict for test in results.tests) == {"PASS": 3}
    assert (results.target.kind, results.target.implementation, results.target.nation) == ("matcher", "Sound", "")
    assert "toy: Sound 1" in said.out


def test_page_of_a_run_shows_each_question_with_its_pictures(certify, tmp_path):
    certify(reach("Sound"), "--select", "matcher::test_bad_file_is_refused_by_a_code[[]compare-text[]]")
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "person 0, portrait" in page
    assert "REFUSED NOT_AN_IMAGE" in page


@pytest.mark.parametrize(
    ("reasons", "verdict"), [("", "FAIL"), ('[reasons]\n"what is this" = "NOT_AN_IMAGE"\n', "PASS")]
)
def test_reasons_of_a_vendor_are_read_in_the_words_of_the_port(certify, reasons, verdict):
    text = reach("InItsOwnWords") + reasons
    _, results, _ = certify(text, "--no-reports", "--select", "matcher::test_bad_file_is_refused_by_a_code[[]*text[]]")
    assert {test.verdict for test in results.tests} == {verdict}


@pytest.mark.parametrize(
    ("toy", "verdict"),
    [
        ("SeesMasks", "PASS"),
        ("RefusesAMask", "PASS"),
        ("RefusesMostMasks", "INCONCLUSIVE"),
        ("MissesMostMasksThatItTakes", "FAIL"),
    ],
)
def test_attacks_that_get_a_decision_are_judged_and_most_must(certify, toy, verdict):
    _, results, said = certify(reach(toy), "--no-reports", "--seed", "1", "--select", "matcher::test_mask_is_an_attack")
    assert [test.verdict for test in results.tests] == [verdict], said.out


def test_run_of_one_test_again_leaves_the_report_of_all_as_it_was(certify, tmp_path):
    """What is printed after "again alone" names a folder beside that of the run, where it is pasted and where not."""
    _, results, said = certify(
        reach("InItsOwnWords"), "--no-reports", "--select", "matcher::test_bad_file_is_refused_by_a_code[[]*text[]]"
    )
    rerun = results.tests[0].rerun
    assert f"again alone: {rerun}" in said.out
    before = (tmp_path / "out" / "results.json").read_bytes()
    assert main([*shlex.split(rerun)[1:], "--no-reports", "--workers", "1"]) == 1
    assert (tmp_path / "out" / "results.json").read_bytes() == before
    again = msgspec.json.decode((tmp_path / "out-alone" / "results.json").read_bytes(), type=Results)
    assert [test.id for test in again.tests] == [results.tests[0].id]


@pytest.mark.parametrize(
    ("toy", "verdict", "said"),
    [
        (
            "TakesMost",
            "INCONCLUSIVE",
            "1 of 5 pictures with the defect blur were refused, too few to judge the reasons by",
        ),
        ("RefusesMost", "FAIL", "blur: BLURRED among the reasons, and none that contradicts it in most of 3 cases"),
    ],
)
def test_reasons_of_refusals_are_judged_where_most_of_the_people_are_refused(certify, tmp_path, toy, verdict, said):
    """One wrong reason is no majority of one, and where nothing is refused no step has failed."""
    (tmp_path / "gates.py").write_text(GATES)
    text = f'kind = "matcher"\n[reach]\nmatcher = "python:{tmp_path / "gates.py"}:{toy}"\n'
    _, results, _ = certify(text, "--no-reports", "--select", "matcher::test_reason_is_that_of_the_defect[[]blur[]]")
    (test,) = results.tests
    assert test.verdict == verdict
    assert said in test.reason


def test_reason_of_an_open_test_says_what_was_there_and_not_that_an_answer_was_missing(certify):
    _, results, _ = certify(
        reach("SeesNothing"), "--no-reports", "--select", "matcher::test_decision_follows_the_score"
    )
    (test,) = results.tests
    assert test.verdict == "INCONCLUSIVE"
    assert test.reason.startswith("0 pictures were taken for attacks and 20 for living faces")
    assert "٢٠" in spoken(test.because, "", "ar")


def test_operation_that_is_not_offered_does_not_apply_and_the_run_is_complete(certify):
    code, results, _ = certify(
        reach("Declared"), "--no-reports", "--select", "matcher::test_bad_file_is_refused_by_a_code[[]*text[]]"
    )
    verdicts = {test.id.partition("[")[2]: test.verdict for test in results.tests}
    assert verdicts["quality-text]"] == verdicts["attack-text]"] == "N/A"
    assert code == 0


def test_matcher_that_does_not_answer_is_not_tested(certify):
    code, results, said = certify(reach("NotMade"), "--no-reports")
    assert (code, results) == (3, None)
    assert "no license" in said.err


def test_server_is_started_and_stopped_as_the_file_says(certify, tmp_path):
    program = tmp_path / "server.py"
    program.write_text(SERVER)
    text = f"""
kind = "matcher"
[reach]
matcher = "http://127.0.0.1:{{port}}"
[start]
command = ["{sys.executable}", "{program}", "{{port}}"]
"""
    code, results, said = certify(
        text, "--no-reports", "--select", "matcher::test_bad_file_is_refused_by_a_code[[]*text[]]"
    )
    assert code == 0, said.out
    assert results.target.url.startswith("http://127.0.0.1:")


def test_doctor_says_what_it_finds(tmp_path, capsys):
    file = tmp_path / "target.toml"
    file.write_text(reach("Declared"))
    main(["doctor", "--target", str(file), "--json"])
    found = {each["check"]: each for each in json.loads(capsys.readouterr().out)}
    assert "scores -10 to 10, threshold 4.5" in found["matcher"]["note"]
    assert found["operations"]["result"] == "warning"
    assert "quality, attack" in found["operations"]["note"]
    assert found["answers"]["result"] == "ok"


def test_every_defect_is_listed_for_the_selftest_once():
    of_matchers = [each.name for each in listed() if each.target == "matcher"]
    assert sorted(of_matchers) == sorted(DEFECTS)


GATES = """
from conformance.matchers.pictures import Pictures

class TakesMost:
    refused = 1

    def identify(self):
        return {"name": "gate", "version": "1", "offers": ["quality"]}

    def quality(self, image):
        blurred = [Pictures(1).spoiled(person, "blur").file for person in range(self.refused)]
        return {"components": {}, "reasons": ["DARK"] if image in blurred else []}

class RefusesMost(TakesMost):
    refused = 3
"""

SERVER = """
import json, sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer({"name": "served"})
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.answer({"reasons": ["NOT_AN_IMAGE"]} if self.path == "/quality" else {"failure": "NOT_AN_IMAGE"})
    def answer(self, found):
        body = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass

HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
