"""How a card is personalized.

Everything but a key of RSA-2048 comes from the seed: the person, the face, the administrator key, the keys that the
card generates, and the authority that certifies them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from random import Random
from typing import Literal

import cv2
import numpy as np
from msgspec.structs import replace

from harness.commandline import UsageError
from simulators.card.authority import CardAuthority, CertifiedKey
from simulators.card.card import CardRules, VirtualCard, assemble
from simulators.card.contact.piv import containers, objects
from simulators.card.contact.piv.rules import PIN_DIGITS
from simulators.card.contact.piv.state import AUTHENTICATION_KEY, P_256, RSA_2048, SIGNATURE_KEY
from simulators.card.contact.piv.work import Draw
from simulators.card.faults import Fault, FaultTools, Validity, certificates_under
from simulators.card.issuer import Issuer
from simulators.card.memory import (
    CODE_BYTES,
    KEY_BYTES,
    AdministratorKey,
    CardMemory,
    Cipher,
    Code,
    Holder,
    Write,
    kept_in_process,
)
from simulators.entropy import Entropy
from simulators.faces.order import Order
from simulators.personalization.contactless import contactless_part
from simulators.population.command import load_spec
from simulators.population.generate import build_population
from simulators.population.people import Person, Population

Algorithm = Literal["p-256", "rsa-2048"]

DEFAULT_PERSON = "citizen-1"
DEFAULT_PIN = "4711"
DEFAULT_PUK = "12345678"
PORTRAIT_LIMIT = 12_000
"""Bytes of the JPEG, so that its object keeps within the 12,704 bytes of SP 800-73-4."""

_ALGORITHMS: dict[Algorithm, int] = {"p-256": P_256, "rsa-2048": RSA_2048}
CERTIFIED_KEYS = {
    AUTHENTICATION_KEY: objects.AUTHENTICATION_CERTIFICATE,
    SIGNATURE_KEY: objects.SIGNATURE_CERTIFICATE,
}
"""The keys of the holder, and the objects with their certificates."""
_PORTRAIT_SIZE = (240, 300)
_QUALITIES = (88, 80, 70, 60, 50, 40)
_PADDING = b"\xff"
_CIVIL_DIGITS = 10


@dataclass(frozen=True, kw_only=True)
class CardOrder:
    """What is wanted of a card beyond whose it is."""

    pin: str = DEFAULT_PIN
    puk: str = DEFAULT_PUK
    pin_tries: int = 3
    puk_tries: int = 3
    algorithm: Algorithm = "p-256"
    cipher: Cipher = "aes-128"

    def __post_init__(self) -> None:
        """Refuse what the card would refuse.

        Raises:
            UsageError: PIN or PUK has another form.
        """
        if not (self.pin.isascii() and self.pin.isdigit() and len(self.pin) in PIN_DIGITS):
            raise UsageError("a PIN has 4 to 8 digits; give another --pin")
        if not (self.puk.isascii() and self.puk.isdigit() and len(self.puk) == CODE_BYTES):
            raise UsageError("a PUK has 8 digits; give another --puk")


def new_card(  # noqa: PLR0913 - one card is made of this much, all by keyword
    *,
    seed: int = 1,
    person: str | Person = DEFAULT_PERSON,
    now: datetime | None = None,
    order: CardOrder | None = None,
    write: Write = kept_in_process,
    draw: Draw | None = None,
    rules: CardRules | None = None,
    faults: Sequence[Fault] = (),
    tools: FaultTools | None = None,
) -> VirtualCard:
    """A personalized card without power, ready for a reader. `write` is given the content once it is complete.

    Without `draw` the challenges of the card come from the seed, which suits a card that ends with this process.

    Raises:
        UsageError: there is no such person, or the person holds no card with a chip.
        OSError: of `write`.
    """
    order = order or CardOrder()
    now = now or datetime.now(UTC)
    entropy = Entropy(seed)
    who = person if isinstance(person, Person) else person_named(person, seed=seed, today=now.date())
    blank = _blank(who, order=order, entropy=entropy)
    validity = certificates_under(faults)
    content = write(_Personalization(person=who, order=order, entropy=entropy, now=now, validity=validity).of(blank))
    return assemble(
        content,
        write=write,
        draw=draw or entropy.stream("card", who.person_id, "in use").randbytes,
        rules=rules,
        faults=faults,
        tools=tools,
    )


def person_named(name: str, *, seed: int, today: date) -> Person:
    """The person of that name in the population of the seed.

    Raises:
        UsageError: nobody has that name.
    """
    try:
        return _population(seed, today).person(name)
    except KeyError:
        note = "names are a role and a number, such as citizen-1; `hawiya population --out DIR` lists everybody"
        raise UsageError(f"nobody is called {name!r} in the population of seed {seed}; {note}") from None


@cache
def _population(seed: int, today: date) -> Population:
    return build_population(seed, today=today, spec=load_spec(None))


def _blank(person: Person, *, order: CardOrder, entropy: Entropy) -> CardMemory:
    """The card as its maker delivers it: a name to print, PIN, PUK and administrator key, and nothing else."""
    if person.card is None or person.card.kind != "smart":
        raise UsageError(f"{person.person_id} has no card with a chip; take another --person, such as {DEFAULT_PERSON}")
    holder = Holder(
        person_id=person.person_id,
        name_en=person.name_en,
        name_ar=person.name_ar,
        civil_number=person.civil_number,
        card_serial=person.card.serial,
        expires_on=person.card.expires_on,
    )
    key = entropy.bytes(KEY_BYTES[order.cipher], "card", person.person_id, "administrator")
    return CardMemory(
        seed=entropy.seed,
        holder=holder,
        pin=Code(value=padded(order.pin), tries_left=order.pin_tries, tries=order.pin_tries),
        puk=Code(value=padded(order.puk), tries_left=order.puk_tries, tries=order.puk_tries),
        administrator=AdministratorKey(cipher=order.cipher, value=key),
    )


def padded(code: str) -> bytes:
    """A PIN or PUK as the card takes it."""
    return code.encode("ascii").ljust(CODE_BYTES, _PADDING)


@dataclass(frozen=True, kw_only=True)
class _Personalization:
    """One card on its way through the issuer's machine."""

    person: Person
    order: CardOrder
    entropy: Entropy
    now: datetime
    validity: Validity
    authority: CardAuthority = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "authority", CardAuthority(seed=self.entropy.seed))

    def of(self, blank: CardMemory) -> CardMemory:
        """The content of the card when it comes out of the machine."""
        stream = self.entropy.stream("card", self.person.person_id, "personalization")
        card = assemble(blank, draw=stream.randbytes)
        issuer = Issuer(card.contact, blank.administrator)
        issuer.begin(self._bytes(8 if self.order.cipher == "3des" else 16, "challenge"))
        for tag, content in self._objects(blank.holder).items():
            issuer.put(tag, content)
        for reference, tag in CERTIFIED_KEYS.items():
            key = issuer.generate(reference, _ALGORITHMS[self.order.algorithm])
            issuer.put(tag, containers.certificate(self._certificate(blank.holder, key, reference)))
        issuer.end()
        chip = contactless_part(self.person, jpeg=portrait(self.person)[0], entropy=self.entropy)
        return replace(card.memory.content, state="personalized", contactless=chip)

    def _bytes(self, size: int, *labels: str) -> bytes:
        return self.entropy.bytes(size, "card", self.person.person_id, *labels)

    def _objects(self, holder: Holder) -> dict[str, bytes]:
        expires = holder.expires_on
        fascn = containers.Fascn(
            credential=f"{int.from_bytes(self._bytes(4, 'credential'), 'big') % 1_000_000:06}",
            person=holder.civil_number[-_CIVIL_DIGITS:],
        )
        jpeg, size = portrait(self.person)
        face = containers.facial_image(jpeg, size=size, fascn=fascn, valid=(self.now.date(), expires))
        printed = containers.printed_information(name=holder.name_en, serial=holder.card_serial, expires_on=expires)
        guid = _uuid(self.entropy.stream("card", holder.person_id, "guid"))
        return {
            objects.CAPABILITY_CONTAINER: containers.capability_container(self._bytes(14, "identifier")),
            objects.HOLDER_UNIQUE_IDENTIFIER: containers.holder_unique_identifier(fascn, guid=guid, expires_on=expires),
            objects.DISCOVERY_OBJECT: containers.discovery_object(),
            objects.PRINTED_INFORMATION: printed,
            objects.FACIAL_IMAGE: face,
        }

    def _certificate(self, holder: Holder, key: CertifiedKey, reference: int) -> bytes:
        if self.validity == "expired":
            begins, ends = _years_ago(self.now, 3), _years_ago(self.now, 1)
            return self.authority.certify(holder, key, reference=reference, begins=begins, ends=ends)
        return self.authority.certify(holder, key, reference=reference, begins=self.now)


def portrait(person: Person) -> tuple[bytes, tuple[int, int]]:
    """The registry's picture of a person as a JPEG that fits the card, with width and height."""
    from simulators.faces.studio import Studio  # noqa: PLC0415 - what draws is compiled when it is imported

    image = Studio(person.face_seed, size=_PORTRAIT_SIZE).take(Order(kind="portrait")).image
    for quality in _QUALITIES:
        done, encoded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
        if done and len(encoded) <= PORTRAIT_LIMIT:
            break
    height, width = np.shape(image)[:2]
    return encoded.tobytes(), (width, height)


def _years_ago(moment: datetime, years: int) -> datetime:
    return moment.replace(year=moment.year - years, day=min(moment.day, 28))


def _uuid(stream: Random) -> bytes:
    """A random UUID (RFC 4122, version 4)."""
    raw = bytearray(stream.randbytes(16))
    raw[6] = raw[6] & 0x0F | 0x40
    raw[8] = raw[8] & 0x3F | 0x80
    return bytes(raw)
