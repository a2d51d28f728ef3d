"""The file of sites: who runs kiosks or counters, where, how many devices stand there, and when the place is open.

The kiosk simulator and the capacity model read the same file, so that a new site is one entry in `scenarios/sites/`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from harness.world.assumptions import Assumable, Part, assumptions
from harness.world.opening import Calendar, check_calendar

DEVICES_LIMIT = 1000
"""Of a site; more is a slip of the pen."""


class Devices(Assumable, frozen=True, kw_only=True):
    """How many kiosks, or counters, stand at a site."""

    count: int

    def __post_init__(self) -> None:
        """Refuse a site where nobody can be served."""
        if self.count < 1:
            raise ValueError(f"count is {self.count}; a site has at least 1 device: give more, or take the site out")
        if self.count > DEVICES_LIMIT:
            raise ValueError(f"count is {self.count}; a site has at most {DEVICES_LIMIT} devices")


class Place(Assumable, frozen=True, kw_only=True):
    """Where a site is. Unit: degrees, WGS 84."""

    governorate: str
    lat: Annotated[float, Meta(ge=-90, le=90)]
    lon: Annotated[float, Meta(ge=-180, le=180)]


class Site(Part, frozen=True, kw_only=True):
    """One place with devices. Without `calendar` it keeps its operator's."""

    id: Annotated[str, Meta(min_length=1)]
    name_en: str
    name_ar: str
    devices: Devices
    place: Place
    calendar: str = ""


class Operator(Part, frozen=True, kw_only=True):
    """A bank or an authority with its sites. `label_as_written`: what the source calls it."""

    id: Annotated[str, Meta(min_length=1)]
    name_en: str
    name_ar: str
    label_as_written: str = ""
    calendar: str
    sites: Annotated[list[Site], Meta(min_length=1)]


class SiteFile(Part, frozen=True, kw_only=True):
    """All sites of one plan."""

    version: Literal[1] = 1
    name: str
    title_en: str
    title_ar: str
    reasons: dict[str, str] = msgspec.field(default_factory=dict)
    calendars: dict[str, Calendar]
    operators: Annotated[list[Operator], Meta(min_length=1)]

    def __post_init__(self) -> None:
        """Refuse what contradicts itself, within a part or between parts."""
        for name, calendar in self.calendars.items():
            check_calendar(calendar, key=f"calendars.{name}")
        _check_once("operator", (operator.id for operator in self.operators))
        _check_once("site", (site.id for site in self.sites))
        for operator in self.operators:
            for site in operator.sites:
                self._check_calendar(site.calendar or operator.calendar, of=site.id)
        for _ in assumptions(self, reasons=self.reasons):
            pass

    @property
    def sites(self) -> Iterator[Site]:
        """Every site, in the order of the file."""
        return (site for operator in self.operators for site in operator.sites)

    def calendar_of(self, site: Site) -> Calendar:
        """When the site is open."""
        operator = next(some for some in self.operators if site in some.sites)
        return self.calendars[site.calendar or operator.calendar]

    def _check_calendar(self, name: str, *, of: str) -> None:
        if name not in self.calendars:
            raise ValueError(
                f"operators: site {of} keeps calendar {name!r}; there are {', '.join(sorted(self.calendars))}"
            )


def _check_once(what: str, ids: Iterable[str]) -> None:
    twice = next((name for name, times in Counter(ids).items() if times > 1), None)
    if twice is not None:
        raise ValueError(f"operators: {what} {twice} stands twice; give each its own id")
