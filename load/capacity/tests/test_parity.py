"""The kernels against SimPy on random declared models: the same people, everybody's fate equal and waits to 1e-9 s.

Times are short and demand is high, so that queues, closed doors, breakdowns and outages meet in most of the days.
"""

from datetime import date, time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.world.opening import Break, Calendar, Opening
from harness.world.sites import Devices, Operator, Place, Site, SiteFile
from load.capacity.draws.draws import Occasion
from load.capacity.kernels.days import Kernels
from load.capacity.kernels.machine import PLAIN, machine
from load.capacity.model.checks import check_model
from load.capacity.model.demand import Cohort, Demand, Profile
from load.capacity.model.disruptions import Breakdowns, Outage
from load.capacity.model.file import load_plan
from load.capacity.model.manners import Appointments, Balking, BalkingStep, Jockeying, Lateness
from load.capacity.model.model import Kind, Model, Period
from load.capacity.model.plan import make_plan
from load.capacity.model.service import Retry, Service, ServiceLeg
from load.capacity.model.times import Time
from load.capacity.play.blocks import Block, Task, pack, play_day
from load.capacity.play.columns import FATES, columns_of
from load.capacity.play.day import Fate
from load.capacity.play.invariants import check_block, evidence_of
from load.capacity.play.router import KERNELS, Path, route
from load.capacity.play.tally import tally_of

DAY = date(2026, 4, 13)
WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
KINDS = ("a", "b", "c")
REPLICATIONS = range(7, 10)


def times(least, most):
    mean = st.floats(least, most)
    return st.one_of(
        st.builds(Time, mean_s=mean, shape=st.just("fixed")),
        st.builds(Time, mean_s=mean.map(round).map(float), shape=st.just("fixed")),
        st.builds(Time, mean_s=mean, shape=st.just("exponential")),
        st.builds(Time, mean_s=mean, cv=st.floats(0.05, 2)),
    )


retries = st.builds(Retry, failure=st.sampled_from([0, 0.1, 0.5, 1]), most=st.integers(0, 4), time=times(10, 200))
legs = st.builds(
    ServiceLeg,
    name=st.just("leg"),
    human=times(20, 900),
    system=st.none() | times(5, 100),
    retry=st.none() | retries,
    route=st.sampled_from(["", "", "sms", "mail"]),
)
services = st.lists(legs, min_size=1, max_size=3)
kinds = st.fixed_dictionaries(
    {"priority": st.integers(0, 2), "patience": st.none() | times(60, 3000)},
)
steps = st.lists(st.integers(0, 12), min_size=1, max_size=3, unique=True).map(sorted)
appointments = st.builds(
    Appointments,
    kind=st.sampled_from(KINDS),
    late_kind=st.sampled_from(KINDS),
    every_s=st.sampled_from([600.0, 1000.0, 1800.0]),
    per_slot=st.integers(1, 3),
    booked=st.sampled_from([0.5, 1]),
    no_show=st.sampled_from([0, 0.3]),
    lateness=st.builds(Lateness, mean_s=st.floats(-600, 600), deviation_s=st.sampled_from([0.0, 300.0])),
    grace_s=st.sampled_from([0.0, 300.0]),
)
breakdowns = st.builds(
    Breakdowns,
    mean_between_s=st.sampled_from([3600.0, 20_000.0]),
    repair=times(60, 7200),
    running_service=st.sampled_from(["finish", "resume", "restart"]),
)
outages = st.lists(st.sampled_from(["sms", "mail"]), unique=True, min_size=2, max_size=2).flatmap(
    lambda routes: st.tuples(
        *(
            st.builds(
                Outage,
                route=st.just(name),
                mean_between_s=st.sampled_from([3600.0, 40_000.0]),
                duration=times(60, 3600),
            )
            for name in routes
        )
    )
)


only_simpy = st.fixed_dictionaries(
    {
        "preemption": st.sampled_from([None, "resume", "restart"]),
        "lines": st.sampled_from(["one", "each"]),
        "jockeying": st.none() | st.builds(Jockeying, from_difference=st.integers(2, 4)),
    }
).map(lambda some: some | ({"jockeying": None} if some["lines"] == "one" else {}))


