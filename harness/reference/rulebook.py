"""The rules that a server runs by: every decision as a replaceable pure function.

`create_app(settings, rules=Rules())` is the exemplary server. A defect is `dataclasses.replace(rules, enter_otp=wrapper)`; the
areas know nothing of defects.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from harness.protocol.encoding import jose, strict_json
from harness.protocol.encoding.jose import DpopProof
from harness.protocol.messages import Message, enrollment, identity
from harness.protocol.messages.office import OfficerRoster
from harness.protocol.messages.problem import Problem
from harness.protocol.messages.testing import AuditRecord
from harness.reference import admission, idempotency, problems, texts
from harness.reference.appointments import rules as accounts
from harness.reference.appointments import texts as account_texts
from harness.reference.audit import AuditEntry
from harness.reference.desk import rules as desk
from harness.reference.enrollment import rules as steps
from harness.reference.enrollment import views
from harness.reference.enrollment.state import (
    Accept,
    Activate,
    CaptureClaims,
    Case,
    Confirm,
    EnterOtp,
    Issue,
    Judge,
    Open,
    Outcome,
    Resend,
    Session,
    Submit,
    Visitor,
)
from harness.reference.idempotency import Answered
from harness.reference.identity import rules as identities
from harness.reference.identity.rules import Device, Effect, SendSms
from harness.reference.notices import rules as notices
from harness.reference.notices.rules import EntryNotice, FeeNotice
from harness.reference.pki.rules import Authority, revocation_list
from harness.reference.problems import Telling
from harness.reference.refusal import Refusal, RefusedOnce
from harness.reference.registry import rules as registry
from harness.reference.registry.rules import Change, Record
from harness.reference.settings import Limits
from harness.world.policy import Policy


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchange:
    """A finished exchange, as the log may look at it; the default log reads neither body nor headers."""

    operation: str
    status: int
    code: str | None
    trace: str
    took_ms: float
    request_body: bytes
    response_body: bytes


def log_fields(exchange: Exchange) -> dict[str, str | int | float | None]:
    """What the log says of an exchange: nothing personal, no secret."""
    return {
        "event": "exchange",
        "operation": exchange.operation,
        "status": exchange.status,
        "code": exchange.code,
        "trace": exchange.trace,
        "took_ms": round(exchange.took_ms, 2),
    }


def one_time_code(entropy: int, policy: Policy) -> str:
    """A code of the policy's length from a large random number."""
    digits = policy.otp_limits.digits
    return f"{entropy % 10**digits:0{digits}}"


def portrait_to_compare(portrait: bytes | None, decoy: bytes) -> bytes:
    """The picture to compare with: an unknown person is compared too, against a decoy (PRV-004)."""
    return decoy if portrait is None else portrait


def salt_to_hash(salt: bytes | None, decoy: bytes) -> bytes:
    """The salt to hash a password with: without an account it is hashed too, with one that belongs to nobody (PRV-009)."""
    return decoy if salt is None else salt


def is_partner(shared: str, shown: str) -> bool:
    """Whether the token that was shown is the one that is shared, compared in constant time."""
    return hmac.compare_digest(shared.encode(), shown.encode())


def write_audit(entry: AuditEntry) -> AuditEntry | None:
    """The line to write; None writes none."""
    return entry


