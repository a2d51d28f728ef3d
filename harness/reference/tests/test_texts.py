"""What a person is told, in the language of the session."""

import re

import pytest

from harness.reference.identity.rules import NOTICE_TEXTS, SendSms
from harness.reference.texts import minutes_in_arabic, sms_text
from harness.world.policy import Policy

LATIN = re.compile("[A-Za-z]")
ARABIC = re.compile("[\u0600-\u06ff]")


@pytest.fixture
def policy() -> Policy:
    return Policy(name="test", nation="kuwait", authority_en="PACI", authority_ar="الهيئة", sms_sender="PACI")


def message(kind: str, language: str) -> SendSms:
    return SendSms(kind=kind, language=language, to="+96550000001", code="493817")


@pytest.mark.parametrize("kind", ["otp", "serial", *NOTICE_TEXTS])
def test_an_arabic_message_is_arabic_from_end_to_end(kind, policy):
    text = sms_text(message(kind, "ar"), policy)
    assert ARABIC.search(text)
    assert not LATIN.search(text)


@pytest.mark.parametrize("kind", ["otp", "serial", *NOTICE_TEXTS])
def test_an_english_message_is_english_from_end_to_end(kind, policy):
    assert not ARABIC.search(sms_text(message(kind, "en"), policy))


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_code_has_the_digits_of_the_keypad(language, policy):
    assert re.findall("[0-9]{4,8}", sms_text(message("otp", language), policy)) == ["493817"]


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (1, "دقيقة واحدة"), (2, "دقيقتين"), (3, "٣ دقائق"), (10, "١٠ دقائق"), (11, "١١ دقيقة"), (60, "٦٠ دقيقة"),
        (103, "١٠٣ دقائق"),
    ],
)  # fmt: skip
def test_minutes_agree_with_their_number(minutes, text):
    assert minutes_in_arabic(minutes) == text
