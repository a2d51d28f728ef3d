"""A command that is cut says so and leaves nothing behind; a reader that goes away is no error."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import pytest

from conformance.certification.process import TargetProcess
from conformance.selftest.trial import listed, try_defect
from conformance.target import Start

PATIENCE_S = 60


def until(true, what: str) -> None:
    deadline = monotonic() + PATIENCE_S
    while not true():
        assert monotonic() < deadline, f"never: {what}"
        sleep(0.05)


def lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # one that is dead and not yet fetched by its new parent still has a number
    return not Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].startswith(" Z")


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    """Working folders of the run stand in a folder of this test."""
    return {**os.environ, "TMPDIR": str(tmp_path)}


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_cut_certification_ends_with_4_and_leaves_nothing(tmp_path, environment, sign, workers):
    # a job of a shell in the background ignores SIGINT, and so would what it starts
    command = ["env", "--default-signal=INT", sys.executable, "-m", "harness", "certify"]
    command += ["--workers", workers, "--out", str(tmp_path / "out")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment) as process:
        until(lambda: list(tmp_path.glob("hawiya-run-*/events/chosen-*.json")), "the suites begin")
        process.send_signal(sign)
        _, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 4, said
    assert said.decode().splitlines()[-1] == "hawiya certify: interrupted"
    assert list(tmp_path.glob("hawiya-run-*")) == []


def test_a_cut_trial_is_stopped_and_tells_so(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    cut = Event()
    cut.set()
    verdict = try_defect(listed()[0], folder=tmp_path / "trial", whole_suite=True, cut=cut)
    assert verdict.trouble == "cut"
    assert list(tmp_path.glob("hawiya-run-*")) == []


def test_a_target_is_stopped_with_what_outlives_it(tmp_path):
    child = tmp_path / "child"
    stubborn = f"""if True:
        import os, pathlib, signal, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        pathlib.Path({str(child)!r}).write_text(str(os.getpid()))
        time.sleep(60)"""
    leader = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {stubborn!r}]); time.sleep(60)"
    process = TargetProcess(Start(command=[sys.executable, "-c", "{code}"]), {"code": leader}, log=tmp_path / "log")
    process.begin()
    until(lambda: child.exists() and child.read_text(), "the child begins")
    process.stop()
    until(lambda: not lives(int(child.read_text())), "the child ends")


@pytest.mark.parametrize("words", [["--help"], ["certify", "--help"]])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_goes_away_is_no_error(words, unbuffered):
    ended = unread(words, unbuffered=unbuffered)
    assert ended.stderr == b""
    assert ended.returncode == 0


def test_a_command_whose_reader_goes_away_ends_as_any_program_and_not_as_incomplete():
    ended = unread(["capacity", "formula", "--list"], unbuffered="1")
    assert (ended.returncode, ended.stderr) == (141, b"")


def unread(words, *, unbuffered):
    """The end of a command whose output nobody reads."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        return subprocess.run(
            [sys.executable, "-m", "harness", *words],
            stdout=writer, stderr=subprocess.PIPE, check=False, env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )  # fmt: skip
    finally:
        os.close(writer)
