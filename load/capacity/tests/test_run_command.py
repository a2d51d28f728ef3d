"""`hawiya capacity run` sums up a model, repeats itself to the byte, and says in one line what is wrong with what it is given."""

import json

import pytest

from harness.command import main
from harness.commandline import ExitCode

TWO_DAYS = ["--first", "2026-02-01", "--last", "2026-02-02"]


def told(capsys, *words):
    code = main(["capacity", "run", *words])
    return code, capsys.readouterr()


def test_summary_names_the_engines_the_sites_the_fates_and_every_assumption(capsys):
    code, said = told(capsys, "counter", *TWO_DAYS, "--replications", "1")
    assert code == ExitCode.CONFORMANT
    assert "2 days, 1 replication, seed 1" in said.out
    assert "priority kernel for 3 sites: people of several priorities come" in said.out
    assert "served" in said.out
    assert "assumed, " in said.out
    assert "days: 2 of 2" in said.err


def test_figures_stand_with_intervals_and_repeat_for_a_seed(capsys):
    once, again, other = (
        json.loads(told(capsys, "counter", *TWO_DAYS, "--json", "--seed", seed)[1].out) for seed in ("4", "4", "5")
    )
    assert once == again
    assert once["whole"] != other["whole"]
    assert once["replications"] == 200
    for part in (once["whole"], *once["by_site"]):
        for name in ("mean_wait_s", "p95_wait_s", "abandonment"):
            assert part[name]["low"] < part[name]["mean"] < part[name]["high"]
            assert part[name]["replications"] == 200
    assert [day["day"] for day in once["by_day"]] == ["2026-02-01", "2026-02-02"]
    assert sum(day["came"] for day in once["by_day"]) == pytest.approx(once["whole"]["came"])
    assert {some["path"] for some in once["routes"]} == {"priority kernel"}


def test_one_replication_has_figures_and_no_interval(capsys):
    alone = json.loads(told(capsys, "counter", *TWO_DAYS, "--json", "--replications", "1")[1].out)
    assert alone["whole"]["p95_wait_s"]["mean"] > 0
    assert alone["whole"]["p95_wait_s"]["low"] is None


def test_replications_go_on_until_the_precision_is_met(capsys):
    words = ["counter", *TWO_DAYS, "--replications", "50", "--precision", "p95=3%,mean=4%"]
    text = told(capsys, *words)[1].out
    found = json.loads(told(capsys, *words, "--json")[1].out)
    assert f"precision met after {found['replications']:,} replications" in text
    assert found["replications"] >= 100
    for name, share in (("p95_wait_s", 0.03), ("mean_wait_s", 0.04)):
        figure = found["whole"][name]
        assert figure["high"] - figure["mean"] <= share * figure["mean"]


def test_a_kept_run_has_its_result_beside_its_blocks(capsys, tmp_path):
    words = ["counter", *TWO_DAYS, "--replications", "20", "--json"]
    out = told(capsys, *words, "--out", str(tmp_path))[1].out
    assert (tmp_path / "result.json").read_text() == out == told(capsys, *words)[1].out
    assert len(list((tmp_path / "blocks").iterdir())) == 1
    code, said = told(capsys, *words, "--out", str(tmp_path))
    assert code == ExitCode.USAGE
    assert "go on with --resume" in said.err
    assert told(capsys, *words, "--out", str(tmp_path), "--resume")[1].out == out


def test_drawn_inputs_are_told_apart_from_the_error_of_the_simulation(capsys, small_model):
    small_model.write_text(
        small_model.read_text(encoding="utf-8").replace(
            "people = 320", "people = 320\nuncertainty = { low = 0.7, high = 1.3 }"
        ),
        encoding="utf-8",
    )
    words = [str(small_model), "--inputs", "12", "--replications", "40"]
    text = told(capsys, *words)[1].out
    assert "over 12 drawn inputs" in text
    assert "12 inputs are too few to have one beyond nine of ten; give --inputs 20 or more" in text
    spread = json.loads(told(capsys, *words, "--json")[1].out)["inputs"]["p95_wait_s"]
    assert spread["p5"] < spread["p95"]
    assert spread["deviation"] > 2 * spread["simulation_error"] > 0


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (["nowhere"], "nowhere"),
        (["counter", "--last", "2031-02-01"], "--last 2031-02-01: in this order, and inside"),
        (["counter", "--first", "2026-03-02", "--last", "2026-03-01"], "--first 2026-03-02"),
        (["counter", "--first", "2026-01-02", "--last", "2026-01-02"], "no open day"),
        (["counter", "--first", "tomorrow"], "tomorrow is no date"),
        (["counter", *TWO_DAYS, "--replications", "0"], "--replications is 1 to"),
        (["counter", *TWO_DAYS, "--seed", "-1"], "--seed is 0 to"),
        (
            ["counter", *TWO_DAYS, "--replications", "1", "--precision", "5%"],
            "one replication has none; give --replications 2",
        ),
        (["counter", *TWO_DAYS, "--precision", "0%"], "give a half width between 0% and 100%"),
        (
            ["counter", *TWO_DAYS, "--precision", "median=5%"],
            "no measure 'median'; there are all, mean, p95, abandonment",
        ),
        (["counter", *TWO_DAYS, "--resume"], "name it with --out"),
        (["counter", *TWO_DAYS, "--inputs", "9"], "no part has an `uncertainty`, so there is nothing to draw"),
        (["counter", *TWO_DAYS, "--inputs", "1"], "--inputs is 2 to"),
        (
            ["counter", *TWO_DAYS, "--inputs", "5000"],
            "with --replications 200 there would be more than 1,000,000 in all",
        ),
        (["counter", *TWO_DAYS, "--workers", "0"], "--workers is 1 to 256, not 0"),
        (["counter", *TWO_DAYS, "--workers", "2", "--cluster", "tcp://a:1"], "give one of them"),
    ],
)
def test_what_is_wrong_is_one_line_and_exit_2(capsys, words, wrong):
    code, said = told(capsys, *words)
    assert code == ExitCode.USAGE
    assert wrong in said.err
    assert said.out == ""
