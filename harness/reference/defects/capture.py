"""Defects of the capture: what was before the camera, when, and for which session."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import msgspec

from harness.reference.defects.registry import DEFECTS, Defect, defect
from harness.reference.defects.wrappers import judging, refusing
from harness.reference.enrollment.state import CaptureClaims, Case, EnterOtp, Judge, Outcome
from harness.reference.refusal import Refusal
from harness.reference.rulebook import Rules


def _capturing(change: Callable[[Case, Judge, datetime], Judge]) -> Defect:
    """A defect that takes the capture for something else, whenever it is checked."""

    def defect(rules: Rules) -> Rules:
        check, judge = rules.check_capture, rules.judge
        return replace(
            rules,
            check_capture=lambda case, command, now: check(case, change(case, command, now), now),
            judge=lambda case, command, now: judge(case, change(case, command, now), now),
        )

    return defect


def _just_taken(_case: Case, command: Judge, now: datetime) -> Judge:
    capture = command.capture and replace(command.capture, captured_at=int(now.timestamp()))
    return replace(command, capture=capture)


def _of_these_bytes(_case: Case, command: Judge, _now: datetime) -> Judge:
    return replace(command, capture=command.capture and replace(command.capture, image_sha256=command.image_sha256))


def _vouched_for(case: Case, command: Judge, now: datetime) -> Judge:
    claims = CaptureClaims(
        challenge=case.session.challenge or "", image_sha256=command.image_sha256, captured_at=int(now.timestamp())
    )
    return replace(command, capture=command.capture or claims)


DEFECTS["stale-capture-taken"] = _capturing(_just_taken)
DEFECTS["image-of-another-capture-taken"] = _capturing(_of_these_bytes)
DEFECTS["uploaded-file-taken"] = _capturing(_vouched_for)
DEFECTS["attack-not-judged"] = judging(
    lambda command: replace(command, verdict=command.verdict and replace(command.verdict, is_live=True))
)


def _forget_count(_case: Case, _command: Judge, refusal: Refusal) -> None:
    refusal.after = None


def _forget_count_of_wrong_data(_case: Case, command: Judge, refusal: Refusal) -> None:
    if command.verdict is not None and command.verdict.matches:
        refusal.after = None


DEFECTS["attack-not-counted"] = refusing(_forget_count, "LIVENESS_FAILED")
DEFECTS["wrong-data-not-counted"] = refusing(_forget_count_of_wrong_data, "DATA_MISMATCH")


@defect("replayed-capture-taken")
def _replayed_capture_taken(rules: Rules) -> Rules:
    return replace(rules, is_copy=lambda found: found != "same" and rules.is_copy(found))


@defect("altered-capture-taken")
def _altered_capture_taken(rules: Rules) -> Rules:
    return replace(rules, is_copy=lambda found: found != "altered" and rules.is_copy(found))


@defect("level-of-unproven-capture-not-capped")
def _level_of_unproven_capture_not_capped(rules: Rules) -> Rules:
    def judge(case: Case, command: Judge, now: datetime) -> Outcome:
        policy = msgspec.structs.replace(command.policy, unproven_capture_cap="verified")
        return rules.judge(case, replace(command, policy=policy), now)

    def enter_otp(case: Case, command: EnterOtp, now: datetime) -> Outcome:
        policy = msgspec.structs.replace(command.policy, unproven_capture_cap="verified")
        return rules.enter_otp(case, replace(command, policy=policy), now)

    return replace(rules, judge=judge, enter_otp=enter_otp)


@defect("proof-before-terms-not-told")
def _proof_before_terms_not_told(rules: Rules) -> Rules:
    def check_capture(case: Case, command: Judge, now: datetime) -> None:
        if case.session.terms_version is None:
            raise Refusal("STEP_ORDER")
        rules.check_capture(case, command, now)

    def judge(case: Case, command: Judge, now: datetime) -> Outcome:
        check_capture(case, command, now)
        return rules.judge(case, command, now)

    return replace(rules, check_capture=check_capture, judge=judge)
