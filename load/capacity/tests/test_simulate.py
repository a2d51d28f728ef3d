"""Simulations: reproducible by seed, complete, checked by invariants that can fail, and told in a few lines."""

from dataclasses import replace
from datetime import date

import msgspec
import pytest

from harness.commandline import UsageError
from load.capacity.day import STARTED, Fate
from load.capacity.disruptions import Breakdowns, Outage, breakdowns_of, outage_spells
from load.capacity.draws import Occasion
from load.capacity.invariants import InvariantBrokenError, check_day
from load.capacity.manners import Moving
from load.capacity.model import Shared
from load.capacity.model_file import load_plan
from load.capacity.plan import make_plan
from load.capacity.simulate import play_day, simulate
from load.capacity.summary import summary
from load.capacity.times import Time

KUWAIT, COUNTER = load_plan("kuwait"), load_plan("counter")
DAY = date(2026, 4, 13)
OCCASION = Occasion(seed=1, day=DAY, replication=0)


def rows_of(plan, **more):
    return simulate(plan, **{"seed": 1, "replications": 1, "days": [DAY], **more}).rows


def test_a_simulation_has_a_row_for_each_site_day_and_replication():
    days = [DAY, date(2026, 4, 14)]
    rows = rows_of(COUNTER, replications=3, days=days)
    assert [(row.replication, row.day, row.site) for row in rows] == [
        (replication, day, site.id) for replication in range(3) for day in days for site in COUNTER.sites
    ]
    assert rows_of(COUNTER, replications=3, days=days) == rows
    assert rows_of(COUNTER, seed=2, days=days) != rows[:6]


def test_a_day_does_not_depend_on_which_others_are_played():
    alone = rows_of(COUNTER, days=[DAY])
    among = rows_of(COUNTER, days=[date(2026, 4, 12), DAY])
    assert among[len(alone) :] == alone


def test_a_row_sums_up_the_visits_of_its_day():
    floors, played = play_day(COUNTER, OCCASION)
    row, visits = rows_of(COUNTER)[0], played[0].visits
    waits = sorted(visit.wait_s for visit in visits if visit.fate in STARTED)
    assert len(visits) == len(floors[0].customers)
    assert sum(row.fates.values()) == len(visits)
    assert row.came == len(visits) - row.fates[Fate.NO_SHOW]
    assert row.started == len(waits)
    assert row.mean_wait_s == pytest.approx(sum(waits) / len(waits))
    assert sum(wait <= row.p95_wait_s for wait in waits) >= 0.95 * len(waits)
    assert sum(wait < row.p95_wait_s for wait in waits) < 0.95 * len(waits)
    busy = sum(visit.end_s - visit.start_s for visit in visits if visit.end_s is not None)
    assert row.utilization == pytest.approx(busy / (6 * (6.5 * 3600 - 1200 - 600)))


def test_progress_is_told_until_all_days_are_done():
    told = []
    rows_of(COUNTER, replications=2, days=[DAY, date(2026, 4, 14)], progress=lambda *where: told.append(where))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_more_devices_never_make_the_first_wait_longer():
    """With common random numbers the comparison is of the same people, so it holds day by day for FIFO queues."""
    calm = msgspec.structs.replace(KUWAIT.model, balking=None, breakdowns=None, outages=[])
    kinds = [msgspec.structs.replace(kind, patience=None) for kind in calm.kinds]
    plan = remade(KUWAIT, msgspec.structs.replace(calm, kinds=kinds))
    more = plan.with_devices({site.id: site.devices + 1 for site in plan.sites})
    for fewer_row, more_row in zip(rows_of(plan), rows_of(more), strict=True):
        assert (more_row.mean_wait_s or 0) <= (fewer_row.mean_wait_s or 0) + 1e-9
        assert more_row.came == fewer_row.came


def remade(plan, model):
    return make_plan(model, plan.site_file, place=plan.place, sites_place=plan.sites_place)


def test_every_feature_at_once_keeps_the_invariants():
    leg = COUNTER.model.services[0].legs
    service = msgspec.structs.replace(
        COUNTER.model.services[0], legs=[leg[0], leg[1], msgspec.structs.replace(leg[2], route="sms", shared="printer")]
    )
    model = msgspec.structs.replace(
        COUNTER.model,
        services=[service],
        shared=[Shared(name="printer", count=1)],
        outages=[Outage(route="sms", mean_between_s=7200, duration=Time(mean_s=900, cv=1))],
        breakdowns=Breakdowns(mean_between_s=7200, repair=Time(mean_s=1800, cv=1), running_service="restart"),
        moving=Moving(probability=0.8, within_km=100, travel=Time(mean_s=600, cv=0.5), most=2),
        balking=KUWAIT.model.balking,
    )
    rows = rows_of(remade(COUNTER, model), replications=3)
    fates = {fate for row in rows for fate, count in row.fates.items() if count}
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


@pytest.mark.parametrize("defect", ["lost", "doubled", "waiting", "busy", "negative", "two at once"])
def test_the_invariants_can_fail(defect):
    floors, played = play_day(COUNTER, OCCASION)
    check_day(floors, played)
    first, *others = played
    visits = first.visits
    if defect in {"lost", "doubled"}:
        first = replace(first, visits=visits[1:] if defect == "lost" else (*visits, visits[0]))
    elif defect in {"waiting", "busy"}:
        first = replace(first, **{f"{defect}_area_s": getattr(first, f"{defect}_area_s") + 1})
    elif defect == "negative":
        first = replace(first, visits=(replace(visits[0], virtual_wait_s=-1.0), *visits[1:]))
    else:
        served = next(visit for visit in visits if visit.device == 0)
        moved = [replace(one, device=0) if one.start_s and one.device == 1 else one for one in visits]
        assert served.start_s is not None
        first = replace(first, visits=tuple(moved))
    with pytest.raises(InvariantBrokenError, match=r"COUNTER-01: .*please report"):
        check_day(floors, [first, *others])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"seed": -1}, "--seed is 0 to"),
        ({"replications": 0}, "--replications is 1 to"),
        ({"days": [date(2026, 4, 17)]}, "2026-04-17 is not an open day of it; choose another day"),
    ],
)
def test_what_cannot_be_simulated_is_refused(more, said):
    with pytest.raises(UsageError, match=said):
        rows_of(COUNTER, **more)


def test_devices_can_only_be_given_to_sites_that_are_there():
    with pytest.raises(UsageError, match="1 devices at 'NBK-99': name a site"):
        KUWAIT.with_devices({"NBK-99": 1})
    with pytest.raises(UsageError, match="0 devices at 'NBK-01'"):
        KUWAIT.with_devices({"NBK-01": 0})


def test_the_summary_tells_fates_waits_and_assumptions():
    simulation = simulate(COUNTER, seed=1, replications=2, days=[DAY])
    text = summary(simulation)
    came = sum(row.came for row in simulation.rows) / 2
    assert f"{came:,.1f}" in text
    assert "3 sites, 10 devices, 1 day, 2 replications, seed 1" in text
    assert "calendars.office: no hours are published here" in text
    assert max(map(len, text.splitlines())) < 130
