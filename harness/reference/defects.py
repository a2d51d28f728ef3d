"""Named defects: wrappers around the rules, each of which breaks one thing. The areas themselves carry no "if defect".

`hawiya serve --defect NAME` serves with one of them. The selftest certifies each and demands that exactly the tests listed in
`conformance/selftest/defects.toml` turn red: a test that no defect can turn red proves nothing.

One module, longer than usual: a table of small wrappers, in the order of the rules, is read by searching for a name.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

from harness.commandline import UsageError
from harness.protocol.codes import BY_CODE
from harness.protocol.encoding import strict_json
from harness.protocol.encoding.jose import DpopProof
from harness.protocol.identifiers import IdentifierError, parse_civil_number
from harness.protocol.messages import Message, identity
from harness.protocol.messages.problem import Problem, Remedy
from harness.reference.admission import Admission
from harness.reference.audit import AuditEntry
from harness.reference.enrollment.state import (
    Accept,
    Activate,
    Case,
    Confirm,
    EnterOtp,
    Issue,
    Judge,
    Outcome,
    Resend,
    Session,
    Submit,
    Visitor,
)
from harness.reference.idempotency import Answered
from harness.reference.identity.rules import Device, Effect, SendSms
from harness.reference.pki.rules import Authority
from harness.reference.problems import Telling
from harness.reference.refusal import Refusal
from harness.reference.registry.rules import Record
from harness.reference.rulebook import Exchange, Rules
from harness.world.policy import Policy

Defect = Callable[[Rules], Rules]
DEFECTS: dict[str, Defect] = {}


def apply(name: str, rules: Rules) -> Rules:
    """The rules with a defect.

    Raises:
        UsageError: there is no such defect.
    """
    if name not in DEFECTS:
        raise UsageError(f"--defect {name!r}: there are {', '.join(sorted(DEFECTS))}")
    return DEFECTS[name](rules)


def _defect(name: str) -> Callable[[Defect], Defect]:
    def register(defect: Defect) -> Defect:
        DEFECTS[name] = defect
        return defect

    return register


# -- eligibility -----------------------------------------------------------------------------------------------------


def _judging(change: Callable[[Judge], Judge]) -> Defect:
    """A defect that judges something else than what came."""

    def defect(rules: Rules) -> Rules:
        judge = rules.judge
        return replace(rules, judge=lambda case, command, now: judge(case, change(command), now))

    return defect


def _reading(**readings: Any) -> Defect:  # noqa: ANN401 - any field of the policy
    """A defect that judges under another reading than the policy's."""

    def change(command: Judge) -> Judge:
        return replace(command, policy=msgspec.structs.replace(command.policy, **readings))

    return _judging(change)


def _with_record(command: Judge, change: Callable[[Record], Record]) -> Judge:
    return command if command.record is None else replace(command, record=change(command.record))


DEFECTS["article-20-eligible"] = _reading(excluded_articles=[])
DEFECTS["age-off-by-a-day"] = _reading(age_rule="ge")
DEFECTS["child-of-four-eligible"] = _reading(min_age_years=4)
DEFECTS["expired-card-accepted"] = _reading(expired_card_counts=True)


@_defect("cancelled-record-eligible")
def _cancelled_record_eligible(rules: Rules) -> Rules:
    return _judging(lambda command: _with_record(command, lambda record: replace(record, status="active")))(rules)


@_defect("missing-article-eligible")
def _missing_article_eligible(rules: Rules) -> Rules:
    def change(record: Record) -> Record:
        return replace(record, residency_article=record.residency_article or 18)

    return _judging(lambda command: _with_record(command, change))(rules)


@_defect("legacy-card-accepted")
def _legacy_card_accepted(rules: Rules) -> Rules:
    def change(record: Record) -> Record:
        return replace(record, card=record.card and replace(record.card, kind="smart"))

    return _judging(lambda command: _with_record(command, change))(rules)


# -- consent and data ------------------------------------------------------------------------------------------------


@_defect("notice-not-needed")
def _notice_not_needed(rules: Rules) -> Rules:
    def accept(case: Case, command: Accept, now: datetime) -> Outcome:
        message = msgspec.structs.replace(command.message, notice_acknowledged=True)
        return rules.accept(case, replace(command, message=message), now)

    return replace(rules, accept=accept)


