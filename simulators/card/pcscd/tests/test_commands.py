"""The commands `readers`, `pcscd` and `card insert`, as a person calls them."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from simulators.card.pcscd.connection import KEEPER
from simulators.card.pcscd.launcher import SERVICE

_DEADLINE_S = 60.0

pytestmark = pytest.mark.usefixtures("pcsc_is_there")


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in (SERVICE, KEEPER)}
    return {**kept, **more}


def hawiya(*words: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "harness", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=_DEADLINE_S,
        env=environment(**more),
    )


@pytest.fixture
def card(card_file: Path) -> Path:
    return card_file


def test_command_runs_with_readers_and_its_exit_code_is_passed_on() -> None:
    ended = hawiya("pcscd", "--readers", "3", "--", "sh", "-c", f"{sys.executable} -m harness readers --json; exit 7")
    assert ended.returncode == 7, ended.stderr
    listed = json.loads(ended.stdout)
    assert [reader["name"] for reader in listed[:3]] == [f"Virtual PCD {n // 2} 00 0{n % 2}" for n in range(3)]
    assert not any(reader["card"] for reader in listed)


def test_card_is_in_the_first_reader_when_the_command_begins(card: Path) -> None:
    ended = hawiya("pcscd", "--card", card, "--", sys.executable, "-m", "harness", "readers")
    assert ended.returncode == 0, ended.stderr
    first, second = ended.stdout.splitlines()
    assert first.startswith("Virtual PCD 0 00 00  card 3b")
    assert second == "Virtual PCD 0 00 01  empty"


def test_command_ended_by_a_signal_has_the_code_of_a_shell() -> None:
    assert hawiya("pcscd", "--", "sh", "-c", "kill -TERM $$").returncode == 128 + signal.SIGTERM


def test_sigterm_is_passed_on_to_the_command() -> None:
    with subprocess.Popen(
        [
            sys.executable,
            "-m",
            "harness",
            "pcscd",
            "--",
            "sh",
            "-c",
            "trap 'exit 9' TERM; echo ready; while :; do read x; done",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGTERM)
        process.stdin.write(b"\n" * 8)
        process.stdin.flush()
        assert process.wait(_DEADLINE_S) == 9


def test_command_ends_with_a_hawiya_that_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "harness", "pcscd", "--", "sh", "-c", "echo $$; exec cat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stdout is not None
        command = int(process.stdout.readline())
        process.kill()
        process.wait(_DEADLINE_S)
        assert process.stdout.read() == b""  # which is when the command has closed it, too
    assert not Path(f"/proc/{command}/exe").exists()


def test_card_inserted_inside_is_seen_until_it_is_interrupted(card: Path) -> None:
    program = f"""
{sys.executable} -m harness card insert {card} >said 2>&1 & inserted=$!
until grep -q 'in the virtual reader' said; do sleep 0.02; done
{sys.executable} -m harness readers --json
kill -TERM $inserted
wait $inserted
"""
    ended = hawiya("pcscd", "--", "sh", "-c", f"cd {card.parent}; : >said; {program}")
    assert json.loads(ended.stdout)[0]["card"] is True
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        (["pcscd"], 2, "hawiya pcscd: name a command: hawiya pcscd -- opensc-tool --list-readers"),
        (
            ["pcscd", "--", "no-such-program"],
            2,
            "hawiya pcscd: cannot run 'no-such-program': there is no such program",
        ),
        (["pcscd", "--readers", "17", "--", "true"], 2, "hawiya pcscd: 17 readers: a daemon has 1 to 16"),
        (["pcscd", "--card", "none.json", "--", "true"], 2, "hawiya pcscd: cannot read card file none.json: "),
        (["card", "insert", "none.json"], 2, "hawiya card insert: cannot read card file none.json: "),
        (["readers"], 3, "hawiya readers: PC/SC cannot be reached: the PC/SC service does not run: start pcscd"),
    ],
    ids=["no command", "no program", "readers", "no card for pcscd", "no card", "no service"],
)
def test_bad_use_is_one_line_with_its_code(words: list[str], code: int, line: str, tmp_path: Path) -> None:
    ended = hawiya(*words, **{SERVICE: str(tmp_path / "none")})
    assert (ended.returncode, ended.stdout) == (code, "")
    assert ended.stderr.startswith(line)
    assert len(ended.stderr.splitlines()) == 1


def test_port_where_nothing_listens_is_one_line(card: Path) -> None:
    ended = hawiya("card", "insert", card, "--vpcd", "127.0.0.1:1")
    assert ended.returncode == 3
    assert ended.stderr == (
        "hawiya card insert: no virtual reader at 127.0.0.1:1 (Connection refused): start pcscd with vsmartcard-vpcd, "
        "use `hawiya pcscd`, or name the port\n"
    )


@pytest.mark.parametrize("address", ["35963", "host:", ":35963", "host:0", "host:65536", "host:one"])
def test_address_that_is_none_is_refused(card: Path, address: str) -> None:
    ended = hawiya("card", "insert", card, "--vpcd", address)
    assert ended.returncode == 2
    assert f"{address!r} is no address: write HOST:PORT, as 127.0.0.1:35963" in ended.stderr


@pytest.mark.parametrize(
    ("hide", "missing"),
    [
        ("mount --bind /dev/null $(PATH=$PATH:/usr/sbin command -v pcscd)", "pcscd"),
        ("mount -t tmpfs none /usr/lib/pcsc/drivers", "vpcd, the virtual driver of PC/SC,"),
    ],
    ids=["pcscd", "driver"],
)
def test_missing_program_is_one_line_with_a_remedy(hide: str, missing: str) -> None:
    """It is hidden in a mount namespace, as if it had never been installed."""
    command = f"{hide} && exec {sys.executable} -m harness pcscd -- true"
    ended = subprocess.run(
        ["/usr/bin/unshare", "-Urm", "sh", "-c", command],
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
    )
    assert ended.stderr == f"hawiya pcscd: {missing} is missing: apt-get install pcscd vsmartcard-vpcd\n"
    assert ended.returncode == 3


def test_missing_pyscard_is_one_line_with_a_remedy() -> None:
    """The system's own rule for it: a module that is None in sys.modules is not there."""
    program = (
        "import sys; sys.modules['smartcard'] = None; from harness.command import main; sys.exit(main(['readers']))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment()
    )
    assert ended.stderr.startswith(
        "hawiya readers: the Python package pyscard is missing: install hawiya with its extra, pip install 'hawiya[pcsc]'"
    )
    assert len(ended.stderr.splitlines()) == 1
    assert ended.returncode == 3
