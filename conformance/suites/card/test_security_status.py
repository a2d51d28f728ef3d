"""What a PIN opens, and when it closes again: keys, protected objects, and what only the administrator may do."""

import pytest

from conformance.cards.card import GENERATE, WRITE, CardUnderTest, content_of, signature_of
from conformance.cards.expect import CardExpect
from conformance.cards.signing import sign
from conformance.marks import proves
from harness.protocol.encoding.apdu import CommandApdu, StatusWord
from harness.protocol.encoding.ber_tlv import tlv

MESSAGE = b"to be signed"
_CLOSED = StatusWord.SECURITY_STATUS_NOT_SATISFIED


def authentication_signs(card: CardUnderTest) -> bool:
    return bool(signature_of(sign(card, card.data.profile.authentication_key, MESSAGE)))


@proves("CRD-012", case="after a reset")
def test_reset_forgets_the_pin(card: CardUnderTest, expect: CardExpect) -> None:
    expect.done(card.verify(), what="right PIN")
    card.reset()
    card.select()
    expect.tries(card.status(), card.data.profile.pin_tries)
    expect.refused_apdu(sign(card, card.data.profile.authentication_key, MESSAGE), _CLOSED, what="signature")


@proves("CRD-012", case="after power was lost")
def test_loss_of_power_forgets_the_pin(card: CardUnderTest, expect: CardExpect) -> None:
    expect.done(card.verify(), what="right PIN")
    card.power_cycle()
    card.select()
    expect.tries(card.status(), card.data.profile.pin_tries)
    expect.refused_apdu(sign(card, card.data.profile.authentication_key, MESSAGE), _CLOSED, what="signature")


@proves("CRD-012", case="nothing in between")
def test_verified_pin_stays_verified(card: CardUnderTest, expect: CardExpect) -> None:
    expect.done(card.verify(), what="right PIN")
    card.read(card.public_object)
    expect.done(card.status(), what="status")


@proves("CRD-012", case="wrong PIN after the right one")
def test_wrong_pin_ends_what_the_right_one_began(card: CardUnderTest, expect: CardExpect) -> None:
    expect.done(card.verify(), what="right PIN")
    card.verify("9753")
    expect.refused_apdu(sign(card, card.data.profile.authentication_key, MESSAGE), _CLOSED, what="signature")
    expect.done(card.verify(), what="right PIN")


@proves("CRD-014", "SGN-004", "SGN-031", "THR-066", case="without the PIN")
def test_signature_key_needs_the_pin(card: CardUnderTest, expect: CardExpect) -> None:
    key = card.data.profile.signature_key
    expect.refused_apdu(sign(card, key, MESSAGE), _CLOSED, what="without PIN")
    expect.done(card.verify(), what="right PIN")
    expect.done(sign(card, key, MESSAGE), what="with PIN")


@proves("CRD-014", "SGN-031", "THR-066", case="a second signature after one PIN")
def test_signature_key_signs_once_for_each_pin(card: CardUnderTest, expect: CardExpect) -> None:
    key = card.data.profile.signature_key
    expect.done(card.verify(), what="right PIN")
    expect.done(sign(card, key, MESSAGE), what="first signature")
    expect.refused_apdu(sign(card, key, MESSAGE), _CLOSED, what="second signature")
    expect.done(card.verify(), what="right PIN again")
    expect.done(sign(card, key, MESSAGE), what="third signature")


@proves("CRD-014", case="another command between PIN and signature")
def test_signature_key_wants_the_pin_directly_before(card: CardUnderTest, expect: CardExpect) -> None:
    expect.done(card.verify(), what="right PIN")
    card.read(card.public_object)
    expect.refused_apdu(sign(card, card.data.profile.signature_key, MESSAGE), _CLOSED, what="signature")


@proves("CRD-015", case="without and with the PIN, three times")
def test_authentication_key_needs_the_pin_once(card: CardUnderTest, expect: CardExpect) -> None:
    key = card.data.profile.authentication_key
    expect.refused_apdu(sign(card, key, MESSAGE), _CLOSED, what="without PIN")
    expect.done(card.verify(), what="right PIN")
    for number in range(1, 4):
        expect.done(sign(card, key, MESSAGE), what=f"signature {number}")