@_defect("data-before-notice")
def _data_before_notice(rules: Rules) -> Rules:
    def submit(case: Case, command: Submit, now: datetime) -> Outcome:
        if case.session.state == "OPENED":
            accepted = replace(case.session, state="TERMS_ACCEPTED", terms_version=command.policy.terms_version)
            case = replace(case, session=accepted)
        return rules.submit(case, command, now)

    return replace(rules, submit=submit)


@_defect("terms-version-ignored")
def _terms_version_ignored(rules: Rules) -> Rules:
    def accept(case: Case, command: Accept, now: datetime) -> Outcome:
        message = msgspec.structs.replace(command.message, terms_version=command.policy.terms_version)
        return rules.accept(case, replace(command, message=message), now)

    return replace(rules, accept=accept)


@_defect("confirmation-not-needed")
def _confirmation_not_needed(rules: Rules) -> Rules:
    def confirm(case: Case, command: Confirm, now: datetime) -> Outcome:
        return rules.confirm(case, replace(command, confirmed=True), now)

    return replace(rules, confirm=confirm)


@_defect("editing-keeps-confirmation")
def _editing_keeps_confirmation(rules: Rules) -> Rules:
    def submit(case: Case, command: Submit, now: datetime) -> Outcome:
        after, effects = rules.submit(case, command, now)
        if case.session.state == "DATA_CONFIRMED":
            kept = replace(after.session, state="DATA_CONFIRMED", challenge=case.session.challenge)
            after = replace(after, session=kept)
        return after, effects

    return replace(rules, submit=submit)


@_defect("check-digit-ignored")
def _check_digit_ignored(rules: Rules) -> Rules:
    def submit(case: Case, command: Submit, now: datetime) -> Outcome:
        number = _with_right_check_digit(command.data.civil_number or "")
        return rules.submit(
            case, replace(command, data=msgspec.structs.replace(command.data, civil_number=number)), now
        )

    return replace(rules, submit=submit)


def _with_right_check_digit(number: str) -> str:
    for digit in "0123456789" if len(number) == 12 else "":  # noqa: PLR2004 - the length of a civil number
        try:
            return parse_civil_number(number[:-1] + digit)
        except IdentifierError:
            continue
    return number


@_defect("remainder-zero-accepted")
def _remainder_zero_accepted(rules: Rules) -> Rules:
    def submit(case: Case, command: Submit, now: datetime) -> Outcome:
        policy = msgspec.structs.replace(command.policy, lenient_check_digit=True)
        return rules.submit(case, replace(command, policy=policy), now)

    return replace(rules, submit=submit)


@_defect("serial-not-compared")
def _serial_not_compared(rules: Rules) -> Rules:
    def judge(case: Case, command: Judge, now: datetime) -> Outcome:
        applicant, record = case.session.applicant, command.record
        if applicant and record and record.card and applicant.claim.card_serial:
            card = replace(record.card, serial=applicant.claim.card_serial)
            command = replace(command, record=replace(record, card=card, earlier_serials=()))
        return rules.judge(case, command, now)

    return replace(rules, judge=judge)


@_defect("wrong-passport-accepted")
def _wrong_passport_accepted(rules: Rules) -> Rules:
    def judge(case: Case, command: Judge, now: datetime) -> Outcome:
        applicant = case.session.applicant
        passport = applicant.claim.passport_number if applicant else None
        changed = _with_record(command, lambda record: replace(record, passport_number=passport))
        return rules.judge(case, changed, now)

    return replace(rules, judge=judge)


@_defect("passport-not-required")
def _passport_not_required(rules: Rules) -> Rules:
    def submit(case: Case, command: Submit, now: datetime) -> Outcome:
        data = msgspec.structs.replace(command.data, passport_number=command.data.passport_number or "A0000000")
        return rules.submit(case, replace(command, data=data), now)

    return replace(rules, submit=submit)


@_defect("passport-of-citizen-refused")
def _passport_of_citizen_refused(rules: Rules) -> Rules:
    def submit(case: Case, command: Submit, now: datetime) -> Outcome:
        if command.data.nationality == "KWT" and command.data.passport_number:
            raise Refusal("PASSPORT_FORMAT")
        return rules.submit(case, command, now)

    return replace(rules, submit=submit)


# -- proof -----------------------------------------------------------------------------------------------------------


def _refusing(change: Callable[[Case, Judge, Refusal], None], *codes: str) -> Defect:
    """A defect that changes the refusals of `judge` that have one of the codes."""

    def defect(rules: Rules) -> Rules:
        def judge(case: Case, command: Judge, now: datetime) -> Outcome:
            try:
                return rules.judge(case, command, now)
            except Refusal as refusal:
                if refusal.code in codes:
                    change(case, command, refusal)
                raise

        return replace(rules, judge=judge)

    return defect


