"""The PIN of the app: twice the same, within the rules, never kept in clear."""

import pytest

from harness.world.policy import AppPin
from simulators.phone import Pin, PinRefusedError

RULES = AppPin()


def choose(first: str, second: str | None = None, birth_year: int = 1990) -> Pin:
    return Pin.choose(first, first if second is None else second, rules=RULES, birth_year=birth_year, salt=b"salt")


def test_a_good_pin_fits_and_no_other_does():
    pin = choose("739164")
    assert pin.fits("739164")
    assert not pin.fits("739165")


def test_the_pin_is_not_kept_in_clear():
    assert b"739164" not in choose("739164").digest + choose("739164").salt


def test_different_entries_are_refused():
    with pytest.raises(PinRefusedError) as caught:
        choose("739164", "739165")
    assert caught.value.code == "PIN_MISMATCH"


@pytest.mark.parametrize("pin", ["73916", "7391645", "73916a", "٧٣٩١٦٤", "123456", "654321", "777777", "991990", ""])
def test_a_weak_pin_is_refused(pin):
    with pytest.raises(PinRefusedError) as caught:
        choose(pin)
    assert caught.value.code == "PIN_WEAK"
