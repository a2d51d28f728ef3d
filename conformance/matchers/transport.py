"""How a question reaches a matcher and its answer comes back, as a type; and the way that `--matcher` names."""

import ast
import hashlib
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from conformance.matchers.limits import CallLimits
from conformance.matchers.over_http import HttpTransport
from conformance.matchers.over_pipe import PipeTransport
from harness.commandline import UsageError

WAYS = "http://HOST:PORT, exec:COMMAND, python:MODULE:CLASS or python:FILE.py:CLASS"


class Transport(Protocol):
    """One connection to a matcher; used by one thread at a time."""

    def identify(self) -> bytes:
        """Who it is, as JSON.

        Raises:
            CallError: no answer came.
        """
        ...

    def ask(self, operation: str, question: dict[str, object]) -> bytes:
        """The answer to a question, as JSON that nobody has looked at.

        Raises:
            CallError: no answer came within the limits.
        """
        ...

    def memory(self) -> int | None:
        """The most memory that its processes have had since this was asked last. *Unit*: bytes; `None` if not ours to see."""
        ...

    def close(self) -> None:
        """End what was begun."""
        ...


@dataclass(frozen=True, kw_only=True)
class Way:
    """The way to a matcher; each call of `open` is a connection, or a process, of its own."""

    spec: str
    open: Callable[[], Transport]
    is_ours: bool
    """Whether we start its process, so that its memory can be seen."""


def way_to(spec: str, limits: CallLimits | None = None) -> Way:
    """The way that a text names.

    Raises:
        UsageError: it names none.
    """
    limits = limits or CallLimits()
    scheme, _, rest = spec.partition(":")
    if scheme in ("http", "https"):
        _check_url(spec)
        return Way(spec=spec, open=lambda: HttpTransport(spec, limits), is_ours=False)
    if scheme == "exec":
        command = _words(rest)
        return Way(spec=spec, open=lambda: PipeTransport(command, limits), is_ours=True)
    if scheme == "python" and ":" in rest:
        _check_source(spec)
        host = [sys.executable, "-m", "conformance.matchers.host", rest]
        return Way(spec=spec, open=lambda: PipeTransport(host, limits), is_ours=True)
    raise UsageError(f"--matcher {spec!r}: there are {WAYS}; docs/matchers.md explains each")


def code_digest(spec: str) -> str:
    """SHA-256 over the Python file that a way names, hexadecimal; empty where it names none.

    Raises:
        UsageError: it cannot be read.
    """
    file = _source_of(spec)
    return hashlib.sha256(_source(file)).hexdigest() if file else ""


def _source_of(spec: str) -> Path | None:
    """The Python file that a way names, if it names one."""
    scheme, _, rest = spec.partition(":")
    file = Path(rest.rpartition(":")[0])
    return file if scheme == "python" and file.suffix == ".py" else None


def _source(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from None


def _check_source(spec: str) -> None:
    """A file that is not there or is no Python is found before a process is begun for it."""
    file = _source_of(spec)
    if file is None:
        return
    try:
        ast.parse(_source(file))
    except (SyntaxError, ValueError) as error:
        line = f", line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
        raise UsageError(f"{file}{line}: no Python: {getattr(error, 'msg', error)}") from None


def _check_url(spec: str) -> None:
    try:
        where = urlsplit(spec)
        _ = where.port
    except ValueError as error:
        raise UsageError(f"--matcher {spec!r}: {error}") from None
    if not where.hostname or "@" in where.netloc or where.query or where.fragment:
        raise UsageError(f"--matcher {spec!r}: a URL of scheme, host and path, without user or query")


def _words(rest: str) -> list[str]:
    try:
        words = shlex.split(rest)
    except ValueError as error:
        raise UsageError(f"--matcher exec:{rest!r}: {error}") from None
    if not words:
        raise UsageError(f"--matcher exec:{rest!r}: name the command, as in exec:./matcher --quiet")
    return words