def _forget_count(_case: Case, _command: Judge, refusal: Refusal) -> None:
    refusal.after = None


def _forget_count_of_unknown(case: Case, command: Judge, refusal: Refusal) -> None:
    if command.record is None:
        _forget_count(case, command, refusal)


def _close_session(case: Case, _command: Judge, refusal: Refusal) -> None:
    refusal.after = (replace(case, session=replace(case.session, state="CLOSED", challenge=None)), ())


def _send_code_all_the_same(case: Case, command: Judge, refusal: Refusal) -> None:
    applicant = case.session.applicant
    if applicant and command.record and isinstance(refusal.after, tuple):
        message = SendSms(to=applicant.mobile, kind="otp", language=case.session.language, code=command.code)
        refusal.after = (refusal.after[0], (message,))


def _tell_whether_person_exists(_case: Case, command: Judge, refusal: Refusal) -> None:
    if command.record is None:
        refusal.code = "NOT_ELIGIBLE"


def _hint_at_unknown(_case: Case, command: Judge, refusal: Refusal) -> None:
    if command.record is None:
        refusal.facts = replace(refusal.facts, field="unknown")


DEFECTS["mismatch-not-counted"] = _refusing(_forget_count, "DATA_MISMATCH")
DEFECTS["lock-only-known-persons"] = _refusing(_forget_count_of_unknown, "DATA_MISMATCH")
DEFECTS["mismatch-closes-session"] = _refusing(_close_session, "DATA_MISMATCH")
DEFECTS["code-sent-after-mismatch"] = _refusing(_send_code_all_the_same, "DATA_MISMATCH")
DEFECTS["refusal-reveals-person"] = _refusing(_tell_whether_person_exists, "DATA_MISMATCH")


@_defect("picture-quality-ignored")
def _picture_quality_ignored(rules: Rules) -> Rules:
    def change(command: Judge) -> Judge:
        return replace(command, verdict=command.verdict and replace(command.verdict, reasons=()))

    return _judging(change)(rules)


@_defect("quality-without-reason")
def _quality_without_reason(rules: Rules) -> Rules:
    def drop(_case: Case, _command: Judge, refusal: Refusal) -> None:
        refusal.facts = replace(refusal.facts, reasons=())

    return _refusing(drop, "FACE_QUALITY")(rules)


@_defect("any-face-matches")
def _any_face_matches(rules: Rules) -> Rules:
    def change(command: Judge) -> Judge:
        return replace(command, verdict=command.verdict and replace(command.verdict, matches=True))

    return _judging(change)(rules)


@_defect("capture-not-checked")
def _capture_not_checked(rules: Rules) -> Rules:
    def trusting(command: Judge) -> Judge:
        return replace(command, policy=msgspec.structs.replace(command.policy, capture_attestation=False))

    check, judge = rules.check_capture, rules.judge
    return replace(
        rules,
        check_capture=lambda case, command, now: check(case, trusting(command), now),
        judge=lambda case, command, now: judge(case, trusting(command), now),
    )


# -- the one-time password -------------------------------------------------------------------------------------------


@_defect("otp-accepted-twice")
def _otp_accepted_twice(rules: Rules) -> Rules:
    def enter_otp(case: Case, command: EnterOtp, now: datetime) -> Outcome:
        try:
            return rules.enter_otp(case, command, now)
        except Refusal as refusal:
            if refusal.code != "OTP_USED":
                raise
            return case, ()

    return replace(rules, enter_otp=enter_otp)


@_defect("constant-otp")
def _constant_otp(rules: Rules) -> Rules:
    return replace(rules, one_time_code=lambda _entropy, policy: "123456"[: policy.otp_limits.digits])


@_defect("expired-otp-accepted")
def _expired_otp_accepted(rules: Rules) -> Rules:
    def enter_otp(case: Case, command: EnterOtp, now: datetime) -> Outcome:
        if case.session.otp is not None:
            now = min(now, case.session.otp.expires_at - timedelta(seconds=1))
        return rules.enter_otp(case, command, now)

    return replace(rules, enter_otp=enter_otp)


@_defect("wrong-otp-not-counted")
def _wrong_otp_not_counted(rules: Rules) -> Rules:
    def enter_otp(case: Case, command: EnterOtp, now: datetime) -> Outcome:
        try:
            return rules.enter_otp(case, command, now)
        except Refusal as refusal:
            refusal.after = None
            raise

    return replace(rules, enter_otp=enter_otp)


