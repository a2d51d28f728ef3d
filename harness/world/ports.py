"""Ports: what a target offers, by kind, and what the world offers a target.

A port method is what a person or party wants, not what a wire looks like. An *adapter* implements the port of a target as a
codec without I/O: each method is a generator that yields native requests, receives native responses, and returns an
`Outcome`. The harness owns the socket. Kinds other than `server` follow the same form with their own request type.
"""

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from harness.protocol.codes import Retry
from harness.protocol.encoding.jose import Signer
from harness.protocol.messages.enrollment import ApplicantData, Channel, Language, Method
from harness.protocol.messages.office import Presence
from harness.world import limits
from harness.world.events import Reason

# -- the native side of a kind "server": HTTP ------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Request:
    """A native HTTP request; `path` begins with a slash and stands below the target's base URL."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Response:
    """A native HTTP response as it came."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The first header of that name, without regard to case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


Exchange = Callable[[Request], Response]


class Lost(StrEnum):
    """Why there is no answer that could be read: the name under which a report shows it."""

    TIMEOUT = "TARGET_TIMEOUT"
    """It did not come, or not whole, in time."""
    TOO_LARGE = "TARGET_RESPONSE_TOO_LARGE"
    """It is larger than the harness reads."""
    MALFORMED = "TARGET_RESPONSE_MALFORMED"
    """It is no HTTP, or coded in a way that was not asked for."""
    CUT = "TARGET_CONNECTION_LOST"
    """There was no connection, or it ended early."""


class ExchangeLostError(Exception):
    """No answer came that could be read; whether the request was acted on is unknown. `code` names why, where that is known."""

    def __init__(self, reason: str, *, code: Lost | None = None) -> None:
        super().__init__(f"{code}: {reason}" if code else reason)
        self.code = code
        self.because = Reason(code="lost", facts={"why": str(self)})


# -- outcomes --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a target may tell: one vocabulary for every wire. What a wire does not tell stays `None`."""

    session: str | None = None
    """Names the session towards the adapter; nobody else reads it."""
    access: str | None = None
    """The secret that belongs to `session`."""
    signup: str | None = None
    """Names a sign-up of the booking platform."""
    state: str | None = None
    level: str | None = None
    terms_version: str | None = None
    challenge: str | None = None
    tries_left: int | None = None
    otp_length: int | None = None
    certificate: bytes | None = None
    chain: tuple[bytes, ...] = ()
    identity: str | None = None
    pin_state: str | None = None
    services: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    field: str | None = None
    reasons: tuple[str, ...] = ()
    retry_after_s: int | None = None
    server_time: datetime | None = None
    offset_s: float | None = None
    implementation: str | None = None
    version: str | None = None
    wire: str | None = None
    nation: str | None = None
    environment: str | None = None
    test_hooks: bool | None = None
    text: str | None = None
    """What a person is shown."""
    audit: tuple["AuditFact", ...] = ()
    crl: bytes | None = None
    notices: tuple[str, ...] = ()
    """What the holder of a device is told to beware of, by kind."""
    audit_head: "AuditHead | None" = None
    kept: tuple["KeptFact", ...] = ()


@dataclass(frozen=True, kw_only=True)
class AuditFact:
    """One line of a target's audit export."""

    sequence: int
    at: datetime
    action: str
    outcome: str
    code: str | None
    session: str | None
    device: str | None
    facts: tuple[tuple[str, str], ...] = ()
    material: bytes | None = None
    """What of this line its digest covers, as the target publishes it; `None` where lines are not chained."""
    digest: bytes | None = None
    """SHA-256 over the digest of the line before and `material`."""


@dataclass(frozen=True, kw_only=True)
class AuditHead:
    """The last line of a target's audit log as the target names it."""

    sequence: int
    digest: bytes


@dataclass(frozen=True, kw_only=True)
class KeptFact:
    """Something that a target keeps of a person; `personal` is false of a keyed hash with no data behind it."""

    kind: str
    personal: bool


@dataclass(frozen=True, kw_only=True)
class OfficerEntry:
    """An officer as a roster names one; `key` is the RFC 7638 thumbprint of the officer's device key."""

    officer_id: str
    key: str


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The target did what was asked."""

    facts: Facts


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The target refused: its own code, and the reason class that the adapter maps it to (a code of the error table)."""

    native: str
    reason: str
    retry: Retry
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True, kw_only=True)
class Unmapped:
    """The adapter cannot read the answer: never a pass."""

    why: str


Outcome = Accepted | Refused | Unmapped
Conversation = Generator[Request, Response, Outcome]


