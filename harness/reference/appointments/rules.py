"""Accounts of the booking platform. Pure.

    SIGNUP_RECEIVED -confirm_codes-> CODES_CONFIRMED -choose_password-> account

1. A sign-up is judged by its form alone and always received; the codes go to whatever number and address was typed (PRV-008).
2. Only both codes prove anything: after them the serial is compared, and only then an existing account is told (APT-011).
3. A login fails in one way: unknown person, wrong password and locked account are LOGIN_FAILED (PRV-009). The password was
   verified before the step, against a decoy where there is no account, so that every cause takes the same work.
4. Recovery is always received; the code goes to the address of the account, where there is one.
"""

import hashlib
import hmac
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal, Protocol

from harness.protocol.identifiers import ascii_digits
from harness.protocol.messages.enrollment import Language
from harness.reference.refusal import Refusal
from harness.reference.registry.rules import Record
from harness.world.policy import Policy

BREACHED = frozenset(
    {
        "password1234", "passwordpassword", "123456789012", "1234567890123", "qwertyuiop12", "qwertyuiop123",
        "iloveyou1234", "administrator", "letmein123456", "welcome123456", "abcdefghijkl", "aaaaaaaaaaaa",
    }
)  # fmt: skip
"""Passwords of at least twelve characters that stand in every list of breached ones."""
_RECOVERY_CODE = "recovery"


