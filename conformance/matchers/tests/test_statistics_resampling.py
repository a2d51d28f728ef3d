"""The bootstrap over identities equals one that copies people by hand, covers the truth, and says when it knows nothing."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.matchers.statistics import resampling
from conformance.matchers.statistics.attempts import Attempts, independent_identities, number_identities
from conformance.matchers.statistics.errors import equal_error_rate, error_curve, fnmr_at_fmr
from conformance.matchers.statistics.resampling import bootstrap_eer, bootstrap_fnmr_at_fmr, bootstrap_rate, in_order


def stream(seed=1):
    return np.random.Generator(np.random.PCG64(seed))


def people(*, identities, captures, seed=1, digits=None, apart=3.0):
    """Genuine and impostor attempts: people differ in how well they are recognized and in whom they look like."""
    draw = stream(seed)
    who = np.repeat(np.arange(identities), captures)
    genuine = draw.normal(apart, 1, len(who)) + np.repeat(draw.normal(0, 0.8, identities), captures)
    first, second = np.nonzero(~np.eye(identities, dtype=bool))
    lure = draw.normal(0, 0.5, identities)
    impostor = draw.normal(0, 1, len(first)) + lure[first] + lure[second]
    if digits is not None:
        genuine, impostor = np.round(genuine, digits), np.round(impostor, digits)
    return Attempts(genuine, who), Attempts(impostor, first, second)


def by_hand(genuine, impostor, *, figure, replicates, seed):
    """The same draws, with every attempt copied as often as its identities were drawn."""
    known = int(genuine.identities.max()) + 1
    drawn = stream(seed).multinomial(known, np.full(known, 1 / known), size=replicates)
    values = []
    for counts in drawn:
        own = np.repeat(genuine.scores, counts[genuine.identities])
        foreign = np.repeat(impostor.scores, counts[impostor.identities] * counts[impostor.others])
        if len(foreign) == 0:
            continue  # one person alone was drawn
        values.append(figure(error_curve(own, foreign)))
    return values


@pytest.mark.parametrize("digits", [None, 1, 0])
@pytest.mark.parametrize("apart", [1.0, 3.0, 6.0])
def test_equal_error_rates_are_those_of_copied_people(digits, apart):
    genuine, impostor = people(identities=25, captures=4, digits=digits, apart=apart)
    found = bootstrap_eer(genuine, impostor, stream=stream(5), replicates=80)
    values = by_hand(genuine, impostor, figure=lambda curve: equal_error_rate(curve).value, replicates=80, seed=5)
    assert found.value == equal_error_rate(error_curve(genuine.scores, impostor.scores)).value
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(values, [0.025, 0.975])), abs=1e-12)
    assert (found.lower_bound, found.upper_bound) == pytest.approx(tuple(np.quantile(values, [0.05, 0.95])), abs=1e-12)


class Everybody:
    """Draws each identity once, so that every replicate is the sample."""

    def multinomial(self, identities, _, *, size):
        return np.ones((size, identities), dtype=int)


ties = st.lists(st.integers(0, 5).map(float), min_size=2, max_size=30)


@given(genuine=ties, impostor=ties)
def test_everybody_drawn_once_gives_the_equal_error_rate_of_the_sample(genuine, impostor):
    own = Attempts(np.array(genuine), np.arange(len(genuine)))
    foreign = Attempts(np.array(impostor), np.arange(len(impostor)))
    found = bootstrap_eer(own, foreign, stream=Everybody(), replicates=2)
    assert found.value == equal_error_rate(error_curve(genuine, impostor)).value
    if found.method == "identity bootstrap":
        assert found.low == found.high == pytest.approx(found.value, abs=1e-12)


@pytest.mark.parametrize("digits", [None, 1, 0])
@pytest.mark.parametrize("at_most", [0.0, 0.001, 0.05, 0.4])
def test_fnmr_at_an_fmr_is_that_of_copied_people(digits, at_most):
    genuine, impostor = people(identities=25, captures=4, digits=digits)
    found = bootstrap_fnmr_at_fmr(genuine, impostor, at_most=at_most, stream=stream(6), replicates=80)
    values = by_hand(genuine, impostor, figure=lambda curve: fnmr_at_fmr(curve, at_most).fnmr, replicates=80, seed=6)
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(values, [0.025, 0.975])), abs=1e-12)


@pytest.mark.parametrize("apart", [-3.0, 3.0])
def test_stricter_fmr_has_no_end_below_that_of_a_looser_one_though_clopper_pearson_takes_over(apart):
    """Of few people, rows of which no replicate differs stand beside rows of which some do."""
    widened = 0
    for seed in range(20):
        genuine, impostor = people(identities=12, captures=2, seed=seed, apart=apart)
        rows = [
            bootstrap_fnmr_at_fmr(genuine, impostor, at_most=at_most, stream=stream(seed), replicates=200)
            for at_most in (0.9, 0.5, 0.1, 0.01)
        ]
        found = in_order(rows)
        for name in ("low", "high", "lower_bound", "upper_bound"):
            ends = [getattr(each, name) for each in found]
            assert ends == sorted(ends)
        assert all(each.low <= row.low <= row.high <= each.high for each, row in zip(found, rows, strict=True))
        widened += found != rows
    assert widened


def test_replicates_that_cross_far_from_the_sample_are_found():
    """One of four people lowers every score; whoever draws without that person crosses in quite another place."""
    draw = stream(8)
    first, second = (np.repeat(each, 60) for each in np.nonzero(~np.eye(4, dtype=bool)))
    low = np.where((first == 0) | (second == 0), -10.0, 0.0)
    impostor = Attempts(low + draw.normal(0, 1, len(first)), first, second)
    genuine = Attempts(draw.normal(0, 6, 80), np.repeat(np.arange(4), 20))
    for at_most in (0.1, 0.9):
        found = bootstrap_fnmr_at_fmr(genuine, impostor, at_most=at_most, stream=stream(9), replicates=60)
        drawn = by_hand(
            genuine,
            impostor,
            figure=lambda curve, at_most=at_most: fnmr_at_fmr(curve, at_most).fnmr,
            replicates=60,
            seed=9,
        )
        assert (found.low, found.high) == pytest.approx(tuple(np.quantile(drawn, [0.025, 0.975])), abs=1e-12)


@pytest.mark.parametrize("dense", [0, 4_000])
def test_rates_of_pairs_are_those_of_copied_people(dense, monkeypatch):
    monkeypatch.setattr(resampling, "_DENSE", dense)
    genuine, impostor = people(identities=25, captures=4)
    found = bootstrap_rate(
        impostor.scores >= 1,
        identities=impostor.identities,
        others=impostor.others,
        stream=stream(7),
        replicates=80,
    )
    values = by_hand(genuine, impostor, figure=lambda curve: curve.at(1.0).fmr, replicates=80, seed=7)
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(values, [0.025, 0.975])), abs=1e-12)
    assert found.errors == int((impostor.scores >= 1).sum())


def test_an_estimate_says_what_it_rests_on():
    genuine, _ = people(identities=25, captures=4)
    found = bootstrap_rate(genuine.scores < 3, identities=genuine.identities, stream=stream(), replicates=50, level=0.9)
    assert (found.unit, found.attempts, found.identities) == ("identities", 100, 25)
    assert (found.method, found.level, found.replicates) == ("identity bootstrap", 0.9, 50)


def test_the_same_stream_gives_the_same_interval():
    genuine, impostor = people(identities=20, captures=3)
    assert bootstrap_eer(genuine, impostor, stream=stream(3)) == bootstrap_eer(genuine, impostor, stream=stream(3))


def test_names_serve_as_well_as_numbers():
    genuine, impostor = people(identities=20, captures=3)
    names = np.array([f"p{number:03}" for number in range(20)])
    named = bootstrap_eer(
        Attempts(genuine.scores, names[genuine.identities]),
        Attempts(impostor.scores, names[impostor.identities], names[impostor.others]),
        stream=stream(3),
    )
    assert named == bootstrap_eer(genuine, impostor, stream=stream(3))


def test_the_interval_covers_the_truth_although_attempts_of_a_person_go_together():
    """Half of the error is the person's: an interval that took attempts for independent would hold the truth far too seldom."""
    draw, truth, held, trials = stream(11), 0.1, 0, 200
    for _ in range(trials):
        inclination = draw.beta(0.1, 0.9, size=150)
        errors = (draw.random((150, 10)) < inclination[:, None]).ravel()
        found = bootstrap_rate(errors, identities=np.repeat(np.arange(150), 10), stream=draw, replicates=300)
        held += found.low <= truth <= found.high
    assert 0.90 <= held / trials <= 0.99


