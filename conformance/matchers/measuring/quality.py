"""The quality gate: good selfies that it refuses, spoiled ones that it tells apart and names, and what a growing dose does."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from conformance.matchers.measuring.terms import Terms, rate
from conformance.matchers.port import BEST_QUALITY, FAILED_TO_ASSESS
from conformance.matchers.questions import is_good
from conformance.matchers.replies import Compared, Judged, Replies
from conformance.matchers.statistics.attempts import Attempts
from conformance.matchers.statistics.quality import component_report, reason_report
from conformance.matchers.statistics.resampling import bootstrap_rate
from harness.world.evaluation import Dose, Rate
from harness.world.faces import COMPONENT_OF, REASON_OF, USUAL_LEVEL, Component, Defect

RISE = 5.0
"""By how much a mean component may rise from one level to a higher one. *Unit*: points of 100."""


def quality_rates(replies: Replies, terms: Terms) -> list[Rate]:
    """Every figure of the gate."""
    good = [each for each in replies.judged if is_good(each.picture)]
    spoiled = plainly_spoiled(replies.judged)
    return [*_refused(good, terms), *_components(good, spoiled, terms), *_reasons(spoiled, terms)]


def plainly_spoiled(judged: Iterable[Judged]) -> list[Judged]:
    """Selfies with a defect of the level that a gate must refuse."""
    return [
        each
        for each in judged
        if each.picture.kind == "selfie"
        and each.picture.defect is not None
        and each.picture.level in (None, USUAL_LEVEL)
    ]


def _refused(good: Sequence[Judged], terms: Terms) -> list[Rate]:
    answered = [each for each in good if not each.failed]
    if not answered:
        return []
    found = bootstrap_rate(
        np.array([bool(each.answer.reasons) for each in answered]),
        identities=np.array([each.picture.identity for each in answered]),
        stream=terms.stream("refused"),
        replicates=terms.replicates,
        level=terms.level,
    )
    return [rate("refused", found)]


def _components(good: Sequence[Judged], spoiled: Sequence[Judged], terms: Terms) -> list[Rate]:
    found = []
    for defect in sorted({each.picture.defect for each in spoiled if each.picture.defect}):
        component = COMPONENT_OF[defect]
        own = [each for each in spoiled if each.picture.defect == defect]
        clean, bad = _attempts(good, component), _attempts(own, component)
        if clean is None or bad is None:
            continue
        area = component_report(clean, bad, level=terms.level).area
        if area is not None:
            found.append(rate("component_auc", area, of=defect))
    return found


def _attempts(judged: Sequence[Judged], component: Component) -> Attempts | None:
    values = [float(each.answer.components.get(component, FAILED_TO_ASSESS)) for each in judged]
    return Attempts(np.array(values), np.array([each.picture.identity for each in judged])) if values else None


def _reasons(spoiled: Sequence[Judged], terms: Terms) -> list[Rate]:
    pairs = [(REASON_OF[each.picture.defect], each.answer.reasons) for each in spoiled if each.picture.defect]
    if not pairs:
        return []
    report = reason_report([wanted for wanted, _ in pairs], [named for _, named in pairs], level=terms.level)
    found = [rate("reason_right", report.right), rate("reason_alone", report.alone)]
    for each in report.by_reason:
        own = [pair for pair in pairs if pair[0] == each.expected]
        right = reason_report([wanted for wanted, _ in own], [named for _, named in own], level=terms.level).right
        found.append(rate("reason_right", right, of=each.expected))
    return found


def doses(replies: Replies) -> list[Dose]:
    """What each defect does by its level, beside the same captures without it."""
    by_defect: dict[Defect, list[int]] = defaultdict(list)
    for record in replies.records:
        if record.kind == "selfie" and record.defect is not None and record.level is not None:
            by_defect[record.defect].append(record.level)
    return [
        _dose(defect, [0, *sorted(set(levels))], replies)
        for defect, levels in sorted(by_defect.items())
        if len(set(levels)) > 1
    ]


def _dose(defect: Defect, levels: list[int], replies: Replies) -> Dose:
    captures = {(each.identity, each.capture) for each in replies.records if each.defect == defect and each.level}
    qualities, refused, fnmr = [], [], []
    for level in levels:
        own = [each for each in replies.judged if _is_of(each, defect, level, captures) and not each.failed]
        values = [max(each.answer.components.get(COMPONENT_OF[defect], 0), 0) for each in own]
        scored = [each for each in replies.compared if each.is_genuine and _is_of(each, defect, level, captures)]
        qualities.append(_mean(values))
        refused.append(_mean([bool(each.answer.reasons) for each in own]))
        fnmr.append(_mean([each.score is None or each.score < replies.identity.threshold for each in scored]))
    return Dose(
        defect=defect,
        component=COMPONENT_OF[defect],
        levels=levels,
        quality=qualities,
        refused=refused,
        fnmr=fnmr,
        rises=rises([value for value in qualities if value is not None]),
    )


def rises(values: Sequence[float], *, tolerance: float = RISE) -> bool:
    """Whether a value lies further above an earlier one than the tolerance.

    Unit: points of 100.
    """
    lowest = float(BEST_QUALITY)
    for value in values:
        if value > lowest + tolerance:
            return True
        lowest = min(lowest, value)
    return False


def _is_of(each: Judged | Compared, defect: Defect, level: int, captures: set[tuple[str, int]]) -> bool:
    """Whether a picture has this dose; level 0 is a capture of the series without a defect."""
    picture = each.picture
    if level == 0:
        return is_good(picture) and (picture.identity, picture.capture) in captures
    return picture.kind == "selfie" and picture.defect == defect and picture.level == level


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
