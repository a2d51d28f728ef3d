"""PostgreSQL through psycopg: a writing connection that holds the database, and a reading one; each is opened again when lost.

1. One server writes. The writing connection holds an advisory lock for as long as it lives; a second server does not start.
   A new connection of ours first ends the one before, should the database still know it, and then waits for its lock: so the
   fate of what that one was committing is settled before we write again.
2. An answer follows a durable commit: `synchronous_commit` is on, and a COMMIT that PostgreSQL turned into a ROLLBACK is none.
3. A lost connection fails the commands of its transaction with DatabaseLostError: nobody knows what the last COMMIT came to, and
   whoever repeats a command under its idempotency key is told. An idle connection that was lost costs nobody anything: it shows
   at BEGIN, where nothing has been done yet.
4. While the database is away commands fail at once, and only one of them in a while tries to connect.

An integer of ours has 64 bits on both databases: SQLite knows no other, and PostgreSQL's INTEGER would end in 2038 for seconds.
So a column that a migration declares as `sa.Integer` is made as BIGINT.

A statement is prepared when it is first used. Pipeline mode was measured and left out (ADR 0012).
"""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any, cast

import psycopg
import sqlalchemy as sa
from psycopg import errors
from psycopg.pq import TransactionStatus
from psycopg.rows import tuple_row
from sqlalchemy.dialects.postgresql.base import PGDDLCompiler

from harness.reference.database.opening import libpq_parameters, migrate
from harness.reference.database.statements import Connection, DatabaseError, DatabaseLostError, Result, Row, Statement

_LOCK = int.from_bytes(b"hawiya", "big")
_LOCK_WAIT = "3s"
"""How long a starting server waits for one that is just leaving."""
_STATEMENT_LOCK_WAIT = "10s"
_AGAIN_AFTER_S = 0.25
_PREPARED = 500
_DEFAULTS = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
    "target_session_attrs": "read-write",
}
"""Where the URL says nothing: a connection that leads nowhere is noticed, and a standby is not taken for the primary."""

_Raw = psycopg.Connection[Row]


class _Connection:
    """`Connection` over the driver."""

    def __init__(self, raw: _Raw) -> None:
        self.raw = raw
        self._cursor = raw.cursor(binary=True)

    def run(self, statement: Statement, **values: object) -> None:
        self._execute(statement, values)

    def row(self, statement: Statement, **values: object) -> Row | None:
        return self._cursor.fetchone() if self._asks(statement, values) else None

    def rows(self, statement: Statement, **values: object) -> list[Row]:
        return self._cursor.fetchall() if self._asks(statement, values) else []

    def _asks(self, statement: Statement, values: dict[str, object]) -> bool:
        """Execute a query, unless it asks for a text with NUL in it: there is none, and PostgreSQL refuses the question."""
        if statement.postgresql.is_question and any(
            isinstance(value, str) and "\0" in value for value in values.values()
        ):
            return False
        self._execute(statement, values)
        return True

    def _execute(self, statement: Statement, values: dict[str, object]) -> None:
        text = statement.postgresql
        self._cursor.execute(cast("Any", text.sql), text.bind(values))


class _WideColumns(PGDDLCompiler):
    """Makes an INTEGER of a migration a BIGINT."""

    def get_column_specification(self, column: sa.Column[Any], **options: Any) -> str:  # noqa: ANN401 - as SQLAlchemy has it
        declared = str(super().get_column_specification(column, **options))  # type: ignore[no-untyped-call]  # of SQLAlchemy
        return declared.replace(" SERIAL", " BIGSERIAL").replace(" INTEGER", " BIGINT")


class _Line:
    """One connection of ours, opened when it is needed and again when it was lost."""

    def __init__(self, parameters: dict[str, str], prepare: Callable[[_Raw], None]) -> None:
        self._parameters = parameters
        self._prepare = prepare
        self._name = f"hawiya {secrets.token_hex(8)}"
        self._connection: _Connection | None = None
        self._not_before = 0.0
        self._why = ""

    def connection(self) -> _Connection:
        """The open connection.

        Raises:
            DatabaseLostError: there is none, and none can be had now.
        """
        if self._connection is not None and not self._connection.raw.closed:
            return self._connection
        if monotonic() < self._not_before:
            raise DatabaseLostError(self._why)
        try:
            self._connection = _Connection(self._opened())
        except (psycopg.Error, DatabaseError) as error:
            self._not_before = monotonic() + _AGAIN_AFTER_S
            self._why = self.said(error)
            raise DatabaseLostError(self._why) from None
        return self._connection

    def _opened(self) -> _Raw:
        raw = psycopg.connect(
            **cast("dict[str, Any]", {**self._parameters, "application_name": self._name}),
            autocommit=True,
            prepare_threshold=0,
            client_encoding="utf8",
            row_factory=tuple_row,
        )
        raw.prepared_max = _PREPARED
        try:
            raw.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = %s AND pid <> pg_backend_pid()",
                (self._name,),
            )
            self._prepare(raw)
        except BaseException:
            raw.close()
            raise
        return raw

    def said(self, error: Exception) -> str:
        """An error as one line without a password."""
        line = next(iter(str(error).splitlines()), type(error).__name__)
        password = self._parameters.get("password")
        return line.replace(password, "***") if password else line

    def lose(self) -> None:
        """Close what is open, so that the next use opens it anew."""
        if self._connection is not None:
            self._connection.raw.close()


