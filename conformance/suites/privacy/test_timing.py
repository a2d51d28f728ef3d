"""Nobody learns by the clock whether a civil number is known (PRV-004, THR-040)."""

import random
from dataclasses import dataclass, field, replace
from math import ceil

from conformance.expect import DETAILS, UNIFORM, Expect
from conformance.marks import proves
from conformance.plugin import TargetClock
from conformance.session import Session
from conformance.suites.privacy.stopwatch import Measured, Stopwatch, time_tells_nothing
from harness.world.policy import Policy
from harness.world.ports import Outcome, Refused
from simulators.journey import Applicant, WayBlockedError

_EACH = 12
"""People of each kind in a set: enough that exchanging them by chance rarely looks as far apart as they are."""
_SETS = 2
_PICTURES = 8
_NEW, _AGAIN, _LOCKED = "mismatch with a new picture", "mismatch with the same picture", "answer while locked"


@dataclass
class Contender:
    """A person at whose proof a stranger tries, with the times of the answers."""

    applicant: Applicant
    taken: list[bytes] = field(default_factory=list)
    picture: bytes = b""
    took_ms: dict[str, list[float]] = field(default_factory=lambda: {_NEW: [], _AGAIN: [], _LOCKED: []})

    def prepare(self, fresh: bytes, *, number: int) -> None:
        """Have a picture that the target has not seen: the first thing that a stranger sends is always new to it.

        What follows its end makes it new. A few are drawn and taken in turn: among thousands one is not clear enough.
        """
        if number < _PICTURES:
            self.taken.append(self.applicant.picture("stranger"))
        self.picture = self.taken[number % _PICTURES] + fresh

    def try_once(self) -> Outcome:
        """Send the picture."""
        return self.applicant.phone.selfie(self.picture)


class Contest:
    """Known and unknown people tried at in a random order, all alike.

    Answers are compared with their like alone. A picture that is new has to be looked at, which takes most of the time and hides
    what is small; one that a target knows already may be answered from its memory, which hides what is left out of the looking.
    """

    def __init__(self, run: Session, applicants: list[Applicant], policy: Policy, clock: TargetClock) -> None:
        self.watch = Stopwatch(run.network)
        self._world = replace(run.world, exchange=self.watch)
        self._applicants = applicants
        self._order: random.Random = run.world.entropy.stream("timing", run.info.run)
        self._limits = policy.face_tries
        self._samples = policy.timing_bound.samples
        self._clock = clock
        self._rounds = 0

    def measure(self, number: int) -> Measured:
        """Measure a set: as many mismatches a side as the policy asks for, and as many answers while the people are locked."""
        known, unknown = self._side(number, known=True), self._side(number, known=False)
        for turn in range(ceil(self._samples / (_EACH * self._limits.tries))):
            self._round([*known, *unknown], turn)
        return {
            kind: ([one.took_ms[kind] for one in known], [one.took_ms[kind] for one in unknown])
            for kind in (_NEW, _AGAIN, _LOCKED)
            if known[0].took_ms[kind]
        }

    def _side(self, number: int, *, known: bool) -> list[Contender]:
        side = [one for one in self._applicants if (one.person.role != "unknown") is known]
        return [Contender(applicant=one) for one in side[number * _EACH : (number + 1) * _EACH]]

    def _round(self, people: list[Contender], turn: int) -> None:
        """All tries of everybody, after the locks of the round before have ended."""
        self._rounds += 1
        if self._rounds > 1:
            self._clock.advance(self._limits.locked_for_s + 1)
        for person in people:
            if turn % 2 == 0:  # with another phone, since a phone that fails often is throttled for itself
                person.applicant = self._world.applicant(person.applicant.person, phone=f"timed-{self._rounds}")
                person.applicant.walk(to="selfie")
            person.prepare(self._order.randbytes(16), number=turn)
        for number in range(self._limits.tries):
            self._turn(people, UNIFORM, _NEW if number == 0 else _AGAIN)
        for _ in range(self._limits.tries):  # as often again: less than what throttles a phone
            self._turn(people, "PROOF_LOCKED", _LOCKED)

    def _turn(self, people: list[Contender], reason: str, kind: str) -> None:
        for person in self._order.sample(people, len(people)):
            outcome = person.try_once()
            expected = (reason,) if reason == "PROOF_LOCKED" else (UNIFORM, *DETAILS)
            if not isinstance(outcome, Refused) or outcome.reason not in expected:
                raise WayBlockedError("selfie", outcome)
            person.took_ms[kind].append(self.watch.last_ms)


@proves(
    "PRV-004",
    "THR-040",
    case="known and unknown person, n samples each: mismatches, and answers while locked",
    people=["citizen"] * _EACH * _SETS + ["unknown"] * _EACH * _SETS,
    needs=["clock", "alone"],
)
def test_time_does_not_tell_a_known_person(
    applicants: list[Applicant], expect: Expect, run: Session, policy: Policy, target_clock: TargetClock
) -> None:
    contest = Contest(run, applicants, policy, target_clock)
    time_tells_nothing(expect, contest.measure, significance=policy.timing_bound.significance)
