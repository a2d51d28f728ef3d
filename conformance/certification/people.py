"""The people of a run: made from the seed and the day once, kept in the user's cache, shared by every run of that day."""

import hashlib
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path

import msgspec

from conformance.pictures import cache_folder, kept_album
from harness.commandline import HarnessError, UsageError
from harness.world.roster import Roster
from simulators.faces.recipe import this_generator
from simulators.population.generate import build_population
from simulators.population.growth import factor_of, times
from simulators.population.people import Population, PopulationSpec
from simulators.population.roster import write_roster
from simulators.scenarios import read_toml

_SPEC = "kuwait-small"
_ROSTER = "roster.json"
_KEPT_S = 7 * 24 * 3600


@dataclass(frozen=True, kw_only=True)
class People:
    """Where the people of a run stand: the roster that a target loads, and the population that the harness keeps."""

    roster: Path
    population: Path
    day: date
    seed: int


def people_for(*, seed: int, day: date, given: str | None) -> People:
    """The people of `seed` on `day`, or those of the roster that the target file names.

    Raises:
        UsageError: there is no such roster, or it was made otherwise than this version makes it.
        HarnessError: the cache cannot be written.
    """
    loaded = _read(Path(given)) if given is not None else None
    spec = read_toml(_spec_text(), PopulationSpec, place=f"scenarios/populations/{_SPEC}.toml")
    if loaded is not None:
        seed, day = loaded.seed, loaded.today
        spec = times(spec, factor_of(spec, (person.person_id for person in loaded.people)))
    folder = cache_folder() / _key(seed, day, spec)
    try:
        if not (folder / "population.json").exists():
            _make(folder, seed, day, spec)
            _forget_old(folder)
    except OSError as error:
        remedy = "set XDG_CACHE_HOME to a folder that can be written"
        raise HarnessError(f"the cache {folder.parent}: {error.strerror or error}; {remedy}") from None
    if loaded is not None and loaded != _read(folder / "roster"):
        raise UsageError(f"[roster] path: {given} was made by another version or from another --spec; make it anew")
    roster = folder / "roster" if given is None else Path(given)
    return People(roster=_file_of(roster), population=folder / "population.json", day=day, seed=seed)


def _file_of(path: Path) -> Path:
    return path if path.is_file() else path / _ROSTER


def _read(path: Path) -> Roster:
    file = _file_of(path)
    try:
        return msgspec.json.decode(file.read_bytes(), type=Roster)
    except OSError as error:
        raise UsageError(
            f"[roster] path: {file}: {error.strerror}; make one with `hawiya population --out DIR`"
        ) from None
    except msgspec.DecodeError as error:
        raise UsageError(f"[roster] path: {file}: {error}") from None


def _key(seed: int, day: date, spec: PopulationSpec) -> str:
    digest = hashlib.sha256(msgspec.json.encode(spec, order="sorted"))
    digest.update(this_generator().digest.encode())
    for package in ("simulators.population", "harness.protocol"):
        for file in sorted(Path(str(resources.files(package))).glob("*.py")):
            digest.update(file.read_bytes())
    return f"people-{seed}-{day.isoformat()}-{digest.hexdigest()[:12]}"


def _spec_text() -> bytes:
    return resources.files("scenarios").joinpath("populations", f"{_SPEC}.toml").read_bytes()


def _make(folder: Path, seed: int, day: date, spec: PopulationSpec) -> None:
    population: Population = build_population(seed, today=day, spec=spec)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix="people-", dir=folder.parent))
    write_roster(population, draft / "roster", album=kept_album())
    (draft / "population.json").write_bytes(msgspec.json.encode(population))
    try:
        draft.rename(folder)
    except OSError:  # another process was faster; its people are the same
        shutil.rmtree(draft)


def _forget_old(kept: Path) -> None:
    """Delete the sets, and the drafts of what was cut, that were made more than a week before this one; best effort."""
    newest = kept.stat().st_mtime
    for folder in kept.parent.glob("people-*"):
        with suppress(OSError):
            if newest - folder.stat().st_mtime > _KEPT_S:
                shutil.rmtree(folder, ignore_errors=True)
