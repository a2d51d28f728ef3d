"""BER-TLV: tags and lengths of every size, round trips, and what is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.protocol.encoding.ber_tlv import MalformedTlvError, Tlv, find, length_bytes, parse, tlv

TAGS = (0x5C, 0x7E, 0x7C, 0x5F2F, 0x7F49, 0x5FC105)


@pytest.mark.parametrize(
    ("length", "text"),
    [(0, "00"), (127, "7F"), (128, "8180"), (255, "81FF"), (256, "820100"), (65_535, "82FFFF"), (65_536, "83010000")],
)
def test_length_is_written_in_its_shortest_form(length, text):
    assert length_bytes(length) == bytes.fromhex(text)


@pytest.mark.parametrize("tag", TAGS)
def test_tag_of_every_size_is_read_again(tag):
    assert parse(tlv(tag, b"ab", b"c")) == [Tlv(tag, b"abc")]


def test_objects_of_a_sequence_are_found_by_tag():
    data = tlv(0x80, b"\x07") + tlv(0x7F49, tlv(0x86, b"\x04"))
    assert find(data, 0x7F49) == tlv(0x86, b"\x04")
    assert find(data, 0x81) is None
    assert [found.constructed for found in parse(data)] == [False, True]


def test_length_that_is_longer_than_needed_is_read():
    assert parse(bytes.fromhex("5C 81 01 7E")) == [Tlv(0x5C, b"\x7e")]


@pytest.mark.parametrize(
    "text",
    [
        "5C",  # no length
        "5C02AA",  # a value that is cut
        "5C81",  # a length that is cut
        "5C80AA0000",  # an indefinite length
        "5C8400000001AA",  # a length of four bytes
        "5F",  # a tag that is cut
        "5FC1",
        "5FC1818181010A",  # a tag of more than four bytes
    ],
)
def test_what_is_cut_or_too_long_is_refused(text):
    with pytest.raises(MalformedTlvError):
        parse(bytes.fromhex(text))


@given(st.lists(st.tuples(st.sampled_from(TAGS), st.binary(max_size=400)), max_size=5))
def test_what_is_written_is_read_again(objects):
    written = b"".join(tlv(tag, value) for tag, value in objects)
    assert parse(written) == [Tlv(tag, value) for tag, value in objects]


@given(st.binary(max_size=300))
def test_any_bytes_are_objects_or_malformed(raw):
    try:
        objects = parse(raw)
    except MalformedTlvError:
        return
    assert sum(len(found.value) for found in objects) <= len(raw)
