"""M/M/4 by other people's programs, beside ours: for the bench alone, each where it is installed.

A day from empty, 4 servers, services of 60 s on average, arrivals at 0.8 of what 4 can serve. A program is given a seed
and returns how many customers it has played. Each is written as the first example of its documentation is.
"""

from collections.abc import Callable, Generator, Mapping
from datetime import date, time
from importlib.util import find_spec

import numpy as np
import simpy

from harness.world.opening import DAY_S, WEEKDAYS, Calendar, Opening, hours_on
from harness.world.sites import Devices, Operator, Place, Site, SiteFile
from load.capacity.kernels.days import Kernels
from load.capacity.kernels.machine import Machine
from load.capacity.model.demand import Cohort, Demand, Profile
from load.capacity.model.model import Kind, Model, Period
from load.capacity.model.plan import Plan, make_plan
from load.capacity.model.service import Service, ServiceLeg
from load.capacity.model.times import Time

Program = Callable[[int], int]

SERVERS, SERVICE_S, LOAD = 4, 60.0, 0.8
GAP_S = SERVICE_S / (SERVERS * LOAD)
_DAY = date(2026, 4, 13)
_DAYS_AT_ONCE = 20


def queue_of_ours(machine: Machine) -> Program:
    """Our kernel, on a declared model."""
    plan = declared_queue()
    kernels, site = Kernels(plan, machine), plan.sites[0]
    hours = hours_on(site.calendar, _DAY)
    assert hours is not None  # noqa: S101 - it is open on every day

    def play(seed: int) -> int:
        _, evidence = kernels.sums_on(site, hours, _DAY, seed=seed, replications=range(_DAYS_AT_ONCE))
        return int(evidence.listed.sum())

    return play


def declared_queue() -> Plan:
    """M/M/4 as a model."""
    model = Model(
        name="queue",
        title_en="M/M/4",
        title_ar="M/M/4",
        sites="queue",
        period=Period(first=_DAY, last=_DAY),
        demand=Demand(
            cohorts=[Cohort(name="all", kind="any", people=DAY_S / GAP_S)],
            profiles=[Profile(weekdays=list(WEEKDAYS), first=time(0), half_hours=[1.0] * 48)],
        ),
        kinds=[Kind(name="any", service="any")],
        services=[
            Service(name="any", legs=[ServiceLeg(name="all", human=Time(mean_s=SERVICE_S, shape="exponential"))])
        ],
    )
    place = Place(governorate="none", lat=0.0, lon=0.0)
    site = Site(id="Q", name_en="Q", name_ar="Q", devices=Devices(count=SERVERS), place=place)
    sites = SiteFile(
        name="queue",
        title_en="Q",
        title_ar="Q",
        calendars={"all": Calendar(open=[Opening(weekdays=list(WEEKDAYS), opens=time(0), closes=time(0))])},
        operators=[Operator(id="O", name_en="O", name_ar="O", calendar="all", sites=[site])],
    )
    return make_plan(model, sites, place="queue", sites_place="queue")


def bare_simpy(seed: int) -> int:
    """A dozen lines of SimPy."""
    rng, environment = np.random.default_rng(seed), simpy.Environment()
    servers = simpy.Resource(environment, capacity=SERVERS)
    came = 0

    def customer() -> Generator[simpy.Event, object, None]:
        with servers.request() as had:
            yield had
            yield environment.timeout(rng.exponential(SERVICE_S))

    def source() -> Generator[simpy.Event, object, None]:
        nonlocal came
        while True:
            yield environment.timeout(rng.exponential(GAP_S))
            came += 1
            environment.process(customer())

    environment.process(source())
    environment.run(until=DAY_S)
    return came


def by_ciw(seed: int) -> int:
    """Ciw."""
    import ciw  # noqa: PLC0415 - of the bench alone

    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(1 / GAP_S)],
        service_distributions=[ciw.dists.Exponential(1 / SERVICE_S)],
        number_of_servers=[SERVERS],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(DAY_S)
    return len(simulation.get_all_records())


def by_salabim(seed: int) -> int:
    """salabim, with generators as processes."""
    import salabim  # noqa: PLC0415 - of the bench alone

    salabim.yieldless(False)  # noqa: FBT003 - its own signature
    environment = salabim.Environment(random_seed=seed)
    servers = salabim.Resource("servers", capacity=SERVERS)
    came = 0

    class Customer(salabim.Component):  # type: ignore[misc] # salabim is not installed where types are checked
        def process(self) -> Generator[object, None, None]:
            nonlocal came
            came += 1
            yield self.request(servers)
            yield self.hold(salabim.Exponential(SERVICE_S).sample())
            self.release()

    salabim.ComponentGenerator(Customer, iat=salabim.Exponential(GAP_S))
    environment.run(till=DAY_S)
    return came


def _if_there(module: str, program: Program) -> Program | None:
    return program if find_spec(module) is not None else None


OTHERS: Mapping[str, Program | None] = {
    "SimPy alone": bare_simpy,
    "Ciw": _if_there("ciw", by_ciw),
    "salabim": _if_there("salabim", by_salabim),
}
"""By name; None where it is not installed."""
