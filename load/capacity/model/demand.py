"""Who comes, how many and when, as a model declares it; and what that makes of each day and each half hour.

Visits of a *wave* (a cohort, a renewal, an overflow) are spread over the open days of its span: more after a launch, on
busy weekdays and on salary days. The visits of a day are shared out to the sites that are open, by their weights, and
over the day by the half-hour profile of the weekday, within the hours of the site. So all visits that a wave has within
the period come, whatever the calendar; and devices draw nobody, for weights are declared apart from them.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from harness.world.assumptions import Assumable, Part
from harness.world.opening import WEEKDAYS, DayHours, Weekday
from load.capacity.model.manners import Probability
from load.capacity.model.uncertain import Uncertain

HALF_HOUR_S = 1800.0
_HALF_HOURS = 48

Amount = Annotated[float, Meta(ge=0, le=1e8)]


class Launch(Part, frozen=True, kw_only=True):
    """On the first day `peak` times as many as in the long run; the surplus halves every `half_life_days`."""

    peak: Annotated[float, Meta(ge=1)]
    half_life_days: Annotated[float, Meta(gt=0)]


class Cohort(Uncertain, frozen=True, kw_only=True):
    """People who come once between two days; without them, within the period. `share` of them come to a site."""

    name: str
    kind: str
    people: Amount
    share: Probability = 1.0
    first: date | None = None
    last: date | None = None
    launch: Launch | None = None


class Renewal(Uncertain, frozen=True, kw_only=True):
    """People whose identity was issued between two days, is valid so long, and who come some days before it expires."""

    name: str
    kind: str
    people: Amount
    share: Probability = 1.0
    issued_first: date
    issued_last: date
    valid_days: Annotated[int, Meta(ge=1)]
    early_days: Annotated[int, Meta(ge=0)] = 0


class Overflow(Uncertain, frozen=True, kw_only=True):
    """People who try by phone in the period, do not get through, and then come."""

    name: str
    kind: str
    phone_enrollments: Amount
    failed: Probability
    to_site: Probability


class Profile(Assumable, frozen=True, kw_only=True):
    """When people come on some weekdays: a number for each half hour from `first` on; and how many, by `factor`."""

    weekdays: Annotated[list[Weekday], Meta(min_length=1)]
    factor: Annotated[float, Meta(gt=0)] = 1.0
    first: time
    half_hours: Annotated[list[Amount], Meta(min_length=1, max_length=_HALF_HOURS)]


class SalaryDays(Assumable, frozen=True, kw_only=True):
    """Days of the month on which `factor` times as many come."""

    days_of_month: Annotated[list[Annotated[int, Meta(ge=1, le=31)]], Meta(min_length=1)]
    factor: Annotated[float, Meta(gt=0)]


class Weights(Assumable, frozen=True, kw_only=True):
    """How many people a site draws beside the others."""

    default: Annotated[float, Meta(gt=0)] = 1.0
    sites: dict[str, Amount] = msgspec.field(default_factory=dict)


class Demand(Part, frozen=True, kw_only=True):
    """Everybody who comes without an appointment. People come from `early_s` before the opening on."""

    cohorts: list[Cohort] = msgspec.field(default_factory=list)
    renewals: list[Renewal] = msgspec.field(default_factory=list)
    overflows: list[Overflow] = msgspec.field(default_factory=list)
    profiles: Annotated[list[Profile], Meta(min_length=1)]
    salary_days: SalaryDays | None = None
    weights: Weights = Weights()
    early_s: Annotated[float, Meta(ge=0, le=7200)] = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wave:
    """Visits of a kind that are spread over a span of days."""

    kind: str
    visits: float
    first: date
    last: date
    launch: Launch | None = None


@dataclass(frozen=True, slots=True)
class Intensity:
    """How many are expected until each mark, growing evenly from mark to mark. Unit: seconds after midnight."""

    marks_s: tuple[float, ...]
    expected: tuple[float, ...]

    @property
    def total(self) -> float:
        """How many are expected on the whole day."""
        return self.expected[-1] if self.expected else 0.0

    def moment(self, amount: float) -> float:
        """When the expectation reaches an amount below the total."""
        after = bisect_right(self.expected, amount)
        begin, end = self.marks_s[after - 1], self.marks_s[after]
        low, high = self.expected[after - 1], self.expected[after]
        return begin + (end - begin) * ((amount - low) / (high - low))


Visits = dict[date, dict[str, float]]
"""Expected visits by day and kind."""


def daily_visits(demand: Demand, *, first: date, last: date, is_open: Callable[[date], bool]) -> Visits:
    """The expected visits of each open day of a period, over all sites."""
    visits: Visits = {day: {} for day in _days(first, last) if is_open(day)}
    for wave in _waves(demand, first=first, last=last):
        factors = {day: _factor(demand, wave, day) for day in _days(wave.first, wave.last) if is_open(day)}
        whole = sum(factors.values())
        for day, factor in factors.items():
            if day in visits and wave.visits:
                visits[day][wave.kind] = visits[day].get(wave.kind, 0.0) + wave.visits * factor / whole
    return visits


def intensity(profile: Profile, hours: DayHours, *, visits: float, early_s: float) -> Intensity:
    """The visits of a site on a day, spread over its hours by the profile; none, if the profile has none in them."""
    opens_s, closes_s = hours.opens_s - early_s, hours.closes_s
    begin_s = profile.first.hour * 3600.0 + profile.first.minute * 60.0 + profile.first.second
    marks, expected = [max(0.0, opens_s)], [0.0]
    for number, weight in enumerate(profile.half_hours):
        begins = max(begin_s + number * HALF_HOUR_S, marks[-1])
        ends = min(begin_s + (number + 1) * HALF_HOUR_S, closes_s)
        if weight > 0 and ends > begins:
            if begins > marks[-1]:
                marks.append(begins)
                expected.append(expected[-1])
            marks.append(ends)
            expected.append(expected[-1] + weight * (ends - begins))
    whole = expected[-1]
    if not whole:
        return Intensity((), ())
    return Intensity(tuple(marks), tuple(visits * some / whole for some in expected))


def profile_on(demand: Demand, day: date) -> Profile | None:
    """The profile of a day's weekday."""
    weekday = WEEKDAYS[day.weekday()]
    return next((profile for profile in demand.profiles if weekday in profile.weekdays), None)


def _waves(demand: Demand, *, first: date, last: date) -> Iterator[_Wave]:
    for cohort in demand.cohorts:
        yield _Wave(
            kind=cohort.kind,
            visits=cohort.people * cohort.share,
            first=cohort.first or first,
            last=cohort.last or last,
            launch=cohort.launch,
        )
    for renewal in demand.renewals:
        shift = timedelta(days=renewal.valid_days - renewal.early_days)
        yield _Wave(
            kind=renewal.kind,
            visits=renewal.people * renewal.share,
            first=renewal.issued_first + shift,
            last=renewal.issued_last + shift,
        )
    for overflow in demand.overflows:
        visits = overflow.phone_enrollments * overflow.failed * overflow.to_site
        yield _Wave(kind=overflow.kind, visits=visits, first=first, last=last)


def _factor(demand: Demand, wave: _Wave, day: date) -> float:
    profile = profile_on(demand, day)
    factor = profile.factor if profile is not None else 0.0
    if wave.launch is not None:
        factor *= 1.0 + (wave.launch.peak - 1.0) * 0.5 ** ((day - wave.first).days / wave.launch.half_life_days)
    if demand.salary_days is not None and day.day in demand.salary_days.days_of_month:
        factor *= demand.salary_days.factor
    return factor


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
