"""The rules of accounts, without a server: expiry, attempts, locks and passwords."""

from datetime import UTC, date, datetime, timedelta

import pytest

from harness.protocol.identifiers import card_serial_for
from harness.reference.appointments import rules
from harness.reference.refusal import Refusal
from harness.reference.registry.rules import Card, Record
from harness.world.policy import Policy

NOW = datetime(2026, 1, 1, tzinfo=UTC)
POLICY = Policy(name="test", nation="kuwait", authority_en="PACI", authority_ar="الهيئة", sms_sender="PACI")
SECRET = b"s" * 32
SERIAL = card_serial_for(300_000_001)
RECORD = Record(
    civil_number="1",
    category="citizen",
    status="active",
    nationality="KWT",
    birth_date=date(1990, 1, 1),
    card=Card(serial=SERIAL, kind="smart", expires_on=date(2040, 1, 1)),
)
ACCOUNT = rules.Account(
    person="p", mobile="+96550000001", email="a@example.org", language="en", salt=b"s", password=b"h"
)


def signup() -> rules.Signup:
    asked = rules.Asked(
        signup_id="one",
        person="p",
        civil_number="1",
        card_serial=SERIAL,
        mobile="+96550000001",
        email="a@example.org",
        language="en",
        codes=("111111", "222222"),
    )
    return rules.sign_up(asked, None, SECRET, POLICY, NOW)[0]


def confirm(found: rules.Signup, sms: str = "111111", email: str = "222222", *, now: datetime = NOW, **known):
    proof = rules.Proof(sms_code=sms, email_code=email, **{"record": RECORD, "account": None, **known})
    return rules.confirm_codes(found, proof, SECRET, POLICY, now)


def refused(code: str, step) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        step()
    assert refusal.value.code == code
    return refusal.value


def test_both_codes_confirm_a_sign_up() -> None:
    assert confirm(signup()).state == "CODES_CONFIRMED"


def test_arabic_digits_are_digits() -> None:
    assert confirm(signup(), "١١١١١١", "٢٢٢٢٢٢").state == "CODES_CONFIRMED"


def test_codes_do_not_stand_in_the_field_of_the_other() -> None:
    refused("CODE_INVALID", lambda: confirm(signup(), "222222", "111111"))


def test_codes_expire() -> None:
    late = NOW + timedelta(seconds=POLICY.otp_limits.valid_for_s)
    refused("CODE_EXPIRED", lambda: confirm(signup(), now=late))


def test_last_wrong_code_closes_the_sign_up() -> None:
    found = signup()
    for _ in range(POLICY.otp_limits.tries):
        found = refused("CODE_INVALID", lambda found=found: confirm(found, "000000")).after
    refused("NOT_FOUND", lambda: confirm(found))


def test_wrong_serial_closes_the_sign_up() -> None:
    closed = refused("DATA_MISMATCH", lambda: confirm(signup(), record=None)).after
    refused("NOT_FOUND", lambda: confirm(closed))


def test_account_needs_confirmed_codes() -> None:
    refused("STEP_ORDER", lambda: rules.open_account(signup(), None, (b"s", b"h"), NOW))


@pytest.mark.parametrize(
    ("password", "repeated", "code"),
    [
        ("short", "short", "PASSWORD_WEAK"),
        ("Password1234", "Password1234", "PASSWORD_WEAK"),
        ("long-enough-password", "long-enough-passw0rd", "PASSWORD_DIFFERS"),
    ],
)
def test_weak_or_mistyped_password_is_refused(password: str, repeated: str, code: str) -> None:
    refused(code, lambda: rules.check_password(password, repeated, POLICY))


def test_login_is_locked_after_the_tries_and_open_again_later() -> None:
    account = ACCOUNT
    for _ in range(POLICY.otp_limits.tries):
        account = refused(
            "LOGIN_FAILED", lambda account=account: rules.log_in(account, POLICY, NOW, verified=False)
        ).after
    refused("LOGIN_FAILED", lambda: rules.log_in(account, POLICY, NOW, verified=True))
    later = NOW + timedelta(seconds=POLICY.otp_limits.locked_for_s)
    assert rules.log_in(account, POLICY, later, verified=True).failures == 0


def test_recovery_code_sets_a_password_once() -> None:
    asked, _ = rules.recover(ACCOUNT, "333333", SECRET, POLICY, NOW)
    reset = rules.Reset(code="333333", salt=b"t", password=b"new")
    changed = rules.reset_password(asked, reset, SECRET, POLICY, NOW)
    assert changed.password == b"new"
    refused("LOGIN_FAILED", lambda: rules.reset_password(changed, reset, SECRET, POLICY, NOW))
