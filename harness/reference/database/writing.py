"""One writer with group commit, over the driver of one database; what the databases share.

Where statements take microseconds (`is_near`), commands of `write` run on the event loop, where their data is, and only the
commit waits in a thread, while the next commands gather: measured, handing every command to a thread costs a third of the
server's time. Where a statement is a round trip, the loop must not wait for it: every command runs in the writer's thread, as
those of `submit` always do. There is one writing connection and it is one side's at a time.
"""

import asyncio
import queue
import threading
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa

from harness.reference.database.opening import is_postgresql
from harness.reference.database.sqlite import Sqlite
from harness.reference.database.statements import Connection, DatabaseError, Result, Statement

_GROUP = 128
"""Commands in one transaction at most, so that the first of them does not wait for long."""
_TURN_S = 0.001
"""How soon the loop asks again for its turn."""
_STATUS_S = 2.0
_ANYTHING = Statement(sa.select(sa.literal_column("1")))


class Driver(Protocol):
    """What the writer needs of a database. Each step but `abandon` and `close` raises DatabaseError where it fails."""

    @property
    def is_near(self) -> bool:
        """Whether a statement takes microseconds."""
        ...

    @property
    def writing(self) -> Connection:
        """The connection that commands are given."""
        ...

    def begin(self) -> None:
        """Open a transaction."""
        ...

    def mark(self) -> None:
        """Set the savepoint of a command."""
        ...

    def take_back(self) -> None:
        """Undo what stands behind the savepoint."""
        ...

    def keep(self) -> None:
        """Forget the savepoint."""
        ...

    def commit(self) -> None:
        """Make the transaction durable."""
        ...

    def abandon(self) -> None:
        """Undo the transaction, if one is open."""
        ...

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        """Read what is committed."""
        ...

    def close(self) -> None:
        """Leave the database."""
        ...


@dataclass(frozen=True)
class _Job:
    work: Callable[[Connection], Any]
    future: "Future[Any] | asyncio.Future[Any]"
    loop: asyncio.AbstractEventLoop | None = None
    """Whose the future is, where the writer's thread must not touch it."""


_Settled = tuple[_Job, Any, BaseException | None]


@dataclass(frozen=True, kw_only=True)
class _Group:
    settled: list[_Settled]
    is_open: bool
    """Whether its transaction waits for the commit."""


def _settle(settled: list[_Settled]) -> None:
    for job, result, problem in settled:
        if job.future.done():
            continue  # whoever waited has gone
        if problem is None:
            job.future.set_result(result)
        else:
            job.future.set_exception(problem)


def _settle_each_where_it_waits(settled: list[_Settled]) -> None:
    by_loop: dict[asyncio.AbstractEventLoop | None, list[_Settled]] = defaultdict(list)
    for each in settled:
        by_loop[each[0].loop].append(each)
    for loop, its in by_loop.items():
        if loop is None:
            _settle(its)
        elif not loop.is_closed():
            loop.call_soon_threadsafe(_settle, its)


