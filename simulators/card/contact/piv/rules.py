"""The decisions of the PIV application, each a replaceable pure function.

`PivRules()` is the exemplary card. A defect is `dataclasses.replace(rules, spend=...)`; the commands know nothing of
defects.

*Source*: NIST SP 800-73-4 part 2: 2.4.3 (form of PIN and PUK), 3.2.1 (VERIFY), 3.2.2 (CHANGE REFERENCE DATA), 3.2.3
(RESET RETRY COUNTER); part 1, tables 2 and 4b (who may read which object and use which key).
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from msgspec import structs

from harness.protocol.encoding.apdu import StatusWord
from simulators.card.contact.piv.keys import PrivateKey, sign
from simulators.card.contact.piv.state import SIGNATURE_KEY, Challenge, Session
from simulators.card.memory import CODE_BYTES, Code
from simulators.card.refusal import CommandRefusedError

PIN_DIGITS = range(4, 9)
_PADDING = b"\xff"
_TRIES_LEFT = 0x63C0

PROTECTED_OBJECTS = frozenset(("5FC103", "5FC108", "5FC109", "5FC121"))
"""Fingerprints, facial image, printed information and iris images: read with the PIN only."""


class Ledger(Protocol):
    """Where a PIN or PUK stands: every change is non-volatile when `write` returns."""

    def read(self) -> Code:
        """What it is now."""
        ...

    def write(self, code: Code) -> None:
        """Put another in its place."""
        ...


# -- PIN and PUK


def check_pin(value: bytes) -> None:
    """Whether these are 4 to 8 digits, padded with FF to eight bytes.

    Raises:
        CommandRefusedError: 6A80, which costs no try.
    """
    digits = value.rstrip(_PADDING)
    if len(value) != CODE_BYTES or len(digits) not in PIN_DIGITS or not digits.isdigit():
        raise CommandRefusedError(StatusWord.WRONG_DATA)


def check_puk(value: bytes) -> None:
    """Whether these are eight bytes, whatever they are.

    Raises:
        CommandRefusedError: 6A80, which costs no try.
    """
    if len(value) != CODE_BYTES:
        raise CommandRefusedError(StatusWord.WRONG_DATA)


def is_blocked(code: Code) -> bool:
    """Whether no try is left."""
    return code.tries_left == 0


def spend(code: Code) -> Code:
    """With one try less."""
    return structs.replace(code, tries_left=code.tries_left - 1)


def restore(code: Code) -> Code:
    """With all its tries."""
    return structs.replace(code, tries_left=code.tries)


def set_value(code: Code, value: bytes) -> Code:
    """Another value, with all its tries."""
    return structs.replace(code, value=value, tries_left=code.tries)


def is_same(reference: bytes, given: bytes) -> bool:
    """Whether they are equal; takes the same time either way."""
    return hmac.compare_digest(reference, given)


def after_wrong_code(code: Code) -> int:
    """The status word of a wrong try: 63Cx with the tries that are left."""
    return _TRIES_LEFT | code.tries_left


def status_of_pin(code: Code, session: Session) -> int:
    """The status word of VERIFY without a PIN: 9000 where it is verified, else 63Cx."""
    return int(StatusWord.OK) if session.pin_verified else _TRIES_LEFT | code.tries_left


def status_of_blocked(_code: Code) -> int:
    """The status word of a try that is not taken any more."""
    return int(StatusWord.AUTHENTICATION_BLOCKED)


def try_code(ledger: Ledger, given: bytes, rules: "PivRules") -> bool:
    """Try a PIN or PUK. The try is spent, durably, before it is compared: whoever cuts the power has lost it.

    Raises:
        CommandRefusedError: 6983, no try is left, and the right code does not help either.
    """
    code = ledger.read()
    if rules.is_blocked(code):
        raise CommandRefusedError(rules.status_of_blocked(code))
    ledger.write(rules.spend(code))
    if not rules.is_same(code.value, given):
        return False
    ledger.write(rules.restore(code))
    return True


# -- what a session has shown


def after_verify(session: Session, turn: int) -> Session:
    """The PIN was right."""
    return Session(
        pin_verified=True, verified_turn=turn, administrator=session.administrator, challenge=session.challenge
    )


def after_wrong_pin(session: Session) -> Session:
    """The PIN was wrong: it is not verified any more."""
    return replace(session, pin_verified=False, verified_turn=None)


def after_challenge(session: Session, challenge: Challenge) -> Session:
    """The administrator was asked; what he has shown before still holds."""
    return replace(session, challenge=challenge)


def after_administrator(session: Session, *, shown: bool) -> Session:
    """Somebody has answered the challenge, rightly or not."""
    return replace(session, administrator=shown, challenge=None)


def before_command(session: Session, turn: int) -> Session:
    """A challenge is for the next command alone."""
    if session.challenge is None or session.challenge.turn == turn:
        return session
    return replace(session, challenge=None)


def after_deselection(_session: Session) -> Session:
    """Another application was selected."""
    return Session()


def after_reset(_session: Session) -> Session:
    """The card was reset or lost power."""
    return Session()


def after_selection(session: Session) -> Session:
    """The application was selected although it was current: nothing changes (part 2, 3.1.1)."""
    return session


# -- who may do what


def may_read(tag: str, session: Session) -> bool:
    """Whether an object may be read."""
    return session.pin_verified or tag not in PROTECTED_OBJECTS


def may_administer(session: Session) -> bool:
    """Whether objects may be written and keys generated."""
    return session.administrator


def may_use_key(reference: int, session: Session, turn: int) -> bool:
    """Whether a key may be used: the signature key directly after VERIFY only, another one once the PIN was verified."""
    if reference == SIGNATURE_KEY:
        return session.pin_verified and session.verified_turn == turn - 1
    return session.pin_verified


def draw_challenge(draw: Callable[[int], bytes], size: int) -> bytes:
    """A challenge that nobody can foresee."""
    return draw(size)


@dataclass(frozen=True, kw_only=True)
class PivRules:
    """Every decision of the application."""

    check_pin: Callable[[bytes], None] = check_pin
    check_puk: Callable[[bytes], None] = check_puk
    is_blocked: Callable[[Code], bool] = is_blocked
    spend: Callable[[Code], Code] = spend
    restore: Callable[[Code], Code] = restore
    change_value: Callable[[Code, bytes], Code] = set_value
    unblock: Callable[[Code, bytes], Code] = set_value
    is_same: Callable[[bytes, bytes], bool] = is_same
    try_code: "Callable[[Ledger, bytes, PivRules], bool]" = try_code
    after_wrong_code: Callable[[Code], int] = after_wrong_code
    status_of_pin: Callable[[Code, Session], int] = status_of_pin
    status_of_blocked: Callable[[Code], int] = status_of_blocked
    after_verify: Callable[[Session, int], Session] = after_verify
    after_wrong_pin: Callable[[Session], Session] = after_wrong_pin
    after_challenge: Callable[[Session, Challenge], Session] = after_challenge
    after_administrator: "AfterAdministrator" = after_administrator
    before_command: Callable[[Session, int], Session] = before_command
    after_selection: Callable[[Session], Session] = after_selection
    after_deselection: Callable[[Session], Session] = after_deselection
    after_reset: Callable[[Session], Session] = after_reset
    may_read: Callable[[str, Session], bool] = may_read
    may_administer: Callable[[Session], bool] = may_administer
    may_use_key: Callable[[int, Session, int], bool] = may_use_key
    draw_challenge: Callable[[Callable[[int], bytes], int], bytes] = draw_challenge
    sign: Callable[[PrivateKey, bytes], bytes] = sign


class AfterAdministrator(Protocol):
    """See `after_administrator`."""

    def __call__(self, session: Session, *, shown: bool) -> Session:
        """See `after_administrator`."""
        ...
