"""What the operators know of mobile numbers, as the roster tells it: whose they are, and when their SIM was changed."""

from collections.abc import Mapping
from pathlib import Path

from harness.world.ports import UNKNOWN_LINE, Line
from harness.world.roster import RosterPerson, read_roster


class HeldNumbers:
    """A `NumberLookup` that stands in memory."""

    def __init__(self, lines: Mapping[str, Line]) -> None:
        self._lines = dict(lines)

    def line(self, mobile: str) -> Line:
        """What is known of a number."""
        return self._lines.get(mobile, UNKNOWN_LINE)


def read_numbers(path: Path) -> HeldNumbers:
    """The numbers of a roster that `read_registry` has read before, so that it is known to be one."""
    roster = read_roster((path / "roster.json" if path.is_dir() else path).read_bytes())
    return HeldNumbers({person.mobile: _line(person) for person in roster.people})


def _line(person: RosterPerson) -> Line:
    owner = person.civil_number if person.mobile_in_own_name else ""
    return Line(owner=owner, sim_changed_on=person.sim_changed_on)
