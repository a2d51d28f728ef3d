"""A refusal: the peer asked for what the rules do not grant. Pure, and known to every area.

A refusal names a row of the error table and carries typed facts; no free text decides anything. It leaves the state untouched,
unless it carries `after`: what stands although the request was refused (a counted attempt, a closed session).
"""

from dataclasses import dataclass
from datetime import datetime

from harness.protocol.codes import BY_CODE


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusalFacts:
    """What a refusal may tell beside its code."""

    field: str | None = None
    reasons: tuple[str, ...] = ()
    tries_left: int | None = None
    retry_after_s: int | None = None
    server_time: datetime | None = None
    terms_version: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Truth:
    """Why a person was really refused: a code of the error table, and the items that the registry does not bear out."""

    code: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusedOnce:
    """The last refusal of a person, for the person alone (PRV-015)."""

    truth: Truth
    at: datetime


NOTHING_TOLD = RefusalFacts()


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error of ours
    """The request is refused with a code of the error table."""

    def __init__(
        self,
        code: str,
        facts: RefusalFacts = NOTHING_TOLD,
        *,
        after: object | None = None,
        truth: "Truth | None" = None,
    ) -> None:
        if code not in BY_CODE:
            raise ValueError(f"{code} is not a row of the error table")
        super().__init__(code)
        self.code = code
        self.facts = facts
        self.after = after
        """`(state, effects)` of the step where the refusal changes something."""
        self.truth = truth
        """What is kept for the person concerned, who may learn it in person (PRV-015)."""


def refused_field(code: str, field: str) -> Refusal:
    """A refusal that names the field to correct."""
    return Refusal(code, RefusalFacts(field=field))
