"""Simulations: reproducible by seed, complete, checked by invariants that can fail, and told in a few lines."""

from dataclasses import fields, replace
from datetime import date

import msgspec
import numpy as np
import pytest

from harness.commandline import UsageError
from load.capacity.draws.draws import Occasion
from load.capacity.model.disruptions import Breakdowns, Outage, breakdowns_of, outage_spells
from load.capacity.model.file import load_plan
from load.capacity.model.manners import Moving
from load.capacity.model.model import Shared
from load.capacity.model.plan import make_plan
from load.capacity.model.times import Time
from load.capacity.play.blocks import play_day
from load.capacity.play.columns import CODE_OF, FATES, Columns, columns_of
from load.capacity.play.day import Fate
from load.capacity.play.invariants import Evidence, InvariantBrokenError, check_block, check_people, evidence_of
from load.capacity.play.simulate import Simulator, simulate
from load.capacity.play.tally import Tally, tally_of
from load.capacity.results.summary import summary
from load.capacity.statistics.estimates import estimate

KUWAIT, COUNTER = load_plan("kuwait"), load_plan("counter")
DAY = date(2026, 4, 13)
OCCASION = Occasion(seed=1, day=DAY, replication=0)


def played(plan, **more):
    return simulate(plan, **{"seed": 1, "replications": 1, "days": [DAY], **more})


def same(tally, other):
    return all(np.array_equal(array, other.arrays()[name]) for name, array in tally.arrays().items())


def test_a_simulation_has_a_row_for_each_replication_and_day_and_a_column_for_each_site():
    days = [DAY, date(2026, 4, 14)]
    simulation = played(COUNTER, replications=3, days=days)
    assert simulation.sites == ("COUNTER-01", "COUNTER-02", "COUNTER-03")
    assert simulation.by_site.came.shape == (3, 3)
    assert simulation.by_day.came.shape == (2, 3)
    assert (simulation.by_site.came.sum(axis=0) == simulation.by_day.came.sum(axis=0)).all()
    assert same(played(COUNTER, replications=3, days=days).by_site, simulation.by_site)
    assert not same(played(COUNTER, seed=2, replications=3, days=days).by_site, simulation.by_site)


def test_a_day_a_replication_and_a_site_do_not_depend_on_which_others_are_played():
    whole = played(COUNTER, replications=3, days=[date(2026, 4, 12), DAY])
    assert same(played(COUNTER, replications=3).by_day.at(0), whole.by_day.at(1))
    some = played(COUNTER, replications=2, days=[date(2026, 4, 12), DAY], sites=["COUNTER-02"])
    assert same(some.by_site, whole.by_site.at((slice(0, 2), slice(1, 2))))


def test_a_simulation_that_goes_on_is_the_longer_one():
    simulator = Simulator(plan=COUNTER, seed=1, days=[DAY])
    assert same(simulator.more(simulator.play(range(10)), 25).by_site, simulator.play(range(25)).by_site)


def test_the_kernels_come_to_what_the_reference_engine_comes_to():
    floors, days = play_day(COUNTER, OCCASION)
    simulation = played(COUNTER)
    for place, (floor, day) in enumerate(zip(floors, days, strict=True)):
        ours = tally_of(columns_of(day), hours=floor.hours, devices=floor.devices)
        for name, array in simulation.by_site.at((0, place)).arrays().items():
            assert array == pytest.approx(ours.arrays()[name], rel=1e-9, abs=1e-6)


def test_progress_is_told_until_all_days_are_done():
    told = []
    plan = remade(COUNTER, moving(COUNTER.model))
    played(plan, replications=12, days=[DAY, date(2026, 4, 14)], progress=lambda *where: told.append(where))
    assert told == [(0, 24), (20, 24), (24, 24)]


def moving(model):
    there = Moving(probability=0.8, within_km=100, travel=Time(mean_s=600, cv=0.5), most=2)
    return msgspec.structs.replace(model, moving=there)


def test_more_devices_never_make_the_first_wait_longer():
    """With common random numbers the comparison is of the same people, so it holds day by day for FIFO queues."""
    never = Outage(route="sms", mean_between_s=1e15, duration=Time(mean_s=60, shape="fixed"))
    calm = msgspec.structs.replace(KUWAIT.model, balking=None, breakdowns=None, outages=[never])
    kinds = [msgspec.structs.replace(kind, patience=None) for kind in calm.kinds]
    plan = remade(KUWAIT, msgspec.structs.replace(calm, kinds=kinds))
    more = plan.with_devices({site.id: site.devices + 1 for site in plan.sites})
    few, many = played(plan, replications=5).by_site, played(more, replications=5).by_site
    assert (many.wait_s <= few.wait_s + 1e-9).all()
    assert (many.came == few.came).all()


def remade(plan, model):
    return make_plan(model, plan.site_file, place=plan.place, sites_place=plan.sites_place)


def test_every_feature_at_once_keeps_the_invariants():
    leg = COUNTER.model.services[0].legs
    service = msgspec.structs.replace(
        COUNTER.model.services[0], legs=[leg[0], leg[1], msgspec.structs.replace(leg[2], route="sms", shared="printer")]
    )
    model = msgspec.structs.replace(
        moving(COUNTER.model),
        services=[service],
        shared=[Shared(name="printer", count=1)],
        outages=[Outage(route="sms", mean_between_s=7200, duration=Time(mean_s=900, cv=1))],
        breakdowns=Breakdowns(mean_between_s=7200, repair=Time(mean_s=1800, cv=1), running_service="restart"),
        balking=KUWAIT.model.balking,
    )
    counts = played(remade(COUNTER, model), replications=3).by_site.fates.sum(axis=(0, 1))
    fates = {fate for fate, count in zip(FATES, counts, strict=True) if count}
    assert {Fate.SERVED, Fate.ABANDONED, Fate.MOVED_ON, Fate.NO_SHOW} <= fates


