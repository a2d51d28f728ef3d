"""The head of the page: the key figures, and what was tested by what."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from harness.world.results import Named, SanityResult, SelftestScore
    from reports.run import RunFolder
    from reports.sections.coverage import AreaRow
    from reports.texts import Words

UNDECIDED = ("ERROR", "INCONCLUSIVE", "REVIEW", "WARN")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number that a reader should leave with; `of` is what it is counted among."""

    label: str
    value: str
    of: str = ""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A line of "what was tested"; `detail` is set small, most often a digest."""

    label: str
    value: str
    detail: str = ""


def figures(run: "RunFolder", words: "Words", musts: "AreaRow") -> list[Figure]:
    """Six numbers, good news and bad news alike."""
    tests = run.results.tests
    verdicts = [test.verdict for test in tests]
    met = musts.musts["passed"]
    seconds = (run.results.ended_at - run.results.started_at).total_seconds()
    return [
        Figure(label=words("figure.tests"), value=str(verdicts.count("PASS")), of=words("of", total=len(tests))),
        Figure(label=words("figure.failed"), value=str(verdicts.count("FAIL"))),
        Figure(label=words("figure.undecided"), value=str(sum(verdict in UNDECIDED for verdict in verdicts))),
        Figure(label=words("figure.must"), value=str(met), of=words("of", total=musts.total - musts.musts["na"])),
        Figure(label=words("figure.assertions"), value=f"{sum(test.assertions for test in tests):,}"),
        Figure(label=words("figure.seconds"), value=f"{seconds:,.1f}"),
    ]


def facts(run: "RunFolder", words: "Words") -> list[Fact]:
    """What was tested, by what, under which policy; enough to run it again."""
    results, target = run.results, run.results.target
    unnamed = words("not_stated")
    found = [
        Fact(label=words("fact.target"), value=target.name),
        Fact(label=words("fact.kind"), value=f"{target.kind}, {target.nation}"),
        Fact(label=words("fact.implementation"), value=target.implementation or unnamed, detail=target.version),
        Fact(label=words("fact.url"), value=target.url),
        Fact(label=words("fact.wire"), value=target.wire or unnamed, detail=target.adapter),
        Fact(label=words("fact.file"), value=target.file or unnamed),
        _part(words("fact.policy"), results.policy),
        *_readings(words("fact.readings"), results.readings),
        _part(words("fact.suite"), results.suite),
        _score(words("fact.selftest"), results.selftest, words=words),
        _part(words("fact.catalogue"), results.catalogue),
        Fact(label=words("fact.seed"), value=str(results.seed)),
        Fact(label=words("fact.time"), value=_span(results.started_at, results.ended_at)),
        _sanity(words("fact.opening"), results.opening, words=words),
        _sanity(words("fact.closing"), results.closing, words=words),
    ]
    return [*found, Fact(label=words("fact.command"), value=results.command)] if results.command else found


def _part(label: str, part: "Named") -> Fact:
    return Fact(label=label, value=f"{part.name} {part.version}", detail=f"sha256 {part.digest}" if part.digest else "")


def _score(label: str, score: "SelftestScore | None", *, words: "Words") -> Fact:
    if score is None:
        return Fact(label=label, value=words("selftest.none"))
    value = words("selftest.score", caught=score.caught, defects=score.defects)
    detail = words("selftest.these" if score.of_these_suites else "selftest.others", day=score.measured_on.isoformat())
    return Fact(label=label, value=value, detail=detail)


def _readings(label: str, readings: dict[str, str]) -> list[Fact]:
    said = ", ".join(f"{name} = {value}" for name, value in readings.items())
    return [Fact(label=label, value=said)] if said else []


def _sanity(label: str, sanity: "SanityResult", *, words: "Words") -> Fact:
    outcome = words("sanity.passed" if sanity.passed else "sanity.failed")
    return Fact(label=label, value=outcome, detail=sanity.reason)


def _span(begun: "datetime", ended: "datetime") -> str:
    same_day = begun.date() == ended.date()
    end = ended.strftime("%H:%M:%S %Z" if same_day else "%Y-%m-%d %H:%M:%S %Z")
    return f"{begun:%Y-%m-%d %H:%M:%S} – {end}".strip()
