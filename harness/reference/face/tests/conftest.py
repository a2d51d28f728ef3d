"""Pictures of people whom the model was not trained on."""

from functools import cache

import pytest

from harness.reference.face.matcher import TrainedFaceMatcher
from simulators.faces.order import Order
from simulators.faces.studio import Studio

FIRST_SEED = 900_000


class Pictures:
    """Files by person and order, each made once."""

    def __init__(self) -> None:
        self._studio = cache(Studio)
        self._made = cache(lambda who, order: self._studio(FIRST_SEED + who).photograph(order).jpeg)

    def portrait(self, who: int) -> bytes:
        return self._made(who, Order(kind="portrait"))

    def selfie(self, who: int, capture: int = 1, **fault) -> bytes:
        return self._made(who, Order(kind="selfie", capture=capture, **fault))

    def attack(self, who: int, species: str, instrument: str) -> bytes:
        return self._made(who, Order(kind="attack", species=species, instrument=instrument))


@pytest.fixture(scope="session")
def pictures():
    return Pictures()


@pytest.fixture(scope="session")
def matcher():
    return TrainedFaceMatcher()
