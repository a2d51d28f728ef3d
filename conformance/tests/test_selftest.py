"""The list of defects is whole: every defect is listed, and every requirement with a test has a defect that turns it red."""

import json
from collections import Counter

import msgspec
import pytest

from conformance.selftest.gate import gaps, never_red, read_gate, stale, touching, wanted
from conformance.selftest.kept import Kept
from conformance.selftest.marked import marked
from conformance.selftest.trial import Listed, Verdict, listed, try_defect
from harness.catalogue import load_catalogue
from harness.command import main
from harness.reference.defects import DEFECTS


def test_every_defect_of_the_reference_is_listed_once():
    of_the_reference = [defect for defect in listed() if defect.target.startswith("reference")]
    assert Counter(defect.name for defect in of_the_reference) == Counter(list(DEFECTS))


def test_every_listed_defect_breaks_a_requirement_and_turns_a_test_red():
    catalogue = load_catalogue()
    requirements = {*catalogue.requirements, *catalogue.threats}
    assert [defect.name for defect in listed() if defect.breaks not in requirements or not defect.red] == []


@pytest.fixture(scope="module")
def proven() -> dict[str, str]:
    """Every test function of the suites with the requirement that it decides."""
    return {test: names[0] for test, names in marked().items()}


def function_of(test: str) -> str:
    return test.partition("[")[0]


def test_every_listed_test_exists(proven):
    assert {function_of(test) for defect in listed() for test in defect.red} - set(proven) == set()


def test_every_requirement_with_a_test_has_a_defect(proven):
    assert len(proven) > 50
    caught = {proven[function_of(test)] for defect in listed() for test in defect.red}
    assert set(proven.values()) - caught == set()


def test_the_gate_is_open():
    assert gaps(read_gate(), load_catalogue(), marked(), listed()) == {}


def test_the_gate_closes_when_a_requirement_loses_its_test():
    tests = {test: names for test, names in marked().items() if "PIN-004" not in names}
    assert gaps(read_gate(), load_catalogue(), tests, listed()) == {"PIN-004": "has no test"}


def test_the_gate_closes_when_a_requirement_loses_its_defect():
    tests = marked()
    defects = [defect for defect in listed() if not any("PIN-004" in tests[function_of(test)] for test in defect.red)]
    found = gaps(read_gate(), load_catalogue(), tests, defects)
    assert found["PIN-004"] == "has no defect that turns one of its tests red"


def test_an_id_that_is_no_longer_missing_must_leave_the_list():
    assert stale(read_gate(), load_catalogue(), marked(), listed()) == []
    gate = msgspec.structs.replace(read_gate(), not_yet=["PIN-004"])
    assert stale(gate, load_catalogue(), marked(), listed()) == ["PIN-004"]


def test_every_must_of_the_areas_is_wanted_or_stands_elsewhere_with_a_reason():
    gate, catalogue = read_gate(), load_catalogue()
    assert {"PRV-014", "SMS-002", "THR-058"} <= set(wanted(gate, catalogue))
    assert all(gate.elsewhere.values())


def test_every_threat_that_touches_the_areas_is_wanted_or_stands_elsewhere_with_a_reason():
    gate, catalogue = read_gate(), load_catalogue()
    assert {"THR-031", "THR-083"} <= set(wanted(gate, catalogue))
    assert set(touching(gate, catalogue)) - set(wanted(gate, catalogue)) <= set(gate.elsewhere)
    assert [name for name in gate.threats if name in touching(gate, catalogue)] == []


def test_what_stands_elsewhere_would_be_wanted_else():
    gate, catalogue = read_gate(), load_catalogue()
    all_wanted = wanted(msgspec.structs.replace(gate, elsewhere={}), catalogue)
    assert [name for name in gate.elsewhere if name not in all_wanted] == []


def test_every_case_that_no_test_decides_is_one_of_the_catalogue():
    catalogue = load_catalogue()
    given = {name: [case.given for case in row.tests] for name, row in catalogue.requirements.items()}
    for name, cases in read_gate().cases.items():
        assert [case for case, reason in cases.items() if case not in given[name] or not reason] == []


def test_every_test_is_turned_red_by_a_defect_or_is_plain_for_a_reason():
    gate = read_gate()
    assert never_red(gate, marked(), listed()) == sorted(gate.plain)
    assert all(gate.plain.values())


def test_a_test_that_loses_its_only_defect_is_found():
    gate, alone = read_gate(), "sms::test_wrong_code_is_refused"
    defects = [defect for defect in listed() if alone not in defect.red]
    assert set(never_red(gate, marked(), defects)) - set(gate.plain) >= {alone}


def test_a_gap_ends_the_selftest_before_its_trials(monkeypatch, capsys):
    monkeypatch.setattr("conformance.selftest.command.gaps", lambda *_: {"PIN-004": "has no test"})
    assert main(["selftest", "--defect", "pin-state-always-set"]) == 1
    assert "PIN-004 has no test" in capsys.readouterr().err


def test_one_defect_is_caught_by_exactly_its_tests(hawiya):
    ended = hawiya("selftest", "--defect", "pin-state-always-set", "--json")
    assert ended.code == 0, ended.err
    assert {verdict["name"] for verdict in json.loads(ended.out)} >= {"(no defect)", "pin-state-always-set"}


def test_a_defect_that_no_listed_test_catches_lowers_the_score(tmp_path):
    wrong = Listed(name="pin-state-always-set", breaks="PIN-007", what="", red=["pin::test_pin_field_is_refused"])
    verdict = try_defect(wrong, folder=tmp_path, whole_suite=False)
    assert not verdict.caught
    assert verdict.missed == ("pin::test_pin_field_is_refused",)
    assert verdict.stray == ("pin::test_pin_is_readable_as_a_state",)


def test_resumed_selftest_repeats_only_what_came_to_no_result(tmp_path):
    asked = []

    def trial(name: str, red: set[str], trouble: str = ""):
        return Kept(tmp_path).red_tests(name, None, lambda: (asked.append(name), (red, trouble))[1])

    assert trial("one", {"pin::a"}) == trial("one", {"pin::b"}) == ({"pin::a"}, "")
    assert trial("two", set(), "not done after 600 s") == (set(), "not done after 600 s")
    assert trial("two", {"pin::c"}) == ({"pin::c"}, "")
    assert asked == ["one", "two", "two"]


def test_what_other_code_or_other_tests_showed_does_not_count(tmp_path, monkeypatch):
    first, second = {"pin::a"}, {"pin::b"}
    assert Kept(tmp_path).red_tests("one", None, lambda: (first, "")) == (first, "")
    assert Kept(tmp_path).red_tests("one", ["pin"], lambda: (second, "")) == (second, "")
    monkeypatch.setattr("conformance.selftest.kept.code_digest", lambda: "other")
    assert Kept(tmp_path).red_tests("one", ["pin"], lambda: (first, "")) == (first, "")


def test_findings_are_told_again_before_the_score(monkeypatch, capsys):
    verdicts = [Verdict(name="fine"), Verdict(name="found", missed=("sms::stays",), stray=("pin::turns",))]
    monkeypatch.setattr("conformance.selftest.command._trials", lambda *_, **__: (each for each in verdicts))
    assert main(["selftest"]) == 1
    said = capsys.readouterr()
    progress, _, findings = said.err.partition("Findings:\n")
    assert "✓" in progress
    assert findings.splitlines() == [
        "  ✗ found",
        "        stayed green: sms::stays",
        "        turned red:   pin::turns",
    ]
    assert "selftest score 1/2" in said.out
