"""Coverage: its own interval is exact, and at default settings it meets 94 % to 96 %, with the stopping rule too."""

from datetime import date

import numpy as np
import pytest
from scipy.stats import binom

from harness.progress import Progress
from load.capacity.model.file import load_plan
from load.capacity.play.blocks import pack
from load.capacity.play.workers import Alone
from load.capacity.statistics.coverage import Coverage, Experiments, Played, Pool, clopper_pearson, coverage, table
from load.capacity.statistics.stopping import Precision

SOURCE = Played(packed=pack(load_plan("counter")), site="COUNTER-02", day=date(2026, 4, 13))
EXPERIMENTS = Experiments(source=SOURCE)


@pytest.mark.parametrize(("hits", "trials"), [(19_000, 20_000), (7, 10), (0, 10), (10, 10)])
def test_the_interval_of_a_share_is_exact(hits, trials):
    low, high = clopper_pearson(hits, trials)
    if hits:
        assert binom.sf(hits - 1, trials, low) == pytest.approx(0.025)
    if hits < trials:
        assert binom.cdf(hits, trials, high) == pytest.approx(0.025)
    assert low <= hits / trials <= high


@pytest.mark.parametrize(("hits", "meets"), [(18_700, False), (18_790, True), (19_000, True), (19_300, False)])
def test_coverage_meets_the_band_or_not(hits, meets):
    assert Coverage(hits=hits, experiments=20_000, replications=200).meets is meets


@pytest.mark.parametrize("precision", [None, Precision({"p95": 0.04})])
def test_intervals_hold_the_truth_as_often_as_they_say(precision):
    experiments = Experiments(source=SOURCE, precision=precision)
    found = coverage(experiments, count=60, who=Alone(), progress=Progress("experiments"))
    assert list(found) == ["mean", "p95", "abandonment"]
    for some in found.values():
        assert some.experiments == 60
        assert some.hits >= 51  # a coverage of 95 % has fewer once in 2,000
        assert some.replications > 200 if precision else some.replications == 200
    assert next(table(found)).startswith("| mean | ")


def test_experiments_differ_and_repeat():
    once, again = EXPERIMENTS(range(2)), EXPERIMENTS(range(2))
    assert (once == again).all()
    assert (once[0] != once[1]).any()


def test_a_pool_gives_each_experiment_its_own_replications():
    pool = Pool(np.arange(30_000.0).reshape(-1, 3))
    whole = pool.values(7, range(400))
    assert (pool.values(7, range(100, 400)) == whole[100:]).all()
    assert (pool.values(8, range(400)) != whole).any()
    assert 9000 < len(np.unique(pool.values(7, range(25_000)))) / 3 <= 10_000
    found = coverage(Experiments(source=pool), count=400, who=Alone(), progress=Progress("experiments"))
    assert all(365 <= some.hits <= 393 for some in found.values())


@pytest.mark.soak
def test_twenty_thousand_intervals_meet_the_band():
    found = coverage(EXPERIMENTS, count=20_000, who=Alone(), progress=Progress("experiments"))
    assert all(some.meets for some in found.values()), list(table(found))
