"""The part of a card that is read over the air: who stands in its files, who signed them, and what opens it.

Everything comes from the seed. The country signer is the same for all cards of a seed, whenever they are made.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta

from simulators.card.contactless import (
    ChipKeys,
    ContactlessMemory,
    Holder,
    Signer,
    Validity,
    country_signer,
    document_signer,
    personalize,
)
from simulators.entropy import Entropy
from simulators.population.people import Person

_COUNTRY, _STATE = "KW", "KWT"
_SINCE = datetime(2020, 1, 1, tzinfo=UTC)
_SIGNS_FOR = timedelta(days=14 * 365)
_NUMBER_CHARACTERS = 9
_ACCESS_NUMBERS = 1_000_000


def country_signer_of(seed: int) -> Signer:
    """The country signing authority in the world of a seed, whom a reader of its cards trusts."""
    return country_signer(Entropy(seed), country=_COUNTRY, not_before=_SINCE)


def contactless_part(person: Person, *, jpeg: bytes, entropy: Entropy) -> ContactlessMemory:
    """The chip of a person who holds a card, with this portrait."""
    country = country_signer_of(entropy.seed)
    validity = Validity(not_before=_SINCE, not_after=_SINCE + _SIGNS_FOR)
    number = int.from_bytes(entropy.bytes(8, "card", person.person_id, "access number"), "big") % _ACCESS_NUMBERS
    return personalize(
        _holder(person, jpeg),
        can=f"{number:06}",
        signer=document_signer(country, entropy, label="1", validity=validity),
        keys=ChipKeys.from_entropy(entropy, person.person_id),
    )


def _holder(person: Person, jpeg: bytes) -> Holder:
    """As the machine-readable zone has it: the card serial is longer than a document number, so its last nine digits."""
    if person.card is None:
        raise ValueError(f"{person.person_id} has no card")
    given, _, surname = _latin(person.name_en).rpartition(" ")
    return Holder(
        document_number=person.card.serial[-_NUMBER_CHARACTERS:],
        surname=surname,
        given_names=given,
        full_name=person.name_ar,
        birth_date=person.birth_date,
        sex="M" if person.sex == "male" else "F",
        expires=person.card.expires_on,
        nationality=person.nationality,
        issuing_state=_STATE,
        civil_number=person.civil_number,
        portrait=jpeg,
    )


def _latin(name: str) -> str:
    """A name in the letters A to Z, its parts set apart by one blank, hyphen or apostrophe."""
    bare = unicodedata.normalize("NFKD", name).upper()
    return " ".join(re.sub("[^A-Z' -]", "", bare).split())
