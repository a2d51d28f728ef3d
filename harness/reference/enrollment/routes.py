"""The steps of an enrollment over HTTP: load the case, let the rules step, write what they returned."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from harness.protocol.encoding import jose
from harness.protocol.messages import Message, enrollment
from harness.reference import outbox
from harness.reference.audit import AuditEntry
from harness.reference.database import Connection
from harness.reference.enrollment import store
from harness.reference.enrollment.captures import Capture
from harness.reference.enrollment.rules import own_device
from harness.reference.enrollment.state import (
    Accept,
    Activate,
    Case,
    Confirm,
    EnterOtp,
    FaceVerdict,
    Issue,
    Judge,
    Open,
    Outcome,
    Resend,
    Session,
    Submit,
    Visitor,
)
from harness.reference.identity import store as devices
from harness.reference.identity.rules import Device, KeepDevice, SendSms, person_key
from harness.reference.refusal import Refusal, RefusalFacts, RefusedOnce, refused_field
from harness.reference.registry.rules import Record
from harness.reference.service import Answer, Call, Done, Handler, Service, Subject
from harness.world.ports import UNKNOWN_LINE, Line

_REGISTRY_RETRY_S = 30
Given = TypeVar("Given", bound=Message)


def given(call: Call, kind: type[Given]) -> Given:
    """The message of a call, of the kind that its operation names."""
    if not isinstance(call.message, kind):
        raise TypeError(f"{call.operation.name} carries no {kind.__name__}")
    return call.message


@dataclass(frozen=True, kw_only=True)
class Step:
    """How one step is taken inside a transaction."""

    service: Service
    call: Call
    take: Callable[[Case], Outcome]
    show: Callable[[Case], Message]
    facts: Callable[[Case], dict[str, str]] = lambda _case: {}
    with_devices: bool = False
    with_meters: bool = False
    codes: list[int] = field(default_factory=list)
    """The ids of the messages that carry a code, once the step was taken."""
    as_person: Callable[[Session], Session] = lambda session: session
    """The session under the name that the registry knows its person by; counters and devices are that person's."""
    look_up: Callable[[Connection, Case], Case] = lambda _connection, case: case
    """What else the step must know, from the database."""

    def __call__(self, connection: Connection, subject: Subject) -> Done:
        """Load, step, write."""
        session = authorized(self.service, self.call, store.find_session(connection, self.call.session_id))
        subject.session_id, subject.person = session.session_id, session.person
        case = self.look_up(connection, load(connection, self.as_person(session), with_devices=self.with_devices))
        if self.with_meters:
            case = replace(case, meters=store.find_meters(connection, session, self.service.secret))
        try:
            after, effects = self.take(case)
        except Refusal as refusal:
            if isinstance(refusal.after, tuple):
                save(self.service, connection, self.call, case, refusal.after)
            if refusal.truth is not None and case.session.person is not None:
                once = RefusedOnce(truth=refusal.truth, at=self.call.now)
                store.keep_refusal(connection, case.session.person, once)
            raise
        message = self.show(after)
        self.codes[:] = save(self.service, connection, self.call, case, (after, effects))
        return Done(
            message=message,
            session_id=session.session_id,
            person=after.session.person,
            facts=self.facts(after),
        )


def authorized(service: Service, call: Call, session: Session | None) -> Session:
    """The session, where the caller may come near it."""
    visitor = Visitor(session_id=call.session_id, token_session=call.token_session, device=call.device)
    return service.rules.authorize(session, visitor, call.now)


def load(connection: Connection, session: Session, *, with_devices: bool) -> Case:
    """The case of a session."""
    if session.person is None:
        return Case(session=session)
    held = devices.devices_of_person(connection, session.person) if with_devices else ()
    return Case(session=session, tally=store.find_tally(connection, session.person), devices=held)


