"""Calibration: fits with known answers, tests of fit that hold their level, and a fragment that a model accepts."""

import json
import tomllib
from datetime import UTC, datetime, timedelta

import msgspec
import numpy as np
import pytest
from scipy import stats

from harness.commandline import ExitCode, UsageError
from harness.world.events import Event, StepDetail
from load.capacity.calibration.calibrated import Failures
from load.capacity.calibration.field_study import read_study
from load.capacity.calibration.fits import fits, in_model
from load.capacity.calibration.laws import EXPONENTIAL, GAMMA, LAWS, LOGNORMAL
from load.capacity.calibration.runs import read_runs
from load.capacity.model.file import load_plan

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
STEPS = ("--steps", "all=open,selfie")


def test_laws_are_fitted_as_scipy_fits_them():
    times = np.random.default_rng(1).gamma(2.5, 40.0, 400)
    shape, scale = GAMMA.fit(times)
    expected_shape, _, expected_scale = stats.gamma.fit(times, floc=0)
    assert [shape, scale] == pytest.approx([expected_shape, expected_scale], rel=1e-4)
    middle, sigma = LOGNORMAL.fit(times)
    expected_sigma, _, expected_scale = stats.lognorm.fit(times, floc=0)
    assert [np.exp(middle), sigma] == pytest.approx([expected_scale, expected_sigma], rel=1e-4)
    assert EXPONENTIAL.fit(times)[0] == pytest.approx(times.mean())


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_density_share_and_moments_of_a_law_belong_together(law):
    times = np.random.default_rng(2).gamma(3.0, 20.0, 300)
    found = law.fit(times)
    grid = np.linspace(1e-3, 4000, 400_001)
    density = np.exp(law.log_density(grid, found))
    whole = np.cumsum(density) * (grid[1] - grid[0])
    assert np.abs(whole - law.share(grid, found)).max() < 1e-3
    mean, cv = law.moments(found)
    assert (grid * density).sum() * (grid[1] - grid[0]) == pytest.approx(mean, rel=1e-3)
    second = (grid**2 * density).sum() * (grid[1] - grid[0])
    assert np.sqrt(second - mean**2) / mean == pytest.approx(cv, rel=1e-2)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_a_true_law_is_rejected_as_rarely_as_promised(law):
    random = np.random.default_rng(3)
    true = law.fit(np.random.default_rng(4).gamma(3.0, 20.0, 300))
    found = [
        next(some for some in fits(list(law.sample(random, true, (40,))), what="x", seed=seed) if some.law is law)
        for seed in range(60)
    ]
    for values in ([some.p_fit for some in found], [some.p_held_out for some in found]):
        assert sum(value < 0.05 for value in values) <= 9  # 3 expected; more than 9 has a chance of 0.1 %
        assert 0.35 < np.mean(values) < 0.65


def test_a_wrong_law_is_rejected_and_a_model_gets_the_nearest_that_it_knows():
    times = np.random.default_rng(5).gamma(0.7, 100.0, 600)
    found = fits(list(times), what="x", seed=1)
    assert found[0].law is GAMMA
    assert not found[0].is_rejected
    assert in_model(found).law is not GAMMA
    assert in_model(found).is_rejected


def test_few_or_equal_times_are_no_sample():
    with pytest.raises(UsageError, match="x: 19 times; a fit takes at least 20"):
        fits([1.0, 2.0] * 9 + [3.0], what="x", seed=1)
    with pytest.raises(UsageError, match=r'every time is 4 s; write shape = "fixed"'):
        fits([4.0] * 30, what="x", seed=1)


def test_the_interval_of_a_failure_rate_is_clopper_pearsons():
    some = Failures(tries=40, failed=3, seen_in="study")
    assert some.interval == pytest.approx(tuple(stats.binomtest(3, 40).proportion_ci(method="exact")), rel=1e-6)
    assert Failures(tries=10, failed=0, seen_in="study").interval == pytest.approx((0, 1 - 0.025**0.1))
    assert Failures(tries=10, failed=10, seen_in="study").interval[1] == 1


