"""The people of a simulated population, and how many of each role a population has."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from harness.world.roster import RosterPerson

Role = Literal[
    "citizen",
    "resident_17",
    "resident_18",
    "resident_22",
    "driver_18",  # an occupation that some services treat apart
    "domestic_worker",  # article 20
    "visitor",  # a visa and no residency; has a card nevertheless, so that the refusal after proof can be tested
    "article_missing",  # a resident with a card whose article the registry does not hold
    "child_too_young",  # five years old tomorrow
    "child_fifth_birthday",  # five years old today
    "child_five_and_a_day",
    "child_six",
    "legacy_card",
    "expired_card",
    "replaced_card",  # an earlier card's serial still circulates
    "clerk_20",  # article 20 with an occupation that is not a domestic one
    "cardless_resident",  # a paid first request: a reference number and a passport, neither civil number nor card
    "cardless_no_portrait",  # the same, and no portrait came with the request
    "cardless_allocated",  # the same, and the civil number was allocated: the reference number is consumed
    "cardless_citizen",  # a citizen with such a request
    "fee_unpaid",  # a civil number, no card, and the fee of the first card is not paid
    "card_collected",  # got the Hawyti serial by SMS and has collected the card since
    "birth_date_differs",  # the registry holds another birth date than the civil number carries
    "first_issue",  # got the Hawyti serial by SMS, has not collected the card
    "old_passport",  # an earlier passport's number still circulates
    "borrowed_mobile",  # the operator knows another owner of the number
    "swapped_sim",  # the number went to another SIM the day before yesterday
    "settled_sim",  # the number went to another SIM a year ago
    "deceased",
    "cancelled",
    "unknown",  # valid numbers that the registry does not hold
]


class Person(RosterPerson, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the registry knows of a person, and what only the simulation knows."""

    role: Role
    face_seed: int

    def roster_person(self) -> RosterPerson:
        """What the registry knows."""
        return RosterPerson(**{name: getattr(self, name) for name in RosterPerson.__struct_fields__})


class Population(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All people of one simulated world."""

    seed: int
    today: date
    people: tuple[Person, ...]

    def person(self, person_id: str) -> Person:
        """The person of that name.

        Raises:
            KeyError: nobody has it.
        """
        for person in self.people:
            if person.person_id == person_id:
                return person
        raise KeyError(person_id)


class PopulationSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many people of each role; a role that is not named has none."""

    name: str
    counts: dict[Role, Annotated[int, Meta(ge=0, le=100_000)]]


def read_spec(text: bytes) -> PopulationSpec:
    """Read a file of `scenarios/populations`.

    Raises:
        msgspec.ValidationError: the file does not describe a population; the message names the place.
        msgspec.DecodeError: the file is not TOML.
    """
    return msgspec.toml.decode(text, type=PopulationSpec)
