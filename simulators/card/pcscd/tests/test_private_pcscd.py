"""The private daemon: what it provides, that it is private, and that nothing of it stays behind."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from harness.commandline import HarnessError, UsageError
from harness.world.reader import CardLostError, ReaderError
from simulators.card.pcscd.launcher import SERVICE, PrivatePcscd
from simulators.card.readers.echo import EchoChip
from simulators.card.readers.pcsc import list_readers, open_reader
from simulators.card.readers.vpcd import Patience, inserted, inserted_together

_DEADLINE_S = 15.0
_COMMAND = bytes.fromhex("00A40400")
_IMPATIENT = Patience(first_word_s=1.0, again_s=0.02, again_most_s=0.1)
_STAYS = """
import sys
from simulators.card.pcscd.launcher import PrivatePcscd
with PrivatePcscd(readers=2) as pcscd:
    print(pcscd.environment["PCSCLITE_CSOCK_NAME"], flush=True)
    sys.stdin.read()
"""

pytestmark = pytest.mark.usefixtures("pcsc_is_there")


def until(observed: Callable[[], bool]) -> None:
    deadline = monotonic() + _DEADLINE_S
    while not observed():
        assert monotonic() < deadline, "not seen in time"
        sleep(0.01)


def processes_of(folder: Path) -> list[str]:
    """The command lines that name the folder, of all processes."""
    lines = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().decode("utf-8", "replace")
        except OSError:  # it has ended
            continue
        if str(folder) in line:
            lines.append(line)
    return lines


def daemons_of(keeper: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{keeper}/task/{keeper}/children").read_text("ascii").split()]


@pytest.fixture
def pcscd() -> Iterator[PrivatePcscd]:
    with PrivatePcscd(readers=2) as pcscd, pcscd.reached_from_here():
        yield pcscd


def test_sixteen_cards_at_once_answer_with_their_own_identity() -> None:
    with PrivatePcscd(readers=16) as pcscd, pcscd.reached_from_here():
        places = [(EchoChip(bytes((number,))), pcscd.reader(number)) for number in range(16)]
        with inserted_together(places):
            readers = [open_reader(status.name) for status in list_readers()]
            for reader in readers:
                reader.connect()
            answers = [reader.transmit(_COMMAND) for reader in readers]
            for reader in readers:
                reader.disconnect()
    assert answers == [bytes((number,)) + _COMMAND + b"\x90\x00" for number in range(16)]


@pytest.mark.parametrize("readers", [0, 17])
def test_daemon_takes_one_to_sixteen_readers(readers: int) -> None:
    with pytest.raises(UsageError, match=f"{readers} readers: a daemon has 1 to 16"):
        PrivatePcscd(readers=readers)


def test_virtual_reader_is_out_of_reach_from_outside(pcscd: PrivatePcscd) -> None:
    with socket.socket() as stranger:
        stranger.settimeout(_DEADLINE_S)
        assert stranger.connect_ex(("127.0.0.1", pcscd.ports[0])) != 0


def test_folder_of_the_daemon_is_for_its_user_alone(pcscd: PrivatePcscd) -> None:
    folder = Path(pcscd.environment[SERVICE]).parent.parent
    assert folder.stat().st_mode & 0o777 == 0o700


def test_second_card_in_a_reader_is_refused(pcscd: PrivatePcscd) -> None:
    with (
        inserted(EchoChip(), pcscd.reader(0)),
        pytest.raises(ReaderError, match="is another card in it"),
        inserted(EchoChip(), pcscd.reader(0, _IMPATIENT)),
    ):
        pytest.fail("inserted")


def test_card_taken_out_makes_room_for_the_next(pcscd: PrivatePcscd) -> None:
    for identity in (b"\x01", b"\x02"):
        with inserted(EchoChip(identity), pcscd.reader(0)):
            reader = open_reader("00 00")
            reader.connect()
            assert reader.transmit(_COMMAND) == identity + _COMMAND + b"\x90\x00"
            reader.disconnect()


def test_card_and_session_come_back_after_a_restart_of_the_daemon(pcscd: PrivatePcscd) -> None:
    with inserted(EchoChip(), pcscd.reader(0, _IMPATIENT)):
        reader = open_reader("00 00")
        reader.connect()
        pcscd.restart()
        with pytest.raises(CardLostError):
            reader.transmit(_COMMAND)
        reader.disconnect()

        until(lambda: any(status.card for status in list_readers()))

        reader.connect()
        assert reader.transmit(_COMMAND) == _COMMAND + b"\x90\x00"
        reader.disconnect()


def test_daemon_that_was_killed_is_said_to_be_gone(pcscd: PrivatePcscd) -> None:
    assert pcscd._keeper is not None
    with inserted(EchoChip(), pcscd.reader(0, _IMPATIENT)) as card:
        for daemon in daemons_of(pcscd._keeper.pid):
            os.kill(daemon, signal.SIGKILL)
        pcscd._keeper.wait(_DEADLINE_S)
        with pytest.raises(ReaderError, match="the PC/SC service"):
            list_readers()
        with pytest.raises(HarnessError, match="cannot be started again"):
            pcscd.restart()
        assert not card.ended.is_set()


def test_nothing_stays_when_the_context_ends() -> None:
    with PrivatePcscd(readers=2) as pcscd:
        folder = Path(pcscd.environment[SERVICE]).parent
        assert processes_of(folder)
    assert not processes_of(folder)
    assert not folder.parent.exists()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["SIGKILL", "SIGTERM"])
def test_nothing_stays_when_the_launcher_is_killed(number: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", _STAYS], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as launcher:
        assert launcher.stdout is not None
        folder = Path(launcher.stdout.readline().decode().strip()).parent
        assert processes_of(folder)
        launcher.send_signal(number)
        launcher.wait(_DEADLINE_S)
    until(lambda: not processes_of(folder))
    until(lambda: not folder.parent.exists())


def test_daemon_runs_in_a_user_namespace_where_root_may_nothing() -> None:
    """Without CAP_SYS_ADMIN root is anybody; the two capabilities left are what it needs to be itself inside."""
    bound = ["setpriv", "--bounding-set=-all,+setuid,+setfcap", "--inh-caps=-all"]
    unprivileged = bound if os.getuid() == 0 else []
    if subprocess.run([*unprivileged, "unshare", "-Urmn", "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("this machine allows no user namespaces")
    assert subprocess.run([*unprivileged, "unshare", "-mn", "true"], check=False, capture_output=True).returncode != 0

    ended = subprocess.run(
        [*unprivileged, sys.executable, "-c", _STAYS], input=b"", check=False, capture_output=True, timeout=60
    )

    assert ended.stdout.strip().endswith(b"pcscd.comm")
    assert ended.returncode == 0, ended.stderr
