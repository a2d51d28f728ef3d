"""The reference is conformant under other readings than the nation's own, and the report says which those were."""

import json
import re
from pathlib import Path

import msgspec
import pytest

from conformance.target import load_target

READINGS = {
    "reference-alternative": {"early_detail": "true", "age_rule": '"ge"', "second_device": '"refuse"'},
    "reference-lenient": {"capture_attestation": "false", "liveness": "false"},
}


@pytest.fixture(scope="module")
def certified(hawiya, tmp_path_factory):
    """The run of each target."""
    runs = {}
    for target in READINGS:
        folder: Path = tmp_path_factory.mktemp(target)
        runs[target] = (hawiya("certify", "--target", target, "--out", str(folder)), folder)
    return runs


@pytest.mark.parametrize("target", READINGS)
def test_the_reference_is_conformant_under_the_readings(certified, target):
    ended, _ = certified[target]
    assert ended.code == 0, ended.out


@pytest.mark.parametrize("target", READINGS)
def test_results_name_the_readings(certified, target):
    results = json.loads((certified[target][1] / "results.json").read_text())
    assert READINGS[target].items() <= results["readings"].items()
    assert results["policy"]["name"] == load_target(target).policy


def test_every_test_that_a_reading_hides_is_seen_under_another(certified, hawiya, tmp_path):
    ended = hawiya("certify", "--no-reports", "--out", str(tmp_path))
    assert ended.code == 0, ended.out
    folders = (tmp_path, *(folder for _, folder in certified.values()))
    runs = [json.loads((folder / "results.json").read_text())["tests"] for folder in folders]
    hidden = [{test["id"] for test in tests if test["verdict"] == "N/A"} for tests in runs]
    assert set.intersection(*hidden) == set()


def test_the_report_says_that_details_are_told_early(certified):
    for target, (_, folder) in certified.items():
        page = (folder / "index.html").read_text()
        assert bool(re.search(r"early_detail = true: refusals", page)) == (target == "reference-alternative")


@pytest.mark.parametrize("target", READINGS)
def test_the_targets_differ_in_name_and_policy_alone(target):
    plain, other = load_target("reference"), load_target(target)
    assert msgspec.structs.replace(other, name=plain.name, policy=plain.policy) == plain
