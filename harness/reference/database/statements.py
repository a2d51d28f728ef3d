"""What a store is written in: tables, statements that are compiled once for each database, and the connection that runs them.

Statements are SQLAlchemy Core expressions, compiled to text and run on the driver's own connection: measured, that is several
times cheaper than an execution through the engine. Both drivers take named parameters.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.base import PGDialect

from harness.commandline import HarnessError

Result = TypeVar("Result")
Row = tuple[Any, ...]
metadata = sa.MetaData()
_SQLITE = sqlite.dialect(paramstyle="named")
_POSTGRESQL = PGDialect(paramstyle="pyformat")  # type: ignore[no-untyped-call]  # of SQLAlchemy
"""Without the casts of a driver's dialect: PostgreSQL takes the type of a value from its column."""


class DatabaseError(HarnessError):
    """The database cannot be opened or used."""


class DatabaseLostError(DatabaseError):
    """The database cannot be reached now. What was asked for is not acknowledged: ask again with the same key."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A statement as a driver takes it."""

    sql: str
    is_question: bool
    """Whether it only reads."""
    constants: Mapping[str, object]

    def bind(self, values: dict[str, object]) -> dict[str, object]:
        """The values with the constants that stand in the expression."""
        return {**self.constants, **values} if self.constants else values


class Statement:
    """A SQLAlchemy expression; `on_postgresql` in its place where the two databases need two."""

    def __init__(
        self,
        expression: sa.sql.ClauseElement,
        *,
        on_postgresql: Callable[[], sa.sql.ClauseElement] | None = None,
    ) -> None:
        self.sqlite = _text(expression, _SQLITE)
        self._on_postgresql = on_postgresql or (lambda: expression)

    @cached_property
    def postgresql(self) -> Text:
        """As psycopg takes it."""
        return _text(self._on_postgresql(), _POSTGRESQL)


def _text(expression: sa.sql.ClauseElement, dialect: sa.Dialect) -> Text:
    compiled = expression.compile(dialect=dialect)
    constants = {name: value for name, value in compiled.params.items() if value is not None}
    return Text(sql=str(compiled), is_question=isinstance(expression, sa.Select), constants=constants)


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


def upsert(table: sa.Table, *, keys: Iterable[str]) -> Statement:
    """Insert a row or replace all but its keys."""
    names = list(keys)

    def on(insert: "sqlite.Insert | postgresql.Insert") -> sa.sql.ClauseElement:
        changed: Mapping[str, Any] = {
            column.name: insert.excluded[column.name] for column in table.columns if column.name not in names
        }
        return insert.on_conflict_do_update(index_elements=names, set_=changed)

    return Statement(on(sqlite.insert(table)), on_postgresql=lambda: on(postgresql.insert(table)))
