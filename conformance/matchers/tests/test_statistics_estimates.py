"""Clopper-Pearson against published values and identities of the binomial distribution; claims; rates of the whole system."""

import math
import operator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from conformance.matchers.statistics.claims import claim_report
from conformance.matchers.statistics.estimates import bound_by_identities, clopper_pearson, combined
from conformance.matchers.statistics.system import system_rates

counts = st.integers(1, 400).flatmap(lambda attempts: st.tuples(st.integers(0, attempts), st.just(attempts)))


@pytest.mark.parametrize(
    ("errors", "attempts", "low", "high"),
    [
        # printed in tables of exact 95 % limits
        (0, 10, 0.0, 0.3085),
        (1, 10, 0.0025, 0.4450),
        (5, 10, 0.1871, 0.8129),
        (10, 10, 0.6915, 1.0),
        (0, 100, 0.0, 0.0362),
        (1, 100, 0.0003, 0.0545),
        (10, 100, 0.0490, 0.1762),
        # Newcombe 1998, Statistics in Medicine 17, table I, method 5
        (81, 263, 0.2527, 0.3676),
        (15, 148, 0.0578, 0.1617),
        (0, 20, 0.0, 0.1684),
        (1, 29, 0.0009, 0.1776),
    ],
)
def test_intervals_equal_published_ones(errors, attempts, low, high):
    found = clopper_pearson(errors, attempts)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5.1e-5)


@given(counts=counts, level=st.floats(0.5, 0.999))
def test_at_its_limits_the_outcome_is_just_surprising(counts, level):
    errors, attempts = counts
    found = clopper_pearson(errors, attempts, level=level)
    if errors:
        assert binom.sf(errors - 1, attempts, found.low) == pytest.approx((1 - level) / 2, rel=1e-6)
        assert binom.sf(errors - 1, attempts, found.lower_bound) == pytest.approx(1 - level, rel=1e-6)
    if errors < attempts:
        assert binom.cdf(errors, attempts, found.high) == pytest.approx((1 - level) / 2, rel=1e-6)
        assert binom.cdf(errors, attempts, found.upper_bound) == pytest.approx(1 - level, rel=1e-6)


@given(counts=counts)
def test_an_interval_holds_its_value_and_the_one_sided_bounds(counts):
    found = clopper_pearson(*counts)
    assert 0 <= found.low <= found.lower_bound <= found.value <= found.upper_bound <= found.high <= 1


@given(counts=counts)
def test_successes_have_the_mirrored_interval(counts):
    errors, attempts = counts
    found, mirrored = clopper_pearson(errors, attempts), clopper_pearson(attempts - errors, attempts)
    assert (found.low, found.high) == pytest.approx((1 - mirrored.high, 1 - mirrored.low), abs=1e-9)


@given(attempts=st.integers(1, 300), level=st.floats(0.5, 0.99))
def test_more_errors_never_lower_the_bounds(attempts, level):
    found = [clopper_pearson(errors, attempts, level=level) for errors in range(attempts + 1)]
    assert all(one.low <= other.low and one.high <= other.high for one, other in pairwise(found))


@pytest.mark.parametrize("attempts", [100, 1_000, 100_000])
def test_no_error_gives_the_rule_of_3(attempts):
    found = clopper_pearson(0, attempts)
    assert found.upper_bound == pytest.approx(1 - 0.05 ** (1 / attempts), rel=1e-9)
    assert found.upper_bound == pytest.approx(3 / attempts, rel=0.02)


@pytest.mark.parametrize(("errors", "attempts"), [(1, 0), (0, 0), (3, 2), (-1, 2)])
def test_impossible_counts_are_refused(errors, attempts):
    with pytest.raises(ValueError, match="cannot be"):
        clopper_pearson(errors, attempts)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_an_impossible_level_is_refused(level):
    with pytest.raises(ValueError, match="level"):
        clopper_pearson(0, 10, level=level)


def test_without_independent_identities_nothing_is_known():
    found = bound_by_identities(0.0, independent=0, attempts=40, identities=1, level=0.95)
    assert (found.low, found.high, found.method) == (0.0, 1.0, "unknown")


