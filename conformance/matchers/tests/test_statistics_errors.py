"""Error rates equal those of pyeer, ties included, and keep their promises where pyeer's conventions are loose."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conformance.matchers.statistics.errors import (
    det_points,
    equal_error_rate,
    error_curve,
    fnmr_at_fmr,
    score_histogram,
)
from conformance.matchers.statistics.separation import area_under_curve

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", message="pkg_resources is deprecated", category=UserWarning)
    from pyeer.eer_info import get_eer_stats

EQUAL = {"rel": 0, "abs": 1e-9}

coarse = st.integers(0, 6).map(float)
fine = st.floats(-1e6, 1e6)
sevenths = st.integers(-20, 20).map(lambda number: number / 7)
rows = st.one_of(*(st.lists(each, min_size=1, max_size=60) for each in (coarse, fine, sevenths)))


def pyeer(genuine, impostor):
    """It warns of curves that do not cross and of areas below one half, which are drawn here on purpose."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="It seems that the FMR", category=RuntimeWarning)
        warnings.filterwarnings("ignore", message="It is possible that you had set", category=UserWarning)
        return get_eer_stats(genuine, impostor)


@settings(max_examples=400, deadline=None)
@given(genuine=rows, impostor=rows)
@example(genuine=[1.0], impostor=[1.0])
@example(genuine=[0.0, 1.0], impostor=[2.0, 2.0])
@example(genuine=[3.0, 3.0, 1.0], impostor=[1.0, 3.0, 3.0])
def test_every_figure_equals_that_of_pyeer(genuine, impostor):
    theirs, ours = pyeer(genuine, impostor), error_curve(genuine, impostor)
    equal = equal_error_rate(ours)
    assert ours.thresholds.tolist() == list(theirs.thrs)
    assert ours.fmr == pytest.approx(theirs.fmr, **EQUAL)
    assert ours.fnmr == pytest.approx(theirs.fnmr, **EQUAL)
    assert equal.value == pytest.approx(theirs.eer, **EQUAL)
    assert (equal.low, equal.high) == pytest.approx((theirs.eer_low, theirs.eer_high), **EQUAL)
    assert equal.threshold == theirs.eer_th
    for wanted in (0, 0.001, 0.01, 0.05, 0.1):
        assert fnmr_at_fmr(ours, wanted).fnmr == pytest.approx(first_within(theirs, wanted), **EQUAL)


def first_within(theirs, wanted):
    """FNMR at the first point of pyeer's curve whose FMR does not exceed the wanted one; its own FMR1000 takes the nearest."""
    return next((fnmr for fmr, fnmr in zip(theirs.fmr, theirs.fnmr, strict=True) if fmr <= wanted), 1.0)


@settings(max_examples=200, deadline=None)
@given(genuine=rows, impostor=rows)
def test_the_area_equals_that_of_pyeer_with_the_last_piece_that_it_leaves_out(genuine, impostor):
    """Its ROC curve ends at the highest score; the piece from there to refusing everybody is a triangle."""
    theirs = pyeer(genuine, impostor)
    missing = theirs.fmr[-1] * (1 - theirs.fnmr[-1]) / 2
    assert area_under_curve(genuine, impostor) == pytest.approx(theirs.auc + missing, **EQUAL)


