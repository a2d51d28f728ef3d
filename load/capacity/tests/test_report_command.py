"""`hawiya capacity report` writes pages and pictures, repeats itself to the byte, and says in one line what is wrong."""

import hashlib
import re

import msgspec
import pytest

TWO = ("--replications", 2, "--first", "2026-02-01", "--last", "2026-02-02")


@pytest.mark.usefixtures("letters")
def test_pages_and_pictures_are_written_and_named_and_repeat_to_the_byte(hawiya, small_model, tmp_path):
    words = ("report", small_model, "--out", tmp_path / "out", *TWO, "--pictures", tmp_path / "pictures")
    code, said, told = hawiya(*words)
    assert code == 0
    assert "days: " in told
    files = {str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file()} - {
        "small.toml",
        "two.toml",
    }
    assert {line.removeprefix(f"{tmp_path}/") for line in said.split()} == files
    assert {"out/index.html", "out/index.ar.html", "pictures/map.en.svg", "pictures/tornado.ar.png"} <= files
    before = {name: (tmp_path / name).read_bytes() for name in files}
    hawiya(*words)
    assert before == {name: (tmp_path / name).read_bytes() for name in files}


def test_the_page_says_how_to_make_it_again(hawiya, small_model, tmp_path):
    hawiya("report", small_model, "--out", tmp_path / "out", *TWO, "--device-cost", 4500, "--seed", 9)
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    command = re.search("hawiya capacity report [^<]*", page).group(0)
    assert str(small_model) in command
    assert "--replications 2 --seed 9 --first 2026-02-01 --last 2026-02-02 --every 1 --device-cost 4500.0" in command
    assert hashlib.sha256(small_model.read_bytes()).hexdigest() in page
    assert hashlib.sha256((small_model.parent / "two.toml").read_bytes()).hexdigest() in page
    assert "cost of all devices" in page


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("--replications", 1), "--replications is 1"),
        (("--device-cost", 0), "--device-cost is 0; give the price of a device"),
        (("--rollout", "nowhere.json"), "--rollout nowhere.json: No such file"),
        (("--first", "2031-01-01"), "--first 2031-01-01"),
        (("--out", "/dev/null/report", "--replications", 2, "--last", "2026-02-01"), "--out /dev/null/report: "),
    ],
)
def test_what_is_wrong_is_one_line_and_exit_2(hawiya, small_model, tmp_path, words, wrong):
    code, said, told = hawiya("report", small_model, "--out", tmp_path / "out", *words)
    assert code == 2
    assert wrong in told.splitlines()[-1]
    assert said == ""


def test_the_rollout_of_another_model_is_refused_and_that_of_this_one_is_shown(hawiya, small_model, tmp_path):
    file = tmp_path / "rollout.json"
    words = ("report", small_model, "--out", tmp_path / "out", *TWO, "--rollout", file)
    file.write_bytes(msgspec.json.encode(rollout_of("scenarios/capacity/kuwait.toml")))
    code, _, told = hawiya(*words)
    assert code == 2
    assert f"model is scenarios/capacity/kuwait.toml, and this report is of {small_model}" in told
    file.write_bytes(msgspec.json.encode(rollout_of(str(small_model))))
    assert hawiya(*words)[0] == 0
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "The plan by quarter" in page
    assert hashlib.sha256(file.read_bytes()).hexdigest() in page


def rollout_of(model):
    """One quarter in which nothing happens."""
    figure, day = {"mean": 60.0, "low": 50.0, "high": 70.0}, "2026-01-01"
    amounts = dict.fromkeys(("budget", "cost", "cost_so_far", "left", "people", "stay_away"), 0.0)
    figures = dict.fromkeys(("lost", "p95_wait_s", "abandonment"), figure)
    lists = {"steps": [], "wishes": [], "devices": {"BUSY": 1}}
    quarter = {"name": "2026-Q1", "first": day, "last": day, "stock": 0, **amounts, **figures, **lists}
    names = dict.fromkeys(("rollout", "title_en", "title_ar", "currency", "expected", "chosen", "minimax"), "some")
    numbers = dict.fromkeys(("seed", "replications", "days"), 1)
    return {"model": model, **names, **numbers, "quarters": [quarter], "regrets": [], "assumptions": []}


@pytest.mark.parametrize("content", [b"{}", b"\xff", b'{"quarters": 1}'])
def test_a_rollout_that_is_none_is_one_line(hawiya, small_model, tmp_path, content):
    file = tmp_path / "rollout.json"
    file.write_bytes(content)
    code, _, told = hawiya("report", small_model, "--out", tmp_path / "out", "--rollout", file)
    assert code == 2
    assert f"--rollout {file}: " in told
    assert "write it with `capacity rollout --out`" in told