@dataclass(frozen=True, kw_only=True, slots=True)
class Signup:
    """A sign-up under way; codes are kept as keyed hashes."""

    signup_id: str
    person: str
    civil_number: str
    card_serial: str
    mobile: str
    email: str
    language: Language
    sms_digest: str
    email_digest: str
    expires_at: datetime
    tries: int = 0
    state: Literal["SIGNUP_RECEIVED", "CODES_CONFIRMED", "CLOSED"] = "SIGNUP_RECEIVED"


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """An account; the password is kept as a slow salted hash, the recovery code as a keyed one."""

    person: str
    mobile: str
    email: str
    language: Language
    salt: bytes = field(repr=False)
    password: bytes = field(repr=False)
    failures: int = 0
    locked_until: datetime | None = None
    recovery_digest: str | None = None
    recovery_until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """Effect: a message must reach a mobile number or an e-mail address."""

    to: str
    kind: Literal["signup", "recovery"]
    language: Language
    code: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a sign-up asks, in normal form, with fresh entropy for its codes."""

    signup_id: str
    person: str
    civil_number: str
    card_serial: str
    mobile: str
    email: str
    language: Language
    codes: tuple[str, str] = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """What `confirm_codes` judges: the entered codes, and what registry and accounts know of the person."""

    sms_code: str = field(repr=False)
    email_code: str = field(repr=False)
    record: Record | None
    account: Account | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reset:
    """The code of the e-mail, and the new password as salt and hash."""

    code: str = field(repr=False)
    salt: bytes = field(repr=False)
    password: bytes = field(repr=False)


def code_digest(name: str, channel: str, code: str, secret: bytes) -> str:
    """The keyed hash of a code, bound to its sign-up or person and to its channel."""
    return hmac.new(
        secret, f"code\0{name}\0{channel}\0{ascii_digits(code.strip())}".encode(), hashlib.sha256
    ).hexdigest()


def sign_up(
    asked: Asked, account: Account | None, secret: bytes, policy: Policy, now: datetime
) -> tuple[Signup, tuple[Notice, ...]]:
    """Receive a sign-up; nothing that is known of the person changes it, but under the reading of early detail.

    Raises:
        Refusal: with early detail ALREADY_REGISTERED.
    """
    if account is not None and policy.early_detail:
        raise Refusal("ALREADY_REGISTERED")
    sms, email = asked.codes
    signup = Signup(
        signup_id=asked.signup_id,
        person=asked.person,
        civil_number=asked.civil_number,
        card_serial=asked.card_serial,
        mobile=asked.mobile,
        email=asked.email,
        language=asked.language,
        sms_digest=code_digest(asked.signup_id, "sms", sms, secret),
        email_digest=code_digest(asked.signup_id, "email", email, secret),
        expires_at=now + timedelta(seconds=policy.otp_limits.valid_for_s),
    )
    notices = (
        Notice(to=asked.mobile, kind="signup", language=asked.language, code=sms),
        Notice(to=asked.email, kind="signup", language=asked.language, code=email),
    )
    return signup, notices


def confirm_codes(signup: Signup | None, proof: Proof, secret: bytes, policy: Policy, now: datetime) -> Signup:
    """Judge both codes, then the serial, then whether there is an account.

    Raises:
        Refusal: NOT_FOUND, CODE_EXPIRED, CODE_INVALID, DATA_MISMATCH or ALREADY_REGISTERED.
    """
    if signup is None or signup.state != "SIGNUP_RECEIVED":
        raise Refusal("NOT_FOUND")
    if now >= signup.expires_at:
        raise Refusal("CODE_EXPIRED")
    sms = hmac.compare_digest(code_digest(signup.signup_id, "sms", proof.sms_code, secret), signup.sms_digest)
    email = hmac.compare_digest(code_digest(signup.signup_id, "email", proof.email_code, secret), signup.email_digest)
    closed = replace(signup, state="CLOSED")
    if not (sms and email):
        tried = replace(signup, tries=signup.tries + 1)
        raise Refusal("CODE_INVALID", after=tried if tried.tries < policy.otp_limits.tries else closed)
    if not _serial_matches(proof.record, signup.card_serial):
        raise Refusal("DATA_MISMATCH", after=closed)
    if proof.account is not None:
        raise Refusal("ALREADY_REGISTERED", after=closed)
    return replace(signup, state="CODES_CONFIRMED")


def _serial_matches(record: Record | None, serial: str) -> bool:
    held = record.card.serial if record is not None and record.card is not None and record.card.is_active else ""
    return hmac.compare_digest(held.encode(), serial.encode())


def check_password(password: str, repeated: str, policy: Policy) -> None:
    """Refuse a password that is not typed twice alike, too short or breached.

    Raises:
        Refusal: PASSWORD_DIFFERS or PASSWORD_WEAK.
    """
    if not hmac.compare_digest(password.encode(), repeated.encode()):
        raise Refusal("PASSWORD_DIFFERS")
    breached = password.casefold() in BREACHED and not policy.password.breached_allowed
    if len(password) < policy.password.min_length or breached:
        raise Refusal("PASSWORD_WEAK")


def open_account(
    signup: Signup | None, known: Account | None, password: tuple[bytes, bytes], now: datetime
) -> tuple[Signup, Account]:
    """Open the account of a proven sign-up; `password` is the salt and the hash.

    Raises:
        Refusal: NOT_FOUND, STEP_ORDER or ALREADY_REGISTERED.
    """
    if signup is None or signup.state == "CLOSED" or now >= signup.expires_at:
        raise Refusal("NOT_FOUND")
    if signup.state != "CODES_CONFIRMED":
        raise Refusal("STEP_ORDER")
    if known is not None:
        raise Refusal("ALREADY_REGISTERED")
    salt, digest = password
    account = Account(
        person=signup.person,
        mobile=signup.mobile,
        email=signup.email,
        language=signup.language,
        salt=salt,
        password=digest,
    )
    return replace(signup, state="CLOSED"), account


class LogIn(Protocol):
    """The form of `log_in`."""

    def __call__(self, account: Account | None, policy: Policy, now: datetime, *, verified: bool) -> Account:
        """See `log_in`."""
        ...


def log_in(account: Account | None, policy: Policy, now: datetime, *, verified: bool) -> Account:
    """Let the owner in; `verified` says whether the password fits.

    Raises:
        Refusal: LOGIN_FAILED, counted where there is an account.
    """
    if account is None:
        raise Refusal("LOGIN_FAILED")
    if account.locked_until is not None and now < account.locked_until:
        raise Refusal("LOGIN_FAILED")
    if not verified:
        raise Refusal("LOGIN_FAILED", after=_failed(account, policy, now))
    return replace(account, failures=0, locked_until=None)


def _failed(account: Account, policy: Policy, now: datetime) -> Account:
    failures = 1 if account.locked_until is not None else account.failures + 1
    locked = failures >= policy.otp_limits.tries
    until = now + timedelta(seconds=policy.otp_limits.locked_for_s) if locked else None
    return replace(account, failures=failures, locked_until=until)


def recover(
    account: Account | None, code: str, secret: bytes, policy: Policy, now: datetime
) -> tuple[Account | None, tuple[Notice, ...]]:
    """Send a code to the address of the account; without an account nothing happens, and nobody sees the difference."""
    if account is None:
        return None, ()
    asked = replace(
        account,
        recovery_digest=code_digest(account.person, _RECOVERY_CODE, code, secret),
        recovery_until=now + timedelta(seconds=policy.otp_limits.valid_for_s),
    )
    return asked, (Notice(to=account.email, kind="recovery", language=account.language, code=code),)


def reset_password(account: Account | None, reset: Reset, secret: bytes, policy: Policy, now: datetime) -> Account:
    """Set a new password with the code of the e-mail; a wrong code counts as a failed login.

    Raises:
        Refusal: LOGIN_FAILED.
    """
    digest = code_digest(account.person if account else "", _RECOVERY_CODE, reset.code, secret)
    if account is None or account.recovery_until is None or now >= account.recovery_until:
        raise Refusal("LOGIN_FAILED")
    if account.locked_until is not None and now < account.locked_until:
        raise Refusal("LOGIN_FAILED")
    if not hmac.compare_digest(digest, account.recovery_digest or ""):
        raise Refusal("LOGIN_FAILED", after=_failed(account, policy, now))
    return replace(
        account,
        salt=reset.salt,
        password=reset.password,
        failures=0,
        locked_until=None,
        recovery_digest=None,
        recovery_until=None,
    )