def event(number, what, *, took_s, outcome="accepted", test=None):
    begins = NOW + timedelta(seconds=60 * number)
    return Event(
        run="r",
        worker="w",
        test=test,
        actor=f"phone:{number}",
        what=what,
        intended_at=begins,
        started_at=begins,
        ended_at=begins + timedelta(seconds=took_s),
        detail=StepDetail(outcome=outcome),
    )


@pytest.fixture
def events(tmp_path):
    """Fifty people who open and take a selfie; every fifth has one refused first, and ten more are refused in a test."""
    random = np.random.default_rng(6)
    written = []
    for number in range(50):
        opening, selfie = random.lognormal(0.0, 0.4, 2)
        written.append(event(number, "open", took_s=opening))
        if number % 5 == 0:
            written.append(event(number, "selfie", took_s=9.0, outcome="refused"))
        written.append(event(number, "selfie", took_s=2 * selfie))
        written.append(event(number, "otp", took_s=1.0))
    written += [event(number, "selfie", took_s=5.0, outcome="refused", test="face::t") for number in range(60, 70)]
    path = tmp_path / "events.jsonl"
    path.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in written))
    return path


def study_text(*, count=60, failing=15, seconds=200.0):
    random = np.random.default_rng(7)
    rows = ["visit,service,leg,attempt,human_s,outcome"]
    for visit in range(count):
        fails = visit < failing
        rows.append(f"{visit},visit,all,1,{seconds * random.lognormal(0.0, 0.5):.2f},{'failed' if fails else 'passed'}")
        if fails:
            rows.append(f"{visit},visit,all,2,{30 * random.lognormal(0.0, 0.5):.2f},passed")
    return "\n".join(rows) + "\n"


@pytest.fixture
def study(tmp_path):
    path = tmp_path / "study.csv"
    path.write_text(study_text(), encoding="utf-8")
    return path


def test_system_times_are_those_of_whole_passages_and_refusals_of_tests_do_not_count(events):
    runs = read_runs(events)
    assert runs.names == ("open", "otp", "selfie")
    times = runs.times_s(["open", "selfie"])
    assert len(times) == 50
    assert max(times) < 9.0  # the refused selfie took nine seconds
    assert runs.tries("selfie") == (60, 10)
    assert runs.times_s(["selfie", "open"]) == []


def test_a_study_tells_first_attempts_from_further_ones(study):
    (leg,) = read_study(study)
    assert (len(leg.first_s), len(leg.again_s), leg.tries, leg.failed, leg.most_retries) == (60, 15, 75, 15, 1)


def test_the_fragment_takes_the_place_of_the_services_of_a_model(hawiya, events, study, small_model, tmp_path):
    out = tmp_path / "services.toml"
    words = ("calibrate", events, "--field-study", study, *STEPS, "--model", small_model, "--out", out)
    code, printed, _ = hawiya(*words)
    assert code == ExitCode.CONFORMANT
    assert printed == ""
    text = small_model.read_text(encoding="utf-8")
    small_model.write_text(text[: text.index("[[services]]")] + out.read_text(encoding="utf-8"), encoding="utf-8")
    assert "Not studied" not in out.read_text(encoding="utf-8")
    plan = load_plan(str(small_model))
    (leg,) = plan.model.services[0].legs
    assert leg.human.mean_s == pytest.approx(200 * np.exp(0.125), rel=0.25)
    assert leg.human.cv == pytest.approx(0.53, rel=0.3)
    assert leg.system.mean_s == pytest.approx(3 * np.exp(0.08), rel=0.2)
    # refusals of people in the events: 10 of 60; further attempts are too few for a fit, their mean has the answer in it
    assert leg.retry.failure == pytest.approx(10 / 60, rel=1e-3)
    assert leg.retry.time.shape == "exponential"
    assert leg.retry.time.mean_s > read_study(study)[0].again_s[0] / 10
    assert not any(some.key == "services[0]" for _, some in plan.assumptions)
    assert "study.csv (SHA-256 " in plan.model.services[0].reason