class Database:
    """One database: opened, brought to the newest schema, written one transaction at a time."""

    def __init__(self, url: str) -> None:
        self._driver = _driver(url)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        self._turn = threading.Lock()
        """Held while a transaction is open."""
        self._waiting_here: list[_Job] = []
        self._is_writing_here = False
        self._committer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="commit")
        self._thread = threading.Thread(target=self._write_loop, name="writer", daemon=True)
        self._thread.start()

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        """Read what is committed.

        Raises:
            DatabaseLostError: the database cannot be reached.
        """
        return await self._driver.read(work)

    def submit(self, work: Callable[[Connection], Result]) -> "Future[Result]":
        """Have the writer run `work`; the future is done after the commit."""
        future: Future[Result] = Future()
        if self._closed:
            future.set_exception(DatabaseError("the database is closed"))
            return future
        self._jobs.put(_Job(work, future))
        return future

    async def write(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` in the writer and wait for its commit. It is carried out even if the caller stops waiting.

        Raises:
            DatabaseLostError: the database cannot be reached, or was lost before it acknowledged the commit.
        """
        if self._closed:
            raise DatabaseError("the database is closed")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        if not self._driver.is_near:
            self._jobs.put(_Job(work, future, loop))
            return await future
        self._waiting_here.append(_Job(work, future))
        if not self._is_writing_here:
            self._is_writing_here = True
            loop.call_soon(self._begin, loop)
        return await future

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Run what waits for the loop, and have it committed in a thread."""
        if self._closed:
            return
        if not self._turn.acquire(blocking=False):
            loop.call_later(_TURN_S, self._begin, loop)
            return
        jobs, self._waiting_here = self._waiting_here[:_GROUP], self._waiting_here[_GROUP:]
        committing = loop.run_in_executor(self._committer, self._end_turn, self._carry_out(jobs))
        committing.add_done_callback(lambda done: self._finish(loop, done.result()))

    def _end_turn(self, group: _Group) -> list[_Settled]:
        try:
            return self._commit(group)
        finally:
            self._turn.release()

    def _finish(self, loop: asyncio.AbstractEventLoop, settled: list[_Settled]) -> None:
        _settle(settled)
        if self._waiting_here:
            self._begin(loop)
        else:
            self._is_writing_here = False

    async def status(self) -> str:
        """`ok` when a transaction can be committed, or what is wrong."""
        if self._closed or not self._thread.is_alive():
            return "closed"
        try:
            async with asyncio.timeout(_STATUS_S):
                await self.write(lambda connection: connection.row(_ANYTHING))
        except TimeoutError:
            return f"no answer within {_STATUS_S:.0f} s"
        except DatabaseError as error:
            return str(error)
        return "ok"

    def close(self) -> None:
        """Finish what waits, then close."""
        if self._closed:
            return
        self._closed = True
        self._committer.shutdown()
        self._jobs.put(None)
        self._thread.join()
        _settle(self._commit(self._carry_out(self._waiting_here)))
        self._driver.close()

    def _write_loop(self) -> None:
        while (first := self._jobs.get()) is not None:
            jobs, is_last = self._waiting(first)
            self._write_group(jobs)
            if is_last:
                return

    def _waiting(self, first: _Job) -> tuple[list[_Job], bool]:
        jobs = [first]
        while len(jobs) < _GROUP:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                return jobs, True
            jobs.append(job)
        return jobs, False

    def _write_group(self, jobs: list[_Job]) -> None:
        with self._turn:
            settled = self._commit(self._carry_out(jobs))
        _settle_each_where_it_waits(settled)

    def _carry_out(self, jobs: list[_Job]) -> _Group:
        """Run commands in a transaction, which stays open unless it failed."""
        if not jobs:
            return _Group(settled=[], is_open=False)
        try:
            self._driver.begin()
            return _Group(settled=[self._run(job) for job in jobs], is_open=True)
        except DatabaseError as error:
            return _Group(settled=self._failed(jobs, error), is_open=False)

    def _commit(self, group: _Group) -> list[_Settled]:
        if not group.is_open:
            return group.settled
        try:
            self._driver.commit()
        except DatabaseError as error:
            return self._failed([job for job, _, _ in group.settled], error)
        return group.settled

    def _failed(self, jobs: list[_Job], error: DatabaseError) -> list[_Settled]:
        self._driver.abandon()
        return [(job, None, type(error)(str(error))) for job in jobs]

    def _run(self, job: _Job) -> _Settled:
        driver = self._driver
        driver.mark()
        try:
            result = job.work(driver.writing)
        except Exception as error:  # noqa: BLE001 - whatever a command raises belongs to its caller
            driver.take_back()
            return job, None, error
        driver.keep()
        return job, result, None


def _driver(url: str) -> Driver:
    if not is_postgresql(url):
        return Sqlite(url)
    from harness.reference.database.postgresql import (  # noqa: PLC0415 - psycopg comes with an extra only
        Postgresql,
    )

    return Postgresql(url)
