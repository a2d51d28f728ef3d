"""SQLite: WAL with synchronous FULL, so that a commit stands on the disk. A statement takes microseconds."""

import sqlite3
from collections.abc import Callable

import sqlalchemy as sa

from harness.reference.database.opening import migrate, sqlite_path
from harness.reference.database.statements import DatabaseError, Result, Row, Statement

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000")


class _Connection:
    """`Connection` over the driver."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self.raw = raw

    def run(self, statement: Statement, **values: object) -> None:
        text = statement.sqlite
        self.raw.execute(text.sql, text.bind(values))

    def row(self, statement: Statement, **values: object) -> Row | None:
        text = statement.sqlite
        found: Row | None = self.raw.execute(text.sql, text.bind(values)).fetchone()
        return found

    def rows(self, statement: Statement, **values: object) -> list[Row]:
        text = statement.sqlite
        return self.raw.execute(text.sql, text.bind(values)).fetchall()


class Sqlite:
    """The driver of a SQLite file."""

    is_near = True

    def __init__(self, url: str) -> None:
        self._path = sqlite_path(url)
        self._migrate(url)
        self._reader = self._open()
        self.writing = self._open()

    def _migrate(self, url: str) -> None:
        engine = sa.create_engine(url)
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
                connection.exec_driver_sql(
                    "BEGIN IMMEDIATE"
                )  # else the driver commits every change of the schema alone
                migrate(connection)
        except (sa.exc.SQLAlchemyError, OSError) as error:
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise DatabaseError(f"the database {self._path} cannot be used: {reason}") from None
        finally:
            engine.dispose()

    def _open(self) -> _Connection:
        raw = sqlite3.connect(
            self._path, isolation_level=None, check_same_thread=False, timeout=10, cached_statements=256
        )
        for pragma in _PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")
        return _Connection(raw)

    def begin(self) -> None:
        """Open a transaction."""
        self._say("BEGIN IMMEDIATE")

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
        self._say("COMMIT")

    def abandon(self) -> None:
        """Undo the transaction, if one is open."""
        if self.writing.raw.in_transaction:
            self.writing.raw.execute("ROLLBACK")

    def _say(self, words: str) -> None:
        try:
            self.writing.raw.execute(words)
        except sqlite3.Error as error:
            raise DatabaseError(f"the transaction failed: {error}") from None

    async def read(self, work: Callable[[_Connection], Result]) -> Result:
        """Read on the event loop: it takes microseconds and blocks nobody."""
        return work(self._reader)

    def close(self) -> None:
        """Close the file."""
        self._reader.raw.close()
        self.writing.raw.close()
