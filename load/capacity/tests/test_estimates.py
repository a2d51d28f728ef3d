"""Intervals over replications: known answers of Student's t, refusals, and a coverage that is as promised."""

import math

import numpy as np
import pytest

from harness.commandline import UsageError
from load.capacity.statistics.estimates import estimate, replications_for


def test_an_interval_is_that_of_students_t():
    some = estimate([1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09])
    assert some.mean == pytest.approx(1.343)
    # t with 9 degrees of freedom: 1.833 at 95 % one-sided, from the printed tables
    assert some.half_width(0.90) == pytest.approx(1.833113 * some.deviation / math.sqrt(10), rel=1e-6)
    assert some.upper(0.95) == pytest.approx(some.mean + some.half_width(0.90))
    assert some.interval(0.90) == pytest.approx((some.mean - some.half_width(0.90), some.mean + some.half_width(0.90)))


def test_one_replication_says_nothing_of_its_error():
    with pytest.raises(UsageError, match="--replications is 1: an interval takes at least 2"):
        estimate([3.0])


def test_replications_that_do_not_differ_leave_no_error_and_one_without_end_no_mean():
    assert estimate([2.0, 2.0, 2.0]).interval() == (2.0, 2.0)
    assert estimate([2.0, math.inf]).upper() == math.inf


def test_an_interval_covers_the_mean_as_often_as_it_says():
    random = np.random.default_rng(5)
    samples = [estimate(list(sample)) for sample in random.normal(3.0, 2.0, size=(4000, 8))]
    covered = sum(low <= 3.0 <= high for low, high in (some.interval() for some in samples))
    assert 0.94 < covered / 4000 < 0.96


def test_a_mean_near_zero_has_a_high_p_value_and_a_far_one_a_low():
    assert estimate([1.0, -1.0, 0.5, -0.5]).p_value() == pytest.approx(1.0)
    assert estimate([1.0, 1.1, 0.9, 1.05]).p_value() < 0.001
    assert estimate([0.0, 0.0]).p_value() == 1.0


def test_replications_for_a_difference_grow_with_its_inverse_square():
    # (1.959964 + 0.841621)^2 = 7.8489
    assert replications_for(1.0, deviation=5.0) == math.ceil(25 * 7.8489)
    assert replications_for(0.5, deviation=5.0) == math.ceil(100 * 7.8489)
