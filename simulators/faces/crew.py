"""Processes that make pictures for one that asks for them.

They never hear Ctrl-C, which is their master's: what they have begun they finish, and begin nothing more. They compute in one
thread each, and end with the process that started them, even where that one is killed.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

import cv2

from harness.commandline import HarnessError

SPAWNED = multiprocessing.get_context("spawn")

_Asked = ParamSpec("_Asked")
_Made = TypeVar("_Made")

# libraries that would start as many threads as there are cores, in every worker
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")


class Crew:
    """Workers, who start when there is something to do."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def submit(self, work: Callable[_Asked, _Made], *asked: _Asked.args, **named: _Asked.kwargs) -> Future[_Made]:
        """Have somebody do that work, a function of a module."""
        with _for_workers():
            return self._pool.submit(work, *asked, **named)


@contextmanager
def crew_of(workers: int, prepare: Callable[..., None] | None = None, *tools: object) -> Iterator[Crew]:
    """So many workers, each of whom calls `prepare` with the tools before anything else; at the end work not begun is dropped.

    Raises:
        HarnessError: a worker died.
    """
    pool = ProcessPoolExecutor(workers, mp_context=SPAWNED, initializer=_begin, initargs=(prepare, tools))
    try:
        yield Crew(pool)
    except BrokenProcessPool as error:
        raise HarnessError(
            "a worker died; the same command goes on from there, with fewer workers if memory is short"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0))


def _begin(prepare: Callable[..., None] | None, tools: tuple[object, ...]) -> None:
    cv2.setNumThreads(1)
    threading.Thread(target=_end_with_the_master, daemon=True).start()
    if prepare is not None:
        prepare(*tools)


def _end_with_the_master() -> None:
    """A worker whose master was killed would wait for its next job forever."""
    master = multiprocessing.parent_process()
    if master is not None:
        master.join()
        os._exit(1)


@contextmanager
def _for_workers() -> Iterator[None]:
    """Processes that start meanwhile hear no Ctrl-C and compute in one thread."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    os.environ.update(_ONE_THREAD)
    try:
        yield
    finally:
        for name, value in before.items():
            del os.environ[name]
            if value is not None:
                os.environ[name] = value
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
