"""The least devices: a search that finds the threshold, a certificate on fresh draws, an answer that holds."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.commandline import ExitCode
from load.capacity.model.file import load_plan
from load.capacity.play.simulate import simulate
from load.capacity.staffing.guess import guesses
from load.capacity.staffing.judged import fresh_seed
from load.capacity.staffing.search import least_devices
from load.capacity.staffing.targets import read_targets
from load.capacity.statistics.outcomes import Measure, values

TARGETS = ("--target", "p95 wait <= 10 min", "--target", "abandon <= 3%")


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 60), st.integers(-3, 60)), max_size=6), st.integers(1, 40))
def test_the_search_finds_every_threshold_and_asks_no_number_twice(thresholds_and_guesses, most):
    sites = {f"S{number}": some for number, some in enumerate(thresholds_and_guesses)}
    asked = []

    def judge(tried):
        asked.extend(tried.items())
        return {site: count >= sites[site][0] for site, count in tried.items()}

    found = least_devices(judge, guesses={site: guess for site, (_, guess) in sites.items()}, most=most)
    assert found == {site: least if least <= most else None for site, (least, _) in sites.items()}
    assert len(set(asked)) == len(asked)
    assert all(1 <= count <= most for _, count in asked)


def test_a_good_guess_is_settled_in_two_rounds():
    rounds = []

    def judge(tried):
        rounds.append(dict(tried))
        return {site: count >= 7 for site, count in tried.items()}

    assert least_devices(judge, guesses={"A": 7}, most=50) == {"A": 7}
    assert rounds == [{"A": 7}, {"A": 6}]


def test_a_guess_is_near_what_simulation_finds(small_model):
    plan = load_plan(str(small_model))
    targets = read_targets(["p95 wait <= 10 min"])
    assert guesses(plan, targets, days=list(plan.visits), most=50) == {"BUSY": 3, "QUIET": 2}
    assert guesses(plan, targets, days=list(plan.visits), most=2)["BUSY"] == 2


def test_rounds_of_the_certificate_have_draws_of_their_own():
    seeds = {fresh_seed(seed, number) for seed in range(5) for number in range(6)}
    assert len(seeds) == 30
    assert fresh_seed((1 << 64) - 1, 1) == (1 << 32) - 1


def test_the_answer_is_certified_and_one_less_does_not_keep_the_targets(hawiya, small_model, tmp_path):
    out = tmp_path / "plan.json"
    words = ("plan", small_model, *TARGETS, "--replications", "12", "--device-cost", "1000", "--out", out)
    code, text, progress = hawiya(*words)
    answer = json.loads(out.read_bytes())
    assert code == ExitCode.CONFORMANT
    assert answer["certified"] is True
    assert answer["cost"] == 1000 * sum(answer["devices"].values())
    assert "certified: all bounds hold together with 95% confidence" in text
    assert "certificate, round 1: days: " in progress
    assert "warning: 12 replications; below 200 intervals may be too narrow here" in progress
    for site in answer["sites"]:
        assert all(proof["mean"] < proof["upper"] <= proof["limit"] for proof in site["proofs"])
        limits = [target["limit"] for target in answer["targets"]]
        if site["devices"] == site["found"] > 1:
            assert any(less["mean"] > limit for less, limit in zip(site["one_less"], limits, strict=True))
    assert any(site["devices"] == site["found"] > 1 for site in answer["sites"])
    # whoever repeats the certificate by its seed finds the same mean
    busy = answer["sites"][0]
    proof = busy["proofs"][0]
    plan = load_plan(str(small_model)).with_devices(answer["devices"])
    found = simulate(plan, seed=busy["seed"], replications=proof["replications"])
    waits = values(found.by_site, Measure.P95_WAIT)[:, found.sites.index("BUSY")]
    assert waits.mean() == pytest.approx(proof["mean"])


def test_sites_whose_people_move_are_certified_together(hawiya, small_model):
    text = small_model.read_text(encoding="utf-8")
    moving = "[moving]\nprobability = 0.8\nwithin_km = 10\ntravel = { mean_s = 600, cv = 0.5 }\n"
    small_model.write_text(text.replace("[[kinds]]", f"{moving}[[kinds]]", 1), encoding="utf-8")
    code, text, _ = hawiya(
        "plan", small_model, "--target", "lost <= 20%", "--replications", "3", "--first", "2026-02-03", "--json"
    )
    assert code == ExitCode.CONFORMANT
    answer = json.loads(text)
    assert len({site["seed"] for site in answer["sites"]}) == 1
    assert len({site["proofs"][0]["replications"] for site in answer["sites"]}) == 1


def test_a_target_beyond_reach_is_told_with_exit_1(hawiya, small_model):
    code, text, _ = hawiya("plan", small_model, *TARGETS, "--replications", "4", "--most", "1")
    assert code == ExitCode.NOT_CONFORMANT
    assert "1 devices do not keep the targets: they come to " in text
    assert "not certified: BUSY" in text


def test_a_plan_under_which_more_people_turn_away_warns_unless_a_target_limits_that(hawiya, small_model):
    text = small_model.read_text(encoding="utf-8")
    balking = "[balking]\nsteps = [{ waiting = 1, probability = 0.9 }]\n"
    small_model.write_text(text.replace("[[kinds]]", f"{balking}[[kinds]]", 1), encoding="utf-8")
    sites = small_model.with_name("two.toml")
    sites.write_text(sites.read_text(encoding="utf-8").replace("count = 1", "count = 6"), encoding="utf-8")
    words = ("plan", small_model, "--target", "p95 wait <= 40 min", "--replications", "20", "--first", "2026-02-01")
    told = hawiya(*words)[1]
    assert "warning: more people turn away, leave or are sent away than now at" in told
    assert '--target "lost <= ' in told
    found = json.loads(hawiya(*words, "--json")[1])
    assert any(some["low"] > 0 and some["planned"] > some["now"] for some in found["lost"])
    limited = json.loads(hawiya(*words, "--target", "lost <= 60%", "--json")[1])
    assert limited["lost"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--target is missing"),
        (("--target", "p95 wait <= 10"), "a wait has a unit"),
        (
            (*TARGETS, "--replications", "1"),
            "--replications is 1: an interval takes at least 2, and 200 here to be trusted",
        ),
        ((*TARGETS, "--most", "0"), "--most is 0; give 1 to 1000"),
        ((*TARGETS, "--device-cost", "-5"), "--device-cost is -5; give 0 or more"),
        ((*TARGETS, "--demand", "0"), "demand factor is 0; give 0.05 to 20"),
        ((*TARGETS, "--every", "0"), "--every is 0"),
        ((*TARGETS, "--first", "2027-01-01"), "inside"),
        ((*TARGETS, "--replications", "2", "--seed", "-1"), "--seed is 0 to 18446744073709551615, not -1"),
        ((*TARGETS, "--replications", "2", "--seed", "one"), "invalid seed value: 'one'"),
        ((*TARGETS, "--replications", "2", "--out", "/nowhere/plan.json"), "--out /nowhere/plan.json: No such file"),
    ],
)
def test_what_is_wrong_is_one_line_and_exit_2(hawiya, small_model, words, said):
    code, out, err = hawiya("plan", small_model, *words)
    assert code == ExitCode.USAGE
    assert said in err
    assert out == ""
