"""Nobody learns by the clock who has an account of the booking platform (PRV-008, PRV-009, THR-042).

A password that is not hashed for an unknown person, or work that is done for a known one alone, takes tens of milliseconds: a few
answers of each kind show it. Less than that is looked for where answers are many (PRV-004).
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from conformance.expect import Expect
from conformance.marks import proves, under_policy
from conformance.session import Session
from conformance.suites.privacy.accounts import WRONG_PASSWORD, open_account
from conformance.suites.privacy.stopwatch import Measured, Stopwatch, time_tells_nothing
from harness.world.policy import Policy
from harness.world.ports import Accepted, Outcome, Refused
from simulators.journey import Applicant, WayBlockedError
from simulators.visitor import Visitor

_EACH = 6
"""People of each kind in a set: exchanging them by chance looks wholly apart twice in 924 times."""
_SETS = 2
_TURNS = 3
_PEOPLE = ["citizen"] * _EACH * _SETS + ["unknown"] * _EACH * _SETS
_WRONG, _LOCKED, _RECOVERY, _SIGN_UP = "login with a wrong password", "login while locked", "recovery", "sign-up"


@dataclass(frozen=True)
class _Timed:
    """A visitor with the times of the answers."""

    visitor: Visitor
    took_ms: dict[str, list[float]] = field(default_factory=dict)


class _Wishes:
    """Registered and unknown people wish for the same things in a random order."""

    def __init__(self, run: Session, applicants: list[Applicant]) -> None:
        self._watch = Stopwatch(run.network)
        self._world = replace(run.world, exchange=self._watch)
        self._applicants = applicants
        self._order: random.Random = run.world.entropy.stream("timing of accounts", run.info.run)

    def sides(self, number: int) -> tuple[list[_Timed], list[_Timed]]:
        """A set of people: those who have an account now, and those whom nobody knows."""
        part = slice(number * _EACH, (number + 1) * _EACH)
        known, unknown = (
            [
                _Timed(self._world.visitor(one.person))
                for one in self._applicants
                if (one.person.role == "unknown") is so
            ][part]
            for so in (False, True)
        )
        for timed in known:
            open_account(timed.visitor)
        return known, unknown

    def turns(
        self, people: list[_Timed], kind: str, wish: Callable[[Visitor], Outcome], *, count: int, refused: bool = False
    ) -> None:
        """Everybody wishes `count` times; an answer that says more than it may is the matter of another test."""
        for _ in range(count):
            for timed in self._order.sample(people, len(people)):
                outcome = wish(timed.visitor)
                if not isinstance(outcome, Refused if refused else Accepted):
                    raise WayBlockedError(kind, outcome)
                timed.took_ms.setdefault(kind, []).append(self._watch.last_ms)


def _measured(known: list[_Timed], unknown: list[_Timed]) -> Measured:
    return {
        kind: ([one.took_ms[kind] for one in known], [one.took_ms[kind] for one in unknown])
        for kind in known[0].took_ms
    }


@proves(
    "PRV-009",
    case="timing of an unknown user, a wrong password, a locked user, and of a recovery",
    people=_PEOPLE,
    needs=["accounts", "alone"],
)
def test_time_does_not_tell_who_has_an_account(
    applicants: list[Applicant], expect: Expect, run: Session, policy: Policy
) -> None:
    wishes = _Wishes(run, applicants)

    def measure(number: int) -> Measured:
        known, unknown = wishes.sides(number)
        people = [*known, *unknown]
        wishes.turns(people, _RECOVERY, Visitor.recover, count=_TURNS)
        for kind, count in ((_WRONG, policy.otp_limits.tries), (_LOCKED, _TURNS)):
            wishes.turns(people, kind, lambda visitor: visitor.log_in(WRONG_PASSWORD), count=count, refused=True)
        return _measured(known, unknown)

    time_tells_nothing(expect, measure, significance=policy.timing_bound.significance)


@proves(
    "PRV-008",
    "THR-042",
    case="timing of a registered and an unknown civil number",
    people=_PEOPLE,
    needs=["accounts", "alone"],
)
def test_time_of_a_sign_up_does_not_tell_who_is_registered(
    applicants: list[Applicant], expect: Expect, run: Session, policy: Policy
) -> None:
    under_policy("early_detail = false", so=not policy.early_detail)
    wishes = _Wishes(run, applicants)
    limits = policy.otp_limits
    count = min(_TURNS, limits.per_person_and_hour - 1, limits.per_number_and_day - 1)  # one was spent on the account
    under_policy("a second sign-up in an hour", so=count > 0)

    def measure(number: int) -> Measured:
        known, unknown = wishes.sides(number)
        wishes.turns([*known, *unknown], _SIGN_UP, Visitor.sign_up, count=count)
        return _measured(known, unknown)

    time_tells_nothing(expect, measure, significance=policy.timing_bound.significance)
