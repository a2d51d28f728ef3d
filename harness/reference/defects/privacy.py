"""Defects of what is told before proof, and of what is kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from harness.protocol.encoding import jose, strict_json
from harness.protocol.messages import enrollment
from harness.protocol.messages.office import Officer, OfficerRoster
from harness.protocol.messages.problem import Problem, Remedy
from harness.protocol.messages.testing import AuditRecord
from harness.reference.audit import EPOCH
from harness.reference.defects.registry import DEFECTS, Defect, defect
from harness.reference.defects.wrappers import judging, reading, refusing, telling
from harness.reference.desk.rules import Standing
from harness.reference.enrollment.state import Case, FaceVerdict, Judge, Outcome
from harness.reference.identity.rules import SendSms
from harness.reference.refusal import Refusal, RefusedOnce, Truth
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


@defect("unknown-person-returns-early")
def _unknown_person_returns_early(rules: Rules) -> Rules:
    """Nobody looks at the picture of an unknown person; code, text and count stay the same."""

    def check_capture(case: Case, command: Judge, now: datetime) -> None:
        rules.check_capture(case, command, now)
        if command.record is None:
            raise Refusal("DATA_MISMATCH")

    def judge(case: Case, command: Judge, now: datetime) -> Outcome:
        if command.record is None and command.verdict is None:
            command = replace(command, verdict=FaceVerdict(reasons=(), matches=False))
        return rules.judge(case, command, now)

    return replace(rules, check_capture=check_capture, judge=judge)


# -- what is kept ----------------------------------------------------------------------------------------------------


@defect("refusals-kept-for-ever")
def _refusals_kept_for_ever(rules: Rules) -> Rules:
    return replace(rules, kept_since=lambda _now, _policy: EPOCH)


@defect("audit-tail-cut")
def _audit_tail_cut(rules: Rules) -> Rules:
    def audit_page(records: list[AuditRecord]) -> list[AuditRecord]:
        page = rules.audit_page(records)
        return page[:-1] if page and page[-1].code == "CONSENT_MISSING" else page

    return replace(rules, audit_page=audit_page)


@defect("audit-lines-swapped")
def _audit_lines_swapped(rules: Rules) -> Rules:
    def audit_page(records: list[AuditRecord]) -> list[AuditRecord]:
        page = rules.audit_page(records)
        if len(page) < 2 or page[0].sequence != 1:  # noqa: PLR2004 - two lines to swap
            return page
        first, second, *others = page
        return [
            msgspec.structs.replace(second, sequence=first.sequence),
            msgspec.structs.replace(first, sequence=second.sequence),
            *others,
        ]

    return replace(rules, audit_page=audit_page)


@defect("clock-set-back-unnoticed")
def _clock_set_back_unnoticed(rules: Rules) -> Rules:
    return replace(rules, clock_went_back=lambda _latest, _now, _policy: False)


@defect("form-asked-of-the-registry")
def _form_asked_of_the_registry(rules: Rules) -> Rules:
    return replace(rules, registry_asked_at=rules.registry_asked_at | {"submit"})


# -- the desk --------------------------------------------------------------------------------------------------------


@defect("reason-told-by-telephone")
def _reason_told_by_telephone(rules: Rules) -> Rules:
    def tell_reason(refused: RefusedOnce | None, standing: Standing) -> RefusedOnce:
        return rules.tell_reason(refused, replace(standing, presence="in_person"))

    return replace(rules, tell_reason=tell_reason)


@defect("anybody-is-an-officer")
def _anybody_is_an_officer(rules: Rules) -> Rules:
    def tell_reason(refused: RefusedOnce | None, standing: Standing) -> RefusedOnce:
        everybody = OfficerRoster(issued_at=0, officers=[Officer(officer_id="anybody", key=standing.device)])
        return rules.tell_reason(refused or _NEVER, replace(standing, roster=everybody))

    return replace(rules, tell_reason=tell_reason)


@defect("reason-at-the-desk-is-uniform")
def _reason_at_the_desk_is_uniform(rules: Rules) -> Rules:
    def tell_reason(refused: RefusedOnce | None, standing: Standing) -> RefusedOnce:
        return replace(rules.tell_reason(refused, standing), truth=Truth(code="DATA_MISMATCH"))

    return replace(rules, tell_reason=tell_reason)


@defect("unsigned-roster-taken")
def _unsigned_roster_taken(rules: Rules) -> Rules:
    def read_roster(compact: str, _key: ec.EllipticCurvePublicKey | None) -> OfficerRoster:
        return strict_json.decode(jose.b64url_decode(compact.split(".")[1]), OfficerRoster)

    return replace(rules, read_roster=read_roster)


@defect("older-roster-taken")
def _older_roster_taken(rules: Rules) -> Rules:
    return replace(rules, take_roster=lambda _current, offered: offered)


_NEVER = RefusedOnce(truth=Truth(code="DATA_MISMATCH"), at=EPOCH)