def converse(conversation: Conversation, exchange: Exchange) -> Outcome:
    """Carry the requests of an adapter through `exchange` until it has its outcome.

    Raises:
        ExchangeLostError: an answer was lost, or the target lets the conversation never end.
    """
    received = 0
    try:
        request = next(conversation)
        for _ in range(limits.CONVERSATION_REQUESTS):
            response = exchange(request)
            received += len(response.body)
            if received > limits.CONVERSATION_BYTES:
                break
            request = conversation.send(response)
    except StopIteration as finished:
        outcome: Outcome = finished.value
        return outcome
    conversation.close()
    raise ExchangeLostError(
        f"{request.method} {limits.clipped(request.path)} goes on without an end: more than "
        f"{limits.CONVERSATION_REQUESTS} answers or {limits.CONVERSATION_BYTES} bytes",
        code=Lost.TOO_LARGE,
    )


# -- kind "server" ---------------------------------------------------------------------------------------------------


class KeyStore(Signer, Protocol):
    """The key store of a phone: one P-256 key that never leaves it."""

    def thumbprint(self) -> str:
        """RFC 7638 thumbprint of the public key."""
        ...

    def csr(self, *, common_name: str) -> bytes:
        """A PKCS #10 request for the key, DER."""
        ...


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who calls, and with what in hand: one value a request that a person makes.

    A repetition of the same wish carries the same `idempotency_key` and a later `now`; `fresh` gives new entropy (URL-safe
    text) at every call.
    """

    key: KeyStore
    now: datetime
    fresh: Callable[[], str]
    idempotency_key: str
    language: Language = "en"
    session: str | None = None
    access: str | None = None
    hardware: Signer | None = None
    """A key of the phone itself, which outlives the app; a wire may have the phone attested by it."""


class EnrollmentPort(Protocol):
    """What an applicant wants of a server, in the order of the flow."""

    def channels(self) -> Conversation:
        """Ask for the ways of registration before any session. *Facts*: channels."""
        ...

    def open(
        self, caller: Caller, *, channel: Channel, method: Method, platform: str, app_version: str
    ) -> Conversation:
        """Open a session bound to the caller's key. *Facts*: session, access, state, terms_version."""
        ...

    def accept(self, caller: Caller, *, terms_version: str, notice_acknowledged: bool = True) -> Conversation:
        """Acknowledge the notice and accept the terms. *Facts*: state."""
        ...

    def submit(self, caller: Caller, *, data: ApplicantData) -> Conversation:
        """Enter the applicant's data. *Facts*: state."""
        ...

    def confirm(self, caller: Caller, *, confirmed: bool = True) -> Conversation:
        """Confirm the entered data. *Facts*: state, challenge."""
        ...

    def selfie(
        self, caller: Caller, *, image: bytes, challenge: str, captured_at: datetime, attested: bytes | None = None
    ) -> Conversation:
        """Send a live capture; repeated, it is the same capture. *Facts*: state, otp_length; refusals carry reasons.

        `attested` are the bytes that the app says its camera took, where they are not those of `image`; empty where it says
        nothing, as of a file that is uploaded.
        """
        ...

    def otp(self, caller: Caller, *, code: str) -> Conversation:
        """Enter the one-time password. *Facts*: state; a refusal carries tries_left."""
        ...

    def resend(self, caller: Caller) -> Conversation:
        """Ask for a new one-time password. *Facts*: state."""
        ...

    def issue(self, caller: Caller) -> Conversation:
        """Issue the certificate for the caller's key. *Facts*: state, certificate, chain."""
        ...

    def activate(self, caller: Caller, *, confirmed: bool = True) -> Conversation:
        """Confirm after the PIN was set on the phone. *Facts*: state, identity, level, pin_state."""
        ...

    def status(self, caller: Caller) -> Conversation:
        """Look at the session. *Facts*: state, challenge, level."""
        ...


class IdentityPort(Protocol):
    """What the holder of a device wants of a server."""

    def state(self, caller: Caller) -> Conversation:
        """Ask for the identity of this device. *Facts*: identity, state, level, pin_state, notices."""
        ...

    def services(self, caller: Caller) -> Conversation:
        """List the services open to this device. *Facts*: services."""
        ...

    def use_service(self, caller: Caller, *, service: str) -> Conversation:
        """Use a service, named as in the policy's `level_by_service`."""
        ...

    def revocations(self, caller: Caller) -> Conversation:
        """Ask, as anybody may, which certificates hold no longer. *Facts*: crl, DER (RFC 5280, 5)."""
        ...


