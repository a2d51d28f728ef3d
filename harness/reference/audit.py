"""The audit log: append-only, each line bound to the one before by a hash chain. Facts are never secrets or personal data."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal, cast

import msgspec
import sqlalchemy as sa

from harness.protocol.messages.testing import AuditHead, AuditRecord
from harness.reference.database import Connection, Row, Statement, metadata

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditEntry:
    """A line to be written."""

    action: str
    outcome: Literal["accepted", "refused"]
    code: str | None = None
    session_id: str | None = None
    person: str | None = None
    device: str | None = None
    facts: dict[str, str] = field(default_factory=dict)


audit = sa.Table(
    "audit",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("at_us", sa.BigInteger),
    sa.Column("action", sa.Text),
    sa.Column("outcome", sa.Text),
    sa.Column("code", sa.Text),
    sa.Column("session_id", sa.Text),
    sa.Column("person", sa.Text),
    sa.Column("device", sa.Text),
    sa.Column("facts", sa.Text),
    sa.Column("digest", sa.LargeBinary),
)
_HEAD = Statement(sa.select(audit.c.sequence, audit.c.digest).order_by(audit.c.sequence.desc()).limit(1))
_INSERT = Statement(sa.insert(audit).values({c.name: sa.bindparam(c.name) for c in audit.c}))
_LAST = Statement(sa.select(audit.c.sequence, audit.c.digest, audit.c.at_us).order_by(audit.c.sequence.desc()).limit(1))
_OF_PERSON = Statement(sa.select(sa.func.count()).select_from(audit).where(audit.c.person == sa.bindparam("person")))
_AFTER = Statement(
    sa.select(audit)
    .where(audit.c.sequence > sa.bindparam("after"))
    .order_by(audit.c.sequence)
    .limit(sa.bindparam("count"))
)
_ALL = Statement(sa.select(audit).order_by(audit.c.sequence))


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - EPOCH) // _MICROSECOND


def moment_of(at_us: int) -> datetime:
    """The moment so many microseconds after 1970."""
    return EPOCH + at_us * _MICROSECOND


def append(connection: Connection, entry: AuditEntry, now: datetime) -> None:
    """Write a line at the end of the chain."""
    head = connection.row(_HEAD) or (0, b"")
    values: dict[str, str | int | None] = {
        "at_us": microseconds(now),
        "action": entry.action,
        "outcome": entry.outcome,
        "code": entry.code,
        "session_id": entry.session_id,
        "person": entry.person,
        "device": entry.device,
        "facts": msgspec.json.encode(entry.facts).decode(),
    }
    digest = line_digest(head[1], values)
    # counted here and not by the database: PostgreSQL leaves a gap where a command was taken back
    connection.run(_INSERT, sequence=head[0] + 1, digest=digest, **values)


def line_digest(before: bytes, values: dict[str, str | int | None]) -> bytes:
    """SHA-256 over the digest before and the values of a line in the order of the columns."""
    return hashlib.sha256(before + msgspec.json.encode(list(values.values()))).digest()


def export(connection: Connection, *, after: int, limit: int) -> list[AuditRecord]:
    """The lines after a sequence number, oldest first."""
    return [_record(row) for row in connection.rows(_AFTER, after=after, count=limit)]


def head(connection: Connection) -> AuditHead | None:
    """The last line; None while there is none."""
    row = connection.row(_LAST)
    return AuditHead(sequence=row[0], digest=row[1].hex()) if row else None


def last_moment(connection: Connection) -> datetime:
    """When the last line was written."""
    row = connection.row(_LAST)
    return moment_of(row[2]) if row else EPOCH


def lines_of(connection: Connection, person: str) -> int:
    """How many lines name a person by the keyed hash."""
    row = connection.row(_OF_PERSON, person=person)
    return cast("int", row[0]) if row else 0


def first_broken(connection: Connection) -> int | None:
    """The sequence number of the first line whose digest does not follow from the one before; None for a whole chain."""
    before = b""
    for row in connection.rows(_ALL):
        names = ("at_us", "action", "outcome", "code", "session_id", "person", "device", "facts")
        expected = line_digest(before, dict(zip(names, row[1:9], strict=True)))
        if expected != row[9]:
            return cast("int", row[0])
        before = row[9]
    return None


def _record(row: Row) -> AuditRecord:
    return AuditRecord(
        sequence=row[0],
        at=moment_of(row[1]),
        action=row[2],
        outcome=row[3],
        code=row[4],
        session_id=row[5],
        person=row[6],
        device=row[7],
        facts=msgspec.json.decode(row[8], type=dict[str, str]),
        digest=row[9].hex(),
    )
