"""Columns: the same visits as the reference engine's, in arrays."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from load.capacity.draws.draws import Occasion
from load.capacity.model.file import load_plan
from load.capacity.play.blocks import play_day
from load.capacity.play.columns import FATES, columns_of
from load.capacity.play.day import STARTED, Fate

COUNTER = load_plan("counter")


@pytest.fixture(scope="module")
def played():
    return play_day(COUNTER, Occasion(seed=1, day=date(2026, 4, 13), replication=0))[1][0]


def test_columns_tell_each_visit(played):
    columns = columns_of(played, kinds=tuple(COUNTER.kinds))
    assert len(columns) == len(played.visits)
    for row, visit in enumerate(sorted(played.visits, key=lambda visit: (visit.arrival_s, visit.person))):
        assert FATES[columns.fate[row]] is visit.fate
        assert columns.kinds[columns.kind[row]] == visit.kind
        assert (columns.person[row], columns.wait_s[row]) == (visit.person, visit.wait_s)
        assert columns.started[row] == (visit.fate in STARTED)
        assert columns.came[row] == (visit.fate is not Fate.NO_SHOW)
        if visit.start_s is None:
            assert (np.isnan(columns.start_s[row]), columns.device[row]) == (True, -1)
        else:
            assert (columns.end_s[row], columns.device[row]) == (visit.end_s, visit.device)


def test_columns_without_a_visit_are_empty(played):
    assert len(columns_of(replace(played, visits=()))) == 0


@pytest.mark.parametrize("change", [{"wait_s": 1e-3}, {"device": 1}, {"fate": 1}, {"virtual_wait_s": 1e-3}])
def test_columns_that_differ_in_one_thing_are_not_the_same(played, change):
    columns = columns_of(played)
    assert columns.same_as(columns_of(played))
    ((name, step),) = change.items()
    column = getattr(columns, name).copy()
    column[3] += step
    assert not columns.same_as(replace(columns, **{name: column}), within_s=1e-9)
    assert columns.same_as(replace(columns, **{name: column}), within_s=1e-2) == name.endswith("wait_s")