def _code_of(effects: tuple[Effect, ...]) -> str | None:
    return next((effect.code for effect in effects if isinstance(effect, SendSms) and effect.kind == "otp"), None)


def _remembering(rules: Rules, codes: dict[str, list[str]]) -> Rules:
    """The rules, with every code that is sent kept by session: what a right server never does."""

    def note(outcome: Outcome, *, afresh: bool) -> Outcome:
        after, effects = outcome
        if code := _code_of(effects):
            earlier = [] if afresh else codes.get(after.session.session_id, [])
            codes[after.session.session_id] = [*earlier, code]
        return outcome

    def judge(case: Case, command: Judge, now: datetime) -> Outcome:
        return note(rules.judge(case, command, now), afresh=True)

    def resend(case: Case, command: Resend, now: datetime) -> Outcome:
        return note(rules.resend(case, command, now), afresh=False)

    return replace(rules, judge=judge, resend=resend)


@_defect("otp-of-another-session-accepted")
def _otp_of_another_session_accepted(rules: Rules) -> Rules:
    codes: dict[str, list[str]] = {}

    def enter_otp(case: Case, command: EnterOtp, now: datetime) -> Outcome:
        own = codes.get(case.session.session_id, [""])
        foreign = {sent[-1] for session, sent in codes.items() if session != case.session.session_id}
        code = own[-1] if command.code in foreign else command.code
        return rules.enter_otp(case, replace(command, code=code), now)

    return replace(_remembering(rules, codes), enter_otp=enter_otp)


@_defect("code-before-resend-accepted")
def _code_before_resend_accepted(rules: Rules) -> Rules:
    codes: dict[str, list[str]] = {}

    def enter_otp(case: Case, command: EnterOtp, now: datetime) -> Outcome:
        own = codes.get(case.session.session_id, [""])
        code = own[-1] if command.code in own else command.code
        return rules.enter_otp(case, replace(command, code=code), now)

    return replace(_remembering(rules, codes), enter_otp=enter_otp)


@_defect("first-number-kept")
def _first_number_kept(rules: Rules) -> Rules:
    numbers: dict[str, str] = {}

    def judge(case: Case, command: Judge, now: datetime) -> Outcome:
        after, effects = rules.judge(case, command, now)
        return after, tuple(
            replace(effect, to=numbers.setdefault(after.session.session_id, effect.to))
            if isinstance(effect, SendSms)
            else effect
            for effect in effects
        )

    return replace(rules, judge=judge)


@_defect("needless-message-sent")
def _needless_message_sent(rules: Rules) -> Rules:
    def effects(found: tuple[Effect, ...]) -> tuple[Effect, ...]:
        needless = (replace(effect, kind="moved", code="") for effect in found if isinstance(effect, SendSms))
        return (*found, *needless)

    return replace(rules, effects=effects)


# -- issue, activation, identity -------------------------------------------------------------------------------------


def _issuing_as(*states: str) -> Defect:
    """A defect that issues in these states as if the code had been entered just now."""

    def defect(rules: Rules) -> Rules:
        def issue(case: Case, command: Issue, now: datetime) -> Outcome:
            if case.session.state in states:
                case = replace(case, session=replace(case.session, state="VERIFIED"))
            return rules.issue(case, command, now)

        return replace(rules, issue=issue)

    return defect


DEFECTS["issue-before-otp"] = _issuing_as("OTP_SENT")
DEFECTS["second-certificate-on-repetition"] = _issuing_as("PIN_PENDING")


@_defect("foreign-issuer")
def _foreign_issuer(rules: Rules) -> Rules:
    def issue(case: Case, command: Issue, now: datetime) -> Outcome:
        return rules.issue(case, replace(command, authority=_renamed(command.authority)), now)

    return replace(rules, issue=issue)


def _renamed(authority: Authority) -> Authority:
    """The authority under a name that is not its own."""
    own = authority.certificate
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Somebody Else")])
    forged = x509.CertificateBuilder(
        subject_name=name,
        issuer_name=name,
        public_key=authority.key.public_key(),
        serial_number=own.serial_number,
        not_valid_before=own.not_valid_before_utc.replace(tzinfo=None),
        not_valid_after=own.not_valid_after_utc.replace(tzinfo=None),
    ).sign(authority.key, hashes.SHA256())
    return replace(authority, certificate=forged)