@pytest.mark.parametrize("size", [2_000, 20_000])
def test_a_large_sample_with_many_ties_equals_pyeer(size):
    stream = np.random.Generator(np.random.PCG64(size))
    genuine = np.round(stream.normal(2, 1, size // 10), 1)
    impostor = np.round(stream.normal(0, 1, size), 1)
    theirs, curve = pyeer(genuine.tolist(), impostor.tolist()), error_curve(genuine, impostor)
    assert equal_error_rate(curve).value == pytest.approx(theirs.eer, **EQUAL)
    assert fnmr_at_fmr(curve, 0.001).fnmr == pytest.approx(first_within(theirs, 0.001), **EQUAL)


@given(genuine=rows, impostor=rows, threshold=st.one_of(coarse, fine))
def test_rates_count_scores_at_or_above_the_threshold(genuine, impostor, threshold):
    point = error_curve(genuine, impostor).at(threshold)
    assert point.fmr == sum(score >= threshold for score in impostor) / len(impostor)
    assert point.fnmr == sum(score < threshold for score in genuine) / len(genuine)


@given(genuine=rows, impostor=rows)
def test_a_higher_threshold_never_matches_more(genuine, impostor):
    curve = error_curve(genuine, impostor)
    assert (np.diff(curve.fmr) <= 0).all()
    assert (np.diff(curve.fnmr) >= 0).all()
    assert (curve.fmr[0], curve.fnmr[0]) == (1, 0)


@given(genuine=rows, impostor=rows, at_most=st.floats(0, 1))
def test_the_operating_point_never_exceeds_its_fmr_and_is_the_lowest_that_does_not(genuine, impostor, at_most):
    curve = error_curve(genuine, impostor)
    point = fnmr_at_fmr(curve, at_most)
    assert point.fmr <= at_most
    assert point.fnmr == sum(score < point.threshold for score in genuine) / len(genuine)
    lower = curve.thresholds[curve.thresholds < point.threshold]
    assert all(curve.at(float(threshold)).fmr > at_most for threshold in lower)


def test_an_fmr_that_no_score_reaches_refuses_everybody():
    point = fnmr_at_fmr(error_curve([1.0, 2.0], [2.0, 2.0]), 0.5)
    assert (point.fmr, point.fnmr) == (0.0, 1.0)
    assert 2.0 < point.threshold < 2.001


def test_one_number_for_everything_has_no_equal_error_rate():
    equal = equal_error_rate(error_curve([0.5] * 3, [0.5] * 9))
    assert (equal.value, equal.crosses) == (1.0, False)


def test_separated_scores_have_no_errors():
    equal = equal_error_rate(error_curve([3.0, 4.0], [1.0, 2.0]))
    assert (equal.value, equal.threshold, equal.crosses) == (0.0, 3.0, True)


@pytest.mark.parametrize("scores", [[], [math.nan], [math.inf], [[1.0]]])
def test_a_row_that_is_no_scores_is_refused(scores):
    with pytest.raises(ValueError, match="score"):
        error_curve(scores, [1.0])


@given(genuine=rows, impostor=rows, limit=st.integers(4, 60))
def test_a_drawn_curve_keeps_its_ends_and_lies_on_the_curve(genuine, impostor, limit):
    curve = error_curve(genuine, impostor)
    drawn = det_points(curve, limit=limit)
    assert len(drawn.fmr) <= limit
    assert (drawn.fmr[0], drawn.fnmr[0], drawn.fmr[-1], drawn.fnmr[-1]) == (1, 0, 0, 1)
    assert all(
        curve.at(float(threshold)).fmr == fmr for threshold, fmr in zip(drawn.thresholds, drawn.fmr, strict=True)
    )


@given(genuine=rows, impostor=rows)
@example(genuine=[0.5], impostor=[0.5000000000000001])
@example(genuine=[0.0], impostor=[5e-324])
@example(genuine=[1e300], impostor=[1e300])
def test_a_histogram_holds_every_score_once(genuine, impostor):
    edges, counts = score_histogram({"genuine": genuine, "impostor": impostor}, within=(-1e6, 1e6))
    assert {name: found.sum() for name, found in counts.items()} == {"genuine": len(genuine), "impostor": len(impostor)}
    assert 10 <= len(edges) - 1 <= 50
    assert edges[0] <= min(*genuine, *impostor) <= max(*genuine, *impostor) <= edges[-1]


def test_histogram_of_few_scores_has_few_bins_and_one_of_many_has_many():
    draw = np.random.Generator(np.random.PCG64(1))
    few, many = draw.normal(0, 1, 24), draw.normal(0, 1, 24_000)
    edges, counts = score_histogram({"genuine": few, "impostor": many}, within=(-9, 9))
    assert len(edges) - 1 < 20, "the kind of few scores would be a comb"
    assert counts["genuine"].max() >= 3
    assert len(score_histogram({"genuine": many, "impostor": many}, within=(-9, 9))[0]) - 1 == 50


def test_a_curve_of_fewer_than_four_points_is_refused():
    with pytest.raises(ValueError, match="four"):
        det_points(error_curve([1.0], [0.0]), limit=3)
