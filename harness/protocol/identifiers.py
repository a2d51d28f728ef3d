"""The numbers and addresses by which a person, a card or a phone is named: parse, check digit, mask.

Every `parse_*` takes what a person typed and returns the one normal form, or raises `IdentifierError`, whose
reason is an enum and whose text never repeats the input. Rules that hold for all of them:

1. Arabic-Indic (U+0660..) and Extended Arabic-Indic (U+06F0..) digits are read as ASCII digits; the digits of any
   other script are refused.
2. White space around the text is ignored; inside, it is refused (except in telephone numbers).
3. The checks run in one order: characters, length, leading digit, date, check digit; the first to fail is the reason.

Sources: the civil number and the national id follow public descriptions (no official paper is public; the civil
number's check digit is therefore a switch). Card serial, Hawyti serial and reference number are OUR OWN published
model, since the national formats are not public: their lengths and letters differ from each other and from a civil
number, a national id and a one-time code, so that a number typed into the wrong field fails by its form. The mobile
ranges are those that operators are known to use; the numbering plan itself was not at hand.
"""

import re
from datetime import date
from enum import StrEnum
from typing import NewType

CivilNumber = NewType("CivilNumber", str)
NationalId = NewType("NationalId", str)
CardSerial = NewType("CardSerial", str)
HawytiSerial = NewType("HawytiSerial", str)
ReferenceNumber = NewType("ReferenceNumber", str)
PassportNumber = NewType("PassportNumber", str)
Msisdn = NewType("Msisdn", str)
EmailAddress = NewType("EmailAddress", str)

