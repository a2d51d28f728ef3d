"""Accounts of the booking platform: sign-up with two codes, password, login, recovery. Bookings come later.

Every first answer is the same for everybody: what depends on who is known is told only after both codes (PRV-008), and a login
fails in one way (PRV-009).
"""

from typing import Annotated, Literal

from msgspec import Meta

from harness.protocol.messages import Message
from harness.protocol.messages.enrollment import Language

Line = Annotated[str, Meta(max_length=256)]


class SignUp(Message, frozen=True, kw_only=True):
    """Begin a sign-up: codes go to the mobile number and to the e-mail address."""

    civil_number: Line
    card_serial: Line
    mobile: Line
    email: Line
    language: Language = "en"


class SignupReceived(Message, frozen=True, kw_only=True):
    """The answer to every sign-up of good form."""

    signup_id: str
    state: Literal["SIGNUP_RECEIVED"] = "SIGNUP_RECEIVED"


class ConfirmCodes(Message, frozen=True, kw_only=True):
    """Enter both codes, each in its own field."""

    signup_id: Line
    sms_code: Line
    email_code: Line


class CodesConfirmed(Message, frozen=True, kw_only=True):
    """Both codes and the serial are right."""

    signup_id: str
    state: Literal["CODES_CONFIRMED"] = "CODES_CONFIRMED"


class ChoosePassword(Message, frozen=True, kw_only=True):
    """Choose the password of the account, typed twice alike."""

    signup_id: Line
    password: Line
    repeated: Line


class AccountOpened(Message, frozen=True, kw_only=True):
    """The account exists from now on."""

    state: Literal["ACCOUNT_OPENED"] = "ACCOUNT_OPENED"


class LogIn(Message, frozen=True, kw_only=True):
    """Log in."""

    civil_number: Line
    password: Line


class LoggedIn(Message, frozen=True, kw_only=True):
    """A session of the booking platform."""

    access_token: str
    state: Literal["LOGGED_IN"] = "LOGGED_IN"


class Recover(Message, frozen=True, kw_only=True):
    """Ask for a code to set a new password."""

    civil_number: Line


class RecoveryReceived(Message, frozen=True, kw_only=True):
    """The answer to every request for recovery."""

    state: Literal["RECOVERY_RECEIVED"] = "RECOVERY_RECEIVED"


class ResetPassword(Message, frozen=True, kw_only=True):
    """Set a new password with the code that came by e-mail."""

    civil_number: Line
    code: Line
    password: Line
    repeated: Line


class PasswordReset(Message, frozen=True, kw_only=True):
    """The new password holds."""

    state: Literal["PASSWORD_SET"] = "PASSWORD_SET"
