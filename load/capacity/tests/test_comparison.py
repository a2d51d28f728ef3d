"""Two plans on the same people: pairs, what they tell, and what they cannot."""

import json

import pytest

from harness.commandline import ExitCode
from load.capacity.comparison.compared import MEASURES, Difference, compare
from load.capacity.comparison.told import line
from load.capacity.model.file import load_plan
from load.capacity.model.variations import with_demand
from load.capacity.statistics.estimates import Estimate
from load.capacity.statistics.outcomes import Measure


def compared(a, b, **more):
    asked = {"days": list(a.visits), "seed": 3, "replications": 10, **more}
    return compare(a, b, progress=lambda _: lambda *_: None, **asked)


@pytest.fixture
def plan(small_model):
    return load_plan(str(small_model))


def test_one_more_device_is_told_better_and_the_pairs_are_narrower_than_two_runs(plan):
    found = compared(plan, plan.with_devices({"BUSY": 3}))
    waits = {some.measure: some for some in found.overall}
    p95 = waits[Measure.P95_WAIT]
    assert p95.is_told
    assert p95.difference.mean == pytest.approx(p95.b.mean - p95.a.mean)
    assert p95.difference.mean < 0
    assert p95.difference.half_width() < p95.unpaired_half_width
    assert waits[Measure.ABANDONMENT].is_told


def test_what_changes_at_one_site_leaves_the_other_exactly_as_it_is(plan):
    found = compared(plan, plan.with_devices({"BUSY": 3}))
    of_quiet = [some for some in found.sites if some.site == "QUIET"]
    assert len(of_quiet) == len(MEASURES)
    assert all(some.is_same and not some.is_told and some.needed is None for some in of_quiet)


def test_intervals_of_sites_are_wider_so_that_they_hold_together(plan):
    found = compared(plan, plan.with_devices({"BUSY": 3}))
    assert {some.level for some in found.overall} == {0.95}
    assert {some.level for some in found.sites} == {0.975}
    one = next(some for some in found.sites if some.site == "BUSY")
    assert one.interval == one.difference.interval(0.975)
    assert one.interval[0] < one.difference.interval()[0]


def test_a_small_change_cannot_be_told_and_says_how_many_replications_would(plan):
    found = compared(plan, with_demand(plan, 1.002), replications=3)
    untold = [some for some in found.overall if not some.is_told and not some.is_same]
    assert untold
    assert all(some.needed > 3 for some in untold)


def test_what_differs_by_the_same_in_every_replication_has_no_interval_to_be_narrower():
    same, apart = Estimate(600.0, 9.0, 8), Estimate(-60.0, 0.0, 8)
    some = Difference(measure=Measure.MEAN_WAIT, a=same, b=same, difference=apart, unpaired_half_width=5.0)
    assert some.is_told
    assert line(some).endswith("B is better, by the same in every replication")


def test_a_comparison_takes_the_replications_that_the_plan_with_fewer_devices_needs(hawiya, small_model):
    breakdowns = "[breakdowns]\nmean_between_s = 864000\nrepair = { mean_s = 1800, cv = 1.0 }\n"
    small_model.write_text(f"{small_model.read_text(encoding='utf-8')}{breakdowns}", encoding="utf-8")
    sites = small_model.with_name("two.toml")
    sites.write_text(sites.read_text(encoding="utf-8").replace("count = 1", "count = 2"), encoding="utf-8")
    one_day = ("--first", "2026-02-01", "--last", "2026-02-01", "--replications", "4")
    _, _, err = hawiya("compare", small_model, "--devices", "BUSY=3", *one_day)
    assert "below 250 intervals" in err
    _, _, err = hawiya("compare", small_model, "--devices", "QUIET=1", *one_day)
    assert "below 500 intervals" in err


def test_a_b_and_b_a_differ_in_sign_alone(plan):
    other = plan.with_devices({"BUSY": 2})
    there, back = compared(plan, other), compared(other, plan)
    for one, two in zip(there.overall, back.overall, strict=True):
        assert one.difference.mean == pytest.approx(-two.difference.mean)
        assert one.difference.deviation == pytest.approx(two.difference.deviation)


def test_the_command_tells_both_plans_and_each_measure(hawiya, small_model):
    code, text, progress = hawiya("compare", small_model, "--devices", "BUSY=3", "--replications", "8")
    assert code == ExitCode.CONFORMANT
    assert "2 devices at 2 sites" in text
    assert "4 devices at 2 sites" in text
    assert "B is better; the pairs make the interval" in text
    assert "1 of 2 sites differ" in text
    assert "B: days: " in progress


def test_a_plan_of_the_plan_command_can_be_compared(hawiya, small_model, tmp_path):
    out = tmp_path / "plan.json"
    hawiya("plan", small_model, "--target", "p95 wait <= 10 min", "--replications", "6", "--out", out)
    code, text, _ = hawiya("compare", small_model, "--plan", out, "--replications", "4", "--json")
    assert code == ExitCode.CONFORMANT
    told = json.loads(text)
    assert told["b"]["devices"] == json.loads(out.read_bytes())["devices"]
    assert {some["measure"] for some in told["overall"]} == set(MEASURES)


def test_another_file_of_sites_is_compared(hawiya, small_model):
    sites = small_model.with_name("other.toml")
    text = small_model.with_name("two.toml").read_text().replace("count = 1", "count = 2")
    sites.write_text(text)
    code, text, _ = hawiya("compare", small_model, "--sites", sites, "--replications", "4")
    assert code == ExitCode.CONFORMANT
    assert "other.toml, 4 devices at 2 sites" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "A and B are the same"),
        (("--devices", "BUSY"), "--devices BUSY: write SITE=N"),
        (("--devices", "BUSY=-1"), "--devices BUSY=-1: write SITE=N"),
        (("--devices", "BUSY=2", "--devices", "BUSY=3"), "BUSY has 2 already; give each site once"),
        (("--devices", "NOWHERE=2"), "2 devices at 'NOWHERE': no such site"),
        (("--devices", "BUSY=2", "--replications", "1"), "an interval takes at least 2"),
        (("--plan", "nowhere.json"), "--plan nowhere.json: No such file"),
        (("--sites", "counter"), "counter"),
        (("--service", "60"), "service factor is 60; give 0.05 to 20"),
    ],
)
def test_what_is_wrong_is_one_line_and_exit_2(hawiya, small_model, words, said):
    code, out, err = hawiya("compare", small_model, *words)
    assert code == ExitCode.USAGE
    assert said in err.splitlines()[-1]
    assert out == ""