def test_neighbors_are_the_nearest_within_reach():
    moving = Moving(probability=0.5, within_km=3, travel=Time(mean_s=600, cv=0.5))
    plan = remade(KUWAIT, msgspec.structs.replace(KUWAIT.model, moving=moving))
    by_id = {site.id: site for site in plan.sites}
    assert by_id["NBK-01"].neighbors[:2] == ("NBK-05", "KFH-01")
    assert "CBK-02" not in by_id["NBK-01"].neighbors
    assert "NBK-01" not in by_id["NBK-01"].neighbors


def test_breakdowns_of_a_device_do_not_depend_on_the_others():
    declared = Breakdowns(mean_between_s=7200, repair=Time(mean_s=1800, cv=1))
    stream = OCCASION.at(1)
    assert breakdowns_of(declared, devices=4, stream=stream)[:2] == breakdowns_of(declared, devices=2, stream=stream)
    spells = breakdowns_of(declared, devices=1, stream=stream)[0]
    marks = [mark for spell in spells for mark in spell]
    assert len(marks) > 6
    assert marks == sorted(marks)


def test_outages_come_as_often_as_declared():
    outage = Outage(route="sms", mean_between_s=86_400 / 3, duration=Time(mean_s=60, shape="fixed"))
    counts = [len(outage_spells(outage, stream=replace(OCCASION, replication=number).at(9))) for number in range(400)]
    assert 2.7 < sum(counts) / len(counts) < 3.3


SPOILED = {
    "lost": lambda one: replace(one, **{name: getattr(one, name)[1:] for name in ARRAYS}),
    "doubled": lambda one: replace(
        one, **{name: np.append(getattr(one, name), getattr(one, name)[:1]) for name in ARRAYS}
    ),
    "waiting": lambda one: replace(one, waiting_area_s=one.waiting_area_s + 1),
    "busy": lambda one: replace(one, busy_area_s=one.busy_area_s + 1),
    "negative": lambda one: replace(
        one, virtual_wait_s=np.where(one.person == one.person[3], -1.0, one.virtual_wait_s)
    ),
    "two at once": lambda one: replace(one, stint_device=np.zeros_like(one.stint_device)),
    "no end": lambda one: replace(one, end_s=np.full(len(one), np.nan)),
}
ARRAYS = [
    field.name for field in fields(Columns) if field.name not in {"site", "kinds", "waiting_area_s", "busy_area_s"}
]


def check(floors, days):
    check_people(floors, days)
    tally, evidence = Tally.zeros(1, len(floors)), Evidence.zeros(1, len(floors))
    for place, (floor, day) in enumerate(zip(floors, days, strict=True)):
        tally.add((0, place), tally_of(day, hours=floor.hours, devices=floor.devices))
        evidence.put((0, place), evidence_of(day, listed=len(floor.customers)))
    check_block(tally, evidence, sites=[floor.site for floor in floors])


@pytest.mark.parametrize("defect", SPOILED)
def test_the_invariants_can_fail(defect):
    floors, days = play_day(COUNTER, OCCASION)
    first, *others = map(columns_of, days)
    check(floors, [first, *others])
    with pytest.raises(InvariantBrokenError, match=r"COUNTER-01: .*please report"):
        check(floors, [SPOILED[defect](first), *others])


def test_sums_without_people_are_checked_too():
    tally, evidence = Tally.zeros(2, 2), Evidence.zeros(2, 2)
    check_block(tally, evidence, sites=["A", "B"])
    tally.fates[1, 1, 0] = 1
    with pytest.raises(InvariantBrokenError, match="B: visits are not as many as people came"):
        check_block(tally, evidence, sites=["A", "B"])
    tally.fates[0, 0, CODE_OF[Fate.MOVED_ON]] = 1
    with pytest.raises(InvariantBrokenError, match="A and others: visits"):
        check_block(tally, evidence, sites=["A", "B"])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"seed": -1}, "--seed is 0 to"),
        ({"replications": 0}, "--replications is 1 to"),
        ({"sites": ["COUNTER-09"]}, "no site 'COUNTER-09'; name one that is there"),
        ({"days": [date(2026, 4, 17)]}, "2026-04-17 is not an open day of it; choose another day"),
    ],
)
def test_what_cannot_be_simulated_is_refused(more, said):
    with pytest.raises(UsageError, match=said):
        played(COUNTER, **more)


def test_devices_can_only_be_given_to_sites_that_are_there():
    with pytest.raises(UsageError, match="1 devices at 'NBK-99': no such site"):
        KUWAIT.with_devices({"NBK-99": 1})
    with pytest.raises(UsageError, match="0 devices at NBK-01: give at least 1"):
        KUWAIT.with_devices({"NBK-01": 0})


def test_the_summary_tells_fates_waits_intervals_engines_and_assumptions():
    simulation = played(COUNTER, replications=20)
    text = summary(simulation)
    assert f"{simulation.by_site.came.sum() / 20:,.1f}" in text
    assert "3 sites, 10 devices, 1 day, 20 replications, seed 1" in text
    assert "priority kernel for 3 sites: " in text
    whole = estimate([float(value) for value in simulation.by_replication.p95_wait_s])
    assert f"{whole.mean / 60:.1f} min" in text
    assert f"± {whole.half_width() / 60:.2f} min" in text
    assert "calendars.office: no hours are published here" in text


def test_one_replication_has_no_interval_and_says_so():
    text = summary(played(COUNTER))
    assert "one replication tells nothing of its own error; for intervals give --replications 200" in text
    assert "±" not in text
