"""Runs the command as its user would: a process, its exit code, its two streams."""

import subprocess
import sys
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def hawiya(tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")  # in the project it would replace the report of its user

    def run(*words: str, cwd=None, timeout: float = 600) -> Ended:
        command = [sys.executable, "-m", "harness", *words]
        ended = subprocess.run(
            command, capture_output=True, text=True, cwd=cwd or elsewhere, timeout=timeout, check=False
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    return run
