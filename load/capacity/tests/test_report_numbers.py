"""What the report tells: levers that move one number each, devices placed well, halves of hours, all on the same people."""

from dataclasses import replace
from datetime import date

import msgspec
import numpy as np
import pytest

from load.capacity.model.file import load_plan
from load.capacity.model.uncertain import Span
from load.capacity.play.simulate import simulate
from load.capacity.report.day import hours_over
from load.capacity.report.facts import Lever, Sample
from load.capacity.report.frontier import frontier_of
from load.capacity.report.gather import gather
from load.capacity.report.lever_texts import LEVER_TEXTS
from load.capacity.report.levers import levers_of, with_lever
from load.capacity.report.swings import swings_of
from load.capacity.report.words import Words
from load.capacity.statistics.estimates import ratio_half_widths

SAMPLE = Sample(days=(date(2026, 2, 1), date(2026, 2, 2)), replications=3, seed=7)
KUWAIT, COUNTER = load_plan("kuwait"), load_plan("counter")


def quiet(done, total):
    assert done <= total


@pytest.fixture(scope="module")
def plan(lasting_model):
    return load_plan(str(lasting_model))


@pytest.fixture(scope="module")
def frontier(plan):
    return frontier_of(plan, SAMPLE, device_cost=100.0, tell=quiet)


# -- levers


@pytest.mark.parametrize("plan", [KUWAIT, COUNTER], ids=["kuwait", "counter"])
def test_a_lever_changes_its_number_and_nothing_else(plan):
    for lever in levers_of(plan):
        changed = with_lever(plan, lever, lever.high)
        before, after = flat(plan.model), flat(changed.model)
        assert before.keys() == after.keys()
        assert {key: after[key] for key in before if before[key] != after[key]} == {lever.key: lever.high}
        assert [site.devices for site in changed.sites] == [site.devices for site in plan.sites]


def flat(value, key=""):
    """Every number and word of a model by its key."""
    if isinstance(value, msgspec.Struct):
        value = {name: getattr(value, name) for name in value.__struct_fields__}
    if isinstance(value, dict):
        return {
            end: some
            for name, item in value.items()
            for end, some in flat(item, f"{key}.{name}" if key else name).items()
        }
    if isinstance(value, list):
        return {end: some for place, item in enumerate(value) for end, some in flat(item, f"{key}[{place}]").items()}
    return {key: value}


def test_every_float_of_an_assumed_part_is_a_lever_but_factors_of_one_product_and_shapes():
    keys = {lever.key for lever in levers_of(KUWAIT)}
    assert {"demand.cohorts[0].people", "kinds[0].patience.mean_s", "services[1].legs[0].retry.failure"} <= keys
    assert {"demand.weights.sites.PACI-01", "balking.steps[2].probability", "outages[0].duration.cv"} <= keys
    assert not [key for key in keys if key.endswith((".share", ".failed", ".to_site")) or "half_hours" in key]
    assert not [key for key in keys if key.startswith(("period", "shared"))]


def test_what_is_known_is_no_lever(plan):
    assert [lever.key for lever in levers_of(plan)] == ["demand.cohorts[0].people"]


def test_a_lever_goes_a_fifth_to_both_sides_and_a_probability_not_beyond_1():
    people = next(lever for lever in levers_of(KUWAIT) if lever.key == "demand.cohorts[1].people")
    assert (people.low, people.value, people.high) == (240_000.0, 300_000.0, 360_000.0)
    booking = msgspec.structs.replace(COUNTER.model.appointments, booked=0.9)
    model = msgspec.structs.replace(COUNTER.model, appointments=booking)
    booked = next(some for some in levers_of(replace(COUNTER, model=model)) if some.key == "appointments.booked")
    assert (booked.low, booked.high) == (pytest.approx(0.72), 1.0)


def test_a_lever_goes_as_far_as_its_part_says_that_it_may_be_off(plan):
    cohort = msgspec.structs.replace(plan.model.demand.cohorts[0], uncertainty=Span(low=0.5, high=3.0))
    demand = msgspec.structs.replace(plan.model.demand, cohorts=[cohort])
    [lever] = levers_of(replace(plan, model=msgspec.structs.replace(plan.model, demand=demand)))
    assert (lever.low, lever.high) == (160.0, 960.0)


def test_a_value_that_a_part_refuses_makes_no_plan():
    peak = next(lever for lever in levers_of(KUWAIT) if lever.key == "demand.cohorts[0].launch.peak")
    assert with_lever(KUWAIT, peak, 0.5) is None


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_lever_of_the_packaged_models_has_a_name(language):
    words = Words(language)
    for lever in (*levers_of(KUWAIT), *levers_of(COUNTER)):
        assert f"lever.{lever.field}" in LEVER_TEXTS, lever.key
        assert words.lever(lever) != lever.key