@_defect("activation-without-confirm")
def _activation_without_confirm(rules: Rules) -> Rules:
    def activate(case: Case, command: Activate, now: datetime) -> Outcome:
        return rules.activate(case, replace(command, confirmed=True), now)

    return replace(rules, activate=activate)


@_defect("two-identities-of-one-person")
def _two_identities_of_one_person(rules: Rules) -> Rules:
    made: list[str] = []

    def identity_id(person: str, secret: bytes) -> str:
        made.append(person)
        return rules.identity_id(f"{person}#{len(made)}", secret)

    return replace(rules, identity_id=identity_id)


@_defect("old-device-stays-active")
def _old_device_stays_active(rules: Rules) -> Rules:
    def revived(device: Device | None) -> Device | None:
        return replace(device, state="ACTIVE") if device and device.state == "REVOKED" else device

    present, services = rules.present, rules.list_services
    return replace(
        rules,
        present=lambda device: present(revived(device)),
        list_services=lambda device, policy: services(revived(device), policy),
    )


@_defect("services-without-registration")
def _services_without_registration(rules: Rules) -> Rules:
    def list_services(device: Device | None, policy: Policy) -> identity.Services:
        if device is None:
            return identity.Services(services=[])
        return rules.list_services(device, policy)

    return replace(rules, list_services=list_services)


@_defect("pending-identity-served")
def _pending_identity_served(rules: Rules) -> Rules:
    def list_services(device: Device | None, policy: Policy) -> identity.Services:
        if device and device.state == "PIN_PENDING":
            device = replace(device, state="ACTIVE")
        return rules.list_services(device, policy)

    return replace(rules, list_services=list_services)


@_defect("pin-state-always-set")
def _pin_state_always_set(rules: Rules) -> Rules:
    def present(device: Device | None) -> identity.Identity:
        return msgspec.structs.replace(rules.present(device), pin_state="set")

    return replace(rules, present=present)


# -- what is kept ----------------------------------------------------------------------------------------------------


def _not_audited(action: str) -> Defect:
    def defect(rules: Rules) -> Rules:
        def audit(entry: AuditEntry) -> AuditEntry | None:
            return None if entry.action == action else rules.audit(entry)

        return replace(rules, audit=audit)

    return defect


DEFECTS["acceptance-not-audited"] = _not_audited("accept")
DEFECTS["activation-not-audited"] = _not_audited("activate")


@_defect("refused-body-in-log")
def _refused_body_in_log(rules: Rules) -> Rules:
    def log_fields(exchange: Exchange) -> dict[str, Any]:
        body = exchange.request_body.decode(errors="replace") if exchange.code == "FIELD_NOT_ALLOWED" else ""
        return {**rules.log_fields(exchange), "body": body}

    return replace(rules, log_fields=log_fields)


# -- the wire --------------------------------------------------------------------------------------------------------


def _dropping(field: str) -> Defect:
    """A defect that takes a message with a field that has no place in it."""

    def defect(rules: Rules) -> Rules:
        def read_message(body: bytes, kind: type[Message]) -> Message:
            try:
                return rules.read_message(body, kind)
            except strict_json.StrictJsonError as error:
                if error.fault is not strict_json.Fault.UNKNOWN_FIELD or error.field != field:
                    raise
                kept = {name: value for name, value in json.loads(body).items() if name != field}
                return rules.read_message(json.dumps(kept).encode(), kind)

        return replace(rules, read_message=read_message)

    return defect


DEFECTS["pin-field-taken"] = _dropping("pin")
DEFECTS["client-supplied-level-taken"] = _dropping("level")


@_defect("duplicate-keys-taken")
def _duplicate_keys_taken(rules: Rules) -> Rules:
    def read_message(body: bytes, kind: type[Message]) -> Message:
        with suppress(ValueError):  # what is not JSON at all is for the strict reader to refuse
            body = json.dumps(json.loads(body)).encode()
        return rules.read_message(body, kind)

    return replace(rules, read_message=read_message)


@_defect("repetition-acts-again")
def _repetition_acts_again(rules: Rules) -> Rules:
    return replace(rules, recall=lambda _known, _asked: None)


@_defect("key-of-another-body-recalled")
def _key_of_another_body_recalled(rules: Rules) -> Rules:
    def recall(known: Answered | None, _asked: bytes) -> Answered | None:
        return known

    return replace(rules, recall=recall)


