"""PIN and PUK: their form, their tries, what unblocks and what does not, and what is written when."""

import pytest

from harness.protocol.encoding.apdu import StatusWord
from simulators.card.chip import CardMuteError
from simulators.card.memory import Memory
from simulators.card.refusal import CommandRefusedError

RIGHT = "4711"
WRONG = "4712"
PUK = "12345678"
WRONG_PUK = "12345679"


def change(terminal, padded, old, new, reference="80"):
    return terminal.do(f"002400{reference}10{padded(old)}{padded(new)}")


def unblock(terminal, padded, puk, new):
    return terminal.do(f"002C008010{padded(puk)}{padded(new)}")


def block_pin(terminal):
    return [terminal.verify(WRONG) for _ in range(3)]


def block_puk(terminal, padded):
    return [unblock(terminal, padded, WRONG_PUK, RIGHT) for _ in range(3)]


# -- VERIFY


def test_right_pin_is_accepted_and_wrong_one_costs_a_try(terminal):
    assert terminal.verify(WRONG) == 0x63C2
    assert terminal.memory.pin.tries_left == 2
    assert terminal.verify(RIGHT) == 0x9000
    assert terminal.memory.pin.tries_left == 3


def test_status_is_told_and_costs_nothing(terminal):
    assert [terminal.do("00200080") for _ in range(4)] == [0x63C3] * 4
    terminal.verify()
    assert terminal.do("00200080") == 0x9000
    assert terminal.memory.pin.tries_left == 3


def test_wrong_pin_ends_what_the_right_one_has_shown(terminal):
    terminal.verify()
    assert terminal.verify(WRONG) == 0x63C2
    assert terminal.do("00200080") == 0x63C2


def test_status_can_be_reset_without_a_try(terminal):
    terminal.verify()
    assert terminal.do("0020FF80") == 0x9000
    assert terminal.do("00200080") == 0x63C3
    assert terminal.do(f"0020FF8008{'31' * 8}") == 0x6A80


def test_three_wrong_pins_block_the_pin_for_the_right_one_too(terminal):
    assert block_pin(terminal) == [0x63C2, 0x63C1, 0x63C0]
    assert terminal.verify(RIGHT) == 0x6983
    assert terminal.do("00200080") == 0x63C0
    assert terminal.memory.pin.tries_left == 0


def test_counter_survives_reset_and_power(terminal):
    terminal.verify(WRONG)
    terminal.chip.reset()
    terminal.select()
    assert terminal.verify(WRONG) == 0x63C1
    terminal.chip.power_off()
    terminal.chip.power_on()
    terminal.select()
    assert terminal.do("00200080") == 0x63C1


@pytest.mark.parametrize(
    "value",
    [
        "343731FFFFFFFFFF",  # three digits
        "FFFFFFFFFFFFFFFF",
        "3437313100000000",  # padded otherwise
        "34373141FFFFFFFF",  # a letter
        "34FF3731FFFFFFFF",  # padding inside
        "34373131",  # not padded
        "343731313131313131",  # nine digits
        "B4373131FFFFFFFF",  # a digit in no one's alphabet
    ],
)
def test_pin_of_another_form_is_answered_6a80_and_costs_no_try(terminal, value):
    terminal.verify()
    assert terminal.do(f"00200080{len(value) // 2:02X}{value}") == 0x6A80
    assert terminal.memory.pin.tries_left == 3
    assert terminal.do("00200080") == 0x9000


@pytest.mark.parametrize(
    ("command", "sw"), [("0020018000", 0x6A86), ("00200081", 0x6A88), ("00200000", 0x6A88), ("002000FF", 0x6A88)]
)
def test_verify_with_other_parameters_is_refused(terminal, command, sw):
    assert terminal.do(command) == sw


def test_try_is_written_before_the_pin_is_compared(terminal):
    terminal.verify(RIGHT)
    assert [write.pin.tries_left for write in terminal.writes] == [2, 3]


def test_power_that_goes_at_the_second_write_costs_the_try_of_a_right_pin(inserted, personalized):
    written = []

    def write(content):
        if written:
            raise CardMuteError
        written.append(content)
        return content

    terminal = inserted(personalized)
    terminal.card.memory._write = write
    terminal.select()
    with pytest.raises(CardMuteError):
        terminal.verify(RIGHT)
    assert terminal.memory.pin.tries_left == 2


