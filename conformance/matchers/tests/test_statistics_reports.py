"""Areas, attacks, quality, groups and signs of a matcher that is not to be trusted."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.matchers.statistics.attacks import accepted_attacks, attack_errors, bona_fide_errors
from conformance.matchers.statistics.attempts import Attempts
from conformance.matchers.statistics.estimates import clopper_pearson
from conformance.matchers.statistics.groups import group_report
from conformance.matchers.statistics.quality import component_area, reason_report
from conformance.matchers.statistics.resampling import Drawing
from conformance.matchers.statistics.separation import area_under_curve, separation
from conformance.matchers.statistics.trust import repeat_report, trust_report

rows = st.lists(st.integers(0, 6).map(float), min_size=1, max_size=30)


def stream(seed=1):
    return np.random.Generator(np.random.PCG64(seed))


def attempts(scores, *, captures=1):
    return Attempts(np.asarray(scores, dtype=float), np.arange(len(scores)) // captures)


def drawing(count, *, attempts=1):
    """People of so many attempts each."""
    return Drawing(identities=np.arange(count) // attempts, stream=stream(), replicates=50)


def impostors(draw, identities):
    first, second = np.nonzero(~np.eye(identities, dtype=bool))
    return Attempts(draw.normal(0, 1, len(first)), first, second)


@given(higher=rows, lower=rows)
def test_the_area_is_the_share_of_pairs_in_order_with_ties_as_halves(higher, lower):
    pairs = [(one > other) + (one == other) / 2 for one in higher for other in lower]
    assert area_under_curve(higher, lower) == pytest.approx(sum(pairs) / len(pairs), abs=1e-12)


@given(higher=rows, lower=rows)
def test_exchanged_kinds_have_the_opposite_area(higher, lower):
    assert area_under_curve(higher, lower) == pytest.approx(1 - area_under_curve(lower, higher), abs=1e-12)


def test_the_interval_of_an_area_covers_the_truth_although_captures_of_a_person_go_together():
    draw, held, trials = stream(3), 0, 300
    truth = 0.5 * (1 + math.erf(1.0 / math.sqrt(3) / math.sqrt(2)))
    spread = math.sqrt(0.5)
    for _ in range(trials):
        good = 1.0 + np.repeat(draw.normal(0, 1, 60), 8) + draw.normal(0, spread, 480)
        bad = np.repeat(draw.normal(0, 1, 60), 8) + draw.normal(0, spread, 480)
        higher = Attempts(good, np.repeat(np.arange(60), 8))
        lower = Attempts(bad, np.repeat(np.arange(60, 120), 8))
        found = separation(higher, lower)
        held += found.low <= truth <= found.high
    assert 0.91 <= held / trials <= 0.99


def test_complete_separation_is_bounded_by_the_number_of_people():
    found = separation(attempts([3.0] * 50), attempts([1.0] * 200))
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.lower_bound == pytest.approx(0.05 ** (1 / 50))


def test_a_sound_matcher_shows_no_sign():
    draw = stream()
    report = trust_report(attempts(draw.normal(3, 1, 60), captures=2), impostors(draw, 30))
    assert report.sign is None
    assert report.area.low > 0.9


def test_one_number_for_everything_is_constant():
    assert trust_report(attempts([0.5] * 60), Attempts(np.full(60, 0.5), np.arange(60))).sign == "constant"


def test_scores_that_know_nobody_are_random():
    draw = stream(4)
    assert trust_report(attempts(draw.normal(0, 1, 60), captures=2), impostors(draw, 30)).sign == "random"


def test_distances_given_for_scores_are_inverted():
    draw = stream()
    assert trust_report(attempts(draw.normal(-3, 1, 60), captures=2), impostors(draw, 30)).sign == "inverted"


def test_the_same_answers_are_repeatable():
    report = repeat_report([0.0, 0.0, 0.0])
    assert report.is_repeatable
    assert (report.pairs, report.largest_difference) == (3, 0.0)


def test_another_answer_is_not_repeatable():
    report = repeat_report([0.2, 0.0, 0.5])
    assert not report.is_repeatable
    assert (report.pairs, report.different, report.largest_difference) == (3, 2, 0.5)


def test_differences_within_the_tolerance_are_repeatable():
    assert repeat_report([1e-9, 0.0], tolerance=1e-6).is_repeatable


def test_apcer_counts_by_species_and_never_over_them():
    found = attack_errors(
        ["attack"] * 90 + ["bona_fide"] * 10 + ["attack"] * 3 + ["bona_fide"] * 2,
        species=["print"] * 100 + ["mask"] * 5,
        drawing=drawing(105),
    )
    assert [(each.species, each.apcer.value, each.apcer.errors, each.apcer.attempts) for each in found] == [
        ("mask", 0.4, 2, 5),
        ("print", 0.1, 10, 100),
    ]


def test_silence_is_neither_a_catch_nor_a_miss():
    calls = ["attack", "bona_fide", "no_response", "no_response"]
    (found,) = attack_errors(calls, species=["print"] * 4, drawing=drawing(4))
    assert (found.apcer.value, found.apcer.attempts) == (0.5, 2)
    assert (found.apnrr.value, found.apnrr.attempts) == (0.5, 4)


def test_a_detector_that_never_answers_has_no_rate():
    (found,) = attack_errors(["no_response"], species=["print"], drawing=drawing(1))
    assert (found.apcer, found.apnrr.value) == (None, 1.0)
    assert bona_fide_errors(["no_response"], drawing=drawing(1)).bpcer is None


def test_bona_fide_presentations_taken_for_attacks_are_bpcer():
    found = bona_fide_errors(["bona_fide"] * 97 + ["attack"] * 2 + ["no_response"], drawing=drawing(100))
    assert found.bpcer.value == pytest.approx(2 / 99)
    assert found.bpnrr.value == 0.01


def test_attacks_on_the_same_people_count_by_people():
    calls = (["bona_fide"] * 8 + ["attack"] * 12) * 5
    apart, together = (
        attack_errors(calls, species=["print"] * 100, drawing=drawing(100, attempts=each))[0].apcer for each in (1, 20)
    )
    assert (apart.method, apart.unit, apart.attempts) == ("clopper-pearson", "attempts", 100)
    assert (together.method, together.unit, together.identities) == ("identity bootstrap", "identities", 5)


def test_no_caught_attack_on_few_people_is_bounded_by_their_number():
    (found,) = attack_errors(["attack"] * 120, species=["print"] * 120, drawing=drawing(120, attempts=10))
    assert found.apcer.upper_bound == pytest.approx(1 - 0.05 ** (1 / 12))


def test_a_call_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="maybe"):
        bona_fide_errors(["maybe"], drawing=drawing(1))


def test_attacks_without_species_are_refused():
    with pytest.raises(ValueError, match="species"):
        attack_errors(["attack"], species=[], drawing=drawing(1))
    with pytest.raises(ValueError, match="species"):
        accepted_attacks([True], species=[], frr=clopper_pearson(1, 10), drawing=drawing(1))


def test_riapar_adds_the_false_rejects_so_that_refusing_everybody_wins_nothing():
    kinds = ["print", "print", "mask", "mask"]
    found = accepted_attacks(
        [True, False, False, False], species=kinds, frr=clopper_pearson(3, 100), drawing=drawing(4)
    )
    assert [(each.species, each.iapar.value, each.riapar.value) for each in found] == [
        ("mask", 0.0, 0.03),
        ("print", 0.5, 0.53),
    ]
    assert [each.riapar.high == each.iapar.high + clopper_pearson(3, 100).high for each in found] == [True, True]
    refusing = accepted_attacks([False], species=["mask"], frr=clopper_pearson(9, 9), drawing=drawing(1))
    assert refusing[0].riapar.value == 1.0


def test_quality_that_could_not_be_assessed_is_no_low_quality():
    area = component_area(attempts([90.0, 80.0, -1.0]), attempts([10.0, -1.0, -1.0, 85.0]))
    assert (area.value, area.attempts) == (0.75, 4)


def test_quality_that_was_never_assessed_has_no_area():
    assert component_area(attempts([-1.0]), attempts([10.0])) is None


def test_reasons_are_right_when_named_and_better_when_alone():
    everything, by_reason = reason_report(
        ["BLURRED", "BLURRED", "DARK", "DARK"],
        [{"BLURRED"}, {"BLURRED", "DARK"}, set(), {"NOISY"}],
        drawing=drawing(4, attempts=2),
    )
    assert (everything.right.value, everything.alone.value) == (0.5, 0.25)
    assert [(each.expected, each.right.value, each.alone.value, each.right.attempts) for each in by_reason] == [
        ("BLURRED", 1.0, 0.5, 2),
        ("DARK", 0.0, 0.0, 2),
    ]
    assert everything.right.identities == 2


def test_groups_are_compared_with_the_best_with_all_and_with_their_middle():
    errors = np.r_[np.arange(100) < 8, np.arange(300) < 6]
    report = group_report(errors, np.repeat(["a", "b"], [100, 300]), drawing=drawing(400))
    assert [(each.group, each.rate.value, each.rate.attempts) for each in report.groups] == [
        ("a", 0.08, 100),
        ("b", 0.02, 300),
    ]
    assert report.worst_to_best == pytest.approx(4)
    assert report.worst_to_overall == pytest.approx(0.08 / (14 / 400))
    assert report.worst_to_geometric_mean == pytest.approx(2)


def test_a_group_without_errors_gives_no_ratio():
    report = group_report([True, False, False], np.array(["a", "a", "b"]), drawing=drawing(3))
    assert report.worst_to_best is None
    assert report.worst_to_geometric_mean is None
    assert report.worst_to_overall == pytest.approx(1.5)


def test_groups_of_people_with_several_attempts_have_intervals_over_people():
    errors = np.arange(400) % 10 == 0
    report = group_report(errors, np.repeat(["a", "b"], 200), drawing=drawing(400, attempts=4))
    assert {each.rate.method for each in report.groups} == {"identity bootstrap"}
    assert [each.rate.identities for each in report.groups] == [50, 50]
    assert report.overall.identities == 100


@pytest.mark.parametrize(
    "call",
    [
        lambda: bona_fide_errors([], drawing=drawing(1)),
        lambda: bona_fide_errors(["attack"], drawing=drawing(2)),
        lambda: group_report([True, False], np.array(["a"]), drawing=drawing(2)),
        lambda: group_report([], np.array([]), drawing=drawing(1)),
        lambda: reason_report(["DARK"], [], drawing=drawing(1)),
        lambda: repeat_report([]),
        lambda: repeat_report([-0.1]),
    ],
)
def test_rows_that_do_not_belong_together_are_refused(call):
    with pytest.raises(ValueError, match=r"."):
        call()
