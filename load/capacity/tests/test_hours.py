"""Half hours: sums of people by arrival and of time by the clock, equal to a count second by second and to the areas."""

from dataclasses import replace
from datetime import date

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from load.capacity.draws.draws import Occasion
from load.capacity.model.demand import HALF_HOUR_S
from load.capacity.model.file import load_plan
from load.capacity.play.blocks import play_day
from load.capacity.play.columns import columns_of
from load.capacity.play.hours import HALF_HOURS, hours_of, stretches

SPANS = st.lists(st.tuples(st.integers(0, 86_399), st.integers(0, 6_000)), max_size=6)


@pytest.fixture(scope="module", params=[None, "resume"])
def days(request):
    plan = load_plan("counter")
    plan = replace(plan, model=msgspec.structs.replace(plan.model, preemption=request.param))
    _, played = play_day(plan, Occasion(seed=3, day=date(2026, 4, 13), replication=0))
    interrupted = [visit for site in played for visit in site.visits if len(visit.stints) > 1]
    assert bool(interrupted) == (request.param is not None)
    return [columns_of(site) for site in played]


@given(SPANS)
def test_stretches_are_shared_out_as_a_count_of_each_second_does(spans):
    begins = np.array([begin for begin, _ in spans], dtype=float)
    ends = begins + np.array([length for _, length in spans], dtype=float)
    counted = np.zeros(HALF_HOURS)
    for begin, length in spans:
        for second in range(begin, begin + length, 10):
            counted[min(int(second // HALF_HOUR_S), HALF_HOURS - 1)] += min(10, begin + length - second)
    assert stretches(begins, ends) == pytest.approx(counted, abs=10 * len(spans) + 1e-6)
    assert stretches(begins, ends).sum() == pytest.approx(float((ends - begins).sum()), abs=1e-4)


def test_time_in_line_and_at_devices_sums_to_the_areas_of_the_day(days):
    for columns in days:
        hours = hours_of(columns)
        assert hours.waiting_s.sum() == pytest.approx(columns.waiting_area_s, rel=1e-9)
        assert hours.busy_s.sum() == pytest.approx(columns.busy_area_s, rel=1e-9)


def test_everybody_who_came_is_counted_once_in_the_half_hour_of_the_arrival(days):
    for columns in days:
        hours = hours_of(columns)
        assert hours.came.sum() == columns.came.sum()
        eight = (columns.arrival_s >= 8 * 3600) & (columns.arrival_s < 8.5 * 3600) & columns.came
        assert hours.came[16] == eight.sum()
        assert hours.virtual_wait_s[16] == pytest.approx(float(columns.virtual_wait_s[eight].sum()))
        assert (hours.lost <= hours.came).all()
