"""Requirements at a glance: the grid of squares, the MUST table by area, and the grades of what passed.

A requirement stands in one of seven ways. A pass of grade O4 is `declared` and no `passed`: nothing that the harness saw
decides it. `manual` still waits for its declaration or witness.
"""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from harness.catalogue import AREAS
from harness.world.events import Verdict
from harness.world.results import Coverage, Grade, RequirementResult

if TYPE_CHECKING:
    from harness.catalogue import Requirement
    from reports.run import RunFolder

Standing = Literal["passed", "declared", "open", "failed", "manual", "na", "untested"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)
GRADES: tuple[Grade, ...] = get_args(Grade)

_OF: dict[Coverage | Verdict, Standing] = {
    "PASS": "passed",
    "FAIL": "failed",
    "WARN": "open",
    "REVIEW": "open",
    "INCOMPLETE": "open",
    "ERROR": "open",
    "INCONCLUSIVE": "open",
    "N/A": "na",
    "UNTESTED": "untested",
    "MANUAL": "manual",
}


@dataclass(frozen=True, kw_only=True)
class Square:
    """One requirement: its result, how it stands, and its sentence in the source where the catalogue knows it.

    `quote` is Arabic: of an article, or `text_ar` of a row whose source is English; `clause` is what that says, in our words.
    """

    result: RequirementResult
    standing: Standing
    quote: str = ""
    clause: str = ""
    source: str = ""
    policy: str = ""

    @property
    def grade(self) -> str:
        """The grade to print beside a pass that rests on the vendor's word."""
        return self.result.grade if self.result.coverage == "PASS" and self.result.grade in ("O3", "O4") else ""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A piece of a stacked bar, in hundredths of its length."""

    standing: Standing
    start: float
    width: float


@dataclass(frozen=True, kw_only=True)
class AreaRow:
    """One area: its requirements and the count of MUSTs that stand in each way."""

    area: str
    squares: list[Square]
    musts: dict[Standing, int]

    @property
    def total(self) -> int:
        """How many MUSTs there are."""
        return sum(self.musts.values())

    @property
    def bars(self) -> list[Bar]:
        """The stacked bar of the MUSTs, without empty pieces."""
        bars, start = [], 0.0
        for standing, count in self.musts.items():
            if count:
                width = 100 * count / self.total
                bars.append(Bar(standing=standing, start=round(start, 3), width=round(width, 3)))
                start += width
        return bars


@dataclass(frozen=True, kw_only=True)
class GradeRow:
    """How many requirements and tests passed at one grade of observation."""

    grade: Grade
    requirements: int
    tests: int


def standing_of(outcome: Coverage | Verdict) -> Standing:
    """How a verdict or coverage stands, its grade aside."""
    return _OF[outcome]


def area_rows(run: "RunFolder") -> list[AreaRow]:
    """Every requirement of the catalogue and of the run, by area."""
    squares = _squares(run)
    areas = dict.fromkeys([*AREAS, *(square.result.area for square in squares)])
    rows = [_area_row(area, [square for square in squares if square.result.area == area]) for area in areas]
    return [row for row in rows if row.squares]


def parted(rows: list[AreaRow], kind: str) -> tuple[list[AreaRow], list[AreaRow]]:
    """The areas that a page is about, and those that ask nothing of a target of this kind.

    A server bears something of nearly every area: on its page all stand, as the articles have them.
    """
    if kind == "server":
        return rows, []
    idle = [row for row in rows if all(_is_idle(square) for square in row.squares)]
    return [row for row in rows if row not in idle], idle


def _is_idle(square: Square) -> bool:
    return square.standing == "na" and not square.result.tests


def sum_row(rows: list[AreaRow]) -> AreaRow:
    """All areas as one."""
    return _area_row("", [square for row in rows for square in row.squares])


def grade_rows(run: "RunFolder") -> list[GradeRow]:
    """Passes by grade, strongest first."""
    requirements = Counter(result.grade for result in run.results.requirements if result.coverage == "PASS")
    tests = Counter(test.grade for test in run.results.tests if test.verdict == "PASS")
    return [GradeRow(grade=grade, requirements=requirements[grade], tests=tests[grade]) for grade in GRADES]


def _squares(run: "RunFolder") -> list[Square]:
    judged = {result.id: result for result in run.results.requirements}
    squares = []
    for row in run.catalogue.requirements.values():
        result = judged.pop(row.id, None) or RequirementResult(
            id=row.id,
            area=row.area,
            level=row.level,
            text=row.text,
            coverage="UNTESTED",
            reason="",
            tests=[],
            observe=row.observe,
        )
        squares.append(_square(row, result))
    return squares + [Square(result=other, standing=_standing(other), policy=other.policy) for other in judged.values()]


def _square(row: "Requirement", result: RequirementResult) -> Square:
    return Square(
        result=result,
        standing=_standing(result),
        quote=row.text_ar or row.quote,
        clause=row.quote if row.text_ar else "",
        source=row.source,
        policy=result.policy or row.policy or "",
    )


def _standing(result: RequirementResult) -> Standing:
    return "declared" if result.coverage == "PASS" and result.grade == "O4" else _OF[result.coverage]


def _area_row(area: str, squares: list[Square]) -> AreaRow:
    musts = Counter(square.standing for square in squares if square.result.level == "MUST")
    return AreaRow(area=area, squares=squares, musts={standing: musts[standing] for standing in STANDINGS})
