"""Tallies: each figure is what the visits say, and sums over replications, sites and days keep it."""

import math
from datetime import date

import numpy as np
import pytest

from load.capacity.draws.draws import Occasion
from load.capacity.model.file import load_plan
from load.capacity.play.blocks import play_day
from load.capacity.play.columns import FATES, columns_of
from load.capacity.play.day import STARTED, Fate
from load.capacity.play.tally import Tally, tally_of

COUNTER = load_plan("counter")
FLOORS, PLAYED = play_day(COUNTER, Occasion(seed=1, day=date(2026, 4, 13), replication=0))


def tallied(number):
    floor = FLOORS[number]
    return tally_of(columns_of(PLAYED[number]), hours=floor.hours, devices=floor.devices)


def test_a_tally_sums_up_the_visits_of_its_day():
    tally, visits = tallied(0), PLAYED[0].visits
    waits = [visit.wait_s for visit in visits if visit.fate in STARTED]
    came = [visit for visit in visits if visit.fate is not Fate.NO_SHOW]
    assert [tally.fates[FATES.index(fate)] for fate in Fate] == [
        sum(visit.fate is fate for visit in visits) for fate in Fate
    ]
    assert tally.came == len(came)
    assert tally.started == len(waits)
    assert tally.mean_wait_s == pytest.approx(math.fsum(waits) / len(waits))
    assert tally.mean_virtual_wait_s == pytest.approx(sum(visit.virtual_wait_s for visit in came) / len(came))
    assert sum(wait <= tally.p95_wait_s for wait in waits) >= 0.95 * len(waits)
    assert sum(wait < tally.p95_wait_s for wait in waits) < 0.95 * len(waits)
    busy = sum(visit.end_s - visit.start_s for visit in visits if visit.end_s is not None)
    assert tally.utilization == pytest.approx(busy / (6 * (6.5 * 3600 - 1200 - 600)))


def test_sums_have_people_for_weights_and_days_for_long_waits():
    both = Tally.zeros(2)
    for number in range(2):
        both.add(number, tallied(number))
    whole = both.total()
    assert whole.mean_wait_s == pytest.approx(np.average(both.mean_wait_s, weights=both.started))
    assert whole.p95_wait_s == pytest.approx(both.p95_wait_s.mean())
    assert whole.abandonment == pytest.approx(np.average(both.abandonment, weights=both.came))
    assert Tally.joined([both, both]).came.tolist() == [*both.came, *both.came]


def test_where_nobody_came_there_is_no_figure():
    nothing = Tally.zeros(2, 3)
    for figure in (nothing.mean_wait_s, nothing.p95_wait_s, nothing.abandonment, nothing.utilization):
        assert figure.shape == (2, 3)
        assert np.isnan(figure).all()
