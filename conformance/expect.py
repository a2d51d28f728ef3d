"""The only assertions that decide a verdict: accepted, refused, unchanged, equal, messages. Each is written down as evidence."""

from collections.abc import Iterable

from harness.world.events import CheckDetail, LeakDetail, MessagesDetail
from harness.world.limits import clipped
from harness.world.ports import Accepted, Facts, Outcome, Refused
from simulators.journal import Journal
from simulators.journey import Applicant, WayBlockedError, describe

UNIFORM = "DATA_MISMATCH"
DETAILS = (
    *("SERIAL_STALE", "PASSPORT_MISMATCH", "FACE_MISMATCH", "NOT_ELIGIBLE", "SMART_CARD_REQUIRED"),
    *("TOO_YOUNG", "CATEGORY_EXCLUDED", "DATA_INCOMPLETE"),
)
"""What depends on the registry: told before proof only under `early_detail = true` (PRV-006, PRV-007)."""


class Nonconformity(AssertionError):  # noqa: N818 - a verdict, not an error of ours
    """The target is wrong: what was expected, and what was observed."""

    def __init__(self, expected: str, observed: str) -> None:
        super().__init__(f"expected {expected}; observed {observed}")
        self.expected = expected
        self.observed = observed


class Expect:
    """Assertions of one test; `count` is how many were made."""

    def __init__(self, journal: Journal, *, early_detail: bool = False) -> None:
        self._journal = journal
        self._early_detail = early_detail
        self.count = 0

    def holds(self, *, expected: str, observed: str, so: bool) -> None:
        """The general form: `expected` in words, what was `observed`, and whether it is so.

        Raises:
            Nonconformity: it is not so.
        """
        self.count += 1
        expected, observed = (clipped(self._journal.masker.text(text)) for text in (expected, observed))
        self._journal.record("harness", "check", CheckDetail(expected=expected, observed=observed, holds=so))
        if not so:
            raise Nonconformity(expected, observed)

    def equal(self, observed: object, expected: object, *, what: str) -> None:
        """`what` is as expected."""
        self.holds(expected=f"{what} {expected!r}", observed=f"{observed!r}", so=observed == expected)

    def accepted(self, outcome: Outcome, *, state: str | None = None) -> Facts:
        """The target did what was asked, and where `state` is given says that it stands there."""
        fits = isinstance(outcome, Accepted) and state in (None, outcome.facts.state)
        self.holds(expected=f"accepted, state {state}" if state else "accepted", observed=describe(outcome), so=fits)
        if not isinstance(outcome, Accepted):
            raise TypeError("holds() let something pass that was not accepted")
        return outcome.facts

    def refused(self, outcome: Outcome, *reasons: str) -> Refused:
        """The target refused, for one of these reason classes and no other.

        Under the reading `early_detail = true` the detail may stand where the uniform DATA_MISMATCH is expected.
        """
        if self._early_detail and UNIFORM in reasons:
            reasons = (*reasons, *(code for code in DETAILS if code not in reasons))
        fits = isinstance(outcome, Refused) and outcome.reason in reasons
        self.holds(expected=f"refused: {' or '.join(reasons)}", observed=describe(outcome), so=fits)
        if not isinstance(outcome, Refused):
            raise TypeError("holds() let something pass that was not refused")
        return outcome

    def enrolled(self, applicant: Applicant) -> None:
        """Every step of the plain journey is accepted, and the identity of the phone is ACTIVE."""
        for step in applicant.flow.steps:
            self.accepted(applicant.do(step))
        self.accepted(applicant.state(), state="ACTIVE")

    def standing(self, applicant: Applicant, state: str) -> None:
        """The session stands in `state` when it is looked at."""
        self.accepted(applicant.status(), state=state)

    def messages(self, applicant: Applicant, *, exactly: int, after: int) -> None:
        """The applicant's number gets exactly so many messages after the gateway's number `after`.

        It is judged at the end of the run, after a canary message has drained the route.
        """
        self.count += 1
        detail = MessagesDetail(recipient=applicant.person.mobile, after=after, exactly=exactly)
        self._journal.record("harness", "messages claimed", detail)

    def no_leak(self) -> None:
        """The planted PIN of this run stands in no file that the target lets us read.

        It is judged at the end of the run, when everything that was buffered has been written.
        """
        self.count += 1
        self._journal.record("harness", "no leak claimed", LeakDetail(secret="PIN"))  # noqa: S106 - a kind of secret

    def alike(self, observed: Iterable[tuple[str, object]], *, what: str) -> None:
        """`what` is the same in every case; `observed` names the cases."""
        cases = list(observed)
        if len(cases) < 2 or any(value is None for _, value in cases):  # noqa: PLR2004 - nothing to compare shows nothing
            raise WayBlockedError("compare", None)
        first = cases[0][1]
        other = next(((name, value) for name, value in cases if value != first), None)
        seen = f"{cases[0][0]}: {first!r}" + (f", {other[0]}: {other[1]!r}" if other else " in every case")
        self.holds(expected=f"{what} alike in {len(cases)} cases", observed=seen, so=other is None)
