"""A field study as CSV: a row for each attempt of a person at a leg of a service, timed by an observer.

Columns, in any order, named in the first line:
visit    whose attempts belong together: a number or a word, no name of a person
service  as the model calls it: enrollment, renewal
leg      as the model calls it
attempt  1, then 2, 3, ... where the leg had to be tried again
human_s  seconds that the person took in this attempt, without waiting for the system
outcome  passed or failed
"""

import csv
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from harness.commandline import UsageError
from load.capacity.model.service import MOST_RETRIES

COLUMNS = ("visit", "service", "leg", "attempt", "human_s", "outcome")
_SHORTEST_S, _LONGEST_S = 3.0, 4 * 3600.0
"""Of a median: what is shorter was written in minutes, what is longer in milliseconds."""


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A row."""

    visit: str
    service: str
    leg: str
    number: int
    human_s: float
    passed: bool


@dataclass(frozen=True, kw_only=True)
class StudiedLeg:
    """What was seen of a leg: times of first attempts and of further ones, tries and how many failed."""

    service: str
    leg: str
    first_s: tuple[float, ...]
    again_s: tuple[float, ...]
    tries: int
    failed: int
    most_retries: int


def read_study(path: Path) -> tuple[StudiedLeg, ...]:
    """Every leg, in the order in which the file first names it.

    Raises:
        UsageError: the file cannot be read, or a row does not hold; with its line.
    """
    legs: dict[tuple[str, str], list[Attempt]] = defaultdict(list)
    for attempt in _attempts(path):
        legs[attempt.service, attempt.leg].append(attempt)
    if not legs:
        raise UsageError(f"{path}: no attempts; write a row for each, under the columns {','.join(COLUMNS)}")
    return tuple(_studied(path, some) for some in legs.values())


def _attempts(path: Path) -> Iterator[Attempt]:
    last: dict[tuple[str, str, str], Attempt] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            if set(rows.fieldnames or ()) != set(COLUMNS):
                raise UsageError(
                    f"{path}: line 1: the columns are {','.join(COLUMNS)}, not {','.join(rows.fieldnames or ())}"
                )
            for row in rows:
                attempt = _attempt(row, place=f"{path}: line {rows.line_num}")
                key = attempt.visit, attempt.service, attempt.leg
                _check_follows(attempt, last.get(key), place=f"{path}: line {rows.line_num}")
                last[key] = attempt
                yield attempt
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{path}: cannot be read as CSV in UTF-8 ({error})") from None


def _attempt(row: dict[str, str], *, place: str) -> Attempt:
    if None in row or None in row.values():
        raise UsageError(f"{place}: {len(COLUMNS)} values belong into a row")
    if row["outcome"] not in {"passed", "failed"}:
        raise UsageError(f"{place}: outcome is {row['outcome']!r}; write passed or failed")
    if not row["attempt"].isdecimal() or int(row["attempt"]) < 1:
        raise UsageError(f"{place}: attempt is {row['attempt']!r}; count from 1")
    return Attempt(
        visit=row["visit"],
        service=row["service"],
        leg=row["leg"],
        number=int(row["attempt"]),
        human_s=_seconds(row["human_s"], place=place),
        passed=row["outcome"] == "passed",
    )


def _seconds(text: str, *, place: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise UsageError(f"{place}: human_s is {text!r}; give seconds, as 42.5") from None
    if not 0 < value < math.inf:
        raise UsageError(f"{place}: human_s is {text}; give seconds above 0")
    return value


def _check_follows(attempt: Attempt, before: Attempt | None, *, place: str) -> None:
    if before is not None and before.passed:
        raise UsageError(
            f"{place}: visit {attempt.visit} has passed {attempt.leg!r} already; is the visit another one?"
        )
    if attempt.number != (before.number if before else 0) + 1:
        raise UsageError(
            f"{place}: attempt {attempt.number} of visit {attempt.visit} comes out of order; sort the rows"
        )


def _studied(path: Path, attempts: list[Attempt]) -> StudiedLeg:
    first, again = ([some.human_s for some in attempts if (some.number > 1) == later] for later in (False, True))
    service, leg = attempts[0].service, attempts[0].leg
    middle = sorted(first)[len(first) // 2]
    if not _SHORTEST_S <= middle <= _LONGEST_S:
        meant, factor = ("minutes", 60.0) if middle < _SHORTEST_S else ("milliseconds", 0.001)
        raise UsageError(
            f"{path}: {service}, {leg}: the middle human_s is {middle:g} s, which is not plausible; if {meant} were meant, "
            f"multiply the column by {factor:g}"
        )
    return StudiedLeg(
        service=service,
        leg=leg,
        first_s=tuple(first),
        again_s=tuple(again),
        tries=len(attempts),
        failed=sum(not some.passed for some in attempts),
        most_retries=min(max(some.number for some in attempts) - 1, MOST_RETRIES),
    )
