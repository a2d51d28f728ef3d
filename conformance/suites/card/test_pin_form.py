"""A PIN has 4 to 8 digits, whoever sets it; a changed PIN is in force at once, and the former one no longer."""

import pytest

from conformance.cards.card import CardUnderTest
from conformance.cards.expect import CardExpect
from conformance.marks import proves
from harness.protocol.encoding.apdu import StatusWord

OTHER = "80246"
WRONG = "9753"
BAD = {
    "three digits": b"123" + b"\xff" * 5,
    "nine digits": b"123456789",
    "letters": b"12ab" + b"\xff" * 4,
    "a hole in the padding": b"1234\xff5\xff\xff",
    "padded with zeros": b"1234" + b"\0" * 4,
    "nothing": b"\xff" * 8,
}


@proves("CRD-010", "SGN-014a", case="lengths 4 to 8")
@pytest.mark.parametrize("length", range(4, 9))
def test_pin_of_four_to_eight_digits_is_taken(length: int, card: CardUnderTest, expect: CardExpect) -> None:
    new = "13579246"[:length]
    expect.done(card.change_pin(old=card.data.pin, new=new), what=f"a PIN of {length} digits")
    expect.done(card.verify(new), what="the new PIN")
    expect.done(card.change_pin(old=new, new=card.data.pin), what="back")


@proves("CRD-010", "CRD-022", "SGN-014a", case="3 and 9 digits, letters, broken padding")
@pytest.mark.parametrize("form", BAD)
def test_other_pin_is_refused_at_a_change(form: str, card: CardUnderTest, expect: CardExpect) -> None:
    response = card.change_to(card.data.pin, BAD[form])
    expect.refused_apdu(response, StatusWord.WRONG_DATA, StatusWord.WRONG_LENGTH, what=form)
    expect.done(card.verify(), what="the PIN as it was")


@proves("CRD-010", "CRD-022", case="three digits and letters, with the right PUK")
@pytest.mark.parametrize("new", ["123", "12ab"])
def test_other_pin_is_refused_when_it_is_unblocked(new: str, card: CardUnderTest, expect: CardExpect) -> None:
    expect.refused_apdu(card.unblock(new=new), StatusWord.WRONG_DATA, what=f"new PIN {len(new)} characters")
    expect.done(card.verify(), what="the PIN as it was")


@proves("CRD-011", case="former and new PIN after a change")
def test_changed_pin_is_in_force_and_the_former_is_not(card: CardUnderTest, expect: CardExpect) -> None:
    expect.done(card.change_pin(old=card.data.pin, new=OTHER), what="change")
    card.reset()
    card.select()
    expect.tries(card.verify(), card.data.profile.pin_tries - 1, what="former PIN; tries")
    expect.done(card.verify(OTHER), what="new PIN")
    expect.done(card.change_pin(old=OTHER, new=card.data.pin), what="back")


@proves("CRD-011", case="wrong current PIN at a change")
def test_wrong_current_pin_changes_nothing_and_costs_a_try(card: CardUnderTest, expect: CardExpect) -> None:
    expect.tries(card.change_pin(old=WRONG, new=OTHER), card.data.profile.pin_tries - 1)
    expect.done(card.verify(), what="the PIN as it was")


@proves("CRD-022", case="PIN of another form, presented")
@pytest.mark.parametrize("form", ["its first three digits", "letters after them"])
def test_pin_of_another_form_is_never_taken(form: str, card: CardUnderTest, expect: CardExpect) -> None:
    pin = card.data.pin[:3] if form.startswith("its") else f"{card.data.pin[:3]}ab"
    counted = [StatusWord.NOTHING_CHANGED + 0xC0 + left for left in range(card.data.profile.pin_tries)]
    expect.status(card.verify(pin), StatusWord.WRONG_DATA, *counted, what=form)
    expect.done(card.verify(), what="the right PIN")
