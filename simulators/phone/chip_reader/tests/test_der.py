"""DER is read strictly: what another library writes is read, and a second form of the same value is refused."""

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from harness.protocol.encoding.ber_tlv import Tlv, tlv
from simulators.phone.chip_reader import der


@given(st.sampled_from("012"), st.integers(0, 39), st.lists(st.integers(0, 1 << 60), max_size=6))
def test_object_identifiers_survive_and_are_those_of_another_library(first, second, rest):
    dotted = ".".join(map(str, (first, second, *rest)))
    value = der.object_identifier_value(dotted)
    assert der.object_identifier(Tlv(0x06, value)) == dotted
    try:
        name = x509.NameAttribute(x509.ObjectIdentifier(dotted), "x")
    except ValueError:  # longer than that library takes
        return
    assert tlv(0x06, value) in x509.Name([name]).public_bytes()


@given(st.integers(0, 1 << 200))
def test_integers_survive(number):
    assert der.integer(Tlv(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))) == number


@pytest.mark.parametrize("value", ["", "FF", "0001"], ids=["empty", "negative", "padded"])
def test_an_integer_that_is_none_or_not_the_shortest_is_refused(value):
    with pytest.raises(ValueError, match="integer"):
        der.integer(Tlv(0x02, bytes.fromhex(value)))


@pytest.mark.parametrize("value", ["", "8006", "0681"], ids=["empty", "padded", "cut"])
def test_an_object_identifier_that_is_none_is_refused(value):
    with pytest.raises(ValueError, match="object identifier"):
        der.object_identifier(Tlv(0x06, bytes.fromhex(value)))


@pytest.mark.parametrize("data", ["30810100", "3080", "3001", "1F0100", "300130" + "00"])
def test_another_form_of_a_length_or_a_tag_is_refused(data):
    with pytest.raises(ValueError):  # noqa: PT011 - each has a sentence of its own
        der.one(bytes.fromhex(data), 0x30)


def test_one_object_is_one_object():
    assert der.one(bytes.fromhex("3000"), 0x30) == b""
    for data in (b"", bytes.fromhex("30003000"), bytes.fromhex("3100")):
        with pytest.raises(ValueError, match="expected"):
            der.one(data, 0x30)
