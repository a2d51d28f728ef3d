"""The URL of a database: which one it names, and the newest schema for it."""

from importlib.util import find_spec
from pathlib import Path

import sqlalchemy as sa
from alembic import command as alembic
from alembic.config import Config

from harness.reference.database.statements import DatabaseError

_MIGRATIONS = Path(__file__).parents[1] / "migrations"
_NAMED = "sqlite:///hawiya.db or postgresql://user@host:5432/name"
_POSTGRESQL = ("postgresql", "postgres")


def check_url(url: str) -> None:
    """See that a URL names a database that we can open.

    Raises:
        DatabaseError: it does not. The line never repeats the URL, which may hold a password.
    """
    if not is_postgresql(url):
        sqlite_path(url)
    elif find_spec("psycopg") is None:
        raise DatabaseError("--database names PostgreSQL, and psycopg is missing: install hawiya[postgresql]")
    else:
        libpq_parameters(url)


def is_postgresql(url: str) -> bool:
    """Whether the URL is one of libpq's."""
    return url.partition("://")[0] in _POSTGRESQL


def sqlite_path(url: str) -> str:
    """The file of a SQLite URL.

    Raises:
        DatabaseError: another kind of database, or no URL.
    """
    try:
        parsed = sa.engine.make_url(url)
    except sa.exc.ArgumentError:
        raise DatabaseError(f"--database must be a URL such as {_NAMED}") from None
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        raise DatabaseError(f"--database must name a SQLite file or a PostgreSQL database, such as {_NAMED}")
    return parsed.database


def libpq_parameters(url: str) -> dict[str, str]:
    """What a URL tells libpq; what it leaves out, libpq takes from its environment and from .pgpass.

    Raises:
        DatabaseError: libpq cannot read it.
    """
    from psycopg import ProgrammingError, conninfo  # noqa: PLC0415 - psycopg comes with an extra only

    try:
        return {name: str(value) for name, value in conninfo.conninfo_to_dict(url).items()}
    except ProgrammingError:
        raise DatabaseError(
            "--database is no URL that PostgreSQL's library reads; write postgresql://user@host:5432/name"
        ) from None


def migrate(connection: sa.Connection) -> None:
    """Bring the schema to the newest; the caller holds the transaction."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    alembic.upgrade(config, "head")
