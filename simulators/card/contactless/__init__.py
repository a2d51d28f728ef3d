"""The contactless face of the card, the chip's side: an ICAO electronic document with PACE, secure messaging and signed data."""

from simulators.card.contactless.antenna import Antenna
from simulators.card.contactless.certificates import Signer, Validity, country_signer, document_signer
from simulators.card.contactless.face import ContactlessFace, ContactlessPart
from simulators.card.contactless.holder import Holder
from simulators.card.contactless.memory import ContactlessMemory
from simulators.card.contactless.personalize import ChipKeys, personalize
from simulators.card.contactless.rules import ContactlessRules

__all__ = [
    "Antenna",
    "ChipKeys",
    "ContactlessFace",
    "ContactlessMemory",
    "ContactlessPart",
    "ContactlessRules",
    "Holder",
    "Signer",
    "Validity",
    "country_signer",
    "document_signer",
    "personalize",
]
