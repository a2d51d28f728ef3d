"""What runs inside the namespaces of a private daemon: it starts pcscd, watches it, and hands out connections with the driver.

Started by the launcher as `unshare ... python -m simulators.card.pcscd.keeper`; no command of its own. It

1. brings up loopback, which in this network namespace only pcscd listens on;
2. hides what the machine has in /run and mounts the private folder at /run/pcscd, and hides the drivers of plugged-in readers;
3. starts pcscd and says `ready PID` on standard output once every reader listens and the socket accepts;
4. answers on the Unix socket of the private folder: a line with a port is answered by a connected TCP socket, `restart` by a new
   pcscd;
5. ends, and pcscd with it, when standard input ends: that is, when the launcher ends or is killed.
"""

import argparse
import ctypes
import errno
import fcntl
import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

INSIDE = Path("/run/pcscd")
SOCKET = "keeper"
RESTART = "restart"
READY_S = 15.0
_ASK = 64
_CONNECT_S = 2.0
_LOOK_S = 0.005
_STOP_S = 5.0
_BIND = 0x1000
_PRIVATE = 0x4_0000 | 0x4000
_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 0x1
_LISTENING = "0A"
_TAIL = 300


class Keeper:
    """The daemon and the socket beside it."""

    def __init__(self, command: list[str], ports: list[int]) -> None:
        self._command = command
        self._ports = ports
        self._pcscd: subprocess.Popen[bytes] | None = None

    def start(self) -> int:
        """Start pcscd and wait until it is ready; its process id."""
        with (INSIDE / "log").open("ab") as log:
            # dies with us, whatever ends us
            self._pcscd = subprocess.Popen(  # noqa: S603 - the command that the launcher has put together
                ["setpriv", "--pdeathsig", "KILL", *self._command],  # noqa: S607 - found by the launcher
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = monotonic() + READY_S
        while not (set(self._ports) <= _listening() and self._accepts()):
            if self._pcscd.poll() is not None or monotonic() > deadline:
                raise RuntimeError(f"pcscd does not become ready: {self._log()}")
            sleep(_LOOK_S)
        return self._pcscd.pid

    def stop(self) -> None:
        """Stop pcscd: kindly, then by force."""
        if self._pcscd is None:
            return
        self._pcscd.send_signal(signal.SIGTERM)
        try:
            self._pcscd.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._pcscd.kill()
            self._pcscd.wait()

    def restart(self) -> int:
        """Kill pcscd as it would crash, and start it again; the new process id."""
        if self._pcscd is not None:
            self._pcscd.kill()
            self._pcscd.wait()
        return self.start()

    def serve(self) -> None:
        """Hand out connections until standard input ends or pcscd does."""
        if self._pcscd is None:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            listener.bind(str(INSIDE / SOCKET))
            listener.listen(64)
            sys.stdout.write(f"ready {self._pcscd.pid}\n")
            sys.stdout.flush()
            while self._pcscd.poll() is None:
                readable, _, _ = select.select([sys.stdin, listener], [], [], 0.2)
                if sys.stdin in readable:  # nothing is ever written to it: this is its end
                    return
                if listener in readable:
                    client, _ = listener.accept()
                    with client, suppress(OSError):  # who has gone needs no answer
                        client.settimeout(_CONNECT_S)
                        self._answer(client)
        raise RuntimeError(f"pcscd has ended by itself: {self._log()}")

    def _answer(self, client: socket.socket) -> None:
        asked = client.recv(_ASK).decode("ascii", "replace").strip()
        if asked == RESTART:
            client.sendall(f"ready {self.restart()}\n".encode())
            return
        try:
            port = int(asked)
            if port not in self._ports:
                raise ConnectionRefusedError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED))
            with socket.create_connection(("127.0.0.1", port), timeout=_CONNECT_S) as connection:
                socket.send_fds(client, [b"0\n"], [connection.fileno()])
        except (OSError, ValueError) as error:
            number = error.errno if isinstance(error, OSError) and error.errno else errno.ETIMEDOUT
            client.sendall(f"{number}\n".encode())

    def _accepts(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            return probe.connect_ex(str(INSIDE / "pcscd.comm")) == 0

    def _log(self) -> str:
        text = (INSIDE / "log").read_text("utf-8", "replace")
        return " ".join(text[-_TAIL:].split()) or "it says nothing"


def main() -> int:
    """Prepare the namespaces, start, serve, stop."""
    parser = argparse.ArgumentParser(prog="keeper")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--hide", type=Path, required=True)
    parser.add_argument("--ports", required=True)
    parser.add_argument("command", nargs="+")
    arguments = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the launcher, which then ends us
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(1))
    keeper = Keeper(arguments.command, [int(port) for port in arguments.ports.split(",")])
    try:
        _bring_up_loopback()
        _mount_folder(arguments.folder, arguments.hide)
        keeper.start()
        keeper.serve()
    except (OSError, RuntimeError) as error:
        sys.stdout.write(f"failed {error}\n")
        sys.stdout.flush()
        return 1
    finally:
        keeper.stop()
        shutil.rmtree(arguments.folder.parent, ignore_errors=True)  # the launcher does it too, unless it was killed
    return 0


def _mount_folder(folder: Path, hidden: Path) -> None:
    """The folder is held open, because it may stand in the /run that is hidden."""
    held = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    try:
        _mount("", "/", "", flags=_PRIVATE)
        _mount("tmpfs", "/run", "tmpfs")
        INSIDE.mkdir()
        _mount(f"/proc/self/fd/{held}", str(INSIDE), "", flags=_BIND)
        if hidden.is_dir():
            _mount("tmpfs", str(hidden), "tmpfs")
    finally:
        os.close(held)


def _mount(source: str, target: str, kind: str, *, flags: int = 0) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    words = [text.encode() or None for text in (source, target, kind)]
    if library.mount(*words, ctypes.c_ulong(flags), None) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{os.strerror(number)} at the mount on {target}")


def _bring_up_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        asked = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(any_socket, _GET_FLAGS, asked))[1]
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh14x", b"lo", flags | _UP))


def _listening() -> set[int]:
    """The TCP ports that somebody listens on in this network namespace."""
    rows = [row.split() for row in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]]
    return {int(row[1].rpartition(":")[2], 16) for row in rows if row[3] == _LISTENING}


if __name__ == "__main__":
    sys.exit(main())
