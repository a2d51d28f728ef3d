"""The score of the suite itself: how many named defects exactly their tests catch, measured by `hawiya selftest`.

It says whether each was tried against the whole suite (`--all`) or against the tests of the requirements that its tests prove.
The score is kept with the digest of the suites that it was measured for; a report of other suites says that it is of others.
"""

import hashlib
from datetime import date
from importlib import resources
from pathlib import Path

import msgspec

from harness.commandline import UsageError
from harness.world.events import Record
from harness.world.results import SelftestScore

_FILE = "selftest/score.json"


class KeptScore(Record, frozen=True, kw_only=True, omit_defaults=False):
    """The content of `score.json`."""

    suites: str
    defects: int
    caught: int
    measured_on: date
    whole_suite: bool


def suites_digest() -> str:
    """SHA-256 over the tests and the lists of defects, names and contents, in the order of their names."""
    root = Path(str(resources.files("conformance")))
    files = [*root.joinpath("suites").rglob("*.py"), *root.joinpath("selftest", "defects").glob("*.toml")]
    digest = hashlib.sha256()
    for file in sorted(files):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(root).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def read_score() -> SelftestScore | None:
    """The packaged score, and whether it is of the suites that are installed; None where none was measured.

    Raises:
        UsageError: the file does not hold.
    """
    file = resources.files("conformance").joinpath(_FILE)
    if not file.is_file():
        return None
    try:
        kept = msgspec.json.decode(file.read_bytes(), type=KeptScore)
    except msgspec.DecodeError as error:
        raise UsageError(f"{_FILE}: {error}") from None
    return SelftestScore(
        defects=kept.defects,
        caught=kept.caught,
        measured_on=kept.measured_on,
        of_these_suites=kept.suites == suites_digest(),
        whole_suite=kept.whole_suite,
    )


def write_score(*, defects: int, caught: int, day: date, whole_suite: bool) -> Path:
    """Keep a score beside the suites."""
    file = Path(str(resources.files("conformance").joinpath(_FILE)))
    kept = KeptScore(suites=suites_digest(), defects=defects, caught=caught, measured_on=day, whole_suite=whole_suite)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n")
    return file
