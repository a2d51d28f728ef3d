"""Defects of the way without a card, of serials, of contact data and of what follows from the registry."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import msgspec

from harness.protocol.identifiers import (
    CivilNumber,
    IdentifierError,
    birth_date_of,
    card_serial_for,
    parse_civil_number,
)
from harness.protocol.messages.enrollment import ApplicantData
from harness.reference.defects.registry import DEFECTS, Defect, defect
from harness.reference.defects.wrappers import judging, reading, refusing, with_record
from harness.reference.enrollment.state import Applicant, Case, EnterOtp, Judge, Outcome, Submit, Tally
from harness.reference.identity.rules import SendSms, person_key
from harness.reference.notices.rules import FeeNotice
from harness.reference.refusal import Refusal
from harness.reference.registry.rules import Card, Change, Claim, Record, ResidencyRequest
from harness.reference.rulebook import Rules
from harness.world.policy import ChannelTable, LevelTable, Policy

_ANY = ApplicantData(
    civil_number="290010100003",
    card_serial=card_serial_for(300_000_000),
    passport_number="A0000000",
    email="nobody@example.org",
    mobile="+96550000000",
)
"""Taken in the place of what is missing or malformed."""


# -- what is typed


def _typing(change: Callable[[ApplicantData, Case], ApplicantData]) -> Defect:
    """A defect that takes other data than was typed."""

    def defect(rules: Rules) -> Rules:
        def submit(case: Case, command: Submit, now: datetime) -> Outcome:
            return rules.submit(case, replace(command, data=change(command.data, case)), now)

        return replace(rules, submit=submit)

    return defect


def _forgiving(field: str, *codes: str) -> Defect:
    """A defect that takes any value in the place of one that is refused with one of the codes."""

    def defect(rules: Rules) -> Rules:
        def submit(case: Case, command: Submit, now: datetime) -> Outcome:
            try:
                return rules.submit(case, command, now)
            except Refusal as refusal:
                if refusal.code not in codes:
                    raise
            changed = msgspec.structs.replace(command.data, **{field: getattr(_ANY, field)})
            if field == "card_serial":
                changed = msgspec.structs.replace(changed, hawyti_serial=None)
            return rules.submit(case, replace(command, data=changed), now)

        return replace(rules, submit=submit)

    return defect


DEFECTS["civil-number-not-required"] = _forgiving("civil_number", "CIVIL_NO_REQUIRED")
DEFECTS["serial-not-required"] = _forgiving("card_serial", "SERIAL_REQUIRED")
DEFECTS["serial-of-any-form-taken"] = _forgiving("card_serial", "SERIAL_FORMAT")
DEFECTS["email-not-required"] = _forgiving("email", "EMAIL_REQUIRED")
DEFECTS["email-of-any-form-taken"] = _forgiving("email", "EMAIL_INVALID")
DEFECTS["mobile-not-required"] = _forgiving("mobile", "MOBILE_REQUIRED")
DEFECTS["mobile-of-any-form-taken"] = _forgiving("mobile", "MOBILE_INVALID")


@defect("passport-not-required-without-card")
def _passport_not_required_without_card(rules: Rules) -> Rules:
    def change(data: ApplicantData, case: Case) -> ApplicantData:
        if case.session.method != "cardless":
            return data
        return msgspec.structs.replace(data, passport_number=data.passport_number or _ANY.passport_number)

    return _typing(change)(rules)


@defect("landline-taken-without-card")
def _landline_taken_without_card(rules: Rules) -> Rules:
    return _on_cardless(_forgiving("mobile", "MOBILE_INVALID"), rules)


@defect("reference-of-any-form-taken")
def _reference_of_any_form_taken(rules: Rules) -> Rules:
    return _on_cardless(_forgiving("civil_number", "CIVIL_NO_INVALID"), rules)


def _on_cardless(broken: Defect, rules: Rules) -> Rules:
    """The rules with a form that is broken on the card-less channel alone."""
    other = broken(rules)

    def submit(case: Case, command: Submit, now: datetime) -> Outcome:
        return (other if case.session.method == "cardless" else rules).submit(case, command, now)

    return replace(rules, submit=submit)


@defect("mobile-without-country-code-refused")
def _mobile_without_country_code_refused(rules: Rules) -> Rules:
    def submit(case: Case, command: Submit, now: datetime) -> Outcome:
        if command.data.mobile and not command.data.mobile.startswith("+"):
            raise Refusal("MOBILE_INVALID")
        return rules.submit(case, command, now)

    return replace(rules, submit=submit)


@defect("reference-number-taken-everywhere")
def _reference_number_taken_everywhere(rules: Rules) -> Rules:
    def submit(case: Case, command: Submit, now: datetime) -> Outcome:
        data = command.data
        if case.session.method == "manual" and (data.civil_number or "").startswith("R"):
            data = msgspec.structs.replace(data, civil_number=_ANY.civil_number)
        return rules.submit(case, replace(command, data=data), now)

    return replace(rules, submit=submit)


@defect("malformed-number-counted")
def _malformed_number_counted(rules: Rules) -> Rules:
    """Looks for the person beside the number before its form, and counts the failure."""
    counted: dict[str, int] = {}

    def submit(case: Case, command: Submit, now: datetime) -> Outcome:
        try:
            return rules.submit(case, command, now)
        except Refusal as refusal:
            person = _person_beside(command) if refusal.code == "CIVIL_NO_INVALID" else None
            if person is not None:
                counted[person] = counted.get(person, 0) + 1
                limits = command.policy.face_tries
                locked = case.session.expires_at if counted[person] >= limits.tries else None
                tally = Tally(person=person, face_failures=counted[person], face_locked_until=locked)
                refusal.after = (replace(case, tally=tally), ())
            raise

    return replace(rules, submit=submit)


def _person_beside(command: Submit) -> str | None:
    number = command.data.civil_number or ""
    for digit in "0123456789":
        try:
            return person_key(parse_civil_number(number[:-1] + digit), command.secret)
        except IdentifierError:
            continue
    return None


# -- what is compared


def _believing(change: Callable[[Record, Applicant], Record]) -> Defect:
    """A defect that takes what was typed for what the registry says."""

    def defect(rules: Rules) -> Rules:
        def judge(case: Case, command: Judge, now: datetime) -> Outcome:
            applicant = case.session.applicant
            if applicant is not None:
                command = with_record(command, lambda record: change(record, applicant))
            return rules.judge(case, command, now)

        return replace(rules, judge=judge)

    return defect


def _with_request(record: Record, change: Callable[[ResidencyRequest], ResidencyRequest]) -> Record:
    return replace(record, request=record.request and change(record.request))


def _with_any_hawyti_serial(record: Record, applicant: Applicant) -> Record:
    if applicant.claim.hawyti_serial is None or record.card is not None:
        return record
    return replace(record, hawyti_serial=applicant.claim.hawyti_serial)


def _with_renewal_by_sms(record: Record, applicant: Applicant) -> Record:
    if applicant.claim.hawyti_serial is None or record.card is None or record.hawyti_serial is not None:
        return record
    return replace(record, hawyti_serial=applicant.claim.hawyti_serial, first_issue=True)


def _with_passport_of_request(record: Record, applicant: Applicant) -> Record:
    return replace(record, passport_number=applicant.claim.passport_number) if record.request else record


def _with_any_card(record: Record, applicant: Applicant) -> Record:
    serial = applicant.claim.card_serial
    if record.card is not None or serial is None:
        return record
    return replace(record, card=Card(serial=serial, kind="smart", expires_on=date.max))


def _carried(record: Record, applicant: Applicant) -> date:
    number = applicant.claim.civil_number
    return birth_date_of(CivilNumber(number)) if number else record.birth_date


DEFECTS["declared-nationality-believed"] = _believing(
    lambda record, applicant: replace(record, nationality=applicant.claim.nationality or record.nationality)
)
DEFECTS["birth-date-not-compared"] = _believing(
    lambda record, applicant: replace(record, birth_date=_carried(record, applicant))
)
DEFECTS["any-serial-serves-without-card"] = _believing(_with_any_card)
DEFECTS["any-identity-serial-accepted"] = _believing(_with_any_hawyti_serial)
DEFECTS["identity-serial-never-serves"] = _believing(lambda record, _applicant: replace(record, first_issue=False))
DEFECTS["identity-serial-never-spent"] = _believing(
    lambda record, _: replace(record, first_issue=record.hawyti_serial is not None)
)
DEFECTS["identity-serial-accepted-for-renewal"] = _believing(_with_renewal_by_sms)
DEFECTS["passport-of-any-request-accepted"] = _believing(_with_passport_of_request)
DEFECTS["consumed-reference-accepted"] = _believing(
    lambda record, _: _with_request(record, lambda request: replace(request, civil_number_allocated=False))
)
DEFECTS["unpaid-request-accepted"] = _believing(
    lambda record, _: _with_request(record, lambda request: replace(request, fee_paid=True))
)


def _without_portrait(command: Judge) -> Judge:
    record = command.record
    if record is None or record.request is None or record.request.has_portrait:
        return command
    verdict = command.verdict and replace(command.verdict, matches=True)
    return replace(
        command, record=_with_request(record, lambda request: replace(request, has_portrait=True)), verdict=verdict
    )


DEFECTS["request-without-portrait-accepted"] = judging(_without_portrait)


@defect("reference-without-request-accepted")
def _reference_without_request_accepted(rules: Rules) -> Rules:
    def judge(case: Case, command: Judge, now: datetime) -> Outcome:
        claim = case.session.applicant.claim if case.session.applicant else None
        if claim and claim.reference_number and command.record is None:
            record = _requested_by(claim)
            command = replace(
                command, record=record, verdict=command.verdict and replace(command.verdict, matches=True)
            )
        return rules.judge(case, command, now)

    return replace(rules, judge=judge)


def _requested_by(claim: Claim) -> Record:
    return Record(
        civil_number="",
        category="resident",
        status="active",
        nationality=claim.nationality,
        birth_date=date(1990, 1, 1),
        passport_number=claim.passport_number,
        residency_article=18,
        request=ResidencyRequest(
            reference_number=claim.number, fee_paid=True, has_portrait=True, civil_number_allocated=False
        ),
    )


def _keeping(change: Callable[[Record], Record]) -> Defect:
    """A defect that asks of another record whether its person may keep the identity."""

    def defect(rules: Rules) -> Rules:
        return replace(rules, may_keep=lambda record, policy, now: rules.may_keep(change(record), policy, now))

    return defect


# -- who may register


def _deciding_by_occupation(record: Record) -> Record:
    if record.category != "resident" or record.residency_article is None:
        return record
    is_domestic = any(word in record.occupation.lower() for word in ("domestic", "driver"))
    return replace(record, residency_article=20 if is_domestic else 18)


def _with_residency(record: Record) -> Record:
    return replace(record, category="resident", residency_article=18) if record.category == "visitor" else record


def _keep_open(_case: Case, _command: Judge, refusal: Refusal) -> None:
    refusal.after = None


DEFECTS["occupation-decides"] = judging(lambda command: with_record(command, _deciding_by_occupation))
DEFECTS["visitor-eligible"] = judging(lambda command: with_record(command, _with_residency))
DEFECTS["employees-excluded"] = reading(excluded_articles=[18, 20])
DEFECTS["article-22-excluded"] = reading(excluded_articles=[20, 22])
DEFECTS["citizen-without-card-allowed"] = reading(cardless_categories=["resident", "citizen"])
DEFECTS["refused-session-stays-open"] = refusing(_keep_open, "CATEGORY_EXCLUDED")


# -- codes, levels and counters of the channels


DEFECTS["code-sent-on-every-way"] = reading(
    otp_by_channel=ChannelTable(manual=True, cardless=True, nfc=True, kiosk=True)
)
DEFECTS["level-above-the-cap"] = reading(level_by_channel=LevelTable(cardless="verified"))


@defect("serial-taken-for-code")
def _serial_taken_for_code(rules: Rules) -> Rules:
    def enter_otp(case: Case, command: EnterOtp, now: datetime) -> Outcome:
        try:
            return rules.enter_otp(case, command, now)
        except Refusal:
            claim = case.session.applicant.claim if case.session.applicant else None
            if claim is None or claim.hawyti_serial != command.code:
                raise
        return replace(case, session=replace(case.session, state="VERIFIED", level="medium")), ()

    return replace(rules, enter_otp=enter_otp)


@defect("counters-of-each-channel-apart")
def _counters_of_each_channel_apart(rules: Rules) -> Rules:
    counted: dict[str, Tally] = {}

    def judge(case: Case, command: Judge, now: datetime) -> Outcome:
        if case.session.method == "manual":
            return rules.judge(case, command, now)
        name = case.session.applicant.claim.number if case.session.applicant else ""
        try:
            return rules.judge(replace(case, tally=counted.get(name, Tally(person=case.tally.person))), command, now)
        except Refusal as refusal:
            if isinstance(refusal.after, tuple):
                counted[name] = refusal.after[0].tally
                refusal.after = None
            raise

    return replace(rules, judge=judge)


# -- what other authorities tell


DEFECTS["identity-of-the-dead-kept"] = _keeping(lambda record: replace(record, status="active"))
DEFECTS["identity-of-the-excluded-kept"] = _keeping(
    lambda record: replace(record, residency_article=record.residency_article and 18)
)
DEFECTS["serial-before-payment"] = _believing(
    lambda record, applicant: (
        replace(record, hawyti_serial=applicant.claim.hawyti_serial, first_issue=True) if _unpaid(record) else record
    )
)


def _unpaid(record: Record) -> bool:
    return record.request is not None and not record.request.fee_paid


@defect("payment-counted-twice")
def _payment_counted_twice(rules: Rules) -> Rules:
    def note_fee(notice: FeeNotice) -> tuple[Change, SendSms]:
        record = notice.record and _with_request(notice.record, lambda request: replace(request, fee_paid=False))
        return rules.note_fee(replace(notice, record=record, taken_before=False))

    return replace(rules, note_fee=note_fee)


@defect("payment-brings-no-message")
def _payment_brings_no_message(rules: Rules) -> Rules:
    def note_fee(notice: FeeNotice) -> tuple[Change, SendSms]:
        change, message = rules.note_fee(notice)
        return change, replace(message, to="+96550000000")

    return replace(rules, note_fee=note_fee)


@defect("serial-sent-as-code")
def _serial_sent_as_code(rules: Rules) -> Rules:
    def sms_text(message: SendSms, policy: Policy) -> str:
        text = rules.sms_text(message, policy)
        return f"{text} Code: {message.code[1:]}" if message.kind == "serial" else text

    return replace(rules, sms_text=sms_text)


@defect("anybody-may-tell-a-payment")
def _anybody_may_tell_a_payment(rules: Rules) -> Rules:
    return replace(rules, is_partner=lambda _shared, _shown: True)
