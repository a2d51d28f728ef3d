"""Certificates match keys, signatures verify over exactly what was given, and nothing of a private key ever comes out."""

from collections.abc import Iterator

import pytest

from conformance.cards.card import CardUnderTest, signature_of
from conformance.cards.expect import CardExpect
from conformance.cards.private_keys import exposed
from conformance.cards.signing import block_of, certificate_of, sign
from conformance.cards.target import KeyProfile
from conformance.marks import proves
from conformance.oracles.signatures import is_in_force, public_key_of, signature_holds
from harness.protocol.encoding.apdu import CommandApdu, StatusWord
from harness.protocol.encoding.ber_tlv import tlv
from simulators.journey import WayBlockedError

MESSAGE = b"to be signed"
_KEYS = ("authentication_key", "signature_key")
_EXPORTS = (0xF6, 0xF7, 0xF9, 0xFE, 0xB0, 0xB1, 0xCA, 0xCB, 0xCC, 0x46, 0x47, 0x86, 0x87, 0x2A)
"""Instructions by which cards read, export, attest or use keys."""


@pytest.fixture(params=_KEYS)
def key(request: pytest.FixtureRequest, card: CardUnderTest) -> KeyProfile:
    """Each key of the card."""
    profile: KeyProfile = getattr(card.data.profile, request.param)
    return profile


@proves("CRD-017", "SGN-003", case="certificate of each key")
def test_certificate_belongs_to_the_key(key: KeyProfile, card: CardUnderTest, expect: CardExpect) -> None:
    certificate = certificate_of(card, key)
    expect.holds(
        expected="a certificate that OpenSSL reads",
        observed=f"{len(certificate)} bytes",
        so=bool(public_key_of(certificate)),
    )
    expect.done(card.verify(), what="right PIN")
    signature = signature_of(sign(card, key, MESSAGE))
    expect.yes(signature_holds(certificate, MESSAGE, signature), what="OpenSSL verifies")


@proves("CRD-017", case="the certificate of the other key")
def test_certificates_of_two_keys_are_not_exchanged(card: CardUnderTest, expect: CardExpect) -> None:
    profile = card.data.profile
    other = certificate_of(card, profile.authentication_key)
    expect.done(card.verify(), what="right PIN")
    signature = signature_of(sign(card, profile.signature_key, MESSAGE))
    expect.no(signature_holds(other, MESSAGE, signature), what="verifies under the other certificate")


@proves("CRD-037", case="certificate of each key, today")
def test_certificate_is_in_force(key: KeyProfile, card: CardUnderTest, expect: CardExpect) -> None:
    expect.yes(is_in_force(certificate_of(card, key)), what="OpenSSL finds the certificate in force")


@proves("CRD-018", case="another message, and one bit of the signature")
def test_signature_holds_for_its_message_alone(key: KeyProfile, card: CardUnderTest, expect: CardExpect) -> None:
    certificate = certificate_of(card, key)
    expect.done(card.verify(), what="right PIN")
    signature = signature_of(sign(card, key, MESSAGE))
    expect.yes(signature_holds(certificate, MESSAGE, signature), what="the message verifies")
    expect.no(signature_holds(certificate, MESSAGE + b".", signature), what="another message verifies")


@proves("CRD-018", case="two messages one after the other")
def test_each_message_has_its_own_signature(card: CardUnderTest, expect: CardExpect) -> None:
    key = card.data.profile.authentication_key
    certificate = certificate_of(card, key)
    expect.done(card.verify(), what="right PIN")
    for message in (b"first", b"second", b"\0" * 100):
        signature = signature_of(sign(card, key, message))
        expect.yes(signature_holds(certificate, message, signature), what="OpenSSL verifies")


@proves("CRD-022", case="a block that is too long for the key")
def test_block_of_another_length_is_refused(key: KeyProfile, card: CardUnderTest, expect: CardExpect) -> None:
    expect.done(card.verify(), what="right PIN")
    block = block_of(key, MESSAGE)
    expect.refused_apdu(card.sign_block(key, block + b"\1" * 32), StatusWord.WRONG_DATA, StatusWord.WRONG_LENGTH)
    expect.done(card.verify(), what="right PIN again")
    expect.done(card.sign_block(key, block), what="block of the right length")


@proves("CRD-016", "SGN-003", case="every object and every instruction by which a card could tell a key")
@pytest.mark.parametrize("verified", [False, True], ids=["no PIN", "PIN"])
def test_no_answer_holds_a_private_key_or_a_pin(verified: bool, card: CardUnderTest, expect: CardExpect) -> None:  # noqa: FBT001 - a case
    keys = [certificate_of(card, getattr(card.data.profile, name)) for name in _KEYS]
    if not all(public_key_of(key) for key in keys):
        raise WayBlockedError("read the certificates, whose keys are looked for", None)
    if verified:
        expect.done(card.verify(), what="right PIN")
    answers = list(sweep(card))
    found = [
        name
        for name, answer in answers
        if exposed(answer, keys, [card.padded(card.data.pin), card.padded(card.data.puk)])
    ]
    expect.holds(
        expected="neither key nor PIN in any answer",
        observed=f"{len(answers)} answers, {', '.join(found) or 'nothing found'}",
        so=not found,
    )


def sweep(card: CardUnderTest) -> Iterator[tuple[str, bytes]]:
    for number in range(0x5FC100, 0x5FC130):
        yield f"object {number:X}", card.read(f"{number:06X}").data
    for tag in ("7E", "7F61", "5FFF01", "FF9A", "FF9C"):
        yield f"object {tag}", card.read(tag).data
    profile = card.data.profile
    for ins in _EXPORTS:
        for reference in (profile.authentication_key.reference, profile.signature_key.reference, profile.pin_reference):
            yield f"{ins:02X} {reference:02X}", card.whole(card.send(CommandApdu(ins=ins, p2=reference, le=256))).data
            template = CommandApdu(ins=ins, p1=0x11, p2=reference, data=tlv(0x7C, tlv(0x82)), le=256)
            yield f"{ins:02X} {reference:02X} 7C", card.ask(template).data


@proves("SGN-003", case="instructions that a card must not have: import and export of a key")
def test_key_is_neither_imported_nor_exported(card: CardUnderTest, expect: CardExpect) -> None:
    expect.done(card.verify(), what="right PIN")
    reference = card.data.profile.signature_key.reference
    for ins in (0xFE, 0xF6):
        response = card.send(CommandApdu(ins=ins, p1=0x11, p2=reference, data=tlv(0x06, b"\1" * 32), le=256))
        expect.holds(expected=f"{ins:02X} is refused", observed=f"{response.sw:04X}", so=not response.ok)
    expect.done(card.verify(), what="right PIN")
    message = b"after it"
    signature = signature_of(sign(card, card.data.profile.signature_key, message))
    certificate = certificate_of(card, card.data.profile.signature_key)
    expect.yes(signature_holds(certificate, message, signature), what="key as it was")
