"""Every random number of a model as a function of what it is for: common random numbers by purpose.

A draw is fixed by (seed, place, day, replication, person, purpose) and by nothing else. So another device, another
rule or another order of the work moves nobody's draws, and two plans are compared on the same people.

The counter of Philox holds them: word 0 the person, word 1 the replication, word 2 the place, word 3 the purpose (high
half) and the day (low half); its key is the seed. One block gives four uniforms, its *lanes*. Numbers below are part
of what a seed means: they are never renumbered.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from load.capacity.draws.arithmetic import exp, log, normal_quantile
from load.capacity.draws.philox import WORD, philox

Uniforms = tuple[float, float, float, float]
"""The four lanes of a block, each above 0 and below 1."""

SEED_LIMIT = 1 << 64
"""Seeds are below it."""

_UNIT = 1.0 / (1 << 32)
_DAY_ZERO = date(2000, 1, 1).toordinal()
_HALF_WORD = 0xFFFF


class Purpose(IntEnum):
    """What a block is for. The lanes of each are named in order."""

    PERSON = 0
    """Gap to the arrival before, class, patience, balking."""
    BOOKING = 1
    """Whether the slot is booked, whether the person comes, how late."""
    MOVE = 2
    """Whether to go on to another site: one lane for each visit."""
    TRAVEL = 3
    """How long that takes: one lane for each visit."""
    LEG = 16
    """Human time, system time, failed tries; of leg n at LEG + 2n, and the times of its retries in the lanes of the next."""
    SPELL = 1024
    """How long until the next breakdown or outage, how long that lasts; spell n at SPELL + n."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """The draws of one place on one day of one replication.

    `place` is what `place_key` says of it; `replication` and persons are below 2**32.
    """

    seed: int
    place: int
    day: date
    replication: int

    def block(self, person: int, purpose: int) -> Uniforms:
        """The four uniforms of a person, or of a device, for a purpose."""
        counter_3 = (purpose << 16) | day_number(self.day)
        words = philox(self.seed & WORD, self.seed >> 32, person, self.replication, self.place, counter_3)
        return uniform(words[0]), uniform(words[1]), uniform(words[2]), uniform(words[3])


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """A day of a replication: all that draws depend on, beside where and for whom."""

    seed: int
    day: date
    replication: int

    def at(self, place: int) -> Stream:
        """The draws of a place."""
        return Stream(seed=self.seed, place=place, day=self.day, replication=self.replication)


def place_key(name: str) -> int:
    """The word that stands for a site, or for a route that many sites share: from its name, whatever else there is."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")


def day_number(day: date) -> int:
    """Days since the first of January 2000, in 16 bits."""
    return (day.toordinal() - _DAY_ZERO) & _HALF_WORD


def uniform(word: int) -> float:
    """A word as a number above 0 and below 1, exactly."""
    return (word + 0.5) * _UNIT


def exponential(u: float) -> float:
    """An exponential time of mean 1. Its longest is 22.9: what comes rarer than once in 2**33 does not come."""
    return -log(u)


def lognormal(u: float, mean: float, sigma: float) -> float:
    """A lognormal time of this mean; `sigma` is what `sigma_of` says of its variation."""
    return mean * exp(sigma * normal_quantile(u) - 0.5 * sigma * sigma)


def sigma_of(cv: float) -> float:
    """The deviation of the logarithm of a lognormal variable with this coefficient of variation."""
    return float(log(1.0 + cv * cv) ** 0.5)


def normal(u: float, mean: float, deviation: float) -> float:
    """A normal variable."""
    return mean + deviation * normal_quantile(u)


def failures(u: float, probability: float, limit: int) -> int:
    """How many tries fail in a row, at most `limit`: geometric, each failing with the same probability."""
    count = 0
    below = probability
    while count < limit and u < below:
        count += 1
        below *= probability
    return count