def test_memory_that_cannot_be_written_is_answered_6581_and_stays(inserted, personalized):
    def write(_content):
        raise OSError

    terminal = inserted(personalized).select()
    terminal.card.memory._write = write
    assert terminal.verify(RIGHT) == 0x6581
    assert terminal.memory == personalized
    with pytest.raises(CommandRefusedError) as refused:
        Memory(personalized, write).change(seed=2)
    assert refused.value.sw == StatusWord.MEMORY_FAILURE


# -- CHANGE REFERENCE DATA


@pytest.mark.parametrize("new", ["0815", "54321", "12345678"])
def test_changed_pin_is_in_force_and_the_old_one_is_not(terminal, padded, new):
    assert change(terminal, padded, RIGHT, new) == 0x9000
    assert terminal.verify(RIGHT) == 0x63C2
    assert terminal.verify(new) == 0x9000


def test_change_with_a_wrong_pin_costs_a_try_and_changes_nothing(terminal, padded):
    terminal.verify()
    assert change(terminal, padded, WRONG, "0815") == 0x63C2
    assert terminal.do("00200080") == 0x63C2
    assert terminal.verify(RIGHT) == 0x9000


@pytest.mark.parametrize("new", ["123", "abcd", "12 4", ""])
def test_new_pin_of_another_form_is_refused_and_costs_no_try(terminal, padded, new):
    assert change(terminal, padded, RIGHT, new) == 0x6A80
    assert terminal.memory.pin.tries_left == 3
    assert terminal.verify(RIGHT) == 0x9000


def test_change_of_a_blocked_pin_is_refused(terminal, padded):
    block_pin(terminal)
    assert change(terminal, padded, RIGHT, "0815") == 0x6983


def test_puk_is_changed_with_the_puk(terminal, padded):
    assert change(terminal, padded, WRONG_PUK, "87654321", "81") == 0x63C2
    assert change(terminal, padded, PUK, "87654321", "81") == 0x9000
    assert unblock(terminal, padded, PUK, "0815") == 0x63C2
    assert unblock(terminal, padded, "87654321", "0815") == 0x9000


@pytest.mark.parametrize(
    ("header", "sw"), [("240180", 0x6A86), ("240000", 0x6A88), ("2C0180", 0x6A86), ("2C0081", 0x6A88)]
)
def test_change_and_unblock_with_other_parameters_are_refused(terminal, header, sw):
    assert terminal.do(f"00{header}10{'31' * 16}") == sw
    assert terminal.writes == []


@pytest.mark.parametrize("ins", ["24", "2C"])
def test_codes_of_another_length_are_refused(terminal, ins):
    assert terminal.do(f"00{ins}00800F{'31' * 15}") == 0x6A80
    assert terminal.do(f"00{ins}0080") == 0x6A80
    assert terminal.writes == []


# -- RESET RETRY COUNTER


def test_puk_unblocks_with_a_new_pin_that_is_not_verified_by_it(terminal, padded):
    block_pin(terminal)
    assert unblock(terminal, padded, PUK, "0815") == 0x9000
    assert terminal.do("00200080") == 0x63C3
    assert terminal.verify(RIGHT) == 0x63C2
    assert terminal.verify("0815") == 0x9000


def test_wrong_puk_costs_a_try_and_the_right_one_restores_them(terminal, padded):
    assert unblock(terminal, padded, WRONG_PUK, "0815") == 0x63C2
    assert terminal.memory.puk.tries_left == 2
    assert unblock(terminal, padded, PUK, "0815") == 0x9000
    assert terminal.memory.puk.tries_left == 3


def test_new_pin_of_another_form_costs_no_try_of_the_puk(terminal, padded):
    assert unblock(terminal, padded, PUK, "123") == 0x6A80
    assert terminal.memory.puk.tries_left == 3


def test_card_with_pin_and_puk_blocked_stays_blocked(terminal, padded):
    block_pin(terminal)
    assert block_puk(terminal, padded) == [0x63C2, 0x63C1, 0x63C0]
    assert unblock(terminal, padded, PUK, RIGHT) == 0x6983
    terminal.chip.power_off()
    terminal.chip.power_on()
    terminal.select()
    assert terminal.verify(RIGHT) == 0x6983
    assert change(terminal, padded, PUK, PUK, "81") == 0x6983
