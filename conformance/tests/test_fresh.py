"""A command in a process of its own ends with its code, has its words kept, and can be stopped."""

from threading import Event, Timer

from conformance.selftest.fresh import run_fresh
from harness.commandline import ExitCode

SERVER = ["sms", "serve", "--smpp-port", "0", "--http-port", "0"]


def test_exit_code_and_words_of_a_command_are_kept(tmp_path):
    said = tmp_path / "said.txt"
    code = run_fresh(["certify", "--target", "nowhere.toml"], said=said, cut=Event(), limit_s=60)
    assert code == ExitCode.USAGE
    assert "nowhere.toml" in said.read_text(encoding="utf-8")


def test_command_that_takes_too_long_is_stopped(tmp_path):
    assert run_fresh(SERVER, said=tmp_path / "said.txt", cut=Event(), limit_s=1) is None


def test_command_is_stopped_when_it_is_cut(tmp_path):
    cut = Event()
    Timer(1, cut.set).start()
    assert run_fresh(SERVER, said=tmp_path / "said.txt", cut=cut, limit_s=600) is None
