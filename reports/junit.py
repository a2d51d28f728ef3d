"""junit.xml: one test suite an area, so that a CI server shows what failed without knowing anything of us.

A FAIL is a failure; ERROR and INCONCLUSIVE are errors, for nothing was judged; N/A and REVIEW are skipped, with their
reason. A WARN passes, since a SHOULD is no MUST, and stands in the output of its test. What a gate knew to fail is skipped, as
expected: a CI server shows it and stays green.
"""

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from reports.untrusted import printable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from harness.world.events import Verdict
    from harness.world.results import Results, TestResult
    from reports.run import RunFolder

_ELEMENTS: "dict[Verdict, str]" = {
    "FAIL": "failure",
    "ERROR": "error",
    "INCONCLUSIVE": "error",
    "N/A": "skipped",
    "REVIEW": "skipped",
    "WARN": "system-out",
}


def write(run: "RunFolder") -> "Path":
    """Write `junit.xml` into the run folder."""
    file = run.path / "junit.xml"
    root = ET.Element("testsuites", {"name": "hawiya", **_counts(run.results.tests, run.known)})
    _properties(root, _of_run(run.results))
    for area in dict.fromkeys(test.area for test in run.results.tests):
        root.append(_suite(area, [test for test in run.results.tests if test.area == area], run=run))
    tree = ET.ElementTree(root)
    ET.indent(tree)
    tree.write(file, encoding="utf-8", xml_declaration=True)
    return file


def _of_run(results: "Results") -> "Iterable[tuple[str, str]]":
    yield "run", results.run
    yield "verdict", results.verdict
    yield "seed", str(results.seed)
    yield "target", results.target.name
    for part in (results.suite, results.catalogue, results.policy):
        yield part.name, f"{part.version} {part.digest}"


def _suite(area: str, tests: "list[TestResult]", *, run: "RunFolder") -> ET.Element:
    suite = ET.Element("testsuite", {"name": printable(area), **_counts(tests, run.known)})
    suite.set("timestamp", run.results.started_at.isoformat())
    for test in tests:
        suite.append(_case(test, is_known=test.id in run.known))
    return suite


def _case(test: "TestResult", *, is_known: bool) -> ET.Element:
    element = ET.Element("testcase", classname=printable(f"hawiya.{test.area}"), name=printable(test.id))
    element.set("time", f"{test.seconds:.3f}")
    element.set("assertions", str(test.assertions))
    properties = [("title", test.title), *(("requirement", identity) for identity in test.requirements)]
    properties += [("verdict", test.verdict), ("level", test.level), ("grade", test.grade), ("layer", test.layer)]
    _properties(element, properties)
    if name := _element(test, is_known=is_known):
        outcome = ET.SubElement(element, name)
        reason = printable(test.reason)
        if name != "system-out":
            outcome.set("type", test.verdict)
            first = reason.partition("\n")[0]
            outcome.set("message", f"known failure: {first}" if is_known else first)
        lines = [f"{test.verdict}: {reason}", test.explanation, test.rerun and f"run it alone: {test.rerun}"]
        outcome.text = printable("\n".join(line for line in lines if line))
    return element


def _properties(parent: ET.Element, pairs: "Iterable[tuple[str, str]]") -> None:
    properties = ET.SubElement(parent, "properties")
    for name, value in pairs:
        ET.SubElement(properties, "property", name=printable(name), value=printable(value))


def _element(test: "TestResult", *, is_known: bool) -> str | None:
    return "skipped" if is_known else _ELEMENTS.get(test.verdict)


def _counts(tests: "list[TestResult]", known: "frozenset[str]") -> dict[str, str]:
    elements = [_element(test, is_known=test.id in known) for test in tests]
    return {
        "tests": str(len(tests)),
        "failures": str(elements.count("failure")),
        "errors": str(elements.count("error")),
        "skipped": str(elements.count("skipped")),
        "time": f"{sum(test.seconds for test in tests):.3f}",
    }
