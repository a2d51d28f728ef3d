"""What is made of answers: rates over whole presentations, intervals over people, claims by one-sided bounds, and signs."""

import numpy as np
import pytest

from conformance.matchers.answers import Given
from conformance.matchers.measuring.attack import attack_figures, attack_histogram, instrument_rates
from conformance.matchers.measuring.claims import judge_claims
from conformance.matchers.measuring.comparison import Comparisons
from conformance.matchers.measuring.quality import doses
from conformance.matchers.measuring.terms import Figure, Terms
from conformance.matchers.measuring.trust import flags
from conformance.matchers.port import AttackAnswer, Comparison, Failure, Identity, QualityAnswer
from conformance.matchers.questions import Question
from conformance.matchers.replies import Replies
from conformance.matchers.statistics.estimates import clopper_pearson
from harness.world.faces import FaceRecord

TERMS = Terms(seed=1, replicates=100)
GOOD = QualityAnswer(components={"sharpness": 90})


class Asked:
    """Records and answers, put together by hand."""

    def __init__(self, *, offers=("compare", "quality", "attack")):
        self.identity = Identity(name="by hand", offers=list(offers))
        self.records, self.pairs = [], []

    def picture(self, kind, identity, **facts):
        self.records.append(FaceRecord(file=f"{len(self.records)}.jpg", kind=kind, identity=identity, **facts))
        return len(self.records) - 1

    def compare(self, portrait, picture, score):
        answer = {"failure": Failure(cause="CRASHED")} if score is None else {"comparison": Comparison(score=score)}
        self._keep("compare", (portrait, picture), **answer)

    def quality(self, picture, answer=GOOD):
        self._keep("quality", (picture,), quality=answer)

    def attack(self, picture, *, is_attack, score=0.5):
        self._keep("attack", (picture,), attack=AttackAnswer(score=score, is_attack=is_attack))

    def _keep(self, operation, pictures, **answer):
        self.pairs.append((Question(operation, pictures), Given(question=str(len(self.pairs)), seconds=0.0, **answer)))

    @property
    def replies(self):
        return Replies(self.records, self.identity, self.pairs)


def figure(found, name, of=""):
    (one,) = (each for each in found if (each.name, each.of) == (name, of))
    return one


def presented(people, *, attacks, passing):
    """Each person's good selfie and print attacks, all of which match; of some people every attack passes."""
    asked = Asked()
    for person in range(people):
        name = f"p{person}"
        portrait, selfie = asked.picture("portrait", name), asked.picture("selfie", name)
        asked.compare(portrait, selfie, 0.9)
        asked.quality(selfie)
        asked.attack(selfie, is_attack=False)
        for number in range(attacks):
            attack = asked.picture("attack", name, species="print", instrument=("laser", "inkjet")[number % 2])
            asked.compare(portrait, attack, 0.9)
            asked.quality(attack)
            asked.attack(attack, is_attack=person >= passing)
    return asked


def test_whole_system_is_measured_on_pictures_that_every_operation_was_asked_about():
    asked = presented(4, attacks=1, passing=1)
    stranger = asked.picture("portrait", "cut")
    for kind, facts in (("attack", {"species": "print"}), ("selfie", {})):
        asked.compare(stranger, asked.picture(kind, "cut", **facts), 0.9 if kind == "attack" else 0.1)
    found = attack_figures(asked.replies, TERMS)
    iapar = figure(found, "iapar", "print").estimate
    assert (iapar.errors, iapar.attempts) == (1, 4), "nobody asked whether the fifth is an attack"
    assert figure(found, "riapar", "print").value == 0.25, "nor whether the gate takes the selfie that does not match"


def test_operation_that_is_not_offered_stops_nobody():
    asked = presented(4, attacks=1, passing=0)
    asked.identity = Identity(name="no detector", offers=["compare", "quality"])
    asked.pairs = [pair for pair in asked.pairs if pair[0].operation != "attack"]
    assert figure(attack_figures(asked.replies, TERMS), "iapar", "print").value == 1.0