class AccountPort(Protocol):
    """What a visitor of the booking platform wants of a server; capability `accounts`."""

    def sign_up(
        self, *, civil_number: str, card_serial: str, mobile: str, email: str, language: Language
    ) -> Conversation:
        """Begin an account; codes go out by SMS and e-mail. *Facts*: signup, state, text."""
        ...

    def confirm_codes(self, *, signup: str, sms_code: str, email_code: str) -> Conversation:
        """Enter both codes. *Facts*: state."""
        ...

    def choose_password(self, *, signup: str, password: str, repeated: str) -> Conversation:
        """Choose the password; the account exists then. *Facts*: state."""
        ...

    def log_in(self, *, civil_number: str, password: str) -> Conversation:
        """Log in. *Facts*: access, state."""
        ...

    def recover(self, *, civil_number: str) -> Conversation:
        """Ask for a code by e-mail to set a new password. *Facts*: state."""
        ...

    def reset_password(self, *, civil_number: str, code: str, password: str, repeated: str) -> Conversation:
        """Set a new password with that code. *Facts*: state."""
        ...


class OperatorPort(Protocol):
    """What the harness asks of a server: who it is, what it lets us observe and move, and what other authorities tell it."""

    def identify(self) -> Conversation:
        """*Facts*: implementation, version, wire, nation, environment, test_hooks, server_time."""
        ...

    def clock_now(self) -> Conversation:
        """*Facts*: server_time, offset_s."""
        ...

    def clock_set(self, *, offset_s: float) -> Conversation:
        """Move the target's clock. *Facts*: server_time, offset_s."""
        ...

    def pay_fee(self, *, token: str, notice_id: str, reference_number: str) -> Conversation:
        """As the payment service: the card issue fee of a request is paid (capability `payments`)."""
        ...

    def registry_changed(
        self, *, token: str, notice_id: str, civil_number: str, status: str | None, residency_article: int | None
    ) -> Conversation:
        """As the civil registry: an entry changed; what is `None` stays as it was (capability `registry-events`)."""
        ...

    def audit(self, *, after: int) -> Conversation:
        """Read the audit log after a sequence number. *Facts*: audit, audit_head."""
        ...

    def records(self, *, civil_number: str) -> Conversation:
        """Ask what is kept of a person; capability `records`. *Facts*: kept."""
        ...

    def registry_set(self, *, reachable: bool) -> Conversation:
        """Take the civil registry out of the target's reach, or back; capability `registry`."""
        ...

    def deliver_roster(
        self, *, issued_at: datetime, officers: Sequence[OfficerEntry], signer: Signer | None
    ) -> Conversation:
        """Deliver the roster of officers, signed by `signer` or by nobody; capability `roster`."""
        ...

    def reason(self, caller: Caller, *, civil_number: str, presence: Presence) -> Conversation:
        """An officer asks why a person was refused last; capability `desk`. *Facts*: reasons, text."""
        ...


@dataclass(frozen=True, kw_only=True)
class Leased:
    """A person whom a run had, by what a server may have counted them by."""

    civil_number: str
    mobile: str
    reference_number: str | None = None


@runtime_checkable
class ReclaimPort(Protocol):
    """What a server may offer besides: people who are given back, so that the next run meets them as new."""

    def reclaim(self, *, people: Sequence[Leased]) -> Conversation:
        """Erase what was done for these people, known to the registry or not: locks, counts, devices, identities."""
        ...


class ServerPort(EnrollmentPort, IdentityPort, AccountPort, OperatorPort, Protocol):
    """Everything that a target of kind `server` offers; an adapter class implements it, given the target's base URL."""


# -- what the world offers a target ----------------------------------------------------------------------------------


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The time in UTC."""
        ...


class FaceMatcher(Protocol):
    """Judges pictures. A score never leaves it."""

    def quality(self, image: bytes) -> Iterable[str]:
        """The reasons why an image is not usable; none for a usable one. Judged on the image alone."""
        ...

    def signs_of_attack(self, image: bytes) -> Iterable[str]:
        """The signs that a usable image shows a picture of a face and no live face. Judged on the image alone."""
        ...

    def fingerprint(self, image: bytes) -> bytes:
        """A short print of a usable image, in which an altered copy differs in few bits; empty where there is none."""
        ...

    def matches(self, portrait: bytes, selfie: bytes) -> bool:
        """Whether two usable images show one person."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """What the operator of a mobile number tells an authority that asks."""

    owner: str | None = None
    """The civil number of the owner; empty for an owner without one, None where the operator knows nothing."""
    sim_changed_on: date | None = None


UNKNOWN_LINE = Line()


class NumberLookup(Protocol):
    """The operators of the mobile networks, asked by number (E.164)."""

    def line(self, mobile: str) -> Line:
        """What is known of a number; nothing is known of a number of nobody's."""
        ...
