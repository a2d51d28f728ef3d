"""From submit_sm to a whole message: checks, joining of parts, and the receipts that the sender asked for."""

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from harness.protocol.encoding.smpp import (
    CommandStatus,
    DeliverSm,
    DeliveryReceipt,
    EsmClass,
    MessageState,
    Part,
    Reassembler,
    RegisteredDelivery,
    ShortMessageError,
    SubmitSm,
    Tag,
    Tlv,
    TypeOfNumber,
    decode_text,
    part_of,
)
from simulators.sms.router import BacklogFullError, Router, Submission, ThrottledError

_RECIPIENT: Final = re.compile(r"(?:\+|00)?([1-9][0-9]{6,14})")
_ALPHANUMERIC_LIMIT: Final = 11
_RECEIPT_BITS: Final = 0b11
_PART_OCTETS: Final = 254
"""What short_message holds: parts wait for each other, so they stay small even in a message_payload."""

SendReceipt = Callable[[DeliverSm], None]
"""Takes a receipt whose sequence is not set yet."""


class RefusedError(Exception):
    """The submission is answered with an error status."""

    def __init__(self, status: CommandStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def e164(number: str) -> str | None:
    """The number as plus sign and 7 to 15 digits; None where it is none."""
    match = _RECIPIENT.fullmatch(number)
    return "+" + match[1] if match else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Origin:
    """Whom to tell what became of a part."""

    message_id: str
    pdu: SubmitSm
    submitted_at: datetime
    send: SendReceipt

    def tell(self, state: MessageState, done_at: datetime) -> None:
        wanted = self.pdu.registered_delivery & _RECEIPT_BITS
        failed = state is not MessageState.DELIVERED
        if wanted == RegisteredDelivery.ALWAYS or (wanted == RegisteredDelivery.ON_FAILURE and failed):
            self.send(_receipt(self, state, done_at))


class Intake:
    """Takes submit_sm of all clients."""

    def __init__(self, router: Router, unfinished: int = 1000) -> None:
        self._router = router
        self._reassembler = Reassembler(limit=unfinished)
        self._origins: dict[Hashable, list[_Origin]] = {}
        self._unfinished = unfinished

    def accept(self, pdu: SubmitSm, *, system_id: str, send: SendReceipt) -> str:
        """The message id of this submission; a long message arrives under the id of its first part that came.

        Raises:
            RefusedError: with the status for the response.
        """
        sender, recipient, part = _checked(pdu)
        try:
            self._router.admit(recipient)
        except ThrottledError:
            raise RefusedError(CommandStatus.ESME_RTHROTTLED, "a throttle fault") from None
        except BacklogFullError:
            raise RefusedError(CommandStatus.ESME_RMSGQFUL, "too many messages are held back") from None
        message_id = self._router.next_message_id()
        origin = _Origin(message_id=message_id, pdu=pdu, submitted_at=self._router.now(), send=send)
        origins, octets = self._join((system_id, sender, recipient, pdu.data_coding), part, origin)
        if octets is not None:
            submission = Submission(
                message_id=origins[0].message_id,
                sender=sender,
                recipient=recipient,
                text=_text(pdu.data_coding, octets),
                parts=part.total,
                data_coding=pdu.data_coding,
                via="smpp",
                system_id=system_id,
            )
            self._router.route(submission, lambda state, done_at: _tell(origins, state, done_at))
        return message_id

    def _join(self, key: Hashable, part: Part, origin: _Origin) -> tuple[list[_Origin], bytes | None]:
        if part.total == 1:
            return [origin], part.octets
        full_key = (key, part.reference, part.total)
        self._reassembler, octets = self._reassembler.add(key, part)
        origins = [*self._origins.pop(full_key, ()), origin][
            : 2 * part.total
        ]  # who repeats a part is told only so often
        if octets is None:
            self._origins[full_key] = origins
            if len(self._origins) > self._unfinished:
                del self._origins[next(iter(self._origins))]
        return origins, octets


def _tell(origins: list[_Origin], state: MessageState, done_at: datetime) -> None:
    for origin in origins:
        origin.tell(state, done_at)


def _checked(pdu: SubmitSm) -> tuple[str, str, Part]:
    source, recipient = pdu.source, e164(pdu.destination.number)
    if not source.number or (source.ton == TypeOfNumber.ALPHANUMERIC and len(source.number) > _ALPHANUMERIC_LIMIT):
        raise RefusedError(CommandStatus.ESME_RINVSRCADR, "a sender of 1 to 11 characters is needed")
    if recipient is None:
        raise RefusedError(CommandStatus.ESME_RINVDSTADR, "the recipient is no international number")
    if pdu.short_message and pdu.tlv(Tag.MESSAGE_PAYLOAD) is not None:
        raise RefusedError(CommandStatus.ESME_RINVMSGLEN, "both short_message and message_payload")
    try:
        part = part_of(pdu)
    except ShortMessageError as error:
        raise RefusedError(CommandStatus.ESME_RINVESMCLASS, str(error)) from None
    if part.total > 1 and len(part.octets) > _PART_OCTETS:
        raise RefusedError(CommandStatus.ESME_RINVMSGLEN, f"a part of more than {_PART_OCTETS} octets")
    return source.number, recipient, part


def _text(data_coding: int, octets: bytes) -> str:
    try:
        return decode_text(data_coding, octets)
    except ShortMessageError as error:
        raise RefusedError(CommandStatus.ESME_RSUBMITFAIL, str(error)) from None


def _receipt(origin: _Origin, state: MessageState, done_at: datetime) -> DeliverSm:
    """Without the text of the message, which may be a one-time password."""
    delivered = state is MessageState.DELIVERED
    receipt = DeliveryReceipt(
        message_id=origin.message_id,
        state=state,
        submitted_at=origin.submitted_at,
        done_at=done_at,
        delivered=int(delivered),
        error="000" if delivered else "001",
    )
    return DeliverSm(
        sequence=0,
        source=origin.pdu.destination,
        destination=origin.pdu.source,
        esm_class=EsmClass.DELIVERY_RECEIPT,
        short_message=str(receipt).encode("ascii"),
        tlvs=(
            Tlv(Tag.RECEIPTED_MESSAGE_ID, origin.message_id.encode("ascii") + b"\x00"),
            Tlv(Tag.MESSAGE_STATE, bytes((state,))),
        ),
    )