@proves("CRD-019", case="protected objects without and with the PIN")
def test_protected_objects_need_the_pin(card: CardUnderTest, expect: CardExpect) -> None:
    for tag in card.data.profile.protected_objects:
        expect.refused_apdu(card.read(tag), _CLOSED, what=f"object {tag} without PIN")
    expect.done(card.verify(), what="right PIN")
    for tag in card.data.profile.protected_objects:
        read = expect.done(card.read(tag), what=f"object {tag} with PIN")
        expect.holds(
            expected=f"object {tag} has content", observed=f"{len(read.data)} bytes", so=bool(content_of(read))
        )


@proves("CRD-019", case="public objects without the PIN")
def test_public_objects_need_no_pin(card: CardUnderTest, expect: CardExpect) -> None:
    for tag in card.data.profile.public_objects:
        read = expect.done(card.read(tag), what=f"object {tag}")
        expect.holds(
            expected=f"object {tag} has content", observed=f"{len(read.data)} bytes", so=bool(content_of(read))
        )


def write_object(tag: str, content: bytes) -> CommandApdu:
    data = tlv(0x5C, bytes.fromhex(tag)) + tlv(0x53, content)
    return CommandApdu(ins=WRITE, p1=0x3F, p2=0xFF, data=data)


def generate_key(reference: int, algorithm: int) -> CommandApdu:
    return CommandApdu(ins=GENERATE, p2=reference, data=tlv(0xAC, tlv(0x80, bytes([algorithm]))), le=256)


@proves("CRD-020", case="writing, with and without the PIN of the holder")
@pytest.mark.parametrize("verified", [False, True], ids=["no PIN", "PIN"])
def test_holder_writes_no_object(verified: bool, card: CardUnderTest, expect: CardExpect) -> None:  # noqa: FBT001 - a case
    before = card.read(card.public_object).data
    if verified:
        expect.done(card.verify(), what="right PIN")
    expect.refused_apdu(card.ask(write_object(card.public_object, b"forged")), _CLOSED, what="PUT DATA")
    expect.yes(card.read(card.public_object).data == before, what="object as it was")


@proves("CRD-020", "SGN-003", case="a new key, with the PIN of the holder")
def test_holder_generates_no_key(card: CardUnderTest, expect: CardExpect) -> None:
    key = card.data.profile.signature_key
    expect.done(card.verify(), what="right PIN")
    response = card.ask(generate_key(key.reference, key.algorithm))
    expect.refused_apdu(response, _CLOSED, what="GENERATE ASYMMETRIC KEY PAIR")


@proves("CRD-020", case="the administrator writes", needs=["fresh", "administrator"], required=False)
def test_administrator_writes_an_object(administered: CardUnderTest, expect: CardExpect) -> None:
    expect.done(administered.ask(write_object(administered.public_object, b"written")), what="PUT DATA")
    expect.equal(content_of(administered.read(administered.public_object)), b"written", what="object")


@proves("CRD-013", case="another application and back", needs=["other-application"], required=False)
def test_other_application_forgets_the_pin(card: CardUnderTest, expect: CardExpect) -> None:
    expect.done(card.verify(), what="right PIN")
    expect.done(card.select(card.data.profile.other_application), what="the other application")
    expect.done(card.select(), what="back")
    expect.tries(card.status(), card.data.profile.pin_tries)


@proves("CRD-013", case="the same application again")
def test_same_application_again_keeps_the_card_usable(card: CardUnderTest, expect: CardExpect) -> None:
    expect.done(card.select(), what="the same application")
    expect.done(card.verify(), what="right PIN")


@proves("CRD-035", case="another program connects after a reset")
def test_next_session_begins_without_the_pin(card: CardUnderTest, expect: CardExpect) -> None:
    expect.done(card.verify(), what="right PIN")
    card.reconnect(reset=True)
    card.select()
    expect.tries(card.status(), card.data.profile.pin_tries)
    expect.no(authentication_signs(card), what="authentication key signs")


@proves("CRD-035", case="the administrator of one session in the next", needs=["administrator"], required=False)
def test_next_session_begins_without_the_administrator(administered: CardUnderTest, expect: CardExpect) -> None:
    administered.reconnect(reset=True)
    administered.select()
    expect.refused_apdu(administered.ask(write_object(administered.public_object, b"forged")), _CLOSED, what="PUT DATA")
