"""What a running server has in hand, and how it carries out a command: the part between the HTTP shell and the areas."""

import base64
import hmac
import random
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec

from harness.protocol.codes import BY_CODE
from harness.protocol.encoding import strict_json
from harness.protocol.messages import Message
from harness.protocol.messages.enrollment import Language
from harness.protocol.messages.problem import Problem
from harness.protocol.operations import Operation
from harness.reference import audit, idempotency, outbox
from harness.reference.audit import AuditEntry
from harness.reference.database import Connection, Database
from harness.reference.enrollment.captures import CaptureMemory
from harness.reference.enrollment.store import end_sessions
from harness.reference.face_desk import FaceDesk
from harness.reference.idempotency import Answered
from harness.reference.identity.rules import person_key
from harness.reference.logs import Log
from harness.reference.outbox import Outbox
from harness.reference.pki.rules import Authority
from harness.reference.problems import Telling, render
from harness.reference.refusal import Refusal
from harness.reference.registry import changes
from harness.reference.registry.rules import Record, changed
from harness.reference.registry.store import ReachableRegistry
from harness.reference.rulebook import Rules
from harness.reference.settings import Settings
from harness.reference.testing import ClockWatch, OffsetClock
from harness.world.ports import NumberLookup

_TRACE_BITS = 128
_SERIAL_BITS = 120


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """An HTTP answer in the making."""

    status: int
    body: bytes
    code: str | None = None
    retry_after_s: int | None = None
    replayed: bool = False
    media_type: str = "application/json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """A request that passed the shell: the time is read once and passed along."""

    operation: Operation
    now: datetime
    telling: Telling
    path: str
    query: str = ""
    body: bytes = field(default=b"", repr=False)
    message: Message | None = field(default=None, repr=False)
    device: str = ""
    device_key: ec.EllipticCurvePublicKey | None = None
    session_id: str = ""
    token_session: str = ""
    key: str = ""

    @property
    def language(self) -> Language:
        """The language of the answer."""
        return self.telling.language


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """What a command came to: its answer, and what the audit log says of it."""

    message: Message
    session_id: str | None = None
    person: str | None = None
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(kw_only=True, slots=True)
class Subject:
    """Whom a command is about, as far as it is known when it is refused; filled in by the command."""

    session_id: str | None = None
    person: str | None = None


class Entropy:
    """Where a server's randomness comes from: the machine's."""

    def identifier(self) -> str:
        """128 bits as URL-safe text."""
        return secrets.token_urlsafe(16)

    def trace(self) -> str:
        """32 hexadecimal digits."""
        return f"{random.getrandbits(_TRACE_BITS):032x}"  # a name and no secret

    def number(self) -> int:
        """64 random bits, for a one-time password."""
        return secrets.randbits(64)

    def bytes(self, count: int) -> bytes:
        """So many random bytes, for a salt."""
        return secrets.token_bytes(count)

    def serial(self) -> int:
        """A serial number for a certificate, never 0 (RFC 5280, 4.1.2.2)."""
        return secrets.randbits(_SERIAL_BITS) | 1


@dataclass(frozen=True, kw_only=True)
class Service:
    """A running server."""

    settings: Settings
    rules: Rules
    database: Database
    registry: ReachableRegistry
    numbers: NumberLookup
    faces: FaceDesk
    captures: CaptureMemory
    authority: Authority
    secret: bytes = field(repr=False)
    outbox: Outbox
    sms_status: Callable[[], str]
    clock: OffsetClock
    watch: ClockWatch
    log: Log
    entropy: Entropy

    # -- access tokens

    def access_token(self, session_id: str) -> str:
        """The token of a session: derived, so that a repeated opening gives the same one."""
        digest = hmac.digest(self.secret, b"access\0" + session_id.encode(), sha256)
        return f"{session_id}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"

    def session_of_token(self, token: str | None) -> str:
        """The session that a token was made for.

        Raises:
            Refusal: SESSION_REQUIRED where there is no token, or none of ours.
        """
        session_id = (token or "").rpartition(".")[0]
        if token is None or not hmac.compare_digest(self.access_token(session_id), token):
            raise Refusal("SESSION_REQUIRED")
        return session_id

    def is_partner(self, token: str | None) -> bool:
        """Whether a bearer token is the one that the authorities of the world share with this server."""
        shared = self.settings.notice_token
        return shared is not None and self.rules.is_partner(shared, token or "")

    # -- the registry

    def look_up(self, connection: Connection, number: str) -> tuple[Record | None, bytes | None, str]:
        """The record of a civil or reference number as it stands now, its portrait, and the name of the person inside.

        An unknown person costs the same work as a known one (PRV-004).
        """
        record, portrait = self.registry.find(number)
        person = person_key(number if record is None else record.civil_number, self.secret)
        change = changes.find(connection, person)
        return None if record is None else changed(record, change), portrait, person

    # -- answers

    def accepted(self, call: Call, message: Message) -> Answer:
        """The good answer of an operation."""
        if type(message) is not call.operation.response:
            raise TypeError(f"{call.operation.name} must answer {call.operation.response.__name__}")
        return Answer(status=call.operation.status, body=strict_json.encode(message))

    def refused(self, refusal: Refusal, telling: Telling) -> Answer:
        """The problem document of a refusal."""
        return _problem(refusal, self.rules.problem(refusal, telling))

    def crashed(self, telling: Telling) -> Answer:
        """GENERIC, rendered without asking the rules: they may be what broke."""
        refusal = Refusal("GENERIC")
        return _problem(refusal, render(refusal, telling))

    # -- commands

    async def perform(self, call: Call, work: Callable[[Connection, Subject], Done]) -> Answer:
        """Carry out a state change once: its effects, its audit line and its answer stand in one transaction."""
        asked = idempotency.fingerprint(call.operation.name, call.path, call.body, secret=self.secret)

        def transaction(connection: Connection) -> Answer:
            owner = self.rules.key_owner(call.device)
            known = self.rules.recall(idempotency.find(connection, device=owner, key=call.key), asked)
            if known is not None:
                return _repeated(known)
            answer, is_kept = self._carry_out(connection, call, work)
            if is_kept:
                answered = Answered(
                    operation=call.operation.name, fingerprint=asked, status=answer.status, body=answer.body
                )
                at_s = int(call.now.timestamp())
                idempotency.keep(connection, answered, device=owner, key=call.key, at_s=at_s)
            return answer

        answer = await self.database.write(transaction)
        self.outbox.wake()
        return answer

    async def or_undelivered(self, call: Call, answer: Answer, message_id: int | None) -> Answer:
        """The answer, or OTP_DELIVERY_FAILED where the gateway refuses its message, which is withdrawn."""
        wait_s = self.rules.delivery_wait_s(self.settings.limits)
        if message_id is None or not wait_s or not await self.outbox.is_refused(message_id, within_s=wait_s):
            return answer
        failed = self.refused(Refusal("OTP_DELIVERY_FAILED"), call.telling)
        asked = idempotency.fingerprint(call.operation.name, call.path, call.body, secret=self.secret)
        answered = Answered(operation=call.operation.name, fingerprint=asked, status=failed.status, body=failed.body)
        at_s = int(call.now.timestamp())

        def transaction(connection: Connection) -> None:
            outbox.withdraw(connection, message_id, at_s=at_s)
            idempotency.keep(connection, answered, device=call.device, key=call.key, at_s=at_s)

        await self.database.write(transaction)
        return failed

    async def take(self, call: Call, work: Callable[[Connection, Subject], Done]) -> Answer:
        """Carry out what an authority tells; its repetition is known by the id of the notice."""
        answer, _ = await self.database.write(lambda connection: self._carry_out(connection, call, work))
        self.outbox.wake()
        return answer

    def _carry_out(
        self, connection: Connection, call: Call, work: Callable[[Connection, Subject], Done]
    ) -> tuple[Answer, bool]:
        subject = Subject()
        try:
            done = work(connection, subject)
        except Refusal as refusal:
            entry = AuditEntry(
                action=call.operation.name,
                outcome="refused",
                code=refusal.code,
                session_id=subject.session_id,
                person=subject.person,
                device=call.device or None,
                facts=_told(refusal),
            )
            self.write_audit(connection, entry, call.now)
            return self.refused(refusal, call.telling), idempotency.keeps(refusal)
        entry = AuditEntry(
            action=call.operation.name,
            outcome="accepted",
            session_id=done.session_id,
            person=done.person,
            device=call.device or None,
            facts=done.facts,
        )
        self.write_audit(connection, entry, call.now)
        return self.accepted(call, done.message), True

    async def end_sessions(self, now: datetime) -> None:
        """End every open session: the clock was set back, so nothing tells any more what has expired (THR-060)."""

        def work(connection: Connection) -> None:
            end_sessions(connection, at_s=int(now.timestamp()))
            self.write_audit(connection, AuditEntry(action="clock.regression", outcome="accepted"), now)

        self.log.write({"event": "clock set back", "now": now.isoformat()})
        await self.database.write(work)

    def write_audit(self, connection: Connection, entry: AuditEntry, now: datetime) -> None:
        """Write a line of the audit log, as the rules will have it."""
        kept = self.rules.audit(entry)
        if kept is not None:
            audit.append(connection, kept, now)


def _problem(refusal: Refusal, problem: Problem) -> Answer:
    return Answer(
        status=BY_CODE[refusal.code].status,
        body=strict_json.encode(problem),
        code=refusal.code,
        retry_after_s=refusal.facts.retry_after_s,
        media_type="application/problem+json",
    )


def _repeated(known: Answered) -> Answer:
    is_problem = known.status >= 400  # noqa: PLR2004 - RFC 9110, 15: from 400 on an answer is an error
    return Answer(
        status=known.status,
        body=known.body,
        replayed=True,
        media_type="application/problem+json" if is_problem else "application/json",
    )


def _told(refusal: Refusal) -> dict[str, str]:
    facts = refusal.facts
    told = {"field": facts.field, "tries_left": facts.tries_left, "reasons": ",".join(facts.reasons) or None}
    return {name: str(value) for name, value in told.items() if value is not None}


Handler = Callable[[Service, Call], Awaitable[Message | Answer]]
"""Carries out one operation."""
