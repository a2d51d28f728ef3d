"""The target as a process of its own: started as the target file says, reached from outside, stopped with its children.

Everything that it starts carries a mark of the run in its environment: so a process that left the group of the target is found
again and ended, too (on Linux, where /proc shows it).
"""

import os
import secrets
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

from conformance.output import Output, tail
from conformance.target import Start, filled
from harness.commandline import HarnessError, UsageError
from harness.world.limits import clipped

_STOP_S = 10.0
_TAIL = 4
_LINE = 400
_MARK = "HAWIYA_TARGET"
_ROUNDS = 20


def free_port(host: str = "127.0.0.1") -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


class TargetProcess:
    """A started target; what it prints goes to `log`."""

    def __init__(self, start: Start, values: Mapping[str, str], *, log: Path) -> None:
        self._command = [filled(part, values) for part in start.command]
        self._named = shlex.join(start.command)
        self._ready_s = start.ready_s
        self._log = log
        self._mark = secrets.token_hex(16)
        self._output: Output | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start it, in a process group of its own.

        Raises:
            UsageError: there is no such command.
        """
        output = Output(self._log)
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the command of the user's own target file, no shell
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=output.write,
                stderr=output.write,
                start_new_session=True,
                env={**os.environ, _MARK: self._mark},
            )
        except OSError as error:
            output.give_up()
            raise UsageError(f"[start] command {self._command[0]!r}: {error.strerror}") from None
        output.begin()
        self._output = output

    def wait_for_port(self, host: str, port: int) -> None:
        """Wait until it accepts connections.

        Raises:
            HarnessError: it ended, or did not listen in time; with the end of its log.
        """
        deadline = monotonic() + self._ready_s
        while monotonic() < deadline:
            if self._process is not None and self._process.poll() is not None:
                code = self._process.returncode
                self.stop()  # then everything that it said has been read
                raise HarnessError(f"the target ended with code {code}: {self._last_words()}")
            try:
                socket.create_connection((host, port), timeout=1).close()
            except OSError:
                sleep(0.02)
            else:
                return
        raise HarnessError(
            f"the target did not listen on {host}:{port} within {self._ready_s:.0f} s: {self._last_words()}"
        )

    def _last_words(self) -> str:
        lines = tail(self._log).decode(errors="replace").strip().splitlines()[-_TAIL:]
        return " | ".join(clipped(line, _LINE) for line in lines) or f"it printed nothing ({self._named})"

    def stop(self) -> None:
        """Stop it and everything that it started, also what outlived it."""
        if self._process is None:
            return
        try:
            self._signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_STOP_S)
        finally:
            self._signal(signal.SIGKILL)
            self._process.wait()
            self._process = None
            self._end_strays()
            if self._output is not None:
                self._output.end()
                self._output = None

    def _signal(self, sign: signal.Signals) -> None:
        # nobody is left; some systems answer EPERM where only the dead are left
        with suppress(ProcessLookupError, PermissionError):
            if self._process is not None:
                os.killpg(self._process.pid, sign)

    def _end_strays(self) -> None:
        """End what left the group; again until nothing is found, because what is about to die may have started more."""
        for _ in range(_ROUNDS):
            strays = list(_marked(f"{_MARK}={self._mark}".encode()))
            if not strays:
                return
            for pid in strays:
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            sleep(0.02)


def _marked(mark: bytes) -> Iterator[int]:
    """The living processes of ours whose environment holds the mark."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it is gone, or somebody else's
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                yield int(folder.name)


@contextmanager
def running(start: Start, url: str, values: Mapping[str, str], *, log: Path) -> Iterator[str]:
    """A started target on a free port; gives its base URL, made of the pattern `url`.

    Raises:
        UsageError: there is no such command.
        HarnessError: it ended, or did not listen in time.
    """
    port = str(free_port())
    base_url = filled(url, {"port": port}).rstrip("/")
    process = TargetProcess(start, {**values, "port": port, "url": base_url}, log=log)
    try:
        process.begin()
        where = urlsplit(base_url)
        process.wait_for_port(where.hostname or "127.0.0.1", where.port or (443 if where.scheme == "https" else 80))
        yield base_url
    finally:
        process.stop()


def python() -> str:
    """The interpreter that runs the harness."""
    return sys.executable
