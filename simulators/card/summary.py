"""What a card file holds, told without its secrets."""

from datetime import date, datetime
from typing import Literal

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key
from cryptography.x509.oid import NameOID

from harness.protocol.encoding.ber_tlv import MalformedTlvError, find
from simulators.card.contact.piv.objects import AUTHENTICATION_CERTIFICATE, OBJECTS, SIGNATURE_CERTIFICATE
from simulators.card.contactless import ContactlessMemory
from simulators.card.memory import CardMemory, Code, LifeCycle

_CERTIFICATES = {"9A": AUTHENTICATION_CERTIFICATE, "9C": SIGNATURE_CERTIFICATE}
_PADDING = b"\xff"

_ATTRIBUTES = {NameOID.SERIAL_NUMBER: "serialNumber"}
"""How attributes are named that RFC 4514 has no short name for."""


class CodeSummary(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A PIN or PUK; `value` only where secrets are asked for, in digits or else in hexadecimal."""

    tries_left: int
    tries: int
    value: str | None = None


class KeySummary(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key of the holder and its certificate."""

    reference: str
    algorithm: Literal["p-256", "rsa-2048", "other"]
    subject: str | None
    not_before: datetime | None
    not_after: datetime | None
    certificate_matches: bool


class ObjectSummary(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A data object."""

    tag: str
    name: str
    size_bytes: int


class CardSummary(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A card."""

    state: LifeCycle
    seed: int
    person: str
    name_en: str
    name_ar: str
    civil_number: str
    card_serial: str
    expires_on: date
    pin: CodeSummary
    puk: CodeSummary
    administrator_cipher: str
    administrator_key: str | None
    keys: list[KeySummary]
    objects: list[ObjectSummary]
    contactless: "ChipSummary | None"


class ChipSummary(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The contactless chip; what opens it only where secrets are asked for, dates as YYMMDD."""

    data_groups: list[int]
    password_failures: int
    document_number: str | None = None
    birth_date: str | None = None
    expiry_date: str | None = None
    access_number: str | None = None


def summary(card: CardMemory, *, secrets: bool = False) -> CardSummary:
    """What a card holds; PIN, PUK and administrator key only where `secrets` are asked for, private keys never."""
    holder = card.holder
    return CardSummary(
        state=card.state,
        seed=card.seed,
        person=holder.person_id,
        name_en=holder.name_en,
        name_ar=holder.name_ar,
        civil_number=holder.civil_number,
        card_serial=holder.card_serial,
        expires_on=holder.expires_on,
        pin=_code(card.pin, secrets=secrets),
        puk=_code(card.puk, secrets=secrets),
        administrator_cipher=card.administrator.cipher,
        administrator_key=card.administrator.value.hex().upper() if secrets else None,
        keys=[_key(card, reference) for reference in sorted(card.keys)],
        objects=[
            ObjectSummary(tag=tag, name=OBJECTS.get(tag, "unknown"), size_bytes=len(value))
            for tag, value in card.objects.items()
        ],
        contactless=_chip(card.contactless, secrets=secrets) if card.contactless else None,
    )


def certificates_of(card: CardMemory) -> list[bytes]:
    """The certificates in the card, DER."""
    found = (certificate_in(card, tag) for tag in _CERTIFICATES.values())
    return [certificate for certificate in found if certificate is not None]


def certificate_in(card: CardMemory, tag: str) -> bytes | None:
    """The certificate in an object, DER; None where the object is missing or holds none."""
    try:
        return find(card.objects.get(tag, b""), 0x70)
    except MalformedTlvError:
        return None


def _chip(chip: ContactlessMemory, *, secrets: bool) -> ChipSummary:
    shown = ChipSummary(data_groups=sorted(chip.data_groups), password_failures=chip.password_failures)
    if not secrets:
        return shown
    return msgspec.structs.replace(
        shown,
        document_number=chip.document_number,
        birth_date=chip.birth_date,
        expiry_date=chip.expiry_date,
        access_number=chip.can,
    )


def _code(code: Code, *, secrets: bool) -> CodeSummary:
    value = code.value.rstrip(_PADDING)
    shown = value.decode() if value.isdigit() else code.value.hex().upper()
    return CodeSummary(tries_left=code.tries_left, tries=code.tries, value=shown if secrets else None)


def _key(card: CardMemory, reference: str) -> KeySummary:
    key = load_der_private_key(card.keys[reference], password=None)
    certificate = _read(certificate_in(card, _CERTIFICATES.get(reference, "")))
    matches = certificate is not None and certificate.public_key() == key.public_key()
    return KeySummary(
        reference=reference,
        algorithm=_algorithm(key),
        subject=certificate.subject.rfc4514_string(_ATTRIBUTES) if certificate else None,
        not_before=certificate.not_valid_before_utc if certificate else None,
        not_after=certificate.not_valid_after_utc if certificate else None,
        certificate_matches=matches,
    )


def _algorithm(key: object) -> Literal["p-256", "rsa-2048", "other"]:
    if isinstance(key, rsa.RSAPrivateKey):
        return "rsa-2048"
    return "p-256" if isinstance(key, ec.EllipticCurvePrivateKey) else "other"


def _read(certificate: bytes | None) -> x509.Certificate | None:
    try:
        return None if certificate is None else x509.load_der_x509_certificate(certificate)
    except ValueError:
        return None
