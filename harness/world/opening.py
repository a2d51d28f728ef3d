"""When a place is open: hours by weekday, breaks in which nobody new is taken, holidays, and seasons such as Ramadan.

One stretch of hours a day; a place that closes at noon and opens again has a break. A break lets whoever is being
served finish. Times are local; a place that `closes` at 00:00 closes at midnight.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from harness.world.assumptions import Assumable, Part

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
"""In the order of `date.weekday()`."""

DAY_S = 86_400.0


class Opening(Part, frozen=True, kw_only=True):
    """The hours of some weekdays."""

    weekdays: Annotated[list[Weekday], Meta(min_length=1)]
    opens: time
    closes: time

    @property
    def closes_s(self) -> float:
        """Seconds after the midnight before."""
        return seconds_of(self.closes) or DAY_S


class Break(Part, frozen=True, kw_only=True):
    """A stretch in which nobody new is taken, on every open day or on some weekdays."""

    name_en: str
    name_ar: str
    begins: time
    ends: time
    weekdays: list[Weekday] = msgspec.field(default_factory=list)


class Hours(Assumable, frozen=True, kw_only=True):
    """A week of opening hours with its breaks."""

    open: Annotated[list[Opening], Meta(min_length=1)]
    breaks: list[Break] = msgspec.field(default_factory=list)


class Season(Hours, frozen=True, kw_only=True):
    """Days, the first and the last included, with hours of their own: Ramadan, a summer."""

    name_en: str
    name_ar: str
    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse days that end before they begin."""
        _check_days(self.first, self.last)


class Holiday(Part, frozen=True, kw_only=True):
    """Days on which the place is closed; without `last`, one day."""

    name_en: str
    name_ar: str
    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        """Refuse days that end before they begin."""
        _check_days(self.first, self.last or self.first)


def _check_days(first: date, last: date) -> None:
    if last < first:
        raise ValueError(f"last is {last} and first is {first}; end later than you begin")


class Calendar(Hours, frozen=True, kw_only=True):
    """When some places are open, over the years that its holidays and seasons cover."""

    holidays: list[Holiday] = msgspec.field(default_factory=list)
    seasons: list[Season] = msgspec.field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayHours:
    """One open day. Unit: seconds after midnight; breaks are half open, `[begins, ends)`, in order, and do not meet."""

    opens_s: float
    closes_s: float
    breaks: tuple[tuple[float, float], ...] = ()


def check_calendar(calendar: Calendar, *, key: str) -> None:
    """Refuse hours that contradict themselves; `key` is where the calendar stands in its file.

    Raises:
        ValueError: with the key, what is wrong, and what to do.
    """
    hours: list[tuple[str, Hours]] = [(key, calendar)]
    hours += [(f"{key}.seasons[{index}]", season) for index, season in enumerate(calendar.seasons)]
    for place, some in hours:
        try:
            _check_hours(some)
        except ValueError as error:
            raise ValueError(f"{place}.{error}") from None


def hours_on(calendar: Calendar, day: date) -> DayHours | None:
    """The hours of a day; None if the place is closed."""
    if any(holiday.first <= day <= (holiday.last or holiday.first) for holiday in calendar.holidays):
        return None
    season: Hours = next((some for some in calendar.seasons if some.first <= day <= some.last), calendar)
    weekday = WEEKDAYS[day.weekday()]
    opening = next((some for some in season.open if weekday in some.weekdays), None)
    if opening is None:
        return None
    breaks = ((seconds_of(some.begins), seconds_of(some.ends)) for some in _breaks(weekday, season.breaks))
    return DayHours(opens_s=seconds_of(opening.opens), closes_s=opening.closes_s, breaks=tuple(breaks))


def _check_hours(hours: Hours) -> None:
    for index, opening in enumerate(hours.open):
        if opening.closes_s <= seconds_of(opening.opens):
            raise ValueError(
                f"open[{index}]: opens {opening.opens}, closes {opening.closes}; close later than you open"
            )
    for index, some in enumerate(hours.breaks):
        if some.ends <= some.begins:
            raise ValueError(f"breaks[{index}]: begins {some.begins}, ends {some.ends}; end later than you begin")
    for weekday in WEEKDAYS:
        openings = [some for some in hours.open if weekday in some.weekdays]
        if len(openings) > 1:
            raise ValueError(f"open: {weekday} stands twice; give it one opening, and a break between")
        _check_breaks(weekday, hours, openings[0] if openings else None)


def _check_breaks(weekday: Weekday, hours: Hours, opening: Opening | None) -> None:
    breaks = _breaks(weekday, hours.breaks)
    for some in breaks:
        if opening is None and some.weekdays:
            raise ValueError(f"breaks: {some.name_en!r} is on {weekday}, which is closed; take {weekday} from it")
        if opening is not None and (some.begins < opening.opens or seconds_of(some.ends) > opening.closes_s):
            raise ValueError(
                f"breaks: {some.name_en!r} ({some.begins} to {some.ends}) is outside the opening hours of {weekday} "
                f"({opening.opens} to {opening.closes}); move it inside, or give it `weekdays`"
            )
    for earlier, later in pairwise(breaks):
        if later.begins <= earlier.ends:
            raise ValueError(f"breaks: {earlier.name_en!r} and {later.name_en!r} meet on {weekday}; make them one")


def _breaks(weekday: Weekday, breaks: Sequence[Break]) -> list[Break]:
    """The breaks of a weekday, in order."""
    today = (some for some in breaks if not some.weekdays or weekday in some.weekdays)
    return sorted(today, key=lambda some: some.begins)


def seconds_of(moment: time) -> float:
    """Seconds after midnight."""
    return moment.hour * 3600.0 + moment.minute * 60.0 + moment.second
