"""A server whose wire has nothing in common with ours is certified through its adapter, by the same suites."""

import json
import re
from pathlib import Path

import pytest

from conformance.adapter import METHODS, load_adapter, offered
from conformance.target import load_target
from harness.protocol.codes import BY_CODE

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
TARGET = str(EXAMPLES / "daftar.toml")
LINE = "wire suites not applicable: the target speaks its own wire through adapter daftar.py:DaftarAdapter"


@pytest.fixture(scope="module")
def certified(hawiya, tmp_path_factory):
    folder = tmp_path_factory.mktemp("daftar")
    ended = hawiya("certify", "--target", TARGET, "--out", str(folder))
    return ended, folder, json.loads((folder / "results.json").read_text())


def test_a_server_with_another_wire_is_conformant(certified):
    ended, _, results = certified
    assert ended.code == 0, ended.out
    assert results["verdict"] == "CONFORMANT"


def test_every_test_passes_but_those_of_our_wire(certified):
    _, _, results = certified
    elsewhere = re.compile(r"a test of our wire|applies under the reading .* only|names no \[production\] command")
    behaviour = [test for test in results["tests"] if not elsewhere.search(test.get("reason", ""))]
    assert len(behaviour) >= 200
    assert {test["id"] for test in behaviour if test["verdict"] != "PASS"} == set()


def test_a_test_of_our_wire_is_not_applicable_and_not_missed(certified):
    _, _, results = certified
    wire = [test for test in results["tests"] if test["layer"] == "wire"]
    assert wire
    assert {test["verdict"] for test in wire} == {"N/A"}
    assert not any(test.get("required", True) for test in wire)


def test_terminal_and_report_say_so_in_one_line(certified):
    ended, folder, results = certified
    assert results["wire_suites"] == {"code": "wire_suites", "facts": {"adapter": "daftar.py:DaftarAdapter"}}
    assert LINE in ended.out.splitlines()
    assert LINE in re.sub(r"</?bdi>", "", (folder / "index.html").read_text())


def test_the_trial_of_its_adapter_stands_in_results_and_report(certified):
    ended, folder, results = certified
    tried = sum(check["tried"] for check in results["trial"]["checks"])
    assert results["trial"]["passed"]
    assert f"adapter trial: {tried} answers" in ended.out
    assert f"{tried} answers" in (folder / "index.html").read_text()


def test_its_adapter_has_every_method_in_at_most_200_lines():
    port = load_adapter(load_target(TARGET), "http://127.0.0.1", beside=TARGET)
    assert set(METHODS) - set(offered(port)) == set()
    assert len((EXAMPLES / "daftar.py").read_text().splitlines()) <= 200


@pytest.mark.parametrize(("language", "file"), [("python", "daftar.py"), ("toml", "daftar.toml")])
def test_the_page_that_teaches_it_shows_its_own_text(language, file):
    page = (EXAMPLES.parent / "adapters.md").read_text()
    shown = re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)
    assert shown
    own = _unspaced((EXAMPLES / file).read_text())
    assert [block for block in shown if _unspaced(block) not in own] == []


def _unspaced(text: str) -> str:
    """The formatter sets the page's blocks anew, because they stand further to the left there."""
    return "".join(text.split())


def test_its_adapter_knows_every_reason():
    port = load_adapter(load_target(TARGET), "http://127.0.0.1", beside=TARGET)
    reasons = vars(__import__("sys").modules["hawiya_adapter_daftar"])["REASONS"]
    assert offered(port)
    assert sorted(reasons.values()) == sorted(BY_CODE)


def test_no_secret_of_another_wire_stands_in_the_evidence(certified):
    _, folder, _ = certified
    lines = (folder / "events.jsonl").read_text().splitlines()
    forms = [
        event["detail"]["request_body"] for line in lines if (event := json.loads(line))["detail"]["kind"] == "http"
    ]
    with_picture = [form for form in forms if "LIKENESS=" in form]
    assert with_picture
    assert all(len(form) < 2_000 for form in with_picture)
    tickets = [form for form in with_picture if "TICKET=" in form]
    assert len(tickets) > 100
    assert all("TICKET=token%3A" in form or "TICKET=token:" in form for form in tickets)
    assert not any("eyJ" in form for form in forms)
