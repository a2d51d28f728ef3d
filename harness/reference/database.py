"""The database: one writer with group commit, many readers. The only module that knows which database it is.

Writing: a command is a function of a `Connection`. The commands that wait run in one transaction, each within a savepoint of
its own; one commit makes them durable, and only then they are answered. So a command that fails takes only its own work back,
and an answer is durable before anybody sees it (SQLite: WAL with synchronous FULL).

Commands of `write` run on the event loop, where their data is, and only the commit waits in a thread, while the next commands
gather: measured, handing every command to a thread costs a third of the server's time. Commands of `submit` run in a thread
of their own. There is one writing connection and it is one side's at a time.

Statements are SQLAlchemy Core expressions, compiled once to text and run on the driver's own connection: measured, that is
several times cheaper than an execution through the engine. The driver takes named parameters.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from alembic import command as alembic
from alembic.config import Config
from sqlalchemy.dialects import sqlite

from harness.commandline import HarnessError

Result = TypeVar("Result")
Row = tuple[Any, ...]
metadata = sa.MetaData()
_DIALECT = sqlite.dialect(paramstyle="named")
_GROUP = 128
"""Commands in one transaction at most, so that the first of them does not wait for long."""
_TURN_S = 0.001
"""How soon the loop asks again for its turn."""


class DatabaseError(HarnessError):
    """The database cannot be opened or used."""


class Statement:
    """A SQLAlchemy expression as text for the driver."""

    def __init__(self, expression: sa.sql.ClauseElement) -> None:
        compiled = expression.compile(dialect=_DIALECT)
        self.text = str(compiled)
        self._constants = {name: value for name, value in compiled.params.items() if value is not None}

    def bind(self, values: dict[str, object]) -> dict[str, object]:
        """The values with the constants that stand in the expression."""
        return {**self._constants, **values} if self._constants else values


class Connection(Protocol):
    """What a store may do inside a command or a reading."""

    def run(self, statement: Statement, **values: object) -> None:
        """Execute a statement without looking at its rows."""
        ...

    def row(self, statement: Statement, **values: object) -> Row | None:
        """The first row."""
        ...

    def rows(self, statement: Statement, **values: object) -> list[Row]:
        """All rows."""
        ...


class _Sqlite:
    """`Connection` over the driver."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self.raw = raw

    def run(self, statement: Statement, **values: object) -> None:
        self.raw.execute(statement.text, statement.bind(values))

    def row(self, statement: Statement, **values: object) -> Row | None:
        found: Row | None = self.raw.execute(statement.text, statement.bind(values)).fetchone()
        return found

    def rows(self, statement: Statement, **values: object) -> list[Row]:
        return self.raw.execute(statement.text, statement.bind(values)).fetchall()


@dataclass(frozen=True)
class _Job:
    work: Callable[[Connection], Any]
    future: "Future[Any] | asyncio.Future[Any]"


_Settled = tuple[_Job, Any, BaseException | None]


def _settle(settled: list[_Settled]) -> None:
    for job, result, problem in settled:
        if job.future.done():
            continue  # whoever waited has gone
        if problem is None:
            job.future.set_result(result)
        else:
            job.future.set_exception(problem)


