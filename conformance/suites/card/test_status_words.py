"""What is wrong with a command is told by its status word, and nothing is changed by it (ISO/IEC 7816-4, 5.6)."""

import pytest

from conformance.cards.card import CHANGE, READ, SELECT, SIGN, UNBLOCK, VERIFY, CardUnderTest
from conformance.cards.expect import CardExpect
from conformance.marks import proves
from harness.protocol.encoding.apdu import CommandApdu, StatusWord
from harness.protocol.encoding.ber_tlv import tlv
from harness.world.reader import CardLostError

_LARGE = 60_000
"""Bytes of data: as many as readers carry, among them the virtual one, whose messages have less than 65,536 bytes."""
_BROKEN = {
    "Lc of five, two bytes": "00CB3FFF055C03",
    "Lc of two, five bytes": "00CB3FFF025C035FC102",
    "extended Lc of five, two bytes": "00CB3FFF0000055C03",
}
_NO_COMMAND = {"nothing": "", "a class": "00", "a class and an instruction": "00A4", "three bytes": "00A404"}


@proves("CRD-021", case="Lc and what follows differ")
@pytest.mark.parametrize("form", _BROKEN)
def test_length_that_contradicts_itself_is_told(form: str, card: CardUnderTest, expect: CardExpect) -> None:
    expect.refused_apdu(card.send(bytes.fromhex(_BROKEN[form])), StatusWord.WRONG_LENGTH, what=form)
    expect.done(card.read(card.public_object), what="the whole command")


@proves("CRD-022", case="a template that is none")
@pytest.mark.parametrize("data", ["5C", "5C035FC1", "7C05820081", "0102"], ids=lambda data: data)
def test_data_of_wrong_form_is_told(data: str, card: CardUnderTest, expect: CardExpect) -> None:
    command = CommandApdu(ins=READ, p1=0x3F, p2=0xFF, data=bytes.fromhex(data), le=256)
    expect.refused_apdu(card.send(command), StatusWord.WRONG_DATA, what="tag list of wrong form")
    expect.done(card.read(card.public_object), what="tag list of right form")


@proves("CRD-023", case="an object that the card does not hold")
def test_missing_object_is_told(card: CardUnderTest, expect: CardExpect) -> None:
    expect.refused_apdu(card.read(card.data.profile.absent_object), StatusWord.FILE_NOT_FOUND, what="absent object")
    expect.done(card.read(card.public_object), what="object that is there")


@proves("CRD-024", case="P1 or P2 that the command does not know")
@pytest.mark.parametrize(
    ("ins", "p1"), [(VERIFY, 0x01), (CHANGE, 0x05), (UNBLOCK, 0x05)], ids=["VERIFY", "CHANGE", "UNBLOCK"]
)
def test_unknown_parameter_of_a_pin_is_told(ins: int, p1: int, card: CardUnderTest, expect: CardExpect) -> None:
    data = (
        b"" if ins == VERIFY else card.padded(card.data.puk if ins == UNBLOCK else card.data.pin) + card.padded("1234")
    )
    response = card.send(CommandApdu(ins=ins, p1=p1, p2=card.data.profile.pin_reference, data=data))
    expect.refused_apdu(response, StatusWord.WRONG_P1_P2)
    expect.tries(card.status(), card.data.profile.pin_tries, what="tries as they were")
    expect.done(card.verify(), what="the PIN as it was")


@proves("CRD-024", case="another file than that of the objects")
def test_unknown_parameter_of_an_object_is_told(card: CardUnderTest, expect: CardExpect) -> None:
    data = tlv(0x5C, bytes.fromhex(card.public_object))
    expect.refused_apdu(card.send(CommandApdu(ins=READ, data=data, le=256)), StatusWord.WRONG_P1_P2)
    expect.done(card.read(card.public_object), what="the file of the objects")


