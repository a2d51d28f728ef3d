"""traceability.csv: every requirement and every threat of the catalogue, what bears on it, and what came out.

A row that no test names says so: UNTESTED is a finding, an absent row would be a lie.
"""

import csv
from typing import TYPE_CHECKING

from reports import published
from reports.untrusted import cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from harness.catalogue import Requirement, Threat
    from harness.world.events import Verdict
    from harness.world.results import RequirementResult, TestResult
    from reports.run import RunFolder

COLUMNS = ("id", "area", "level", "kind", "text", "observe", "grade", "policy", "tests", "coverage", "reason")

_WORST_FIRST: "tuple[Verdict, ...]" = ("FAIL", "ERROR", "INCONCLUSIVE", "REVIEW", "WARN", "PASS", "N/A")


def write(run: "RunFolder") -> "Path":
    """Write `traceability.csv` into the run folder: UTF-8, a head line, one row each."""
    file = run.path / "traceability.csv"
    judged = {result.id: result for result in run.results.requirements}
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for requirement in run.catalogue.requirements.values():
            result = judged.pop(requirement.id, None)
            writer.writerow([cell(text) for text in _requirement(requirement, result, run=run)])
        for stranger in judged.values():
            writer.writerow([cell(text) for text in _stranger(stranger)])
        for threat in run.catalogue.threats.values():
            writer.writerow([cell(text) for text in _threat(threat, run)])
    if run.results.target.kind == "card":
        published.write(run)
    return file


def _requirement(row: "Requirement", result: "RequirementResult | None", *, run: "RunFolder") -> "Iterator[str]":
    yield from (row.id, row.area, row.level, ", ".join(row.subject), row.text, row.observe)
    if result is None:
        yield from ("", row.policy or "", "", "UNTESTED", "the run says nothing about it")
    else:
        yield from (result.grade, result.policy or row.policy or "", " ".join(result.tests))
        own = {test.id: test for test in run.results.tests}
        tests = [own[name] for name in result.tests if name in own]
        yield from (result.coverage, result.reason or _reasons(tests))


def _stranger(result: "RequirementResult") -> "Iterator[str]":
    yield from (result.id, result.area, result.level, "", result.text, result.observe, result.grade, result.policy)
    reason = f"not in the catalogue of this installation; {result.reason}"
    yield from (" ".join(result.tests), result.coverage, reason)


def _threat(row: "Threat", run: "RunFolder") -> "Iterator[str]":
    tests = [test for test in run.results.tests if row.id in test.requirements]
    yield from (row.id, "threats", "THREAT", ", ".join(row.subject), f"{row.title}: {row.attack}. {row.expect}", "")
    yield from (max((test.grade for test in tests), default=""), "", " ".join(test.id for test in tests))
    verdicts = {test.verdict for test in tests}
    worst = next((verdict for verdict in _WORST_FIRST if verdict in verdicts), None)
    if worst is None:
        related = f"; related: {', '.join(row.related)}" if row.related else ""
        yield from ("UNTESTED", f"no test of this run names it{related}")
    else:
        yield from (worst, _reasons(tests))


def _reasons(tests: "Iterable[TestResult]") -> str:
    return "; ".join(f"{test.id}: {test.reason}" for test in tests if test.reason)
