"""Sessions, tallies and last refusals. A session is one document, since nothing but its owner ever looks inside."""

import hmac
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import msgspec
import sqlalchemy as sa

from harness.reference.audit import microseconds, moment_of
from harness.reference.database import Connection, Statement, metadata, upsert
from harness.reference.enrollment.limits import Meter, Meters
from harness.reference.enrollment.state import Session, Tally
from harness.reference.refusal import RefusedOnce, Truth

_SECOND = timedelta(seconds=1)

ENROLLMENT = "enrollment"
"""The purpose of the codes that are sent after proof; every other purpose is counted apart."""
sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("session_id", sa.Text, primary_key=True),
    sa.Column("expires_at_s", sa.Integer),
    sa.Column("document", sa.LargeBinary),
)
tallies = sa.Table(
    "tallies",
    metadata,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("document", sa.LargeBinary),
    sa.Column("at_s", sa.BigInteger),
)
refusals = sa.Table(
    "refusals",
    metadata,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("code", sa.Text),
    sa.Column("differing", sa.Text),
    sa.Column("at_s", sa.BigInteger),
)
_FIND_SESSION = Statement(
    sa.select(sessions.c.document, sessions.c.expires_at_s).where(sessions.c.session_id == sa.bindparam("session_id"))
)
_KEEP_SESSION = upsert(sessions, keys=("session_id",))
_FORGET_SESSIONS = Statement(sa.delete(sessions).where(sessions.c.expires_at_s < sa.bindparam("before_s")))
_FIND_TALLY = Statement(sa.select(tallies.c.document).where(tallies.c.person == sa.bindparam("person")))
_KEEP_TALLY = upsert(tallies, keys=("person",))
meters = sa.Table(
    "meters",
    metadata,
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("count", sa.Integer),
    sa.Column("until_us", sa.BigInteger),
)
_FIND_METER = Statement(sa.select(meters.c.count, meters.c.until_us).where(meters.c.subject == sa.bindparam("subject")))
_ERASE_METER = Statement(sa.delete(meters).where(meters.c.subject == sa.bindparam("subject")))
_KEEP_METER = upsert(meters, keys=("subject",))
_FORGET_METERS = Statement(sa.delete(meters).where(meters.c.until_us < sa.bindparam("before_us")))
_FORGET_TALLIES = Statement(sa.delete(tallies).where(tallies.c.at_s < sa.bindparam("before_s")))
_FIND_REFUSAL = Statement(
    sa.select(refusals.c.code, refusals.c.differing, refusals.c.at_s).where(refusals.c.person == sa.bindparam("person"))
)
_KEEP_REFUSAL = upsert(refusals, keys=("person",))
_FORGET_REFUSALS = Statement(sa.delete(refusals).where(refusals.c.at_s < sa.bindparam("before_s")))
_END_SESSIONS = Statement(
    sa.update(sessions).where(sessions.c.expires_at_s > sa.bindparam("at_s")).values(expires_at_s=sa.bindparam("at_s"))
)
_ALL_SESSIONS = Statement(sa.select(sessions.c.document))
_session_of = msgspec.json.Decoder(Session)
_tally_of = msgspec.json.Decoder(Tally)


def find_session(connection: Connection, session_id: str) -> Session | None:
    """A session by its id."""
    row = connection.row(_FIND_SESSION, session_id=session_id)
    if row is None:
        return None
    session = _session_of.decode(row[0])
    ended = datetime.fromtimestamp(row[1], UTC)  # the column is earlier where the session was ended from outside
    return session if session.expires_at < ended + _SECOND else replace(session, expires_at=ended)


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


def find_meters(connection: Connection, session: Session, secret: bytes) -> Meters:
    """The counters that a session bears on."""
    mobile = session.applicant.mobile if session.applicant else ""
    return meters_of(connection, mobile=mobile, person=session.person or "", source=session.device, secret=secret)


