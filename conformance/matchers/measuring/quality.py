"""The quality gate: good selfies that it refuses, spoiled ones that it tells apart and names, and what a growing dose does."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeAlias, TypeVar

import numpy as np

from conformance.matchers.measuring.terms import Figure, Terms, figure
from conformance.matchers.port import BEST_QUALITY, FAILED_TO_ASSESS
from conformance.matchers.questions import is_good
from conformance.matchers.replies import Compared, Judged, Replies
from conformance.matchers.statistics.attempts import Attempts
from conformance.matchers.statistics.quality import component_area, reason_report
from harness.world.evaluation import Dose
from harness.world.faces import COMPONENT_OF, REASON_OF, USUAL_LEVEL, Component, Defect, FaceRecord

RISE = 5.0
"""By how much a mean component may rise from one level to a higher one. *Unit*: points of 100."""

_Capture: TypeAlias = tuple[str, int]
"""Identity and number of a capture."""
_Asked = TypeVar("_Asked", Judged, Compared)


def quality_figures(replies: Replies, terms: Terms) -> list[Figure]:
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


def _refused(good: Sequence[Judged], terms: Terms) -> list[Figure]:
    answered = [each for each in good if not each.failed]
    if not answered:
        return []
    drawing = terms.drawing("refused", people=[each.picture.identity for each in answered])
    return [figure("refused", drawing.share([bool(each.answer.reasons) for each in answered]))]


def _components(good: Sequence[Judged], spoiled: Sequence[Judged], terms: Terms) -> list[Figure]:
    found = []
    for defect in sorted({each.picture.defect for each in spoiled if each.picture.defect}):
        component = COMPONENT_OF[defect]
        own = [each for each in spoiled if each.picture.defect == defect]
        clean, bad = _attempts(good, component), _attempts(own, component)
        if clean is None or bad is None:
            continue
        area = component_area(clean, bad, level=terms.level)
        if area is not None:
            found.append(figure("component_auc", area, of=defect))
    return found


def _attempts(judged: Sequence[Judged], component: Component) -> Attempts | None:
    values = [float(each.answer.components.get(component, FAILED_TO_ASSESS)) for each in judged]
    return Attempts(np.array(values), np.array([each.picture.identity for each in judged])) if values else None


def _reasons(spoiled: Sequence[Judged], terms: Terms) -> list[Figure]:
    own = [(each, REASON_OF[each.picture.defect]) for each in spoiled if each.picture.defect]
    if not own:
        return []
    everything, by_reason = reason_report(
        [wanted for _, wanted in own],
        [each.answer.reasons for each, _ in own],
        drawing=terms.drawing("reasons", people=[each.picture.identity for each, _ in own]),
    )
    return [
        figure("reason_right", everything.right),
        figure("reason_alone", everything.alone),
        *(figure("reason_right", each.right, of=each.expected) for each in by_reason),
    ]


def doses(replies: Replies) -> list[Dose]:
    """What each defect does by its level, beside the same captures without it."""
    by_defect: dict[Defect, set[int]] = defaultdict(set)
    for record in replies.records:
        if record.kind == "selfie" and record.defect is not None and record.level is not None:
            by_defect[record.defect].add(record.level)
    return [
        _dose(defect, [0, *sorted(levels)], replies) for defect, levels in sorted(by_defect.items()) if len(levels) > 1
    ]


def _dose(defect: Defect, levels: list[int], replies: Replies) -> Dose:
    series = _series(defect, replies.records)
    judged = _of_series(replies.judged, series)
    compared = _of_series([each for each in replies.compared if each.is_genuine], series)
    threshold = replies.identity.threshold
    qualities, refused, fnmr = [], [], []
    for level in levels:
        own = [each for each in judged if _dose_of(each.picture) == level and not each.failed]
        scored = [each.score for each in compared if _dose_of(each.picture) == level]
        qualities.append(_mean([max(each.answer.components.get(COMPONENT_OF[defect], 0), 0) for each in own]))
        refused.append(_mean([bool(each.answer.reasons) for each in own]))
        fnmr.append(_mean([score is None or score < threshold for score in scored]))
    return Dose(
        defect=defect,
        component=COMPONENT_OF[defect],
        levels=levels,
        quality=qualities,
        refused=refused,
        fnmr=fnmr,
        rises=rises([value for value in qualities if value is not None]),
    )


def _series(defect: Defect, records: Sequence[FaceRecord]) -> dict[_Capture, set[str]]:
    """The files of each capture that has this defect by levels: spoiled ones, and the good one that they were made of."""
    found: dict[_Capture, set[str]] = defaultdict(set)
    for record in records:
        if record.kind == "selfie" and record.defect == defect and record.level is not None:
            found[record.identity, record.capture].add(record.file)
    for record in records:
        if is_good(record) and (record.identity, record.capture) in found:
            found[record.identity, record.capture].add(record.file)
    return found


def _of_series(asked: Sequence[_Asked], series: dict[_Capture, set[str]]) -> list[_Asked]:
    """What was asked about captures of which everything was: a trial that was cut must not compare other people by level."""
    files = {each.picture.file for each in asked}
    whole = {file for own in series.values() if own <= files for file in own}
    return [each for each in asked if each.picture.file in whole]


def _dose_of(picture: FaceRecord) -> int:
    return 0 if picture.defect is None else picture.level or 0


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


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
