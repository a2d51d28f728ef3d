"""Areas, attacks, quality, groups and signs of a matcher that is not to be trusted."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.matchers.statistics.attacks import attack_report, bona_fide_errors, full_system_report
from conformance.matchers.statistics.attempts import Attempts
from conformance.matchers.statistics.groups import Drawing, group_report
from conformance.matchers.statistics.quality import component_report, discard_curve, reason_report
from conformance.matchers.statistics.separation import area_under_curve, separation
from conformance.matchers.statistics.trust import repeat_report, trust_report

rows = st.lists(st.integers(0, 6).map(float), min_size=1, max_size=30)


def stream(seed=1):
    return np.random.Generator(np.random.PCG64(seed))


def attempts(scores, *, captures=1):
    return Attempts(np.asarray(scores, dtype=float), np.arange(len(scores)) // captures)


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
    report = trust_report(attempts([0.5] * 60), Attempts(np.full(60, 0.5), np.arange(60)))
    assert (report.sign, report.different_scores) == ("constant", 1)


def test_scores_that_know_nobody_are_random():
    draw = stream(4)
    assert trust_report(attempts(draw.normal(0, 1, 60), captures=2), impostors(draw, 30)).sign == "random"


def test_distances_given_for_scores_are_inverted():
    draw = stream()
    assert trust_report(attempts(draw.normal(-3, 1, 60), captures=2), impostors(draw, 30)).sign == "inverted"


def test_the_same_answers_are_repeatable():
    report = repeat_report([0.1, math.nan, 0.9], [0.1, math.nan, 0.9])
    assert report.is_repeatable
    assert (report.pairs, report.largest_difference) == (3, 0.0)


def test_another_score_and_a_failure_on_one_side_are_not_repeatable():
    report = repeat_report([0.1, math.nan, 0.9], [0.3, 0.5, 0.9])
    assert not report.is_repeatable
    assert (report.different, report.failed_once) == (2, 1)
    assert report.largest_difference == pytest.approx(0.2)


def test_differences_within_the_tolerance_are_repeatable():
    assert repeat_report([0.1, 0.2], [0.1 + 1e-9, 0.2], tolerance=1e-6).is_repeatable


def test_failures_alone_have_no_difference():
    assert repeat_report([math.nan], [math.nan]).largest_difference == 0.0


def test_apcer_counts_by_species_and_the_worst_one_counts():
    report = attack_report(
        ["attack"] * 90 + ["bona_fide"] * 10 + ["attack"] * 3 + ["bona_fide"] * 2,
        species=["print"] * 100 + ["mask"] * 5,
        instruments=["matte", "glossy"] * 50 + ["paper"] * 5,
    )
    assert [(each.species, each.apcer.value) for each in report.species] == [("mask", 0.4), ("print", 0.1)]
    assert report.worst_species.species == "mask"
    assert [(each.species, each.instrument, each.apcer.attempts) for each in report.instruments] == [
        ("mask", "paper", 5),
        ("print", "glossy", 50),
        ("print", "matte", 50),
    ]
    assert report.worst_instrument.instrument == "paper"


def test_an_instrument_of_two_species_counts_in_each():
    report = attack_report(["bona_fide", "attack"], species=["print", "screen"], instruments=["a", "a"])
    assert [(each.species, each.apcer.value) for each in report.instruments] == [("print", 1.0), ("screen", 0.0)]


def test_silence_is_neither_a_catch_nor_a_miss():
    found = attack_report(
        ["attack", "bona_fide", "no_response", "no_response"], species=["print"] * 4, instruments=["a"] * 4
    ).species[0]
    assert (found.apcer.value, found.apcer.attempts) == (0.5, 2)
    assert (found.apnrr.value, found.apnrr.attempts) == (0.5, 4)


def test_a_detector_that_never_answers_has_no_rate():
    report = attack_report(["no_response"], species=["print"], instruments=["a"])
    assert report.worst_species is None
    assert report.species[0].apcer is None
    assert bona_fide_errors(["no_response"]).bpcer is None


def test_bona_fide_presentations_taken_for_attacks_are_bpcer():
    found = bona_fide_errors(["bona_fide"] * 97 + ["attack"] * 2 + ["no_response"])
    assert found.bpcer.value == pytest.approx(2 / 99)
    assert found.bpnrr.value == 0.01


def test_a_call_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="maybe"):
        bona_fide_errors(["maybe"])


def test_attacks_without_species_are_refused():
    with pytest.raises(ValueError, match="species"):
        attack_report(["attack"], species=[], instruments=["a"])
    with pytest.raises(ValueError, match="species"):
        full_system_report([True], species=[], frr=0.1)


def test_riapar_adds_the_false_rejects_so_that_refusing_everybody_wins_nothing():
    report = full_system_report([True, False, False, False], species=["print", "print", "mask", "mask"], frr=0.03)
    assert [(each.species, each.riapar) for each in report.species] == [("mask", 0.03), ("print", 0.53)]
    assert report.worst_species.species == "print"
    assert full_system_report([False], species=["mask"], frr=1.0).worst_species.riapar == 1.0


def test_quality_that_could_not_be_assessed_is_no_low_quality():
    report = component_report(attempts([90.0, 80.0, -1.0]), attempts([10.0, -1.0, -1.0, 85.0]))
    assert report.area.value == 0.75
    assert (report.clean, report.clean_not_assessed) == (3, 1)
    assert (report.defective, report.defective_not_assessed) == (4, 2)


def test_quality_that_was_never_assessed_has_no_area():
    assert component_report(attempts([-1.0]), attempts([10.0])).area is None


def test_reasons_are_right_when_named_and_better_when_alone():
    report = reason_report(["BLURRED", "BLURRED", "DARK", "DARK"], [{"BLURRED"}, {"BLURRED", "DARK"}, set(), {"NOISY"}])
    assert (report.right.value, report.alone.value) == (0.5, 0.25)
    assert [(each.expected, each.right, each.alone, each.silent) for each in report.by_reason] == [
        ("BLURRED", 2, 1, 0),
        ("DARK", 0, 0, 1),
    ]


def test_quality_that_foresees_errors_lets_them_leave_first():
    curve = discard_curve([1, 2, 3, 4], [True, True, False, False])
    assert curve.discarded.tolist() == [0, 0.25, 0.5, 0.75]
    assert curve.error_rates.tolist() == pytest.approx([0.5, 1 / 3, 0, 0])
    assert curve.area(up_to=0.5) == pytest.approx(0.25 * 0.5 + 0.25 / 3)


def test_attempts_of_equal_quality_leave_together():
    curve = discard_curve([5, 5, 5, 9], [True, False, True, False])
    assert curve.discarded.tolist() == [0, 0.75]
    assert curve.error_rates.tolist() == [0.5, 0]


@given(st.lists(st.tuples(st.integers(-1, 5), st.booleans()), min_size=1, max_size=30))
def test_what_is_left_after_discarding_is_counted_exactly(pairs):
    quality, errors = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    curve = discard_curve(quality, errors)
    for level, discarded, rate in zip(sorted(set(quality)), curve.discarded, curve.error_rates, strict=True):
        left = [error for value, error in pairs if value >= level]
        assert discarded == pytest.approx(1 - len(left) / len(pairs))
        assert rate == pytest.approx(sum(left) / len(left))


def test_groups_are_compared_with_the_best_with_all_and_with_their_middle():
    errors = np.r_[np.arange(100) < 8, np.arange(300) < 6]
    report = group_report(errors, np.repeat(["a", "b"], [100, 300]))
    assert [(each.group, each.rate.value, each.rate.attempts) for each in report.groups] == [
        ("a", 0.08, 100),
        ("b", 0.02, 300),
    ]
    assert (report.worst.group, report.best.group) == ("a", "b")
    assert report.worst_to_best == pytest.approx(4)
    assert report.worst_to_overall == pytest.approx(0.08 / (14 / 400))
    assert report.worst_to_geometric_mean == pytest.approx(2)


def test_a_group_without_errors_gives_no_ratio():
    report = group_report([True, False, False], np.array(["a", "a", "b"]))
    assert report.worst_to_best is None
    assert report.worst_to_geometric_mean is None
    assert report.worst_to_overall == pytest.approx(1.5)


def test_groups_with_a_drawing_have_intervals_over_identities():
    errors = np.arange(400) % 10 == 0
    drawing = Drawing(identities=np.arange(400) // 4, stream=stream(), replicates=50)
    report = group_report(errors, np.repeat(["a", "b"], 200), drawing=drawing)
    assert {each.rate.method for each in report.groups} == {"identity bootstrap"}
    assert [each.rate.identities for each in report.groups] == [50, 50]
    assert report.overall.identities == 100


@pytest.mark.parametrize(
    "call",
    [
        lambda: bona_fide_errors([]),
        lambda: group_report([True, False], np.array(["a"])),
        lambda: group_report([], np.array([])),
        lambda: discard_curve([1], [True, False]),
        lambda: discard_curve([1, 2], [True, False]).area(up_to=0),
        lambda: reason_report(["DARK"], []),
        lambda: repeat_report([1.0], [1.0, 2.0]),
    ],
)
def test_rows_that_do_not_belong_together_are_refused(call):
    with pytest.raises(ValueError, match=r"."):
        call()
