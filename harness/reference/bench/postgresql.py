"""Where commands are measured on PostgreSQL: two schemas of the bench's own in the database of the URL, made anew each time."""

from collections.abc import Mapping
from typing import Any, cast

import psycopg

from harness.reference.bench.commands import Place, keep_sessions
from harness.reference.database import Database

_OURS, _RAW = "hawiya_bench_ours", "hawiya_bench_raw"


def on_postgresql(url: str) -> Place:
    """Two schemas of one database."""
    with psycopg.connect(url, autocommit=True) as connection:
        for schema in (_OURS, _RAW):
            connection.execute(cast("Any", f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
            connection.execute(cast("Any", f"CREATE SCHEMA {schema}"))
    return Place(
        ours=_within(url, _OURS),
        raw=lambda sessions: _RawPsycopg(_within(url, _RAW), sessions),
        text=lambda statement: statement.postgresql,
        driver="raw psycopg",
        begin="BEGIN",
        guarded="prepared statements, synchronous_commit=on, one server",
    )


def _within(url: str, schema: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}options=-csearch_path%3D{schema}"


class _RawPsycopg:
    """A schema with the same tables and sessions."""

    def __init__(self, url: str, sessions: int) -> None:
        database = Database(url)
        database.submit(lambda connection: keep_sessions(connection, sessions)).result()
        database.close()
        self._raw = psycopg.connect(url, autocommit=True, prepare_threshold=0)
        self._cursor = self._raw.cursor(binary=True)

    def execute(self, words: str, values: Mapping[str, object] | None = None, /) -> object:
        self._cursor.execute(cast("Any", words), values or None)
        return self._cursor.fetchone() if self._cursor.description else None

    def close(self) -> None:
        self._raw.close()
