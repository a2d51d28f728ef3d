"""Where pictures of faces are kept between runs: each is made once for a state of the generator and of the reference."""

import os
from importlib import resources
from pathlib import Path

from simulators.faces.album import Album, kept_in
from simulators.faces.judge import Judge, ReferenceJudge


def cache_folder() -> Path:
    """The user's cache of this program."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "hawiya"


def kept_album(judge: Judge | None = None) -> Album:
    """The album that all runs of this user share; with a judge it has selfies that are taken as they are meant."""
    reference = resources.files("harness.reference.face")
    files = sorted((file for file in reference.iterdir() if file.is_file()), key=lambda file: file.name)
    return Album(kept_in(cache_folder(), *(file.read_bytes() for file in files)), judge)


def judged_album() -> Album:
    """The shared album, with the reference as its judge, which starts when it is first asked."""
    return kept_album(ReferenceJudge())
