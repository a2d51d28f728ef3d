"""Test hooks: a movable clock and an audit export. Served only with `--test-hooks`."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from harness.protocol.messages import Message


class SetClock(Message, frozen=True, kw_only=True):
    """Moves the server's clock: `offset_s` seconds ahead of (or behind) the machine's clock; 0 restores it."""

    offset_s: Annotated[float, Meta(ge=-4e9, le=4e9)]


class Clock(Message, frozen=True, kw_only=True):
    """The server's time and how far it stands from the machine's clock, in seconds."""

    now: datetime
    offset_s: float


class AuditRecord(Message, frozen=True, kw_only=True):
    """One line of the audit log: who did what when, with what outcome. Facts are never secrets."""

    sequence: int
    at: datetime
    action: str
    outcome: Literal["accepted", "refused"]
    code: str | None = None
    session_id: str | None = None
    person: str | None = None
    device: str | None = None
    facts: dict[str, str] = msgspec.field(default_factory=dict)


class AuditExport(Message, frozen=True, kw_only=True):
    """The audit log after `after`, oldest first."""

    records: list[AuditRecord]
    next_after: int
