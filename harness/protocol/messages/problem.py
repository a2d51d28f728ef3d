"""Problem documents (RFC 9457): every refusal of our wire has this form, also for unknown routes.

The members that RFC 9457 defines come first; the others are its extension members and carry typed facts. No program
decides anything by `title`, `detail` or `remedy`: they are for people.
"""

from datetime import datetime

import msgspec

from harness.protocol.codes import Retry
from harness.protocol.messages import Message

MEDIA_TYPE = "application/problem+json"


class Remedy(Message, frozen=True, kw_only=True):
    """What the person can do, in both languages."""

    en: str
    ar: str


class Problem(Message, frozen=True, kw_only=True):
    """A refusal, with `code` from the error table."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    retry: Retry
    remedy: Remedy
    field: str | None = None
    reasons: list[str] = msgspec.field(default_factory=list)
    tries_left: int | None = None
    retry_after_s: int | None = None
    server_time: datetime | None = None
    terms_version: str | None = None
