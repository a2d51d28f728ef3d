"""Gives out identifiers that are valid and that nobody else of the population has."""

import random
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from harness.protocol.identifiers import (
    CIVIL_NUMBER_SERIALS,
    CardSerial,
    CivilNumber,
    EmailAddress,
    HawytiSerial,
    Msisdn,
    PassportNumber,
    ReferenceNumber,
    card_serial_for,
    civil_number_for,
    hawyti_serial_for,
    parse_email_address,
    parse_msisdn,
    parse_passport_number,
    reference_number_for,
)

Identifier = TypeVar("Identifier", bound=str)

_MOST_TRIES = 10_000


class PopulationFullError(ValueError):
    """No free number is left for so many people."""

    def __init__(self) -> None:
        super().__init__("no free identifier is left: ask for fewer people of one role, or spread their birth dates")


class Numbers:
    """Remembers what was given out."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def civil_number(self, stream: random.Random, birth_date: date) -> CivilNumber:
        """A civil number of that birth date."""
        return self._fresh(lambda: civil_number_for(birth_date, stream.randrange(CIVIL_NUMBER_SERIALS)))

    def card_serial(self, stream: random.Random) -> CardSerial:
        """A card's serial."""
        return self._fresh(lambda: card_serial_for(stream.randint(300_000_000, 999_999_999)))

    def hawyti_serial(self, stream: random.Random) -> HawytiSerial:
        """A serial as first-time residents get it by SMS."""
        return self._fresh(lambda: hawyti_serial_for(stream.randrange(10_000_000)))

    def reference_number(self, stream: random.Random) -> ReferenceNumber:
        """The number of a paid request."""
        return self._fresh(lambda: reference_number_for(stream.randrange(100_000_000)))

    def passport_number(self, stream: random.Random) -> PassportNumber:
        """A passport's number."""
        letters = "ABEGHJKLMNPRT"
        return self._fresh(
            lambda: parse_passport_number(f"{stream.choice(letters)}{stream.randrange(1_000_000, 10_000_000)}")
        )

    def mobile(self, stream: random.Random) -> Msisdn:
        """A Kuwaiti mobile number."""
        return self._fresh(lambda: parse_msisdn(f"{stream.choice('569')}{stream.randrange(10_000_000):07}"))

    def email(self, stream: random.Random, name_en: str) -> EmailAddress:
        """An address under a domain that is reserved for examples (RFC 2606)."""
        given, *_, family = name_en.lower().replace("al-", "").split()
        domain = stream.choice(("example.org", "example.com"))
        return self._fresh(lambda: parse_email_address(f"{given}.{family}{stream.randrange(10_000)}@{domain}"))

    def _fresh(self, draw: Callable[[], Identifier | None]) -> Identifier:
        for _ in range(_MOST_TRIES):
            drawn = draw()
            if drawn is not None and drawn not in self._given:
                self._given.add(drawn)
                return drawn
        raise PopulationFullError