def save(service: Service, connection: Connection, call: Call, before: Case, outcome: Outcome) -> list[int]:
    """Write what a step changed, and its effects in their order; returns the ids of the messages that carry a code."""
    after, effects = outcome
    codes = []
    if after.session != before.session:
        store.keep_session(connection, after.session)
    if after.tally != before.tally:
        store.keep_tally(connection, after.tally, now=call.now)
    store.keep_meters(connection, before.meters, after.meters)
    for effect in service.rules.effects(effects):
        match effect:
            case KeepDevice():
                devices.keep_device(connection, effect.device)
                _audit_revocation(service, connection, call, effect.device)
            case SendSms():
                text = service.rules.sms_text(effect, service.settings.policy)
                message_id = outbox.put(connection, recipient=effect.to, text=text, at_s=int(call.now.timestamp()))
                codes += [message_id] if effect.kind == "otp" else []
    return codes


def _audit_revocation(service: Service, connection: Connection, call: Call, device: Device) -> None:
    if device.state != "REVOKED":
        return
    entry = AuditEntry(
        action="device.revoked",
        outcome="accepted",
        session_id=call.session_id,
        person=device.person,
        device=device.device,
        facts={"certificate_serial": device.serial, "identity_id": device.identity_id},
    )
    service.write_audit(connection, entry, call.now)


def shown(service: Service, call: Call) -> Callable[[Case], enrollment.Session]:
    """How a case is shown to its applicant."""
    return lambda case: service.rules.show_session(case, service.settings.policy, call.now)


# -- channels, open and status -------------------------------------------------------------------------------------------------


async def channels(service: Service, _call: Call) -> Message:
    """List the ways of registration."""
    return service.rules.channels(service.settings.policy)


async def open_(service: Service, call: Call) -> Answer:
    """Open a session."""
    message = given(call, enrollment.OpenSession)
    policy = service.settings.policy
    command = Open(
        policy=policy,
        secret=service.secret,
        session_id=service.entropy.identifier(),
        device=call.device,
        channel=message.channel,
        method=message.method,
        app_version=message.app.version,
        hardware=service.rules.read_hardware(message.attestation, call.device),
    )

    def work(connection: Connection, _subject: Subject) -> Done:
        case, _ = service.rules.open(None, command, call.now)
        store.keep_session(connection, case.session)
        opened = enrollment.SessionOpened(
            session=service.rules.show_session(case, policy, call.now),
            access_token=service.access_token(case.session.session_id),
            terms=service.rules.terms(policy),
        )
        facts: dict[str, str] = {"channel": message.channel, "method": message.method, "platform": message.app.platform}
        return Done(message=opened, session_id=case.session.session_id, facts=facts)

    return await service.perform(call, work)


async def status(service: Service, call: Call) -> Message:
    """Look at the session."""

    def work(connection: Connection) -> Case:
        session = authorized(service, call, store.find_session(connection, call.session_id))
        return load(connection, session, with_devices=False)

    return shown(service, call)(await service.database.read(work))


# -- the form --------------------------------------------------------------------------------------------------------


async def accept(service: Service, call: Call) -> Answer:
    """Acknowledge the notice and accept the terms."""
    message = given(call, enrollment.AcceptTerms)
    command = Accept(policy=service.settings.policy, secret=service.secret, message=message)
    facts = {"terms_version": message.terms_version, "language": message.language, "notice": "acknowledged"}
    step = Step(
        service=service,
        call=call,
        take=lambda case: service.rules.accept(case, command, call.now),
        show=shown(service, call),
        facts=lambda _case: facts,
    )
    return await service.perform(call, step)


async def submit(service: Service, call: Call) -> Answer:
    """Enter the data."""
    data = given(call, enrollment.ApplicantData)
    if call.operation.name in service.rules.registry_asked_at:
        _check_registry(service)
    command = Submit(policy=service.settings.policy, secret=service.secret, data=data)
    step = Step(
        service=service,
        call=call,
        take=lambda case: service.rules.submit(case, command, call.now),
        show=shown(service, call),
    )
    return await service.perform(call, step)


async def confirm(service: Service, call: Call) -> Answer:
    """Confirm the data."""
    message = given(call, enrollment.ConfirmData)
    command = Confirm(
        policy=service.settings.policy,
        secret=service.secret,
        confirmed=message.confirmed,
        challenge=service.entropy.identifier(),
    )
    step = Step(
        service=service,
        call=call,
        take=lambda case: service.rules.confirm(case, command, call.now),
        show=shown(service, call),
    )
    return await service.perform(call, step)


