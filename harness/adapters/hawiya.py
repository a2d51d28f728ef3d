"""Our wire: port calls become JSON over HTTP with DPoP, answers become outcomes.

The adapter is made for one base URL, because a DPoP proof names the full URI. An answer is read strictly: a success must
be exactly the message of the operation, a refusal exactly a problem document whose code and status agree with the table.
Anything else is `Unmapped`.
"""

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from harness.protocol.codes import BY_CODE
from harness.protocol.encoding import jose, strict_json
from harness.protocol.encoding.attestation import make_attestation
from harness.protocol.encoding.statements import make_capture_proof, make_roster
from harness.protocol.messages import Message, about, appointments, enrollment, identity, notices, office, testing
from harness.protocol.messages.problem import MEDIA_TYPE, Problem
from harness.protocol.operations import (
    ABOUT,
    ACCEPT,
    ACTIVATE,
    AUDIT,
    CHANNELS,
    CHOOSE_PASSWORD,
    CONFIRM,
    CONFIRM_CODES,
    FEE_PAID,
    GET_CLOCK,
    ISSUE,
    LOG_IN,
    OPEN,
    OTP,
    REASON,
    RECLAIM,
    RECORDS,
    RECOVER,
    REGISTRY_CHANGED,
    RESEND,
    RESET_PASSWORD,
    REVOCATIONS,
    ROSTER,
    SELFIE,
    SERVICES,
    SET_CLOCK,
    SET_REGISTRY,
    SIGN_UP,
    STATE,
    STATUS,
    SUBMIT,
    USE_SERVICE,
    Operation,
    Security,
)
from harness.world.ports import (
    Accepted,
    AuditFact,
    AuditHead,
    Caller,
    Conversation,
    Facts,
    KeptFact,
    Leased,
    OfficerEntry,
    Outcome,
    Refused,
    Request,
    Response,
    Unmapped,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_RECLAIMED_AT_ONCE = 200


class HawiyaAdapter:
    """The adapter of our wire for the server at `base_url`; *Source*: the OpenAPI document that the reference serves."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")

    # -- enrollment

    def channels(self) -> Conversation:
        """Ask for the ways of registration."""
        return _read(CHANNELS, (yield Request(method=CHANNELS.method, path=CHANNELS.path)))

    def open(
        self, caller: Caller, *, channel: enrollment.Channel, method: enrollment.Method, platform: str, app_version: str
    ) -> Conversation:
        """Open a session."""
        app = strict_json.decode(json.dumps({"platform": platform, "version": app_version}).encode(), enrollment.App)
        attested = make_attestation(caller.hardware, device=caller.key.thumbprint()) if caller.hardware else None
        message = enrollment.OpenSession(channel=channel, method=method, app=app, attestation=attested)
        return _read(OPEN, (yield self._request(OPEN, caller, message)))

    def accept(self, caller: Caller, *, terms_version: str, notice_acknowledged: bool = True) -> Conversation:
        """Acknowledge the notice and accept the terms."""
        message = enrollment.AcceptTerms(
            terms_version=terms_version, language=caller.language, notice_acknowledged=notice_acknowledged
        )
        return _read(ACCEPT, (yield self._request(ACCEPT, caller, message)))

    def submit(self, caller: Caller, *, data: enrollment.ApplicantData) -> Conversation:
        """Enter the applicant's data."""
        return _read(SUBMIT, (yield self._request(SUBMIT, caller, data)))

    def confirm(self, caller: Caller, *, confirmed: bool = True) -> Conversation:
        """Confirm the entered data."""
        return _read(CONFIRM, (yield self._request(CONFIRM, caller, enrollment.ConfirmData(confirmed=confirmed))))

    def selfie(
        self, caller: Caller, *, image: bytes, challenge: str, captured_at: datetime, attested: bytes | None = None
    ) -> Conversation:
        """Send a live capture with the device's proof over it."""
        taken = image if attested is None else attested
        proof = make_capture_proof(caller.key, taken, challenge=challenge, captured_at=captured_at)
        message = enrollment.Selfie(image=base64.b64encode(image).decode(), capture_proof=proof)
        return _read(SELFIE, (yield self._request(SELFIE, caller, message)))

    def otp(self, caller: Caller, *, code: str) -> Conversation:
        """Enter the one-time password."""
        return _read(OTP, (yield self._request(OTP, caller, enrollment.EnterOtp(code=code))))

    def resend(self, caller: Caller) -> Conversation:
        """Ask for a new one-time password."""
        return _read(RESEND, (yield self._request(RESEND, caller, enrollment.ResendOtp())))

    def issue(self, caller: Caller) -> Conversation:
        """Issue the certificate for the caller's key."""
        csr = base64.b64encode(caller.key.csr(common_name=caller.key.thumbprint())).decode()
        return _read(ISSUE, (yield self._request(ISSUE, caller, enrollment.IssueCertificate(csr=csr))))

    def activate(self, caller: Caller, *, confirmed: bool = True) -> Conversation:
        """Confirm after the PIN was set."""
        message = enrollment.Activate(pin_state="set", confirmed=confirmed)
        return _read(ACTIVATE, (yield self._request(ACTIVATE, caller, message)))

    def status(self, caller: Caller) -> Conversation:
        """Look at the session."""
        return _read(STATUS, (yield self._request(STATUS, caller)))

    # -- identity

    def state(self, caller: Caller) -> Conversation:
        """Ask for the identity of this device."""
        return _read(STATE, (yield self._request(STATE, caller)))

    def services(self, caller: Caller) -> Conversation:
        """List the services open to this device."""
        return _read(SERVICES, (yield self._request(SERVICES, caller)))

    def use_service(self, caller: Caller, *, service: str) -> Conversation:
        """Use a service."""
        return _read(USE_SERVICE, (yield self._request(USE_SERVICE, caller, service=service)))

    def revocations(self, caller: Caller) -> Conversation:
        """List the revoked certificates."""
        return _read(REVOCATIONS, (yield self._request(REVOCATIONS, caller)))

    # -- accounts of the booking platform

    def sign_up(
        self, *, civil_number: str, card_serial: str, mobile: str, email: str, language: enrollment.Language
    ) -> Conversation:
        """Begin an account."""
        message = appointments.SignUp(
            civil_number=civil_number, card_serial=card_serial, mobile=mobile, email=email, language=language
        )
        return _read(SIGN_UP, (yield _plain(SIGN_UP, message)))

    def confirm_codes(self, *, signup: str, sms_code: str, email_code: str) -> Conversation:
        """Enter both codes."""
        message = appointments.ConfirmCodes(signup_id=signup, sms_code=sms_code, email_code=email_code)
        return _read(CONFIRM_CODES, (yield _plain(CONFIRM_CODES, message)))

    def choose_password(self, *, signup: str, password: str, repeated: str) -> Conversation:
        """Choose the password."""
        message = appointments.ChoosePassword(signup_id=signup, password=password, repeated=repeated)
        return _read(CHOOSE_PASSWORD, (yield _plain(CHOOSE_PASSWORD, message)))

    def log_in(self, *, civil_number: str, password: str) -> Conversation:
        """Log in."""
        message = appointments.LogIn(civil_number=civil_number, password=password)
        return _read(LOG_IN, (yield _plain(LOG_IN, message)))

    def recover(self, *, civil_number: str) -> Conversation:
        """Ask for a code to set a new password."""
        return _read(RECOVER, (yield _plain(RECOVER, appointments.Recover(civil_number=civil_number))))

    def reset_password(self, *, civil_number: str, code: str, password: str, repeated: str) -> Conversation:
        """Set a new password."""
        message = appointments.ResetPassword(civil_number=civil_number, code=code, password=password, repeated=repeated)
        return _read(RESET_PASSWORD, (yield _plain(RESET_PASSWORD, message)))

    # -- operator

    def identify(self) -> Conversation:
        """Ask who answers."""
        return _read(ABOUT, (yield Request(method=ABOUT.method, path=ABOUT.path)))

    def clock_now(self) -> Conversation:
        """Read the target's clock."""
        return _read(GET_CLOCK, (yield Request(method=GET_CLOCK.method, path=GET_CLOCK.path)))

    def clock_set(self, *, offset_s: float) -> Conversation:
        """Move the target's clock."""
        return _read(SET_CLOCK, (yield _plain(SET_CLOCK, testing.SetClock(offset_s=offset_s))))

    def pay_fee(self, *, token: str, notice_id: str, reference_number: str) -> Conversation:
        """Tell that a fee was paid."""
        message = notices.FeePaid(notice_id=notice_id, reference_number=reference_number)
        return _read(FEE_PAID, (yield _notice(FEE_PAID, token, message)))

    def registry_changed(
        self, *, token: str, notice_id: str, civil_number: str, status: str | None, residency_article: int | None
    ) -> Conversation:
        """Tell that an entry changed."""
        named = {"notice_id": notice_id, "civil_number": civil_number}
        told = {"status": status, "residency_article": residency_article}
        values = {**named, **{name: value for name, value in told.items() if value is not None}}
        message = strict_json.decode(json.dumps(values).encode(), notices.RegistryChanged)
        return _read(REGISTRY_CHANGED, (yield _notice(REGISTRY_CHANGED, token, message)))

    def audit(self, *, after: int) -> Conversation:
        """Read the audit log to its end."""
        found: list[AuditFact] = []
        while True:
            response = yield Request(method=AUDIT.method, path=f"{AUDIT.path}?after={after}")
            outcome = _read(AUDIT, response)
            if not isinstance(outcome, Accepted):
                return outcome
            found.extend(outcome.facts.audit)
            if not outcome.facts.audit:
                return Accepted(facts=Facts(audit=tuple(found), audit_head=outcome.facts.audit_head))
            if outcome.facts.audit[-1].sequence <= after:
                return Unmapped(why=f"{AUDIT.name}: the export after {after} goes back to earlier records")
            after = outcome.facts.audit[-1].sequence

    def records(self, *, civil_number: str) -> Conversation:
        """Ask what is kept of a person."""
        return _read(RECORDS, (yield _plain(RECORDS, testing.FindRecords(civil_number=civil_number))))

    def registry_set(self, *, reachable: bool) -> Conversation:
        """Take the registry out of reach, or back."""
        return _read(SET_REGISTRY, (yield _plain(SET_REGISTRY, testing.SetRegistry(reachable=reachable))))

    def deliver_roster(
        self, *, issued_at: datetime, officers: Sequence[OfficerEntry], signer: jose.Signer | None
    ) -> Conversation:
        """Deliver the roster of officers; unsigned, it is a JWS of algorithm none."""
        roster = make_roster(issued_at=issued_at, officers=officers, signer=signer)
        return _read(ROSTER, (yield _plain(ROSTER, office.DeliverRoster(roster=roster))))

    def reason(self, caller: Caller, *, civil_number: str, presence: office.Presence) -> Conversation:
        """Ask why a person was refused last."""
        message = office.AskReason(civil_number=civil_number, presence=presence)
        return _read(REASON, (yield self._request(REASON, caller, message)))

    def reclaim(self, *, people: Sequence[Leased]) -> Conversation:
        """Give people back, a few hundred at a time."""
        outcome: Outcome = Accepted(facts=Facts())
        for start in range(0, len(people), _RECLAIMED_AT_ONCE):
            some = people[start : start + _RECLAIMED_AT_ONCE]
            message = testing.Reclaim(people=[_leased(person) for person in some])
            outcome = _read(RECLAIM, (yield _plain(RECLAIM, message)))
            if not isinstance(outcome, Accepted):
                return outcome
        return outcome

    def _request(
        self, operation: Operation, caller: Caller, message: Message | None = None, *, service: str = "-"
    ) -> Request:
        path = operation.path.replace("{session_id}", caller.session or "-").replace("{service_id}", service)
        access = caller.access if operation.security is Security.SESSION else None
        proof = jose.make_dpop(
            caller.key,
            method=operation.method,
            uri=self.base_url + path,
            issued_at=caller.now,
            proof_id=caller.fresh(),
            access_token=access,
        )
        headers = [("dpop", proof), ("accept-language", caller.language)]
        if access is not None:
            headers.append(("authorization", f"DPoP {access}"))
        if operation.changes_state:
            headers.append(("idempotency-key", caller.idempotency_key))
        if message is not None:
            headers.append(("content-type", "application/json"))
        body = b"" if message is None else strict_json.encode(message)
        return Request(method=operation.method, path=path, headers=tuple(headers), body=body)


def _notice(operation: Operation, token: str, message: Message) -> Request:
    headers = (("authorization", f"Bearer {token}"), ("content-type", "application/json"))
    return Request(method=operation.method, path=operation.path, headers=headers, body=strict_json.encode(message))


def _plain(operation: Operation, message: Message) -> Request:
    """A request that no device key signs."""
    headers = (("content-type", "application/json"),)
    return Request(method=operation.method, path=operation.path, headers=headers, body=strict_json.encode(message))


def _read(operation: Operation, response: Response) -> Outcome:
    try:
        if response.status == operation.status:
            if (wrong := _other_media_type(response, "application/json")) is not None:
                return wrong
            return Accepted(facts=_facts(strict_json.decode(response.body, operation.response)))
        return _refusal(response)
    except strict_json.StrictJsonError as error:
        return Unmapped(why=f"{operation.name}: HTTP {response.status}, body not as published: {error}")


def _other_media_type(response: Response, expected: str) -> Unmapped | None:
    media_type = (response.header("content-type") or "").partition(";")[0].strip()
    if media_type == expected:
        return None
    return Unmapped(why=f"HTTP {response.status} with content type {media_type or 'absent'}, not {expected}")


def _refusal(response: Response) -> Outcome:
    if (wrong := _other_media_type(response, MEDIA_TYPE)) is not None:
        return wrong
    problem = strict_json.decode(response.body, Problem)
    row = BY_CODE.get(problem.code)
    if row is None or row.status != problem.status or problem.status != response.status:
        return Unmapped(why=f"HTTP {response.status} with code {problem.code!r} is not a row of the error table")
    facts = Facts(
        field=problem.field,
        reasons=tuple(problem.reasons),
        tries_left=problem.tries_left,
        retry_after_s=problem.retry_after_s,
        server_time=problem.server_time,
        terms_version=problem.terms_version,
        text=f"{problem.title}. {problem.detail} {problem.remedy.en} {problem.remedy.ar}",
    )
    return Refused(native=problem.code, reason=problem.code, retry=problem.retry, facts=facts)


def _der(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise strict_json.StrictJsonError(strict_json.Fault.WRONG_VALUE, "certificate") from None


def _session_facts(session: enrollment.Session) -> Facts:
    return Facts(
        session=session.session_id,
        state=session.state,
        level=session.level,
        challenge=session.capture_challenge,
        tries_left=session.otp.tries_left if session.otp else None,
        otp_length=session.otp.length if session.otp else None,
    )


def _facts(message: Message) -> Facts:
    match message:
        case enrollment.Channels():
            return Facts(channels=tuple(way.channel for way in message.channels))
        case enrollment.Session():
            return _session_facts(message)
        case enrollment.SessionOpened():
            return Facts(
                session=message.session.session_id,
                access=message.access_token,
                state=message.session.state,
                terms_version=message.terms.version,
                text=f"{message.terms.notice_en} {message.terms.notice_ar}",
            )
        case enrollment.CertificateIssued():
            return Facts(
                session=message.session.session_id,
                state=message.session.state,
                certificate=_der(message.certificate),
                chain=tuple(_der(link) for link in message.chain),
            )
        case _:
            return _other_facts(message)


def _audit_facts(message: testing.AuditExport) -> Facts:
    head = message.head
    return Facts(
        audit=tuple(_audit_fact(record) for record in message.records),
        audit_head=None if head is None else AuditHead(sequence=head.sequence, digest=_digest(head.digest)),
    )


def _other_facts(message: Message) -> Facts:  # noqa: PLR0911 - one return a kind of message
    match message:
        case identity.Identity() | identity.Services() | identity.Service() | identity.RevocationList():
            return _identity_facts(message)
        case about.About():
            return Facts(
                implementation=message.implementation,
                version=message.version,
                wire=message.wire,
                nation=message.nation,
                environment=message.environment,
                test_hooks=message.test_hooks,
                server_time=message.server_time,
            )
        case testing.Clock():
            return Facts(server_time=message.now, offset_s=message.offset_s)
        case testing.AuditExport():
            return _audit_facts(message)
        case testing.KeptRecords():
            return Facts(kept=tuple(KeptFact(kind=each.kind, personal=each.personal) for each in message.records))
        case office.Reason():
            return Facts(
                reasons=(message.code, *message.items),
                text=f"{message.remedy.en} {message.remedy.ar}",
            )
        case _:
            return _account_facts(message)


def _account_facts(message: Message) -> Facts:
    match message:
        case appointments.SignupReceived() | appointments.CodesConfirmed():
            return Facts(signup=message.signup_id, state=message.state)
        case appointments.LoggedIn():
            return Facts(access=message.access_token, state=message.state)
        case appointments.AccountOpened() | appointments.RecoveryReceived() | appointments.PasswordReset():
            return Facts(state=message.state)
        case _:
            return Facts()


def _identity_facts(
    message: identity.Identity | identity.Services | identity.Service | identity.RevocationList,
) -> Facts:
    match message:
        case identity.Identity():
            return Facts(
                identity=message.identity_id,
                state=message.state,
                level=message.level,
                pin_state=message.pin_state,
                notices=tuple(notice.kind for notice in message.notices),
            )
        case identity.RevocationList():
            return Facts(crl=_der(message.crl))
        case identity.Services():
            return Facts(services=tuple(service.service_id for service in message.services))
        case identity.Service():
            return Facts(services=(message.service_id,), level=message.level)


def _digest(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise strict_json.StrictJsonError(strict_json.Fault.WRONG_VALUE, "digest") from None


def _material(record: testing.AuditRecord) -> bytes:
    """What the digest of a line covers beside the digest before."""
    facts = json.dumps(record.facts, separators=(",", ":"), ensure_ascii=False)
    at_us = (record.at - _EPOCH) // _MICROSECOND
    line = [at_us, record.action, record.outcome, record.code, record.session_id, record.person, record.device, facts]
    return json.dumps(line, separators=(",", ":"), ensure_ascii=False).encode()


def _leased(person: Leased) -> testing.Leased:
    return testing.Leased(
        civil_number=person.civil_number, reference_number=person.reference_number, mobile=person.mobile
    )


def _audit_fact(record: testing.AuditRecord) -> AuditFact:
    return AuditFact(
        sequence=record.sequence,
        at=record.at,
        action=record.action,
        outcome=record.outcome,
        code=record.code,
        session=record.session_id,
        device=record.device,
        facts=tuple(record.facts.items()),
        material=_material(record),
        digest=_digest(record.digest),
    )
