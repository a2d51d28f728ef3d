"""Sessions and tallies. A session is one document, since nothing but its owner ever looks inside."""

import msgspec
import sqlalchemy as sa

from harness.reference.database import Connection, Statement, metadata, upsert
from harness.reference.enrollment.state import Session, Tally

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("session_id", sa.Text, primary_key=True),
    sa.Column("expires_at_s", sa.Integer),
    sa.Column("document", sa.LargeBinary),
)
tallies = sa.Table(
    "tallies", metadata, sa.Column("person", sa.Text, primary_key=True), sa.Column("document", sa.LargeBinary)
)
_FIND_SESSION = Statement(sa.select(sessions.c.document).where(sessions.c.session_id == sa.bindparam("session_id")))
_KEEP_SESSION = upsert(sessions, keys=("session_id",))
_FORGET_SESSIONS = Statement(sa.delete(sessions).where(sessions.c.expires_at_s < sa.bindparam("before_s")))
_FIND_TALLY = Statement(sa.select(tallies.c.document).where(tallies.c.person == sa.bindparam("person")))
_KEEP_TALLY = upsert(tallies, keys=("person",))
_session_of = msgspec.json.Decoder(Session)
_tally_of = msgspec.json.Decoder(Tally)


def find_session(connection: Connection, session_id: str) -> Session | None:
    """A session by its id."""
    row = connection.row(_FIND_SESSION, session_id=session_id)
    return _session_of.decode(row[0]) if row else None


def keep_session(connection: Connection, session: Session) -> None:
    """Write a session."""
    connection.run(
        _KEEP_SESSION,
        session_id=session.session_id,
        expires_at_s=int(session.expires_at.timestamp()),
        document=msgspec.json.encode(session),
    )


def forget_sessions(connection: Connection, *, before_s: int) -> None:
    """Delete the sessions that expired before a moment (PRV-014)."""
    connection.run(_FORGET_SESSIONS, before_s=before_s)


def find_tally(connection: Connection, person: str) -> Tally:
    """What was counted for a person; zeros for one who was never seen."""
    row = connection.row(_FIND_TALLY, person=person)
    return _tally_of.decode(row[0]) if row else Tally(person=person)


def keep_tally(connection: Connection, tally: Tally) -> None:
    """Write what was counted."""
    connection.run(_KEEP_TALLY, person=tally.person, document=msgspec.json.encode(tally))
