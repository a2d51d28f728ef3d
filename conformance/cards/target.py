"""The target file of a card: in which reader it is, the secrets of this test card, and what its applet calls things.

    kind = "card"

    [reach]
    reader = "pcsc"
    name = "ACS"

    [card]
    pin = "4711"
    puk = "12345678"

suffices for a PIV card of 3 tries. `[card.profile]` says where another applet differs; every value in it is a fact about that
applet, in hexadecimal digits where it names bytes. Without `[reach]` our own virtual card is tested, made anew from the seed.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from cryptography import x509
from msgspec import Meta

from conformance.target import kind_of, read_target
from harness.commandline import UsageError

Hex = Annotated[str, Meta(pattern="^([0-9A-Fa-f]{2})+$", max_length=512)]
Byte = Annotated[int, Meta(ge=0, le=255)]
Access = Literal["PACE", "BAC"]
PinDigits = Annotated[str, Meta(pattern="^[0-9]{4,8}$")]


_ANY_CHIP = {"pace", "bac", "zone", "access-number", "country-signer"}
"""What a test of the chip may need: a card without a chip lacks none of it."""


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the target file."""


class CardReach(_Part, frozen=True, kw_only=True):
    """Where the card is: our own in this process (`simulated`), or in a reader that PC/SC knows.

    `name` and `contactless` are unique parts of the names of the readers in which its contacts and its antenna are met; a card
    without the second is tested by its contacts alone. `file` is a simulated card that `hawiya card new` made; `faults` and
    `defects` are put into a simulated card, to see what the suites find.
    """

    reader: Literal["simulated", "pcsc"] = "simulated"
    name: str = ""
    contactless: str = ""
    file: str | None = None
    faults: list[str] = msgspec.field(default_factory=list)
    defects: list[str] = msgspec.field(default_factory=list)


class KeyProfile(_Part, frozen=True, kw_only=True):
    """A key of the applet: its reference, its algorithm (of SP 800-78: 0x11 is P-256, 0x07 RSA-2048), its certificate."""

    reference: Byte
    algorithm: Byte = 0x11
    certificate: Hex


class Profile(_Part, frozen=True, kw_only=True):
    """What the applet calls things; the values that stand here by default are PIV's (NIST SP 800-73-4)."""

    name: str = "piv"
    version: str = "SP 800-73-4"
    application: Hex = "A000000308000010000100"
    pin_reference: Byte = 0x80
    puk_reference: Byte = 0x81
    pin_tries: Annotated[int, Meta(ge=2, le=15)] = 3
    puk_tries: Annotated[int, Meta(ge=2, le=15)] = 3
    pin_bytes: Annotated[int, Meta(ge=8, le=16)] = 8
    pin_pad: Byte = 0xFF
    authentication_key: KeyProfile = KeyProfile(reference=0x9A, certificate="5FC105")
    signature_key: KeyProfile = KeyProfile(reference=0x9C, certificate="5FC10A")
    administrator_reference: Byte = 0x9B
    administrator_algorithm: Byte = 0x08
    public_objects: list[Hex] = msgspec.field(default_factory=lambda: ["5FC102", "5FC107", "7E", "5FC105", "5FC10A"])
    protected_objects: list[Hex] = msgspec.field(default_factory=lambda: ["5FC109", "5FC108"])
    unknown_reference: Byte = 0x85
    absent_object: Hex = "5FC1FE"
    other_application: Hex | None = "A000000151000000"
    """Another application of the card, here GlobalPlatform's card manager; nothing where it has none."""


