"""A print knows an altered copy again and does not take two pictures for one."""

import itertools

import pytest

from harness.reference.enrollment.captures import NEAR_BITS
from harness.reference.face.fingerprint import PRINT_BYTES, fingerprint
from simulators.faces import altered, draw_selfie, to_jpeg

PEOPLE = range(920_000, 920_030)


@pytest.fixture(scope="module")
def pictures():
    return [to_jpeg(draw_selfie(who, 1)) for who in PEOPLE]


def bits_apart(first: bytes, second: bytes) -> int:
    return (int.from_bytes(first, "big") ^ int.from_bytes(second, "big")).bit_count()


def test_a_print_has_its_size(pictures):
    assert {len(fingerprint(picture)) for picture in pictures} == {PRINT_BYTES}


def test_an_altered_copy_differs_in_few_bits(pictures):
    assert max(bits_apart(fingerprint(picture), fingerprint(altered(picture))) for picture in pictures) <= NEAR_BITS


def test_pictures_of_two_people_differ_in_more(pictures):
    prints = map(fingerprint, pictures)
    assert min(itertools.starmap(bits_apart, itertools.combinations(prints, 2))) > NEAR_BITS
