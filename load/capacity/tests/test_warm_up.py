"""MSER-5: it cuts off what a process that begins empty has not yet reached, and refuses days that close."""

import numpy as np
import pytest

from harness.commandline import UsageError
from load.capacity.analytics.erlang import delay_system
from load.capacity.statistics.warm_up import BATCH, warm_up


def noise(count, seed=1):
    return np.random.default_rng(seed).normal(size=count)


def waits(count, *, load, at_first, seed):
    """Lindley's recursion for one server with exponential times, behind a line that takes so long at first."""
    draws = np.random.default_rng(seed)
    steps = draws.exponential(load, count) - draws.exponential(1.0, count)
    found, wait = np.empty(count), at_first
    for place, step in enumerate(steps):
        found[place] = wait
        wait = max(0.0, wait + step)
    return found


def test_a_process_that_is_steady_from_the_start_loses_little():
    assert warm_up(noise(5000), ends="never") < 500


def test_what_is_unlike_the_rest_is_cut_off():
    values = noise(5000)
    values[:400] += 9.0
    cut = warm_up(values, ends="never")
    assert 395 <= cut <= 500
    assert cut % BATCH == 0


def test_a_queue_with_a_long_line_at_first_comes_to_the_formula_without_it():
    exact = delay_system(servers=1, load=0.7, service_s=0.7).mean_wait_s
    runs = [waits(20_000, load=0.7, at_first=400.0, seed=seed) for seed in range(12)]
    whole = np.mean([run.mean() for run in runs])
    cut = np.mean([run[warm_up(run, ends="never") :].mean() for run in runs])
    assert whole > 1.5 * exact
    assert cut == pytest.approx(exact, rel=0.05)


@pytest.mark.parametrize(
    ("values", "ends", "said"),
    [
        (noise(5000), "at closing", "a day that closes has no warm-up"),
        (noise(99), "never", "99 observations are too few"),
        (np.arange(1000.0), "never", "it has not warmed up; make it longer"),
    ],
)
def test_what_has_no_warm_up_is_refused(values, ends, said):
    with pytest.raises(UsageError, match=said):
        warm_up(values, ends=ends)
