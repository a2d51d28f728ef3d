"""When two answers say the same: equal up to rounding, however they were asked for."""

import math

from conformance.matchers.caller import Answer
from conformance.matchers.port import AttackAnswer, Comparison, Failure, Identity, Operation, QualityAnswer

SAME = 1e-6
"""Scores no further apart than this share of their scale are the same."""
SAME_QUALITY = 1.0
"""Components no further apart are the same. *Unit*: points of 100."""
_OTHER_REASONS = 100.0


def are_same(first: Answer | Failure, second: Answer | Failure, identity: Identity) -> bool:
    """Whether two answers say the same; what went wrong twice in the same way is no answer."""
    match first, second:
        case Comparison(), Comparison():
            return distance(first, second, identity) <= tolerance(identity, "compare")
        case AttackAnswer(), AttackAnswer():
            return distance(first, second, identity) <= tolerance(identity, "attack")
        case QualityAnswer(), QualityAnswer():
            return distance(first, second, identity) <= tolerance(identity, "quality")
        case Failure(cause="REFUSED"), Failure():
            return first == second
    return False


def tolerance(identity: Identity, operation: Operation) -> float:
    """How far apart two answers may lie that say the same. *Unit*: as of `distance`."""
    return SAME_QUALITY if operation == "quality" else SAME * scale(identity, operation)


def scale(identity: Identity, operation: Operation) -> float:
    """As far apart as two answers can lie. *Unit*: as of `distance`."""
    match operation:
        case "compare":
            return identity.score_high - identity.score_low
        case "attack":
            return identity.attack_high - identity.attack_low
        case "quality":
            return _OTHER_REASONS


def distance(first: Answer | Failure, second: Answer | Failure, identity: Identity) -> float:
    """How far two answers lie apart; the whole scale where they decide otherwise, infinite where either has nothing to compare.

    Unit: that of the scores, or points of 100.
    """
    match first, second:
        case Comparison(score=float(one)), Comparison(score=float(other)):
            return abs(one - other)
        case AttackAnswer(score=float(one), is_attack=said), AttackAnswer(score=float(other), is_attack=says):
            return abs(one - other) if said == says else scale(identity, "attack")
        case QualityAnswer() as one, QualityAnswer() as other:
            if set(one.reasons) != set(other.reasons) or one.components.keys() != other.components.keys():
                return _OTHER_REASONS
            return max(
                (float(abs(value - other.components[name])) for name, value in one.components.items()), default=0.0
            )
    return math.inf