class Database:
    """One database: opened, brought to the newest schema, written one transaction at a time."""

    def __init__(self, url: str) -> None:
        self._path = sqlite_path(url)
        self._migrate(url)
        self._reader = self._open()
        self._writer = self._open()
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        self._turn = threading.Lock()
        """Held while a transaction is open."""
        self._waiting_here: list[_Job] = []
        self._is_writing_here = False
        self._committer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="commit")
        self._thread = threading.Thread(target=self._write_loop, name="writer", daemon=True)
        self._thread.start()

    def _migrate(self, url: str) -> None:
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        engine = sa.create_engine(url)
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
                connection.exec_driver_sql(
                    "BEGIN IMMEDIATE"
                )  # else the driver commits every change of the schema alone
                config.attributes["connection"] = connection
                alembic.upgrade(config, "head")
        except (sa.exc.SQLAlchemyError, OSError) as error:
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise DatabaseError(f"the database {self._path} cannot be used: {reason}") from None
        finally:
            engine.dispose()

    def _open(self) -> _Sqlite:
        raw = sqlite3.connect(
            self._path, isolation_level=None, check_same_thread=False, timeout=10, cached_statements=256
        )
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
            raw.execute(f"PRAGMA {pragma}")
        return _Sqlite(raw)

    def read(self, work: Callable[[Connection], Result]) -> Result:
        """Read what is committed. Called on the event loop: a reading here takes microseconds and blocks nobody."""
        return work(self._reader)

    def submit(self, work: Callable[[Connection], Result]) -> "Future[Result]":
        """Have the writer run `work`; the future is done after the commit."""
        future: Future[Result] = Future()
        if self._closed:
            future.set_exception(DatabaseError("the database is closed"))
            return future
        self._jobs.put(_Job(work, future))
        return future

    async def write(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` in the writer and wait for its commit. It is carried out even if the caller stops waiting."""
        if self._closed:
            raise DatabaseError("the database is closed")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
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

    def _end_turn(self, settled: list[_Settled]) -> list[_Settled]:
        try:
            return self._commit(settled)
        finally:
            self._turn.release()

    def _finish(self, loop: asyncio.AbstractEventLoop, settled: list[_Settled]) -> None:
        _settle(settled)
        if self._waiting_here:
            self._begin(loop)
        else:
            self._is_writing_here = False

    def status(self) -> str:
        """`ok`, or what is wrong."""
        if self._closed or not self._thread.is_alive():
            return "closed"
        try:
            self._reader.raw.execute("SELECT 1").fetchone()
        except sqlite3.Error as error:
            return f"cannot be read: {error}"
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
        self._reader.raw.close()
        self._writer.raw.close()

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
        _settle(settled)

    def _carry_out(self, jobs: list[_Job]) -> list[_Settled]:
        """Run commands in a transaction, which stays open unless it failed."""
        try:
            self._writer.raw.execute("BEGIN IMMEDIATE")
            return [self._run(job) for job in jobs]
        except sqlite3.Error as error:
            return self._failed(jobs, error)

    def _commit(self, settled: list[_Settled]) -> list[_Settled]:
        if not self._writer.raw.in_transaction:
            return settled
        try:
            self._writer.raw.execute("COMMIT")
        except sqlite3.Error as error:
            return self._failed([job for job, _, _ in settled], error)
        return settled

    def _failed(self, jobs: list[_Job], error: sqlite3.Error) -> list[_Settled]:
        if self._writer.raw.in_transaction:
            self._writer.raw.execute("ROLLBACK")
        failure = DatabaseError(f"the transaction failed: {error}")
        return [(job, None, failure) for job in jobs]

    def _run(self, job: _Job) -> _Settled:
        raw = self._writer.raw
        raw.execute("SAVEPOINT command")
        try:
            result = job.work(self._writer)
        except Exception as error:  # noqa: BLE001 - whatever a command raises belongs to its caller
            raw.execute("ROLLBACK TO command")
            raw.execute("RELEASE command")
            return job, None, error
        raw.execute("RELEASE command")
        return job, result, None


def sqlite_path(url: str) -> str:
    """The file of a SQLite URL.

    Raises:
        DatabaseError: another kind of database, or no URL.
    """
    try:
        parsed = sa.engine.make_url(url)
    except sa.exc.ArgumentError:
        raise DatabaseError("--database must be a URL such as sqlite:///hawiya.db") from None
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        raise DatabaseError("--database must name a SQLite file for now, such as sqlite:///hawiya.db")
    return parsed.database


def upsert(table: sa.Table, *, keys: Iterable[str]) -> Statement:
    """Insert a row or replace all but its keys."""
    names = list(keys)
    insert = sqlite.insert(table)
    changed: Mapping[str, Any] = {
        column.name: insert.excluded[column.name] for column in table.columns if column.name not in names
    }
    return Statement(insert.on_conflict_do_update(index_elements=names, set_=changed))
