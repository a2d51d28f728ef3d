"""What is made of answers: rates over whole presentations, intervals over people, claims by one-sided bounds, and signs."""

import numpy as np
import pytest

from conformance.matchers.answers import Given
from conformance.matchers.measuring.attack import attack_figures, attack_histogram, instrument_rates
from conformance.matchers.measuring.claims import judge_claims
from conformance.matchers.measuring.comparison import Comparisons
from conformance.matchers.measuring.groups import group_rates
from conformance.matchers.measuring.quality import doses
from conformance.matchers.measuring.terms import Figure, Terms
from conformance.matchers.measuring.trust import failures, flags
from conformance.matchers.port import AttackAnswer, Comparison, Failure, Identity, QualityAnswer
from conformance.matchers.questions import Question
from conformance.matchers.replies import Replies
from conformance.matchers.statistics.estimates import clopper_pearson
from harness.world.faces import FaceRecord
from harness.world.reasons import sentence

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
    assert figure(found, "riapar", "print").estimate.value == 0.25, (
        "nor whether the gate takes the selfie that does not match"
    )


def test_operation_that_is_not_offered_stops_nobody():
    asked = presented(4, attacks=1, passing=0)
    asked.identity = Identity(name="no detector", offers=["compare", "quality"])
    asked.pairs = [pair for pair in asked.pairs if pair[0].operation != "attack"]
    assert figure(attack_figures(asked.replies, TERMS), "iapar", "print").estimate.value == 1.0


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


def test_attack_scores_that_are_one_number_stay_within_the_declared_bounds():
    asked = Asked()
    for name in "ab":
        asked.attack(asked.picture("selfie", name), is_attack=False, score=0.1)
    edges = attack_histogram(asked.replies).edges
    assert (edges[0], edges[-1]) == (0.0, 0.6), "no score lies below 0"


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


def repeated(first, second, *, probe="again", pairs=20):
    """Comparisons that were asked twice; of the first pair the answers are these, of the others the same twice."""
    asked = Asked(offers=["compare"])
    portrait = asked.picture("portrait", "a")
    for number in range(pairs):
        selfie = asked.picture("selfie", "a")
        for answer, way in ((first, ""), (second, probe)):
            told = answer if number == 0 else {"comparison": Comparison(score=0.8)}
            question = Question("compare", (portrait, selfie), way)
            asked.pairs.append((question, Given(question=f"{number}{way}", seconds=0.0, **told)))
    return asked.replies


def flagged(replies):
    return {
        flag.code.removeprefix("flag."): flag.facts for flag in flags(replies, [], Comparisons(replies, TERMS), TERMS)
    }


ANSWERED = {"comparison": Comparison(score=0.8)}
REFUSED = {"failure": Failure(cause="REFUSED", note="DARK")}
LATE = {"failure": Failure(cause="TIMEOUT")}


@pytest.mark.parametrize("probe", ["again", "other file", "same mark"])
@pytest.mark.parametrize(("first", "second"), [(ANSWERED, LATE), (LATE, ANSWERED), (LATE, REFUSED)])
def test_call_that_failed_once_is_failing_and_no_other_answer(first, second, probe):
    found = flagged(repeated(first, second, probe=probe))
    assert {"not_repeatable", "leaky", "marks"}.isdisjoint(found)
    assert found["failing"]["causes"] == "TIMEOUT 1"


@pytest.mark.parametrize(
    ("probe", "flag"), [("again", "not_repeatable"), ("other file", "leaky"), ("same mark", "marks")]
)
def test_refusal_of_what_was_answered_is_as_far_from_it_as_can_be(probe, flag):
    facts = flagged(repeated(ANSWERED, REFUSED, probe=probe))[flag]
    assert (facts["different"], facts["pairs"], facts["most"]) == ("1", "20", "1")


def test_calls_without_an_answer_are_counted_as_the_flag_counts_them():
    replies = repeated(LATE, LATE)
    assert [(each.cause, each.count) for each in failures(replies)] == [("TIMEOUT", 2)]
    assert (flagged(replies)["failing"]["count"], flagged(replies)["failing"]["all"]) == ("2", "40")


def detected(answers_to_attacks, answers_to_people):
    asked = Asked(offers=["attack"])
    for kind, answers in (("attack", answers_to_attacks), ("selfie", answers_to_people)):
        for number, (score, is_attack) in enumerate(answers):
            asked.attack(asked.picture(kind, f"p{number}"), is_attack=is_attack, score=score)
    return asked.replies


@pytest.mark.parametrize(
    ("attacks", "people", "expected"),
    [
        ([(0.1, False)] * 10, [(0.1, False)] * 10, {"constant_attack", "accepts_attacks"}),
        ([(0.9, True)] * 10, [(0.9, True)] * 10, {"constant_attack"}),
        ([(0.2, False)] * 10, [(0.1, False)] * 10, {"accepts_attacks"}),
        ([(0.2, False)] * 9 + [(0.9, True)], [(0.1, False)] * 10, set()),
        ([(0.2, False)] * 9, [(0.1, False)] * 10, set()),
        ([], [(0.1, False)] * 10, set()),
    ],
)
def test_detector_that_tells_nothing_apart_is_flagged(attacks, people, expected):
    assert flagged(detected(attacks, people)).keys() == expected


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


