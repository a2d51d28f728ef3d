"""Defects of the one-time password."""

from dataclasses import replace
from datetime import datetime, timedelta

from harness.reference.defects.registry import defect
from harness.reference.enrollment.state import (
    Case,
    EnterOtp,
    Judge,
    Outcome,
    Resend,
)
from harness.reference.identity.rules import Effect, SendSms
from harness.reference.refusal import Refusal
from harness.reference.rulebook import Rules


@defect("otp-accepted-twice")
def _otp_accepted_twice(rules: Rules) -> Rules:
    def enter_otp(case: Case, command: EnterOtp, now: datetime) -> Outcome:
        try:
            return rules.enter_otp(case, command, now)
        except Refusal as refusal:
            if refusal.code != "OTP_USED":
                raise
            return case, ()

    return replace(rules, enter_otp=enter_otp)


@defect("constant-otp")
def _constant_otp(rules: Rules) -> Rules:
    return replace(rules, one_time_code=lambda _entropy, policy: "123456"[: policy.otp_limits.digits])


@defect("expired-otp-accepted")
def _expired_otp_accepted(rules: Rules) -> Rules:
    def enter_otp(case: Case, command: EnterOtp, now: datetime) -> Outcome:
        if case.session.otp is not None:
            now = min(now, case.session.otp.expires_at - timedelta(seconds=1))
        return rules.enter_otp(case, command, now)

    return replace(rules, enter_otp=enter_otp)


@defect("wrong-otp-not-counted")
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


@defect("otp-of-another-session-accepted")
def _otp_of_another_session_accepted(rules: Rules) -> Rules:
    codes: dict[str, list[str]] = {}

    def enter_otp(case: Case, command: EnterOtp, now: datetime) -> Outcome:
        own = codes.get(case.session.session_id, [""])
        foreign = {sent[-1] for session, sent in codes.items() if session != case.session.session_id}
        code = own[-1] if command.code in foreign else command.code
        return rules.enter_otp(case, replace(command, code=code), now)

    return replace(_remembering(rules, codes), enter_otp=enter_otp)


@defect("code-before-resend-accepted")
def _code_before_resend_accepted(rules: Rules) -> Rules:
    codes: dict[str, list[str]] = {}

    def enter_otp(case: Case, command: EnterOtp, now: datetime) -> Outcome:
        own = codes.get(case.session.session_id, [""])
        code = own[-1] if command.code in own else command.code
        return rules.enter_otp(case, replace(command, code=code), now)

    return replace(_remembering(rules, codes), enter_otp=enter_otp)


@defect("first-number-kept")
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


@defect("code-sent-to-the-registered-number")
def _code_sent_to_the_registered_number(rules: Rules) -> Rules:
    """The number that the registry holds is used, whatever was typed in this session."""

    def judge(case: Case, command: Judge, now: datetime) -> Outcome:
        after, effects = rules.judge(case, command, now)
        known = command.record.mobile if command.record else ""
        return after, tuple(
            replace(effect, to=known or effect.to) if isinstance(effect, SendSms) and effect.kind == "otp" else effect
            for effect in effects
        )

    return replace(rules, judge=judge)


@defect("any-code-accepted")
def _any_code_accepted(rules: Rules) -> Rules:
    codes: dict[str, list[str]] = {}

    def enter_otp(case: Case, command: EnterOtp, now: datetime) -> Outcome:
        own = codes.get(case.session.session_id, [command.code])
        return rules.enter_otp(case, replace(command, code=own[-1]), now)

    return replace(_remembering(rules, codes), enter_otp=enter_otp)


@defect("ownership-of-the-number-not-asked")
def _ownership_of_the_number_not_asked(rules: Rules) -> Rules:
    """No operator is asked whose number it is, so the level is capped for everybody."""

    def judge(case: Case, command: Judge, now: datetime) -> Outcome:
        after, effects = rules.judge(case, command, now)
        return replace(after, session=replace(after.session, number_is_own=False)), effects

    return replace(rules, judge=judge)


@defect("needless-message-sent")
def _needless_message_sent(rules: Rules) -> Rules:
    def effects(found: tuple[Effect, ...]) -> tuple[Effect, ...]:
        needless = (replace(effect, kind="moved", code="") for effect in found if isinstance(effect, SendSms))
        return (*found, *needless)

    return replace(rules, effects=effects)
