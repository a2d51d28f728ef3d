"""Answers that were given, kept with the state change that they answer: repeating a request repeats its answer.

A record belongs to one device key, so nobody else's key finds it. The request is kept as a keyed hash only.
"""

import hashlib
import hmac
from dataclasses import dataclass

import sqlalchemy as sa

from harness.reference.database import Connection, Statement, metadata, upsert
from harness.reference.refusal import Refusal


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """A request and the answer that was given."""

    operation: str
    fingerprint: bytes
    status: int
    body: bytes


idempotency = sa.Table(
    "idempotency",
    metadata,
    sa.Column("device", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("operation", sa.Text),
    sa.Column("fingerprint", sa.LargeBinary),
    sa.Column("status", sa.Integer),
    sa.Column("body", sa.LargeBinary),
    sa.Column("at_s", sa.Integer),
)
_columns = idempotency.c
_FIND = Statement(
    sa.select(_columns.operation, _columns.fingerprint, _columns.status, _columns.body).where(
        _columns.device == sa.bindparam("device"), _columns.key == sa.bindparam("key")
    )
)
_KEEP = upsert(idempotency, keys=("device", "key"))
_OF_DEVICE = Statement(
    sa.select(sa.func.count()).select_from(idempotency).where(_columns.device == sa.bindparam("device"))
)
_FORGET = Statement(sa.delete(idempotency).where(_columns.at_s < sa.bindparam("before_s")))


def fingerprint(operation: str, path: str, body: bytes, *, secret: bytes) -> bytes:
    """What makes a request the same: operation, path and body."""
    return hmac.digest(secret, f"{operation}\0{path}\0".encode() + body, hashlib.sha256)


def recall(known: Answered | None, asked: bytes) -> Answered | None:
    """The answer to repeat. Pure.

    Raises:
        Refusal: KEY_CONFLICT where the key stands for another request.
    """
    if known is not None and not hmac.compare_digest(known.fingerprint, asked):
        raise Refusal("KEY_CONFLICT")
    return known


def keeps(refusal: Refusal) -> bool:
    """Whether a refusal is kept as the answer of its key: only where it changed something, such as a counted attempt. Pure.

    A refusal that changed nothing is not kept on purpose: its cause may lie outside the request (a card that is renewed
    meanwhile, a busy gateway), so the same request may be granted when it is repeated.
    """
    return refusal.after is not None


def find(connection: Connection, *, device: str, key: str) -> Answered | None:
    """The answer that was given to this device under this key."""
    row = connection.row(_FIND, device=device, key=key)
    return Answered(operation=row[0], fingerprint=row[1], status=row[2], body=row[3]) if row else None


def keep(connection: Connection, answered: Answered, *, device: str, key: str, at_s: int) -> None:
    """Remember an answer."""
    connection.run(
        _KEEP,
        device=device,
        key=key,
        operation=answered.operation,
        fingerprint=answered.fingerprint,
        status=answered.status,
        body=answered.body,
        at_s=at_s,
    )


def answers_of(connection: Connection, device: str) -> int:
    """How many answers to a device are kept."""
    row = connection.row(_OF_DEVICE, device=device)
    return int(row[0]) if row else 0


def forget(connection: Connection, *, before_s: int) -> None:
    """Delete what was answered before a moment."""
    connection.run(_FORGET, before_s=before_s)
