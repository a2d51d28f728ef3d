"""The stopping rule: it stops where every interval is narrow enough, looks seldom, and reads what a planner writes."""

import pytest

from harness.commandline import UsageError
from load.capacity.statistics.estimates import Estimate
from load.capacity.statistics.stopping import MEASURES, MOST, STEP, Precision, parse_precision


def estimates(count=200, **deviations):
    return {name: Estimate(100.0, deviations.get(name, 0.0), count) for name in MEASURES}


def test_it_stops_when_every_interval_is_as_narrow_as_asked():
    precision = Precision({"p95": 0.05, "mean": 0.05})
    assert precision.is_met(estimates(p95=30.0, mean=30.0))
    assert not precision.is_met(estimates(p95=30.0, mean=60.0))
    assert precision.is_met(estimates(p95=30.0, abandonment=900.0))


def test_what_never_happens_is_known_as_it_is():
    nothing = dict.fromkeys(MEASURES, Estimate(0.0, 0.0, 200))
    assert Precision({"abandonment": 0.05}).is_met(nothing)


@pytest.mark.parametrize(
    ("deviation", "count", "following"), [(40.0, 200, 250), (45.0, 200, 350), (400.0, 200, 400), (9e9, 15_000, MOST)]
)
def test_the_next_look_is_where_the_deviation_says_and_at_most_twice_as_far(deviation, count, following):
    found = Precision({"p95": 0.05}).next_count(estimates(count, p95=deviation), replications=count)
    assert found == following
    assert found % STEP == 0


def test_a_mean_of_zero_with_an_error_doubles():
    rare = dict.fromkeys(MEASURES, Estimate(0.0, 1.0, 200))
    assert Precision({"abandonment": 0.05}).next_count(rare, replications=200) == 400


def test_where_few_replications_have_a_value_the_next_look_still_has_more_of_them():
    found = Precision({"p95": 0.05}).next_count(estimates(10, p95=40.0), replications=200)
    assert found == 400


@pytest.mark.parametrize(
    ("text", "relative"),
    [
        ("5%", {"p95": 0.05}),
        ("0.05", {"p95": 0.05}),
        ("mean=2%, abandonment=10%", {"mean": 0.02, "abandonment": 0.1}),
        ("all=5%", {"mean": 0.05, "p95": 0.05, "abandonment": 0.05}),
    ],
)
def test_precision_is_read(text, relative):
    assert parse_precision(text).relative == pytest.approx(relative)


@pytest.mark.parametrize("text", ["", "5", "0", "-5%", "100%", "nan", "p95", "p95=", "median=5%", "mean=5%,"])
def test_what_is_no_precision_is_refused(text):
    with pytest.raises(UsageError, match=f"--precision {text}: "):
        parse_precision(text)
