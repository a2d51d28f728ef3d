"""Runs `hawiya` again and again, each time in a process of its own that has been forked from one that has imported everything.

A selftest certifies hundreds of times; what those runs import is the same, and costs more than many of them.
"""

import multiprocessing
import os
import sys
from contextlib import closing
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Event
from time import monotonic

from harness.command import main as hawiya

_IMPORTED = ["conformance.certification.certify"]
_LOOK_S = 0.5
_STOP_S = 30


def run_fresh(words: list[str], *, said: Path, cut: Event, limit_s: float) -> int | None:
    """The exit code of the command; none where it was cut or took too long. What it writes on stderr goes to the file `said`."""
    deadline = monotonic() + limit_s
    process = _server().Process(target=_carry_out, args=(words, said))
    process.start()
    with closing(process):
        while process.is_alive() and not cut.is_set() and monotonic() < deadline:
            process.join(_LOOK_S)
        if process.is_alive():
            _stop(process)
            return None
        return process.exitcode


def _server() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_IMPORTED)
    return context


def _carry_out(words: list[str], said: Path) -> None:
    """In the process of its own, which a fault handler or a library may write to by the descriptors as well."""
    with said.open("wb") as log, Path(os.devnull).open("wb") as nothing:
        os.dup2(nothing.fileno(), 1)
        os.dup2(log.fileno(), 2)
    sys.exit(hawiya(words))


def _stop(process: BaseProcess) -> None:
    process.terminate()  # it stops its target and removes its folder
    process.join(_STOP_S)
    process.kill()
    process.join()
