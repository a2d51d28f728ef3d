"""What a face matcher offers, as types: compare, quality, attack, and who it is. docs/matchers.md says it for vendors.

    class Mine:
        def compare(self, portrait: bytes, selfie: bytes) -> Comparison: ...
        def quality(self, image: bytes) -> QualityAnswer: ...
        def attack(self, images: Sequence[bytes]) -> AttackAnswer: ...

A picture is a JPEG or PNG file as bytes. A matcher is told nothing else: no name, no order, no identity. An answer that does not
hold (`Cause`) is a failure to acquire of that one call and never ends a trial.
"""

from collections.abc import Sequence
from typing import Annotated, Literal, Protocol, get_args

import msgspec
from msgspec import Meta

from harness.world.events import Record

Operation = Literal["compare", "quality", "attack"]
OPERATIONS: tuple[Operation, ...] = get_args(Operation)

Cause = Literal[
    "REFUSED",  # the matcher itself says why it cannot answer
    "TIMEOUT",  # no answer in time
    "CRASHED",  # its process ended, or its connection was cut
    "ERROR",  # it answers that it failed: an exception, another status than 200
    "NOT_JSON",
    "MALFORMED",  # JSON of another shape
    "NOT_FINITE",  # NaN or Infinity
    "OUT_OF_BOUNDS",  # beyond the bounds that it declares, or 0 to 100
    "TOO_LARGE",
]
"""Why a call brought no answer that can be counted."""
CAUSES: tuple[Cause, ...] = get_args(Cause)
TECHNICAL: tuple[Cause, ...] = tuple(cause for cause in CAUSES if cause != "REFUSED")
"""All but the matcher's own refusal: a sound matcher has none of these."""

FAILED_TO_ASSESS = -1
BEST_QUALITY = 100
_Word = Annotated[str, Meta(min_length=1, max_length=100)]
_Short = Annotated[str, Meta(max_length=200)]


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a matcher says. Fields that the port does not know are passed over."""


class Identity(Answer, frozen=True, kw_only=True):
    """Who the matcher is, and what its scores mean: higher is more alike, and from `threshold` on it is one person.

    `attack_low` and `attack_high` bound the score of an attack, higher meaning more of one; `offers` are its operations.
    """

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    version: _Short = ""
    score_low: float = 0.0
    score_high: float = 1.0
    threshold: float = 0.5
    attack_low: float = 0.0
    attack_high: float = 1.0
    offers: Annotated[list[Operation], Meta(min_length=1)] = msgspec.field(default_factory=lambda: list(OPERATIONS))


class Comparison(Answer, frozen=True, kw_only=True):
    """A score within the declared bounds, or the reason why there is none (`NO_FACE`, ...), and never both."""

    score: float | None = None
    failure: Annotated[str, Meta(max_length=100)] = ""


class QualityAnswer(Answer, frozen=True, kw_only=True):
    """Components of quality by name (`harness.world.faces.Component`), 0 to 100, -1 where one could not be assessed.

    `reasons` are the codes for which the picture is refused; none for a picture that may be used.
    """

    components: Annotated[dict[_Word, int], Meta(max_length=64)] = msgspec.field(default_factory=dict)
    reasons: Annotated[tuple[_Word, ...], Meta(max_length=64)] = ()


class AttackAnswer(Answer, frozen=True, kw_only=True):
    """How much the pictures look like an attack, and the decision; or the reason why there is none."""

    score: float | None = None
    is_attack: bool | None = None
    failure: Annotated[str, Meta(max_length=100)] = ""


class Failure(Record, frozen=True, kw_only=True):
    """A call that brought no answer: the cause, and in words what came."""

    cause: Cause
    note: str = ""


class Matcher(Protocol):
    """A class, tried in a process of its own. `identify` may be left out: then scores lie in 0 to 1, the threshold at 0.5."""

    def compare(self, portrait: bytes, selfie: bytes) -> Comparison:
        """How alike the face of the registry's portrait and that of the selfie are."""
        ...

    def quality(self, image: bytes) -> QualityAnswer:
        """Judge the picture alone."""
        ...

    def attack(self, images: Sequence[bytes]) -> AttackAnswer:
        """Whether one picture, or the frames of one head movement in their order, show an attack and no living face."""
        ...
