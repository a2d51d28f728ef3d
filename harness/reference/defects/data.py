"""Defects of consent and of the data that is entered."""

from dataclasses import replace
from datetime import datetime

import msgspec

from harness.protocol.identifiers import IdentifierError, parse_civil_number
from harness.reference.defects.registry import defect
from harness.reference.defects.wrappers import with_record
from harness.reference.enrollment.state import (
    Accept,
    Case,
    Confirm,
    Judge,
    Outcome,
    Submit,
)
from harness.reference.refusal import Refusal
from harness.reference.rulebook import Rules


@defect("notice-not-needed")
def _notice_not_needed(rules: Rules) -> Rules:
    def accept(case: Case, command: Accept, now: datetime) -> Outcome:
        message = msgspec.structs.replace(command.message, notice_acknowledged=True)
        return rules.accept(case, replace(command, message=message), now)

    return replace(rules, accept=accept)


@defect("data-before-notice")
def _data_before_notice(rules: Rules) -> Rules:
    def submit(case: Case, command: Submit, now: datetime) -> Outcome:
        if case.session.state == "OPENED":
            accepted = replace(case.session, state="TERMS_ACCEPTED", terms_version=command.policy.terms_version)
            case = replace(case, session=accepted)
        return rules.submit(case, command, now)

    return replace(rules, submit=submit)


@defect("terms-version-ignored")
def _terms_version_ignored(rules: Rules) -> Rules:
    def accept(case: Case, command: Accept, now: datetime) -> Outcome:
        message = msgspec.structs.replace(command.message, terms_version=command.policy.terms_version)
        return rules.accept(case, replace(command, message=message), now)

    return replace(rules, accept=accept)


@defect("confirmation-not-needed")
def _confirmation_not_needed(rules: Rules) -> Rules:
    def confirm(case: Case, command: Confirm, now: datetime) -> Outcome:
        return rules.confirm(case, replace(command, confirmed=True), now)

    return replace(rules, confirm=confirm)


@defect("editing-keeps-confirmation")
def _editing_keeps_confirmation(rules: Rules) -> Rules:
    def submit(case: Case, command: Submit, now: datetime) -> Outcome:
        after, effects = rules.submit(case, command, now)
        if case.session.state == "DATA_CONFIRMED":
            kept = replace(after.session, state="DATA_CONFIRMED", challenge=case.session.challenge)
            after = replace(after, session=kept)
        return after, effects

    return replace(rules, submit=submit)


@defect("arabic-digits-refused")
def _arabic_digits_refused(rules: Rules) -> Rules:
    def submit(case: Case, command: Submit, now: datetime) -> Outcome:
        if not (command.data.civil_number or "").isascii():
            raise Refusal("CIVIL_NO_INVALID")
        return rules.submit(case, command, now)

    return replace(rules, submit=submit)


@defect("check-digit-ignored")
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


@defect("remainder-zero-accepted")
def _remainder_zero_accepted(rules: Rules) -> Rules:
    def submit(case: Case, command: Submit, now: datetime) -> Outcome:
        policy = msgspec.structs.replace(command.policy, lenient_check_digit=True)
        return rules.submit(case, replace(command, policy=policy), now)

    return replace(rules, submit=submit)


@defect("serial-not-compared")
def _serial_not_compared(rules: Rules) -> Rules:
    def judge(case: Case, command: Judge, now: datetime) -> Outcome:
        applicant, record = case.session.applicant, command.record
        if applicant and record and record.card and applicant.claim.card_serial:
            card = replace(record.card, serial=applicant.claim.card_serial)
            command = replace(command, record=replace(record, card=card, earlier_serials=()))
        return rules.judge(case, command, now)

    return replace(rules, judge=judge)


@defect("wrong-passport-accepted")
def _wrong_passport_accepted(rules: Rules) -> Rules:
    def judge(case: Case, command: Judge, now: datetime) -> Outcome:
        applicant = case.session.applicant
        passport = applicant.claim.passport_number if applicant else None
        changed = with_record(command, lambda record: replace(record, passport_number=passport))
        return rules.judge(case, changed, now)

    return replace(rules, judge=judge)


@defect("passport-not-required")
def _passport_not_required(rules: Rules) -> Rules:
    def submit(case: Case, command: Submit, now: datetime) -> Outcome:
        data = msgspec.structs.replace(command.data, passport_number=command.data.passport_number or "A0000000")
        return rules.submit(case, replace(command, data=data), now)

    return replace(rules, submit=submit)


@defect("passport-of-citizen-refused")
def _passport_of_citizen_refused(rules: Rules) -> Rules:
    def submit(case: Case, command: Submit, now: datetime) -> Outcome:
        if command.data.nationality == "KWT" and command.data.passport_number:
            raise Refusal("PASSPORT_FORMAT")
        return rules.submit(case, command, now)

    return replace(rules, submit=submit)
