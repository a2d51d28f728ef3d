"""The pieces of the bench, run tiny: what they measure and what they say, never how fast it was."""

import asyncio
import math
from pathlib import Path

import pytest

from harness.commandline import HarnessError
from harness.reference.bench import commands, echo, enrollments
from harness.reference.bench.__main__ import lines_of
from harness.reference.bench.figures import Sides
from harness.reference.bench.processes import serving


def sides(*, reference: list[float], bare: list[float]):
    both = Sides()
    both.reference, both.bare = reference, bare
    return both.ratio(
        name="thing", unit="things/s", whats=("ours", "bare"), bar=0.5, compared="like for like", notes=["a note"]
    )


def test_a_ratio_compares_the_medians_of_the_rounds():
    ratio = sides(reference=[1.0, 60.0, 50.0], bare=[100.0, 1000.0, 90.0])

    assert (ratio.reference.value, ratio.bare.value, ratio.value, ratio.is_met) == (50.0, 100.0, 0.5, True)


def test_a_missed_bar_is_said_with_both_numbers():
    text = lines_of(sides(reference=[40.0], bare=[100.0]))

    assert text.splitlines()[:2] == ["thing: ratio 0.40, bar 0.50: MISSED", "  ours 40 things/s, bare 100 things/s"]


def test_both_echoes_are_loaded_in_turn(tmp_path: Path):
    ratio = asyncio.run(echo.measure(tmp_path, echo.Effort(rounds=2, round_s=0.05, connections=2)))

    assert len(ratio.reference.rounds) == len(ratio.bare.rounds) == 2
    assert min(*ratio.reference.rounds, *ratio.bare.rounds) > 0


def test_commands_and_their_raw_statements_are_run_in_turn(tmp_path: Path):
    effort = commands.Effort(rounds=1, commands=8, submitters=4)

    ratio = asyncio.run(commands.measure(tmp_path, effort))

    assert math.isclose(ratio.value, ratio.reference.value / ratio.bare.value, rel_tol=0.01)


def test_people_enroll_at_a_server_of_their_own(tmp_path: Path):
    effort = enrollments.Effort(rounds=1, enrollments=2, connections=2)

    ratio = asyncio.run(enrollments.measure(tmp_path, effort))

    assert len(ratio.reference.rounds) == 1
    assert ratio.notes[1].startswith("the matcher beside it")


def test_a_server_that_does_not_start_is_one_line(tmp_path: Path):
    with (
        pytest.raises(HarnessError, match=r"did not start: .*no such module of ours"),
        serving(["-c", "raise SystemExit('no such module of ours')"], log=tmp_path / "log"),
    ):
        pass
