"""Nobody learns by the clock whether a civil number is known (PRV-004, THR-040)."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import ceil
from time import perf_counter

from conformance.expect import DETAILS, UNIFORM, Expect
from conformance.marks import proves
from conformance.oracles.timing import Separation, separation
from conformance.plugin import TargetClock
from conformance.session import Session
from harness.world.policy import Policy
from harness.world.ports import Exchange, Outcome, Refused, Request, Response
from simulators.journey import Applicant, WayBlockedError

_EACH = 12
"""People of each kind: enough that exchanging them by chance rarely looks as far apart as they are."""
_MS = 1_000


@dataclass
class Stopwatch:
    """An exchange that knows how long the last answer took."""

    exchange: Exchange
    last_ms: float = 0.0

    def __call__(self, request: Request) -> Response:
        """Send a request and take the time until its whole answer is there."""
        began = perf_counter()
        response = self.exchange(request)
        self.last_ms = (perf_counter() - began) * _MS
        return response


@dataclass
class Contender:
    """A person at whose proof a stranger tries, with the times of the answers."""

    applicant: Applicant
    picture: bytes = b""
    mismatch_ms: list[float] = field(default_factory=list)
    locked_ms: list[float] = field(default_factory=list)

    def prepare(self, fresh: bytes) -> None:
        """Have a picture that the target has not seen: the first thing that a stranger sends is always new to it."""
        self.picture = self.applicant.picture("stranger") + fresh

    def try_once(self) -> Outcome:
        """Send the picture."""
        return self.applicant.phone.selfie(self.picture)


class Contest:
    """Known and unknown people tried at in a random order, all alike."""

    def __init__(self, run: Session, applicants: list[Applicant], policy: Policy, clock: TargetClock) -> None:
        self.watch = Stopwatch(run.network)
        self._world = replace(run.world, exchange=self.watch)
        self.people = [Contender(applicant=applicant) for applicant in applicants]
        self._order: random.Random = run.world.entropy.stream("timing", run.info.run)
        self._limits = policy.face_tries
        self._samples = policy.timing_bound.samples
        self._clock = clock
        self._rounds = 0

    def measure(self) -> None:
        """Measure anew: as many mismatches a side as the policy asks for, and as many answers while the people are locked."""
        for person in self.people:
            person.mismatch_ms.clear()
            person.locked_ms.clear()
        for number in range(ceil(self._samples / (_EACH * self._limits.tries))):
            self._round(reopen=number % 2 == 0)

    def _round(self, *, reopen: bool) -> None:
        """All tries of everybody, after the locks of the round before have ended."""
        self._rounds += 1
        if self._rounds > 1:
            self._clock.advance(self._limits.locked_for_s + 1)
        for person in self.people:
            if reopen:  # with another phone, since a phone that fails often is throttled for itself
                person.applicant = self._world.applicant(person.applicant.person, phone=f"timed-{self._rounds}")
                person.applicant.walk(to="selfie")
            person.prepare(self._order.randbytes(16))
        for _ in range(self._limits.tries):
            self._turn(UNIFORM, lambda person: person.mismatch_ms)
        for _ in range(self._limits.tries):  # as often again: less than what throttles a phone
            self._turn("PROOF_LOCKED", lambda person: person.locked_ms)

    def _turn(self, reason: str, times: Callable[[Contender], list[float]]) -> None:
        for person in self._order.sample(self.people, len(self.people)):
            outcome = person.try_once()
            expected = (reason,) if reason == "PROOF_LOCKED" else (UNIFORM, *DETAILS)
            if not isinstance(outcome, Refused) or outcome.reason not in expected:
                raise WayBlockedError("selfie", outcome)
            times(person).append(self.watch.last_ms)

    def compared(self, times: Callable[[Contender], list[float]]) -> Separation:
        """How far the known and the unknown stand apart."""
        known = [times(person) for person in self.people if person.applicant.person.role != "unknown"]
        unknown = [times(person) for person in self.people if person.applicant.person.role == "unknown"]
        return separation(known, unknown)


@proves(
    "PRV-004",
    "THR-040",
    case="known and unknown person, n samples each: mismatches, and answers while locked",
    people=["citizen"] * _EACH + ["unknown"] * _EACH,
    needs=["clock", "alone"],
)
def test_time_does_not_tell_a_known_person(
    applicants: list[Applicant], expect: Expect, run: Session, policy: Policy, target_clock: TargetClock
) -> None:
    contest = Contest(run, applicants, policy, target_clock)
    contest.measure()
    kinds: dict[str, Callable[[Contender], list[float]]] = {
        "mismatch": lambda person: person.mismatch_ms,
        "locked": lambda person: person.locked_ms,
    }
    significance = policy.timing_bound.significance
    first = {name: contest.compared(times) for name, times in kinds.items()}
    suspects = [name for name, found in first.items() if found.is_separable(significance=significance)]
    if suspects:
        contest.measure()
    for name, times in kinds.items():
        found = contest.compared(times) if suspects else first[name]
        apart = name in suspects and found.is_separable(significance=significance)
        expect.holds(
            expected=f"ORACLE_TIMING: {name} answers not separable at {significance}",
            observed=found.words(),
            so=not apart,
        )
