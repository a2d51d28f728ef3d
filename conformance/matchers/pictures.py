"""The pictures of the suite, made by the generator: the one place that knows how they come about.

People are numbered from 0; a number is another person for another seed. What is spoiled is the person's own good selfie, of the
same moment, so that the two differ in the defect alone.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from conformance.matchers.port import Operation
from conformance.pictures import cache_folder
from harness.world.faces import USUAL_LEVEL, Defect, Species
from simulators.faces.album import kept_in
from simulators.faces.order import Order
from simulators.faces.shelf import Shelf

if TYPE_CHECKING:
    from simulators.faces.studio import Studio

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
        self._shelf = Shelf(kept_in(cache_folder()))

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
        from simulators.faces.attacks import INSTRUMENTS  # noqa: PLC0415 - what draws is compiled when it is imported

        instruments = INSTRUMENTS[species]
        order = Order(kind="attack", capture=0, species=species, instrument=instruments[person % len(instruments)])
        return self._picture(person, order)

    def movement(self, person: int, frames: int = 4) -> list[Picture]:
        """Frames of a head movement, in their order."""
        return [self._picture(person, Order(kind="movement", frame=3 * frame)) for frame in range(frames)]

    def asked(self, operation: Operation, person: int, about: Picture | None = None) -> list[Picture]:
        """The pictures of a question about a person's good selfie, or another picture: of a comparison the portrait first."""
        picture = about or self.selfie(person)
        return [self.portrait(person), picture] if operation == "compare" else [picture]

    def _picture(self, person: int, order: Order) -> Picture:
        def make() -> bytes:
            return _studio(b"matcher suite:%d:%d" % (self._seed, person)).photograph(order).jpeg

        kept = self._shelf.kept(f"matcher-{self._seed}-{person}-{order.name}", make)
        return Picture(f"person {person}, {order.name}", kept)


@lru_cache(_STUDIOS)
def _studio(seed: bytes) -> "Studio":
    from simulators.faces.studio import Studio  # noqa: PLC0415 - what draws is compiled when it is imported

    return Studio(seed)
