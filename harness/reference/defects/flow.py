"""Defects of the flow: who may begin, in which order, with which session, and what success means."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import msgspec

from harness.protocol.messages import Message
from harness.protocol.messages.enrollment import Channels, OpenSession, Terms
from harness.reference.defects.registry import DEFECTS, Defect, defect
from harness.reference.defects.wrappers import admitting, dropping, telling
from harness.reference.enrollment.state import Activate, Case, Open, Outcome
from harness.reference.identity.rules import KeepDevice, SendSms
from harness.reference.refusal import Refusal
from harness.reference.rulebook import Rules
from harness.world.policy import Policy

Command = TypeVar("Command")

DEFECTS["stale-proof-admitted"] = admitting(
    lambda proof, admission: replace(
        admission, now=min(admission.now, datetime.fromtimestamp(proof.issued_at, UTC).replace(microsecond=0))
    )
)
DEFECTS["proof-for-any-method-admitted"] = admitting(lambda proof, admission: replace(admission, method=proof.method))
DEFECTS["proof-not-needed-told-as-invalid"] = telling(
    lambda refusal, problem: (
        msgspec.structs.replace(problem, code="PROOF_INVALID") if refusal.code == "PROOF_MISSING" else problem
    )
)
DEFECTS["skipped-step-told-as-closed-session"] = telling(
    lambda refusal, problem: (
        msgspec.structs.replace(problem, code="SESSION_CLOSED") if refusal.code == "STEP_ORDER" else problem
    )
)
DEFECTS["unknown-path-told-as-closed"] = telling(
    lambda refusal, problem: (
        msgspec.structs.replace(problem, code="TEST_HOOK_DISABLED") if refusal.code == "NOT_FOUND" else problem
    )
)
DEFECTS["stack-trace-told"] = telling(
    lambda refusal, problem: (
        msgspec.structs.replace(problem, detail="Traceback (most recent call last): strict_json.py, line 1")
        if refusal.code in ("MALFORMED", "FIELD_REQUIRED")
        else problem
    )
)
DEFECTS["refusals-share-a-trace"] = telling(
    lambda _refusal, problem: msgspec.structs.replace(problem, instance="urn:hawiya:trace:none")
)


DEFECTS["planted-session-not-refused"] = dropping("session_id")


@defect("session-ends-early")
def _session_ends_early(rules: Rules) -> Rules:
    return replace(
        rules, authorize=lambda session, visitor, now: rules.authorize(session, visitor, now + timedelta(minutes=5))
    )


@defect("client-supplied-facts-taken")
def _client_supplied_facts_taken(rules: Rules) -> Rules:
    for name in ("state", "channel", "officer"):
        rules = dropping(name)(rules)
    return rules


@defect("idempotency-key-of-anybody")
def _idempotency_key_of_anybody(rules: Rules) -> Rules:
    return replace(rules, key_owner=lambda _device: "")


@defect("hooks-in-production")
def _hooks_in_production(rules: Rules) -> Rules:
    return replace(rules, hooks_served=lambda _asked: True)


# -- who may begin ---------------------------------------------------------------------------------------------------


def _opening(change: Callable[[Open], Open]) -> Defect:
    def defect(rules: Rules) -> Rules:
        return replace(rules, open=lambda case, command, now: rules.open(case, change(command), now))

    return defect


DEFECTS["old-app-accepted"] = _opening(lambda command: replace(command, app_version="9999"))
DEFECTS["closed-channel-opens"] = _opening(
    lambda command: (
        command
        if command.channel in command.policy.channels_enabled
        else replace(command, channel="phone", method="manual")
    )
)
DEFECTS["session-of-a-device-used-again"] = _opening(
    lambda command: replace(command, session_id=hashlib.sha256(command.device.encode()).hexdigest()[:22])
)


@defect("one-platform-alone")
def _one_platform_alone(rules: Rules) -> Rules:
    def read_message(body: bytes, kind: type[Message]) -> Message:
        message = rules.read_message(body, kind)
        if isinstance(message, OpenSession) and message.app.platform != "android":
            raise Refusal("UPDATE_REQUIRED")
        return message

    return replace(rules, read_message=read_message)


@defect("kiosk-not-listed")
def _kiosk_not_listed(rules: Rules) -> Rules:
    def channels(policy: Policy) -> Channels:
        return Channels(channels=[way for way in rules.channels(policy).channels if way.channel != "kiosk"])

    return replace(rules, channels=channels)


@defect("closed-channel-listed")
def _closed_channel_listed(rules: Rules) -> Rules:
    def channels(policy: Policy) -> Channels:
        return rules.channels(msgspec.structs.replace(policy, channels_enabled=["phone", "kiosk"]))

    return replace(rules, channels=channels)


# -- the order -------------------------------------------------------------------------------------------------------


def _as_done(step: Callable[[Case, Command, datetime], Outcome]) -> Callable[[Case, Command, datetime], Outcome]:
    """A step that says yes and does nothing where it comes too early."""

    def take(case: Case, command: Command, now: datetime) -> Outcome:
        try:
            return step(case, command, now)
        except Refusal as refusal:
            if refusal.code != "STEP_ORDER":
                raise
            return case, ()

    return take


@defect("skipped-steps-answered-as-done")
def _skipped_steps_answered_as_done(rules: Rules) -> Rules:
    return replace(rules, confirm=_as_done(rules.confirm), enter_otp=_as_done(rules.enter_otp))


@defect("move-reported-before-it-is-done")
def _move_reported_before_it_is_done(rules: Rules) -> Rules:
    def activate(case: Case, command: Activate, now: datetime) -> Outcome:
        after, effects = rules.activate(case, command, now)
        if not any(isinstance(effect, KeepDevice) and effect.device.state == "REVOKED" for effect in effects):
            return after, effects
        kept = tuple(effect for effect in effects if isinstance(effect, SendSms) or effect.device.state == "REVOKED")
        return after, kept

    return replace(rules, activate=activate)


# -- in whose name ---------------------------------------------------------------------------------------------------


@defect("notice-without-authority")
def _notice_without_authority(rules: Rules) -> Rules:
    def terms(policy: Policy) -> Terms:
        told = rules.terms(policy)
        return msgspec.structs.replace(told, notice_ar=told.notice_ar.replace(policy.authority_ar, "جهة ما"))

    return replace(rules, terms=terms)


@defect("message-without-authority")
def _message_without_authority(rules: Rules) -> Rules:
    return replace(rules, sms_text=lambda message, policy: rules.sms_text(message, policy).partition(": ")[2])
