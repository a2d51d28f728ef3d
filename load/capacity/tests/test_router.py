"""The router: exact paths by feature, reasons in words, and nothing that a kernel cannot play reaches one."""

from datetime import date, time

import msgspec
import pytest

from load.capacity.kernels.days import Kernels
from load.capacity.kernels.machine import PLAIN
from load.capacity.model import demand, disruptions, manners, model, service, times
from load.capacity.model.file import load_plan
from load.capacity.model.manners import Appointments, Jockeying, Moving
from load.capacity.model.model import Kind, Model, Shared, SharedBreak
from load.capacity.model.plan import make_plan
from load.capacity.model.times import Time
from load.capacity.play.router import _KNOWN, _NO_MEANING, Path, route

KUWAIT, COUNTER = load_plan("kuwait"), load_plan("counter")
DAY = date(2026, 4, 13)
MOVING = Moving(probability=0.5, within_km=5, travel=Time(mean_s=900, cv=0.4))


def changed(plan, **more):
    return make_plan(msgspec.structs.replace(plan.model, **more), plan.site_file, place="m", sites_place="s")


def paths(plan):
    return {some.path for some in route(plan).sites}


def sharing(plan, number=-1, **more):
    """The plan with a leg of its first service that needs an officer."""
    first, *others = plan.model.services
    legs = list(first.legs)
    legs[number] = msgspec.structs.replace(legs[number], shared="officer")
    services = [msgspec.structs.replace(first, legs=legs), *others]
    return changed(plan, services=services, shared=[Shared(name="officer", **{"count": 1} | more)])


def test_packaged_models_go_to_their_kernels():
    assert paths(KUWAIT) == {Path.FIFO}
    assert paths(COUNTER) == {Path.PRIORITY}
    assert route(KUWAIT).simpy == frozenset()


@pytest.mark.parametrize("plan", [KUWAIT, COUNTER], ids=["kuwait", "counter"])
@pytest.mark.parametrize("trap", ["moving", "shared", "shared by many", "both"])
def test_what_ties_devices_or_sites_together_never_reaches_a_kernel(plan, trap):
    if trap != "moving":
        plan = sharing(plan, number=0 if trap == "shared" else -1, count=50 if trap == "shared by many" else 1)
    if trap in {"moving", "both"}:
        plan = changed(plan, moving=MOVING)
    routing = route(plan)
    assert paths(plan) == {Path.SIMPY}
    assert routing.simpy == {site.id for site in plan.sites}
    said = " ".join(routing.sites[0].reasons)
    assert ("moving: " in said) == (trap in {"moving", "both"})
    assert ("'officer'" in said) == (trap != "moving")
    site, hours = plan.open_sites(DAY)[0]
    with pytest.raises(ValueError, match="SimPy, and not to a kernel"):
        Kernels(plan, PLAIN).sums_on(site, hours, DAY, seed=1, replications=range(1))


@pytest.mark.parametrize("plan", [KUWAIT, COUNTER], ids=["kuwait", "counter"])
@pytest.mark.parametrize(
    ("said", "more"),
    [
        ("preemption: people are interrupted", {"preemption": "resume"}),
        ("preemption: people are interrupted", {"preemption": "restart"}),
        ("lines: every device has a line of its own", {"lines": "each"}),
        ("jockeying: people go from one line", {"lines": "each", "jockeying": Jockeying(from_difference=2)}),
    ],
)
def test_what_people_do_among_each_other_never_reaches_a_kernel(plan, said, more):
    plan = changed(plan, **more)
    assert paths(plan) == {Path.SIMPY}
    assert any(reason.startswith(said) for reason in route(plan).sites[0].reasons)


def test_breaks_of_what_is_shared_are_told():
    routing = route(sharing(COUNTER, breaks=[SharedBreak(begins=time(12), ends=time(12, 30))]))
    assert routing.sites[0].reasons == (
        "shared: devices wait for each other where they share 'officer'",
        "shared: 'officer' has breaks of its own",
    )


def test_what_is_shared_by_a_service_that_nobody_comes_for_holds_nobody_up():
    unused = msgspec.structs.replace(KUWAIT.model.services[0], name="unused")
    legs = [msgspec.structs.replace(leg, shared="officer") for leg in unused.legs]
    services = [*KUWAIT.model.services, msgspec.structs.replace(unused, legs=legs)]
    assert paths(changed(KUWAIT, services=services, shared=[Shared(name="officer", count=1)])) == {Path.FIFO}


def test_priorities_count_where_people_of_several_come():
    booking = msgspec.structs.replace(COUNTER.model.appointments, sites=["COUNTER-01"])
    routing = route(changed(COUNTER, appointments=booking))
    assert routing.path_of("COUNTER-01") is Path.PRIORITY
    assert routing.path_of("COUNTER-02") is Path.FIFO
    assert paths(changed(COUNTER, appointments=None)) == {Path.FIFO}
    kinds = [msgspec.structs.replace(kind, priority=number) for number, kind in enumerate(KUWAIT.model.kinds)]
    assert paths(changed(KUWAIT, kinds=kinds)) == {Path.PRIORITY}


def test_a_closed_form_is_for_sites_to_which_nobody_comes():
    weights = msgspec.structs.replace(KUWAIT.model.demand.weights, sites={"NBK-01": 0.0})
    plan = changed(KUWAIT, demand=msgspec.structs.replace(KUWAIT.model.demand, weights=weights))
    routing = route(plan)
    assert routing.path_of("NBK-01") is Path.CLOSED_FORM
    assert routing.path_of("NBK-02") is Path.FIFO
    site, hours = plan.open_sites(DAY)[0]
    tally, _ = Kernels(plan, PLAIN).sums_on(site, hours, DAY, seed=1, replications=range(2))
    assert (site.id, tally.fates.sum(), tally.open_s.tolist()) == ("NBK-01", 0, [22_200.0, 22_200.0])


def test_reasons_are_told_in_words_by_way():
    lines = list(route(KUWAIT).lines())
    assert len(lines) == 1
    assert lines[0].startswith("FIFO kernel for 47 sites: all kinds of people that come have one priority")
    assert next(route(changed(COUNTER, moving=MOVING)).lines()).startswith(
        "SimPy for 3 sites: moving: people who go on"
    )


class Mood(Kind, frozen=True, kw_only=True):
    """A kind with something that no kernel has been taught."""

    humming: bool = False


@pytest.mark.parametrize("humming", [False, True])
def test_a_part_that_the_router_does_not_know_goes_to_simpy_where_it_is_set(humming):
    kinds = [Mood(**msgspec.structs.asdict(kind), humming=humming) for kind in KUWAIT.model.kinds]
    plan = changed(KUWAIT, kinds=kinds)
    assert paths(plan) == {Path.SIMPY if humming else Path.FIFO}
    assert ("humming: a part of Mood that only SimPy has been taught" in route(plan).sites[0].reasons) == humming


def test_the_router_knows_every_part_that_a_model_declares():
    parts = [
        part
        for module in (model, demand, manners, disruptions, service, times)
        for part in vars(module).values()
        if isinstance(part, type) and issubclass(part, msgspec.Struct) and part.__module__ == module.__name__
    ]
    assert {Model, Appointments, Time} <= set(parts)
    for part in parts:
        known = set(_KNOWN[part].split()) | _NO_MEANING
        assert {field.name for field in msgspec.structs.fields(part)} <= known, part
