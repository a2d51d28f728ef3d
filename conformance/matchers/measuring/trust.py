"""Signs that the figures should not be read as they stand: none, constant, random, leaky, unrepeatable, failing, and so on."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from conformance.matchers.answers import Given
from conformance.matchers.measuring.comparison import Comparisons
from conformance.matchers.measuring.quality import plainly_spoiled
from conformance.matchers.measuring.terms import Terms
from conformance.matchers.port import TECHNICAL, Identity, Operation
from conformance.matchers.questions import Probe
from conformance.matchers.replies import Replies
from conformance.matchers.sameness import distance, scale, tolerance
from conformance.matchers.statistics.trust import RepeatReport, repeat_report, trust_report
from harness.world.evaluation import Dose, FailureCount
from harness.world.events import Reason

_FAILING = 0.01
"""A share of technical failures that is worth a word."""
_MANY = 10
_READABLE = 1e-9, 1e9
"""The least and the greatest size of a number that is read without an exponent."""
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
        *_detects_nothing(replies),
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
        yield _flag("constant", scores=len(genuine.scores) + len(impostor.scores), score=_plain(genuine.scores[0], "g"))
    elif report.sign == "random" and report.area.value >= _SEPARATES:
        return  # too few people to tell it from chance, but nothing speaks for chance either
    elif report.sign is not None:
        yield _flag(report.sign, low=low, high=high)


def _thresholds(comparisons: Comparisons, identity: Identity) -> Iterator[Reason]:
    genuine, impostor = comparisons.genuine, comparisons.impostor
    if genuine is not None and bool((genuine.scores < identity.threshold).all()):
        yield _flag("refuses_all", threshold=_plain(identity.threshold, "g"))
    if impostor is not None and bool((impostor.scores >= identity.threshold).all()):
        yield _flag("accepts_all", threshold=_plain(identity.threshold, "g"))


def _changes(replies: Replies, operation: Operation) -> Iterator[Reason]:
    """Whether the same files, and other files of the same pixels, got the same answer; failed calls are `failing` alone."""
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
    return {"different": report.different, "pairs": report.pairs, "most": _plain(report.largest_difference, form)}


def _plain(value: float, form: str) -> str:
    """A number in this form, without an exponent if it can be read without one."""
    text = format(value, form)
    return f"{Decimal(text):f}" if _READABLE[0] <= abs(value) <= _READABLE[1] else text


def _compare(replies: Replies, operation: Operation, probe: Probe) -> RepeatReport | None:
    first = {question.pictures: given for question, given in replies.asked(operation)}
    pairs = [
        (first[question.pictures], given)
        for question, given in replies.asked(operation, probe)
        if question.pictures in first and not any(map(_has_failed, (first[question.pictures], given)))
    ]
    if not pairs:
        return None
    furthest = scale(replies.identity, operation)
    apart = [_apart(*pair, replies.identity, furthest) for pair in pairs]
    return repeat_report(apart, tolerance=tolerance(replies.identity, operation))


def _has_failed(given: Given) -> bool:
    return given.failure is not None and given.failure.cause in TECHNICAL


def _apart(first: Given, second: Given, identity: Identity, furthest: float) -> float:
    """As `distance`; a refusal lies as far as can be from an answer, and nowhere from another refusal."""
    if first.failure and second.failure:
        return 0.0
    return min(distance(first.answer, second.answer, identity), furthest)


def _failing(replies: Replies) -> Iterator[Reason]:
    for operation in replies.identity.offers:
        given = [each for question, each in replies.pairs if question.operation == operation]
        causes = Counter(each.failure.cause for each in given if each.failure and _has_failed(each))
        if given and causes.total() > _FAILING * len(given):
            named = ", ".join(f"{cause} {count}" for cause, count in causes.most_common())
            yield _flag("failing", operation=operation, count=causes.total(), all=len(given), causes=named)


def _accepts_anything(replies: Replies) -> Iterator[Reason]:
    spoiled = [each for each in plainly_spoiled(replies.judged) if not each.failed]
    if len(spoiled) >= _MANY and not any(each.answer.reasons for each in spoiled):
        yield _flag("accepts_anything", count=len(spoiled))


def _detects_nothing(replies: Replies) -> Iterator[Reason]:
    """An attack score that is always the same, and attacks of which none is taken for one."""
    answered = [(each.is_bona_fide, each.answer) for each in replies.presented if each.answer is not None]
    attacks = [answer for is_bona_fide, answer in answered if not is_bona_fide]
    scores = [answer.score for _, answer in answered if answer.score is not None]
    if 0 < len(attacks) < len(answered) and len(set(scores)) == 1:
        yield _flag("constant_attack", scores=len(scores), score=_plain(scores[0], "g"))
    if len(attacks) >= _MANY and not any(each.is_attack for each in attacks):
        yield _flag("accepts_attacks", count=len(attacks))


def failures(replies: Replies) -> list[FailureCount]:
    """Calls without an answer, repeated ones too, by operation and cause, of REFUSED also by reason; frequent ones first."""
    counted = Counter(
        (question.operation, each.failure.cause, each.failure.note if each.failure.cause == "REFUSED" else "")
        for question, each in replies.pairs
        if each.failure
    )
    return [
        FailureCount(operation=operation, cause=cause, reason=reason, count=count)
        for (operation, cause, reason), count in counted.most_common()
    ]