@proves("CRD-025", case="a reference that the card does not know")
@pytest.mark.parametrize("ins", [VERIFY, CHANGE, UNBLOCK], ids=["VERIFY", "CHANGE", "UNBLOCK"])
def test_unknown_reference_is_told(ins: int, card: CardUnderTest, expect: CardExpect) -> None:
    data = card.padded(card.data.pin) * (1 if ins == VERIFY else 2)
    response = card.send(CommandApdu(ins=ins, p2=card.data.profile.unknown_reference, data=data))
    expect.refused_apdu(response, StatusWord.REFERENCE_DATA_NOT_FOUND)
    expect.tries(card.status(), card.data.profile.pin_tries, what="tries as they were")


@proves("CRD-026", case="instructions that no card has")
@pytest.mark.parametrize("ins", [0x02, 0x18, 0xFB, 0xEE], ids=lambda ins: f"{ins:02X}")
def test_unknown_instruction_is_told(ins: int, card: CardUnderTest, expect: CardExpect) -> None:
    expect.refused_apdu(card.send(CommandApdu(ins=ins, le=256)), StatusWord.INSTRUCTION_NOT_SUPPORTED)
    expect.done(card.read(card.public_object), what="known instruction")


@proves("CRD-027", case="classes that the card does not speak")
@pytest.mark.parametrize("cla", [0x80, 0xA0, 0xB0, 0xE0], ids=lambda cla: f"{cla:02X}")
def test_unknown_class_is_told(cla: int, card: CardUnderTest, expect: CardExpect) -> None:
    expect.refused_apdu(
        card.send(CommandApdu(cla=cla, ins=VERIFY, p2=card.data.profile.pin_reference)), StatusWord.CLASS_NOT_SUPPORTED
    )
    expect.tries(card.status(), card.data.profile.pin_tries, what="the same in the class of the card")


@proves("CRD-028", case="identifiers cut at their right")
def test_identifier_cut_at_its_right_selects(card: CardUnderTest, expect: CardExpect) -> None:
    application = card.data.profile.application
    for length in (len(application) // 2 - 2, len(application) // 2):
        answer = expect.done(card.select(application[: 2 * length]), what=f"{length} bytes")
        expect.holds(
            expected="the answer names the application",
            observed=answer.data.hex(),
            so=bytes.fromhex("4F") in answer.data,
        )
    expect.done(card.verify(), what="right PIN")


@proves("CRD-029", case="an application that is not on the card")
def test_unknown_identifier_leaves_everything_as_it_is(card: CardUnderTest, expect: CardExpect) -> None:
    expect.done(card.verify(), what="right PIN")
    expect.refused_apdu(card.select("A0000000000000000001"), StatusWord.FILE_NOT_FOUND, what="unknown application")
    expect.done(card.status(), what="PIN verified as before")


@proves("CRD-036", case="bytes that are no command", needs=["raw"], required=False)
@pytest.mark.parametrize("form", _NO_COMMAND)
def test_what_is_no_command_is_answered(form: str, card: CardUnderTest, expect: CardExpect) -> None:
    answered_with_an_error(card, expect, bytes.fromhex(_NO_COMMAND[form]))


@proves("CRD-036", case="as many bytes as a reader carries")
@pytest.mark.parametrize("ins", [SELECT, VERIFY, SIGN, READ], ids=["SELECT", "VERIFY", "SIGN", "READ"])
def test_largest_command_is_answered(ins: int, card: CardUnderTest, expect: CardExpect) -> None:
    command = CommandApdu(ins=ins, p1=0x3F, p2=0xFF, data=b"\x5c" * _LARGE)
    answered_with_an_error(card, expect, command.encode())


def answered_with_an_error(card: CardUnderTest, expect: CardExpect, command: bytes) -> None:
    """A status word comes, and the card goes on: a card that is mute has failed."""
    try:
        sw = card.send(command).sw
    except CardLostError:
        sw = 0
    expect.holds(expected="an error", observed=f"{sw:04X}" if sw else "no answer", so=0x6400 <= sw <= 0x6FFF)
    expect.done(card.read(card.public_object), what="a command")