# -- the proof -------------------------------------------------------------------------------------------------------


async def selfie(service: Service, call: Call) -> Answer:
    """Judge data and face together; the picture is looked at before the transaction, the verdict counts inside it."""
    message = given(call, enrollment.Selfie)
    image = _image(message)
    proof, key = message.capture_proof, call.device_key
    capture = None if key is None or proof is None else service.rules.read_capture(proof, key)
    case = await service.database.read(lambda connection: _case_or_none(connection, call.session_id))
    record, portrait, known_as = await _asked(service, case)
    command = Judge(
        policy=service.settings.policy,
        secret=service.secret,
        capture=capture,
        image_sha256=jose.b64url(hashlib.sha256(image).digest()),
        verdict=None,
        record=record,
        code=service.rules.one_time_code(service.entropy.number(), service.settings.policy),
        line=_line(service, case),
    )
    looked = _with_verdict(command, await _verdict(service, call, case, command, (portrait, image)))
    if looked.verdict is not None and not looked.verdict.reasons:
        _check_registry(service)  # what is wrong with the picture alone is told without it
    person = None if case is None else case.session.person

    def as_person(session: Session) -> Session:
        return replace(session, person=known_as) if session.person == person else session

    step = Step(
        service=service,
        call=call,
        take=lambda current: service.rules.judge(current, _still(looked, current, known_as), call.now),
        show=shown(service, call),
        with_devices=True,
        with_meters=True,
        as_person=as_person,
        look_up=lambda connection, current: _compared_with_earlier(service, call, connection, (current, looked)),
    )
    return await _with_code(service, call, step)


async def _with_code(service: Service, call: Call, step: Step) -> Answer:
    """Take a step and see the code that it sends on its way (SMS-001)."""
    answer = await service.perform(call, step)
    return await service.or_undelivered(call, answer, step.codes[-1] if step.codes else None)


def _line(service: Service, case: Case | None) -> Line:
    """What the operator tells of the number that was entered."""
    applicant = None if case is None else case.session.applicant
    return UNKNOWN_LINE if applicant is None else service.numbers.line(applicant.mobile)


def _check_registry(service: Service) -> None:
    if service.registry.status() != "ok":
        raise Refusal("UNAVAILABLE", RefusalFacts(retry_after_s=_REGISTRY_RETRY_S))


def _compared_with_earlier(service: Service, call: Call, connection: Connection, at_hand: tuple[Case, Judge]) -> Case:
    """The case, with whether its picture was sent before; a picture that was looked at is remembered."""
    case, command = at_hand
    if command.verdict is None or case.session.person is None:
        return case
    capture = Capture(
        digest=hmac.digest(service.secret, b"capture\0" + command.image_sha256.encode(), "sha256").hex(),
        session_id=case.session.session_id,
        person=case.session.person,
        print=command.verdict.print,
    )
    is_copy = service.rules.is_copy(service.captures.copy(connection, capture))
    if not is_copy:
        service.captures.keep(connection, capture, at_s=int(call.now.timestamp()))
    return replace(case, is_copy=is_copy)


def _image(message: enrollment.Selfie) -> bytes:
    try:
        return base64.b64decode(message.image, validate=True)
    except (binascii.Error, ValueError):
        raise refused_field("MALFORMED", "image") from None


def _case_or_none(connection: Connection, session_id: str) -> Case | None:
    session = store.find_session(connection, session_id)
    return None if session is None else load(connection, session, with_devices=False)


async def _asked(service: Service, case: Case | None) -> tuple[Record | None, bytes | None, str]:
    """What the registry says of the claimed person, with the picture to compare with and the person's name inside."""
    applicant = None if case is None else case.session.applicant
    if applicant is None:
        return None, None, ""
    number = applicant.claim.number
    record, portrait, known_as = await service.database.read(lambda connection: service.look_up(connection, number))
    decoy = service.registry.decoy(person_key(number, service.secret).encode())
    return record, service.rules.portrait_to_compare(portrait, decoy), known_as