profiles = st.builds(
    Profile,
    weekdays=st.just(WEEK),
    first=st.sampled_from([7, 9]).map(time),
    half_hours=st.lists(st.integers(0, 5), min_size=6, max_size=12).map(lambda some: [1, *some[:2], 1, *some[2:], 1]),
)


@st.composite
def plans(draw, more=st.just({})):  # noqa: B008 - a strategy is a constant
    """A model of a site on one day, and whatever a kernel can play; `more` is what else is declared."""
    balking = [BalkingStep(waiting=n, probability=draw(st.sampled_from([0.1, 0.5, 1]))) for n in draw(steps)]
    some = [name for name in KINDS if draw(st.booleans())] or ["a"]
    people = st.sampled_from([0, 5, 20, 40])
    kinds_of = [Kind(name=name, service=draw(st.sampled_from("xy")), **draw(kinds)) for name in KINDS]
    declared = draw(more)
    if len({kind.priority for kind in kinds_of}) == 1:  # then nobody gives way, and a model that says so is refused
        declared = declared | {"preemption": None}
    model = Model(
        name="random",
        title_en="Random",
        title_ar="عشوائي",
        sites="random",
        period=Period(first=DAY, last=DAY),
        demand=Demand(
            cohorts=[Cohort(name=name, kind=name, people=draw(people)) for name in some],
            profiles=[draw(profiles)],
            early_s=draw(st.sampled_from([0.0, 1200.0])),
        ),
        kinds=kinds_of,
        services=[Service(name=name, legs=draw(services)) for name in "xy"],
        balking=draw(st.none() | st.just(Balking(steps=balking))),
        appointments=draw(st.none() | appointments),
        at_closing=draw(st.sampled_from(["leave", "stay"])),
        breakdowns=draw(st.none() | breakdowns),
        outages=list(draw(outages)),
        **declared,
    )
    sites = a_file_of_sites(draw)
    check_model(model, sites)
    return make_plan(model, sites, place="random", sites_place="random")


def a_file_of_sites(draw):
    breaks = [Break(name_en="one", name_ar="أ", begins=time(10), ends=time(10, 20))]
    breaks += [Break(name_en="two", name_ar="ب", begins=time(11, 5), ends=time(12))]
    opening = Opening(weekdays=WEEK, opens=time(8), closes=time(draw(st.sampled_from([12, 13]))))
    calendar = Calendar(open=[opening], breaks=breaks[: draw(st.integers(0, 2))])
    place = Place(governorate="Hawally", lat=29.3, lon=48.0)
    sites = [
        Site(
            id=draw(st.sampled_from("AB")),
            name_en="A",
            name_ar="أ",
            devices=Devices(count=draw(st.integers(1, 3))),
            place=place,
        )
    ]
    operator = Operator(id="O", name_en="O", name_ar="و", calendar="all", sites=sites)
    return SiteFile(name="random", title_en="R", title_ar="ع", calendars={"all": calendar}, operators=[operator])


def assert_parity(plan, seed, run):
    kernels, paths = Kernels(plan, run), route(plan)
    for site, hours in plan.open_sites(DAY):
        assert paths.path_of(site.id) not in paths.simpy
        ours = kernels.columns_on(site, hours, DAY, seed=seed, replications=REPLICATIONS)
        sums, proof = kernels.sums_on(site, hours, DAY, seed=seed, replications=REPLICATIONS)
        check_block(sums, proof, sites=[site.id])
        for row, replication in enumerate(REPLICATIONS):
            occasion = Occasion(seed=seed, day=DAY, replication=replication)
            floors, played = play_day(plan, occasion, [(site, hours)])
            reference = columns_of(played[0], kinds=tuple(plan.kinds))
            assert ours[row].same_as(reference, within_s=1e-9)
            assert ours[row].waiting_area_s == pytest.approx(reference.waiting_area_s, abs=1e-6)
            assert ours[row].busy_area_s == pytest.approx(reference.busy_area_s, abs=1e-6)
            assert_sums(sums, row, tally_of(reference, hours=hours, devices=site.devices))
            assert proof.listed[row] == len(floors[0].customers)
            assert proof.least_wait_s[row] == pytest.approx(evidence_of(reference, listed=0).least_wait_s)


