"""What `hawiya certify` prints: progress while it runs, and one page at its end."""

import sys
from pathlib import Path
from typing import TextIO

from harness.world.results import Results, TestResult

_MARKS = {"PASS": "✓", "FAIL": "✗", "WARN": "!", "N/A": "-", "REVIEW": "?", "ERROR": "E", "INCONCLUSIVE": "·"}
_SHOWN = 12


class LiveProgress:
    """Progress on stderr: one line that is rewritten on a terminal, a line for each verdict that is no pass elsewhere."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._done = 0
        self._bad = 0

    def stage(self, what: str) -> None:
        """A new stage begins."""
        self._clear()
        self._stream.write(f"  {what}\n")
        self._stream.flush()

    def tell(self, test: str, verdict: str) -> None:
        """A test has its verdict."""
        self._done += 1
        if verdict not in ("PASS", "N/A"):
            self._bad += 1
            self._clear()
            self._stream.write(f"  {_MARKS[verdict]} {verdict:<12} {test}\n")
        if self._live:
            note = f", {self._bad} to look at" if self._bad else ""
            self._stream.write(f"\r\033[K  {self._done} tests{note}  {_MARKS[verdict]} {test}"[:110])
        self._stream.flush()

    def end(self) -> None:
        """No more verdicts come."""
        self._clear()
        self._stream.flush()

    def _clear(self) -> None:
        if self._live:
            self._stream.write("\r\033[K")


def page(results: Results, report: Path) -> str:
    """The summary as text: a row an area, what failed, the verdict, and where the report is."""
    lines = ["", f"{results.target.name}: {results.target.url}", ""]
    lines += _table(results)
    lines += _failures([test for test in results.tests if test.verdict in ("FAIL", "ERROR", "INCONCLUSIVE")])
    seconds = (results.ended_at - results.started_at).total_seconds()
    lines += ["", f"{results.verdict} (exit {results.exit_code}): {results.reason}"]
    lines += [_scope(results)]
    lines += [f"{len(results.tests)} tests in {seconds:.1f} s, seed {results.seed}, policy {results.policy.name}"]
    lines += [f"reading {name} = {value}" for name, value in results.readings.items()]
    if results.readings.get("early_detail") == "true":
        lines += ["NOTE: under early_detail = true refusals before proof tell details of the registry (PRV-007)"]
    return "\n".join([*lines, f"report: {report}"])


def _scope(results: Results) -> str:
    """How much of what the catalogue asks of this kind of target was judged."""
    borne = [row for row in results.requirements if row.level == "MUST" and row.coverage != "N/A"]
    met = sum(row.coverage == "PASS" for row in borne)
    return f"{met} of the {len(borne)} MUSTs that the catalogue asks of a {results.target.kind} were tested and met"


def _table(results: Results) -> list[str]:
    columns = ("PASS", "FAIL", "WARN", "N/A", "INCONCLUSIVE", "ERROR")
    heads = ("pass", "fail", "warn", "n/a", "open", "error")
    lines = [f"  {'area':<18}" + "".join(f"{head:>8}" for head in heads)]
    for area in [*sorted({test.area for test in results.tests}), ""]:
        tests = [test for test in results.tests if area in ("", test.area)]
        cells = "".join(f"{sum(test.verdict == column for test in tests) or '·':>8}" for column in columns)
        lines.append(f"  {area or 'all':<18}{cells}")
    return lines


def _failures(tests: list[TestResult]) -> list[str]:
    lines = []
    for test in tests[:_SHOWN]:
        lines += ["", f"  {_MARKS[test.verdict]} {test.id}  ({', '.join(test.requirements)})", f"    {test.reason}"]
        lines += [f"    again alone: {test.rerun}"]
    if len(tests) > _SHOWN:
        lines += ["", f"  and {len(tests) - _SHOWN} more: see the report"]
    return lines
