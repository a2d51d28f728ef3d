"""The plan of a run: every test of the suites with what it proves and the people that it leases.

People are given out in the order of the test ids over the whole suite, before anything is deselected: so a test meets the
same people whatever the order, the number of workers or the selection.
"""

from collections import Counter
from collections.abc import Callable, Collection
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

import msgspec
import pytest

from harness.catalogue import Catalogue
from harness.commandline import HarnessError
from harness.world.events import Record
from harness.world.results import Grade, Layer
from simulators.population.people import Person, Population

THREAT_LEVEL = "MUST"
"""A target must withstand every threat of the catalogue."""

Kind = Literal["server", "card", "matcher"]
_KINDS: dict[str, Kind] = {"card": "card", "matcher": "matcher"}
"""The areas whose tests are for targets of another kind than `server`."""


class PlannedTest(Record, frozen=True, kw_only=True):
    """One test of the suites; `people` are roles, `leases` the people that were given to it."""

    id: str
    node: str
    title: str
    requirements: list[str]
    case: str
    area: str
    level: str
    layer: Layer
    grade: Grade
    needs: list[str]
    required: bool
    people: list[str]
    leases: list[str] = msgspec.field(default_factory=list)

    @property
    def moves_clock(self) -> bool:
        """Whether it must have the target to itself: it moves the clock, or what it does or measures bears no neighbor."""
        return "clock" in self.needs or "alone" in self.needs


class Plan(Record, frozen=True, kw_only=True):
    """All tests, in the order of their ids."""

    tests: list[PlannedTest]


def kind_of_test(item: pytest.Item) -> Kind:
    """For which kind of target a test is: its area says so."""
    return _KINDS.get(Path(item.path).parent.name, "server")


def make_plan(
    items: list[pytest.Item],
    catalogue: Catalogue,
    population: Population,
    *,
    leases: Callable[[PlannedTest], bool] = lambda _test: True,
) -> Plan:
    """Plan the collected tests; where the run has but a part of the people, only the tests that `leases` says lease any.

    Raises:
        HarnessError: a test without requirement, with an unknown one, or more leases than people of a role.
    """
    pools: dict[str, list[Person]] = {}
    for person in population.people:
        pools.setdefault(person.role, []).append(person)
    used: Counter[str] = Counter()
    return Plan(
        tests=[
            msgspec.structs.replace(test, leases=[_lease(role, pools, used, test.node) for role in test.people])
            if leases(test)
            else test
            for test in plan_tests(items, catalogue)
        ]
    )


def plan_tests(items: list[pytest.Item], catalogue: Catalogue) -> list[PlannedTest]:
    """The collected tests in the order of their ids, before anybody is leased.

    Raises:
        HarnessError: a test without requirement, or with an unknown one.
    """
    tests = []
    for item in sorted(items, key=test_id):
        mark = item.get_closest_marker("proves")
        if mark is None or not mark.args:
            raise HarnessError(f"{item.nodeid}: no requirement is named; decorate it with @proves(...)")
        tests.append(_planned(item, mark, catalogue))
    return tests


def test_id(item: pytest.Item) -> str:
    """Area and name: `sms::test_wrong_code_is_refused`."""
    return f"{Path(item.path).parent.name}::{item.name}"


def chooses(test: PlannedTest, *, areas: str | None, select: str | None, only: Collection[str] | None) -> bool:
    """Whether a test is of these areas, fits one of the patterns, and is one of those; each where it is given."""
    wanted, patterns = _listed(areas), _listed(select)
    return (
        (not wanted or test.area in wanted)
        and (not patterns or any(fits(name, one) for name in (test.id, *test.requirements) for one in patterns))
        and (only is None or any(fits(test.id, one) for one in only))
    )


def _listed(text: str | None) -> set[str]:
    return {part.strip() for part in (text or "").split(",") if part.strip()}


def fits(name: str, pattern: str) -> bool:
    """Whether a name is the pattern or fits it: `sms::*`. Exact first: the brackets of an id would be a class of characters."""
    return name == pattern or fnmatchcase(name, pattern)


def _lease(role: str, pools: dict[str, list[Person]], used: Counter[str], node: str) -> str:
    index = used[role]
    used[role] += 1
    pool = pools.get(role, [])
    if index >= len(pool):
        raise HarnessError(
            f"{node} needs person {index + 1} of role {role!r}; the roster has {len(pool)}: make it larger"
        )
    return pool[index].person_id


def _planned(item: pytest.Item, mark: pytest.Mark, catalogue: Catalogue) -> PlannedTest:
    unknown = [name for name in mark.args if name not in catalogue.requirements and name not in catalogue.threats]
    if unknown:
        raise HarnessError(f"{item.nodeid}: {', '.join(unknown)} is not in the catalogue")
    first = catalogue.requirements.get(mark.args[0])
    level = first.level if first else THREAT_LEVEL
    return PlannedTest(
        id=test_id(item),
        node=item.nodeid,
        title=item.name.removeprefix("test_").replace("_", " "),
        requirements=list(mark.args),
        case=mark.kwargs["case"],
        area=Path(item.path).parent.name,
        level=level,
        layer=mark.kwargs["layer"],
        grade=mark.kwargs["grade"],
        needs=[*mark.kwargs["needs"], *(["own-wire"] if mark.kwargs["layer"] == "wire" else [])],
        required=mark.kwargs["required"] and level != "SHOULD",
        people=list(mark.kwargs["people"]),
    )