def assert_sums(sums, row, expected):
    for name, array in expected.arrays().items():
        assert getattr(sums, name)[row] == pytest.approx(array, rel=1e-12, abs=1e-6), name


few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
many = settings(max_examples=6000, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few
@given(plan=plans(), seed=st.integers(0, 2**64 - 1))
def test_plain_kernels_play_every_day_as_simpy_does(plan, seed):
    assert_parity(plan, seed, PLAIN)


@few
@given(plan=plans(), seed=st.integers(0, 2**64 - 1))
def test_the_kernels_that_run_here_play_every_day_as_simpy_does(plan, seed):
    assert_parity(plan, seed, machine())


@pytest.mark.soak
@many
@given(plan=plans(), seed=st.integers(0, 2**64 - 1))
def test_thousands_of_random_models_are_played_as_simpy_plays_them(plan, seed):
    assert_parity(plan, seed, machine())


@few
@given(plan=plans(only_simpy), seed=st.integers(0, 2**64 - 1))
def test_what_only_simpy_plays_goes_there_and_holds_together(plan, seed):
    model, site = plan.model, plan.open_sites(DAY)[0][0]
    declared = {name for name, none in (("preemption", None), ("lines", "one")) if getattr(model, name) != none}
    assert (route(plan).path_of(site.id) is Path.SIMPY) == bool(declared)
    if declared:
        with pytest.raises(ValueError, match="SimPy, and not to a kernel"):
            Kernels(plan, PLAIN).columns_on(site, plan.open_sites(DAY)[0][1], DAY, seed=seed, replications=REPLICATIONS)
    task = Task(packed=pack(plan), seed=seed, sites=(site.id,))
    part = task(Block((DAY,), REPLICATIONS.start, REPLICATIONS.stop))
    assert part.by_site.came.sum() == part.by_day.came.sum()


@pytest.mark.parametrize("name", ["kuwait", "counter"])
def test_packaged_models_are_played_as_simpy_plays_them(name):
    plan = load_plan(name)
    fates = set()
    for day in list(plan.visits)[::60]:
        for site, hours in plan.open_sites(day)[::12]:
            assert route(plan).path_of(site.id) in KERNELS
            for run in (PLAIN, machine()):
                ours = Kernels(plan, run).columns_on(site, hours, day, seed=5, replications=range(1, 2))[0]
                _, played = play_day(plan, Occasion(seed=5, day=day, replication=1), [(site, hours)])
                assert ours.same_as(columns_of(played[0], kinds=tuple(plan.kinds)), within_s=1e-9)
                fates |= {FATES[code] for code in ours.fate}
    assert {Fate.SERVED, Fate.FAILED, Fate.ABANDONED} <= fates


def test_replications_do_not_depend_on_which_others_are_played():
    plan = load_plan("counter")
    site, hours = plan.open_sites(DAY)[0]
    for run in (PLAIN, machine()):
        kernels = Kernels(plan, run)
        among, _ = kernels.sums_on(site, hours, DAY, seed=2, replications=range(60))
        alone, _ = kernels.sums_on(site, hours, DAY, seed=2, replications=range(41, 42))
        assert all((array[41] == alone.arrays()[name][0]).all() for name, array in among.arrays().items())


def test_compiled_and_plain_kernels_sum_up_to_the_same_bytes():
    plan = load_plan("counter")
    site, hours = plan.open_sites(DAY)[1]
    plain, _ = Kernels(plan, PLAIN).sums_on(site, hours, DAY, seed=2, replications=range(9))
    other, _ = Kernels(plan, machine()).sums_on(site, hours, DAY, seed=2, replications=range(9))
    assert all(np.array_equal(array, other.arrays()[name]) for name, array in plain.arrays().items())
