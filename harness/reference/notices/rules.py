"""What follows from a notice of the payment service or of the civil registry. Pure.

1. A notice that was taken before, or that tells nothing new, is DUPLICATE_IGNORED and changes nothing (ENR-014).
2. A paid fee makes the Hawyti serial; not before does any exist. It goes to the number of the registry, by one message.
3. After a change of the registry a person who may no longer hold an identity has it suspended (ELG-004, THR-083).
"""

from dataclasses import dataclass
from typing import Literal

from harness.reference.identity.rules import SendSms
from harness.reference.refusal import Refusal
from harness.reference.registry.rules import Change, Record


@dataclass(frozen=True, kw_only=True, slots=True)
class FeeNotice:
    """A notice of a payment, with what is known of the person; `serial` is fresh entropy."""

    record: Record | None
    taken_before: bool
    serial: str
    language: Literal["ar", "en"]


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryNotice:
    """A notice of a changed entry."""

    record: Record | None
    taken_before: bool
    change: Change


def note_fee(notice: FeeNotice) -> tuple[Change, SendSms]:
    """The change of the entry, and the message that carries the serial.

    Raises:
        Refusal: NOT_FOUND or DUPLICATE_IGNORED.
    """
    request = notice.record.request if notice.record is not None else None
    if notice.record is None or request is None:
        raise Refusal("NOT_FOUND")
    if notice.taken_before or request.fee_paid:
        raise Refusal("DUPLICATE_IGNORED")
    message = SendSms(to=notice.record.mobile, kind="serial", language=notice.language, code=notice.serial)
    return Change(fee_paid=True, hawyti_serial=notice.serial), message


def note_entry(notice: EntryNotice) -> Change:
    """The change of the entry.

    Raises:
        Refusal: NOT_FOUND or DUPLICATE_IGNORED.
    """
    if notice.record is None:
        raise Refusal("NOT_FOUND")
    if notice.taken_before:
        raise Refusal("DUPLICATE_IGNORED")
    return notice.change
