"""A command is taken apart as ISO/IEC 7816-4 has it, whatever it is, and nothing of it is lost or made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.protocol.encoding.apdu import StatusWord
from harness.world.events import ApduDetail
from harness.world.limits import EVIDENCE_BODY, clipped
from reports.card_texts import CARD_TEXTS
from reports.sections.apdu import SHOWN, Status, laid_out_apdu, status_of


def spaced(data):
    return data.hex(" ").upper()


def command(text):
    return laid_out_apdu(ApduDetail(reader="r", command=text, sw="9000")).command


def parts(text):
    found = command(text)
    return found.header, found.lc, found.data.text, found.le


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("00 A4 04 00", ("00 A4 04 00", "", "", "")),
        ("00 A4 04 00 05", ("00 A4 04 00", "", "", "05")),
        ("00 A4 04 00 02 A0 00", ("00 A4 04 00", "02", "A0 00", "")),
        ("00 A4 04 00 02 A0 00 00", ("00 A4 04 00", "02", "A0 00", "00")),
        ("00 A4 04 00 00 01 00", ("00 A4 04 00", "", "", "00 01 00")),
        ("00 A4 04 00 00 00 02 A0 00", ("00 A4 04 00", "00 00 02", "A0 00", "")),
        ("00 A4 04 00 00 00 02 A0 00 01 00", ("00 A4 04 00", "00 00 02", "A0 00", "01 00")),
    ],
)
def test_each_case_is_taken_apart(text, expected):
    assert parts(text) == expected


def test_a_masked_pin_stands_after_its_header():
    assert parts("00 20 00 80 pin:a0bf8f36a4ca") == ("00 20 00 80", "", "pin:a0bf8f36a4ca", "")
    assert command("00 20 00 80 pin:a0bf8f36a4ca").remarks == ()


def test_lengths_that_agree_are_no_remark_and_lengths_that_contradict_are():
    assert command("00 20 00 80 02 31 31").remarks == ()
    assert command("00 20 00 80 05 31 31").remarks == ("apdu.odd",)
    assert parts("00 20 00 80 05 31 31") == ("00 20 00 80", "", "05 31 31", "")


@pytest.mark.parametrize(("text", "remark"), [("", "apdu.empty"), ("00", "apdu.short"), ("00 A4 04", "apdu.short")])
def test_what_is_no_command_says_so_and_is_not_taken_for_power(text, remark):
    assert (parts(text), command(text).remarks) == (("", "", text, ""), (remark,))


def test_without_command_and_status_word_it_is_power():
    found = laid_out_apdu(ApduDetail(reader="r", response="3B 80 01"))
    assert (found.command, found.status, found.answer.text) == (None, None, "3B 80 01")


@pytest.mark.parametrize(
    ("cla", "remarks"),
    [
        ("00", ()),
        ("10", ("apdu.chained",)),
        ("0C", ("apdu.secured",)),
        ("1C", ("apdu.chained", "apdu.secured")),
        ("80", ()),
        ("FF", ()),
    ],
)
def test_the_class_tells_chaining_and_secure_messaging(cla, remarks):
    assert command(f"{cla} CB 3F FF").remarks == remarks


def test_an_instruction_has_its_name_in_the_interindustry_class_alone():
    assert [command(text).name for text in ("00 CB 3F FF", "00 FB 3F FF", "FF CA 00 00")] == ["GET DATA", "", ""]


def test_a_short_apdu_is_whole_and_a_longer_one_is_cut_with_its_length():
    whole, longer = (command(spaced(bytes(4) + b"\0" + n.to_bytes(2, "big") + bytes(n))).data for n in (255, 300))
    assert (whole.shown, whole.total, whole.cut) == (255, 255, False)
    assert (longer.shown, longer.total, longer.cut, longer.cut_there) == (SHOWN, 300, True, False)


def test_a_command_that_the_events_hold_in_part_keeps_its_true_length():
    text = clipped(spaced(bytes(4) + b"\0\xea\x60" + bytes(60_000) + b"\0\0"), EVIDENCE_BODY)
    found = command(text)
    assert (found.lc, found.le, found.data.total, found.data.cut_there) == ("00 EA 60", "", 60_000, True)


def test_a_length_that_no_apdu_has_is_believed_by_nobody():
    assert command("00 A4 04 00 00 EA 60… [999999999 characters]").remarks == ("apdu.odd",)


@pytest.mark.parametrize(
    ("sw", "expected"),
    [
        ("9000", Status(sw="9000", key="sw.9000", mood="good")),
        ("63C2", Status(sw="63C2", key="sw.tries", count=2, mood="open")),
        ("63C0", Status(sw="63C0", key="sw.tries", count=0, mood="open")),
        ("6300", Status(sw="6300", key="sw.6300")),
        ("6123", Status(sw="6123", key="sw.more", count=35, mood="good")),
        ("6100", Status(sw="6100", key="sw.much_more", mood="good")),
        ("6C08", Status(sw="6C08", key="sw.right_le", count=8)),
        ("6982", Status(sw="6982", key="sw.6982")),
        ("6FFE", Status(sw="6FFE", key="sw.unknown")),
        ("none", Status(sw="none", key="sw.unknown")),
    ],
)
def test_a_status_word_is_named(sw, expected):
    assert status_of(sw) == expected


def test_every_status_word_of_the_contract_has_a_name_in_both_languages():
    assert [sw for sw in StatusWord if f"sw.{sw:04X}" not in CARD_TEXTS] == []


@given(st.binary(max_size=600))
def test_no_byte_is_lost(data):
    text = spaced(data)
    found = command(text)
    shown = " ".join(part for part in (found.header, found.lc, found.data.text, found.le) if part)
    assert found.data.cut or shown == text


@given(st.text(), st.text(), st.text())
def test_any_text_can_be_laid_out(sent, came, sw):
    assert laid_out_apdu(ApduDetail(reader="r", command=sent, response=came, sw=sw)) is not None
