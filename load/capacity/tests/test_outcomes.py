"""Measures of a replication, and plans with one thing changed: the people stay the same."""

import math

import numpy as np
import pytest

from harness.commandline import UsageError
from load.capacity.model.file import load_plan
from load.capacity.model.variations import only, with_demand, with_service, with_sites
from load.capacity.play.columns import CODE_OF
from load.capacity.play.day import Fate
from load.capacity.play.simulate import simulate
from load.capacity.play.tally import Tally
from load.capacity.statistics.outcomes import Measure, values


@pytest.fixture(scope="module")
def plan(lasting_model):
    return load_plan(str(lasting_model))


def tally(**fates):
    some = Tally.zeros(1)
    for name, count in fates.items():
        some.fates[0, CODE_OF[Fate[name]]] = count
    some.wait_s[:], some.virtual_wait_s[:], some.p95_s[:], some.p95_days[:] = 600.0, 1000.0, 900.0, 3
    return some


def test_measures_are_over_those_they_say():
    some = tally(SERVED=5, FAILED=1, ABANDONED=2, BALKED=1, CLOSED_OUT=1, NO_SHOW=7)
    told = {measure: float(values(some, measure)[0]) for measure in Measure}
    assert told == pytest.approx(
        {
            Measure.MEAN_WAIT: 100.0,
            Measure.P95_WAIT: 300.0,
            Measure.VIRTUAL_WAIT: 100.0,
            Measure.ABANDONMENT: 0.2,
            Measure.LOST: 0.4,
        }
    )


def test_where_nobody_comes_nobody_waits_and_where_nobody_is_served_the_wait_has_no_end():
    nobody, lost = tally(NO_SHOW=3), tally(ABANDONED=3)
    nobody.p95_days[:] = lost.p95_days[:] = 0
    assert values(nobody, Measure.P95_WAIT)[0] == 0
    assert values(lost, Measure.P95_WAIT)[0] == math.inf
    assert values(lost, Measure.ABANDONMENT)[0] == 1


def test_a_demand_factor_brings_so_many_more_and_a_service_factor_takes_so_much_longer(plan):
    def of(some):
        return simulate(some, seed=1, replications=20).by_site.total()

    base, more, slower = (of(some) for some in (plan, with_demand(plan, 1.5), with_service(plan, 1.5)))
    assert more.came.sum() == pytest.approx(1.5 * base.came.sum(), rel=0.03)
    assert np.array_equal(slower.came, base.came)
    crowded = plan.with_devices({"BUSY": 50, "QUIET": 50})
    assert of(with_service(crowded, 1.5)).busy_s.sum() == pytest.approx(1.5 * of(crowded).busy_s.sum())


def test_sites_alone_get_everybody(plan):
    alone = simulate(only(plan, ["QUIET"]), seed=1, replications=20)
    both = simulate(plan, seed=1, replications=20)
    assert alone.sites == ("QUIET",)
    assert alone.by_site.came.sum() == pytest.approx(both.by_site.came.sum(), rel=0.05)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda plan: with_demand(plan, 0), "demand factor is 0; give 0.05 to 20"),
        (lambda plan: with_service(plan, float("nan")), "service factor is nan"),
        (lambda plan: only(plan, ["NOWHERE"]), "NOWHERE: name sites that are there"),
        (lambda plan: only(plan, []), "no site: name sites that are there"),
        (lambda plan: with_sites(plan, "kuwait"), "demand.weights.sites.BUSY: 'BUSY' is no site"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(plan, change, said):
    with pytest.raises(UsageError) as refused:
        change(plan)
    assert said in str(refused.value)
