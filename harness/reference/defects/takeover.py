"""Defects of who may take an identity over, and of what its level opens."""

from dataclasses import replace
from datetime import datetime

from harness.protocol.messages import identity
from harness.reference.defects.registry import DEFECTS, defect
from harness.reference.defects.wrappers import judging, reading, refusing
from harness.reference.enrollment.state import Case, Issue, Judge, Outcome
from harness.reference.identity.rules import Device, Effect, KeepDevice, SendSms
from harness.reference.refusal import Refusal
from harness.reference.rulebook import Rules
from harness.world.policy import Policy
from harness.world.ports import UNKNOWN_LINE


def _with_own_line(command: Judge) -> Judge:
    civil_number = command.record.civil_number if command.record else None
    return replace(command, line=replace(command.line, owner=civil_number))


DEFECTS["owner-of-the-number-ignored"] = judging(lambda command: replace(command, line=UNKNOWN_LINE))
DEFECTS["every-number-is-ones-own"] = judging(_with_own_line)
DEFECTS["level-lifted-by-any-number"] = DEFECTS["every-number-is-ones-own"]
DEFECTS["sim-swap-ignored"] = judging(lambda command: replace(command, line=replace(command.line, sim_changed_on=None)))
DEFECTS["sim-held-for-ever"] = reading(number_change_hold_days=300)
DEFECTS["second-device-not-limited"] = reading(second_device="move")


def _tell_nobody(_case: Case, _command: Judge, refusal: Refusal) -> None:
    if isinstance(refusal.after, tuple):
        refusal.after = (refusal.after[0], ())


DEFECTS["takeover-attempt-not-told"] = refusing(_tell_nobody, "STEP_UP_REQUIRED")


@defect("takeover-attempt-kept-from-the-device")
def _takeover_attempt_kept_from_the_device(rules: Rules) -> Rules:
    def effects(found: tuple[Effect, ...]) -> tuple[Effect, ...]:
        return rules.effects(tuple(_without_notices(one) if isinstance(one, KeepDevice) else one for one in found))

    return replace(rules, effects=effects)


def _without_notices(effect: KeepDevice) -> KeepDevice:
    return replace(effect, device=replace(effect.device, notices=()))


@defect("another-number-moves-the-identity")
def _another_number_moves_the_identity(rules: Rules) -> Rules:
    """Whoever proves data and face takes the identity, whatever number was typed."""

    def judge(case: Case, command: Judge, now: datetime) -> Outcome:
        applicant = case.session.applicant
        mobile = applicant.mobile if applicant else ""
        held = tuple(replace(each, mobile=mobile) for each in case.devices)
        after, effects = rules.judge(replace(case, devices=held), command, now)
        return replace(after, devices=case.devices), effects

    return replace(rules, judge=judge)


@defect("changed-number-moves-at-once")
def _changed_number_moves_at_once(rules: Rules) -> Rules:
    def judge(case: Case, command: Judge, now: datetime) -> Outcome:
        if any(each.mobile_changed_at for each in case.devices):
            case = replace(case, devices=tuple(replace(each, mobile_changed_at=None) for each in case.devices))
            command = replace(command, line=UNKNOWN_LINE)
        return rules.judge(case, command, now)

    return replace(rules, judge=judge)


@defect("former-number-not-told")
def _former_number_not_told(rules: Rules) -> Rules:
    def effects(found: tuple[Effect, ...]) -> tuple[Effect, ...]:
        former = {one.device.former_mobile for one in found if isinstance(one, KeepDevice)}
        return rules.effects(tuple(one for one in found if not (isinstance(one, SendSms) and one.to in former)))

    return replace(rules, effects=effects)


@defect("move-not-told")
def _move_not_told(rules: Rules) -> Rules:
    def effects(found: tuple[Effect, ...]) -> tuple[Effect, ...]:
        return rules.effects(tuple(one for one in found if not (isinstance(one, SendSms) and one.kind == "moved")))

    return replace(rules, effects=effects)


@defect("enrollment-told-before-proof")
def _enrollment_told_before_proof(rules: Rules) -> Rules:
    def judge(case: Case, command: Judge, now: datetime) -> Outcome:
        if any(each.state == "ACTIVE" and each.device != case.session.device for each in case.devices):
            try:
                return rules.judge(case, command, now)
            except Refusal as refusal:
                if refusal.code == "DATA_MISMATCH":
                    raise Refusal("DEVICE_LIMIT") from None
                raise
        return rules.judge(case, command, now)

    return replace(rules, judge=judge)


@defect("attestation-ignored")
def _attestation_ignored(rules: Rules) -> Rules:
    return replace(rules, read_hardware=lambda _attestation, _device: None)


@defect("reinstalled-app-refused")
def _reinstalled_app_refused(rules: Rules) -> Rules:
    def judge(case: Case, command: Judge, now: datetime) -> Outcome:
        after, effects = rules.judge(case, command, now)
        if any(each.state == "ACTIVE" and each.hardware == case.session.hardware for each in case.devices):
            raise Refusal("DEVICE_LIMIT")
        return after, effects

    return replace(rules, judge=judge)


@defect("reinstalled-app-keeps-the-identity")
def _reinstalled_app_keeps_the_identity(rules: Rules) -> Rules:
    """What a phone held before the app was removed is there again when the app comes back: no proof is asked."""
    held: set[str] = set()

    def effects(found: tuple[Effect, ...]) -> tuple[Effect, ...]:
        for one in found:
            if isinstance(one, KeepDevice) and one.device.hardware and one.device.state == "ACTIVE":
                held.add(one.device.hardware)
        return rules.effects(found)

    def issue(case: Case, command: Issue, now: datetime) -> Outcome:
        if case.session.state == "OTP_SENT" and case.session.hardware in held:
            case = replace(case, session=replace(case.session, state="VERIFIED"))
        return rules.issue(case, command, now)

    return replace(rules, effects=effects, issue=issue)


@defect("service-at-any-level")
def _service_at_any_level(rules: Rules) -> Rules:
    def use_service(device: Device | None, name: str, policy: Policy) -> identity.Service:
        return rules.use_service(replace(device, level="verified") if device else None, name, policy)

    return replace(rules, use_service=use_service)


@defect("service-without-registration")
def _service_without_registration(rules: Rules) -> Rules:
    def use_service(device: Device | None, name: str, policy: Policy) -> identity.Service:
        if device is None:
            level = policy.level_by_service.get(name, "low")
            return identity.Service(service_id=name, name_en=name, name_ar=name, level=level)
        return rules.use_service(device, name, policy)

    return replace(rules, use_service=use_service)


@defect("revocation-not-published")
def _revocation_not_published(rules: Rules) -> Rules:
    return replace(rules, revocation_list=lambda authority, _revoked, now: rules.revocation_list(authority, (), now))
