"""Known answers of the number rules, and properties that hold for every number."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.protocol.identifiers import (
    IdentifierError,
    IdentifierKind,
    IdentifierReason,
    birth_date_of,
    card_serial_for,
    civil_number_for,
    hawyti_serial_for,
    mask,
    parse_card_serial,
    parse_civil_number,
    parse_email_address,
    parse_hawyti_serial,
    parse_msisdn,
    parse_national_id,
    parse_passport_number,
    parse_reference_number,
    reference_number_for,
)

PARSERS = [
    parse_civil_number,
    parse_national_id,
    parse_card_serial,
    parse_hawyti_serial,
    parse_reference_number,
    parse_passport_number,
    parse_msisdn,
    parse_email_address,
]
birth_dates = st.dates(min_value=date(1800, 1, 1), max_value=date(2099, 12, 31))
serials = st.integers(0, 9999)


def reason_of(parse: Callable[..., str], text: str, **switches: bool) -> IdentifierReason:
    with pytest.raises(IdentifierError) as refused:
        parse(text, **switches)
    return refused.value.reason


@pytest.mark.parametrize("number", ["290010100003", "300010100018", "315061500021"])
def test_known_civil_number_is_accepted(number):
    assert parse_civil_number(number) == number


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("290010100004", IdentifierReason.CHECK_DIGIT),
        ("290013200003", IdentifierReason.DATE),
        ("290010100070", IdentifierReason.CHECK_DIGIT),  # remainder 0
        ("290010100107", IdentifierReason.CHECK_DIGIT),  # remainder 1
        ("490010100003", IdentifierReason.LEADING_DIGIT),
        ("090010100003", IdentifierReason.LEADING_DIGIT),
        ("29001010000", IdentifierReason.LENGTH),
        ("2900101000030", IdentifierReason.LENGTH),
        ("29001010000A", IdentifierReason.FORMAT),
        ("2900101 00003", IdentifierReason.FORMAT),
        ("", IdentifierReason.FORMAT),
        ("300022900000", IdentifierReason.CHECK_DIGIT),  # 29 February 2000 is a day
        ("301022900000", IdentifierReason.DATE),  # 29 February 2001 is not
    ],
)
def test_civil_number_is_refused_for_its_first_broken_rule(number, reason):
    assert reason_of(parse_civil_number, number) is reason


def test_lenient_check_digit_accepts_zero_at_remainder_zero():
    assert parse_civil_number("290010100070", lenient_check_digit=True) == "290010100070"


@pytest.mark.parametrize("number", ["290010100107", "290010100004", "290010100071"])
def test_lenient_check_digit_still_refuses_what_fits_no_reading(number):
    assert reason_of(parse_civil_number, number, lenient_check_digit=True) is IdentifierReason.CHECK_DIGIT


@pytest.mark.parametrize("number", ["٢٩٠٠١٠١٠٠٠٠٣", "۲۹۰۰۱۰۱۰۰۰۰۳", " 29٠٠١٠١۰۰۰۰۳\n"])
def test_arabic_digits_are_normalized(number):
    assert parse_civil_number(number) == "290010100003"


@pytest.mark.parametrize("number", ["२९००१०१००००३", "\uff1290010100003", "²90010100003"])
def test_digits_of_other_scripts_are_refused(number):
    assert reason_of(parse_civil_number, number) is IdentifierReason.FORMAT


@given(birth_date=birth_dates, serial4=serials)
def test_made_civil_number_parses_and_carries_its_birth_date(birth_date, serial4):
    number = civil_number_for(birth_date, serial4)
    if number is not None:
        assert birth_date_of(parse_civil_number(number)) == birth_date


@given(birth_date=birth_dates, serial4=serials, digit=st.integers(0, 9))
def test_no_check_digit_is_accepted_where_none_fits(birth_date, serial4, digit):
    century = {18: "1", 19: "2", 20: "3"}[birth_date.year // 100]
    if civil_number_for(birth_date, serial4) is None:
        number = f"{century}{birth_date:%y%m%d}{serial4:04}{digit}"
        assert reason_of(parse_civil_number, number) is IdentifierReason.CHECK_DIGIT


@given(birth_date=birth_dates, serial4=serials, place=st.integers(7, 11), step=st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(birth_date, serial4, place, step):
    number = civil_number_for(birth_date, serial4)
    if number is not None:
        wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
        assert reason_of(parse_civil_number, wrong) is IdentifierReason.CHECK_DIGIT


def test_birth_date_outside_the_three_centuries_is_refused():
    with pytest.raises(IdentifierError) as refused:
        civil_number_for(date(2100, 1, 1), 1)
    assert refused.value.reason is IdentifierReason.DATE


@pytest.mark.parametrize("serial4", [-1, 10_000])
def test_civil_number_serial_has_four_digits(serial4):
    with pytest.raises(IdentifierError) as refused:
        civil_number_for(date(1990, 1, 1), serial4)
    assert refused.value.reason is IdentifierReason.LENGTH


@pytest.mark.parametrize("number", ["1000000008", "2000000006", "١٠٠٠٠٠٠٠٠٨"])
def test_known_national_id_is_accepted(number):
    assert parse_national_id(number) in {"1000000008", "2000000006"}


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("1000000000", IdentifierReason.CHECK_DIGIT),
        ("3000000004", IdentifierReason.LEADING_DIGIT),
        ("100000000", IdentifierReason.LENGTH),
        ("10000-0008", IdentifierReason.FORMAT),
    ],
)
def test_national_id_is_refused_for_its_first_broken_rule(number, reason):
    assert reason_of(parse_national_id, number) is reason


@given(st.integers(300_000_000, 999_999_999))
def test_made_card_serial_parses_and_is_no_national_id(number):
    serial = card_serial_for(number)
    assert parse_card_serial(serial) == serial
    assert reason_of(parse_national_id, serial) is IdentifierReason.LEADING_DIGIT


@given(st.integers(0, 9_999_999))
def test_made_hawyti_serial_parses_also_in_lower_case(number):
    serial = hawyti_serial_for(number)
    assert parse_hawyti_serial(serial.lower()) == serial


@given(st.integers(0, 99_999_999))
def test_made_reference_number_parses_also_in_lower_case(number):
    reference = reference_number_for(number)
    assert parse_reference_number(reference.lower()) == reference


@pytest.mark.parametrize(
    ("parse", "text", "reason"),
    [
        (parse_card_serial, "290010100003", IdentifierReason.LENGTH),  # a civil number
        (parse_card_serial, "123456", IdentifierReason.LENGTH),  # a one-time code
        (parse_card_serial, "1000000008", IdentifierReason.LEADING_DIGIT),  # a national id
        (parse_card_serial, card_serial_for(300_000_000)[:-1] + "x", IdentifierReason.FORMAT),
        (parse_card_serial, "3000000000", IdentifierReason.CHECK_DIGIT),
        (parse_hawyti_serial, "R000000000", IdentifierReason.FORMAT),
        (parse_hawyti_serial, "H0000000", IdentifierReason.LENGTH),
        (parse_hawyti_serial, "H00000001", IdentifierReason.CHECK_DIGIT),
        (parse_reference_number, "H00000000", IdentifierReason.FORMAT),
        (parse_reference_number, "R00000001", IdentifierReason.LENGTH),
        (parse_reference_number, "R000000001", IdentifierReason.CHECK_DIGIT),
    ],
)
def test_number_of_another_field_fails_by_its_form(parse, text, reason):
    assert reason_of(parse, text) is reason


def test_number_too_large_for_a_card_serial_is_refused():
    with pytest.raises(IdentifierError) as refused:
        card_serial_for(1_000_000_000)
    assert refused.value.reason is IdentifierReason.LENGTH


@pytest.mark.parametrize(("text", "normal"), [("p1234567", "P1234567"), ("AB١٢٣٤٥٦", "AB123456")])
def test_passport_number_is_normalized(text, normal):
    assert parse_passport_number(text) == normal


@pytest.mark.parametrize("text", ["1234567", "ABC123456", "A12345", "A123456789", "A 123456", "É123456", ""])
def test_malformed_passport_number_is_refused(text):
    assert reason_of(parse_passport_number, text) is IdentifierReason.FORMAT


@pytest.mark.parametrize(
    "text",
    ["50001234", "5000 1234", "5000-1234", "+965 5000 1234", "0096550001234", "96550001234", "٥٠٠٠١٢٣٤"],
)
def test_mobile_number_is_written_in_e164(text):
    assert parse_msisdn(text) == "+96550001234"


def test_own_number_beginning_like_the_country_code_is_kept():
    assert parse_msisdn("96512345") == "+96596512345"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("22345678", IdentifierReason.LANDLINE),
        ("+96522345678", IdentifierReason.LANDLINE),
        ("5000123", IdentifierReason.LENGTH),
        ("500012345", IdentifierReason.LENGTH),
        ("+966500012345", IdentifierReason.LENGTH),  # another country
        ("70001234", IdentifierReason.LEADING_DIGIT),
        ("42001234", IdentifierReason.LEADING_DIGIT),
        ("5000.1234", IdentifierReason.FORMAT),
        ("++96550001234", IdentifierReason.FORMAT),
        ("5" * 400, IdentifierReason.LENGTH),
    ],
)
def test_number_that_is_no_kuwaiti_mobile_is_refused(text, reason):
    assert reason_of(parse_msisdn, text) is reason


@pytest.mark.parametrize(
    ("text", "normal"),
    [("a.b+c@Example.ORG", "a.b+c@example.org"), (" x@mail.example.com ", "x@mail.example.com")],
)
def test_email_address_is_normalized(text, normal):
    assert parse_email_address(text) == normal


@pytest.mark.parametrize(
    "text",
    ["", "a", "a@", "@example.org", "a@example", "a..b@example.org", "a@-x.org", "a b@example.org", "a@b@example.org",
     "a@example.1", "أ@example.org", "a@example.org\r\nBcc: x@example.org"],
)  # fmt: skip
def test_malformed_email_address_is_refused(text):
    assert reason_of(parse_email_address, text) is IdentifierReason.FORMAT


@pytest.mark.parametrize("text", ["a" * 65 + "@example.org", "a@" + "b" * 250 + ".org"])
def test_too_long_email_address_is_refused(text):
    assert reason_of(parse_email_address, text) is IdentifierReason.LENGTH


@pytest.mark.parametrize("parse", PARSERS)
@given(text=st.text(max_size=30))
def test_any_text_is_parsed_to_a_fixed_point_or_refused(parse, text):
    try:
        normal = parse(text)
    except IdentifierError:
        return
    assert parse(normal) == normal


def test_error_names_kind_and_reason_but_never_the_text():
    with pytest.raises(IdentifierError) as refused:
        parse_civil_number("290010100004")
    assert str(refused.value) == "not a valid civil_number: check_digit"
    assert refused.value.kind is IdentifierKind.CIVIL_NUMBER


@pytest.mark.parametrize(
    ("identifier", "masked"),
    [
        ("290010100003", "*********003"),
        ("P1234567", "*****567"),
        ("123456", "******"),
        ("+96550001234", "+965******34"),
        ("someone@example.org", "s***@example.org"),
        ("", ""),
    ],
)
def test_mask_hides_what_names_a_person(identifier, masked):
    assert mask(identifier) == masked
