"""Notices over HTTP: whoever sends them has shown the shared token to the shell."""

from harness.protocol.identifiers import hawyti_serial_for
from harness.protocol.messages.notices import FeePaid, Noted, RegistryChanged
from harness.reference import outbox
from harness.reference.database import Connection
from harness.reference.identity import store as identities
from harness.reference.notices import store
from harness.reference.notices.rules import EntryNotice, FeeNotice
from harness.reference.registry import changes
from harness.reference.registry.rules import Change, changed
from harness.reference.service import Answer, Call, Done, Handler, Service, Subject

_SERIALS = 10_000_000


async def fee_paid(service: Service, call: Call) -> Answer:
    """Make the Hawyti serial and send it."""
    message = call.message
    if not isinstance(message, FeePaid):
        raise TypeError("fee.paid carries no FeePaid")
    serial = hawyti_serial_for(service.entropy.number() % _SERIALS)

    def work(connection: Connection, subject: Subject) -> Done:
        record, _, subject.person = service.look_up(connection, message.reference_number)
        before = store.taken(connection, sender="payments", notice_id=message.notice_id)
        notice = FeeNotice(record=record, taken_before=before, serial=serial, language=message.language)
        change, sms = service.rules.note_fee(notice)
        _keep(connection, call, ("payments", message.notice_id))
        changes.add(connection, subject.person, change)
        text = service.rules.sms_text(sms, service.settings.policy)
        outbox.put(connection, recipient=sms.to, text=text, at_s=int(call.now.timestamp()))
        return Done(message=Noted(notice_id=message.notice_id), person=subject.person)

    return await service.take(call, work)


async def registry_changed(service: Service, call: Call) -> Answer:
    """Note the change; suspend the identity of whoever may no longer hold one, and lift that when it no longer holds."""
    message = call.message
    if not isinstance(message, RegistryChanged):
        raise TypeError("registry.changed carries no RegistryChanged")
    told = Change(status=message.status, residency_article=message.residency_article)

    def work(connection: Connection, subject: Subject) -> Done:
        record, _, subject.person = service.look_up(connection, message.civil_number)
        before = store.taken(connection, sender="registry", notice_id=message.notice_id)
        change = service.rules.note_entry(EntryNotice(record=record, taken_before=before, change=told))
        _keep(connection, call, ("registry", message.notice_id))
        changes.add(connection, subject.person, change)
        if record is not None:
            may_keep = service.rules.may_keep(changed(record, change), service.settings.policy, call.now)
            identities.set_suspended(connection, subject.person, at_s=None if may_keep else int(call.now.timestamp()))
        return Done(message=Noted(notice_id=message.notice_id), person=subject.person)

    return await service.take(call, work)


def _keep(connection: Connection, call: Call, notice: tuple[str, str]) -> None:
    sender, notice_id = notice
    store.keep(connection, sender=sender, notice_id=notice_id, at_s=int(call.now.timestamp()))


ROUTES: dict[str, Handler] = {"fee.paid": fee_paid, "registry.changed": registry_changed}