def _admitting(change: Callable[[DpopProof, Admission], Admission]) -> Defect:
    """A defect that checks the proof against something else than the request."""

    def defect(rules: Rules) -> Rules:
        return replace(rules, admit=lambda proof, admission: rules.admit(proof, change(proof, admission)))

    return defect


def _visiting(change: Callable[[Session, Visitor], Visitor]) -> Defect:
    """A defect that takes a visitor of a session for somebody else."""

    def defect(rules: Rules) -> Rules:
        def authorize(session: Session | None, visitor: Visitor, now: datetime) -> Session:
            return rules.authorize(session, change(session, visitor) if session else visitor, now)

        return replace(rules, authorize=authorize)

    return defect


DEFECTS["replayed-proof-admitted"] = _admitting(lambda _proof, admission: replace(admission, seen=False))
DEFECTS["proof-for-any-uri-admitted"] = _admitting(lambda proof, admission: replace(admission, uri=proof.uri))
DEFECTS["proof-for-any-token-admitted"] = _admitting(lambda _proof, admission: replace(admission, access_token=None))
DEFECTS["any-key-admitted"] = _visiting(lambda session, visitor: replace(visitor, device=session.device))
DEFECTS["any-token-admitted"] = _visiting(lambda _session, visitor: replace(visitor, token_session=visitor.session_id))


@_defect("clock-error-is-generic")
def _clock_error_is_generic(rules: Rules) -> Rules:
    def admit(proof: DpopProof, admission: Admission) -> None:
        try:
            rules.admit(proof, admission)
        except Refusal as refusal:
            if refusal.code == "CLOCK_SKEW":
                raise Refusal("PROOF_INVALID") from None
            raise

    return replace(rules, admit=admit)


@_defect("small-skew-refused")
def _small_skew_refused(rules: Rules) -> Rules:
    def admit(proof: DpopProof, admission: Admission) -> None:
        rules.admit(proof, replace(admission, tolerance_s=admission.tolerance_s / 4))

    return replace(rules, admit=admit)


@_defect("session-never-expires")
def _session_never_expires(rules: Rules) -> Rules:
    def authorize(session: Session | None, visitor: Visitor, now: datetime) -> Session:
        if session is not None:
            now = min(now, session.expires_at - timedelta(seconds=1))
        return rules.authorize(session, visitor, now)

    return replace(rules, authorize=authorize)


# -- what is told ----------------------------------------------------------------------------------------------------


def _telling(change: Callable[[Refusal, Problem], Problem]) -> Defect:
    def defect(rules: Rules) -> Rules:
        def problem(refusal: Refusal, telling: Telling) -> Problem:
            return change(refusal, rules.problem(refusal, telling))

        return replace(rules, problem=problem)

    return defect


def _telling_unknown(change: Callable[[Problem], Problem]) -> Defect:
    """A defect that tells an uniform refusal of an unknown person in another way."""

    def say(refusal: Refusal, problem: Problem) -> Problem:
        if refusal.code != "DATA_MISMATCH" or refusal.facts.field != "unknown":
            return problem
        return change(msgspec.structs.replace(problem, field=None))

    def defect(rules: Rules) -> Rules:
        return _telling(say)(_refusing(_hint_at_unknown, "DATA_MISMATCH")(rules))

    return defect


def _without_arabic(_refusal: Refusal, problem: Problem) -> Problem:
    english = BY_CODE[problem.code].remedy_en
    return msgspec.structs.replace(problem, remedy=Remedy(en=english, ar=english))


def _with_score(refusal: Refusal, problem: Problem) -> Problem:
    if refusal.code != "DATA_MISMATCH":
        return problem
    return msgspec.structs.replace(problem, reasons=["score 0.41"])


DEFECTS["text-tells-unknown"] = _telling_unknown(
    lambda problem: msgspec.structs.replace(problem, detail=problem.detail[:-1] + "!")
)
DEFECTS["size-tells-unknown"] = _telling_unknown(
    lambda problem: msgspec.structs.replace(problem, instance=problem.instance + "0" * 400)
)
DEFECTS["remedy-without-arabic"] = _telling(_without_arabic)
DEFECTS["score-told"] = _telling(_with_score)
DEFECTS["missing-session-told-as-bad-proof"] = _telling(
    lambda refusal, problem: (
        msgspec.structs.replace(problem, code="PROOF_INVALID") if refusal.code == "SESSION_REQUIRED" else problem
    )
)
DEFECTS["skew-without-server-time"] = _telling(
    lambda _refusal, problem: msgspec.structs.replace(problem, server_time=None)
)

__all__ = ["DEFECTS", "apply"]
