"""Placement: small programs with known answers, what sites bear, and a trial afterwards."""

import json
import sys

import pytest

from harness.commandline import ExitCode, UsageError
from load.capacity.model.file import load_plan
from load.capacity.placement.bearing import Survey, bearings, people_a_day
from load.capacity.placement.solved import Problem, solve
from load.capacity.staffing.targets import read_targets

TARGET = ("--target", "p95 wait <= 10 min")
DEGREE_KM = 111.19  # of latitude


def problem(**changes):
    """Three sites on a meridian, 1.1 km apart; each device bears 10 people."""
    told = {
        "sites": ("A", "B", "C"),
        "people": {"A": 25, "B": 5, "C": 0},
        "places": {"A": (29.30, 48.0), "B": (29.31, 48.0), "C": (29.32, 48.0)},
        "bears": {site: [0, 10, 20, 30] for site in "ABC"},
        "devices": {"A": 1, "B": 1, "C": 1},
        "total": 0,
        "within_km": 5.0,
    }
    return Problem(**{**told, **changes})


def test_people_go_the_shortest_way_to_where_there_is_room():
    found = solve(problem(), effort=5, seed=1)
    assert found.status == "optimal"
    assert found.gap == 0
    assert sum(count for (_, site), count in found.flows.items() if site == "C") == 10
    assert not found.unplaced
    # 15 of A have to leave; five of them get as far as B if B's own stay, and ten as far as C, or it is as long in parts
    assert found.person_km == pytest.approx((15 * 1 + 10 * 1) * DEGREE_KM / 100, rel=0.03)


def test_who_finds_no_place_within_reach_is_counted():
    found = solve(problem(within_km=1.5), effort=5, seed=1)
    assert found.unplaced == {"A": 5}
    assert found.flows == {("A", "A"): 10, ("A", "B"): 10, ("B", "C"): 5}
    found = solve(problem(within_km=0.5), effort=5, seed=1)
    assert found.unplaced == {"A": 15}
    assert found.flows == {("A", "A"): 10, ("B", "B"): 5}


def test_free_devices_are_put_where_people_are():
    found = solve(problem(devices=None, total=4), effort=5, seed=1)
    assert found.devices["A"] == 3
    assert found.devices["B"] == 1
    assert found.person_km == 0


def test_nobody_is_moved_between_sites_at_the_same_place_for_nothing():
    same = dict.fromkeys("ABC", (29.3, 48.0))
    found = solve(problem(places=same, people={"A": 10, "B": 10, "C": 10}), effort=5, seed=1)
    assert set(found.flows) == {("A", "A"), ("B", "B"), ("C", "C")}


def test_the_same_effort_gives_the_same_answer():
    assert solve(problem(), effort=5, seed=1) == solve(problem(), effort=5, seed=1)


def test_more_devices_bear_more_people_and_sites_of_the_same_hours_bear_the_same(small_model):
    plan = load_plan(str(small_model))
    survey = Survey(
        plan=plan,
        targets=read_targets(["p95 wait <= 10 min"]),
        days=list(plan.visits),
        replications=4,
        seed=1,
        counts=[1, 3],
    )
    found = bearings(survey)
    assert found["BUSY"] == found["QUIET"]
    none, one, unasked, three = found["BUSY"]
    assert none == unasked == 0
    assert 3 * one < three  # larger groups of devices bear more people each
    assert people_a_day(plan, list(plan.visits)) == pytest.approx({"BUSY": 64, "QUIET": 16})


def test_the_command_tells_the_gap_and_tries_what_it_placed(hawiya, small_model):
    words = ("place", small_model, *TARGET, "--replications", "4", "--total", "3", "--most", "3")
    code, text, _ = hawiya(*words)
    assert "optimality gap 0.00%" in text
    assert "simulated on fresh draws, the worst site" in text
    told = json.loads(hawiya(*words, "--json")[1])
    assert ("not all find a place that keeps the targets" in text) == bool(told["unplaced"])
    assert code == (ExitCode.NOT_CONFORMANT if told["unplaced"] else ExitCode.CONFORMANT)
    assert sum(told["devices"].values()) <= 3
    placed = sum(flow["people"] for flow in told["flows"]) + sum(told["unplaced"].values())
    assert placed == sum(told["people"].values()) == 80
    assert told["worst"][0]["after"]["mean"] < told["worst"][0]["before"]["mean"]


def test_without_or_tools_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "ortools.sat.python", None)
    with pytest.raises(UsageError, match=r'pip install "hawiya\[placement\]"'):
        solve(problem(), effort=1, seed=1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--target is missing"),
        ((*TARGET, "--total", "0"), "--total is 0; give at least 1"),
        ((*TARGET, "--most", "0"), "--most is 0; give at least 1"),
        ((*TARGET, "--within-km", "-1"), "--within-km is -1; give at least 0"),
        ((*TARGET, "--effort", "0"), "--effort is 0; give at least 0.1"),
        ((*TARGET, "--replications", "1"), "--replications is 1: an interval takes at least 2"),
    ],
)
def test_what_is_wrong_is_one_line_and_exit_2(hawiya, small_model, words, said):
    code, out, err = hawiya("place", small_model, *words)
    assert code == ExitCode.USAGE
    assert said in err.splitlines()[-1]
    assert out == ""
