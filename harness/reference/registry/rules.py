"""What the civil registry says of a person, and what follows from it. Pure.

1. `differences` compares what an applicant entered with the record; it looks at every item in every case, also for an unknown
   person, so that no cause is quicker than another (PRV-001, PRV-004).
2. `check_eligible` decides, only after data and face have matched, whether the person may register (ELG-001 to ELG-007).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from harness.protocol.identifiers import CivilNumber, IdentifierError, birth_date_of
from harness.reference.refusal import Refusal
from harness.world.policy import Policy

CITIZENS = "KWT"


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """The civil card that a person holds."""

    serial: str
    kind: Literal["smart", "legacy"]
    expires_on: date
    is_active: bool = True
    """Neither blocked nor lost nor replaced."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """A person's entry in the registry."""

    civil_number: str
    category: Literal["citizen", "resident", "visitor"]
    status: Literal["active", "cancelled", "deceased"]
    nationality: str
    birth_date: date
    card: Card | None = None
    earlier_serials: tuple[str, ...] = ()
    hawyti_serial: str | None = None
    first_issue: bool = False
    """The first card was issued and not collected yet: only then the Hawyti serial serves in its place (ENR-013)."""
    passport_number: str | None = None
    residency_article: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """What the applicant entered, in normal form."""

    civil_number: str
    card_serial: str | None
    hawyti_serial: str | None
    nationality: str
    passport_number: str | None


class Difference(StrEnum):
    """An item of the claim that the record does not bear out."""

    UNKNOWN = "unknown"
    CARD = "card"
    SERIAL = "serial"
    STALE = "stale"
    NATIONALITY = "nationality"
    PASSPORT = "passport"
    BIRTH_DATE = "birth_date"


NOBODY = Record(
    civil_number="", category="citizen", status="active", nationality="", birth_date=date(1, 1, 1), card=None
)
"""Stands for an unknown person, so that the same comparisons are made."""


def differences(record: Record | None, claim: Claim) -> tuple[Difference, ...]:
    """Every item that differs; empty when the data matches."""
    held = record or NOBODY
    found = {
        Difference.UNKNOWN: record is None or held.civil_number != claim.civil_number,
        Difference.CARD: held.card is None and not held.first_issue,
        Difference.STALE: claim.card_serial in held.earlier_serials or _spent_hawyti_serial(held, claim),
        Difference.SERIAL: not _serial_is_current(held, claim),
        Difference.NATIONALITY: held.nationality != claim.nationality,
        Difference.PASSPORT: held.nationality != CITIZENS and held.passport_number != claim.passport_number,
        Difference.BIRTH_DATE: not _birth_date_agrees(held, claim),
    }
    return tuple(difference for difference, is_found in found.items() if is_found)


def _serial_is_current(held: Record, claim: Claim) -> bool:
    current = held.card.serial if held.card is not None and held.card.is_active else None
    card = claim.card_serial is None or current == claim.card_serial
    hawyti = claim.hawyti_serial is None or (held.first_issue and held.hawyti_serial == claim.hawyti_serial)
    return card and hawyti and not (claim.card_serial is None and claim.hawyti_serial is None)


def _spent_hawyti_serial(held: Record, claim: Claim) -> bool:
    return claim.hawyti_serial is not None and held.hawyti_serial == claim.hawyti_serial and not held.first_issue


def _birth_date_agrees(held: Record, claim: Claim) -> bool:
    try:
        return birth_date_of(CivilNumber(claim.civil_number)) == held.birth_date
    except IdentifierError:
        return False


def check_eligible(record: Record, policy: Policy, *, today: date) -> None:
    """Refuse whoever may not register.

    Raises:
        Refusal: NOT_ELIGIBLE, SMART_CARD_REQUIRED, TOO_YOUNG, DATA_INCOMPLETE or CATEGORY_EXCLUDED.
    """
    if record.status != "active" or record.category not in policy.eligible_categories:
        raise Refusal("NOT_ELIGIBLE")
    if not _has_smart_card(record, policy, today):
        raise Refusal("SMART_CARD_REQUIRED")
    if not _old_enough(record, policy, today):
        raise Refusal("TOO_YOUNG")
    if record.category != "citizen":
        _check_article(record, policy, today)


def _has_smart_card(record: Record, policy: Policy, today: date) -> bool:
    if record.card is None:
        return record.first_issue
    return record.card.kind == "smart" and (policy.expired_card_counts or record.card.expires_on >= today)


def _old_enough(record: Record, policy: Policy, today: date) -> bool:
    birthday = years_after(record.birth_date, policy.min_age_years)
    return today > birthday if policy.age_rule == "gt" else today >= birthday


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _check_article(record: Record, policy: Policy, today: date) -> None:
    article = record.residency_article
    if article is None:
        raise Refusal("DATA_INCOMPLETE")
    lifted = article == 20 and policy.allow_art20_from is not None and today >= policy.allow_art20_from  # noqa: PLR2004 - the article that the policy field names
    if article in policy.excluded_articles and not lifted:
        raise Refusal("CATEGORY_EXCLUDED")
