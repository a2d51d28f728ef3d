"""Nothing is read before basic access control or PACE; wrong passwords make the card slower; one session at a time."""

import pytest
from cryptography.hazmat.primitives.serialization import load_der_private_key

from harness.protocol.encoding.apdu import CommandApdu
from harness.protocol.encoding.ber_tlv import tlv
from simulators.card.chip import CardMuteError
from simulators.card.contactless.basic_access import mrz_digest
from simulators.card.contactless.memory import private_key
from simulators.card.contactless.passwords import delay_s

SELECT_APPLICATION = "00A4040C07A0000002471001"
ANNOUNCE_CAN = "0022C1A40F800A04007F00070202040202830102"


def test_a_face_outside_the_field_does_not_answer(card):
    assert card.terminal().sw(SELECT_APPLICATION) == 0x9000
    card.face.power_off()
    with pytest.raises(CardMuteError):
        card.face.send(bytes.fromhex(SELECT_APPLICATION))


def test_the_answer_to_reset_checks_out(card):
    answer = card.face.power_on()
    check = 0
    for byte in answer[1:]:
        check ^= byte
    assert check == 0
    assert answer == card.face.reset()


def test_card_access_is_read_without_a_password(card):
    terminal = card.terminal()
    assert terminal.sw("00A4020C02011C") == 0x9000
    read = terminal.send(CommandApdu(ins=0xB0, le=256))
    assert read.ok
    assert read.data.hex().upper() == "31143012060A04007F0007020204020202010202010C"


@pytest.mark.parametrize(
    "apdu",
    [
        "00A4020C02011E",
        "00A4020C02011D",
        "00A4020C020101",
        "00A4020C02010E",
        "00A4020C020103",
        "00B09E0000",
        "00B0810000",
        "00B0000000",
        "00B1011E0354010000",
        "00B1000E0354010000",
        "00880000080102030405060708 00",
        "002241A6024100",
        "002241A40C800A04007F00070202030202",
    ],
)
def test_nothing_of_the_application_answers_before_access(card, apdu):
    terminal = card.terminal()
    assert terminal.sw(SELECT_APPLICATION) == 0x9000
    assert terminal.sw(apdu) == 0x6982


def test_basic_access_control_opens_all_files(card):
    terminal = card.opened_by_basic_access()
    memory = card.face.memory
    assert terminal.read(0x011E) == memory.common_data
    assert terminal.read(0x011D) == memory.security_object
    assert {number: terminal.read(0x0100 + number) for number in (1, 2, 11, 14, 15)} == memory.data_groups


def test_pace_with_the_card_access_number_opens_all_files(card):
    terminal = card.opened_by_pace()
    memory = card.face.memory
    assert terminal.read(0x011E) == memory.common_data
    assert {number: terminal.read(0x0100 + number) for number in (1, 2, 11, 14, 15)} == memory.data_groups


def test_pace_with_the_printed_lines_opens_the_card(card):
    terminal = card.terminal()
    assert terminal.pace(mrz_digest(card.face.memory.mrz_information), 1).ok
    assert terminal.select_application().ok
    assert terminal.read(0x0101) == card.face.memory.data_groups[1]


def test_a_wrong_card_access_number_is_refused_and_counted(card):
    terminal = card.terminal()
    assert terminal.pace(b"123457", 2).sw == 0x6300
    assert card.face.memory.password_failures == 1
    assert terminal.sw(SELECT_APPLICATION) == 0x9000
    assert terminal.sw("00A4020C020101") == 0x6982


def test_wrong_printed_lines_are_refused_and_counted(card):
    terminal = card.terminal()
    terminal.select_application()
    assert terminal.basic_access("X898902C<369080619406236").sw == 0x6300
    assert card.face.memory.password_failures == 1


def test_a_failure_is_counted_before_it_is_judged(card):
    card.opened_by_pace()
    assert [memory.password_failures for memory in card.saved] == [1, 0]


def test_failures_in_a_row_make_every_try_slower_across_power(card):
    for _ in range(3):
        assert card.terminal().pace(b"000000", 2).sw == 0x6300
        card.face.power_off()
        card.face.power_on()
    card.opened_by_pace()
    assert card.waited_s == [0.25, 0.5, 1.0]
    assert card.face.memory.password_failures == 0


def test_a_new_face_on_the_saved_memory_waits_as_the_old_one(card, make_card):
    card.terminal().pace(b"000000", 2)
    again = make_card(card.saved[-1])
    again.opened_by_pace()
    assert again.waited_s == [0.25]


