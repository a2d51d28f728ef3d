"""The outline of a country as data: rings of points, words on the map, where it is from and how far it may be off."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from harness.world.assumptions import Part
from harness.world.bilingual import Language
from simulators.scenarios import names, read_toml, scenario_text

Degrees = tuple[Annotated[float, Meta(ge=-180, le=180)], Annotated[float, Meta(ge=-90, le=90)]]
"""Longitude and latitude: across, then up."""


class Ring(Part, frozen=True, kw_only=True):
    """Land within a closed line."""

    name: str
    points: Annotated[list[Degrees], Meta(min_length=3)]

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a point lies inside: a ray from it crosses the line an odd number of times."""
        crossed = False
        for (x, y), (next_x, next_y) in pairwise([*self.points, self.points[0]]):
            if (y > lat) != (next_y > lat) and lon < x + (next_x - x) * (lat - y) / (next_y - y):
                crossed = not crossed
        return crossed


class MapWords(Part, frozen=True, kw_only=True):
    """Words on the map."""

    text_en: str
    text_ar: str
    kind: Literal["sea", "land"]
    at: Degrees

    def text(self, language: Language) -> str:
        """In one language."""
        return self.text_ar if language == "ar" else self.text_en


class Outline(Part, frozen=True, kw_only=True):
    """A country."""

    version: Literal[1] = 1
    name: str
    source: str
    accuracy_km: Annotated[float, Meta(gt=0)]
    rings: Annotated[list[Ring], Meta(min_length=1)]
    words: list[MapWords] = msgspec.field(default_factory=list)


def outline_of(places: Iterable[tuple[float, float]]) -> Outline | None:
    """The packaged outline on which all these places, longitude and latitude, lie; None if there is none."""
    wanted = list(places)
    for name in names("maps"):
        text, place = scenario_text("maps", name)
        found = read_toml(text, Outline, place=place)
        if all(any(ring.holds(lon, lat) for ring in found.rings) for lon, lat in wanted):
            return found
    return None
