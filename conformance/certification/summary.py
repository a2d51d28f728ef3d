"""What `hawiya certify` prints: progress while it runs, and one page at its end, in English or Arabic.

What a target says stands here without control characters: nothing that it sends can color, move or forge a line (threat THR-096).
"""

import sys
from pathlib import Path
from typing import TextIO

from conformance.certification.words import Words
from harness.world.events import Reason
from harness.world.reasons import spoken
from harness.world.results import Results, TargetSummary, TestResult

_MARKS = {"PASS": "✓", "FAIL": "✗", "WARN": "!", "N/A": "-", "REVIEW": "?", "ERROR": "E", "INCONCLUSIVE": "·"}
_LISTED = ("FAIL", "ERROR", "INCONCLUSIVE")
"""What is listed test by test, in this order: what is shown of a long list is the worst of it."""
_SHOWN = 12
_LINE = 110


class LiveProgress:
    """Progress on stderr: one line that is rewritten on a terminal, a line for each verdict that is no pass elsewhere."""

    def __init__(self, stream: TextIO | None = None, *, language: str = "en") -> None:
        self._words = Words(language)
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._done = 0
        self._bad = 0

    def stage(self, what: str | Reason) -> None:
        """A new stage begins, or something around the tests could not be done."""
        self._clear()
        say = self._words
        said = spoken(what, "", say.language) if isinstance(what, Reason) else say.named("stage", what)
        self._stream.write(f"  {said}\n")
        self._stream.flush()

    def tell(self, test: str, verdict: str) -> None:
        """A test has its verdict."""
        self._done += 1
        if verdict not in ("PASS", "N/A"):
            self._bad += 1
            self._clear()
            named = self._words.padded(self._words.named("verdict", verdict), 12)
            self._stream.write(f"  {_MARKS[verdict]} {named} {self._words.quoted(test)}\n")
        if self._live:
            done = self._words("progress.bad" if self._bad else "progress", done=self._done, bad=self._bad)
            room = max(0, _LINE - len(done))
            self._stream.write(f"\r\033[K  {done}  {_MARKS[verdict]} {self._words.quoted(test[:room])}")
        self._stream.flush()

    def end(self) -> None:
        """No more verdicts come."""
        self._clear()
        self._stream.flush()

    def _clear(self) -> None:
        if self._live:
            self._stream.write("\r\033[K")


def page(results: Results, report: Path, *, language: str = "en") -> str:
    """The summary as text: a row an area, what failed, the verdict, and where the report is."""
    say = Words(language)
    lines = ["", _where(results.target, say), ""]
    lines += _table(results, say)
    lines += _failures([test for verdict in _LISTED for test in results.tests if test.verdict == verdict], say)
    lines += ["", _end(results, say), _scope(results, say), *_wire(results, say)]
    lines += _readings(results, say)
    return "\n".join([*lines, say("report", path=report)])


def _where(target: TargetSummary, say: Words) -> str:
    if target.kind == "card":
        return say("where.card", name=target.name, reader=target.url)
    if target.kind == "matcher":
        named = f"{target.implementation} {target.version}".strip()
        return say("where.matcher", name=target.name, implementation=named, spec=target.url)
    return f"{say.quoted(target.name)}: {say.quoted(target.url)}"


def _end(results: Results, say: Words) -> str:
    end = say("end", code=results.exit_code)
    return f"{say.named('run', results.verdict)} {end}{spoken(results.because, results.reason, say.language)}"


def _scope(results: Results, say: Words) -> str:
    """How much of what the catalogue asks of this kind of target was judged."""
    borne = [row for row in results.requirements if row.level == "MUST" and (row.tests or row.coverage != "N/A")]
    met = sum(row.coverage == "PASS" for row in borne)
    return say.of_kind("scope", results.target.kind, met=met, all=len(borne), kind=results.target.kind)


def _readings(results: Results, say: Words) -> list[str]:
    """How large the run was, and the policy with the readings that differ from the nation's own."""
    seconds = round((results.ended_at - results.started_at).total_seconds(), 1)
    size = {"count": len(results.tests), "seconds": seconds, "seed": results.seed, "policy": results.policy.name}
    lines = [say.of_kind("size", results.target.kind, **size)]
    lines += [say("reading", name=name, value=value) for name, value in results.readings.items()]
    return [*lines, say("early_detail")] if results.readings.get("early_detail") == "true" else lines


def _wire(results: Results, say: Words) -> list[str]:
    """What the adapter's trial came to, and what does not apply to a wire of its own."""
    trial, lines = results.trial, []
    if trial is not None and trial.passed:
        lines = [say("trial.passed", tried=trial.tried)]
    elif trial is not None:
        wrong = [line for check in trial.checks for line in check.wrong]
        lines = [say("trial.failed", count=len(wrong), tried=trial.tried)]
        lines += [f"  {say.quoted(line)}" for line in wrong[:_SHOWN]]
    return [*lines, spoken(results.wire_suites, "", say.language)] if results.wire_suites else lines


def _table(results: Results, say: Words) -> list[str]:
    columns = ("PASS", "FAIL", "WARN", "N/A", "INCONCLUSIVE", "ERROR")
    width = 10 if say.language == "ar" else 8
    heads = "".join(say.padded(say(f"head.{column}"), width, end=True) for column in columns)
    lines = [f"  {say.padded(say('head.area'), 18)}{heads}"]
    for area in [*sorted({test.area for test in results.tests}), ""]:
        tests = [test for test in results.tests if area in ("", test.area)]
        found = [sum(test.verdict == column for test in tests) for column in columns]
        cells = "".join(say.padded(say.number(count) if count else "·", width, end=True) for count in found)
        lines.append(f"  {say.padded(say.named('area', area) if area else say('head.all'), 18)}{cells}")
    return lines


def _failures(tests: list[TestResult], say: Words) -> list[str]:
    lines = []
    for test in tests[:_SHOWN]:
        named = f"{say.quoted(test.id)}  ({say.quoted(', '.join(test.requirements))})"
        lines += ["", f"  {_MARKS[test.verdict]} {named}", f"    {spoken(test.because, test.reason, say.language)}"]
        lines += [f"    {say('again', command=test.rerun)}"]
    if len(tests) > _SHOWN:
        lines += ["", f"  {say('more', count=len(tests) - _SHOWN)}"]
    return lines
