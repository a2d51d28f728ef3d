"""`hawiya enroll`: every packaged journey goes as it says, in both languages."""

import json

import pytest

from simulators.scenarios import names


@pytest.mark.parametrize("journey", names("journeys"))
def test_a_packaged_journey_goes_as_it_says(hawiya, journey):
    ended = hawiya("enroll", "--journey", journey, "--json")
    assert ended.code == 0, ended.out + ended.err
    assert json.loads(ended.out)["as_expected"] is True


def test_a_timeline_is_readable_in_arabic(hawiya):
    ended = hawiya("enroll", "--person", "citizen-3", "--lang", "ar")
    assert ended.code == 0
    assert "يلتقط صورة شخصية ويرسلها" in ended.out
    assert "ACTIVE" in ended.out


def test_a_journey_that_goes_otherwise_ends_with_1(hawiya):
    ended = hawiya("enroll", "--person", "domestic-worker-1")
    assert ended.code == 1
    assert "CATEGORY_EXCLUDED" in ended.out
