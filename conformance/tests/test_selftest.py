"""The list of defects is whole: every defect is listed, and every requirement with a test has a defect that turns it red."""

import importlib
import json
import pkgutil
from collections import Counter

import pytest

import conformance.suites
from conformance.selftest.trial import Listed, listed, try_defect
from harness.catalogue import load_catalogue
from harness.reference.defects import DEFECTS


def test_every_defect_of_the_reference_is_listed_once():
    assert Counter(defect.name for defect in listed()) == Counter(list(DEFECTS))


def test_every_listed_defect_breaks_a_requirement_and_turns_a_test_red():
    catalogue = load_catalogue()
    requirements = {*catalogue.requirements, *catalogue.threats}
    assert [defect.name for defect in listed() if defect.breaks not in requirements or not defect.red] == []


@pytest.fixture(scope="module")
def proven() -> dict[str, str]:
    """Every test function of the suites with the requirement that it decides."""
    found = {}
    for module in pkgutil.walk_packages(conformance.suites.__path__, "conformance.suites."):
        for name, function in vars(importlib.import_module(module.name)).items():
            for mark in getattr(function, "pytestmark", []) if name.startswith("test_") else []:
                if mark.name == "proves":
                    found[f"{module.name.split('.')[-2]}::{name}"] = mark.args[0]
    return found


def function_of(test: str) -> str:
    return test.partition("[")[0]


def test_every_listed_test_exists(proven):
    assert {function_of(test) for defect in listed() for test in defect.red} - set(proven) == set()


def test_every_requirement_with_a_test_has_a_defect(proven):
    assert len(proven) > 50
    caught = {proven[function_of(test)] for defect in listed() for test in defect.red}
    assert set(proven.values()) - caught == set()


def test_one_defect_is_caught_by_exactly_its_tests(hawiya):
    ended = hawiya("selftest", "--defect", "pin-state-always-set", "--json")
    assert ended.code == 0, ended.err
    assert {verdict["name"] for verdict in json.loads(ended.out)} == {"(no defect)", "pin-state-always-set"}


def test_a_defect_that_no_listed_test_catches_lowers_the_score(tmp_path):
    wrong = Listed(name="pin-state-always-set", breaks="PIN-007", what="", red=["pin::test_pin_field_is_refused"])
    verdict = try_defect(wrong, folder=tmp_path, whole_suite=False)
    assert not verdict.caught
    assert verdict.missed == ("pin::test_pin_field_is_refused",)
    assert verdict.stray == ("pin::test_pin_is_readable_as_a_state",)
