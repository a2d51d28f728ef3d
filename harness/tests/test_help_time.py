"""`hawiya --help` is light: at most twice a bare interpreter that reads package metadata."""

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

RUNS = 21
LIMIT = 2.0
BARE = [sys.executable, "-c", "import importlib.metadata"]
HELP = [sys.executable, str(Path(sys.executable).with_name("hawiya")), "--help"]


def seconds(command: list[str]) -> float:
    begun = perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return perf_counter() - begun


def test_help_takes_at_most_twice_a_bare_interpreter():
    pairs = [(seconds(BARE), seconds(HELP)) for _ in range(RUNS)]
    bare, with_help = (median(column) for column in zip(*pairs, strict=True))
    ratio = with_help / bare
    print(f"bare {bare * 1000:.1f} ms, help {with_help * 1000:.1f} ms, ratio {ratio:.2f} (limit {LIMIT})")  # noqa: T201 - the figure is the point
    assert ratio <= LIMIT


def test_help_imports_no_command():
    show = "import sys; from harness.command import main; main(['--help']); print(sorted(sys.modules))"
    said = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True).stdout
    loaded = said.splitlines()[-1]
    assert "harness.commandline" in loaded
    heavy = ("argparse", "dataclasses", "msgspec", "pytest", "starlette")
    assert [name for name in heavy if f"'{name}'" in loaded] == []
