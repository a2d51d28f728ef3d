"""A matcher as a process of its own that answers lines of JSON by lines of JSON, in a group of its own.

{"id": 1, "operation": "quality", "image": "/9j/..."}  ->  {"id": 1, "components": {"sharpness": 80}, "reasons": []}

The first question, id 0, is `identify`. A process that is late, talks out of turn, answers without an end or dies is ended with
all that it started, and another one is started for the next call. What it writes to stderr is read and its last words are kept.
"""

import os
import re
import select
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic

import msgspec

from conformance.matchers.limits import MAX_FAILED_STARTS, CallLimits
from conformance.matchers.wire import CallError
from harness.world.limits import clipped

_PIECE = 65_536
_LOOK_S = 0.1
_LAST_WORDS = 2_000
_SHOWN = 120
_END_S = 1.0
_RESET = b"5"
"""To `clear_refs`: VmHWM begins anew with what the process has now (Linux, Documentation/filesystems/proc)."""
_PEAK = re.compile(rb"^VmHWM:\s+(\d+) kB$", re.MULTILINE)
_SESSION_FIELD = 3  # of /proc/PID/stat behind the name: state, parent, group, session


class _Number(msgspec.Struct, frozen=True):
    id: int


class PipeTransport:
    """One process of a matcher, started when it is first needed and again after each failure."""

    def __init__(self, command: Sequence[str], limits: CallLimits) -> None:
        self._command = list(command)
        self._limits = limits
        self._process: _Process | None = None
        self._failed_starts = 0
        self._why = ""
        self._peak = 0

    def identify(self) -> bytes:
        """Ask a new process who it is.

        Raises:
            CallError: it does not start, or does not answer.
        """
        self._end()
        return self._begin()[1]

    def ask(self, operation: str, question: dict[str, object]) -> bytes:
        """Ask the process, a new one where the last one failed.

        Raises:
            CallError: no answer came within the limits.
        """
        process = self._process or self._begin()[0]
        try:
            return process.ask(operation, question, seconds=self._limits.call_s)
        except CallError:
            self._end()
            raise

    def _begin(self) -> "tuple[_Process, bytes]":
        if self._failed_starts >= MAX_FAILED_STARTS:
            raise CallError("CRASHED", f"not started again after {self._failed_starts} failed starts: {self._why}")
        process: _Process | None = None
        try:
            process = _Process(self._command, self._limits.answer_bytes)
            identity = process.ask("identify", {}, seconds=self._limits.ready_s)
        except CallError as error:
            if process:
                process.end()
            self._failed_starts += 1
            self._why = str(error)
            raise
        self._failed_starts = 0
        self._process = process
        return process, identity

    def memory(self) -> int | None:
        """The most memory of its processes since the last time this was asked, those that we have ended since included.

        Where the system does not count anew, the process is ended: the next one counts from its start.
        """
        self._see_memory()
        peak = self._peak
        if self._process and not self._process.forget_memory():
            self._end()
        self._peak = 0
        return peak or None

    def _see_memory(self) -> None:
        self._peak = max(self._peak, self._process.memory() if self._process else 0)

    def _end(self) -> None:
        if self._process:
            self._see_memory()
            self._process.end()
            self._process = None

    def close(self) -> None:
        """End the process."""
        self._end()


