"""What the gateway's HTTP API says and hears, beside the messages and faults themselves."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from simulators.sms.faults import ActiveFault

WAIT_LIMIT_S = 30.0
_LONGEST_TEXT = 255 * 153


class SubmitRequest(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename={"sender": "from", "recipient": "to"},
):
    """POST /v1/messages."""

    sender: Annotated[str, Meta(min_length=1, max_length=20)]
    recipient: Annotated[str, Meta(max_length=20)]
    text: Annotated[str, Meta(max_length=_LONGEST_TEXT)]
    reference: Annotated[str, Meta(max_length=100)] | None = None


class SubmitAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The message was taken."""

    message_id: str


class ActiveFaults(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every fault at work."""

    faults: list[ActiveFault]


class Health(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The gateway answers; `next` is the inbox's newest sequence number."""

    status: str
    time: datetime
    next: int
