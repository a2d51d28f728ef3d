"""Folders of faces that several tests look at."""

import pytest

from harness.command import main
from simulators.faces import generate_command
from simulators.faces.generate import generate
from simulators.faces.tests.stand_in import INSTRUMENTS, StandIn, recipe


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A folder that was made without a stop."""
    folder = tmp_path_factory.mktemp("faces") / "whole"
    generate(recipe(), folder, maker=StandIn)
    return folder


@pytest.fixture
def small_command(monkeypatch):
    """The command with the stand-in at work."""
    monkeypatch.setattr(generate_command, "studio", StandIn)
    monkeypatch.setattr(generate_command, "_instruments", lambda: INSTRUMENTS)

    def run(*words):
        return main(["faces", "generate", "--identities", "2", "--size", "90x90", *map(str, words)])

    return run
