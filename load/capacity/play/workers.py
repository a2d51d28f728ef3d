"""Who does the work: this process, several of them, or a Dask cluster; what comes out is the same to the last bit.

Tasks depend on nothing but what they are given, and results are handed on in the order of the items, whoever was first.
"""

import os
import re
import signal
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from time import monotonic
from typing import Protocol, TypeVar

from harness.commandline import ExitCode, HarnessError, UsageError

WORKERS_LIMIT = 256
_ALONE_S = 2.0
_ANSWER_S = 10
_ADDRESS = re.compile(r"([a-z]+://)?[^\s/]+:\d+")

Item = TypeVar("Item")
Result = TypeVar("Result")


class ClusterError(HarnessError):
    """The cluster does not answer."""

    exit_code = ExitCode.ENVIRONMENT


class Crew(Protocol):
    """Plays a task on many items."""

    def play(self, task: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """The results, in the order of the items."""
        ...


@dataclass(frozen=True)
class Alone:
    """This process."""

    def play(self, task: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """One after another."""
        return map(task, items)


@dataclass(frozen=True)
class Together:
    """Processes of joblib. What is done within two seconds is not worth their start: it is done here."""

    workers: int
    alone_s: float = _ALONE_S

    def play(self, task: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """At first alone, then together."""
        left, until = iter(items), monotonic() + self.alone_s
        while monotonic() < until:
            some = tuple(islice(left, 1))
            if not some:
                return
            yield task(some[0])
        yield from _parallel(task, tuple(left), jobs=self.workers)


@dataclass(frozen=True)
class Cluster:
    """The workers of a Dask cluster, through joblib's backend."""

    address: str
    answer_s: float = _ANSWER_S

    def play(self, task: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """All of it there."""
        with self._backend():
            yield from _parallel(task, items, jobs=-1)

    def _backend(self) -> AbstractContextManager[object]:
        try:
            from distributed import Client  # noqa: PLC0415 - an extra that few have
        except ImportError:
            raise UsageError("--cluster needs Dask; install it with `pip install 'hawiya[cluster]'`") from None
        from joblib import parallel_config  # noqa: PLC0415 - who works alone does not need it

        @contextmanager
        def connected() -> Iterator[None]:
            with ExitStack() as stack:
                try:
                    client = Client(self.address, timeout=self.answer_s, set_as_default=False)
                    stack.enter_context(client)
                except (OSError, TimeoutError, ValueError) as error:
                    raise ClusterError(f"--cluster {self.address}: no scheduler answers ({error}); start one") from None
                stack.enter_context(parallel_config("dask", client=client))
                yield

        return connected()


def crew(*, workers: int | None = None, cluster: str | None = None) -> Crew:
    """Who works: a cluster, if one is named, or so many processes; as many as there are cores, if none is said.

    Raises:
        UsageError: both are said, the number is out of range, or the address is none.
    """
    if cluster is not None:
        if workers is not None:
            raise UsageError("--workers and --cluster: give one of them; a cluster has workers of its own")
        if not _ADDRESS.fullmatch(cluster):
            raise UsageError(f"--cluster {cluster}: give the address of a scheduler, as tcp://127.0.0.1:8786")
        return Cluster(cluster)
    if workers is not None and not 1 <= workers <= WORKERS_LIMIT:
        raise UsageError(f"--workers is 1 to {WORKERS_LIMIT}, not {workers}")
    count = workers or min(len(os.sched_getaffinity(0)), WORKERS_LIMIT)
    return Alone() if count == 1 else Together(count)


def _parallel(task: Callable[[Item], Result], items: Sequence[Item], *, jobs: int) -> Iterator[Result]:
    from joblib import Parallel, delayed  # noqa: PLC0415 - who works alone does not need it

    # who stops early knows that what was begun is lost
    warnings.filterwarnings(
        "ignore", message=r".*You could benefit from adjusting the input task", category=UserWarning
    )
    if items:
        here = os.getpid()
        yield from Parallel(n_jobs=jobs, return_as="generator")(
            delayed(_undisturbed)(task, item, here) for item in items
        )


def _undisturbed(task: Callable[[Item], Result], item: Item, asked_by: int) -> Result:
    """Ctrl-C reaches every process of a terminal: one that was asked by another leaves it to that one."""
    if os.getpid() != asked_by and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    return task(item)
