"""`hawiya gate` and `hawiya lock` as a pipeline sees them, against the reference with one defect."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from conformance.certification.passes import collect
from conformance.gating.profiles import BY_KIND, load_profile, packaged

RED = "enrollment::test_wrong_check_digit_is_refused"
GREEN = "enrollment::test_notice_names_the_authority"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A target with a defect, and a profile of two tests, of which one turns red."""
    made = tmp_path_factory.mktemp("gate")
    command = ["{python}", "-m", "harness", "serve", "--port", "{port}", "--database", "sqlite:///{work}/x.db"]
    command += ["--sms", "{sms}", "--roster", "{roster}", "--test-hooks", "--defect", "check-digit-ignored"]
    (made / "target.toml").write_text(f'kind = "server"\nnation = "kuwait"\nstart.command = {json.dumps(command)}\n')
    (made / "two.toml").write_text(f'name = "two"\nversion = 3\ntitle = "Two"\nrequired = {json.dumps([RED, GREEN])}\n')
    return made


@pytest.fixture(scope="module")
def gate(hawiya, folder):
    def run(*words: str):
        return hawiya(
            "gate", "--target", "target.toml", "--profile", "two.toml", "--out", "out", "--no-reports", "--workers", "1",
            *words, cwd=folder,
        )  # fmt: skip

    return run


def test_adoption_leads_from_a_red_gate_to_a_green_one(gate, hawiya, folder):
    first = gate("--suggest-known", "known.toml")
    assert first.code == 1, first.err
    assert "GATE FAILED (exit 1): 1 failure that is not known; profile two 3, 2 tests in " in first.out
    assert "known.toml: 1 new entry: fill in reason and owner" in first.err

    blank = gate("--known", "known.toml")
    assert blank.code == 2
    assert f"{RED}: reason and owner must be filled in" in blank.err

    known = folder / "known.toml"
    known.write_text(known.read_text().replace('= ""', '= "somebody"'))
    second = gate("--known", "known.toml", "--json")
    assert second.code == 0, second.err
    told = json.loads(second.out)
    assert told == json.loads((folder / "out" / "gate.json").read_text())
    assert (told["verdict"], told["conformity"], told["counts"]) == (
        "PASSED",
        "NOT CONFORMANT",
        {"tests": 2, "known": 1},
    )

    words = ("certify", "--target", "target.toml", "--only-failed", "out", "--out", "again", "--no-reports")
    again = hawiya(*words, cwd=folder)
    assert again.code == 1, again.err
    assert "NOT CONFORMANT (exit 1): only what failed in run " in again.out
    assert [test["id"] for test in json.loads((folder / "again" / "results.json").read_text())["tests"]] == [RED]


def test_a_newer_suite_reports_first_and_gates_later(gate, hawiya, folder):
    assert hawiya("lock", "--target", "target.toml", "--profile", "two.toml", "--out", "new.lock", cwd=folder).code == 0
    lock = json.loads((folder / "new.lock").read_text())
    assert [profile["name"] for profile in lock["profiles"]] == ["card", "full", "matcher", "quick", "two"]
    lock["tests"] = [name for name in lock["tests"] if name != RED]
    lock["suite"]["digest"] = "0" * 64
    (folder / "old.lock").write_text(json.dumps(lock))
    ended = gate("--lock", "old.lock")
    assert ended.code == 0, ended.out
    assert f"new since the lock: {RED}: FAIL: expected refused" in ended.out
    assert "not as locked: suite 0.1.0 (00000000) is now 0.1.0 (" in ended.out

    (folder / "gone.lock").write_text(json.dumps({**lock, "tests": [*lock["tests"], RED, "sms::test_of_old"]}))
    ended = gate("--lock", "gone.lock")
    assert ended.code == 1
    assert "vanished: sms::test_of_old: it stands in the lock" in ended.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--profile", "slow"), "--profile slow: there are card, full, matcher, quick, or name a TOML file"),
        (("--lock", "nowhere.lock"), "--lock nowhere.lock: No such file or directory; `hawiya lock"),
        (("--known", "nowhere.toml"), "--known nowhere.toml: No such file or directory"),
    ],
)
def test_a_file_that_is_not_there_is_found_before_the_run(gate, words, said):
    ended = gate(*words)
    assert ended.code == 2
    assert said in ended.err


def test_nothing_to_run_again_is_no_green_run(hawiya, folder):
    hawiya("certify", "--select", GREEN, "--out", "good", "--no-reports", cwd=folder)
    ended = hawiya("certify", "--only-failed", "--out", "good", cwd=folder)
    assert ended.code == 2
    assert "nothing failed in run" in ended.err


@pytest.fixture(scope="module")
def required() -> dict[str, set[str]]:
    return {kind: {test.id for test in collect(kind) if test.required} for kind in BY_KIND}


@pytest.mark.parametrize("name", packaged())
def test_the_tests_of_a_packaged_profile_exist_and_are_required(required, name):
    profile = load_profile(name)
    assert sorted(set(profile.required) - required[profile.kind]) == []


@pytest.mark.parametrize(("kind", "name"), BY_KIND.items())
def test_the_profile_of_a_kind_lists_every_test_that_is_required(required, kind, name):
    missing = sorted(required[kind] - set(load_profile(name).required))
    assert missing == [], "run `.venv/bin/python .ci/profiles.py`"


@pytest.mark.parametrize("name", packaged())
def test_a_packaged_profile_lists_no_test_twice(name):
    listed = load_profile(name).required
    assert len(listed) == len(set(listed))


def test_the_quick_profile_takes_less_than_half_a_minute(hawiya, tmp_path):
    began = datetime.now(UTC)
    ended = hawiya("gate", "--profile", "quick", "--out", str(tmp_path))
    assert ended.code == 0, ended.out
    assert datetime.now(UTC) - began < timedelta(seconds=30)


def test_card_passes_its_gate_and_its_lock(hawiya, tmp_path):
    lock = tmp_path / "card.lock"
    assert hawiya("lock", "--target", "card", "--out", str(lock)).code == 0
    ended = hawiya("gate", "--target", "card", "--lock", str(lock), "--out", str(tmp_path / "run"))
    assert ended.code == 0, ended.out
    assert "profile card" in ended.out


def test_profile_of_another_kind_is_refused(hawiya, tmp_path):
    ended = hawiya("gate", "--target", "card", "--profile", "quick", "--out", str(tmp_path))
    assert ended.code == 2
    assert "kind server" in ended.err
