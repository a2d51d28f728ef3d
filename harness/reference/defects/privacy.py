"""Defects of what is told before proof, and of what is kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import msgspec

from harness.protocol.messages import enrollment
from harness.protocol.messages.problem import Problem, Remedy
from harness.reference.defects.registry import DEFECTS, Defect, defect
from harness.reference.defects.wrappers import judging, reading, refusing, telling
from harness.reference.enrollment.state import Case, Judge
from harness.reference.identity.rules import SendSms
from harness.reference.refusal import Refusal
from harness.reference.registry.rules import Record
from harness.reference.rulebook import Rules
from harness.world.policy import Policy


def _telling_early(code: str, of: Callable[[Case, Record], bool]) -> Defect:
    """A defect that tells some applicants before proof what the matter is."""

    def tell(case: Case, command: Judge, refusal: Refusal) -> None:
        if command.record is not None and of(case, command.record):
            refusal.code = code

    return refusing(tell, "DATA_MISMATCH")


def _lacks_article(_case: Case, record: Record) -> bool:
    return record.category != "citizen" and record.card is not None and record.residency_article is None


def _is_dependent_with_other_passport(case: Case, record: Record) -> bool:
    applicant = case.session.applicant
    differs = applicant is not None and applicant.claim.passport_number != record.passport_number
    return record.residency_article == 22 and differs  # noqa: PLR2004 - the article of dependents


DEFECTS["detail-told-in-arabic"] = _telling_early("FACE_MISMATCH", lambda case, _record: case.session.language == "ar")
DEFECTS["incomplete-record-told-before-proof"] = _telling_early("DATA_INCOMPLETE", _lacks_article)
DEFECTS["passport-told-to-dependents"] = _telling_early("PASSPORT_MISMATCH", _is_dependent_with_other_passport)
DEFECTS["early-detail-withheld"] = reading(early_detail=False)


def _telling_mismatch(change: Callable[[Problem], Problem]) -> Defect:
    return telling(lambda refusal, problem: change(problem) if refusal.code == "DATA_MISMATCH" else problem)


DEFECTS["mismatch-without-advice"] = _telling_mismatch(
    lambda problem: msgspec.structs.replace(
        problem, detail="Check the numbers.", remedy=Remedy(en="Check the numbers.", ar="راجع الأرقام.")
    )
)
DEFECTS["score-in-the-text"] = _telling_mismatch(
    lambda problem: msgspec.structs.replace(problem, detail=f"{problem.detail} (41 %)")
)


def _tell_the_holder(case: Case, _command: Judge, refusal: Refusal) -> None:
    if isinstance(refusal.after, tuple):
        notices = tuple(SendSms(to=each.mobile, kind="moved", language=each.language) for each in case.devices)
        refusal.after = (refusal.after[0], notices)


DEFECTS["holder-told-of-a-mismatch"] = refusing(_tell_the_holder, "DATA_MISMATCH")


@defect("unclear-picture-of-unknown-is-a-mismatch")
def _unclear_picture_of_unknown_is_a_mismatch(rules: Rules) -> Rules:
    def change(command: Judge) -> Judge:
        if command.record is not None or command.verdict is None:
            return command
        return replace(command, verdict=replace(command.verdict, reasons=()))

    return judging(change)(rules)


@defect("score-told-of-a-match")
def _score_told_of_a_match(rules: Rules) -> Rules:
    def show_session(case: Case, policy: Policy, now: datetime) -> enrollment.Session:
        shown = rules.show_session(case, policy, now)
        return msgspec.structs.replace(shown, level="similarity 0.93") if shown.state == "OTP_SENT" else shown

    return replace(rules, show_session=show_session)