class _Process:
    """A running process and its three pipes."""

    def __init__(self, command: list[str], answer_bytes: int) -> None:
        try:
            self._popen = subprocess.Popen(  # noqa: S603 - the matcher that the user named, no shell
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                start_new_session=True,
            )
        except OSError as error:
            raise CallError("CRASHED", f"{command[0]}: {error.strerror}") from None
        pipes = (self._popen.stdin, self._popen.stdout, self._popen.stderr)
        self._in, self._out, self._err = (pipe.fileno() for pipe in pipes if pipe)
        for pipe in (self._in, self._out, self._err):
            os.set_blocking(pipe, False)
        self._answer_bytes = answer_bytes
        self._heard = bytearray()
        self._last_words = b""
        self._errors_are_open = True
        self._number = 0

    def ask(self, operation: str, question: dict[str, object], *, seconds: float) -> bytes:
        """One line there and one line back.

        Raises:
            CallError: no answer came within the limits.
        """
        number, self._number = self._number, self._number + 1
        line = msgspec.json.encode({"id": number, "operation": operation, **question}) + b"\n"
        answer = self._exchange(line, monotonic() + seconds)
        _check_number(answer, number)
        return answer

    def _exchange(self, line: bytes, deadline: float) -> bytes:
        unsent = memoryview(line)
        while b"\n" not in self._heard:
            left = deadline - monotonic()
            if left <= 0:
                raise CallError("TIMEOUT", self._said("no answer in time"))
            writing = [self._in] if unsent else []
            reading = [self._out, self._err] if self._errors_are_open else [self._out]
            readable, writable, _ = select.select(reading, writing, [], min(left, _LOOK_S))
            if writable:
                unsent = unsent[self._sent(unsent) :]
            is_over = self._listen(readable)
            if is_over and b"\n" not in self._heard:
                raise CallError("CRASHED", self._said(self._how_it_ended()))
        answer, _, rest = bytes(self._heard).partition(b"\n")
        self._heard[:] = rest
        return answer

    def _sent(self, unsent: memoryview) -> int:
        try:
            return os.write(self._in, unsent[:_PIECE])
        except BlockingIOError:
            return 0
        except BrokenPipeError:
            return len(unsent)  # its end will be seen when its answer is read

    def _listen(self, readable: list[int]) -> bool:
        """Read what has come; whether nothing more can come."""
        if self._err in readable:
            self._hear_errors()
        if self._out in readable:
            piece = self._read(self._out)
            self._heard += piece or b""
            if len(self._heard) > self._answer_bytes:
                raise CallError("TOO_LARGE", f"an answer of more than {self._answer_bytes} bytes")
            return piece == b""
        # something that it started may hold its output open
        return self._popen.poll() is not None and not select.select([self._out], [], [], 0)[0]

    def _hear_errors(self) -> None:
        piece = self._read(self._err)
        self._errors_are_open = piece != b""
        self._last_words = (self._last_words + (piece or b""))[-_LAST_WORDS:]

    @staticmethod
    def _read(pipe: int) -> bytes | None:
        """What has come; empty at the end, and `None` where nothing has."""
        try:
            return os.read(pipe, _PIECE)
        except BlockingIOError:
            return None

    def _how_it_ended(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            self._popen.wait(_END_S)
        code = self._popen.returncode
        if code is None:
            return "it closed its output"
        return f"ended by signal {-code}" if code < 0 else f"ended with code {code}"

    def _said(self, what: str) -> str:
        self._hear_errors()
        lines = self._last_words.decode(errors="replace").strip().splitlines()
        return f"{what}: {clipped(lines[-1], _SHOWN)}" if lines else what

    def memory(self) -> int:
        """The most memory of the process and what it started and still runs, in sum. *Unit*: bytes; 0 where it cannot be seen."""
        return sum(map(_peak_of, self._members()))

    def forget_memory(self) -> bool:
        """Count the most memory anew from here on; whether that can be done."""
        return all(_counts_anew(process) for process in self._members())

    def _members(self) -> list[Path]:
        """The processes of its session, in /proc; none on a system that has none."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError, IndexError):
                behind_name = (process / "stat").read_bytes().rpartition(b")")[2].split()
                if int(behind_name[_SESSION_FIELD]) == self._popen.pid:
                    found.append(process)
        return found

    def end(self) -> None:
        """End the process and all of its group."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.kill()
        self._popen.wait()
        for pipe in (self._popen.stdin, self._popen.stdout, self._popen.stderr):
            if pipe:
                pipe.close()


def _counts_anew(process: Path) -> bool:
    try:
        (process / "clear_refs").write_bytes(_RESET)
    except OSError:
        return not process.exists()  # one that has just gone takes its count with it
    return True


def _check_number(answer: bytes, number: int) -> None:
    """Whether it is the answer to this question: one without a number could be that to any.

    Raises:
        CallError: it is not.
    """
    if not answer.lstrip().startswith(b"{"):
        return  # no answer at all: whoever reads it names what is wrong
    try:
        told = msgspec.json.decode(answer, type=_Number).id
    except msgspec.ValidationError:
        said = clipped(answer.decode(errors="replace"), _SHOWN)
        raise CallError("MALFORMED", f"an answer without the id {number} of its question: {said}") from None
    except msgspec.DecodeError:
        return  # no JSON: the same
    if told != number:
        raise CallError("MALFORMED", f"id {told} answers to another question than {number}")


def _peak_of(process: Path) -> int:
    try:
        found = _PEAK.search((process / "status").read_bytes())
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0