def test_a_lever_without_a_name_is_called_by_its_key():
    strange = Lever(key="some.new_key", field="New.key", part="", value=1.0, low=0.8, high=1.2)
    assert Words("ar").lever(strange) == "some.new_key"


# -- what they move


def test_swings_are_those_of_simulations_with_the_number_changed_and_the_same_seed(plan):
    found = swings_of(plan, SAMPLE, tell=quiet)
    assert found.base.p95_s == pytest.approx(long_wait_s(plan))
    [swing] = found.swings
    low, high = (long_wait_s(with_lever(plan, swing.lever, value)) for value in (swing.lever.low, swing.lever.high))
    assert swing.p95_s == (pytest.approx(low), pytest.approx(high))
    assert low < found.base.p95_s < high, "more people wait longer"
    assert swing.effect_s == pytest.approx(high - low)


def long_wait_s(plan):
    return float(played(plan).p95_wait_s)


def played(plan):
    found = simulate(plan, seed=SAMPLE.seed, replications=SAMPLE.replications, days=SAMPLE.days)
    return found.by_replication.total()


# -- devices


def test_the_frontier_adds_one_device_at_a_time_and_never_waits_longer(frontier):
    counts = [step.devices for step in frontier.steps]
    assert counts == list(range(counts[0], counts[0] + len(counts)))
    waits = [step.p95_s for step in frontier.steps]
    assert waits == sorted(waits, reverse=True)
    assert frontier.steps[1].site == "BUSY", "the first one goes where people wait"


def test_steps_are_what_a_simulation_of_that_placement_gives(plan, frontier):
    assert frontier.today.p95_s == pytest.approx(long_wait_s(plan))
    more = plan.with_devices({"BUSY": 2})
    step = next(some for some in frontier.steps if some.devices == 3)
    assert step.p95_s == pytest.approx(long_wait_s(more))
    assert step.lost == pytest.approx(float(played(more).lost))


def test_a_price_makes_devices_a_cost(frontier):
    assert frontier.cost(frontier.today) == 200.0
    assert replace(frontier, device_cost=None).cost(frontier.today) is None


# -- half hours


def test_half_hours_count_everybody_of_the_sample(plan):
    hours = hours_over(plan, SAMPLE, tell=quiet)
    whole = played(plan)
    days = len(SAMPLE.days) * SAMPLE.replications
    assert hours.came.sum() * days == pytest.approx(float(whole.came))
    assert hours.busy.sum() * days * 1800 == pytest.approx(float(whole.busy_s))
    assert np.nansum(hours.wait_s * hours.came) * days == pytest.approx(float(whole.virtual_wait_s))
    assert (hours.waiting_low <= hours.waiting + 1e-9).all()
    assert (hours.waiting <= hours.waiting_high + 1e-9).all()
    assert hours.span.start == 18, "nobody comes before nine"


def test_the_interval_of_a_half_hour_is_that_of_replications():
    rng = np.random.default_rng(7)
    counts = rng.poisson(20, size=(4000, 50)).astype(float)
    sums = counts * 3.0 + rng.normal(0, 5.0, size=counts.shape)
    widths = ratio_half_widths(sums.reshape(40, 100, 50), counts.reshape(40, 100, 50))
    ratios = sums.reshape(40, 100, 50).sum(axis=0) / counts.reshape(40, 100, 50).sum(axis=0)
    assert 0.94 <= np.mean(np.abs(ratios - 3.0) <= widths) <= 0.96
    assert np.isnan(ratio_half_widths(np.zeros((3, 1)), np.zeros((3, 1)))).all()


def test_sites_that_simpy_plays_have_the_same_half_hours(plan, monkeypatch):
    by_kernel = hours_over(plan, SAMPLE, tell=quiet)

    class Simpy:
        simpy = frozenset(site.id for site in plan.sites)

    monkeypatch.setattr("load.capacity.report.day.route", lambda _: Simpy)
    by_simpy = hours_over(plan, SAMPLE, tell=quiet)
    np.testing.assert_allclose(by_kernel.wait_s, by_simpy.wait_s, atol=1e-6)
    np.testing.assert_allclose(by_kernel.waiting, by_simpy.waiting, atol=1e-6)


def test_the_same_seed_gathers_the_same_facts(plan):
    def facts():
        return gather(plan, SAMPLE, device_cost=None, rollout=None, digests={}, command="", tell=quiet)

    once, again = facts(), facts()
    assert (once.network, once.sites, once.frontier, once.swings) == (
        again.network,
        again.sites,
        again.frontier,
        again.swings,
    )
    assert [route.path for route in once.routes] == ["FIFO kernel"]
    assert {site.site.id for site in once.sites} == {"BUSY", "QUIET"}
    low, high = once.network.p95_s.interval()
    assert low < once.network.p95_s.mean < high