CIVIL_NUMBER_WEIGHTS = (2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CIVIL_NUMBER_SERIALS = 10_000  # birth-day serials 0000..9999
KUWAIT_COUNTRY_CODE = "+965"

_CIVIL_NUMBER_DIGITS = 12
_CENTURIES = {"1": 1800, "2": 1900, "3": 2000}
_NATIONAL_ID_DIGITS = 10
_CARD_SERIAL_DIGITS = 10
_HAWYTI_SERIAL_DIGITS = 8
_REFERENCE_NUMBER_DIGITS = 9
_MOBILE_DIGITS = 8
_LONGEST_EMAIL = 254
_LONGEST_TEXT = 320  # nobody types more; what is longer is refused before any other work

_ASCII_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_PASSPORT = re.compile(r"[A-Z]{1,2}[0-9]{6,8}")
_EMAIL = re.compile(
    r"(?P<local>[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*)"
    r"@(?P<domain>(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)
_LONGEST_LOCAL_PART = 64


class IdentifierKind(StrEnum):
    """What the text was meant to be."""

    CIVIL_NUMBER = "civil_number"
    NATIONAL_ID = "national_id"
    CARD_SERIAL = "card_serial"
    HAWYTI_SERIAL = "hawyti_serial"
    REFERENCE_NUMBER = "reference_number"
    PASSPORT_NUMBER = "passport_number"
    MSISDN = "msisdn"
    EMAIL_ADDRESS = "email_address"


class IdentifierReason(StrEnum):
    """The first rule that the text breaks."""

    FORMAT = "format"  # a character that cannot stand there
    LENGTH = "length"
    LEADING_DIGIT = "leading_digit"  # century, citizen or resident, number range
    DATE = "date"  # the digits of the birth date are not a day of the calendar
    CHECK_DIGIT = "check_digit"
    LANDLINE = "landline"  # a Kuwaiti number that cannot receive an SMS


class IdentifierError(ValueError):
    """The text is not an identifier of that kind; the message names the rule and never the text."""

    def __init__(self, kind: IdentifierKind, reason: IdentifierReason) -> None:
        super().__init__(f"not a valid {kind}: {reason}")
        self.kind = kind
        self.reason = reason


def parse_civil_number(text: str, *, lenient_check_digit: bool = False) -> CivilNumber:
    """Read a Kuwaiti civil number.

    Shape: 12 digits: century (1, 2, 3 for 18xx, 19xx, 20xx), YYMMDD, 4 digits, check digit.
    The check digit is 11 minus the weighted sum of the first eleven modulo 11; a remainder of 0 or 1 leaves no digit.
    With `lenient_check_digit` the reading "weighted sum plus check digit is divisible by 11" holds instead, which
    accepts the digit 0 at remainder 0; remainder 1 fits no digit in either reading.

    Raises:
        IdentifierError: FORMAT, LENGTH, LEADING_DIGIT, DATE or CHECK_DIGIT.
    """
    kind = IdentifierKind.CIVIL_NUMBER
    digits = _digits(text, kind=kind, length=_CIVIL_NUMBER_DIGITS)
    if digits[0] not in _CENTURIES:
        raise IdentifierError(kind, IdentifierReason.LEADING_DIGIT)
    number = CivilNumber(digits)
    birth_date_of(number)
    remainder = _civil_number_remainder(digits)
    if (remainder == 0 and not lenient_check_digit) or (remainder + int(digits[-1])) % 11 != 0:
        raise IdentifierError(kind, IdentifierReason.CHECK_DIGIT)
    return number


def civil_number_for(birth_date: date, serial4: int) -> CivilNumber | None:
    """The civil number of that birth day and serial (0 to 9999); None where no check digit fits (remainder 0 or 1).

    Raises:
        IdentifierError: DATE for a year outside 1800 to 2099, LENGTH for a serial of more than four digits.
    """
    kind = IdentifierKind.CIVIL_NUMBER
    century = {base: digit for digit, base in _CENTURIES.items()}.get(birth_date.year // 100 * 100)
    if century is None:
        raise IdentifierError(kind, IdentifierReason.DATE)
    if not 0 <= serial4 < CIVIL_NUMBER_SERIALS:
        raise IdentifierError(kind, IdentifierReason.LENGTH)
    digits = f"{century}{birth_date.year % 100:02}{birth_date.month:02}{birth_date.day:02}{serial4:0{4}}"
    remainder = _civil_number_remainder(digits)
    return None if remainder <= 1 else CivilNumber(f"{digits}{11 - remainder}")


def birth_date_of(number: CivilNumber) -> date:
    """The birth date that a civil number carries.

    Raises:
        IdentifierError: DATE when the digits are not a day of the calendar.
    """
    try:
        return date(_CENTURIES[number[0]] + int(number[1:3]), int(number[3:5]), int(number[5:7]))
    except ValueError:
        raise IdentifierError(IdentifierKind.CIVIL_NUMBER, IdentifierReason.DATE) from None


def parse_national_id(text: str) -> NationalId:
    """Read a Saudi national id (first digit 1) or resident id (first digit 2): 10 digits, Luhn over all ten.

    Raises:
        IdentifierError: FORMAT, LENGTH, LEADING_DIGIT or CHECK_DIGIT.
    """
    kind = IdentifierKind.NATIONAL_ID
    digits = _digits(text, kind=kind, length=_NATIONAL_ID_DIGITS)
    if digits[0] not in "12":
        raise IdentifierError(kind, IdentifierReason.LEADING_DIGIT)
    return NationalId(_luhn_checked(digits, kind))


def parse_card_serial(text: str) -> CardSerial:
    """Read a card serial (our model): 10 digits, the first 3 to 9 (never a national id), Luhn over all ten.

    Raises:
        IdentifierError: FORMAT, LENGTH, LEADING_DIGIT or CHECK_DIGIT.
    """
    kind = IdentifierKind.CARD_SERIAL
    digits = _digits(text, kind=kind, length=_CARD_SERIAL_DIGITS)
    if digits[0] in "012":
        raise IdentifierError(kind, IdentifierReason.LEADING_DIGIT)
    return CardSerial(_luhn_checked(digits, kind))


def card_serial_for(number: int) -> CardSerial:
    """The card serial whose first nine digits are `number` (300000000 to 999999999).

    Raises:
        IdentifierError: LEADING_DIGIT or LENGTH for a number outside that range.
    """
    return parse_card_serial(_with_luhn(f"{number:09}"))


def parse_hawyti_serial(text: str) -> HawytiSerial:
    """Read the serial that first-time residents get by SMS (our model): "H" and 8 digits, Luhn over the eight.

    Raises:
        IdentifierError: FORMAT, LENGTH or CHECK_DIGIT.
    """
    kind = IdentifierKind.HAWYTI_SERIAL
    digits = _lettered(text, letter="H", kind=kind, length=_HAWYTI_SERIAL_DIGITS)
    return HawytiSerial(f"H{_luhn_checked(digits, kind)}")


def hawyti_serial_for(number: int) -> HawytiSerial:
    """The Hawyti serial whose first seven digits are `number` (0 to 9999999).

    Raises:
        IdentifierError: LENGTH for a number outside that range.
    """
    return parse_hawyti_serial(f"H{_with_luhn(f'{number:07}')}")


def parse_reference_number(text: str) -> ReferenceNumber:
    """Read the number of a paid card request (our model): "R" and 9 digits, Luhn over the nine.

    Raises:
        IdentifierError: FORMAT, LENGTH or CHECK_DIGIT.
    """
    kind = IdentifierKind.REFERENCE_NUMBER
    digits = _lettered(text, letter="R", kind=kind, length=_REFERENCE_NUMBER_DIGITS)
    return ReferenceNumber(f"R{_luhn_checked(digits, kind)}")


def reference_number_for(number: int) -> ReferenceNumber:
    """The reference number whose first eight digits are `number` (0 to 99999999).

    Raises:
        IdentifierError: LENGTH for a number outside that range.
    """
    return parse_reference_number(f"R{_with_luhn(f'{number:08}')}")


def parse_passport_number(text: str) -> PassportNumber:
    """Read a passport number: one or two Latin letters, then 6 to 8 digits; letters are normalized to upper case.

    Raises:
        IdentifierError: FORMAT.
    """
    normal = _plain(text, IdentifierKind.PASSPORT_NUMBER).upper()
    if _PASSPORT.fullmatch(normal) is None:
        raise IdentifierError(IdentifierKind.PASSPORT_NUMBER, IdentifierReason.FORMAT)
    return PassportNumber(normal)


def parse_msisdn(text: str) -> Msisdn:
    """Read a Kuwaiti mobile number into E.164, "+965" and 8 digits.

    Accepted: 8 digits beginning with 5, 6, 9 or 41 (the mobile ranges), with or without +965, 00965 or 965 before
    them; spaces, dashes and parentheses are ignored. Numbers beginning with 2 are landlines.

    Raises:
        IdentifierError: FORMAT, LENGTH, LANDLINE or LEADING_DIGIT.
    """
    kind = IdentifierKind.MSISDN
    compact = re.sub(r"[ \u00a0()-]", "", _plain(text, kind))
    digits = compact.removeprefix("+")
    if not _is_digits(digits):
        raise IdentifierError(kind, IdentifierReason.FORMAT)
    subscriber = _subscriber_number(digits, international=compact.startswith("+"))
    if len(subscriber) != _MOBILE_DIGITS:
        raise IdentifierError(kind, IdentifierReason.LENGTH)
    if subscriber.startswith("2"):
        raise IdentifierError(kind, IdentifierReason.LANDLINE)
    if not subscriber.startswith(("5", "6", "9", "41")):
        raise IdentifierError(kind, IdentifierReason.LEADING_DIGIT)
    return Msisdn(KUWAIT_COUNTRY_CODE + subscriber)


def parse_email_address(text: str) -> EmailAddress:
    """Read an e-mail address of the kind people have: ASCII dot-atom, a domain with a dot; no quoting, no literals.

    The domain is normalized to lower case; the local part is left as typed.

    Raises:
        IdentifierError: FORMAT or LENGTH (64 characters before the @, 254 in all).
    """
    kind = IdentifierKind.EMAIL_ADDRESS
    if len(text.strip()) > _LONGEST_EMAIL:
        raise IdentifierError(kind, IdentifierReason.LENGTH)
    match = _EMAIL.fullmatch(text.strip())
    if match is None:
        raise IdentifierError(kind, IdentifierReason.FORMAT)
    if len(match["local"]) > _LONGEST_LOCAL_PART:
        raise IdentifierError(kind, IdentifierReason.LENGTH)
    return EmailAddress(f"{match['local']}@{match['domain'].lower()}")


def mask(identifier: str) -> str:
    """Hide an identifier for a screen or a log.

    An e-mail address keeps its first letter and its domain, a telephone number its country code and last two digits,
    anything else of eight or more characters its last three; what is shorter is hidden in full.
    """
    local, at, domain = identifier.rpartition("@")
    if at:
        return f"{local[:1]}***@{domain}"
    if identifier.startswith(KUWAIT_COUNTRY_CODE):
        return f"{KUWAIT_COUNTRY_CODE}******{identifier[-2:]}"
    shown = 3 if len(identifier) >= 8 else 0  # noqa: PLR2004 (the docstring is the place of this number)
    hidden = len(identifier) - shown
    return "*" * hidden + identifier[hidden:]


def ascii_digits(text: str) -> str:
    """The text with Arabic-Indic and Extended Arabic-Indic digits written as ASCII digits, nothing else changed."""
    return text.translate(_ASCII_DIGITS)


def luhn_digit(digits: str) -> int:
    """The digit that completes `digits` under the Luhn rule (ISO/IEC 7812-1: double every second from the right)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 (the digit sum of a doubled digit)
    return -total % 10


def _civil_number_remainder(digits: str) -> int:
    return sum(weight * int(digit) for weight, digit in zip(CIVIL_NUMBER_WEIGHTS, digits, strict=False)) % 11


def _plain(text: str, kind: IdentifierKind) -> str:
    if len(text) > _LONGEST_TEXT:
        raise IdentifierError(kind, IdentifierReason.LENGTH)
    return ascii_digits(text.strip())


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _digits(text: str, *, kind: IdentifierKind, length: int) -> str:
    digits = _plain(text, kind)
    if not _is_digits(digits):
        raise IdentifierError(kind, IdentifierReason.FORMAT)
    if len(digits) != length:
        raise IdentifierError(kind, IdentifierReason.LENGTH)
    return digits


def _lettered(text: str, *, letter: str, kind: IdentifierKind, length: int) -> str:
    normal = _plain(text, kind).upper()
    if not normal.startswith(letter):
        raise IdentifierError(kind, IdentifierReason.FORMAT)
    return _digits(normal.removeprefix(letter), kind=kind, length=length)


def _luhn_checked(digits: str, kind: IdentifierKind) -> str:
    if luhn_digit(digits[:-1]) != int(digits[-1]):
        raise IdentifierError(kind, IdentifierReason.CHECK_DIGIT)
    return digits


def _with_luhn(digits: str) -> str:
    return f"{digits}{luhn_digit(digits)}" if _is_digits(digits) else digits


def _subscriber_number(digits: str, *, international: bool) -> str:
    country = KUWAIT_COUNTRY_CODE.removeprefix("+")
    if international:
        return digits.removeprefix(country) if digits.startswith(country) else ""
    if digits.startswith("00" + country):
        return digits.removeprefix("00" + country)
    # eight digits that happen to begin with 965 are a subscriber's own number
    return digits.removeprefix(country) if len(digits) == len(country) + _MOBILE_DIGITS else digits
