"""Personalization: makes a card for a person of the population, as an issuer would, by the card's own commands.

card = new_card(seed=1, person="citizen-1")
card.contact.power_on()
"""

from simulators.personalization.contactless import contactless_part, country_signer_of
from simulators.personalization.issue import Algorithm, CardOrder, new_card, padded, person_named, portrait

__all__ = [
    "Algorithm",
    "CardOrder",
    "contactless_part",
    "country_signer_of",
    "new_card",
    "padded",
    "person_named",
    "portrait",
]
