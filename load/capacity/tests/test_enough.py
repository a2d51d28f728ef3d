"""As many replications as intervals need: 200, and more where a model says that what breaks would be seen too seldom."""

from dataclasses import replace

import msgspec
import pytest

from load.capacity.model.disruptions import Outage
from load.capacity.model.file import load_plan
from load.capacity.model.times import Time
from load.capacity.play.simulate import simulate
from load.capacity.results.summary import summary
from load.capacity.statistics.enough import enough, rarest

KUWAIT, COUNTER = load_plan("kuwait"), load_plan("counter")


def with_outage(mean_between_s):
    outage = Outage(route="sms", mean_between_s=mean_between_s, duration=Time(mean_s=600, shape="fixed"))
    return replace(COUNTER, model=msgspec.structs.replace(COUNTER.model, outages=[outage]))


@pytest.mark.parametrize(("days", "replications"), [(1, 3000), (5, 600), (14, 215), (15, 200), (250, 200)])
def test_the_rarest_thing_is_seen_fifty_times(days, replications):
    rarity = rarest(KUWAIT, days=days)
    assert rarity.what == "an outage of 'sms'"
    assert enough(KUWAIT, days=days) == replications
    assert replications * rarity.expected >= 50 - 1e-9


def test_breakdowns_count_by_the_devices_of_the_smallest_site():
    calm = replace(KUWAIT, model=msgspec.structs.replace(KUWAIT.model, outages=[]))
    assert rarest(calm, days=1).expected == pytest.approx(1 / 30)
    twice = calm.with_devices({site.id: 2 * site.devices for site in calm.sites})
    assert rarest(twice, days=1).expected == pytest.approx(2 / 30)


def test_the_fewest_devices_that_a_site_will_have_count_where_a_plan_has_more():
    calm = replace(KUWAIT, model=msgspec.structs.replace(KUWAIT.model, outages=[]))
    twice = calm.with_devices({site.id: 2 for site in calm.sites})
    assert enough(twice, days=1) == 750
    assert enough(twice, days=1, devices=1) == enough(calm, days=1) == 1500


def test_where_nothing_breaks_two_hundred_are_enough():
    assert rarest(COUNTER, days=1) is None
    assert enough(COUNTER, days=1) == 200


def test_what_hardly_ever_happens_is_not_waited_for():
    assert enough(with_outage(1e12), days=1) == 20_000


def test_too_few_replications_are_told_with_the_intervals():
    text = summary(simulate(with_outage(86_400 * 100), seed=1, replications=100, days=list(COUNTER.visits)[:1]))
    assert (
        "an outage of 'sms' is seen about 1.0 times, so intervals may be too narrow: 5,000 replications see 50" in text
    )
    text = summary(simulate(with_outage(7200), seed=1, replications=100, days=list(COUNTER.visits)[:1]))
    assert "intervals of 100 replications may be too narrow; give --replications 200" in text
    text = summary(simulate(with_outage(7200), seed=1, replications=200, days=list(COUNTER.visits)[:1]))
    assert "too narrow" not in text
