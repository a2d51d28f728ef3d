"""The causes of a refusal before proof: one person each, and what is wrong with what this person sends."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from harness.world.ports import Outcome
from harness.world.scenario import SelfieKind
from simulators.journey import Applicant

_NEVER_ISSUED = "A0000000"
"""A passport number of the right form; the people of a roster have seven digits that do not begin with 0."""


@dataclass(frozen=True, kw_only=True)
class Cause:
    """Why a person is refused: a wrong picture, or data that the registry does not bear out."""

    name: str
    role: str
    picture: SelfieKind = "stranger"
    changes: Callable[[Applicant, Applicant], dict[str, str]] = lambda _applicant, _other: {}
    """What is typed in place of the truth, given the applicant and somebody else."""


def _serial_of_other(_applicant: Applicant, other: Applicant) -> dict[str, str]:
    return {"card_serial": other.data().card_serial or ""}


CAUSES = (
    Cause(name="wrong face", role="citizen"),
    Cause(name="unknown civil number", role="unknown", picture="good"),
    Cause(name="wrong serial", role="citizen", picture="good", changes=_serial_of_other),
    Cause(
        name="stale serial",
        role="replaced_card",
        picture="good",
        changes=lambda applicant, _other: {"card_serial": applicant.person.earlier_card_serials[0]},
    ),
    Cause(name="never issued any card", role="cardless_allocated", picture="good", changes=_serial_of_other),
    Cause(
        name="wrong passport",
        role="resident_18",
        picture="good",
        changes=lambda _applicant, _other: {"passport_number": _NEVER_ISSUED},
    ),
    Cause(
        name="old passport",
        role="old_passport",
        picture="good",
        changes=lambda applicant, _other: {"passport_number": applicant.person.earlier_passport_numbers[0]},
    ),
    Cause(name="excluded category", role="domestic_worker"),
    Cause(name="article missing", role="article_missing"),
    Cause(name="too young", role="child_too_young"),
    Cause(name="legacy card", role="legacy_card"),
    Cause(name="deceased", role="deceased"),
    Cause(name="cancelled", role="cancelled"),
)
PEOPLE = tuple(cause.role for cause in CAUSES)


def refusals(applicants: Sequence[Applicant]) -> list[tuple[str, Applicant, Outcome]]:
    """Have each person of `PEOPLE` refused for their cause: its name, the person, and what came."""
    found = []
    for cause, applicant in zip(CAUSES, applicants, strict=True):
        applicant.walk(to="submit")
        outcome = applicant.prove(cause.picture, **cause.changes(applicant, applicants[0]))
        found.append((cause.name, applicant, outcome))
    return found
