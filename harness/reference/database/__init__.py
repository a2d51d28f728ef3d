"""The database: one writer with group commit, many readers. The only room that knows which database it is.

Writing: a command is a function of a `Connection`. The commands that wait run in one transaction, each within a savepoint of
its own; one commit makes them durable, and only then they are answered. So a command that fails takes only its own work back,
and an answer is durable before anybody sees it.

`writing` is what both databases share, `sqlite` and `postgresql` are a driver each, `statements` is what a store is written in,
and `opening` reads the URL.
"""

from harness.reference.database.opening import check_url
from harness.reference.database.statements import (
    Connection,
    DatabaseError,
    DatabaseLostError,
    Result,
    Row,
    Statement,
    Text,
    metadata,
    upsert,
)
from harness.reference.database.writing import Database

__all__ = [
    "Connection",
    "Database",
    "DatabaseError",
    "DatabaseLostError",
    "Result",
    "Row",
    "Statement",
    "Text",
    "check_url",
    "metadata",
    "upsert",
]
