"""`hawiya capacity run` sums up a model, repeats itself to the byte, and says in one line what is wrong with what it is given."""

import json

import pytest

from harness.command import main
from harness.commandline import ExitCode

TWO_DAYS = ["--first", "2026-02-01", "--last", "2026-02-02"]


def told(capsys, *words):
    code = main(["capacity", "run", *words])
    return code, capsys.readouterr()


def test_summary_names_the_sites_the_fates_and_every_assumption(capsys):
    code, said = told(capsys, "counter", *TWO_DAYS)
    assert code == ExitCode.CONFORMANT
    assert "2 days, 1 replication, seed 1" in said.out
    assert "served" in said.out
    assert "assumed, " in said.out
    assert "days: 2 of 2" in said.err


def test_rows_account_for_everybody_and_repeat_for_a_seed(capsys):
    once, again, other = (
        json.loads(told(capsys, "counter", *TWO_DAYS, "--json", "--seed", seed)[1].out) for seed in ("4", "4", "5")
    )
    assert once == again
    assert once["rows"] != other["rows"]
    assert {row["day"] for row in once["rows"]} == {"2026-02-01", "2026-02-02"}
    assert sum(sum(row["fates"].values()) for row in once["rows"]) > 0


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
    ],
)
def test_what_is_wrong_is_one_line_and_exit_2(capsys, words, wrong):
    code, said = told(capsys, *words)
    assert code == ExitCode.USAGE
    assert wrong in said.err
    assert said.out == ""