def perform_effects(effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """The effects to perform, in their order."""
    return effects


def kept_since(now: datetime, policy: Policy) -> datetime:
    """What ended before this moment is erased (PRV-014)."""
    return now - timedelta(days=policy.retention_days)


def clock_went_back(latest: datetime, now: datetime, policy: Policy) -> bool:
    """Whether the clock shows less than it did, by more than clocks are corrected by (THR-060)."""
    return latest - now > timedelta(seconds=policy.clock_skew_s)


def read_message(body: bytes, kind: type[Message]) -> Message:
    """A message, read strictly."""
    return strict_json.decode(body, kind)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Every decision of the server."""

    # the steps of an enrollment
    open: Callable[[None, Open, datetime], Outcome] = steps.open_session
    accept: Callable[[Case, Accept, datetime], Outcome] = steps.accept
    submit: Callable[[Case, Submit, datetime], Outcome] = steps.submit
    confirm: Callable[[Case, Confirm, datetime], Outcome] = steps.confirm
    judge: Callable[[Case, Judge, datetime], Outcome] = steps.judge
    enter_otp: Callable[[Case, EnterOtp, datetime], Outcome] = steps.enter_otp
    resend: Callable[[Case, Resend, datetime], Outcome] = steps.resend
    issue: Callable[[Case, Issue, datetime], Outcome] = steps.issue
    activate: Callable[[Case, Activate, datetime], Outcome] = steps.activate
    counted_as: Callable[[str], str] = lambda purpose: purpose
    """What the messages of a purpose are counted under."""
    # accounts of the booking platform
    sign_up: Callable[
        [accounts.Asked, accounts.Account | None, bytes, Policy, datetime],
        tuple[accounts.Signup, tuple[accounts.Notice, ...]],
    ] = accounts.sign_up
    confirm_codes: Callable[[accounts.Signup | None, accounts.Proof, bytes, Policy, datetime], accounts.Signup] = (
        accounts.confirm_codes
    )
    open_account: Callable[
        [accounts.Signup | None, accounts.Account | None, tuple[bytes, bytes], datetime],
        tuple[accounts.Signup, accounts.Account],
    ] = accounts.open_account
    salt_to_hash: Callable[[bytes | None, bytes], bytes | None] = salt_to_hash
    """None: nothing is hashed (a shorter way)."""
    log_in: accounts.LogIn = accounts.log_in
    recover: Callable[
        [accounts.Account | None, str, bytes, Policy, datetime],
        tuple[accounts.Account | None, tuple[accounts.Notice, ...]],
    ] = accounts.recover
    reset_password: Callable[[accounts.Account | None, accounts.Reset, bytes, Policy, datetime], accounts.Account] = (
        accounts.reset_password
    )
    # who may ask
    read_proof: Callable[[str], DpopProof] = jose.read_dpop
    admit: Callable[[DpopProof, admission.Admission], None] = admission.admit
    authorize: Callable[[Session | None, Visitor, datetime], Session] = steps.authorize
    key_owner: Callable[[str], str] = lambda device: device
    """To whom an idempotency key belongs: to its device."""
    recall: Callable[[Answered | None, bytes], Answered | None] = idempotency.recall
    read_message: Callable[[bytes, type[Message]], Message] = read_message
    # parts of the proof
    read_hardware: Callable[[str | None, str], str | None] = steps.read_hardware
    read_capture: Callable[[str, ec.EllipticCurvePublicKey], CaptureClaims | None] = steps.read_capture
    check_capture: Callable[[Case, Judge, datetime], None] = steps.check_capture
    """Asked before the face is looked at; `judge` asks its own."""
    is_copy: Callable[[str | None], bool] = lambda found: found is not None
    """Whether a picture counts as a copy of an earlier one that was found to be the `same`, or the same but `altered`."""
    portrait_to_compare: Callable[[bytes | None, bytes], bytes | None] = portrait_to_compare
    """None: nothing is compared and the face does not match (a shorter way)."""
    one_time_code: Callable[[int, Policy], str] = one_time_code
    identity_id: Callable[[str, bytes], str] = identities.identity_id
    # what other authorities tell
    is_partner: Callable[[str, str], bool] = is_partner
    note_fee: Callable[[FeeNotice], tuple[Change, SendSms]] = notices.note_fee
    note_entry: Callable[[EntryNotice], Change] = notices.note_entry
    may_keep: Callable[[Record, Policy, datetime], bool] = registry.may_keep
    # what is open
    hooks_served: Callable[[bool], bool] = lambda asked: asked
    """Whether the test hooks are open, where the settings ask for them or not."""
    # what is shown and told
    show_session: Callable[[Case, Policy, datetime], enrollment.Session] = views.show_session
    present: Callable[[Device | None], identity.Identity] = identities.present
    list_services: Callable[[Device | None, Policy], identity.Services] = identities.list_services
    use_service: Callable[[Device | None, str, Policy], identity.Service] = identities.use_service
    problem: Callable[[Refusal, Telling], Problem] = problems.render
    published: Callable[[dict[str, Any]], dict[str, Any]] = lambda document: document
    """The OpenAPI document as it is served."""
    channels: Callable[[Policy], enrollment.Channels] = texts.channels
    terms: Callable[[Policy], enrollment.Terms] = texts.terms
    sms_text: Callable[[SendSms, Policy], str] = texts.sms_text
    account_text: Callable[[accounts.Notice, Policy], str] = account_texts.notice_text
    # the office
    read_roster: Callable[[str, ec.EllipticCurvePublicKey | None], OfficerRoster] = desk.read_roster
    take_roster: Callable[[OfficerRoster | None, OfficerRoster], OfficerRoster] = desk.take_roster
    tell_reason: Callable[[RefusedOnce | None, desk.Standing], RefusedOnce] = desk.tell_reason
    sms_sender: Callable[[Policy], str] = lambda policy: policy.sms_sender
    delivery_wait_s: Callable[[Limits], float] = lambda limits: limits.delivery_wait_s
    revocation_list: Callable[[Authority, tuple[tuple[int, datetime], ...], datetime], bytes] = revocation_list
    # what is kept
    effects: Callable[[tuple[Effect, ...]], tuple[Effect, ...]] = perform_effects
    audit: Callable[[AuditEntry], AuditEntry | None] = write_audit
    audit_page: Callable[[list[AuditRecord]], list[AuditRecord]] = lambda records: records
    """The lines of the log as they are exported."""
    kept_since: Callable[[datetime, Policy], datetime] = kept_since
    clock_went_back: Callable[[datetime, datetime, Policy], bool] = clock_went_back
    registry_asked_at: frozenset[str] = frozenset({"selfie"})
    """The operations that need the registry: none that judges its input alone (PRV-010)."""
    log_fields: Callable[[Exchange], dict[str, Any]] = log_fields
