"""OpenSSL judges signed documents: it says yes to the sound one and no to everything that differs in one thing."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from conformance.oracles.documents import is_group_signed, signed_content, signed_groups
from simulators.card.contactless import Validity, document_signer
from simulators.card.contactless.forgeries import resign
from simulators.entropy import Entropy
from simulators.personalization import country_signer_of, new_card


@pytest.fixture(scope="module")
def chip():
    return new_card().memory.content.contactless


def trusted(seed: int = 1) -> bytes:
    return country_signer_of(seed).parsed.public_bytes(Encoding.PEM)


def test_sound_document_holds_with_the_hash_of_each_group(chip):
    signed = signed_content(chip.security_object, trusted())
    assert signed_groups(signed) == {1, 2, 11, 14, 15}
    assert all(is_group_signed(signed, number, content) for number, content in chip.data_groups.items())


def test_document_of_another_country_does_not_hold(chip):
    assert signed_content(chip.security_object, trusted(seed=2)) == b""


@pytest.mark.parametrize("at", [-1, 400])
def test_altered_document_does_not_hold(at, chip):
    altered = bytearray(chip.security_object)
    altered[at] ^= 1
    assert signed_content(bytes(altered), trusted()) == b""


def test_document_of_an_expired_signer_does_not_hold(chip):
    country = country_signer_of(1)
    begins = country.parsed.not_valid_before_utc
    signer = document_signer(
        country, Entropy(1), label="old", validity=Validity(not_before=begins, not_after=begins.replace(year=2021))
    )
    assert signed_content(resign(chip, signer).security_object, trusted()) == b""


@pytest.mark.parametrize("content", [b"", b"\x77\x03\x30\x01", b"\x77\x02\x30\x00", b"\x60\x00"])
def test_what_is_no_document_does_not_hold(content):
    assert signed_content(content, trusted()) == b""


@pytest.mark.parametrize("signed", [b"", b"\x30\x00", b"\x02\x01\x00", b"\x30\x03\x30"])
def test_what_is_no_list_of_hashes_signs_nothing(signed, chip):
    assert signed_groups(signed) == frozenset()
    assert not is_group_signed(signed, 1, chip.data_groups[1])


def test_changed_group_is_not_the_one_that_was_signed(chip):
    signed = signed_content(chip.security_object, trusted())
    content = chip.data_groups[1]
    assert not is_group_signed(signed, 1, content[:-1] + bytes((content[-1] ^ 1,)))
    assert not is_group_signed(signed, 2, content)
    assert not is_group_signed(signed, 3, content)
