"""Sites and calendars: hours follow weekday, season and holiday, and assumptions have their reasons."""

from datetime import date, time

import pytest

from harness.world.assumptions import assumptions
from harness.world.opening import Break, Calendar, DayHours, Holiday, Opening, Season, check_calendar, hours_on
from harness.world.sites import Devices, Place, Site

SUNDAY, FRIDAY = date(2026, 1, 4), date(2026, 1, 2)


def hours(**more):
    week = [Opening(weekdays=["sunday", "monday"], opens=time(8), closes=time(14))]
    return Calendar(**{"open": week, **more})


def noon(begins=time(12), ends=time(12, 20), **more):
    return Break(name_en="noon prayer", name_ar="صلاة الظهر", begins=begins, ends=ends, **more)


def test_hours_follow_the_weekday_with_the_breaks_of_that_day():
    calendar = hours(breaks=[noon(), noon(time(9), time(9, 30), weekdays=["monday"])])
    assert hours_on(calendar, FRIDAY) is None
    assert hours_on(calendar, SUNDAY) == DayHours(opens_s=28800, closes_s=50400, breaks=((43200, 44400),))
    monday = hours_on(calendar, date(2026, 1, 5))
    assert monday is not None
    assert monday.breaks == ((32400, 34200), (43200, 44400))


def test_a_holiday_closes_its_days_and_no_other():
    calendar = hours(holidays=[Holiday(name_en="New Year", name_ar="رأس السنة", first=date(2026, 1, 3), last=SUNDAY)])
    assert hours_on(calendar, SUNDAY) is None
    assert hours_on(calendar, date(2026, 1, 5)) is not None


def test_a_season_has_hours_and_breaks_of_its_own():
    short = [Opening(weekdays=["sunday"], opens=time(10), closes=time(13))]
    season = Season(name_en="Ramadan", name_ar="رمضان", first=SUNDAY, last=date(2026, 1, 5), open=short)
    calendar = hours(breaks=[noon()], seasons=[season])
    assert hours_on(calendar, SUNDAY) == DayHours(opens_s=36000, closes_s=46800)
    assert hours_on(calendar, date(2026, 1, 5)) is None
    assert hours_on(calendar, date(2026, 1, 11)) is not None


def test_a_place_may_close_at_midnight():
    found = hours_on(Calendar(open=[Opening(weekdays=["sunday"], opens=time(16), closes=time(0))]), SUNDAY)
    assert found == DayHours(opens_s=57600, closes_s=86400)


@pytest.mark.parametrize(
    ("calendar", "said"),
    [
        (hours(breaks=[noon(time(7), time(7, 30))]), "outside the opening hours of monday"),
        (hours(breaks=[noon(time(13, 50), time(14, 10))]), "outside the opening hours of monday"),
        (hours(breaks=[noon(time(12), time(12))]), r"breaks\[0\]: begins 12:00:00, ends 12:00:00; end later"),
        (hours(breaks=[noon(), noon(time(12, 20), time(13))]), "meet on monday; make them one"),
        (hours(breaks=[noon(weekdays=["friday"])]), "is on friday, which is closed; take friday from it"),
        (
            hours(open=[Opening(weekdays=["sunday"], opens=time(9), closes=time(8))]),
            r"calendars.bank.open\[0\]: opens 09:00:00, closes 08:00:00; close later than you open",
        ),
        (
            hours(open=[Opening(weekdays=["sunday"], opens=time(8), closes=time(9))] * 2),
            "open: sunday stands twice; give it one opening",
        ),
    ],
)
def test_hours_that_contradict_themselves_are_refused_with_their_key(calendar, said):
    with pytest.raises(ValueError, match=said):
        check_calendar(calendar, key="calendars.bank")


def test_the_hours_of_a_season_are_checked_too():
    bad = Season(
        name_en="Ramadan",
        name_ar="رمضان",
        first=SUNDAY,
        last=SUNDAY,
        open=[Opening(weekdays=["sunday"], opens=time(10), closes=time(13))],
        breaks=[noon(time(9), time(10))],
    )
    with pytest.raises(ValueError, match=r"^calendars.bank.seasons\[0\].breaks: 'noon prayer'"):
        check_calendar(hours(seasons=[bad]), key="calendars.bank")


def test_an_assumption_takes_its_own_reason_or_that_of_its_key():
    site = Site(
        id="NBK-01",
        name_en="Head office branch",
        name_ar="فرع المقر الرئيسي",
        devices=Devices(count=1, assumed=True),
        place=Place(governorate="Al Asimah", lat=29.37, lon=47.98, assumed=True),
    )
    found = list(assumptions(site, reasons={"devices": "one at least", "place": "a centroid"}))
    assert [(some.key, some.reason) for some in found] == [("devices", "one at least"), ("place", "a centroid")]
    with pytest.raises(ValueError, match=r"place: assumed without a reason; give `reason`, or `place` in \[reasons\]"):
        list(assumptions(site, reasons={"devices": "one at least"}))


def test_a_site_has_at_least_one_device():
    with pytest.raises(ValueError, match="count is 0; a site has at least 1 device: give more, or take the site out"):
        Devices(count=0)
