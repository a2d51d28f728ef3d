"""The text of an SMSC delivery receipt.

    id:IIIIIIIIII sub:SSS dlvrd:DDD submit date:YYMMDDhhmm done date:YYMMDDhhmm stat:DDDDDDD err:E text:...

The format is vendor-specific by the standard and the same almost everywhere. Our dates are UTC.

Source: SMPP Protocol Specification v3.4, issue 1.2, appendix B.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from harness.protocol.encoding.smpp.codes import MessageState
from harness.protocol.encoding.smpp.errors import ShortMessageError

STATE_WORDS = MappingProxyType(
    {
        MessageState.ENROUTE: "ENROUTE",
        MessageState.DELIVERED: "DELIVRD",
        MessageState.EXPIRED: "EXPIRED",
        MessageState.DELETED: "DELETED",
        MessageState.UNDELIVERABLE: "UNDELIV",
        MessageState.ACCEPTED: "ACCEPTD",
        MessageState.UNKNOWN: "UNKNOWN",
        MessageState.REJECTED: "REJECTD",
    }
)
_STATES = MappingProxyType({word: state for state, word in STATE_WORDS.items()})
_DATE_FORMAT = "%y%m%d%H%M"
_TEXT_LIMIT = 20
_COUNT_LIMIT = 999

_RECEIPT = re.compile(
    r"id:(?P<id>\S{1,64}) sub:(?P<sub>\d{3}) dlvrd:(?P<dlvrd>\d{3}) "
    r"submit date:(?P<submit>\d{10})(?:\d\d)? done date:(?P<done>\d{10})(?:\d\d)? "
    r"stat:(?P<stat>[A-Z]{7}) err:(?P<err>\w{1,3}) [Tt]ext:(?P<text>.*)",
    re.ASCII | re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReceipt:
    """What became of a message; `error` is the SMSC's or network's own code."""

    message_id: str
    state: MessageState
    submitted_at: datetime
    done_at: datetime
    submitted: int = 1
    delivered: int = 1
    error: str = "000"
    text: str = ""

    def __str__(self) -> str:
        return (
            f"id:{self.message_id} sub:{min(self.submitted, _COUNT_LIMIT):03} "
            f"dlvrd:{min(self.delivered, _COUNT_LIMIT):03} "
            f"submit date:{self.submitted_at.astimezone(UTC):{_DATE_FORMAT}} "
            f"done date:{self.done_at.astimezone(UTC):{_DATE_FORMAT}} "
            f"stat:{STATE_WORDS[self.state]} err:{self.error} text:{self.text[:_TEXT_LIMIT]}"
        )


def parse_receipt(text: str) -> DeliveryReceipt:
    """Reads a receipt; seconds after the minutes of a date, which some centers add, are passed over.

    Raises:
        ShortMessageError: the text is no receipt, or its state or dates do not exist.
    """
    match = _RECEIPT.fullmatch(text)
    state = _STATES.get(match["stat"]) if match else None
    if match is None or state is None:
        raise ShortMessageError("not a delivery receipt: expected 'id:... sub:... dlvrd:... stat:... text:'")
    try:
        submitted_at, done_at = (
            datetime.strptime(match[name], _DATE_FORMAT).replace(tzinfo=UTC) for name in ("submit", "done")
        )
    except ValueError:
        raise ShortMessageError("a date of the delivery receipt does not exist") from None
    return DeliveryReceipt(
        message_id=match["id"],
        state=state,
        submitted_at=submitted_at,
        done_at=done_at,
        submitted=int(match["sub"]),
        delivered=int(match["dlvrd"]),
        error=match["err"],
        text=match["text"],
    )
