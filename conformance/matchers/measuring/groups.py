"""Rates by group of people, at one threshold for all: sex, age, skin tone and whatever else the manifest says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from conformance.matchers.measuring.terms import Terms, figure
from conformance.matchers.questions import is_good
from conformance.matchers.replies import Compared, Replies
from conformance.matchers.statistics.groups import GroupReport, group_report
from harness.world.evaluation import GroupRates, RateName
from harness.world.faces import FaceRecord

_REPLICATES = 300
_LEAST = 2
"""Groups that can be compared."""


@dataclass(frozen=True, slots=True)
class _Case:
    """Whether an attempt went wrong, and who it is about; of a pair both are of one group."""

    is_error: bool
    picture: FaceRecord
    other: FaceRecord | None = None


def group_rates(replies: Replies, terms: Terms) -> list[GroupRates]:
    """Every rate by every attribute that has at least two groups."""
    attributes = sorted({name for record in replies.records for name in record.groups})
    cases = list(_cases(replies))
    found = [_by_group(name, attribute, own, terms) for attribute in attributes for name, own in cases]
    return [each for each in found if each is not None]


def _cases(replies: Replies) -> Iterator[tuple[RateName, list[_Case]]]:
    threshold = replies.identity.threshold
    genuine, impostor = replies.genuine, replies.impostor
    yield "fnmr", [_Case(each.score < threshold, each.picture) for each in genuine if each.score is not None]
    yield "fmr", [_pair(each, threshold) for each in impostor if each.score is not None]
    yield "fta", [_Case(each.score is None, each.picture) for each in replies.tried]
    good = [each for each in replies.judged if is_good(each.picture) and not each.failed]
    yield "refused", [_Case(bool(each.answer.reasons), each.picture) for each in good]
    shown = [each for each in replies.presented if each.is_bona_fide]
    yield "bpcer", [_Case(bool(each.answer.is_attack), each.picture) for each in shown if each.answer]


def _pair(each: Compared, threshold: float) -> _Case:
    return _Case(each.score is not None and each.score >= threshold, each.picture, each.portrait)


def _by_group(name: RateName, attribute: str, cases: Sequence[_Case], terms: Terms) -> GroupRates | None:
    own = [each for each in cases if _has_group(each, attribute)]
    labels = np.array([each.picture.groups[attribute] for each in own])
    if len(set(labels.tolist())) < _LEAST:
        return None
    drawing = terms.drawing(
        *("groups", name, attribute),
        people=[each.picture.identity for each in own],
        others=[each.other.identity for each in own if each.other is not None],
        replicates=min(terms.replicates, _REPLICATES),
    )
    return reported(name, attribute, group_report([each.is_error for each in own], labels, drawing=drawing))


def reported(name: RateName, attribute: str, report: GroupReport) -> GroupRates:
    """The rates of groups as they stand in `evaluation.json`."""
    return GroupRates(
        name=name,
        attribute=attribute,
        groups=[figure(name, each.rate, of=each.group).rate for each in report.groups],
        worst_to_best=report.worst_to_best,
        worst_to_overall=report.worst_to_overall,
        worst_to_geometric_mean=report.worst_to_geometric_mean,
    )


def _has_group(each: _Case, attribute: str) -> bool:
    group = each.picture.groups.get(attribute)
    return group is not None and (each.other is None or each.other.groups.get(attribute) == group)