@pytest.mark.parametrize(
    ("attempts", "rule", "needed"),
    [(2_999, "rule of 3", 3_000), (3_000, "rule of 30", 30_000), (29_999, "rule of 30", 30_000)],
)
def test_too_few_attempts_for_a_claim_are_a_warning(attempts, rule, needed):
    warning = claim_report(0.001, clopper_pearson(0, attempts)).warning
    assert (warning.rule, warning.needed, warning.independent) == (rule, needed, attempts)


def test_enough_attempts_for_a_claim_are_none():
    assert claim_report(0.001, clopper_pearson(0, 30_000)).warning is None


def test_thirty_errors_measure_a_rate_with_fewer_attempts():
    assert claim_report(0.001, clopper_pearson(30, 10_000)).warning is None


def test_many_attempts_of_few_people_carry_no_claim():
    report = claim_report(0.001, clopper_pearson(0, 2_495_000), independent=250)
    assert (report.warning.rule, report.warning.independent) == ("rule of 3", 250)


def test_a_claim_below_the_lower_bound_is_contradicted():
    assert claim_report(0.001, clopper_pearson(30, 10_000)).is_contradicted
    assert not claim_report(0.003, clopper_pearson(30, 10_000)).is_contradicted


def test_another_level_asks_for_another_number():
    assert claim_report(0.01, clopper_pearson(0, 500, level=0.99)).needed_to_bound == math.ceil(-math.log(0.01) / 0.01)


@pytest.mark.parametrize("claimed", [0.0, 1.0])
def test_a_claim_that_nothing_can_bear_out_is_refused(claimed):
    with pytest.raises(ValueError, match="bear out"):
        claim_report(claimed, clopper_pearson(0, 10))


def test_failures_enter_the_rates_of_the_system_apart():
    fmr, frr, fte, fta = (clopper_pearson(errors, 200) for errors in (2, 29, 4, 10))
    rates = system_rates(fmr=fmr, frr=frr, fte=fte, fta=fta)
    assert rates.far.value == pytest.approx(0.01 * 0.95)
    assert rates.frr == frr
    assert rates.gfar.value == pytest.approx(0.01 * 0.95 * 0.98)
    assert rates.gfrr.value == pytest.approx(0.02 + 0.98 * 0.145)


def test_rates_that_follow_from_others_have_the_ends_of_the_others_and_all_their_attempts():
    fmr, fta = clopper_pearson(1, 50, identities=50), clopper_pearson(0, 20, identities=20)
    far = system_rates(fmr=fmr, frr=fta, fte=fta, fta=fta).far
    assert (far.low, far.high) == (fmr.low * (1 - fta.high), fmr.high)
    assert (far.lower_bound, far.upper_bound) == (fmr.lower_bound * (1 - fta.upper_bound), fmr.upper_bound)
    assert (far.method, far.attempts, far.identities) == ("combined", 70, 50)


def test_combined_interval_covers_the_truth_as_often_as_it_says():
    """Two independent shares: their sum lies within at least 95 of 100 intervals."""
    draw, held, trials = np.random.Generator(np.random.PCG64(3)), 0, 400
    for _ in range(trials):
        parts = [clopper_pearson(int(draw.binomial(80, share)), 80) for share in (0.1, 0.2)]
        found = combined(operator.add, rising=parts)
        held += found.low <= 0.1 + 0.2 <= found.high
    assert held / trials >= 0.95


@given(fmr=counts, frr=counts, fta=counts, fte=counts)
def test_failures_never_lower_rejection_nor_raise_acceptance(fmr, frr, fta, fte):
    found = system_rates(
        fmr=clopper_pearson(*fmr), frr=clopper_pearson(*frr), fta=clopper_pearson(*fta), fte=clopper_pearson(*fte)
    )
    tiny = 1e-12
    for end in ("low", "value", "high"):
        assert getattr(found.gfar, end) <= getattr(found.far, end) + tiny
        assert getattr(found.frr, end) <= getattr(found.gfrr, end) + tiny <= 1 + 2 * tiny
    assert found.far.value <= fmr[0] / fmr[1]


def test_a_claim_needs_the_number_of_identities():
    nameless = replace(clopper_pearson(0, 10), unit="identities")
    with pytest.raises(ValueError, match="identities"):
        claim_report(0.1, nameless)
