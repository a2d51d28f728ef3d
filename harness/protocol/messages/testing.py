"""Test hooks: a movable clock, an audit export, and people who are given back. Served only with `--test-hooks`."""

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
    """One line of the audit log: who did what when, with what outcome. Facts are never secrets.

    `digest` is SHA-256, hexadecimal, over the digest of the line before (nothing for the first) and a JSON array without spaces
    of: microseconds since 1970, action, outcome, code, session_id, person, device, and the facts as a text of JSON.
    """

    sequence: int
    at: datetime
    action: str
    outcome: Literal["accepted", "refused"]
    code: str | None = None
    session_id: str | None = None
    person: str | None = None
    device: str | None = None
    facts: dict[str, str] = msgspec.field(default_factory=dict)
    digest: str = ""


class AuditHead(Message, frozen=True, kw_only=True):
    """The last line of the whole log: who keeps it sees later whether something was cut off or changed."""

    sequence: int
    digest: str


class AuditExport(Message, frozen=True, kw_only=True):
    """The audit log after `after`, oldest first; `head` is absent while nothing was written."""

    records: list[AuditRecord]
    next_after: int
    head: AuditHead | None = None


class FindRecords(Message, frozen=True, kw_only=True):
    """Asks what is kept of a person."""

    civil_number: Annotated[str, Meta(max_length=32)]


class KeptRecord(Message, frozen=True, kw_only=True):
    """Something that is kept of a person; `personal` is false where it is a keyed hash with no data behind it."""

    kind: Literal["session", "refusal", "counters", "capture", "answer", "identity", "audit"]
    personal: bool
    count: int


class KeptRecords(Message, frozen=True, kw_only=True):
    """All that is kept of a person, by kind."""

    records: list[KeptRecord]


class SetRegistry(Message, frozen=True, kw_only=True):
    """Takes the civil registry out of the server's reach, or back into it."""

    reachable: bool


class RegistryReach(Message, frozen=True, kw_only=True):
    """Whether the server reaches the civil registry."""

    reachable: bool


class Leased(Message, frozen=True, kw_only=True):
    """One person of a roster, by what a server may have counted them by."""

    civil_number: Annotated[str, Meta(pattern=r"^[0-9]{12}$")]
    reference_number: Annotated[str, Meta(max_length=32)] | None = None
    mobile: Annotated[str, Meta(pattern=r"^\+[0-9]{8,15}$", description="E.164")]


class Reclaim(Message, frozen=True, kw_only=True):
    """Gives people back: what the server counted for them, their devices and identities are erased; the audit log stays."""

    people: Annotated[list[Leased], Meta(max_length=500)]


class Reclaimed(Message, frozen=True, kw_only=True):
    """How many people were named."""

    people: int
