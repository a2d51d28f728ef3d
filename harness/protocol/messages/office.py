"""What the operator and its officers ask: the roster of officers, and the true reason of a refusal at a desk."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from harness.protocol.messages import Message
from harness.protocol.messages.problem import Remedy

Presence = Literal["in_person", "card", "telephone"]
"""How the person stands before the officer: seen beside the civil card, proven by its chip, or only heard."""


class Officer(Message, frozen=True, kw_only=True):
    """An officer of an office; `key` is the RFC 7638 thumbprint of the key of the officer's device."""

    officer_id: Annotated[str, Meta(pattern="^[a-z0-9-]{1,32}$")]
    key: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{43}$")]


class OfficerRoster(Message, frozen=True, kw_only=True):
    """The payload of a roster: who may ask at a desk, from `issued_at` (seconds since 1970) until a newer roster comes."""

    issued_at: Annotated[int, Meta(ge=0, le=1 << 40)]
    officers: Annotated[list[Officer], Meta(max_length=1000)]


class DeliverRoster(Message, frozen=True, kw_only=True):
    """A roster as a compact JWS, `typ` `roster+jwt`, by the operator's key that the server was started with."""

    roster: Annotated[str, Meta(max_length=60_000)]


class RosterInForce(Message, frozen=True, kw_only=True):
    """The roster that is in force now."""

    issued_at: int
    officers: int


class AskReason(Message, frozen=True, kw_only=True):
    """An officer asks why the person before him was refused last."""

    civil_number: Annotated[str, Meta(max_length=32)]
    presence: Presence


class Reason(Message, frozen=True, kw_only=True):
    """Why a person was refused last: a code of the error table, the items that differ from the registry, and what helps."""

    code: str
    items: list[str]
    remedy: Remedy
    refused_at: datetime
