"""Signs that the figures should not be read as they stand: none, constant, random, leaky, unrepeatable, failing, and so on."""

import math
from collections import Counter
from collections.abc import Iterator

from conformance.matchers.answers import Given
from conformance.matchers.measuring.comparison import Comparisons
from conformance.matchers.measuring.quality import plainly_spoiled
from conformance.matchers.measuring.terms import Terms
from conformance.matchers.port import TECHNICAL, Identity, Operation
from conformance.matchers.questions import Probe
from conformance.matchers.replies import Replies
from conformance.matchers.sameness import distance, tolerance
from conformance.matchers.statistics.trust import RepeatReport, repeat_report, trust_report
from harness.world.evaluation import Dose, FailureCount
from harness.world.events import Reason

_FAILING = 0.01
"""A share of technical failures that is worth a word."""
_MANY = 10
_SEPARATES = 0.75
"""An area from which on scores do not look like chance, however few people they are of."""


def flags(replies: Replies, dosed: list[Dose], comparisons: Comparisons, terms: Terms) -> list[Reason]:
    """Every sign."""
    return [
        *_no_scores(replies),
        *_scores_mean_nothing(comparisons, terms),
        *_thresholds(comparisons, replies.identity),
        *(flag for operation in replies.identity.offers for flag in _changes(replies, operation)),
        *_failing(replies),
        *_accepts_anything(replies),
        *(_flag("rises", component=dose.component, defect=dose.defect) for dose in dosed if dose.rises),
    ]


def _flag(code: str, **facts: object) -> Reason:
    return Reason(code=f"flag.{code}", facts={name: str(value) for name, value in facts.items()})


def _no_scores(replies: Replies) -> Iterator[Reason]:
    """Where one kind has no score there is no error rate, and no sign could show."""
    genuine, impostor = replies.genuine, replies.impostor
    if "compare" in replies.identity.offers and not all(
        any(each.score is not None for each in kind) for kind in (genuine, impostor)
    ):
        yield _flag("no_scores", genuine=len(genuine), impostor=len(impostor))


def _scores_mean_nothing(comparisons: Comparisons, terms: Terms) -> Iterator[Reason]:
    genuine, impostor = comparisons.genuine, comparisons.impostor
    if genuine is None or impostor is None:
        return
    report = trust_report(genuine, impostor, level=terms.level)
    low, high = f"{report.area.low:.3f}", f"{report.area.high:.3f}"
    if report.sign == "constant":
        yield _flag("constant", scores=len(genuine.scores) + len(impostor.scores), score=f"{genuine.scores[0]:g}")
    elif report.sign == "random" and report.area.value >= _SEPARATES:
        return  # too few people to tell it from chance, but nothing speaks for chance either
    elif report.sign is not None:
        yield _flag(report.sign, low=low, high=high)


def _thresholds(comparisons: Comparisons, identity: Identity) -> Iterator[Reason]:
    genuine, impostor = comparisons.genuine, comparisons.impostor
    if genuine is not None and bool((genuine.scores < identity.threshold).all()):
        yield _flag("refuses_all", threshold=f"{identity.threshold:g}")
    if impostor is not None and bool((impostor.scores >= identity.threshold).all()):
        yield _flag("accepts_all", threshold=f"{identity.threshold:g}")


def _changes(replies: Replies, operation: Operation) -> Iterator[Reason]:
    """Whether the same files, and other files of the same pixels, got the same answer."""
    form = ".0f" if operation == "quality" else ".3g"
    again = _compare(replies, operation, "again")
    if again is not None and not again.is_repeatable:
        yield _flag("not_repeatable", operation=operation, **_facts(again, form))
        return  # what does not repeat shows no leak
    probes: tuple[tuple[Probe, str], ...] = (("other file", "leaky"), ("same mark", "marks"))
    for probe, code in probes:
        report = _compare(replies, operation, probe)
        if report is not None and not report.is_repeatable:
            yield _flag(code, operation=operation, **_facts(report, form))


def _facts(report: RepeatReport, form: str) -> dict[str, object]:
    return {"different": report.different, "pairs": report.pairs, "most": format(report.largest_difference, form)}


def _compare(replies: Replies, operation: Operation, probe: Probe) -> RepeatReport | None:
    first = {question.pictures: given for question, given in replies.asked(operation)}
    pairs = [
        (first[question.pictures], given)
        for question, given in replies.asked(operation, probe)
        if question.pictures in first
    ]
    if not pairs:
        return None
    distances = [distance(first.answer, second.answer, replies.identity) for first, second in pairs]
    start = [math.nan if _has_failed(pair[0]) else 0.0 for pair in pairs]
    end = [math.nan if _has_failed(pair[1]) else apart for pair, apart in zip(pairs, distances, strict=True)]
    return repeat_report(start, end, tolerance=tolerance(replies.identity, operation))


def _has_failed(given: Given) -> bool:
    return given.failure is not None


def _failing(replies: Replies) -> Iterator[Reason]:
    for operation in replies.identity.offers:
        given = [each for question, each in replies.pairs if question.operation == operation]
        causes = Counter(each.failure.cause for each in given if each.failure and each.failure.cause in TECHNICAL)
        if given and causes.total() > _FAILING * len(given):
            named = ", ".join(f"{cause} {count}" for cause, count in causes.most_common())
            yield _flag("failing", operation=operation, count=causes.total(), all=len(given), causes=named)


def _accepts_anything(replies: Replies) -> Iterator[Reason]:
    spoiled = [each for each in plainly_spoiled(replies.judged) if not each.failed]
    if len(spoiled) >= _MANY and not any(each.answer.reasons for each in spoiled):
        yield _flag("accepts_anything", count=len(spoiled))


def failures(replies: Replies) -> list[FailureCount]:
    """Calls without an answer, by operation and cause, of REFUSED also by reason; the most frequent first."""
    counted = Counter(
        (question.operation, each.failure.cause, each.failure.note if each.failure.cause == "REFUSED" else "")
        for question, each in replies.pairs
        if each.failure and not question.probe
    )
    return [
        FailureCount(operation=operation, cause=cause, reason=reason, count=count)
        for (operation, cause, reason), count in counted.most_common()
    ]
