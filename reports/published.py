"""published-tests.csv: published test cases for cards, which of them this suite answers to, and what came out.

A unit that the suite does not cover has a row, too, with the reason; so nobody need guess what was left out.
"""

import csv
from typing import TYPE_CHECKING

from reports.untrusted import cell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from harness.catalogue.rows import TestDocument, TestUnit
    from harness.world.results import TestResult
    from reports.run import RunFolder

COLUMNS = ("document", "version", "unit", "about", "case", "requirements", "tests", "coverage", "left out")


def write(run: "RunFolder") -> "Path":
    """Write `published-tests.csv` into the run folder: UTF-8, a head line, one row a case, one row a unit without cases."""
    file = run.path / "published-tests.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for document in run.catalogue.test_documents:
            for unit in document.units:
                writer.writerows([cell(text) for text in row] for row in _rows(document, unit, run))
    return file


def _rows(document: "TestDocument", unit: "TestUnit", run: "RunFolder") -> "Iterator[tuple[str, ...]]":
    head = (document.document, document.version, unit.unit, unit.about)
    if not unit.cases:
        yield (*head, "", "", "", "NOT COVERED", unit.rest)
    for case, names in unit.cases.items():
        tests = [test for test in run.results.tests if set(names) & set(test.requirements)]
        yield (
            *head,
            case,
            " ".join(names),
            " ".join(test.id for test in tests),
            _coverage(names, run, tests),
            unit.rest,
        )


def _coverage(names: list[str], run: "RunFolder", tests: "list[TestResult]") -> str:
    judged = {result.id: result.coverage for result in run.results.requirements}
    found = [judged.get(name, "UNTESTED") for name in names] if tests else ["UNTESTED"]
    return next((coverage for coverage in ("FAIL", "INCOMPLETE", "UNTESTED", "N/A") if coverage in found), "PASS")