def _hold(raw: _Raw) -> None:
    """Take the database for this server."""
    encoding = raw.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise DatabaseError(f"its encoding is {encoding}: create it with ENCODING 'UTF8'")
    raw.execute("SET synchronous_commit = on")
    raw.execute(f"SET lock_timeout = '{_LOCK_WAIT}'")
    try:
        raw.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
    except errors.LockNotAvailable:
        raise DatabaseError("another server is using it: stop that one, or name another database") from None
    raw.execute(f"SET lock_timeout = '{_STATEMENT_LOCK_WAIT}'")


def _only_read(raw: _Raw) -> None:
    raw.execute("SET default_transaction_read_only = on")


class Postgresql:
    """The driver of a PostgreSQL database."""

    is_near = False

    def __init__(self, url: str) -> None:
        self._parameters = {**_DEFAULTS, **libpq_parameters(url)}
        self._writer = _Line(self._parameters, _hold)
        self._reader = _Line(self._parameters, _only_read)
        self._readers = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader")
        try:
            self.writing: Connection = self._writer.connection()
            self._migrate()
            self._reader.connection()
        except (psycopg.Error, sa.exc.SQLAlchemyError, DatabaseError) as error:
            self.close()
            reason = self._writer.said(getattr(error, "orig", None) or error)
            raise DatabaseError(f"the database {self._place()} cannot be used: {reason}") from None

    def _place(self) -> str:
        """What the URL names, without its user and password."""
        named = (self._parameters.get(name) for name in ("host", "port", "dbname"))
        return " ".join(("on PostgreSQL", *(word for word in named if word)))

    def _migrate(self) -> None:
        engine = sa.create_engine(
            "postgresql+psycopg://",
            creator=lambda: psycopg.connect(**cast("dict[str, Any]", self._parameters)),
            poolclass=sa.NullPool,
        )
        engine.dialect.ddl_compiler = _WideColumns
        with engine.begin() as connection:
            migrate(connection)

    def begin(self) -> None:
        """Open a transaction; a connection that was lost while nothing was open is replaced."""
        try:
            self._begin_on(self._writer.connection())
        except DatabaseLostError:
            self._begin_on(self._writer.connection())

    def _begin_on(self, connection: _Connection) -> None:
        self.writing = connection
        self._say("BEGIN")

    def mark(self) -> None:
        """Set the savepoint of a command."""
        self._say("SAVEPOINT command")

    def take_back(self) -> None:
        """Undo what stands behind the savepoint."""
        self._say("ROLLBACK TO command")
        self._say("RELEASE command")

    def keep(self) -> None:
        """Forget the savepoint."""
        self._say("RELEASE command")

    def commit(self) -> None:
        """Make the transaction durable."""
        if (ended := self._say("COMMIT")) != "COMMIT":
            raise DatabaseError(f"the transaction failed: PostgreSQL answered {ended} to COMMIT")

    def abandon(self) -> None:
        """Undo the transaction, if one is open."""
        raw = self._raw
        if raw.closed or raw.info.transaction_status == TransactionStatus.IDLE:
            return
        try:
            raw.execute("ROLLBACK")
        except psycopg.Error:
            self._writer.lose()

    @property
    def _raw(self) -> _Raw:
        return cast("_Connection", self.writing).raw

    def _say(self, words: str) -> str | None:
        raw = self._raw
        try:
            return raw.execute(cast("Any", words)).statusmessage
        except psycopg.Error as error:
            if not raw.closed:
                raise DatabaseError(f"the transaction failed: {self._writer.said(error)}") from None
            raise DatabaseLostError(f"the connection was lost: {self._writer.said(error)}") from None

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        """Read in a thread: the loop serves others for the length of a round trip."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    def _read(self, work: Callable[[Connection], Result]) -> Result:
        """A reading whose connection was lost is read again on a new one."""
        connection = self._reader.connection()
        try:
            return work(connection)
        except psycopg.OperationalError:
            if not connection.raw.closed:
                raise
        try:
            return work(self._reader.connection())
        except psycopg.OperationalError as error:
            raise DatabaseLostError(f"the connection was lost: {self._reader.said(error)}") from None

    def close(self) -> None:
        """Leave the database to others."""
        self._readers.shutdown()
        self._reader.lose()
        self._writer.lose()
