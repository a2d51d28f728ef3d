"""Tries of the PIN are counted, kept and given back; a blocked PIN stays blocked; the PUK unblocks until it is exhausted."""

import pytest

from conformance.cards.card import CardUnderTest
from conformance.cards.expect import CardExpect
from conformance.cards.power import cut_power_at_first_write
from conformance.marks import proves
from harness.protocol.encoding.apdu import StatusWord, tries_left

WRONG = "9753"
WRONG_PUK = "86421357"
OTHER = "80246"


def wrong_tries(card: CardUnderTest, count: int) -> None:
    for _ in range(count):
        card.verify(WRONG)


def block(card: CardUnderTest) -> None:
    wrong_tries(card, card.data.profile.pin_tries)


@proves("CRD-005", case="wrong PIN, beside the right one")
def test_wrong_pin_tells_the_tries_left(card: CardUnderTest, expect: CardExpect) -> None:
    expect.tries(card.verify(WRONG), card.data.profile.pin_tries - 1)
    expect.done(card.verify(), what="right PIN")


@proves("CRD-002", case="right PIN after a wrong one")
def test_right_pin_gives_all_tries_back(card: CardUnderTest, expect: CardExpect) -> None:
    card.verify(WRONG)
    expect.done(card.verify(), what="right PIN")
    card.reset()
    card.select()
    expect.tries(card.status(), card.data.profile.pin_tries, what="tries after the right PIN")


@proves("CRD-003", case="wrong PIN, then a reset")
def test_spent_try_survives_a_reset(card: CardUnderTest, expect: CardExpect) -> None:
    card.verify(WRONG)
    card.reset()
    card.select()
    expect.tries(card.status(), card.data.profile.pin_tries - 1, what="tries after a reset")


@proves("CRD-003", case="wrong PIN, then no power")
def test_spent_try_survives_the_loss_of_power(card: CardUnderTest, expect: CardExpect) -> None:
    card.verify(WRONG)
    card.power_cycle()
    card.select()
    expect.tries(card.status(), card.data.profile.pin_tries - 1, what="tries after power came back")


@proves(
    "CRD-001",
    case="power is cut when the card first writes, while it looks at a PIN",
    needs=["power-cut"],
    required=False,
)
@pytest.mark.parametrize("pin", ["right", "wrong"])
def test_power_cut_saves_no_try(pin: str, card: CardUnderTest, expect: CardExpect) -> None:
    was_cut = cut_power_at_first_write(card, lambda: card.verify(None if pin == "right" else WRONG))
    expect.holds(
        expected="the card writes before it answers", observed="written" if was_cut else "nothing written", so=was_cut
    )
    card.power_cycle()
    card.select()
    expect.tries(card.status(), card.data.profile.pin_tries - 1, what="tries after power came back")


@proves("CRD-006", case="asked twice, then the right PIN")
def test_asking_for_the_tries_costs_none(card: CardUnderTest, expect: CardExpect) -> None:
    for _ in range(card.data.profile.pin_tries + 1):
        expect.tries(card.status(), card.data.profile.pin_tries)
    expect.done(card.verify(), what="right PIN")
    expect.done(card.status(), what="asked once the PIN is verified")


@proves("CRD-004", case="right PIN after all tries are spent", needs=["blocking"])
def test_blocked_pin_refuses_the_right_one(card: CardUnderTest, expect: CardExpect) -> None:
    block(card)
    expect.refused_apdu(card.verify(), StatusWord.AUTHENTICATION_BLOCKED, what="right PIN")
    card.power_cycle()
    card.select()
    expect.refused_apdu(card.verify(), StatusWord.AUTHENTICATION_BLOCKED, what="right PIN after power came back")
    left = tries_left(card.status().sw)
    expect.holds(expected="no try left, and not verified", observed=f"{left} tries left", so=not left)


@proves("CRD-004", case="right PIN on the last try", needs=["blocking"])
def test_last_try_is_a_try(card: CardUnderTest, expect: CardExpect) -> None:
    wrong_tries(card, card.data.profile.pin_tries - 1)
    expect.done(card.verify(), what="right PIN on the last try")


@proves("CRD-007", case="right PUK after the PIN was blocked", needs=["blocking"])
def test_puk_unblocks_the_pin(card: CardUnderTest, expect: CardExpect) -> None:
    block(card)
    expect.done(card.unblock(), what="right PUK")
    expect.tries(card.status(), card.data.profile.pin_tries, what="tries after the PUK")
    expect.done(card.verify(), what="right PIN")


@proves("CRD-007", case="wrong PUK", needs=["blocking"])
def test_wrong_puk_unblocks_nothing(card: CardUnderTest, expect: CardExpect) -> None:
    block(card)
    expect.tries(card.unblock(puk=WRONG_PUK), card.data.profile.puk_tries - 1, what="tries of the PUK")
    expect.refused_apdu(card.verify(), StatusWord.AUTHENTICATION_BLOCKED, what="right PIN")


@proves("CRD-008", case="PUK with a new PIN")
def test_unblocking_sets_the_new_pin(card: CardUnderTest, expect: CardExpect) -> None:
    expect.done(card.unblock(new=OTHER), what="right PUK and a new PIN")
    expect.tries(card.verify(), card.data.profile.pin_tries - 1, what="former PIN; tries")
    expect.done(card.verify(OTHER), what="new PIN")
    expect.done(card.unblock(), what="back to the PIN of the target file")


@proves("CRD-008", case="status after unblocking")
def test_unblocking_verifies_no_pin(card: CardUnderTest, expect: CardExpect) -> None:
    expect.done(card.unblock(), what="right PUK")
    expect.tries(card.status(), card.data.profile.pin_tries)
    expect.done(card.verify(), what="right PIN")
    expect.done(card.status(), what="status once the PIN is verified")


@proves("CRD-009", case="right PUK after all its tries are spent", needs=["fresh"], required=False)
def test_exhausted_puk_is_final(card: CardUnderTest, expect: CardExpect) -> None:
    for _ in range(card.data.profile.puk_tries):
        card.unblock(puk=WRONG_PUK)
    expect.refused_apdu(card.unblock(), StatusWord.AUTHENTICATION_BLOCKED, what="right PUK")
    card.power_cycle()
    card.select()
    expect.refused_apdu(card.unblock(), StatusWord.AUTHENTICATION_BLOCKED, what="right PUK after power came back")
    expect.done(card.verify(), what="the PIN has its own tries")


@proves("CRD-009", case="right PUK after one wrong one", needs=["blocking"])
def test_right_puk_gives_its_tries_back(card: CardUnderTest, expect: CardExpect) -> None:
    expect.tries(card.unblock(puk=WRONG_PUK), card.data.profile.puk_tries - 1, what="tries of the PUK")
    expect.done(card.unblock(), what="right PUK")
    expect.tries(card.unblock(puk=WRONG_PUK), card.data.profile.puk_tries - 1, what="tries of the PUK")
    expect.done(card.unblock(), what="right PUK")
