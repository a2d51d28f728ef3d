"""The wire of a matcher as a pure codec: questions to JSON, JSON to answers that hold, each failure under its name.

A picture travels in Base64 (RFC 4648, 4). Over HTTP the operation is the path and the question the body; over a pipe both stand
in one line with a number, which the answer repeats.
"""

import json
import math
from base64 import b64encode
from collections.abc import Sequence
from typing import NoReturn, TypeVar

import msgspec

from conformance.matchers.port import (
    BEST_QUALITY,
    FAILED_TO_ASSESS,
    Answer,
    AttackAnswer,
    Cause,
    Comparison,
    Failure,
    Identity,
    Operation,
    QualityAnswer,
)
from harness.protocol.encoding.strict_json import StrictJsonError, parse
from harness.world.limits import clipped

Kind = TypeVar("Kind", bound=Answer)
_NOTE = 200


class CallError(Exception):
    """A call brought no answer that can be counted."""

    def __init__(self, cause: Cause, note: str = "") -> None:
        note = clipped(note, _NOTE)
        super().__init__(f"{cause}: {note}" if note else cause)
        self.failure = Failure(cause=cause, note=note)


class _Refusal(msgspec.Struct, frozen=True):
    """An answer that says that there is none."""

    error: str


def question(operation: Operation, pictures: Sequence[bytes]) -> dict[str, object]:
    """A question as JSON values; of a comparison the portrait comes first."""
    encoded = [b64encode(picture).decode() for picture in pictures]
    match operation:
        case "compare":
            portrait, selfie = encoded
            return {"portrait": portrait, "selfie": selfie}
        case "quality":
            (image,) = encoded
            return {"image": image}
        case "attack":
            return {"images": encoded}


def read_identity(text: bytes) -> Identity:
    """Who the matcher says it is.

    Raises:
        CallError: it does not hold.
    """
    identity = _read(text, Identity)
    for low, high in ((identity.score_low, identity.score_high), (identity.attack_low, identity.attack_high)):
        if not low < high:
            raise CallError("MALFORMED", f"bounds {low} to {high}: the first must be the lower")
    if not identity.score_low <= identity.threshold <= identity.score_high:
        raise CallError("OUT_OF_BOUNDS", f"threshold {identity.threshold}")
    return identity


def read_comparison(text: bytes, identity: Identity) -> Comparison:
    """A score within the bounds.

    Raises:
        CallError: it does not hold, or is REFUSED.
    """
    answer = _read(text, Comparison)
    _check_refusal(answer.failure, has_answer=answer.score is not None)
    _check_bounds(answer.score, identity.score_low, identity.score_high)
    return answer


def read_quality(text: bytes) -> QualityAnswer:
    """Components within -1 to 100, and reasons.

    Raises:
        CallError: it does not hold.
    """
    answer = _read(text, QualityAnswer)
    for name, value in answer.components.items():
        if not FAILED_TO_ASSESS <= value <= BEST_QUALITY:
            raise CallError("OUT_OF_BOUNDS", f"{name} = {value}")
    return answer


def read_attack(text: bytes, identity: Identity) -> AttackAnswer:
    """A score within the bounds with its decision.

    Raises:
        CallError: it does not hold, or is REFUSED.
    """
    answer = _read(text, AttackAnswer)
    if (answer.score is None) != (answer.is_attack is None):
        raise CallError("MALFORMED", "score and is_attack come together")
    _check_refusal(answer.failure, has_answer=answer.score is not None)
    _check_bounds(answer.score, identity.attack_low, identity.attack_high)
    return answer


def _read(text: bytes, kind: type[Kind]) -> Kind:
    try:
        value = parse(text)
    except StrictJsonError as error:
        raise _unreadable(text, str(error)) from None
    if isinstance(value, dict) and "error" in value:
        raise CallError("ERROR", _said(value))
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise CallError("MALFORMED", str(error)) from None
    except RecursionError:
        raise CallError("MALFORMED", "nested too deep") from None


def _unreadable(text: bytes, why: str) -> CallError:
    """NaN and Infinity are no JSON, but what is wrong with them has a better name."""
    try:
        loose = json.loads(text)
    except (ValueError, RecursionError):
        return CallError("NOT_JSON", f"{why}: {text[:60]!r}")
    return CallError("MALFORMED", why) if _all_finite(loose) else CallError("NOT_FINITE", clipped(repr(loose), 60))


def _all_finite(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, dict):
        return all(map(_all_finite, value.values()))
    return all(map(_all_finite, value)) if isinstance(value, list) else True


def _said(value: dict[object, object]) -> str:
    try:
        return msgspec.convert(value, _Refusal).error
    except msgspec.ValidationError:
        return ""


def _check_refusal(failure: str, *, has_answer: bool) -> None:
    if failure and has_answer:
        raise CallError("MALFORMED", "a score and a failure at once")
    if failure:
        raise CallError("REFUSED", failure)
    if not has_answer:
        _no_answer()


def _no_answer() -> NoReturn:
    raise CallError("MALFORMED", "neither a score nor a failure")


def _check_bounds(score: float | None, low: float, high: float) -> None:
    if score is None or not low <= score <= high:
        raise CallError("OUT_OF_BOUNDS", f"{score} is not in {low} to {high}")
