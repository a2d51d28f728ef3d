"""The shell of the contact face: power, framing, selection, chaining, and answers in parts."""

import pytest

from harness.protocol.encoding.apdu import parse_response
from simulators.card.chip import CardMuteError
from simulators.card.contact.atr import answer_to_reset
from simulators.card.contact.shell import CHAIN_LIMIT

PIV = "00A404000BA00000030800001000010000"
MANAGER = "00A4040008A000000151000000"
PUT = "DB3FFF"


def put(content: bytes, tag: str = "5FC103") -> bytes:
    return bytes.fromhex(f"5C03{tag}53") + b"\x82" + len(content).to_bytes(2, "big") + content


def links(data: bytes, header: str = PUT, size: int = 255) -> list[str]:
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    last = len(parts) - 1
    return [f"{'00' if n == last else '10'}{header}{len(part):02X}{part.hex()}" for n, part in enumerate(parts)]


# -- power


def test_answer_to_reset_has_a_right_check_byte_and_offers_t1():
    atr = answer_to_reset()
    check = 0
    for byte in atr[1:]:
        check ^= byte
    assert check == 0
    assert len(atr) == 2 + 4 + (atr[1] & 0x0F) + 1
    assert atr[2] & 0x0F == 1


def test_card_without_power_is_mute(terminal):
    terminal.chip.power_off()
    with pytest.raises(CardMuteError):
        terminal.chip.send(bytes.fromhex(PIV))
    with pytest.raises(CardMuteError):
        terminal.chip.reset()
    assert terminal.chip.power_on() == answer_to_reset()
    assert terminal.do(PIV) == 0x9000


@pytest.mark.parametrize("way", ["reset", "power"])
def test_reset_and_power_off_end_selection_and_verification(terminal, way):
    terminal.verify()
    assert terminal.do("00200080") == 0x9000
    if way == "power":
        terminal.chip.power_off()
        terminal.chip.power_on()
    else:
        terminal.chip.reset()
    assert terminal.do("00200080") == 0x6D00
    terminal.select()
    assert terminal.do("00200080") == 0x63C3


# -- framing


@pytest.mark.parametrize(
    "raw", ["", "00", "00A404", "00A404000500", "00A40400000005A0", "0020008008 31", "00CB3FFF0000055C"]
)
def test_bytes_that_are_no_command_are_answered_6700(terminal, raw):
    assert terminal.do(raw) == 0x6700
    assert terminal.do("00200080") == 0x63C3


@pytest.mark.parametrize(
    ("cla", "sw"),
    [("80", 0x6E00), ("FF", 0x6E00), ("20", 0x6E00), ("40", 0x6E00), ("01", 0x6881), ("04", 0x6882), ("0C", 0x6882)],
)
def test_other_classes_are_refused(terminal, cla, sw):
    assert terminal.do(f"{cla}200080") == sw
    assert terminal.do("00200080") == 0x63C3


@pytest.mark.parametrize("ins", ["00", "CA", "F7", "F8", "FD", "B0", "84"])
def test_unknown_instruction_is_answered_6d00(terminal, ins):
    assert terminal.do(f"00{ins}0000") == 0x6D00
    assert terminal.do(f"10{ins}000001AA") == 0x6D00


def test_nothing_is_known_before_an_application_is_selected(inserted, personalized):
    assert inserted(personalized).do("00CB3FFF055C035FC102") == 0x6D00


# -- selection


@pytest.mark.parametrize("aid", ["A000000308000010000100", "A0000003080000100001", "A000000308"])
def test_application_is_selected_by_its_identifier_cut_at_its_right_or_not(inserted, personalized, aid):
    data, sw = inserted(personalized).ask(f"00A40400{len(aid) // 2:02X}{aid}00")
    assert sw == 0x9000
    assert data.startswith(bytes.fromhex("61234F06000010000100"))


@pytest.mark.parametrize(
    "aid", ["", "A0", "A0000003", "A000000309", "A00000030800001000010000", "A000000308000010000101"]
)
def test_no_other_identifier_selects(inserted, personalized, aid):
    terminal = inserted(personalized)
    assert terminal.do(f"00A40400{len(aid) // 2:02X}{aid}" if aid else "00A40400") == 0x6A82
    assert terminal.do("00200080") == 0x6D00


@pytest.mark.parametrize("p1_p2", ["0000", "0002", "040C", "0402", "0800"])
def test_selection_in_another_way_is_refused(terminal, p1_p2):
    assert terminal.do(f"00A4{p1_p2}05A000000308") == 0x6A86


def test_unknown_application_leaves_the_current_one_as_it_was(terminal):
    terminal.verify()
    assert terminal.do("00A4040005A000000999") == 0x6A82
    assert terminal.do("00200080") == 0x9000


