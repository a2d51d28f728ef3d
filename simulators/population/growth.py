"""A larger population of the same mixture: every role as many times as often, so that several runs have people of their own."""

import math
from collections import Counter
from collections.abc import Iterable

from msgspec.structs import replace

from simulators.population.people import PopulationSpec

UNREGISTERED = "unknown"
"""The role of people whom a roster does not hold."""


def grown(spec: PopulationSpec, *, people: int) -> PopulationSpec:
    """The mixture with at least so many people whom the registry knows."""
    known = sum(count for role, count in spec.counts.items() if role != UNREGISTERED)
    return times(spec, max(1, math.ceil(people / max(known, 1))))


def times(spec: PopulationSpec, factor: int) -> PopulationSpec:
    """Every role so many times."""
    return replace(spec, counts={role: count * factor for role, count in spec.counts.items()})


def factor_of(spec: PopulationSpec, person_ids: Iterable[str]) -> int:
    """How many times the mixture a roster holds, from the names of its people: `resident-18-7` is of role `resident_18`."""
    found = Counter(name.rpartition("-")[0].replace("-", "_") for name in person_ids)
    return max(1, *(found[role] // count for role, count in spec.counts.items() if count))
