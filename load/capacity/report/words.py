"""The sentences of the report in one language, with numbers in its digits."""

import re
from datetime import date

from harness.page.words import Sentences, day_in_words
from harness.world.bilingual import Language
from harness.world.sites import Operator, Site
from load.capacity.report.facts import Lever, SiteFacts, Step, Swing
from load.capacity.report.texts import TEXTS
from load.capacity.statistics.estimates import Estimate

_MINUTE_S = 60.0
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_SMALL, _LARGE = 1.0, 1000.0


class Words(Sentences):
    """`words("map")` is a sentence; the other methods write numbers and what drawings tell."""

    def __init__(self, language: Language) -> None:
        super().__init__(TEXTS, language)

    def name(self, thing: Site | Operator) -> str:
        """What a site or who runs it is called."""
        return thing.name_ar if self.language == "ar" else thing.name_en

    def bare_minutes(self, seconds: float) -> str:
        """Minutes without the word."""
        return self.number(minutes(seconds))

    def amount(self, value: float) -> str:
        """A count of people or devices."""
        return self.number(f"{value:,.0f}")

    def figure(self, value: float) -> str:
        """A number of a model as short as it may be."""
        return self.number(short(value))

    def percent(self, share: float) -> str:
        """A share in percent."""
        return self("percent", value=f"{100.0 * share:.1f}")

    def clock(self, hour: float) -> str:
        """A time of day, given in hours."""
        return self.number(clock(hour))

    def quarter(self, name: str) -> tuple[str, str]:
        """A quarter and its year, if it is called as `2026-Q1`; else its name."""
        found = _QUARTER.fullmatch(name)
        return (self("quarter", number=found[2]), self.number(found[1])) if found else (name, "")

    def day(self, day: date) -> str:
        """A date."""
        return day_in_words(day, self.language)

    def span(self, estimate: Estimate, *, factor: float = 1.0, digits: int = 1) -> str:
        """The 95 % interval of an estimate; a share or a wait never falls below 0."""
        low, high = estimate.interval()
        return self("between", low=f"{max(0.0, low) * factor:,.{digits}f}", high=f"{high * factor:,.{digits}f}")

    def lever(self, lever: Lever) -> str:
        """What a number of the model is called; its key where the table does not know it."""
        key = f"lever.{lever.field}"
        return self(key, part=self._part(lever)) if key in TEXTS else lever.key

    def site_tip(self, site: SiteFacts) -> str:
        """What a circle of the map tells."""
        wait = minutes(site.p95_s.mean) if site.p95_s is not None else "–"
        return self(
            "tip.site",
            site=site.site.id,
            name=self.name(site.site),
            people=f"{site.people:,.0f}",
            devices=site.devices,
            minutes=wait,
        )

    def cell_tip(self, site: SiteFacts, hour: float, wait_s: float) -> str:
        """What a cell of the hours tells."""
        return self("tip.cell", site=site.site.id, clock=clock(hour), minutes=minutes(wait_s))

    def step_tip(self, step: Step, cost: float | None) -> str:
        """What a dot of the devices tells."""
        told = self("tip.step", devices=step.devices, minutes=minutes(step.p95_s), share=f"{100 * step.lost:.1f}")
        return told if cost is None else told + self("tip.cost", cost=f"{cost:,.0f}")

    def swing_tip(self, swing: Swing, side: str, wait_s: float) -> str:
        """What a bar of the tornado tells."""
        value = swing.lever.low if side == "low" else swing.lever.high
        return self("tip.swing", lever=self.lever(swing.lever), value=short(value), minutes=minutes(wait_s))

    def _part(self, lever: Lever) -> str:
        days = lever.part.split(",")
        if f"weekday.{days[0]}" not in TEXTS:
            return lever.part
        return "–".join(self.named("weekday", day) for day in dict.fromkeys([days[0], days[-1]]))


def minutes(seconds: float) -> str:
    """Minutes with one digit."""
    return f"{seconds / _MINUTE_S:.1f}"


def clock(hour: float) -> str:
    """A time of day, given in hours."""
    return f"{int(hour)}:{round(hour % 1 * 60):02d}"


def short(value: float) -> str:
    """A number as short as it may be."""
    if abs(value) >= _LARGE:
        return f"{value:,.0f}"
    return f"{value:.3g}"