def test_selecting_the_current_application_again_changes_nothing(terminal):
    terminal.verify()
    assert terminal.do(PIV) == 0x9000
    assert terminal.do("00200080") == 0x9000


def test_another_application_ends_what_was_verified(terminal):
    terminal.verify()
    assert terminal.do(MANAGER) == 0x9000
    assert terminal.do("00200080") == 0x6D00
    terminal.select()
    assert terminal.do("00200080") == 0x63C3


# -- answers in parts


def test_long_answer_is_fetched_in_parts(terminal):
    whole, sw = terminal.ask("00CB3FFF0000055C035FC1050000")
    assert sw == 0x9000
    data, sw = terminal.ask("00CB3FFF055C035FC10500")
    assert (len(data), sw) == (256, 0x6100)
    more, sw = terminal.ask("00C0000000")
    assert (len(more), sw) == (256, 0x6100 | len(whole) - 512)
    rest, sw = terminal.ask(f"00C00000{len(whole) - 512:02X}")
    assert sw == 0x9000
    assert data + more + rest == whole


def test_command_with_a_small_le_gets_as_much_and_what_waits(terminal):
    data, sw = terminal.ask("00CB3FFF055C035FC10210")
    assert (len(data), sw) == (16, 0x6100 | 61 - 16)


def test_command_without_le_gets_a_short_answer(terminal):
    data, sw = terminal.ask("00CB3FFF055C035FC105")
    assert (len(data), sw) == (256, 0x6100)


def test_answer_is_fetched_directly_after_its_command_only(terminal):
    assert terminal.do("00CB3FFF055C035FC10500") == 0x6100
    assert terminal.do("00200080") == 0x63C3
    assert terminal.do("00C0000000") == 0x6985


def test_nothing_is_fetched_where_nothing_waits(terminal):
    assert terminal.do("00C0000000") == 0x6985
    terminal.do("00CB3FFF055C035FC10500")
    terminal.chip.reset()
    assert terminal.do("00C0000000") == 0x6985


@pytest.mark.parametrize(("command", "sw"), [("00C0000100", 0x6A86), ("00C0010000", 0x6A86), ("00C0000001AA", 0x6700)])
def test_get_response_in_another_form_is_refused(terminal, command, sw):
    terminal.do("00CB3FFF055C035FC10500")
    assert terminal.do(command) == sw
    assert terminal.do("00C0000000") == 0x6985


# -- chaining


def test_chained_command_is_carried_out_as_one(terminal):
    whole, _sw = terminal.ask("00CB3FFF055C035FC10200")
    for link in ("10CB3FFF015C", "10CB3FFF0203 5F"):
        assert terminal.ask(link) == (b"", 0x9000)
    assert terminal.ask("00CB3FFF02C10200") == (whole, 0x9000)


def test_pin_may_be_chained_and_is_counted_once(terminal, padded):
    assert terminal.do(f"1020008004{padded('0000')[:8]}") == 0x9000
    assert terminal.do(f"0020008004{padded('0000')[8:]}") == 0x63C2


@pytest.mark.parametrize(
    "between", ["00200080", "00A4040005A000000308", "80000000", "00A404", "00FF0000", "00C0000000"]
)
def test_command_in_between_ends_a_chain(terminal, between):
    assert terminal.do("10CB3FFF025C03") == 0x9000
    terminal.do(between)
    assert terminal.do("00CB3FFF035FC10200") == 0x6A80


def test_link_with_another_header_begins_a_chain_of_its_own(terminal, padded):
    assert terminal.do("10CB3FFF025C03") == 0x9000
    assert terminal.do(f"1020008004{padded('4711')[:8]}") == 0x9000
    assert terminal.do(f"0020008004{padded('4711')[8:]}") == 0x9000


@pytest.mark.parametrize("way", ["reset", "power"])
def test_abandoned_chain_leaves_no_trace(terminal, way):
    assert terminal.do("10CB3FFF025C03") == 0x9000
    if way == "power":
        terminal.chip.power_off()
        terminal.chip.power_on()
    else:
        terminal.chip.reset()
    terminal.select()
    assert terminal.do("00CB3FFF035FC10200") == 0x6A80
    assert terminal.do("00CB3FFF055C035FC10200") == 0x9000


def test_chain_that_grows_too_long_is_refused_and_the_card_goes_on(terminal):
    answers = [terminal.do(link) for link in links(bytes(CHAIN_LIMIT + 1))]
    first = answers.index(0x6A84)
    assert set(answers[:first]) == {0x9000}
    assert first == CHAIN_LIMIT // 255
    assert terminal.do("00200080") == 0x63C3
    assert terminal.writes == []


def test_response_of_a_link_has_no_data(terminal):
    answer = terminal.chip.send(bytes.fromhex("10CB3FFF055C035FC10200"))
    assert parse_response(answer).encode() == b"\x90\x00"