def meters_of(  # noqa: PLR0913 - what a message is counted under
    connection: Connection, *, mobile: str, person: str, source: str, secret: bytes, purpose: str = ENROLLMENT
) -> Meters:
    """The counters of a number, a person and a source for one purpose; a number is known by its keyed hash only."""
    apart = "" if purpose == ENROLLMENT else f"{purpose} "
    return Meters(
        number=_find_meter(connection, apart + _number(mobile, secret)),
        person=_find_meter(connection, f"{apart}person:{person}"),
        everybody=_find_meter(connection, f"{apart}everybody"),
        source=_find_meter(connection, f"source:{source}"),
    )


def _number(mobile: str, secret: bytes) -> str:
    digest = hmac.digest(secret, b"number\0" + mobile.encode(), "sha256")
    return f"number:{digest.hex()[:32]}"


def _find_meter(connection: Connection, subject: str) -> Meter:
    row = connection.row(_FIND_METER, subject=subject)
    return Meter(subject=subject, count=row[0], until=moment_of(row[1])) if row else Meter(subject=subject)


def keep_meters(connection: Connection, before: Meters, after: Meters) -> None:
    """Write the counters that changed."""
    pairs = (
        (before.number, after.number),
        (before.person, after.person),
        (before.everybody, after.everybody),
        (before.source, after.source),
    )
    for old, new in pairs:
        if new != old and new.until is not None:
            connection.run(_KEEP_METER, subject=new.subject, count=new.count, until_us=microseconds(new.until))


def forget_meters(connection: Connection, *, before: datetime) -> None:
    """Delete the counters whose window ended before a moment."""
    connection.run(_FORGET_METERS, before_us=microseconds(before))


def keep_tally(connection: Connection, tally: Tally, *, now: datetime) -> None:
    """Write what was counted; it is wanted at least until its last lock has ended."""
    until = [moment for field in fields(tally) if isinstance(moment := getattr(tally, field.name), datetime)]
    at_s = int(max(now, *until).timestamp()) if until else int(now.timestamp())
    connection.run(_KEEP_TALLY, person=tally.person, document=msgspec.json.encode(tally), at_s=at_s)


def forget_tallies(connection: Connection, *, before_s: int) -> None:
    """Delete what was counted last before a moment (PRV-014)."""
    connection.run(_FORGET_TALLIES, before_s=before_s)


def keep_refusal(connection: Connection, person: str, refused: RefusedOnce) -> None:
    """Write why a person was refused; the refusal before is forgotten."""
    truth, at_s = refused.truth, int(refused.at.timestamp())
    connection.run(_KEEP_REFUSAL, person=person, code=truth.code, differing=" ".join(truth.items), at_s=at_s)


def find_refusal(connection: Connection, person: str) -> RefusedOnce | None:
    """Why a person was refused last."""
    row = connection.row(_FIND_REFUSAL, person=person)
    if row is None:
        return None
    return RefusedOnce(truth=Truth(code=row[0], items=tuple(row[1].split())), at=datetime.fromtimestamp(row[2], UTC))


def forget_refusals(connection: Connection, *, before_s: int) -> None:
    """Delete the refusals from before a moment (PRV-014)."""
    connection.run(_FORGET_REFUSALS, before_s=before_s)


def end_sessions(connection: Connection, *, at_s: int) -> None:
    """Have every session expire at a moment that is not later than its own end (THR-060)."""
    connection.run(_END_SESSIONS, at_s=at_s)


def sessions_of(connection: Connection, person: str) -> list[Session]:
    """Every session in which data of a person was entered; it looks at all sessions, so it is for tests alone."""
    found = (_session_of.decode(row[0]) for row in connection.rows(_ALL_SESSIONS))
    return [session for session in found if session.person == person]


def erase_meters(connection: Connection, person: str, *, mobile: str, secret: bytes) -> None:
    """Forget what was counted for a person and a number: a test hook."""
    for subject in (f"person:{person}", _number(mobile, secret)):
        connection.run(_ERASE_METER, subject=subject)
