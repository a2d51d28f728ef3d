"""A run that is cut, even by `kill -9`, goes on in its folder and comes to the same bytes; another run is refused."""

import os
import signal
import subprocess
import sys
import time
from datetime import date

import pytest

from harness.command import main
from harness.commandline import ExitCode, UsageError
from load.capacity.model.file import load_plan
from load.capacity.play.blocks import Block, pack
from load.capacity.play.checkpoint import BLOCKS, Kept, Order, digest, engine
from load.capacity.play.simulate import Simulator

COUNTER = load_plan("counter")
DAYS = (date(2026, 4, 13), date(2026, 4, 14))
BLOCK_COUNT = 12
MOVING = """
[moving]
probability = 0.5
within_km = 10
travel = { mean_s = 600, cv = 0.5 }
"""


@pytest.fixture
def slow_model(small_model):
    """A model that only the reference engine plays."""
    small_model.write_text(small_model.read_text(encoding="utf-8") + MOVING, encoding="utf-8")
    return small_model


def order(**changed):
    usual = {"plan": digest(pack(COUNTER)), "seed": 1, "sites": ("a",), "days": DAYS, "size": 10, "engine": engine()}
    return Order(**usual | changed)


def test_a_killed_run_goes_on_to_the_same_bytes(tmp_path, slow_model):
    cut, whole = tmp_path / "cut", tmp_path / "whole"
    words = ["capacity", "run", str(slow_model), "--replications", "120"]
    command = [sys.executable, "-m", "harness", *words, "--workers", "2", "--out", cut]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        deadline = time.monotonic() + 60
        while len(list((cut / BLOCKS).glob("*.npz"))) < 3:
            assert time.monotonic() < deadline
            assert run.poll() is None
            time.sleep(0.01)
        os.kill(run.pid, signal.SIGKILL)
    assert 3 <= len(list((cut / BLOCKS).glob("*.npz"))) < BLOCK_COUNT
    assert not (cut / "result.json").exists()
    assert main([*words, "--out", str(cut), "--resume"]) == ExitCode.CONFORMANT
    assert main([*words, "--out", str(whole), "--workers", "1"]) == ExitCode.CONFORMANT
    assert contents(cut) == contents(whole)
    assert len(contents(whole)) == 2 + BLOCK_COUNT


def contents(folder):
    return {
        file.relative_to(folder): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and file.suffix != ".draft"
    }


def test_what_is_kept_is_not_played_again(tmp_path):
    kept = Kept(tmp_path, order())
    kept.open(resume=False)
    first = Simulator(plan=COUNTER, seed=1, days=DAYS, kept=kept).play(range(10))

    class Idle:
        def play(self, _, items):
            assert items == ()
            return iter(())

    again = Simulator(plan=COUNTER, seed=1, days=DAYS, kept=kept, crew=Idle()).play(range(10))
    assert all((again.by_site.arrays()[name] == array).all() for name, array in first.by_site.arrays().items())


def test_a_damaged_file_is_played_again(tmp_path):
    kept = Kept(tmp_path, order())
    kept.open(resume=False)
    Simulator(plan=COUNTER, seed=1, days=DAYS, kept=kept).play(range(10))
    file = min((tmp_path / BLOCKS).iterdir())
    content = file.read_bytes()
    file.write_bytes(content[:100])
    assert kept.read(Block(DAYS, 0, 10)) is None
    Simulator(plan=COUNTER, seed=1, days=DAYS, kept=kept).play(range(10))
    assert file.read_bytes() == content


def test_a_folder_is_gone_on_with_only_if_one_says_so(tmp_path):
    Kept(tmp_path, order()).open(resume=False)
    Kept(tmp_path, order()).open(resume=True)
    with pytest.raises(UsageError, match="holds a run already; go on with --resume"):
        Kept(tmp_path, order()).open(resume=False)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"seed": 2}, "another seed"),
        ({"plan": "0", "days": DAYS[:1]}, "another plan, days"),
        ({"engine": "0"}, "engine"),
    ],
)
def test_another_run_is_refused(tmp_path, changed, said):
    Kept(tmp_path, order()).open(resume=False)
    with pytest.raises(UsageError, match=said):
        Kept(tmp_path, order(**changed)).open(resume=True)


def test_a_folder_that_cannot_be_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="name a folder that can be written"):
        Kept(tmp_path / "file", order()).open(resume=False)
    (tmp_path / "run.json").write_text("{}")
    with pytest.raises(UsageError, match=r"holds a run\.json that is none"):
        Kept(tmp_path, order()).open(resume=True)