def test_the_interval_of_pairs_covers_the_truth_although_some_people_resemble_many():
    draw, held, trials = stream(12), 0, 100
    first, second = np.nonzero(~np.eye(40, dtype=bool))
    lures = draw.normal(0, 0.7, (2, 400_000))
    truth = float((draw.normal(0, 1, 400_000) + lures.sum(axis=0) >= 2).mean())
    for _ in range(trials):
        lure = draw.normal(0, 0.7, 40)
        errors = draw.normal(0, 1, len(first)) + lure[first] + lure[second] >= 2
        found = bootstrap_rate(errors, identities=first, others=second, stream=draw, replicates=200)
        held += found.low <= truth <= found.high
    assert held / trials >= 0.88


def test_attempts_of_one_person_widen_the_interval():
    errors = np.repeat(np.arange(100) < 10, 10)
    together = bootstrap_rate(errors, identities=np.repeat(np.arange(100), 10), stream=stream())
    apart = bootstrap_rate(errors, identities=np.arange(1000), stream=stream())
    assert together.high - together.low > 2.5 * (apart.high - apart.low)


def test_without_errors_the_number_of_people_bounds_the_rate():
    found = bootstrap_rate(np.zeros(1000, dtype=bool), identities=np.repeat(np.arange(100), 10), stream=stream())
    assert (found.value, found.method) == (0.0, "clopper-pearson")
    assert found.upper_bound == pytest.approx(1 - 0.05 ** (1 / 100))


