"""The assertions about matchers: answered, refused by name, alike."""

import re
from collections.abc import Sequence

from conformance.expect import Expect
from conformance.matchers.caller import Answer
from conformance.matchers.port import AttackAnswer, Comparison, Failure, Identity, QualityAnswer
from conformance.matchers.sameness import are_same

_CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
"""How a reason is written that has a name: `NO_FACE`."""


class MatcherExpect(Expect):
    """Assertions of one test of a matcher."""

    def compared(self, answer: Comparison | Failure, *, what: str) -> float:
        """There is a score."""
        self.holds(
            expected=f"{what}: a score", observed=told(answer), so=isinstance(answer, Comparison) and has_score(answer)
        )
        return score_in(answer)

    def judged(self, answer: QualityAnswer | Failure, *, what: str) -> QualityAnswer:
        """Quality was judged, whatever came out."""
        self.holds(expected=f"{what}: judged", observed=told(answer), so=isinstance(answer, QualityAnswer))
        if not isinstance(answer, QualityAnswer):
            raise TypeError("holds() let something pass that was not judged")
        return answer

    def presented(self, answer: AttackAnswer | Failure, *, what: str) -> AttackAnswer:
        """There is a decision."""
        self.holds(expected=f"{what}: a decision", observed=told(answer), so=isinstance(answer, AttackAnswer))
        if not isinstance(answer, AttackAnswer):
            raise TypeError("holds() let something pass that was not decided")
        return answer

    def refused_by_name(self, answer: Answer | Failure, *, what: str) -> None:
        """The matcher itself refuses, and says why by a code."""
        self.holds(expected=f"{what}: refused by a code", observed=told(answer), so=is_named_refusal(answer))

    def sound(self, answer: Answer | Failure, *, what: str) -> None:
        """There is an answer that holds, or a refusal: neither crash nor delay nor anything malformed."""
        fails = isinstance(answer, Failure) and answer.cause != "REFUSED"
        self.holds(expected=f"{what}: an answer that holds", observed=told(answer), so=not fails)

    def most(self, outcomes: Sequence[tuple[str, bool]], *, what: str) -> None:
        """More than half of the cases are so."""
        so = sum(outcome for _, outcome in outcomes)
        others = ", ".join(name for name, outcome in outcomes if not outcome)
        observed = f"{so} of {len(outcomes)}" + (f"; not: {others}" if others else "")
        cases = "the one case" if len(outcomes) == 1 else f"most of {len(outcomes)} cases"
        self.holds(expected=f"{what} in {cases}", observed=observed, so=2 * so > len(outcomes))

    def same_answer(self, first: Answer | Failure, second: Answer | Failure, identity: Identity, *, what: str) -> None:
        """Two answers say the same."""
        self.holds(expected=f"{what}: {told(first)}", observed=told(second), so=are_same(first, second, identity))


def told(answer: Answer | Failure) -> str:
    """An answer in words."""
    match answer:
        case Failure(cause=cause, note=note):
            return f"{cause}: {note}" if note else cause
        case Comparison(score=score):
            return f"score {score}"
        case AttackAnswer(score=score, is_attack=is_attack):
            return f"{'attack' if is_attack else 'no attack'}, score {score}"
        case QualityAnswer(reasons=reasons, components=components):
            named = ", ".join(f"{name} {value}" for name, value in components.items())
            return f"{'refused: ' + ', '.join(reasons) if reasons else 'usable'} ({named})"


def has_score(answer: Comparison) -> bool:
    """Whether a comparison came to a score."""
    return answer.score is not None


def score_in(answer: Comparison | AttackAnswer | Failure) -> float:
    """The score of an answer that has one.

    Raises:
        TypeError: it has none.
    """
    if isinstance(answer, Failure) or answer.score is None:
        raise TypeError("holds() let something pass that has no score")
    return answer.score


def is_named_refusal(answer: Answer | Failure) -> bool:
    """Whether a matcher refuses by a code, and not by silence, a number or a sentence."""
    match answer:
        case Failure(cause="REFUSED", note=note):
            return bool(_CODE.fullmatch(note))
        case QualityAnswer(reasons=reasons):
            return bool(reasons) and all(_CODE.fullmatch(reason) for reason in reasons)
    return False
