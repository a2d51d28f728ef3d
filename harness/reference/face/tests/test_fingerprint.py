"""A print knows an altered copy again and does not take two pictures for one."""

import itertools

import pytest

from harness.reference.enrollment.captures import NEAR_BITS
from harness.reference.face.fingerprint import PRINT_BYTES, fingerprint
from harness.reference.face.picture import decode
from simulators.faces.duplicates import altered

PEOPLE = range(12)


@pytest.fixture(scope="module")
def files(pictures):
    return [pictures.selfie(who) for who in PEOPLE]


def print_of(file: bytes) -> bytes:
    return fingerprint(decode(file).gray)


def bits_apart(first: bytes, second: bytes) -> int:
    return (int.from_bytes(first, "big") ^ int.from_bytes(second, "big")).bit_count()


def test_a_print_has_its_size(files):
    assert {len(print_of(file)) for file in files} == {PRINT_BYTES}


def test_an_altered_copy_differs_in_few_bits(files):
    assert max(bits_apart(print_of(file), print_of(altered(file))) for file in files) <= NEAR_BITS


def test_pictures_of_two_people_and_two_moments_differ_in_more(files, pictures):
    prints = [print_of(file) for file in (*files, pictures.selfie(0, 2), pictures.selfie(1, 2))]
    assert min(itertools.starmap(bits_apart, itertools.combinations(prints, 2))) > NEAR_BITS
