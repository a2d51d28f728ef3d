"""Pictures on demand: a portrait, or a selfie that the reference takes as it is meant; each is made once and kept.

Whoever asks for "a blurred one" gets a picture that the reference refuses as blurred, and for "a good one" a picture that it
matches. Nothing in the picture says so: moments are tried in turn until one is taken so. A folder of kept pictures belongs to
one state of the generator and of the reference; whoever names the folder sees to that (`kept_in`).
"""

import hashlib
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import msgspec

from harness.world.faces import REASON_OF, USUAL_LEVEL, Defect, Species
from simulators.faces.crew import crew_of
from simulators.faces.judge import ATTACK, MATCH, NO_MATCH, Judge
from simulators.faces.order import Order
from simulators.faces.recipe import this_generator
from simulators.faces.shelf import Shelf
from simulators.faces.stream import Seed

if TYPE_CHECKING:
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
        self._shelf = Shelf(folder)
        self._judge = judge

    def portrait(self, seed: Seed) -> bytes:
        """The registry's portrait."""
        return self._shelf.kept(_portrait_name(seed), partial(_portrait, seed))

    def portraits(self, seeds: Sequence[Seed], *, workers: int) -> Iterator[bytes]:
        """The portraits in the order of the seeds; where many are missing, several processes make them.

        Raises:
            HarnessError: a worker died.
        """
        missing = sum(not self._shelf.has(_portrait_name(seed)) for seed in seeds)
        if workers < 2 or missing < 2 * workers:  # noqa: PLR2004 (not worth a process)
            yield from map(self.portrait, seeds)
            return
        with crew_of(workers) as crew:
            made = [crew.submit(_portrait_in, self._shelf.folder, seed) for seed in seeds]
            for future in made:
                yield future.result()

    def selfie(self, seed: Seed, capture: int, fault: Fault | None = None, *, unlike: Seed | None = None) -> bytes:
        """A selfie; every capture is another moment. `unlike` is whose portrait it must not match.

        Raises:
            LookupError: no moment that was tried is taken as it is meant.
        """
        name = f"{_name(seed)}-{capture}-{fault or 'good'}" + (f"-unlike-{_name(unlike)}" if unlike is not None else "")
        return self._shelf.kept(name, partial(self._found, seed, capture, fault, unlike))

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


def kept_in(cache: Path, *parts: bytes) -> Path:
    """The folder in a cache for this state of the generator, and of whatever else those bytes stand for."""
    digest = hashlib.sha256(msgspec.json.encode(this_generator()))
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
def _studio(seed: Seed) -> "Studio":
    from simulators.faces.studio import Studio  # noqa: PLC0415 - what draws is compiled when it is imported

    return Studio(seed)


def _portrait(seed: Seed) -> bytes:
    return _studio(seed).photograph(Order(kind="portrait")).jpeg


def _selfie(seed: Seed, capture: int, fault: Fault | None) -> bytes:
    return _studio(seed).photograph(_order(capture, fault)).jpeg


def _portrait_in(folder: Path | None, seed: Seed) -> bytes:
    return Album(folder).portrait(seed)


def _portrait_name(seed: Seed) -> str:
    return f"{_name(seed)}-portrait"


def _name(seed: Seed) -> str:
    return seed.hex() if isinstance(seed, bytes) else str(seed)