async def _verdict(
    service: Service, call: Call, case: Case | None, command: Judge, pictures: tuple[bytes | None, bytes]
) -> FaceVerdict | None:
    """The verdict on the face; None where the step is refused before anybody looks."""
    if case is None or case.session.device != call.device:
        return None
    try:
        service.rules.check_capture(case, command, call.now)
    except Refusal:
        return None
    return await service.faces.verdict(*pictures)


def _with_verdict(command: Judge, verdict: FaceVerdict | None) -> Judge:
    return replace(command, verdict=verdict)


def _still(command: Judge, current: Case, person: str | None) -> Judge:
    """The command, unless the data was changed to another person's while the picture was looked at."""
    return command if current.session.person == person else _with_verdict(command, None)


# -- the one-time password -------------------------------------------------------------------------------------------


async def otp(service: Service, call: Call) -> Answer:
    """Enter the one-time password."""
    code = given(call, enrollment.EnterOtp).code
    command = EnterOtp(policy=service.settings.policy, secret=service.secret, code=code)
    step = Step(
        service=service,
        call=call,
        take=lambda case: service.rules.enter_otp(case, command, call.now),
        show=shown(service, call),
        with_devices=True,
    )
    return await service.perform(call, step)


async def resend(service: Service, call: Call) -> Answer:
    """Ask for a new one-time password."""
    policy = service.settings.policy
    code = service.rules.one_time_code(service.entropy.number(), policy)
    command = Resend(policy=policy, secret=service.secret, code=code)
    step = Step(
        service=service,
        call=call,
        take=lambda case: service.rules.resend(case, command, call.now),
        show=shown(service, call),
        with_meters=True,
    )
    return await _with_code(service, call, step)


# -- issue and activation --------------------------------------------------------------------------------------------


async def issue(service: Service, call: Call) -> Answer:
    """Issue the certificate for the device key."""
    try:
        csr = base64.b64decode(given(call, enrollment.IssueCertificate).csr, validate=True)
    except (binascii.Error, ValueError):
        csr = b""  # no request at all: the rules refuse it in its turn
    serial = service.entropy.serial()

    def take(case: Case) -> Outcome:
        command = Issue(
            policy=service.settings.policy,
            secret=service.secret,
            csr=csr,
            serial=serial,
            identity_id=service.rules.identity_id(case.session.person or "", service.secret),
            authority=service.authority,
        )
        return service.rules.issue(case, command, call.now)

    def show(case: Case) -> enrollment.CertificateIssued:
        return enrollment.CertificateIssued(
            session=service.rules.show_session(case, service.settings.policy, call.now),
            certificate=base64.b64encode(own_device(case).certificate).decode(),
            chain=[base64.b64encode(link).decode() for link in service.authority.chain],
        )

    step = Step(service=service, call=call, take=take, show=show, facts=_device_facts, with_devices=True)
    return await service.perform(call, step)


async def activate(service: Service, call: Call) -> Answer:
    """Confirm after the PIN was set."""
    message = given(call, enrollment.Activate)
    command = Activate(policy=service.settings.policy, secret=service.secret, confirmed=message.confirmed)
    step = Step(
        service=service,
        call=call,
        take=lambda case: service.rules.activate(case, command, call.now),
        show=lambda case: service.rules.present(own_device(case)),
        facts=_device_facts,
        with_devices=True,
    )
    return await service.perform(call, step)


def _device_facts(case: Case) -> dict[str, str]:
    device = own_device(case)
    return {
        "certificate_serial": device.serial,
        "identity_id": device.identity_id,
        "level": device.level,
        "state": device.state,
    }


ROUTES: dict[str, Handler] = {
    "channels": channels,
    "open": open_,
    "status": status,
    "accept": accept,
    "submit": submit,
    "confirm": confirm,
    "selfie": selfie,
    "otp": otp,
    "resend": resend,
    "issue": issue,
    "activate": activate,
}
