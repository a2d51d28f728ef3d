"""A private daemon for the tests of a module; without PC/SC they are skipped, with CI=true nothing is."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.commandline import HarnessError
from simulators.card.pcscd.driver import find_programs
from simulators.card.pcscd.launcher import PrivatePcscd


def _missing() -> str | None:
    try:
        find_programs()
    except HarnessError as error:
        return str(error)
    if importlib.util.find_spec("smartcard") is None:
        return "pyscard is missing: .ci/setup test"
    return None


def need_pcsc() -> None:
    missing = _missing()
    if missing and os.environ.get("CI") == "true":
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


@pytest.fixture
def pcsc_is_there() -> None:
    need_pcsc()


@pytest.fixture(scope="module")
def pcscd() -> Iterator[PrivatePcscd]:
    """A daemon with sixteen readers, which this process reaches."""
    need_pcsc()
    with PrivatePcscd(readers=16) as pcscd, pcscd.reached_from_here():
        yield pcscd


@pytest.fixture(scope="session")
def new_card(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Makes a card file by the command, as a person does."""

    def make(*words: str) -> Path:
        path = tmp_path_factory.mktemp("card") / "card.json"
        made = subprocess.run(
            [sys.executable, "-m", "harness", "card", "new", "--out", path, *words],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert made.returncode == 0, made.stderr
        return path

    return make


@pytest.fixture(scope="session")
def card_as_issued(new_card: Callable[..., Path]) -> Path:
    """A card with the PIN 4711 and the PUK 12345678; tests take copies."""
    return new_card()


@pytest.fixture
def card_file(card_as_issued: Path, tmp_path: Path) -> Path:
    """A copy of a card as issued, which the test may change."""
    return Path(shutil.copy(card_as_issued, tmp_path))
