"""Gives everybody a face that fits their sex and age and that nobody else of the population has.

Populations share one stock of faces, so pictures that were made for one seed serve the next.
"""

import random
from functools import lru_cache

from simulators.faces.traits import FaceTraits, Sex, face_traits

FACES = 4096
"""The stock: face seeds from 0 up. Beyond it, whoever finds none that fits has a face of their own."""

_TRIES = 400
_YEARS = 4  # by which a face may look older or younger
_OWN_BITS = 48


class Faces:
    """Remembers which faces were given out."""

    def __init__(self) -> None:
        self._taken: set[int] = set()

    def fitting(self, stream: random.Random, *, sex: Sex, age: int) -> int:
        """The seed of a face of that sex and about that age, in years."""
        for attempt in range(_TRIES):
            seed = stream.randrange(FACES)
            if seed not in self._taken and _fits(_face(seed), sex=sex, age=age, slack=_YEARS + attempt // 100):
                self._taken.add(seed)
                return seed
        while True:
            seed = FACES + stream.getrandbits(_OWN_BITS)
            if seed not in self._taken and _fits(face_traits(seed), sex=sex, age=age, slack=_YEARS):
                self._taken.add(seed)
                return seed


def _fits(face: FaceTraits, *, sex: Sex, age: int, slack: int) -> bool:
    return face.sex == sex and abs(face.age - age) <= slack


@lru_cache(FACES)
def _face(seed: int) -> FaceTraits:
    return face_traits(seed)
