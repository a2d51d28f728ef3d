"""Whoever does the work, it comes to the same bytes: one process, several, or a Dask cluster."""

import operator

import msgspec
import pytest

from harness.commandline import UsageError
from load.capacity.model.file import load_plan
from load.capacity.model.manners import Moving
from load.capacity.model.plan import make_plan
from load.capacity.model.times import Time
from load.capacity.play.simulate import Simulator
from load.capacity.play.workers import Alone, Cluster, ClusterError, Together, crew
from load.capacity.results.document import as_json

COUNTER = load_plan("counter")
MOVING = msgspec.structs.replace(
    COUNTER.model, moving=Moving(probability=0.8, within_km=100, travel=Time(mean_s=600, cv=0.5))
)
TIED = make_plan(MOVING, COUNTER.site_file, place="moving", sites_place=COUNTER.sites_place)
DAYS = list(COUNTER.visits)
PLANS = {"kernel": (COUNTER, DAYS[:40]), "SimPy": (TIED, DAYS[:1])}


def result(name, some_crew):
    plan, days = PLANS[name]
    return as_json(Simulator(plan=plan, seed=3, days=days, crew=some_crew).play(range(34)))


@pytest.fixture(scope="module")
def alone():
    return {name: result(name, Alone()) for name in PLANS}


@pytest.mark.parametrize(
    ("name", "workers", "alone_s"),
    [
        ("SimPy", 1, 0.0),
        ("SimPy", 2, 0.0),
        ("SimPy", 8, 0.0),
        ("kernel", 1, 0.0),
        ("kernel", 2, 0.0),
        ("kernel", 2, 0.05),
    ],
)
def test_any_number_of_processes_comes_to_the_same_bytes(alone, name, workers, alone_s):
    assert result(name, Together(workers, alone_s=alone_s)) == alone[name]


def test_a_dask_cluster_comes_to_the_same_bytes(alone):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        assert result("SimPy", Cluster(cluster.scheduler_address)) == alone["SimPy"]


def test_a_cluster_that_does_not_answer_is_named():
    pytest.importorskip("distributed")
    with pytest.raises(ClusterError, match=r"--cluster tcp://127\.0\.0\.1:9: no scheduler answers"):
        list(Cluster("tcp://127.0.0.1:9", answer_s=1).play(operator.neg, [1]))


def test_results_come_in_the_order_of_the_items():
    assert list(Together(2, alone_s=0.0).play(operator.neg, range(9))) == [-number for number in range(9)]
    assert list(Together(2).play(operator.neg, [])) == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"workers": 0}, "--workers is 1 to 256, not 0"),
        ({"workers": 2, "cluster": "tcp://a:1"}, "give one of them"),
        ({"cluster": "nonsense"}, "--cluster nonsense: give the address of a scheduler"),
    ],
)
def test_who_cannot_work_is_refused(asked, said):
    with pytest.raises(UsageError, match=said):
        crew(**asked)


def test_one_worker_is_this_process():
    assert crew(workers=1) == Alone()
    assert crew(workers=3) == Together(3)
