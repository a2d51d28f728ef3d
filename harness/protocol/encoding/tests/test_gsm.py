"""Alphabets, long messages and delivery receipts of the short message service."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smpplib import gsm as third_party

from harness.protocol.encoding.smpp import (
    Address,
    DataCoding,
    DeliveryReceipt,
    EsmClass,
    MessageState,
    Part,
    Reassembler,
    ShortMessageError,
    SplitText,
    SubmitSm,
    Tag,
    Tlv,
    decode_gsm,
    decode_text,
    encode_gsm,
    parse_receipt,
    part_of,
    split_text,
)

GSM_CHARACTERS = [decode_gsm(bytes((code,))) for code in range(128) if code != 0x1B] + list("\f^{}\\[~]|€")
gsm_text = st.text(st.sampled_from(GSM_CHARACTERS), max_size=400)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


def pdu(content: bytes, *, esm_class: int = 0, tlvs: tuple[Tlv, ...] = ()) -> SubmitSm:
    return SubmitSm(
        sequence=1,
        source=Address.alphanumeric("HAWIYA"),
        destination=Address.international("+96550000001"),
        short_message=content,
        esm_class=esm_class,
        tlvs=tlvs,
    )


def joined(split: SplitText, order: list[int] | None = None) -> str | None:
    reassembler, whole = Reassembler(), None
    for index in order or range(len(split.parts)):
        part = part_of(pdu(split.parts[index], esm_class=split.esm_class))
        reassembler, done = reassembler.add("key", part)
        whole = done if done is not None else whole
    return None if whole is None else decode_text(split.data_coding, whole)


def test_the_alphabet_has_127_characters_and_10_of_the_extension() -> None:
    assert len(set(GSM_CHARACTERS)) == 137


@pytest.mark.parametrize(
    ("character", "octets"),
    [("@", "00"), ("$", "02"), ("§", "5f"), ("à", "7f"), ("Ω", "15"), ("¿", "60"), ("€", "1b65"), ("[", "1b3c")],
)
def test_known_characters_have_the_codes_of_the_standard(character: str, octets: str) -> None:
    assert encode_gsm(character).hex() == octets


@given(st.text(st.sampled_from([each for each in GSM_CHARACTERS if each not in "§`\f"]), max_size=50))
def test_a_third_party_writes_the_same_octets(text: str) -> None:
    assert encode_gsm(text) == third_party.gsm_encode(text)


def test_an_escape_that_means_nothing_shows_the_basic_character() -> None:
    assert decode_gsm(b"\x1bA\x1b") == "A "


def test_octets_above_seven_bits_are_refused() -> None:
    with pytest.raises(ShortMessageError):
        decode_gsm(b"\x80")


@pytest.mark.parametrize(
    ("data_coding", "octets", "text"),
    [(0, b"\x00", "@"), (1, b"@", "@"), (3, b"\xe9", "é"), (8, b"\x06\x2d", "ح")],
)
def test_each_alphabet_is_read(data_coding: int, octets: bytes, text: str) -> None:
    assert decode_text(data_coding, octets) == text


@pytest.mark.parametrize(("data_coding", "octets"), [(2, b""), (8, b"\x06"), (8, b"\xd8\x00"), (1, b"\xe9")])
def test_octets_outside_their_alphabet_are_refused(data_coding: int, octets: bytes) -> None:
    with pytest.raises(ShortMessageError):
        decode_text(data_coding, octets)


@pytest.mark.parametrize(
    ("text", "coding", "sizes"),
    [
        ("a" * 160, DataCoding.GSM, [160]),
        ("a" * 161, DataCoding.GSM, [6 + 153, 6 + 8]),
        ("€" * 80, DataCoding.GSM, [160]),
        ("€" * 81, DataCoding.GSM, [6 + 152, 6 + 10]),
        ("ح" * 70, DataCoding.UCS2, [140]),
        ("ح" * 71, DataCoding.UCS2, [6 + 134, 6 + 8]),
        ("😀" * 36, DataCoding.UCS2, [6 + 132, 6 + 12]),
        ("", DataCoding.GSM, [0]),
    ],
)
def test_a_text_is_cut_at_the_limits_of_its_alphabet(text: str, coding: DataCoding, sizes: list[int]) -> None:
    split = split_text(text, reference=7)
    assert (split.data_coding, [len(part) for part in split.parts]) == (coding, sizes)


def test_the_concatenation_header_names_reference_total_and_part() -> None:
    split = split_text("a" * 200, reference=0xAB)
    assert [part[:6].hex() for part in split.parts] == ["050003ab0201", "050003ab0202"]


def test_only_a_long_text_carries_a_header() -> None:
    marks = (split_text("a").esm_class, split_text("a" * 161).esm_class)
    assert marks == (EsmClass.DEFAULT, EsmClass.UDH_INDICATOR)


@given(st.one_of(gsm_text, any_text), st.integers(0, 255))
def test_what_was_cut_is_joined_again(text: str, reference: int) -> None:
    assert joined(split_text(text, reference=reference)) == text


@given(st.one_of(gsm_text, any_text))
def test_every_part_is_readable_by_itself(text: str) -> None:
    split = split_text(text)
    parts = [part_of(pdu(part, esm_class=split.esm_class)) for part in split.parts]
    assert "".join(decode_text(split.data_coding, part.octets) for part in parts) == text


def test_parts_are_joined_in_any_order_and_with_repeats() -> None:
    text = "هوية" * 50
    assert joined(split_text(text), [2, 0, 2, 1]) == text


def test_a_text_of_more_than_255_parts_is_refused() -> None:
    with pytest.raises(ShortMessageError):
        split_text("a" * (255 * 153 + 1))


def test_half_of_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(ShortMessageError):
        split_text("\ud83d")


def test_a_16_bit_reference_is_read() -> None:
    header = bytes.fromhex("06 08 04 1234 02 01")
    assert part_of(pdu(header + b"x", esm_class=0x40)) == Part(b"x", 0x1234, 2, 1)


def test_a_header_without_concatenation_is_taken_off() -> None:
    assert part_of(pdu(bytes.fromhex("06 05 04 15 81 15 81") + b"x", esm_class=0x40)) == Part(b"x")


def test_sar_parameters_name_a_part() -> None:
    tlvs = (
        Tlv(Tag.SAR_MSG_REF_NUM, b"\x01\x02"),
        Tlv(Tag.SAR_TOTAL_SEGMENTS, b"\x03"),
        Tlv(Tag.SAR_SEGMENT_SEQNUM, b"\x02"),
    )
    assert part_of(pdu(b"x", tlvs=tlvs)) == Part(b"x", 0x0102, 3, 2)


@pytest.mark.parametrize("content", ["", "05", "0500", "050003070201"[:-2], "0500030702 03", "050003070000", "0100"])
def test_a_malformed_header_is_refused(content: str) -> None:
    with pytest.raises(ShortMessageError):
        part_of(pdu(bytes.fromhex(content), esm_class=0x40))


def test_incomplete_sar_parameters_are_refused() -> None:
    with pytest.raises(ShortMessageError):
        part_of(pdu(b"x", tlvs=(Tlv(Tag.SAR_MSG_REF_NUM, b"\x01\x02"),)))


def test_messages_of_other_keys_are_not_mixed() -> None:
    reassembler, _ = Reassembler().add("a", Part(b"1", 7, 2, 1))
    assert reassembler.add("b", Part(b"2", 7, 2, 2))[1] is None


def test_the_oldest_unfinished_message_gives_way() -> None:
    reassembler = Reassembler(limit=1)
    for key in ("a", "b"):
        reassembler, _ = reassembler.add(key, Part(b"1", 7, 2, 1))
    assert reassembler.add("a", Part(b"2", 7, 2, 2))[1] is None


def test_a_reference_used_again_starts_anew() -> None:
    reassembler, _ = Reassembler().add("a", Part(b"old", 7, 2, 1))
    reassembler, _ = reassembler.add("a", Part(b"new ", 7, 2, 1))
    assert reassembler.add("a", Part(b"text", 7, 2, 2))[1] == b"new text"


RECEIPT = DeliveryReceipt(
    message_id="0123456789",
    state=MessageState.DELIVERED,
    submitted_at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
    done_at=datetime(2026, 1, 2, 3, 5, tzinfo=UTC),
)
RECEIPT_TEXT = "id:0123456789 sub:001 dlvrd:001 submit date:2601020304 done date:2601020305 stat:DELIVRD err:000 text:"


def test_a_receipt_is_written_in_the_usual_format() -> None:
    assert str(RECEIPT) == RECEIPT_TEXT


def test_a_receipt_is_read() -> None:
    assert parse_receipt(RECEIPT_TEXT) == RECEIPT


def test_a_receipt_with_seconds_is_read() -> None:
    assert parse_receipt(RECEIPT_TEXT.replace("2601020305", "260102030559")) == RECEIPT


@pytest.mark.parametrize(
    ("old", "new"), [("id:", "ID="), ("DELIVRD", "NOSTATE"), ("2601020304", "2613020304"), ("text:", "")]
)
def test_a_text_that_is_no_receipt_is_refused(old: str, new: str) -> None:
    with pytest.raises(ShortMessageError):
        parse_receipt(RECEIPT_TEXT.replace(old, new))
