"""The PIN and the signature key are met by contacts alone: over the air nothing reaches them, before access nor after it."""

import pytest

from conformance.cards.card import CHANGE, SIGN, UNBLOCK, VERIFY, CardUnderTest, signature_of
from conformance.cards.contactless import SELECT, ChipUnderTest
from conformance.cards.expect import CardExpect
from conformance.cards.signing import block_of, certificate_of, sign
from conformance.marks import proves
from conformance.oracles.signatures import signature_holds
from harness.protocol.encoding.apdu import CommandApdu, StatusWord
from harness.protocol.encoding.ber_tlv import tlv
from simulators.journey import WayBlockedError

MESSAGE = b"to be signed"
WRONG = "9753"
_OUT_OF_REACH = (
    StatusWord.SECURITY_STATUS_NOT_SATISFIED,
    StatusWord.FUNCTION_NOT_SUPPORTED,
    StatusWord.FILE_NOT_FOUND,
    StatusWord.INSTRUCTION_NOT_SUPPORTED,
)


@pytest.fixture(params=[False, True], ids=["before access", "after access"])
def reached(request: pytest.FixtureRequest, chip: ChipUnderTest) -> ChipUnderTest:
    """The chip before access and after it, the application of the signature key selected where it lets itself be selected."""
    if request.param:
        chip.open()
    application = bytes.fromhex(chip.data.profile.application)
    chip.send(CommandApdu(ins=SELECT, p1=0x04, data=application, le=256))
    return chip


def padded(chip: ChipUnderTest, digits: str) -> bytes:
    profile = chip.data.profile
    return digits.encode("ascii").ljust(profile.pin_bytes, bytes([profile.pin_pad]))


def verify(chip: ChipUnderTest, pin: str) -> CommandApdu:
    return CommandApdu(ins=VERIFY, p2=chip.data.profile.pin_reference, data=padded(chip, pin))


@proves("CLS-008", case="the right PIN over the air")
def test_pin_is_not_verified_over_the_air(reached: ChipUnderTest, expect: CardExpect) -> None:
    expect.refused_apdu(reached.send(verify(reached, reached.data.pin)), *_OUT_OF_REACH, what="VERIFY")


@proves("CLS-008", case="a new PIN over the air, with the right one and with the PUK")
def test_pin_is_not_changed_over_the_air(reached: ChipUnderTest, expect: CardExpect) -> None:
    data, profile = reached.data, reached.data.profile
    pin, puk = padded(reached, data.pin), padded(reached, data.puk)
    change = CommandApdu(ins=CHANGE, p2=profile.pin_reference, data=pin + pin)
    expect.refused_apdu(reached.send(change), *_OUT_OF_REACH, what="CHANGE REFERENCE DATA")
    unblock = CommandApdu(ins=UNBLOCK, p2=profile.pin_reference, data=puk + pin)
    expect.refused_apdu(reached.send(unblock), *_OUT_OF_REACH, what="RESET RETRY COUNTER")


@proves("CLS-008", case="a signature over the air, after the right PIN")
def test_signature_key_does_not_sign_over_the_air(reached: ChipUnderTest, expect: CardExpect) -> None:
    key = reached.data.profile.signature_key
    reached.send(verify(reached, reached.data.pin))
    template = tlv(0x7C, tlv(0x82), tlv(0x81, block_of(key, MESSAGE)))
    command = CommandApdu(ins=SIGN, p1=key.algorithm, p2=key.reference, data=template, le=256)
    expect.refused_apdu(reached.send(command), *_OUT_OF_REACH, what="signature")


def by_contacts(chip: ChipUnderTest) -> CardUnderTest:
    """The same card in the reader of its contacts."""
    if chip.contact is None:
        raise WayBlockedError("meet the same card by its contacts", None)
    chip.contact.reader.connect()
    chip.contact.select()
    return chip.contact


@proves("CLS-008", case="wrong PINs over the air, then by contacts", needs=["fresh"], required=False)
def test_wrong_pins_over_the_air_cost_no_try(reached: ChipUnderTest, expect: CardExpect) -> None:
    for _ in range(2):
        reached.send(verify(reached, WRONG))
    card = by_contacts(reached)
    expect.tries(card.status(), card.data.profile.pin_tries, what="tries by contacts")
    expect.done(card.verify(), what="right PIN by contacts")
    key = card.data.profile.signature_key
    signature = signature_of(sign(card, key, MESSAGE))
    expect.yes(signature_holds(certificate_of(card, key), MESSAGE, signature), what="OpenSSL verifies the signature")
