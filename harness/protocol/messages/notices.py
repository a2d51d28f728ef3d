"""What other authorities tell a server: the fee of a card was paid, the civil registry changed.

A notice carries an identifier of its sender, so that one that is delivered twice is known by it. It is authenticated by a bearer
token (RFC 6750) that sender and server share by configuration.
"""

from typing import Annotated, Literal

from msgspec import Meta

from harness.protocol.messages import Message
from harness.protocol.messages.enrollment import Language

NoticeId = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{8,64}$", description="The sender's own name of this notice")]


class FeePaid(Message, frozen=True, kw_only=True):
    """The payment service: the card issue fee of a request was paid."""

    notice_id: NoticeId
    reference_number: Annotated[str, Meta(max_length=32)]
    language: Annotated[Language, Meta(description="in which the applicant is written to")] = "ar"


class RegistryChanged(Message, frozen=True, kw_only=True):
    """The civil registry: a person's entry changed. What is absent stays as it was."""

    notice_id: NoticeId
    civil_number: Annotated[str, Meta(max_length=32)]
    status: Literal["active", "cancelled", "deceased"] | None = None
    residency_article: Annotated[int, Meta(ge=1, le=99)] | None = None


class Noted(Message, frozen=True, kw_only=True):
    """The notice was taken."""

    notice_id: str
