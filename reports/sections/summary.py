"""The head of the page: the key figures, and what was tested by what."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from harness.world.results import Named, Results, SanityResult, SelftestScore, TargetSummary
    from reports.run import RunFolder
    from reports.sections.coverage import AreaRow
    from reports.texts import Words

_TERMS = {"card": "fact.profile", "matcher": "fact.port"}
"""What stands in the place of a policy, by kind of target."""
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
        Figure(
            label=words("figure.tests"), value=words.number(verdicts.count("PASS")), of=words("of", total=len(tests))
        ),
        Figure(label=words("figure.failed"), value=words.number(verdicts.count("FAIL"))),
        Figure(label=words("figure.undecided"), value=words.number(sum(verdict in UNDECIDED for verdict in verdicts))),
        Figure(
            label=words("figure.must"), value=words.number(met), of=words("of", total=musts.total - musts.musts["na"])
        ),
        Figure(label=words("figure.assertions"), value=words.number(sum(test.assertions for test in tests))),
        Figure(label=words("figure.seconds"), value=words.number(round(seconds, 1))),
    ]


def facts(run: "RunFolder", words: "Words") -> list[Fact]:
    """What was tested, by what, under which policy; enough to run it again."""
    results, target = run.results, run.results.target
    unnamed = words("not_stated")
    found = [
        *_target(target, words),
        Fact(label=words("fact.file"), value=target.file or unnamed),
        _part(words(_TERMS.get(target.kind, "fact.policy")), results.policy),
        *_readings(words("fact.readings"), results.readings),
        _part(words("fact.suite"), results.suite),
        _score(words("fact.selftest"), results.selftest, words=words),
        _part(words("fact.catalogue"), results.catalogue),
        Fact(label=words("fact.seed"), value=str(results.seed)),
        Fact(label=words("fact.time"), value=_span(results.started_at, results.ended_at, words=words)),
        _sanity(words("fact.opening"), results.opening, words=words),
        _sanity(words("fact.closing"), results.closing, words=words),
        *_adapter(results, words),
    ]
    return [*found, Fact(label=words("fact.command"), value=results.command)] if results.command else found


def _target(target: "TargetSummary", words: "Words") -> "Iterator[Fact]":
    kinds = {"card": _card, "matcher": _matcher}
    return kinds.get(target.kind, _server)(target, words)


def _matcher(target: "TargetSummary", words: "Words") -> "Iterator[Fact]":
    """A matcher is known by the name that it gives itself and by the way to it."""
    yield Fact(label=words("fact.matcher"), value=target.name)
    yield Fact(label=words("fact.kind"), value=words.named("kind", target.kind))
    yield Fact(label=words("fact.implementation"), value=target.implementation, detail=target.version)
    yield Fact(label=words("evaluation.fact.spec"), value=target.url)


def _server(target: "TargetSummary", words: "Words") -> "Iterator[Fact]":
    unnamed = words("not_stated")
    yield Fact(label=words("fact.target"), value=target.name)
    yield Fact(label=words("fact.kind"), value=_kind(target, words))
    yield Fact(label=words("fact.implementation"), value=target.implementation or unnamed, detail=target.version)
    yield Fact(label=words("fact.url"), value=target.url)
    yield Fact(label=words("fact.wire"), value=target.wire or unnamed, detail=target.adapter)


def _card(target: "TargetSummary", words: "Words") -> "Iterator[Fact]":
    """A card has no address and no wire of its own: it is known by its reader and by what it answers to a reset."""
    yield Fact(label=words("fact.card"), value=target.name)
    yield Fact(label=words("fact.kind"), value=_kind(target, words))
    yield Fact(label=words("fact.reader"), value=target.url or words("not_stated"))
    yield Fact(label=words("fact.atr"), value=target.implementation or words("not_stated"))


def _part(label: str, part: "Named") -> Fact:
    return Fact(label=label, value=f"{part.name} {part.version}", detail=f"sha256 {part.digest}" if part.digest else "")


def _score(label: str, score: "SelftestScore | None", *, words: "Words") -> Fact:
    if score is None:
        return Fact(label=label, value=words("selftest.none"))
    value = words("selftest.score", caught=score.caught, defects=score.defects)
    detail = words("selftest.these" if score.of_these_suites else "selftest.others", day=words.day(score.measured_on))
    scope = words("selftest.whole" if score.whole_suite else "selftest.part")
    return Fact(
        label=label, value=value, detail=f"{scope}; {detail}" if words.language == "en" else f"{scope}؛ {detail}"
    )


def _readings(label: str, readings: dict[str, str]) -> list[Fact]:
    said = ", ".join(f"{name} = {value}" for name, value in readings.items())
    return [Fact(label=label, value=said)] if said else []


def _sanity(label: str, sanity: "SanityResult", *, words: "Words") -> Fact:
    outcome = words("sanity.passed" if sanity.passed else "sanity.failed")
    return Fact(label=label, value=outcome, detail=words.because(sanity.because, sanity.reason))


def _adapter(results: "Results", words: "Words") -> "Iterator[Fact]":
    """What the trial of the adapter came to, one kind of altered answer after the other, and what did not apply to its wire."""
    if results.wire_suites:
        yield Fact(label=words("fact.wire_suites"), value=words.because(results.wire_suites, ""))
    if (trial := results.trial) is None:
        return
    outcome = words("sanity.passed" if trial.passed else "sanity.failed")
    rows = [f"{check.check} {check.tried - len(check.wrong)}/{check.tried}" for check in trial.checks]
    detail = [words("trial.tried", tried=trial.tried, seconds=trial.seconds), ", ".join(rows), trial.reason]
    yield Fact(label=words("fact.trial"), value=outcome, detail="; ".join(part for part in detail if part))


def _kind(target: "TargetSummary", words: "Words") -> str:
    comma = "، " if words.language == "ar" else ", "
    nation = [words.named("nation", target.nation)] if target.nation else []
    return comma.join((words.named("kind", target.kind), *nation))


def _span(begun: "datetime", ended: "datetime", *, words: "Words") -> str:
    same_day = begun.date() == ended.date()
    end = words.moment(ended).rpartition(" ")[2] if same_day else words.moment(ended)
    return f"{words.moment(begun)} – {end} {ended:%Z}".strip()
