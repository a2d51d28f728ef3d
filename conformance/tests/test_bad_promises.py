"""More that a vendor gets wrong: placeholders, adapters, journeys, folders; each one clear line, nothing of ours."""

import os
import subprocess
import sys
from contextlib import nullcontext
from datetime import date
from importlib import resources
from types import SimpleNamespace

import pytest

from conformance.certification import passes, people
from conformance.observe import leaks, planted_pin
from conformance.target import load_target
from harness.commandline import HarnessError, UsageError
from simulators.scenarios import load_journey

SERVER = 'kind = "server"\nnation = "kuwait"\n'


def said_of(tmp_path, content: str) -> str:
    file = tmp_path / "target.toml"
    file.write_text(SERVER + content)
    with pytest.raises(UsageError) as caught:
        load_target(str(file))
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('start.command = ["x", "{port.foo}"]', "{port.foo}"),
        ('start.command = ["x", "{port!r}"]', "{port!r}"),
        ('start.command = ["x", "{port:>9}"]', "{port:>9}"),
        ('start.command = ["x", "{}"]', "{work}"),
        ('start.command = ["x", "{"]', "placeholder"),
        ('start.command = ["x"]\nreach.url = "http://{sms}"', "[reach] url"),
        ('reach.url = "http://x"\nobserve.files = ["{roster}/*"]', "[observe] files"),
        ('reach.url = "http://x"\ncapabilities.clock = true', "capabilities clock"),
    ],
)
def test_a_bad_promise_is_said_before_anything_starts(tmp_path, content, words):
    assert words in said_of(tmp_path, content)


def test_a_password_in_the_url_is_refused_and_not_repeated(tmp_path):
    said = said_of(tmp_path, 'reach.url = "http://vendor:hush@x"')
    assert "[reach] url" in said
    assert "hush" not in said


@pytest.mark.parametrize("code", ["def broken(:", "raise OSError('no licence')", "class Thing:\n    pass"])
def test_an_adapter_that_cannot_be_made_is_said_in_one_line(hawiya, tmp_path, code):
    (tmp_path / "their_adapter.py").write_text(code)
    (tmp_path / "target.toml").write_text(
        f'{SERVER}reach.url = "http://127.0.0.1:1"\nadapter.name = "their_adapter:Thing"'
    )
    ended = hawiya("certify", "--target", "target.toml", cwd=tmp_path)
    assert ended.code == 2, ended.err
    assert "[adapter] name = 'their_adapter:Thing'" in ended.err.splitlines()[-1]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('do = "submit"', 'do = "submit"\nfields = {colour = "red"}', ["colour", "civil_number"]),
        ('role = "citizen"', 'role = "astronaut"', ["astronaut"]),
    ],
)
def test_a_bad_journey_is_said_in_one_line(hawiya, tmp_path, old, new, words):
    text = resources.files("scenarios").joinpath("journeys", f"{load_journey('phone-manual').name}.toml").read_text()
    assert old in text
    file = tmp_path / "journey.toml"
    file.write_text(text.replace(old, new))
    ended = hawiya("enroll", "--journey", str(file))
    assert ended.code == 2, ended.err
    assert all(word in ended.err.splitlines()[-1] for word in words)
    assert "--person" not in ended.err


def test_a_cache_that_cannot_be_written_is_said_with_its_remedy(tmp_path):
    (tmp_path / "file").write_text("")
    command = [sys.executable, "-m", "harness", "certify", "--out", str(tmp_path / "out")]
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "file")}
    ended = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert ended.returncode == 3
    assert "XDG_CACHE_HOME" in ended.stderr.splitlines()[-1]


def test_an_out_that_cannot_be_written_is_found_before_the_run(hawiya, tmp_path):
    (tmp_path / "file").write_text("")
    ended = hawiya("certify", "--out", str(tmp_path / "file"))
    assert ended.code == 2
    assert ended.err.startswith("hawiya certify: --out")


def test_a_new_run_removes_the_old_evidence_and_nothing_else(hawiya, tmp_path):
    for name in ("results.json", "index.ar.html", "notes.txt"):
        (tmp_path / name).write_text("old")
    file = tmp_path / "target.toml"
    file.write_text(f'{SERVER}reach.url = "http://127.0.0.1:1"')
    assert hawiya("certify", "--target", str(file), "--out", str(tmp_path)).code == 3
    assert {path.name for path in tmp_path.iterdir()} == {"notes.txt", "target.toml"}


def test_people_of_an_old_day_are_forgotten(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    old, recent = tmp_path / "hawiya" / "people-1-old", tmp_path / "hawiya" / "people-1-recent"
    for folder in (old, recent):
        folder.mkdir(parents=True)
    os.utime(old, (0, 0))
    made = people.people_for(seed=3, day=date(2026, 1, 1), given=None)
    assert made.population.exists()
    assert not old.exists()
    assert recent.exists()


def observing(tmp_path, pattern: str) -> SimpleNamespace:
    info = SimpleNamespace(work=str(tmp_path), base_url="http://x", run="r")
    return SimpleNamespace(info=info, target=SimpleNamespace(observe=SimpleNamespace(files=[pattern])))


def test_a_folder_is_no_observed_file(tmp_path):
    (tmp_path / "log.d").mkdir()
    (tmp_path / "log.txt").write_text("nothing")
    assert leaks(observing(tmp_path, "{work}/log*")) == ""


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert "loop cannot be read" in leaks(observing(tmp_path, "{work}/loop"))


def test_a_leak_is_found(tmp_path):
    run = observing(tmp_path, "{work}/log*")
    (tmp_path / "log").write_text(f"x{planted_pin(run)}x")
    assert leaks(run) == "the planted PIN stands in log"


def test_suites_that_cannot_be_collected_are_no_interruption(tmp_path, monkeypatch):
    (tmp_path / "broken_suite.py").write_text("import no_such_module")
    broken = [str(tmp_path / "broken_suite.py") if word == passes.SUITES else word for word in passes._SUITE]
    monkeypatch.setattr(passes, "_SUITE", broken)
    watcher = passes.Watcher(lambda _test, _verdict: None)
    with pytest.raises(HarnessError, match="no_such_module"):
        passes.run_passes(tmp_path / "run.json", passes.Selection(), watcher, lambda **_: nullcontext())
