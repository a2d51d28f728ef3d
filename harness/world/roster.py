"""The roster: the people whom a civil registry knows, in the form that any vendor can load.

`roster.json` holds one `Roster`; `roster.csv` the same people, one row each; `portraits/` their photos. Every person
is synthetic. Dates are ISO 8601, countries ISO 3166-1 alpha-3, mobile numbers E.164.
"""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from harness.protocol.identifiers import (
    CardSerial,
    CivilNumber,
    EmailAddress,
    HawytiSerial,
    Msisdn,
    PassportNumber,
    ReferenceNumber,
)

CITIZEN_NATIONALITY = "KWT"

ResidencyArticle = Literal[17, 18, 20, 22]
CardKind = Literal["smart", "legacy"]
CardStatus = Literal["active", "blocked", "lost", "replaced"]
RecordStatus = Literal["active", "cancelled", "deceased"]
Category = Literal["citizen", "resident", "visitor"]


class Card(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A civil card. Whether it has expired is for the reader to say, from `expires_on` and the day."""

    serial: CardSerial
    kind: CardKind
    issued_on: date
    expires_on: Annotated[date, Meta(description="The last day on which the card is valid")]
    status: CardStatus = "active"


class RosterPerson(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person as the registry knows them."""

    person_id: Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="A name for tests, never sent")]
    name_en: str
    name_ar: str
    birth_date: date
    sex: Literal["female", "male"]
    nationality: Annotated[str, Meta(pattern=r"^[A-Z]{3}$")]
    category: Annotated[Category, Meta(description="A visitor has a visa and no residency")] = "citizen"
    civil_number: CivilNumber
    civil_number_allocated: Annotated[
        bool, Meta(description="Until it is, the registry knows the person by the reference number alone")
    ] = True
    card: Card | None = None
    earlier_card_serials: tuple[CardSerial, ...] = ()
    hawyti_serial: Annotated[HawytiSerial | None, Meta(description="Sent by SMS before the first card")] = None
    reference_number: Annotated[ReferenceNumber | None, Meta(description="Of a first residency request")] = None
    fee_paid: Annotated[bool, Meta(description="Whether the card issue fee of that request is paid")] = True
    passport_number: PassportNumber | None = None
    earlier_passport_numbers: tuple[PassportNumber, ...] = ()
    residency_article: ResidencyArticle | None = None
    occupation: str = ""
    mobile: Msisdn
    mobile_in_own_name: Annotated[bool, Meta(description="Whether the operator knows this person as the owner")] = True
    sim_changed_on: Annotated[date | None, Meta(description="When the operator last moved the number to a new SIM")] = (
        None
    )
    email: EmailAddress
    record_status: RecordStatus = "active"
    portrait: Annotated[str | None, Meta(description="Path of a JPEG, relative to the roster file")] = None


class Roster(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All people of one registry, made from one seed for one day."""

    version: Literal[1] = 1
    seed: int
    today: Annotated[date, Meta(description="The day for which ages and expiry dates were chosen")]
    people: tuple[RosterPerson, ...]


def read_roster(text: bytes) -> Roster:
    """Read the bytes of `roster.json`.

    Raises:
        msgspec.ValidationError: the file is not a roster; the message names the place.
        msgspec.DecodeError: the file is not JSON.
    """
    return msgspec.json.decode(text, type=Roster)
