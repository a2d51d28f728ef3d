"""The PIN of the app: chosen twice, kept on the phone, never sent.

Rules by policy `app_pin`: length, no sequence, not the birth year (catalogue PIN-001, PIN-002).
"""

import hashlib
import hmac
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from harness.world.policy import AppPin


class PinRefusedError(Exception):
    """The phone does not take this PIN; `code` says why."""

    def __init__(self, code: Literal["PIN_WEAK", "PIN_MISMATCH"]) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Pin:
    """What the phone keeps of a PIN: a salted slow hash."""

    salt: bytes
    digest: bytes

    @classmethod
    def choose(cls, first: str, second: str, *, rules: AppPin, birth_year: int, salt: bytes) -> "Pin":
        """Take a PIN that was entered twice.

        Raises:
            PinRefusedError: PIN_MISMATCH where the entries differ, PIN_WEAK where the rules forbid it.
        """
        if not hmac.compare_digest(first.encode(), second.encode()):
            raise PinRefusedError("PIN_MISMATCH")
        if _is_weak(first, rules=rules, birth_year=birth_year):
            raise PinRefusedError("PIN_WEAK")
        return cls(salt, _digest(first, salt))

    def fits(self, entry: str) -> bool:
        """Whether `entry` is the PIN; takes the same time either way."""
        return hmac.compare_digest(_digest(entry, self.salt), self.digest)


def _digest(pin: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, 1_000)


def _is_weak(pin: str, *, rules: AppPin, birth_year: int) -> bool:
    if not (pin.isascii() and pin.isdigit() and rules.min_digits <= len(pin) <= rules.max_digits):
        return True
    if not rules.sequences_allowed and len({ord(b) - ord(a) for a, b in pairwise(pin)} - {0, 1, -1}) == 0:
        return True
    return not rules.birth_year_allowed and str(birth_year) in pin
