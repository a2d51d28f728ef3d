"""`hawiya enroll`: every packaged journey goes as it says, in both languages."""

import json
import re

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
    assert "[\u2066ACTIVE\u2069]" in ended.out


def test_an_arabic_timeline_has_arabic_digits_and_isolates_what_is_not_arabic(hawiya):
    ended = hawiya("enroll", "--person", "citizen-3", "--lang", "ar")
    last = next(line for line in ended.out.splitlines() if "حالة الهوية" in line)
    assert "الرسائل الواردة: ١" in last
    times = re.findall(r"(\S+) م\.ث", ended.out)
    assert len(times) >= 2 * 8
    assert not re.search("[0-9]", "".join(times)), times
    outside = re.sub("[\u2066\u2068][^\u2066-\u2069]*\u2069", "", ended.out)
    assert not re.search("[A-Za-z0-9]", outside), "codes, names and addresses stand isolated"
    assert not re.search("[\u2066-\u2069]", outside), "every isolate is closed"


def test_an_english_timeline_has_neither(hawiya):
    ended = hawiya("enroll", "--person", "citizen-3")
    assert not re.search("[٠-٩\u2066-\u2069]", ended.out)


def test_a_journey_that_goes_otherwise_ends_with_1(hawiya):
    ended = hawiya("enroll", "--person", "domestic-worker-1")
    assert ended.code == 1
    assert "CATEGORY_EXCLUDED" in ended.out