def several(people, *, genuine, impostor):
    """Everybody's selfie with every portrait; scores by the two people."""
    asked = Asked(offers=["compare"])
    portraits = [asked.picture("portrait", f"p{person}") for person in range(people)]
    for one in range(people):
        for _ in range(2):
            selfie = asked.picture("selfie", f"p{one}")
            for other, portrait in enumerate(portraits):
                asked.compare(portrait, selfie, genuine(one) if one == other else impostor(one, other))
    return asked.replies


def test_stricter_fmr_has_no_end_below_that_of_a_looser_one():
    """One person in twelve is lured by most, so that rows that drew different people contradicted each other."""
    draw = np.random.Generator(np.random.PCG64(2))
    replies = several(12, genuine=lambda _: draw.normal(0.6, 0.3), impostor=lambda *_: draw.normal(0.3, 0.3))
    found = [each.estimate for each in Comparisons(replies, TERMS).figures() if each.name == "fnmr_at_fmr"]
    for name in ("low", "high", "lower_bound", "upper_bound"):
        ends = [getattr(each, name) for each in found]
        assert ends == sorted(ends)


def test_every_figure_has_an_interval_and_says_what_it_stands_on():
    asked = presented(4, attacks=2, passing=1)
    asked.compare(0, asked.picture("selfie", "p1"), 0.1)
    found = [*Comparisons(asked.replies, TERMS).figures(), *attack_figures(asked.replies, TERMS)]
    assert {"far", "frr", "gfar", "gfrr", "riapar"} <= {each.name for each in found}
    for each in (each.rate for each in found):
        assert each.low <= each.value <= each.high
        assert (each.method != "", each.attempts > 0, each.identities > 0) == (True, True, True)


def test_false_rejects_are_the_attempts_without_a_score_or_with_a_low_one():
    replies = compared([0.9, 0.2, None, 0.9], [0.1])
    found = Comparisons(replies, TERMS).figures()
    frr = figure(found, "frr").estimate
    fta, fnmr = (figure(found, name).estimate.value for name in ("fta", "fnmr"))
    assert (frr.errors, frr.attempts) == (2, 4)
    assert frr.value == pytest.approx(fta + fnmr * (1 - fta))


@pytest.mark.parametrize("impostor", [0.5, 0.9])
def test_equal_error_rate_of_curves_that_do_not_cross_is_called_a_convention(impostor):
    found = Comparisons(compared([0.9, 0.9], [impostor]), TERMS).figures()
    doubt = figure(found, "eer").doubt
    assert (doubt and doubt.code) == (None if impostor < 0.9 else "no_crossing")


def test_warning_about_pairs_says_how_many_people_they_come_from():
    replies = several(5, genuine=lambda _: 0.9, impostor=lambda *_: 0.1)
    doubt = figure(Comparisons(replies, TERMS).figures(), "fnmr_at_fmr", "0.01").doubt
    assert (doubt.code, doubt.facts["people"], doubt.facts["independent"]) == ("rule.3.pairs", "5", "2")
    assert sentence(doubt) == "rule of 3: 5 people in 2 pairs (nobody in two) cannot bear out 1 %; it takes 300"


def test_claim_is_contradicted_by_the_one_sided_bound():
    estimate = clopper_pearson(8, 100)
    claimed = float(np.mean([estimate.low, estimate.lower_bound]))
    own = Figure(name="fta", estimate=estimate)
    (found,) = judge_claims([("fta", claimed)], [own], None)
    assert estimate.low < claimed < estimate.lower_bound
    assert (found.because.code, found.because.facts) == ("claim.contradicted", {"bound": "4.04 %"})


def test_claim_about_which_nothing_was_measured_is_answered_all_the_same():
    (found,) = judge_claims([("apcer", 0.1)], [], None)
    assert (found.because.code, found.independent, found.needed_to_bound) == ("rule.3", 0, 30)


def test_by_group_too_a_selfie_fails_only_with_a_portrait_that_was_enrolled():
    asked = Asked()
    for who, sex, scores in (("a", "female", (0.9, None)), ("b", "male", (0.9, 0.9)), ("c", "male", (None, None))):
        portrait = asked.picture("portrait", who)
        for score in scores:
            asked.compare(portrait, asked.picture("selfie", who, groups={"sex": sex}), score)
    (fta,) = (each for each in group_rates(asked.replies, TERMS) if each.name == "fta")
    assert {group.of: (group.value, group.attempts) for group in fta.groups} == {"female": (0.5, 2), "male": (0.0, 2)}
    whole = figure(Comparisons(asked.replies, TERMS).figures(), "fta").estimate
    assert (whole.value, whole.attempts) == (0.25, 4)
