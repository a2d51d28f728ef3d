"""The target as a process of its own: started as the target file says, reached from outside, stopped with its children."""

import os
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

from conformance.target import Start, filled
from harness.commandline import HarnessError, UsageError

_STOP_S = 10.0
_TAIL = 4


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
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start it, in a process group of its own.

        Raises:
            UsageError: there is no such command.
        """
        with self._log.open("ab") as log:
            try:
                self._process = subprocess.Popen(  # noqa: S603 - the command of the user's own target file, no shell
                    self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
                )
            except OSError as error:
                raise UsageError(f"[start] command {self._command[0]!r}: {error.strerror}") from None

    def wait_for_port(self, host: str, port: int) -> None:
        """Wait until it accepts connections.

        Raises:
            HarnessError: it ended, or did not listen in time; with the end of its log.
        """
        deadline = monotonic() + self._ready_s
        while monotonic() < deadline:
            if self._process is not None and self._process.poll() is not None:
                raise HarnessError(f"the target ended with code {self._process.returncode}: {self._last_words()}")
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
        lines = self._log.read_text(errors="replace").strip().splitlines()[-_TAIL:]
        return " | ".join(lines) or f"it printed nothing ({self._named})"

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

    def _signal(self, sign: signal.Signals) -> None:
        # nobody is left; some systems answer EPERM where only the dead are left
        with suppress(ProcessLookupError, PermissionError):
            if self._process is not None:
                os.killpg(self._process.pid, sign)


def python() -> str:
    """The interpreter that runs the harness."""
    return sys.executable
