"""The data form: what may be said of an input by looking at it alone, never at the registry (PRV-010). Pure."""

from collections.abc import Callable

from harness.protocol.identifiers import (
    IdentifierError,
    parse_card_serial,
    parse_civil_number,
    parse_email_address,
    parse_hawyti_serial,
    parse_msisdn,
    parse_passport_number,
    parse_reference_number,
)
from harness.protocol.messages.enrollment import ApplicantData, Method
from harness.reference.enrollment.state import Applicant
from harness.reference.refusal import refused_field
from harness.reference.registry.rules import CITIZENS, Claim
from harness.world.policy import Policy


def read_form(data: ApplicantData, policy: Policy, *, method: Method = "manual") -> Applicant:
    """The entered data in normal form; the first item that is missing or malformed, in the order of the form, is refused.

    Raises:
        Refusal: CIVIL_NO_REQUIRED, CIVIL_NO_INVALID, SERIAL_REQUIRED, SERIAL_FORMAT, NATIONALITY_REQUIRED,
            PASSPORT_REQUIRED, PASSPORT_FORMAT, EMAIL_REQUIRED, EMAIL_INVALID, MOBILE_REQUIRED or MOBILE_INVALID.
    """
    if method == "cardless":
        return _cardless(data, policy)
    claim = _claim(data, policy)
    email = required(data.email, "email", ("EMAIL_REQUIRED", "EMAIL_INVALID"), parse_email_address)
    mobile = required(data.mobile, "mobile", ("MOBILE_REQUIRED", "MOBILE_INVALID"), parse_msisdn)
    return Applicant(claim=claim, email=email, mobile=mobile)


def _cardless(data: ApplicantData, policy: Policy) -> Applicant:
    """The form without a card: reference number or civil number, and a passport; no serial is asked (ENR-021, ENR-022a)."""

    def number(text: str) -> str:
        if text.strip().upper().startswith("R"):
            return parse_reference_number(text)
        return parse_civil_number(text, lenient_check_digit=policy.lenient_check_digit)

    named = required(data.civil_number, "civil_number", ("CIVIL_NO_REQUIRED", "CIVIL_NO_INVALID"), number)
    is_reference = named.startswith("R")
    claim = Claim(
        civil_number="" if is_reference else named,
        card_serial=None,
        hawyti_serial=None,
        nationality=data.nationality or "",
        passport_number=_passport(data),
        reference_number=named if is_reference else None,
    )
    email = _optional(data.email, "email", "EMAIL_INVALID", parse_email_address)
    mobile = _optional(data.mobile, "mobile", "MOBILE_INVALID", parse_msisdn)
    if mobile is None and policy.otp_by_channel.cardless:
        raise refused_field("MOBILE_REQUIRED", "mobile")
    return Applicant(claim=claim, email=email or "", mobile=mobile or "")


def _claim(data: ApplicantData, policy: Policy) -> Claim:
    def civil(text: str) -> str:
        return parse_civil_number(text, lenient_check_digit=policy.lenient_check_digit)

    codes = ("CIVIL_NO_REQUIRED", "CIVIL_NO_INVALID")
    civil_number = required(data.civil_number, "civil_number", codes, civil)
    card_serial = _optional(data.card_serial, "card_serial", "SERIAL_FORMAT", parse_card_serial)
    hawyti_serial = _optional(data.hawyti_serial, "hawyti_serial", "SERIAL_FORMAT", parse_hawyti_serial)
    if card_serial is None and hawyti_serial is None:
        raise refused_field("SERIAL_REQUIRED", "card_serial")
    if not data.nationality:
        raise refused_field("NATIONALITY_REQUIRED", "nationality")
    return Claim(
        civil_number=civil_number,
        card_serial=card_serial,
        hawyti_serial=hawyti_serial,
        nationality=data.nationality,
        passport_number=None if data.nationality == CITIZENS else _passport(data),
    )


def _passport(data: ApplicantData) -> str:
    codes = ("PASSPORT_REQUIRED", "PASSPORT_FORMAT")
    return required(data.passport_number, "passport_number", codes, parse_passport_number)


def required(text: str | None, field: str, codes: tuple[str, str], parse: Callable[[str], str]) -> str:
    """A field in normal form.

    Raises:
        Refusal: the first of the codes where the field is empty, the second where it is malformed.
    """
    found = _optional(text, field, codes[1], parse)
    if found is None:
        raise refused_field(codes[0], field)
    return found


def _optional(text: str | None, field: str, code: str, parse: Callable[[str], str]) -> str | None:
    if text is None or not text.strip():
        return None
    try:
        return parse(text)
    except IdentifierError:
        raise refused_field(code, field) from None
