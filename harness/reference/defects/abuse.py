"""Defects of what holds guessing, pumping and locking out back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import msgspec

from harness.protocol.messages import identity
from harness.reference.appointments.rules import Account, Asked, Notice, Proof, Signup, code_digest
from harness.reference.defects.registry import DEFECTS, Defect, defect
from harness.reference.enrollment.limits import Meter
from harness.reference.enrollment.rules import otp_digest
from harness.reference.enrollment.state import Case, EnterOtp, Judge, Outcome, Resend, Submit, Tally
from harness.reference.identity.rules import Device, Effect, SendSms
from harness.reference.refusal import Refusal
from harness.reference.rulebook import Rules
from harness.world.policy import Policy


@defect("delivery-failure-hidden")
def _delivery_failure_hidden(rules: Rules) -> Rules:
    return replace(rules, delivery_wait_s=lambda _limits: 0.0)


@defect("foreign-number-accepted")
def _foreign_number_accepted(rules: Rules) -> Rules:
    def submit(case: Case, command: Submit, now: datetime) -> Outcome:
        try:
            return rules.submit(case, command, now)
        except Refusal as refusal:
            if refusal.code != "MOBILE_INVALID":
                raise
            data = msgspec.structs.replace(command.data, mobile="50000000")
            return rules.submit(case, replace(command, data=data), now)

    return replace(rules, submit=submit)


def _sending(change: Callable[[Case], Case]) -> Defect:
    """A defect that sends codes as if the case were another."""

    def defect(rules: Rules) -> Rules:
        def judge(case: Case, command: Judge, now: datetime) -> Outcome:
            return rules.judge(change(case), command, now)

        def resend(case: Case, command: Resend, now: datetime) -> Outcome:
            return rules.resend(change(case), command, now)

        return replace(rules, judge=judge, resend=resend)

    return defect


def _with_fresh_person(case: Case) -> Case:
    tally = replace(case.tally, otp_sends=0, otp_sends_until=None)
    return replace(case, tally=tally, meters=replace(case.meters, person=Meter(subject=case.meters.person.subject)))


def _without_hour(case: Case) -> Case:
    return replace(case, meters=replace(case.meters, person=Meter(subject=case.meters.person.subject)))


def _without_day(case: Case) -> Case:
    return replace(case, meters=replace(case.meters, number=Meter(subject=case.meters.number.subject)))


DEFECTS["resend-without-end"] = _sending(_with_fresh_person)
DEFECTS["messages-of-an-hour-unbounded"] = _sending(_without_hour)
DEFECTS["messages-to-a-number-unbounded"] = _sending(_without_day)


@defect("relay-not-told")
def _relay_not_told(rules: Rules) -> Rules:
    def effects(found: tuple[Effect, ...]) -> tuple[Effect, ...]:
        return tuple(one for one in found if not (isinstance(one, SendSms) and one.kind == "code_relayed"))

    return replace(rules, effects=effects)


@defect("every-wrong-code-alarms")
def _every_wrong_code_alarms(rules: Rules) -> Rules:
    def enter_otp(case: Case, command: EnterOtp, now: datetime) -> Outcome:
        try:
            return rules.enter_otp(case, command, now)
        except Refusal as refusal:
            if refusal.code == "OTP_INVALID" and isinstance(refusal.after, tuple):
                others = [code for code in case.tally.codes if code.device != case.session.device][:1]
                alarms = tuple(SendSms(to=one.mobile, kind="code_relayed", language=one.language) for one in others)
                refusal.after = (refusal.after[0], alarms)
            raise

    return replace(rules, enter_otp=enter_otp)


@defect("wrong-codes-counted-per-session")
def _wrong_codes_counted_per_session(rules: Rules) -> Rules:
    counts: dict[str, Tally] = {}

    def enter_otp(case: Case, command: EnterOtp, now: datetime) -> Outcome:
        session = case.session.session_id
        own = counts.get(session, Tally(person=""))
        tally = replace(case.tally, otp_failures=own.otp_failures, otp_locked_until=own.otp_locked_until)
        try:
            return rules.enter_otp(replace(case, tally=tally), command, now)
        except Refusal as refusal:
            if isinstance(refusal.after, tuple):
                counts[session] = refusal.after[0].tally
            raise

    return replace(rules, enter_otp=enter_otp)


@defect("mismatches-counted-per-session")
def _mismatches_counted_per_session(rules: Rules) -> Rules:
    counts: dict[str, Tally] = {}

    def judge(case: Case, command: Judge, now: datetime) -> Outcome:
        session = case.session.session_id
        own = counts.get(session, Tally(person=""))
        tally = replace(case.tally, face_failures=own.face_failures, face_locked_until=own.face_locked_until)
        try:
            return rules.judge(replace(case, tally=tally), command, now)
        except Refusal as refusal:
            if isinstance(refusal.after, tuple):
                counts[session] = refusal.after[0].tally
            raise

    return replace(rules, judge=judge)


@defect("source-never-throttled")
def _source_never_throttled(rules: Rules) -> Rules:
    def judge(case: Case, command: Judge, now: datetime) -> Outcome:
        meters = replace(case.meters, source=Meter(subject=case.meters.source.subject))
        return rules.judge(replace(case, meters=meters), command, now)

    return replace(rules, judge=judge)


@defect("lock-stops-the-proven-device")
def _lock_stops_the_proven_device(rules: Rules) -> Rules:
    locked: set[str] = set()

    def judge(case: Case, command: Judge, now: datetime) -> Outcome:
        try:
            return rules.judge(case, command, now)
        except Refusal as refusal:
            if refusal.code == "PROOF_LOCKED" and case.session.person:
                locked.add(case.session.person)
            raise

    def list_services(device: Device | None, policy: Policy) -> identity.Services:
        if device is not None and device.person in locked:
            raise Refusal("CERT_NOT_ACTIVE")
        return rules.list_services(device, policy)

    return replace(rules, judge=judge, list_services=list_services)


@defect("link-in-messages")
def _link_in_messages(rules: Rules) -> Rules:
    def sms_text(message: SendSms, policy: Policy) -> str:
        return f"{rules.sms_text(message, policy)} https://example.org/id"

    return replace(rules, sms_text=sms_text)


@defect("sign-ups-use-up-the-codes-of-others")
def _sign_ups_use_up_the_codes_of_others(rules: Rules) -> Rules:
    return replace(rules, counted_as=lambda _purpose: "enrollment")


def _remembering_sign_ups(rules: Rules, codes: dict[str, set[str]]) -> Rules:
    """The rules, with every code of a sign-up kept by number."""

    def sign_up(
        asked: Asked, account: Account | None, secret: bytes, policy: Policy, now: datetime
    ) -> tuple[Signup, tuple[Notice, ...]]:
        codes.setdefault(asked.mobile, set()).add(asked.codes[0])
        return rules.sign_up(asked, account, secret, policy, now)

    return replace(rules, sign_up=sign_up)


def _remembering_enrollments(rules: Rules, codes: dict[str, set[str]]) -> Rules:
    """The rules, with every code of an enrollment kept by number."""

    def sms_text(message: SendSms, policy: Policy) -> str:
        codes.setdefault(message.to, set()).add(message.code)
        return rules.sms_text(message, policy)

    return replace(rules, sms_text=sms_text)


@defect("code-of-sign-up-accepted-in-enrollment")
def _code_of_sign_up_accepted_in_enrollment(rules: Rules) -> Rules:
    codes: dict[str, set[str]] = {}

    def enter_otp(case: Case, command: EnterOtp, now: datetime) -> Outcome:
        applicant, otp = case.session.applicant, case.session.otp
        if applicant and otp and command.code in codes.get(applicant.mobile, ()):
            digest = otp_digest(case.session, command.code, command.secret)
            case = replace(case, session=replace(case.session, otp=replace(otp, digest=digest)))
        return rules.enter_otp(case, command, now)

    return replace(_remembering_sign_ups(rules, codes), enter_otp=enter_otp)


@defect("code-of-enrollment-accepted-in-sign-up")
def _code_of_enrollment_accepted_in_sign_up(rules: Rules) -> Rules:
    codes: dict[str, set[str]] = {}

    def confirm_codes(signup: Signup | None, proof: Proof, secret: bytes, policy: Policy, now: datetime) -> Signup:
        if signup is not None and proof.sms_code in codes.get(signup.mobile, ()):
            digest = code_digest(signup.signup_id, "sms", proof.sms_code, secret)
            signup = replace(signup, sms_digest=digest)
        return rules.confirm_codes(signup, proof, secret, policy, now)

    return replace(_remembering_enrollments(rules, codes), confirm_codes=confirm_codes)
