"""What a person is told, in the language of the session."""

import re
from collections.abc import Callable

import msgspec
import pytest

from harness.protocol.messages.enrollment import Language
from harness.reference.appointments.rules import Notice
from harness.reference.appointments.texts import notice_text
from harness.reference.identity.rules import NOTICE_TEXTS, SendSms
from harness.reference.texts import minutes_in_arabic, sms_text
from harness.world.policy import Policy

LATIN = re.compile("[A-Za-z]")
ARABIC = re.compile("[\u0600-\u06ff]")


@pytest.fixture
def policy() -> Policy:
    return Policy(name="test", nation="kuwait", authority_en="PACI", authority_ar="الهيئة", sms_sender="PACI")


CODE = "493817"
Told = Callable[[Language, Policy], str]


def _by_sms(kind: str) -> Told:
    return lambda language, policy: sms_text(
        SendSms(kind=kind, language=language, to="+96550000001", code=CODE), policy
    )


def _by_notice(kind: str) -> Told:
    return lambda language, policy: notice_text(
        Notice(to="+96550000001", kind=kind, language=language, code=CODE), policy
    )


WITH_A_CODE = {"otp": _by_sms("otp"), "signup": _by_notice("signup"), "recovery": _by_notice("recovery")}
TEXTS = {**WITH_A_CODE, "serial": _by_sms("serial"), **{kind: _by_sms(kind) for kind in NOTICE_TEXTS}}


@pytest.mark.parametrize("kind", TEXTS)
def test_an_arabic_message_is_arabic_from_end_to_end(kind, policy):
    text = TEXTS[kind]("ar", policy)
    assert ARABIC.search(text)
    assert not LATIN.search(text)
    assert not re.search("[0-9]", text.replace(CODE, ""))


@pytest.mark.parametrize("kind", TEXTS)
def test_an_english_message_is_english_from_end_to_end(kind, policy):
    assert not ARABIC.search(TEXTS[kind]("en", policy))


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("kind", WITH_A_CODE)
def test_a_code_has_the_digits_of_the_keypad(kind, language, policy):
    assert re.findall("[0-9]{4,8}", WITH_A_CODE[kind](language, policy)) == [CODE]


@pytest.mark.parametrize(
    ("language", "seconds", "told"),
    [
        ("en", 30, "for 1 minute."), ("en", 60, "for 1 minute."), ("en", 300, "for 5 minutes."),
        ("ar", 60, "لمدة دقيقة واحدة."), ("ar", 120, "لمدة دقيقتين."), ("ar", 300, "لمدة ٥ دقائق."),
        ("ar", 900, "لمدة ١٥ دقيقة."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", WITH_A_CODE)
def test_how_long_a_code_is_valid_agrees_with_its_number(kind, language, seconds, told, policy):
    limits = msgspec.structs.replace(policy.otp_limits, valid_for_s=seconds)
    assert told in WITH_A_CODE[kind](language, msgspec.structs.replace(policy, otp_limits=limits))


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (1, "دقيقة واحدة"), (2, "دقيقتين"), (3, "٣ دقائق"), (10, "١٠ دقائق"), (11, "١١ دقيقة"), (60, "٦٠ دقيقة"),
        (103, "١٠٣ دقائق"),
    ],
)  # fmt: skip
def test_minutes_agree_with_their_number(minutes, text):
    assert minutes_in_arabic(minutes) == text