def test_without_errors_among_pairs_half_the_people_bound_the_rate():
    first, second = np.nonzero(~np.eye(100, dtype=bool))
    found = bootstrap_rate(np.zeros(len(first), dtype=bool), identities=first, others=second, stream=stream())
    assert found.upper_bound == pytest.approx(1 - 0.05 ** (1 / 50))


def test_separated_scores_have_no_errors_within_a_bound():
    genuine, impostor = people(identities=40, captures=3, apart=40.0)
    found = bootstrap_eer(genuine, impostor, stream=stream(), replicates=50)
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.upper_bound == pytest.approx(1 - 0.05 ** (1 / 20))


def test_one_person_tells_nothing():
    found = bootstrap_rate([True, False, False], identities=np.zeros(3), stream=stream())
    assert (found.low, found.high, found.method) == (0.0, 1.0, "unknown")


def test_curves_that_do_not_cross_tell_nothing():
    genuine, impostor = people(identities=5, captures=2)
    flat = bootstrap_eer(
        Attempts(np.zeros(10), genuine.identities),
        Attempts(np.zeros(20), impostor.identities, impostor.others),
        stream=stream(),
    )
    assert (flat.value, flat.low, flat.high, flat.method) == (1.0, 0.0, 1.0, "unknown")


def test_two_people_who_are_often_drawn_twice_still_have_an_interval():
    genuine, impostor = people(identities=2, captures=6, apart=0.5)
    found = bootstrap_eer(genuine, impostor, stream=stream(), replicates=100)
    assert 0 < found.replicates < 100
    assert 0 <= found.low <= found.high <= 1


def test_nobody_is_an_impostor_of_himself():
    with pytest.raises(ValueError, match="same twice"):
        Attempts(np.zeros(2), np.array([1, 2]), np.array([3, 2]))


def test_each_score_needs_its_identity():
    with pytest.raises(ValueError, match="identities"):
        Attempts(np.zeros(2), np.array([1]))


def test_identities_are_numbered_across_rows():
    rows, known = number_identities(np.array(["b", "a"]), None, np.array(["c", "b"]))
    assert [row.tolist() for row in rows] == [[1, 0], [2, 1]]
    assert known == 3
    assert independent_identities(known, in_pairs=True) == 1


def test_five_hundred_people_with_ten_captures_take_a_few_seconds():
    genuine, impostor = people(identities=500, captures=10)
    begun = time.process_time()
    found = bootstrap_fnmr_at_fmr(genuine, impostor, at_most=1e-3, stream=stream(), replicates=1000)
    bootstrap_eer(genuine, impostor, stream=stream(), replicates=1000)
    assert found.replicates == 1000
    assert time.process_time() - begun < 20
