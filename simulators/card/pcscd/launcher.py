"""A PC/SC daemon of our own with virtual readers, for as long as a context lasts.

The virtual driver listens on every address without asking who connects, and pcscd has one fixed place for its socket. So the
daemon runs in a network and a mount namespace of its own: nobody else can insert a card, and the daemon of the machine, with its
plugged-in readers, is neither used nor disturbed.

Only the daemon and its keeper are inside. Programs that use cards run where they always do, and two small doors lead in:

- the socket of pcscd stands in a private folder, and the variable PCSCLITE_CSOCK_NAME tells every PC/SC program where;
- the keeper makes connections with the driver and hands them out as open sockets, so that a card can live in any process.

This is simpler than to start each program within the namespaces, and they keep their own network and files. The keeper ends
when the pipe to the launcher does, so not even a killed launcher leaves a daemon behind.
"""

import os
import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import IO, Self

from harness.commandline import HarnessError
from simulators.card.pcscd import keeper
from simulators.card.pcscd.connection import KEEPER, ask_to_restart, connect_inside
from simulators.card.pcscd.driver import INSIDE, Programs, find_programs, lay_out, ports_of
from simulators.card.readers.vpcd import Patience, VirtualReader

SERVICE = "PCSCLITE_CSOCK_NAME"
"""The variable by which pcsc-lite's programs find the socket of the daemon."""

_UNIX_PATH = 107
_READY_S = keeper.READY_S + 5.0
_STOP_S = 10.0
_ROOT = ("unshare", "--mount", "--net")
_ANYBODY = (*_ROOT, "--user", "--map-root-user")


class PrivatePcscd:
    """pcscd with at least so many virtual readers; their number is even, because a driver holds two."""

    def __init__(self, *, readers: int = 2) -> None:
        self.ports = ports_of(readers)
        """The port of each reader; pcscd lists the readers in this order."""
        self._folder: Path | None = None
        self._keeper: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        """Start it.

        Raises:
            HarnessError: a program is missing, namespaces are not allowed, or pcscd does not become ready.
        """
        programs = find_programs()
        namespaces = _namespaces()
        self._folder = Path(tempfile.mkdtemp(prefix="hawiya-pcscd-"))  # mode 0700: nobody else reaches what is in it
        try:
            self._begin(programs, namespaces)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it, and remove what it left."""
        self._end()

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs in its environment to use these readers."""
        return {SERVICE: str(self._inside / "pcscd.comm"), KEEPER: str(self._inside / keeper.SOCKET)}

    def reader(self, number: int, patience: Patience | None = None) -> VirtualReader:
        """The reader of this number, from 0, to insert a card into."""
        door, port = self._inside / keeper.SOCKET, self.ports[number]
        return VirtualReader(lambda: connect_inside(door, port), where=f"private port {port}", patience=patience)

    def restart(self) -> None:
        """Kill the daemon as if it had crashed, and start it again."""
        try:
            ask_to_restart(self._inside / keeper.SOCKET)
        except OSError as error:
            raise HarnessError(f"the private pcscd cannot be started again: {error}") from None

    @contextmanager
    def reached_from_here(self) -> Iterator[None]:
        """Let the PC/SC library of this very process use these readers; only one daemon at a time.

        The library reads the variable once in the life of a process, so the variable names a link, and the link is moved.
        """
        link = _link_of_this_process()
        link.unlink(missing_ok=True)
        link.symlink_to(self.environment[SERVICE])
        before = os.environ.get(SERVICE)
        os.environ[SERVICE] = str(link)
        try:
            yield
        finally:
            link.unlink(missing_ok=True)
            if before is None:
                del os.environ[SERVICE]
            else:
                os.environ[SERVICE] = before

    @property
    def _inside(self) -> Path:
        if self._folder is None:
            raise HarnessError("the private pcscd is not started: use it as a context")
        return self._folder / "run"

    def _begin(self, programs: Programs, namespaces: tuple[str, ...]) -> None:
        longest = self.environment[SERVICE]
        if len(longest) > _UNIX_PATH:
            raise HarnessError(f"{longest} is too long for a socket: set TMPDIR to a shorter folder")
        self._inside.mkdir()
        lay_out(self._inside, programs, self.ports)
        self._keeper = subprocess.Popen(  # noqa: S603 - programs that were looked up, no shell
            [*namespaces, *self._command(programs)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl+C is for the program that uses the readers
        )
        said = _first_line(self._keeper.stdout) if self._keeper.stdout else ""
        if not said.startswith("ready "):
            reason = said.removeprefix("failed ").strip() or "it says nothing"
            raise HarnessError(f"the private pcscd does not start: {reason}")

    def _command(self, programs: Programs) -> list[str]:
        pcscd = [str(programs.pcscd), "--foreground", "--error", "--config", str(INSIDE / "readers")]
        if programs.knows_polkit:
            pcscd.append("--disable-polkit")
        hide, ports = str(programs.drivers_folder), ",".join(str(port) for port in self.ports)
        module = [sys.executable, "-P", "-m", keeper.__name__]
        return [*module, "--folder", str(self._inside), "--hide", hide, "--ports", ports, "--", *pcscd]

    def _end(self) -> None:
        if self._keeper is not None:
            for pipe in (self._keeper.stdin, self._keeper.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
            try:
                self._keeper.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                self._keeper.kill()
                self._keeper.wait()
            self._keeper = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


def _namespaces() -> tuple[str, ...]:
    """The command that makes them.

    Raises:
        HarnessError: this user may not.
    """
    reason = ""
    for command in (_ROOT, _ANYBODY) if os.getuid() == 0 else (_ANYBODY,):
        tried = subprocess.run([*command, "true"], capture_output=True, text=True, check=False)  # noqa: S603 - constants
        if tried.returncode == 0:
            return command
        reason = tried.stderr.strip()
    raise HarnessError(
        f"no namespaces for a private pcscd ({reason}): run as root (a container: with CAP_SYS_ADMIN), "
        "or allow unprivileged user namespaces"
    )


def _first_line(stream: IO[str]) -> str:
    deadline = monotonic() + _READY_S
    readable, _, _ = select.select([stream], [], [], max(0.0, deadline - monotonic()))
    return stream.readline() if readable else ""


_links: list[tempfile.TemporaryDirectory[str]] = []


def _link_of_this_process() -> Path:
    if not _links:
        _links.append(tempfile.TemporaryDirectory(prefix="hawiya-pcsc-"))
    return Path(_links[0].name) / "pcscd.comm"