def test_every_fit_is_told_in_the_fragment_and_as_json(hawiya, events, study):
    text = hawiya("calibrate", events, "--field-study", study, *STEPS)[1]
    assert tomllib.loads(text)["services"][0]["name"] == "visit"
    assert "# human: lognormal of 60 times" in text
    assert "(Anderson-Darling)" in text
    assert "# retry: 10 of 60 tries failed" in text
    told = json.loads(hawiya("calibrate", events, "--field-study", study, *STEPS, "--json")[1])
    assert {fit["law"] for fit in told[0]["legs"][0]["human"]} == {"lognormal", "gamma", "exponential"}
    assert hawiya("calibrate", events, "--field-study", study, *STEPS)[1] == text


def test_services_that_were_not_studied_are_named_to_be_kept(hawiya, events, study, small_model):
    another = '[[services]]\nname = "renewal"\n[[services.legs]]\nname = "form"\nhuman = { mean_s = 60, cv = 0.5 }\n'
    small_model.write_text(small_model.read_text(encoding="utf-8") + another, encoding="utf-8")
    text = hawiya("calibrate", events, "--field-study", study, "--model", small_model)[1]
    assert '# Not studied, so keep it as it stands in the model: "renewal".' in text
    assert [some["name"] for some in tomllib.loads(text)["services"]] == ["visit"]


def test_without_steps_only_people_are_measured(hawiya, events, study):
    text = hawiya("calibrate", events, "--field-study", study)[1]
    assert "system" not in tomllib.loads(text)["services"][0]["legs"][0]
    assert "15 of 75 tries failed" in text
    assert "human times of " in text
    assert "system times of" not in text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("human_s", "human_min", "line 1: the columns are visit,service,leg,attempt,human_s,outcome"),
        ("0,visit,all,1,", "0,visit,all,1,-", "line 2: human_s is -"),
        ("0,visit,all,1,", "0,visit,all,1,x", "give seconds, as 42.5"),
        ("0,visit,all,1,", "0,visit,all,2,", "line 2: attempt 2 of visit 0 comes out of order"),
        ("0,visit,all,1,", "0,visit,all,one,", "line 2: attempt is 'one'; count from 1"),
        (",failed", ",broken", "line 2: outcome is 'broken'; write passed or failed"),
        (",failed", ",passed", "line 3: visit 0 has passed 'all' already"),
        (",failed", "", "line 2: 6 values belong into a row"),
    ],
)
def test_a_study_that_is_wrong_is_refused_with_its_line(tmp_path, old, new, said):
    path = tmp_path / "study.csv"
    path.write_text(study_text().replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        read_study(path)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(2.0, "if minutes were meant, multiply the column by 60"), (2e5, "if milliseconds were meant")],
)
def test_minutes_and_milliseconds_given_for_seconds_are_refused(tmp_path, seconds, said):
    path = tmp_path / "study.csv"
    path.write_text(study_text(seconds=seconds), encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        read_study(path)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--steps", "all"), "--steps all: write LEG=STEP,STEP"),
        (("--steps", "all=open,,selfie"), "write LEG=STEP,STEP"),
        (("--steps", "none=open"), "--steps: 'none' is no leg of the study; there are: all"),
        (("--steps", "all=fly"), "--steps all: 'fly' is no accepted step of the events; there are: open, otp, selfie"),
        ((*STEPS, *STEPS), "'all' is given twice"),
        (("--model", "kuwait"), "'visit' is no service of the model; there are: enrollment, renewal"),
        (("--seed", "-1"), "--seed is -1"),
        (("--out", "/nowhere/x.toml"), "--out /nowhere/x.toml: No such file"),
    ],
)
def test_what_is_wrong_is_one_line_and_exit_2(hawiya, events, study, words, said):
    code, out, err = hawiya("calibrate", events, "--field-study", study, *words)
    assert code == ExitCode.USAGE
    assert said in err.splitlines()[-1]
    assert out == ""


def test_events_that_are_none_are_refused(hawiya, tmp_path, study):
    nowhere, broken, empty = (tmp_path / name for name in ("nowhere.jsonl", "broken.jsonl", "empty.jsonl"))
    broken.write_text("{}\n{}\n", encoding="utf-8")
    empty.write_text("", encoding="utf-8")
    for path, said in ((nowhere, "No such file"), (broken, "line 1: "), (empty, "no step was accepted")):
        code, _, err = hawiya("calibrate", path, "--field-study", study)
        assert code == ExitCode.USAGE
        assert said in err