def test_the_delay_doubles_up_to_eight_seconds():
    assert [delay_s(failures) for failures in (1, 2, 3, 4, 5, 6, 7, 65_535)] == [0.25, 0.5, 1, 2, 4, 8, 8, 8]


def test_a_challenge_is_good_for_one_try(card):
    terminal = card.terminal()
    terminal.select_application()
    assert terminal.basic_access("X898902C<369080619406236").sw == 0x6300
    assert terminal.sw("0082000028" + "00" * 40 + "28") == 0x6985
    assert card.face.memory.password_failures == 1


def test_basic_access_control_needs_the_application(card):
    terminal = card.terminal()
    assert terminal.basic_access(card.face.memory.mrz_information).sw == 0x6985
    terminal.select_application()
    assert terminal.basic_access(card.face.memory.mrz_information).sw == 0x9000


def test_a_cryptogram_of_another_length_is_refused(card):
    terminal = card.terminal()
    terminal.select_application()
    terminal.send(CommandApdu(ins=0x84, le=8))
    assert terminal.sw("0082000027" + "00" * 39 + "28") == 0x6700


@pytest.mark.parametrize(
    ("tail", "sw"), [("830103", 0x6A88), ("", 0x6A88), ("83010284010D", 0x6A80), ("8301028401 0C", 0x9000)]
)
def test_pace_is_announced_for_known_passwords_and_parameters(card, tail, sw):
    data = bytes.fromhex("800A04007F00070202040202" + tail)
    assert card.terminal().send(CommandApdu(ins=0x22, p1=0xC1, p2=0xA4, data=data)).sw == sw


def test_another_protocol_than_pace_with_generic_mapping_is_refused(card):
    assert card.terminal().sw(ANNOUNCE_CAN.replace("0402028301", "0404028301")) == 0x6A80


def test_steps_of_pace_are_links_of_a_chain(card):
    terminal = card.terminal()
    assert terminal.sw(ANNOUNCE_CAN) == 0x9000
    assert terminal.sw("00860000027C0000") == 0x6985
    assert terminal.sw("10860000027C0000") == 0x6985, "the refused step ended the dialog"
    assert terminal.sw(ANNOUNCE_CAN) == 0x9000
    assert terminal.sw("10860000027C0000") == 0x9000


def test_a_command_in_between_ends_pace(card):
    terminal = card.terminal()
    terminal.announce_pace(2)
    assert terminal.sw("10860000027C0000") == 0x9000
    assert terminal.sw("00A4020C02011C") == 0x9000
    assert terminal.step(tlv(0x81, b"\4" + bytes(64))).sw == 0x6985


@pytest.mark.parametrize(
    "public",
    [b"\4" + bytes(64), b"\4" + b"\xff" * 64, b"\4" + bytes(63) + b"\1", b"\2" + bytes(32), b"", b"\0"],
    ids=["infinity", "too large", "off the curve", "compressed", "empty", "zero"],
)
def test_a_point_that_is_none_ends_pace(card, public):
    terminal = card.terminal()
    terminal.announce_pace(2)
    terminal.step()
    assert terminal.step(tlv(0x81, public)).sw == 0x6A80
    assert card.face.memory.password_failures == 0


def test_the_last_step_of_pace_does_not_announce_another(card):
    terminal = card.terminal()
    terminal.announce_pace(2)
    terminal.step()
    base = bytes.fromhex(
        "046B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
        "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5"
    )
    assert terminal.step(tlv(0x81, base)).ok
    assert terminal.step(tlv(0x83, base)).ok
    assert terminal.step(tlv(0x85, bytes(8))).sw == 0x6883


def test_within_a_session_no_other_is_begun(card):
    terminal = card.opened_by_basic_access()
    assert terminal.send(CommandApdu(ins=0x84, le=8)).ok
    assert terminal.send(CommandApdu(ins=0x82, data=bytes(40), le=40)).sw == 0x6985
    assert terminal.announce_pace(2).sw == 0x6985
    assert card.face.memory.password_failures == 0
    assert terminal.read(0x0101) == card.face.memory.data_groups[1]


def test_the_signature_key_of_the_card_is_no_part_of_this_memory(memory):
    keys = [value for value in (getattr(memory, name) for name in memory.__struct_fields__) if _is_key(value)]
    assert keys == [memory.active_authentication_key, memory.chip_authentication_key]
    assert private_key(keys[0]) != private_key(keys[1])


def _is_key(value: object) -> bool:
    if not isinstance(value, bytes):
        return False
    try:
        load_der_private_key(value, None)
    except ValueError:
        return False
    return True
