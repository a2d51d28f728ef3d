"""What a run says while it shares a target: of people who could not be given back, and that it waits, in either language."""

import io
import socket
from datetime import date

import msgspec
import pytest

from conformance.certification.lending import giving_back
from conformance.certification.summary import LiveProgress
from conformance.target import REFERENCE, Reach, RosterSource, load_target
from harness.world.reasons import sentence
from simulators.population.generate import build_population
from simulators.population.people import PopulationSpec

PEOPLE = build_population(1, today=date(2026, 5, 1), spec=PopulationSpec(name="two", counts={"citizen": 2})).people
WAITING = "another run is on the target: waiting for the clock"


def told(what, language: str) -> str:
    stream = io.StringIO()
    LiveProgress(stream, language=language).stage(what)
    return stream.getvalue().strip()


@pytest.fixture
def reason():
    """Why two people stay with a target that nobody can reach."""
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}"
    heard = []
    roster = RosterSource(path="people", reclaim=True)
    target = msgspec.structs.replace(load_target(REFERENCE), start=None, reach=Reach(url=url), roster=roster)
    assert not giving_back(target, url, heard.append)(PEOPLE)
    (only,) = heard
    return only


def test_people_who_are_not_given_back_are_told_of_with_the_reason(reason):
    assert sentence(reason).startswith("2 people are not given back: no answer: ")
    assert told(reason, "en") == sentence(reason)


def test_people_who_are_not_given_back_are_told_of_in_arabic(reason):
    assert told(reason, "ar").startswith("لم يُعَد من الأشخاص عدد ٢: لا رد: \u2066")


def test_waiting_for_the_clock_is_told_in_both_languages():
    assert told(WAITING, "en") == WAITING
    assert told(WAITING, "ar") == "تشغيل آخر يستخدم النظام المختبَر: في انتظار الساعة"
