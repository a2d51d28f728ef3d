"""Attack detection: APCER by species and instrument, BPCER, non-response, and what the whole system accepts (IAPAR, RIAPAR).

The whole system accepts a picture that its quality gate does not refuse, that it does not take for an attack, and whose score
reaches the declared threshold; an operation that the matcher does not offer stops nobody.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from conformance.matchers.measuring.groups import reported
from conformance.matchers.measuring.terms import Figure, Terms, figure, histogram
from conformance.matchers.replies import Compared, Presented, Replies
from conformance.matchers.statistics.attacks import Call, accepted_attacks, attack_errors, bona_fide_errors
from conformance.matchers.statistics.attempts import Attempts
from conformance.matchers.statistics.groups import group_report
from conformance.matchers.statistics.separation import separation
from harness.world.evaluation import GroupRates, Histogram
from harness.world.faces import FaceRecord

UNKNOWN = "unknown"


def attack_figures(replies: Replies, terms: Terms) -> list[Figure]:
    """Every figure of the detector, and of the whole."""
    attacks = [each for each in replies.presented if not each.is_bona_fide]
    bona_fide = [each for each in replies.presented if each.is_bona_fide]
    return [
        *_auc(attacks, bona_fide, terms),
        *_by_species(attacks, terms),
        *_bona_fide(bona_fide, terms),
        *_whole_system(replies, terms),
    ]


def instrument_rates(replies: Replies, terms: Terms) -> list[GroupRates]:
    """APCER by instrument, of each species that came with several."""
    by_species: dict[str, list[Presented]] = defaultdict(list)
    for each in replies.presented:
        if not each.is_bona_fide and each.answer is not None:
            by_species[_species(each.picture)].append(each)
    found = []
    for species, own in sorted(by_species.items()):
        instruments = np.array([each.picture.instrument or UNKNOWN for each in own])
        if len(set(instruments.tolist())) > 1:
            drawing = terms.drawing("instruments", species, people=_people(own))
            report = group_report([_call(each) == "bona_fide" for each in own], instruments, drawing=drawing)
            found.append(reported("apcer", species, report))
    return found


def _species(picture: FaceRecord) -> str:
    return picture.species or UNKNOWN


def _people(own: Sequence[Presented | Compared]) -> list[str]:
    return [each.picture.identity for each in own]


def _call(each: Presented) -> Call:
    if each.answer is None:
        return "no_response"
    return "attack" if each.answer.is_attack else "bona_fide"


def _auc(attacks: Sequence[Presented], bona_fide: Sequence[Presented], terms: Terms) -> list[Figure]:
    higher, lower = _scores(attacks), _scores(bona_fide)
    if higher is None or lower is None:
        return []
    return [figure("attack_auc", separation(higher, lower, level=terms.level))]


def _scores(presented: Sequence[Presented]) -> Attempts | None:
    scored = [(each.picture.identity, each.answer.score) for each in presented if each.answer]
    if not scored:
        return None
    return Attempts(np.array([score for _, score in scored]), np.array([name for name, _ in scored]))


def _by_species(attacks: Sequence[Presented], terms: Terms) -> list[Figure]:
    if not attacks:
        return []
    found: list[Figure] = []
    species = [_species(each.picture) for each in attacks]
    drawing = terms.drawing("attacks", people=_people(attacks))
    for each in attack_errors([_call(each) for each in attacks], species=species, drawing=drawing):
        found += [figure("apcer", each.apcer, of=each.species)] if each.apcer else []
        found += [figure("apnrr", each.apnrr, of=each.species)]
    return found


def _bona_fide(presented: Sequence[Presented], terms: Terms) -> list[Figure]:
    if not presented:
        return []
    drawing = terms.drawing("bona fide", people=_people(presented))
    report = bona_fide_errors([_call(each) for each in presented], drawing=drawing)
    found = [] if report.bpcer is None else [figure("bpcer", report.bpcer)]
    return [*found, figure("bpnrr", report.bpnrr)]


def _whole_system(replies: Replies, terms: Terms) -> list[Figure]:
    """IAPAR and RIAPAR over pictures that each operation was asked about: of one that was cut from a list nothing is known."""
    asked = _asked_everywhere(replies)
    attacks = [each for each in replies.compared if each.picture.kind == "attack" and each.picture.file in asked]
    genuine = [each for each in replies.genuine if each.picture.file in asked]
    if not attacks or not genuine:
        return []
    stopped = _stopped(replies)

    def accepts(each: Compared) -> bool:
        is_match = each.score is not None and each.score >= replies.identity.threshold
        return is_match and each.picture.file not in stopped

    found = []
    for each in accepted_attacks(
        [accepts(each) for each in attacks],
        species=[_species(each.picture) for each in attacks],
        frr=terms.drawing("whole system", "genuine", people=_people(genuine)).share(
            [not accepts(each) for each in genuine]
        ),
        drawing=terms.drawing("whole system", people=_people(attacks)),
    ):
        found += [figure("iapar", each.iapar, of=each.species)]
        found += [figure("riapar", each.riapar, of=each.species)]
    return found


def _asked_everywhere(replies: Replies) -> set[str]:
    """The files that were compared, and that each other operation which the matcher offers was asked about."""
    asked = {each.picture.file for each in replies.compared}
    if "quality" in replies.identity.offers:
        asked &= {each.picture.file for each in replies.judged}
    if "attack" in replies.identity.offers:
        asked &= {each.picture.file for each in replies.presented}
    return asked


def _stopped(replies: Replies) -> set[str]:
    """The files that the quality gate refuses, or that are taken for attacks; no answer lets nobody through."""
    refused = {each.picture.file for each in replies.judged if each.failed or each.answer.reasons}
    return refused | {each.picture.file for each in replies.presented if each.answer is None or each.answer.is_attack}


def attack_histogram(replies: Replies) -> Histogram | None:
    """Scores of bona fide presentations and of attacks by species, in the same bins."""
    by_kind: dict[str, list[float]] = defaultdict(list)
    for each in replies.presented:
        if each.answer is not None and each.answer.score is not None:
            by_kind["bona_fide" if each.is_bona_fide else _species(each.picture)].append(each.answer.score)
    bounds = replies.identity.attack_low, replies.identity.attack_high
    return histogram(dict(sorted(by_kind.items())), within=bounds) if by_kind else None