def test_attacks_on_the_same_people_have_intervals_over_people():
    apcer = figure(attack_figures(presented(6, attacks=4, passing=2).replies, TERMS), "apcer", "print").estimate
    assert (apcer.method, apcer.unit) == ("identity bootstrap", "identities")
    assert (apcer.errors, apcer.attempts, apcer.identities) == (8, 24, 6)
    naive = clopper_pearson(8, 24)
    assert apcer.low <= naive.low
    assert apcer.high > naive.high


def test_one_attack_a_person_is_what_clopper_pearson_is_for():
    apcer = figure(attack_figures(presented(6, attacks=1, passing=2).replies, TERMS), "apcer", "print").estimate
    assert apcer.method == "clopper-pearson"
    assert (apcer.low, apcer.high) == (clopper_pearson(2, 6).low, clopper_pearson(2, 6).high)


def test_each_instrument_of_a_species_has_its_rate_and_the_worst_its_ratio():
    asked = presented(4, attacks=2, passing=0)
    for at, (question, _) in enumerate(asked.pairs):
        if question.operation == "attack" and asked.records[question.pictures[0]].instrument == "inkjet":
            asked.pairs[at] = (question, Given(question="x", seconds=0, attack=AttackAnswer(score=0, is_attack=False)))
    (found,) = instrument_rates(asked.replies, TERMS)
    assert (found.name, found.attribute) == ("apcer", "print")
    assert [(rate.of, rate.value, rate.attempts) for rate in found.groups] == [("inkjet", 1.0, 4), ("laser", 0.0, 4)]
    assert found.worst_to_overall == 2.0


def test_attack_scores_that_are_all_but_equal_have_a_histogram():
    asked = Asked()
    for score in (0.5, 0.5 + 1.2e-16):
        asked.attack(asked.picture("selfie", "a"), is_attack=False, score=score)
    assert sum(attack_histogram(asked.replies).counts["bona_fide"]) == 2


def test_dose_leaves_out_people_whose_series_was_cut():
    asked = Asked()
    for name, levels in (("whole", (0, 1, 2)), ("cut", (1, 2))):
        for level in (0, 1, 2):
            facts = {"defect": "blur", "level": level} if level else {}
            picture = asked.picture("selfie", name, capture=1, **facts)
            if level in levels:
                quality = {"whole": 80, "cut": 20}[name] - 10 * level
                asked.quality(picture, QualityAnswer(components={"sharpness": quality}))
    (dose,) = doses(asked.replies)
    assert (dose.levels, dose.quality) == ([0, 1, 2], [80, 70, 60])


def compared(genuine, impostor):
    asked = Asked(offers=["compare"])
    first, second = (asked.picture("portrait", name) for name in ("a", "b"))
    for portrait, name, scores in ((first, "a", genuine), (second, "a", impostor)):
        for score in scores:
            asked.compare(portrait, asked.picture("selfie", name), score)
    return asked.replies


@pytest.mark.parametrize(("genuine", "impostor"), [([None], [None]), ([0.9], [None]), ([None], [0.1]), ([0.9], [])])
def test_comparison_without_scores_of_a_kind_is_flagged(genuine, impostor):
    replies = compared(genuine, impostor)
    found = flags(replies, [], Comparisons(replies, TERMS), TERMS)
    assert "flag.no_scores" in {flag.code for flag in found}


def test_scores_of_both_kinds_are_not_flagged_as_none():
    replies = compared([0.9], [0.1])
    found = flags(replies, [], Comparisons(replies, TERMS), TERMS)
    assert "flag.no_scores" not in {flag.code for flag in found}


def test_claim_is_contradicted_by_the_one_sided_bound():
    estimate = clopper_pearson(8, 100)
    claimed = float(np.mean([estimate.low, estimate.lower_bound]))
    own = Figure(name="fta", value=estimate.value, estimate=estimate)
    (found,) = judge_claims([("fta", claimed)], [own], None)
    assert estimate.low < claimed < estimate.lower_bound
    assert (found.because.code, found.because.facts) == ("claim.contradicted", {"bound": "4.04 %"})


def test_claim_about_which_nothing_was_measured_is_answered_all_the_same():
    (found,) = judge_claims([("apcer", 0.1)], [], None)
    assert (found.because.code, found.independent, found.needed_to_bound) == ("rule.3", 0, 30)
