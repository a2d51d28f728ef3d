"""Pictures on demand: a portrait, or a selfie that the reference takes as it is meant; each is made once and kept.

Whoever asks for "a blurred one" gets a picture that the reference refuses as blurred, and for "a good one" a picture that it
matches. Nothing in the picture says so: moments are tried in turn until one is taken so. A folder of kept pictures belongs to
one state of the generator and of the reference; whoever names the folder sees to that (`kept_in`).
"""

import hashlib
import multiprocessing
import os
import tempfile
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from functools import lru_cache, partial
from pathlib import Path
from typing import get_args

from harness.world.faces import REASON_OF, USUAL_LEVEL, Defect, Species
from simulators.faces.judge import ATTACK, MATCH, NO_MATCH, Judge
from simulators.faces.order import Order
from simulators.faces.recipe import this_generator
from simulators.faces.stream import Seed
from simulators.faces.studio import Studio

Fault = Defect | Species
"""What is wrong with a selfie: a defect, or an attack in place of a live face."""

_TRIES = 24
_NEXT_MOMENT = 1000  # between the moments that are tried for one capture
_SPECIES = get_args(Species)
_STUDIOS = 32


class Album:
    """Pictures by face, number and fault. Without a folder each is made anew; without a judge the first moment is taken."""

    def __init__(self, folder: Path | None = None, judge: Judge | None = None) -> None:
        self._folder = folder
        self._judge = judge

    def portrait(self, seed: Seed) -> bytes:
        """The registry's portrait."""
        return self._kept(f"{_name(seed)}-portrait", partial(_portrait, seed))

    def selfie(self, seed: Seed, capture: int, fault: Fault | None = None, *, unlike: Seed | None = None) -> bytes:
        """A selfie; every capture is another moment. `unlike` is whose portrait it must not match.

        Raises:
            LookupError: no moment that was tried is taken as it is meant.
        """
        name = f"{_name(seed)}-{capture}-{fault or 'good'}" + (f"-unlike-{_name(unlike)}" if unlike is not None else "")
        return self._kept(name, partial(self._found, seed, capture, fault, unlike))

    def prepare(self, seeds: Iterable[Seed], *, workers: int) -> None:
        """Make the portraits that are missing, in several processes; without a folder there is nothing to prepare."""
        if self._folder is None:
            return
        missing = [seed for seed in seeds if not (self._folder / f"{_name(seed)}-portrait.jpg").exists()]
        if workers < 2 or len(missing) < 2 * workers:  # noqa: PLR2004 (not worth a process)
            return
        spawned = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, mp_context=spawned) as pool:
            list(pool.map(partial(_keep_portrait, self._folder), missing, chunksize=4))

    def close(self) -> None:
        """Send the judge home."""
        if self._judge is not None:
            self._judge.close()

    def _found(self, seed: Seed, capture: int, fault: Fault | None, unlike: Seed | None) -> bytes:
        if self._judge is None:
            return _selfie(seed, capture, fault)
        expected = NO_MATCH if unlike is not None else _expected(fault)
        portrait = self.portrait(seed if unlike is None else unlike)
        seen: list[str] = []
        for attempt in range(_TRIES):
            picture = _selfie(seed, capture + attempt * _NEXT_MOMENT, fault)
            verdict = self._judge.verdict(portrait, picture)
            if verdict == expected:
                return picture
            seen.append(verdict)
        raise LookupError(f"of {_TRIES} moments none is taken as {expected}, but as {', '.join(sorted(set(seen)))}")

    def _kept(self, name: str, make: "partial[bytes]") -> bytes:
        """The picture of that name; a folder that cannot be written costs time and nothing else."""
        if self._folder is None:
            return make()
        file = self._folder / f"{name}.jpg"
        with suppress(OSError):
            return file.read_bytes()
        picture = make()
        with suppress(OSError):
            _write(file, picture)
        return picture


def kept_in(cache: Path, *parts: bytes) -> Path:
    """The folder in a cache for this state of the generator, and of whatever else those bytes stand for."""
    digest = hashlib.sha256(this_generator().digest.encode())
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return cache / f"faces-{digest.hexdigest()[:12]}"


def _expected(fault: Fault | None) -> str:
    if fault is None:
        return MATCH
    return ATTACK if fault in _SPECIES else REASON_OF[fault]  # type: ignore[index]


def _order(capture: int, fault: Fault | None) -> Order:
    if fault is None:
        return Order(kind="selfie", capture=capture)
    if fault in _SPECIES:
        return Order(kind="attack", capture=capture, species=fault)  # type: ignore[arg-type]
    return Order(kind="selfie", capture=capture, defect=fault, level=USUAL_LEVEL)  # type: ignore[arg-type]


@lru_cache(_STUDIOS)
def _studio(seed: Seed) -> Studio:
    return Studio(seed)


def _portrait(seed: Seed) -> bytes:
    return _studio(seed).photograph(Order(kind="portrait")).jpeg


def _selfie(seed: Seed, capture: int, fault: Fault | None) -> bytes:
    return _studio(seed).photograph(_order(capture, fault)).jpeg


def _keep_portrait(folder: Path, seed: Seed) -> None:
    Album(folder).portrait(seed)


def _name(seed: Seed) -> str:
    return seed.hex() if isinstance(seed, bytes) else str(seed)


def _write(file: Path, picture: bytes) -> None:
    """Written aside and renamed, since several processes may make the same picture."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "wb") as opened:
        opened.write(picture)
    Path(draft).replace(file)
