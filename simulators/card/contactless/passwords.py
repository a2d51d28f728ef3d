"""Guessing the printed lines or the card access number is slowed down, whatever the power does meanwhile.

A try counts as a failure in the non-volatile memory before it is judged, and the count is taken back when the try was right:
whoever tears the card out in between gains nothing. After n failures in a row the next try, right or wrong, waits DELAY_S doubled
n - 1 times, up to LONGEST_DELAY_S. No number of failures blocks a password, since both are printed on the card.
The card has no clock: the waiting is a callable that it is given, which a test may only note down.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from harness.protocol.encoding.apdu import StatusWord
from simulators.card.contactless.memory import MOST_FAILURES, ContactlessMemory
from simulators.card.contactless.refusal import CommandRefusedError

DELAY_S = 0.25
LONGEST_DELAY_S = 8.0
_DOUBLINGS = 5

T = TypeVar("T")


def delay_s(failures: int) -> float:
    """How long a try waits after this many failures in a row. *Unit*: seconds."""
    return min(DELAY_S * (1 << min(failures - 1, _DOUBLINGS)), LONGEST_DELAY_S) if failures else 0.0


def is_blocked(failures: int) -> bool:
    """Whether no password is taken any more after this many failures in a row: never."""
    del failures
    return False


def failures_after_right(failures: int) -> int:
    """What is left of this many failures once a password was right: nothing."""
    del failures
    return 0


@dataclass(frozen=True, kw_only=True)
class GuessingRules:
    """Every decision about guessing."""

    delay_s: Callable[[int], float] = delay_s
    is_blocked: Callable[[int], bool] = is_blocked
    failures_after_right: Callable[[int], int] = failures_after_right


class PasswordGuard:
    """The memory, and the only way to change its count of failures; `delay` takes seconds, `save` the changed memory."""

    def __init__(
        self,
        memory: ContactlessMemory,
        *,
        delay: Callable[[float], None],
        save: Callable[[ContactlessMemory], None],
        rules: GuessingRules | None = None,
    ) -> None:
        self.memory = memory
        self._delay = delay
        self._save = save
        self._rules = rules or GuessingRules()

    def judged(self, check: Callable[[], T | None]) -> T:
        """What `check` returns for a right password.

        Raises:
            CommandRefusedError: 6300, since it returned None for a wrong one.
        """
        before = self.memory.password_failures
        self._keep(min(before + 1, MOST_FAILURES))
        if (waiting := self._rules.delay_s(before)) > 0:
            self._delay(waiting)
        proof = None if self._rules.is_blocked(before) else check()
        if proof is None:
            raise CommandRefusedError(StatusWord.NOTHING_CHANGED)
        self._keep(self._rules.failures_after_right(before))
        return proof

    def _keep(self, failures: int) -> None:
        changed = msgspec.structs.replace(self.memory, password_failures=failures)
        self._save(changed)
        self.memory = changed
