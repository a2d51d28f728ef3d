"""Uncertain inputs: drawn from their spans alone, and their spread parted from the error of the simulation."""

import msgspec
import numpy as np
import pytest

from load.capacity.model.file import load_plan
from load.capacity.model.plan import make_plan
from load.capacity.model.service import mean_service_s
from load.capacity.model.uncertain import Span
from load.capacity.model.uncertainty import drawn, uncertain_parts
from load.capacity.results.figures import spread
from load.capacity.statistics.estimates import Estimate

KUWAIT = load_plan("kuwait")


def certain(part):
    return msgspec.structs.replace(part, uncertainty=None)


def uncertain(part):
    return msgspec.structs.replace(part, uncertainty=Span(low=0.8, high=1.5))


@pytest.fixture(scope="module")
def plan():
    model = KUWAIT.model
    demand = msgspec.structs.replace(
        model.demand,
        cohorts=[certain(model.demand.cohorts[0]), uncertain(model.demand.cohorts[1])],
        overflows=[uncertain(model.demand.overflows[0])],
    )
    services = [uncertain(model.services[0]), certain(model.services[1])]
    return make_plan(
        msgspec.structs.replace(model, demand=demand, services=services),
        KUWAIT.site_file,
        place=KUWAIT.place,
        sites_place=KUWAIT.sites_place,
    )


def factors(plan, other):
    ours, theirs = plan.model, other.model
    return (
        theirs.demand.cohorts[1].people / ours.demand.cohorts[1].people,
        theirs.demand.overflows[0].phone_enrollments / ours.demand.overflows[0].phone_enrollments,
        mean_service_s(theirs.services[0]) / mean_service_s(ours.services[0]),
    )


def test_every_uncertain_part_is_named_by_its_key(plan):
    assert [key for key, _ in uncertain_parts(plan.model)] == [
        "demand.cohorts[1]",
        "demand.overflows[0]",
        "services[0]",
    ]
    assert [key for key, _ in uncertain_parts(KUWAIT.model)] == [
        "demand.cohorts[0]",
        "demand.overflows[0]",
        "services[0]",
        "services[1]",
    ]
    assert not list(uncertain_parts(load_plan("counter").model))


def test_inputs_are_drawn_evenly_from_their_spans_and_the_rest_stays(plan):
    draws = np.array([factors(plan, drawn(plan, seed=1, number=number)) for number in range(400)])
    assert (draws >= 0.8).all()
    assert (draws <= 1.5).all()
    assert draws.mean(axis=0) == pytest.approx(1.15, abs=0.05)
    assert draws.std(axis=0) == pytest.approx(0.7 / 12**0.5, abs=0.02)
    assert np.abs(np.corrcoef(draws.T) - np.eye(3)).max() < 0.15
    one = drawn(plan, seed=1, number=3)
    assert one.model.demand.cohorts[0] == plan.model.demand.cohorts[0]
    assert one.model.services[1] == plan.model.services[1]
    assert one == drawn(plan, seed=1, number=3)
    assert one != drawn(plan, seed=2, number=3)


def test_the_error_of_the_simulation_is_taken_off_the_spread():
    draws = np.random.default_rng(1)
    answers = draws.normal(10.0, 3.0, 2000)
    estimates = [Estimate(answer + draws.normal(0, 4.0), 40.0, 100) for answer in answers]
    found = spread(estimates)
    assert found.error == pytest.approx(4.0)
    assert found.deviation == pytest.approx(3.0, rel=0.1)
    assert spread([Estimate(5.0, 40.0, 100), Estimate(5.1, 40.0, 100)]).deviation == 0.0


@pytest.mark.parametrize(("low", "high"), [(1.1, 1.3), (0.7, 0.9), (0.0, 1.0), (0.9, 11.0), (float("nan"), 1.2)])
def test_a_span_holds_what_is_declared(low, high):
    with pytest.raises(ValueError, match=r"give factors from 0\.1 to 1 and from 1 to 10"):
        Span(low=low, high=high)
