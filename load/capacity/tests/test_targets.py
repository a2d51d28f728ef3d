"""Targets as people write them: units always, one line for what is wrong."""

import pytest

from harness.commandline import UsageError
from load.capacity.staffing.targets import Target, read_target, read_targets
from load.capacity.statistics.outcomes import Measure


@pytest.mark.parametrize(
    ("text", "measure", "limit"),
    [
        ("p95 wait <= 10 min", Measure.P95_WAIT, 600.0),
        ("mean wait<=90s", Measure.MEAN_WAIT, 90.0),
        (" virtual wait <= 0.5 h ", Measure.VIRTUAL_WAIT, 1800.0),
        ("abandon <= 2%", Measure.ABANDONMENT, 0.02),
        ("lost <= 0.5 %", Measure.LOST, 0.005),
    ],
)
def test_a_target_is_a_measure_with_its_limit_in_seconds_or_as_a_share(text, measure, limit):
    assert read_target(text) == Target(measure, pytest.approx(limit))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("p95 wait <= 10", "a wait has a unit; write 10 min"),
        ("p95 wait <= 10 %", "a wait has a unit"),
        ("p95 wait <= 10 s", "10 s is not plausible as the limit of a wait; write 10 min if that was meant"),
        ("p95 wait <= 600 min", "36000 s is not plausible as the limit of a wait; write 600 s if that was meant"),
        ("abandon <= 0.02", "a share is written in percent; write 2%"),
        ("abandon <= 0%", "give more than 0% and less than 100%"),
        ("abandon <= 2 min", "a share is written in percent"),
        ("abandon >= 2%", "every measure is better when lower, so write `<=`"),
        ("p99 wait <= 10 min", "'p99 wait' is no measure; there are: mean wait, p95 wait"),
        ("p95 wait <= 1.2.3 min", "1.2.3 is no number"),
        ("soon", "cannot be read; write it as"),
        ("", "cannot be read; write it as"),
    ],
)
def test_what_is_no_target_is_refused_with_what_to_write(text, said):
    with pytest.raises(UsageError) as refused:
        read_target(text)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_measure_has_one_limit_and_one_target_is_the_least():
    with pytest.raises(UsageError, match="'p95 wait' is limited twice"):
        read_targets(["p95 wait <= 10 min", "p95 wait <= 5 min"])
    with pytest.raises(UsageError, match="--target is missing"):
        read_targets([])
