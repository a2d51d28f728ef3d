"""What the operator and its officers ask, over HTTP."""

from harness.protocol.codes import BY_CODE
from harness.protocol.identifiers import IdentifierError, parse_civil_number
from harness.protocol.messages import Message, office
from harness.protocol.messages.problem import Remedy
from harness.reference.audit import AuditEntry
from harness.reference.database import Connection
from harness.reference.desk import store
from harness.reference.desk.rules import Standing
from harness.reference.enrollment.store import find_refusal
from harness.reference.identity.rules import person_key
from harness.reference.refusal import refused_field
from harness.reference.service import Answer, Call, Done, Handler, Service, Subject


async def deliver_roster(service: Service, call: Call) -> Message:
    """Put a roster of officers in force."""
    if not isinstance(call.message, office.DeliverRoster):
        raise TypeError("roster carries no DeliverRoster")
    offered = service.rules.read_roster(call.message.roster, service.settings.operator_key)

    def work(connection: Connection) -> office.RosterInForce:
        roster = service.rules.take_roster(store.find_roster(connection), offered)
        store.keep_roster(connection, roster)
        entry = AuditEntry(action="roster", outcome="accepted", facts={"issued_at": str(roster.issued_at)})
        service.write_audit(connection, entry, call.now)
        return office.RosterInForce(issued_at=roster.issued_at, officers=len(roster.officers))

    return await service.database.write(work)


async def reason(service: Service, call: Call) -> Answer:
    """Tell an officer why a person was refused; who asked stands in the audit log."""
    message = call.message
    if not isinstance(message, office.AskReason):
        raise TypeError("reason carries no AskReason")
    try:
        civil_number = parse_civil_number(message.civil_number)
    except IdentifierError:
        raise refused_field("CIVIL_NO_INVALID", "civil_number") from None
    person = person_key(civil_number, service.secret)

    def work(connection: Connection, subject: Subject) -> Done:
        subject.person = person
        roster = store.find_roster(connection)
        standing = Standing(roster=roster, device=call.device, presence=message.presence)
        refused = service.rules.tell_reason(find_refusal(connection, person), standing)
        row = BY_CODE[refused.truth.code]
        told = office.Reason(
            code=row.code,
            items=list(refused.truth.items),
            remedy=Remedy(en=row.remedy_en, ar=row.remedy_ar),
            refused_at=refused.at,
        )
        return Done(message=told, person=person, facts={"presence": message.presence})

    return await service.perform(call, work)


ROUTES: dict[str, Handler] = {"roster": deliver_roster, "reason": reason}
