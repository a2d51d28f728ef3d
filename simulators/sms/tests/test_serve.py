"""`hawiya sms serve` as a process."""

import argparse
import json
import re
import signal
import subprocess
import sys

import httpx
import pytest

from simulators.sms import serve

PROGRAM = """
import argparse, sys
from simulators.sms import serve
parser = argparse.ArgumentParser()
serve.add_arguments(parser)
sys.exit(serve.run(parser.parse_args()))
"""


def arguments(*options: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    serve.add_arguments(parser)
    return parser.parse_args(["--smpp-port", "0", "--http-port", "0", *options])


@pytest.fixture
def start():
    processes = []

    def run(*options: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-W", "error", "-c", PROGRAM, "--smpp-port", "0", "--http-port", "0", *options]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        processes.append(process)
        return process

    yield run
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_listens_and_stops_on_a_signal(start, number) -> None:
    process = start("--json")
    listening = json.loads(process.stdout.readline())
    alive = httpx.get(f"{listening['http']}/health", trust_env=False).status_code
    process.send_signal(number)
    _, errors = process.communicate(timeout=10)
    assert (alive, process.returncode, errors) == (200, 0, "")


def test_the_password_is_not_printed(start) -> None:
    process = start("--password", "hidden42")
    line = process.stdout.readline()
    process.terminate()
    out, errors = process.communicate(timeout=10)
    assert "hidden42" not in line + out + errors


def test_it_says_in_words_where_smpp_listens(start) -> None:
    line = start().stdout.readline()
    assert re.fullmatch(r"SMPP 3.4 on smpp://127.0.0.1:\d+ for system_id hawiya\n", line)


def test_a_port_in_use_ends_with_3_and_one_line(gateway, capsys) -> None:
    code = serve.run(arguments("--smpp-port", str(gateway.smpp_port)))
    assert (code, capsys.readouterr().err.count("\n")) == (3, 1)


@pytest.mark.parametrize(
    "options", [["--password", "nine char"], ["--system-id", "هوية"], ["--faults", "/missing.toml"]]
)
def test_a_wrong_option_ends_with_2_and_one_line(capsys, options) -> None:
    code = serve.run(arguments(*options))
    assert (code, capsys.readouterr().err.count("\n")) == (2, 1)


@pytest.mark.parametrize("text", ["faults = 3", "[[faults]]\nkind = 'explosion'", "["])
def test_a_bad_faults_file_ends_with_2_and_one_line(tmp_path, capsys, text) -> None:
    (tmp_path / "faults.toml").write_text(text, encoding="utf-8")
    code = serve.run(arguments("--faults", str(tmp_path / "faults.toml")))
    assert (code, capsys.readouterr().err.count("\n")) == (2, 1)


def test_faults_of_a_file_are_at_work(start, tmp_path) -> None:
    (tmp_path / "faults.toml").write_text("[[faults]]\nkind = 'loss'\nto = '+9655'\n", encoding="utf-8")
    process = start("--json", "--faults", str(tmp_path / "faults.toml"))
    http = json.loads(process.stdout.readline())["http"]
    faults = httpx.get(f"{http}/v1/faults", trust_env=False).json()["faults"]
    assert [each["fault"]["kind"] for each in faults] == ["loss"]
