"""The score of the suite itself: kept with the suites that it was measured for, and told in results and report."""

import json
from datetime import date

import msgspec
import pytest

from conformance.certification import score


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A package folder of this test's own."""
    for name in ("suites", "selftest/defects"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "suites" / "test_one.py").write_text("def test_one(): ...\n")
    monkeypatch.setattr(score.resources, "files", lambda _package: tmp_path)
    return tmp_path


@pytest.mark.usefixtures("kept")
def test_kept_score_is_of_these_suites() -> None:
    score.write_score(defects=10, caught=9, day=date(2026, 1, 2), whole_suite=True)
    found = score.read_score()
    assert (found.defects, found.caught, found.measured_on, found.of_these_suites) == (10, 9, date(2026, 1, 2), True)


def test_score_of_changed_suites_is_of_others(kept) -> None:
    score.write_score(defects=10, caught=10, day=date(2026, 1, 2), whole_suite=True)
    (kept / "suites" / "test_one.py").write_text("def test_one(): assert False\n")
    assert not score.read_score().of_these_suites


@pytest.mark.usefixtures("kept")
def test_suites_without_a_score_have_none() -> None:
    assert score.read_score() is None


def test_packaged_score_is_whole() -> None:
    """`hawiya selftest --keep-score` writes it; whether it is of the very suites of today, the report says."""
    found = score.read_score()
    assert found is not None, "no conformance/selftest/score.json: run `hawiya selftest --keep-score` and keep it"
    assert found.caught == found.defects, f"the packaged score is {found.caught}/{found.defects}, not 100 %"
    assert found.defects > 100


def test_spoiled_score_is_refused_in_one_line(kept) -> None:
    (kept / "selftest" / "score.json").write_bytes(msgspec.json.encode({"defects": "many"}))
    with pytest.raises(score.UsageError, match="selftest/score"):
        score.read_score()


def test_part_of_a_selftest_keeps_no_score(hawiya) -> None:
    ended = hawiya("selftest", "--keep-score", "--defect", "constant-otp")
    assert (ended.code, ended.err.count("\n")) == (2, 1)


def test_results_tell_the_score(hawiya, tmp_path) -> None:
    hawiya("certify", "--area", "pin", "--no-reports", "--out", str(tmp_path))
    told = json.loads((tmp_path / "results.json").read_text()).get("selftest")
    found = score.read_score()
    assert told == (None if found is None else json.loads(msgspec.json.encode(found)))
