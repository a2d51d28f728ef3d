"""Attack detection: APCER by species and instrument, BPCER, non-response, and what the whole system accepts (IAPAR, RIAPAR).

The whole system accepts a picture that its quality gate does not refuse, that it does not take for an attack, and whose score
reaches the declared threshold; an operation that the matcher does not offer stops nobody.
"""

from collections.abc import Sequence

import numpy as np

from conformance.matchers.measuring.terms import Terms, rate
from conformance.matchers.replies import Compared, Presented, Replies
from conformance.matchers.statistics.attacks import (
    AttackErrors,
    Call,
    attack_report,
    bona_fide_errors,
    full_system_report,
)
from conformance.matchers.statistics.attempts import Attempts
from conformance.matchers.statistics.separation import separation
from harness.world.evaluation import Histogram, Rate

_BINS = 40
UNKNOWN = "unknown"


def attack_rates(replies: Replies, terms: Terms) -> list[Rate]:
    """Every figure of the detector, and of the whole."""
    attacks = [each for each in replies.presented if not each.is_bona_fide]
    bona_fide = [each for each in replies.presented if each.is_bona_fide]
    return [
        *_auc(attacks, bona_fide, terms),
        *_by_species(attacks, terms),
        *_bona_fide(bona_fide, terms),
        *_whole_system(replies, terms),
    ]


def _call(each: Presented) -> Call:
    if each.answer is None:
        return "no_response"
    return "attack" if each.answer.is_attack else "bona_fide"


def _auc(attacks: Sequence[Presented], bona_fide: Sequence[Presented], terms: Terms) -> list[Rate]:
    higher, lower = _scores(attacks), _scores(bona_fide)
    if higher is None or lower is None:
        return []
    return [rate("attack_auc", separation(higher, lower, level=terms.level))]


def _scores(presented: Sequence[Presented]) -> Attempts | None:
    scored = [(each.picture.identity, each.answer.score) for each in presented if each.answer]
    if not scored:
        return None
    return Attempts(np.array([score for _, score in scored]), np.array([name for name, _ in scored]))


def _by_species(attacks: Sequence[Presented], terms: Terms) -> list[Rate]:
    if not attacks:
        return []
    report = attack_report(
        [_call(each) for each in attacks],
        species=[each.picture.species or UNKNOWN for each in attacks],
        instruments=[each.picture.instrument or UNKNOWN for each in attacks],
        level=terms.level,
    )
    return [figure for each in report.species for figure in _errors(each)]


def _errors(each: AttackErrors) -> list[Rate]:
    found = [] if each.apcer is None else [rate("apcer", each.apcer, of=each.species)]
    return [*found, rate("apnrr", each.apnrr, of=each.species)]


def _bona_fide(presented: Sequence[Presented], terms: Terms) -> list[Rate]:
    if not presented:
        return []
    report = bona_fide_errors([_call(each) for each in presented], level=terms.level)
    found = [] if report.bpcer is None else [rate("bpcer", report.bpcer)]
    return [*found, rate("bpnrr", report.bpnrr)]


def _whole_system(replies: Replies, terms: Terms) -> list[Rate]:
    compared = [each for each in replies.compared if each.picture.kind == "attack"]
    if not compared or not replies.genuine:
        return []
    refused = {each.picture.file for each in replies.judged if each.failed or each.answer.reasons}
    stopped = {each.picture.file for each in replies.presented if each.answer is None or each.answer.is_attack}

    def accepts(each: Compared) -> bool:
        is_match = each.score is not None and each.score >= replies.identity.threshold
        return is_match and each.picture.file not in refused | stopped

    frr = sum(not accepts(each) for each in replies.genuine) / len(replies.genuine)
    report = full_system_report(
        np.array([accepts(each) for each in compared]),
        species=[each.picture.species or UNKNOWN for each in compared],
        frr=frr,
        level=terms.level,
    )
    found = []
    for each in report.species:
        found += [rate("iapar", each.iapar, of=each.species), Rate(name="riapar", of=each.species, value=each.riapar)]
    return found


def attack_histogram(replies: Replies) -> Histogram | None:
    """Scores of bona fide presentations and of attacks by species, in the same bins."""
    by_kind: dict[str, list[float]] = {}
    for each in replies.presented:
        if each.answer is not None and each.answer.score is not None:
            name = "bona_fide" if each.is_bona_fide else each.picture.species or UNKNOWN
            by_kind.setdefault(name, []).append(each.answer.score)
    if not by_kind:
        return None
    edges = np.histogram_bin_edges(np.concatenate([np.array(each) for each in by_kind.values()]), bins=_BINS)
    counts = {name: np.histogram(values, edges)[0].tolist() for name, values in sorted(by_kind.items())}
    return Histogram(edges=edges.tolist(), counts=counts)
