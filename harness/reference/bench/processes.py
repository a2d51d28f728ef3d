"""Processes of their own for what is measured; each says on its first line where it listens, its log goes to a file."""

import json
import os
import selectors
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harness.commandline import HarnessError

_READY_S = 30.0
_STOP_S = 15.0
_HAWIYA = ("-c", "import sys; from harness.command import main; sys.exit(main())")


@dataclass(frozen=True, kw_only=True)
class Running:
    """A process that listens."""

    url: str
    pid: int


def hawiya(*words: str) -> tuple[str, ...]:
    """The words after the interpreter for a command of this project."""
    return (*_HAWIYA, *words)


def run(words: Sequence[str]) -> None:
    """Run this interpreter to its end.

    Raises:
        HarnessError: it failed.
    """
    done = subprocess.run([sys.executable, *words], capture_output=True, check=False, text=True)  # noqa: S603 - our own words, no shell
    if done.returncode:
        raise HarnessError(f"a part of the bench ended with code {done.returncode}: {done.stderr.strip()[-300:]}")


@contextmanager
def serving(words: Sequence[str], *, log: Path) -> Iterator[Running]:
    """A process of this interpreter that announces `{"event": "listening", "url": ...}`.

    Raises:
        HarnessError: it did not announce itself.
    """
    with log.open("ab") as errors:
        process = subprocess.Popen(  # noqa: S603 - our own words, no shell
            [sys.executable, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors
        )
    try:
        yield Running(url=_announced(process, log), pid=process.pid)
    finally:
        process.terminate()
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _announced(process: "subprocess.Popen[bytes]", log: Path) -> str:
    line = b""
    with selectors.DefaultSelector() as selector:
        if process.stdout is not None:
            selector.register(process.stdout, selectors.EVENT_READ)
            while not line.endswith(b"\n") and selector.select(_READY_S):
                piece = os.read(process.stdout.fileno(), 1024)
                if not piece:
                    break
                line += piece
    try:
        return str(json.loads(line)["url"])
    except (ValueError, KeyError):
        tail = log.read_text(errors="replace").strip()[-300:]
        raise HarnessError(f"a server of the bench did not start: {tail or 'it said nothing'}") from None
