"""The pictures of the suite, made by the generator: the one place that knows how they come about.

People are numbered from 0; a number is another person for another seed. What is spoiled is the person's own good selfie, of the
same moment, so that the two differ in the defect alone.
"""

import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from conformance.pictures import cache_folder
from harness.world.faces import USUAL_LEVEL, Defect, Species
from simulators.faces import Order, Studio, kept_in
from simulators.faces.attacks import INSTRUMENTS

SPECIES: tuple[Species, ...] = ("card", "print", "screen")
"""Attacks that FAC-008 names."""
_STUDIOS = 24


@dataclass(frozen=True, slots=True)
class Picture:
    """A file under a name that a report may show."""

    name: str
    file: bytes

    @property
    def digest(self) -> str:
        """SHA-256 over the file, hexadecimal."""
        return hashlib.sha256(self.file).hexdigest()


class Pictures:
    """Pictures by person; each is made once and kept for all runs of this user."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._folder = kept_in(cache_folder())

    def portrait(self, person: int) -> Picture:
        """The registry's portrait."""
        return self._picture(person, Order(kind="portrait"))

    def selfie(self, person: int, capture: int = 0) -> Picture:
        """A good selfie."""
        return self._picture(person, Order(kind="selfie", capture=capture))

    def spoiled(self, person: int, defect: Defect, level: int = USUAL_LEVEL) -> Picture:
        """The good selfie with a defect of a dose."""
        return self._picture(person, Order(kind="selfie", capture=0, defect=defect, level=level))

    def attack(self, person: int, species: Species) -> Picture:
        """An attack on that person, by an instrument that goes with the number."""
        instruments = INSTRUMENTS[species]
        order = Order(kind="attack", capture=0, species=species, instrument=instruments[person % len(instruments)])
        return self._picture(person, order)

    def movement(self, person: int, frames: int = 4) -> list[Picture]:
        """Frames of a head movement, in their order."""
        return [self._picture(person, Order(kind="movement", frame=3 * frame)) for frame in range(frames)]

    def _picture(self, person: int, order: Order) -> Picture:
        name = f"person {person}, {order.name}"
        file = self._folder / f"matcher-{self._seed}-{person}-{order.name}.jpg"
        with suppress(OSError):
            return Picture(name, file.read_bytes())
        made = _studio(b"matcher suite:%d:%d" % (self._seed, person)).photograph(order).jpeg
        with suppress(OSError):
            _keep(file, made)
        return Picture(name, made)


@lru_cache(_STUDIOS)
def _studio(seed: bytes) -> Studio:
    return Studio(seed)


def _keep(file: Path, picture: bytes) -> None:
    """Written aside and renamed, since several processes may make the same picture."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "wb") as opened:
        opened.write(picture)
    Path(draft).replace(file)
