"""What the civil registry says of a person, and what follows from it. Pure.

1. `differences` compares what an applicant entered with the record; it looks at every item in every case, also for an unknown
   person, so that no cause is quicker than another (PRV-001, PRV-004).
2. `check_eligible` decides, only after data and face have matched, whether the person may register (ELG-001 to ELG-007).
3. On the card-less channel `request_differences` and `check_request` stand in their place: what counts is a pending first
   request with its fee paid, its passport and its portrait (ELG-008, ENR-021, ENR-022b, FAC-003).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
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
class ResidencyRequest:
    """A first residency request, paid or not."""

    reference_number: str
    fee_paid: bool
    has_portrait: bool
    civil_number_allocated: bool
    """From then on the reference number is consumed and the civil number serves."""


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
    occupation: str = ""
    """Decides nothing (ELG-005)."""
    request: ResidencyRequest | None = None
    mobile: str = ""
    """Where the registry's own messages go."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What the registry told since a record was loaded; None where nothing changed."""

    status: Literal["active", "cancelled", "deceased"] | None = None
    residency_article: int | None = None
    fee_paid: bool | None = None
    hawyti_serial: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """What the applicant entered, in normal form; on the card-less channel a reference number may name the person."""

    civil_number: str
    card_serial: str | None
    hawyti_serial: str | None
    nationality: str
    passport_number: str | None
    reference_number: str | None = None

    @property
    def number(self) -> str:
        """What the registry is asked for."""
        return self.reference_number or self.civil_number


class Difference(StrEnum):
    """An item of the claim that the record does not bear out."""

    UNKNOWN = "unknown"
    CARD = "card"
    SERIAL = "serial"
    STALE = "stale"
    NATIONALITY = "nationality"
    PASSPORT = "passport"
    BIRTH_DATE = "birth_date"
    KIND = "kind"
    REQUEST = "request"
    CONSUMED = "consumed"
    PORTRAIT = "portrait"


NOBODY = Record(
    civil_number="", category="citizen", status="active", nationality="", birth_date=date(1, 1, 1), card=None
)
"""Stands for an unknown person, so that the same comparisons are made."""


def changed(record: Record, change: Change) -> Record:
    """The record as it stands after a change."""
    request = record.request
    if request is not None and change.fee_paid is not None:
        request = replace(request, fee_paid=change.fee_paid)
    return replace(
        record,
        status=change.status or record.status,
        residency_article=change.residency_article or record.residency_article,
        hawyti_serial=change.hawyti_serial or record.hawyti_serial,
        first_issue=record.first_issue or (record.card is None and change.hawyti_serial is not None),
        request=request,
    )


def differences(record: Record | None, claim: Claim) -> tuple[Difference, ...]:
    """Every item that differs; empty when the data matches."""
    held = record or NOBODY
    found = {
        Difference.UNKNOWN: record is None or held.civil_number != claim.civil_number,
        Difference.CARD: held.card is None and not held.first_issue,
        Difference.STALE: claim.card_serial in held.earlier_serials or _spent_hawyti_serial(held, claim),
        Difference.KIND: claim.hawyti_serial is not None and held.hawyti_serial is None and held.card is not None,
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


def request_differences(record: Record | None, claim: Claim) -> tuple[Difference, ...]:
    """Every item of a card-less claim that the pending request does not bear out; empty when the data matches."""
    held = record or NOBODY
    request = held.request
    by_reference = claim.reference_number is not None
    found = {
        Difference.UNKNOWN: record is None,
        Difference.REQUEST: request is None or not request.fee_paid or held.card is not None,
        Difference.CONSUMED: by_reference and request is not None and request.civil_number_allocated,
        Difference.PORTRAIT: request is not None and not request.has_portrait,
        Difference.NATIONALITY: claim.nationality not in ("", held.nationality),
        Difference.PASSPORT: held.passport_number != claim.passport_number,
        Difference.BIRTH_DATE: not by_reference and not _birth_date_agrees(held, claim),
    }
    return tuple(difference for difference, is_found in found.items() if is_found)


def check_request(record: Record, policy: Policy, *, today: date) -> None:
    """Refuse whoever may not register on the card-less channel.

    Raises:
        Refusal: NOT_ELIGIBLE, CHANNEL_NOT_ALLOWED, TOO_YOUNG, DATA_INCOMPLETE or CATEGORY_EXCLUDED.
    """
    _check_status(record, policy)
    if record.category not in policy.cardless_categories:
        raise Refusal("CHANNEL_NOT_ALLOWED")
    _check_person(record, policy, today)


def may_keep(record: Record, policy: Policy, now: datetime) -> bool:
    """Whether a person who holds an identity may keep it: neither dead nor cancelled nor in an excluded category.

    A card that runs out is no reason here: that the identity then rests is a rule of its own.
    """
    try:
        _check_status(record, policy)
        _check_person(record, policy, policy.civil_day(now))
    except Refusal:
        return False
    return True


def check_eligible(record: Record, policy: Policy, *, today: date) -> None:
    """Refuse whoever may not register.

    Raises:
        Refusal: NOT_ELIGIBLE, SMART_CARD_REQUIRED, TOO_YOUNG, DATA_INCOMPLETE or CATEGORY_EXCLUDED.
    """
    _check_status(record, policy)
    if not _has_smart_card(record, policy, today):
        raise Refusal("SMART_CARD_REQUIRED")
    _check_person(record, policy, today)


def _check_status(record: Record, policy: Policy) -> None:
    if record.status != "active" or record.category not in policy.eligible_categories:
        raise Refusal("NOT_ELIGIBLE")


def _check_person(record: Record, policy: Policy, today: date) -> None:
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
