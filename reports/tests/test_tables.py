"""junit.xml and traceability.csv say what the run found, and carry nothing that a reader of theirs would execute."""

import csv
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.catalogue import load_catalogue
from reports import junit, traceability
from reports.untrusted import cell, printable, visible


def parsed(run):
    return ET.parse(junit.write(run)).getroot()  # noqa: S314 - our own file


def rows(run):
    with traceability.write(run).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_junit_has_one_suite_an_area(failing):
    names = [suite.get("name") for suite in parsed(failing).iter("testsuite")]
    assert names == ["eligibility", "enrollment", "sms", "pin", "face", "privacy", "troubleshooting"]


def test_junit_counts_each_verdict_where_a_ci_server_expects_it(failing):
    root = parsed(failing)
    assert {name: root.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "27",
        "failures": "2",
        "errors": "2",
        "skipped": "2",
    }


def test_junit_gives_a_failure_its_reason_and_rerun(failing):
    failure = parsed(failing).find(".//testcase[@name='sms/SMS-002/neg']/failure")
    assert failure.get("message") == "a code that was used once was accepted again"
    assert "run it alone: hawiya certify" in failure.text


def test_junit_names_requirement_grade_and_layer_of_each_test(failing):
    case = parsed(failing).find(".//testcase[@name='sms/SMS-002/neg']")
    properties = [(item.get("name"), item.get("value")) for item in case.iter("property")]
    assert {("requirement", "SMS-002"), ("requirement", "THR-002"), ("grade", "O2"), ("layer", "behaviour")} <= set(
        properties
    )


def test_junit_of_a_hostile_target_is_well_formed(hostile):
    root = parsed(hostile)
    values = [value for element in root.iter() for value in (*element.attrib.values(), element.text or "")]
    assert any("<script>" in value for value in values)
    assert not any(re.search("[\x00-\x08\u202a-\u202e]", value) for value in values)


def test_traceability_holds_every_requirement_and_every_threat(failing):
    catalogue = load_catalogue()
    assert [row["id"] for row in rows(failing)] == [*catalogue.requirements, *catalogue.threats]


def test_traceability_says_how_each_came_out(failing):
    found = {row["id"]: row for row in rows(failing)}
    coverage = {
        name: found[name]["coverage"] for name in ("SMS-002", "ELG-001", "TRB-001", "SGN-002", "THR-002", "THR-001")
    }
    assert coverage == {
        "SMS-002": "FAIL",
        "ELG-001": "PASS",
        "TRB-001": "N/A",
        "SGN-002": "UNTESTED",
        "THR-002": "FAIL",
        "THR-001": "UNTESTED",
    }


def test_what_the_run_does_not_judge_and_what_the_catalogue_does_not_know_are_both_listed(failing):
    known, *others = failing.results.requirements
    stranger = msgspec.structs.replace(known, id="NEW-001")
    results = msgspec.structs.replace(failing.results, requirements=[stranger, *others])
    found = {row["id"]: row for row in rows(replace(failing, results=results))}
    assert (found[known.id]["coverage"], found[known.id]["reason"]) == ("UNTESTED", "the run says nothing about it")
    assert found["NEW-001"]["reason"].startswith("not in the catalogue of this installation")


def test_no_row_stands_without_an_outcome_or_a_reason(failing):
    silent = ("UNTESTED", "N/A", "FAIL", "WARN", "REVIEW")
    assert not [row["id"] for row in rows(failing) if not row["coverage"]]
    assert not [row["id"] for row in rows(failing) if row["coverage"] in silent and not row["reason"]]


def test_no_cell_of_a_hostile_target_is_a_formula(hostile):
    cells = [value for row in rows(hostile) for value in row.values()]
    assert not [value for value in cells if value.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert not [value for value in cells if "\n" in value]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u202e=1", "\x00=1", "＝1"])
def test_a_formula_becomes_text(text):
    assert cell(text).startswith("'")


@given(st.text())
def test_no_cell_begins_like_a_formula(text):
    assert not cell(text).startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@given(st.text(st.characters(codec=None)))
def test_printable_text_is_xml(text):
    element = ET.Element("a")
    element.text = printable(text)
    assert ET.fromstring(ET.tostring(element, encoding="utf-8")).tag == "a"  # noqa: S314 - our own text


@given(st.text())
def test_visible_text_keeps_everything_that_can_be_seen(text):
    assert visible(printable(text)) == printable(text)
