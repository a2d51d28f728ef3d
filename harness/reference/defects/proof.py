"""Defects of the proof: data and face judged together."""

from dataclasses import replace

import msgspec

from harness.reference.defects.registry import DEFECTS, defect
from harness.reference.defects.wrappers import judging, refusing
from harness.reference.enrollment.state import (
    Case,
    Judge,
)
from harness.reference.identity.rules import SendSms
from harness.reference.refusal import Refusal
from harness.reference.rulebook import Rules


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


def hint_at_unknown(_case: Case, command: Judge, refusal: Refusal) -> None:
    """Mark the refusal of an unknown person for whoever tells it."""
    if command.record is None:
        refusal.facts = replace(refusal.facts, field="unknown")


DEFECTS["mismatch-not-counted"] = refusing(_forget_count, "DATA_MISMATCH")
DEFECTS["lock-only-known-persons"] = refusing(_forget_count_of_unknown, "DATA_MISMATCH")
DEFECTS["mismatch-closes-session"] = refusing(_close_session, "DATA_MISMATCH")
DEFECTS["code-sent-after-mismatch"] = refusing(_send_code_all_the_same, "DATA_MISMATCH")
DEFECTS["refusal-reveals-person"] = refusing(_tell_whether_person_exists, "DATA_MISMATCH")


@defect("picture-quality-ignored")
def _picture_quality_ignored(rules: Rules) -> Rules:
    def change(command: Judge) -> Judge:
        return replace(command, verdict=command.verdict and replace(command.verdict, reasons=()))

    return judging(change)(rules)


@defect("quality-without-reason")
def _quality_without_reason(rules: Rules) -> Rules:
    def drop(_case: Case, _command: Judge, refusal: Refusal) -> None:
        refusal.facts = replace(refusal.facts, reasons=())

    return refusing(drop, "FACE_QUALITY")(rules)


@defect("any-face-matches")
def _any_face_matches(rules: Rules) -> Rules:
    def change(command: Judge) -> Judge:
        return replace(command, verdict=command.verdict and replace(command.verdict, matches=True))

    return judging(change)(rules)


@defect("capture-not-checked")
def _capture_not_checked(rules: Rules) -> Rules:
    def trusting(command: Judge) -> Judge:
        return replace(command, policy=msgspec.structs.replace(command.policy, capture_attestation=False))

    check, judge = rules.check_capture, rules.judge
    return replace(
        rules,
        check_capture=lambda case, command, now: check(case, trusting(command), now),
        judge=lambda case, command, now: judge(case, trusting(command), now),
    )