class CardData(_Part, frozen=True, kw_only=True):
    """The test card: its secrets, which are masked wherever they would be written, and its profile.

    `administrator` is the key of the administrator, without which what needs it is not applicable. `access_number` is printed
    on the card; the three others stand in its machine-readable zone. `access` are the protocols that open its chip, and
    `country_signer` is a PEM file with the certificate of the authority that named the signer of its data.
    """

    pin: PinDigits = "4711"
    puk: Annotated[str, Meta(pattern="^[0-9]{8}$")] = "12345678"
    administrator: Hex | None = None
    access_number: Annotated[str, Meta(pattern="^[0-9]{6}$")] | None = None
    document_number: Annotated[str, Meta(pattern="^[A-Z0-9]{1,9}$")] | None = None
    birth_date: date | None = None
    expires_on: date | None = None
    country_signer: str | None = None
    access: Annotated[list[Access], Meta(min_length=1)] = msgspec.field(default_factory=lambda: ["PACE", "BAC"])
    profile: Profile = Profile()

    @property
    def has_zone(self) -> bool:
        """Whether the three fields of the machine-readable zone are known."""
        return None not in (self.document_number, self.birth_date, self.expires_on)

    @property
    def opens_chip(self) -> bool:
        """Whether anything is known that opens the contactless chip."""
        return self.has_zone or (self.access_number is not None and "PACE" in self.access)


class CardTarget(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The target file of a card as it was read."""

    kind: Literal["card"]
    name: str = "card"
    reach: CardReach = CardReach()
    card: CardData = CardData()

    @property
    def simulated(self) -> bool:
        """Whether the card is ours, so that each test has a new one and nothing can be spoiled."""
        return self.reach.reader == "simulated"

    def offers(self, card: CardData | None = None) -> frozenset[str]:
        """The names that a test may need, but for what the user must allow; `card` is what is known once the card was made."""
        card = card or self.card
        return frozenset(
            ({"fresh", "blocking", "power-cut", "raw"} if self.simulated else set())
            | ({"other-application"} if card.profile.other_application else set())
            | ({"administrator"} if self.simulated or card.administrator else set())
            | (_of_the_chip(card) if self.has_chip(card) else _ANY_CHIP)
        )

    def has_chip(self, card: CardData) -> bool:
        """Whether the card is met over the air; where it is not, the tests of its chip do not apply (fixture `chip`)."""
        return card.opens_chip and (self.simulated or bool(self.reach.contactless))

    def wire_name(self) -> str:
        """The profile of the applet."""
        return self.card.profile.name


def _of_the_chip(card: CardData) -> set[str]:
    """What a test of the contactless chip may need."""
    return (
        {protocol.lower() for protocol in card.access if protocol == "PACE" or card.has_zone}
        | ({"zone"} if card.has_zone else set())
        | ({"access-number"} if card.access_number and "PACE" in card.access else set())
        | ({"country-signer"} if card.country_signer else set())
    )


def load_card_target(name: str) -> CardTarget:
    """A target of kind `card`: packaged by its name (`card`), or a file.

    Raises:
        UsageError: it cannot be read or does not hold, or is of another kind; the line says where.
    """
    text, place = read_target(name)
    if (kind := kind_of(text, place)) != "card":
        raise UsageError(f"{place}: kind = {kind!r}: this is no card")
    try:
        target = msgspec.toml.decode(text, type=CardTarget)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise UsageError(f"{place}: {error}; docs/cards.md explains every key") from None
    _check(target, place)
    return target


def _check(target: CardTarget, place: str) -> None:
    reach = target.reach
    if reach.reader == "pcsc" and not reach.name:
        raise UsageError(
            f"{place}: [reach] name is missing: a unique part of the reader's name; `hawiya readers` lists them"
        )
    if reach.reader == "pcsc" and (reach.file or reach.faults or reach.defects):
        raise UsageError(f"{place}: [reach] file, faults and defects are for a simulated card")
    if reach.contactless and not target.card.opens_chip:
        raise UsageError(
            f"{place}: [reach] contactless needs what opens the chip: [card] access_number, or document_number, birth_date "
            "and expires_on"
        )
    if target.card.country_signer is not None:
        _check_certificate(Path(target.card.country_signer), f"{place}: [card] country_signer")


def _check_certificate(file: Path, place: str) -> None:
    try:
        x509.load_pem_x509_certificate(file.read_bytes())
    except OSError as error:
        raise UsageError(f"{place}: {file}: {error.strerror}; name a PEM file with one certificate") from None
    except ValueError:
        raise UsageError(f"{place}: {file} holds no certificate; name a PEM file with one certificate") from None
