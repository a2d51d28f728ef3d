"""The exact mean queue of G/G/c where both times have a phase type: what approximations are measured against.

A phase type is a time that passes through exponential phases; with two of them any coefficient of variation from 1/sqrt(2)
up can be had. The state is (people present, phase of the next arrival, servers in their first phase): a block tridiagonal
chain whose blocks repeat from c people on. There P(c + n) = P(c) R^n; R comes from the cyclic reduction of the repeating
part, and the levels below c are eliminated one by one.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harness.commandline import UsageError

_Matrix = NDArray[np.floating]
_STEPS = 60
_PRECISION = 1e-15
ERLANG_2 = 0.5
"""Squared coefficient of variation of two equal phases in a row."""


@dataclass(frozen=True, slots=True)
class TwoPhases:
    """A time of mean 1: it begins in phase 0 or 1, each has a rate, and after phase 0 phase 1 may follow."""

    begins_in_0: float
    rates: tuple[float, float]
    goes_on: float
    """Chance that phase 1 follows phase 0."""


def two_phases(squared_cv: float, share: float = 0.5) -> TwoPhases:
    """Mean 1 and the given squared coefficient of variation, of at least 0.5.

    Below 1 it is an exponential that another may follow. From 1 on it is a mixture of two; `share` of the mean time is due to
    the more frequent of them, which sets the third moment.

    Raises:
        UsageError: two phases have no such variation.
    """
    if squared_cv < ERLANG_2:
        raise UsageError(
            f"a squared coefficient of variation of {squared_cv:g} needs more than two phases; give at least 0.5"
        )
    if squared_cv < 1:
        return TwoPhases(1.0, (2.0, 1 / squared_cv), 0.5 / squared_cv)
    half = (1 + squared_cv) / 2
    linear = (1 - share) ** 2 - share**2 - half
    often = (-linear + math.sqrt(max(linear * linear - 4 * half * share * share, 0.0))) / (2 * half)
    return TwoPhases(often, (often / share, (1 - often) / (1 - share)), 0.0)


def mean_queue(*, servers: int, load: float, arrivals: TwoPhases, service: TwoPhases) -> float:
    """Mean number of people who wait, first come first served.

    Shape: `load` is below `servers`.
    """
    chain = _Chain(servers, load, arrivals, service)
    up, local, down = chain.up(servers), chain.local(servers), chain.down(servers + 1)
    ratio = up @ np.linalg.inv(-local - up @ _first_passage(up, local, down))
    inside, descents = chain.local(0), []
    for level in range(1, servers + 1):
        descents.append(chain.down(level) @ np.linalg.inv(-inside))
        inside = chain.local(level) + descents[-1] @ chain.up(level - 1)
    full = _stationary(inside + ratio @ down)
    more = np.linalg.inv(np.eye(len(full)) - ratio)
    waiting = float(np.sum(full @ ratio @ more @ more))
    mass = float(np.sum(full @ more))
    for descent in reversed(descents):
        full = full @ descent
        mass += float(np.sum(full))
    return waiting / mass


@dataclass(frozen=True, slots=True)
class _Chain:
    """The blocks of the generator; a level is a number of people present."""

    servers: int
    load: float
    arrivals: TwoPhases
    service: TwoPhases

    def up(self, level: int) -> _Matrix:
        """From this level to the one above."""
        busy = min(level, self.servers)
        if level >= self.servers:
            seats = np.eye(busy + 1)
        else:
            begins = self.service.begins_in_0
            seats = begins * np.eye(busy + 1, busy + 2, 1) + (1 - begins) * np.eye(busy + 1, busy + 2)
        return np.kron(np.outer(self._arrive(), _beginning(self.arrivals)), seats)

    def local(self, level: int) -> _Matrix:
        """Within this level."""
        busy = min(level, self.servers)
        first = np.arange(busy + 1)
        rate_0, rate_1 = self.service.rates
        seats = np.diag(-(rate_0 * first + rate_1 * (busy - first)).astype(float))
        seats += np.diag(rate_0 * self.service.goes_on * first[1:], -1)
        rates = self.load * np.array(self.arrivals.rates)
        clock = np.diag(-rates) + np.array([[0.0, rates[0] * self.arrivals.goes_on], [0.0, 0.0]])
        block: _Matrix = np.kron(clock, np.eye(busy + 1)) + np.kron(np.eye(2), seats)
        return block

    def down(self, level: int) -> _Matrix:
        """From this level to the one below."""
        busy = min(level, self.servers)
        first = np.arange(busy + 1)
        rate_0, rate_1 = self.service.rates
        from_0 = np.diag(rate_0 * (1 - self.service.goes_on) * first[1:], -1)  # one in phase 0 fewer
        from_1 = np.diag((rate_1 * (busy - first)).astype(float))
        left = from_0 + from_1
        if level <= self.servers:
            return np.kron(np.eye(2), left[:, :busy])
        begins = self.service.begins_in_0  # the first of the queue takes the free seat
        return np.kron(np.eye(2), (1 - begins) * left + begins * np.roll(left, 1, axis=1))

    def _arrive(self) -> _Matrix:
        rate_0, rate_1 = self.arrivals.rates
        return np.array([self.load * rate_0 * (1 - self.arrivals.goes_on), self.load * rate_1])


def _beginning(times: TwoPhases) -> _Matrix:
    return np.array([times.begins_in_0, 1 - times.begins_in_0])


def _first_passage(up: _Matrix, local: _Matrix, down: _Matrix) -> _Matrix:
    """In which phase the level below is first reached: reduction to every second level, again and again."""
    higher, lower = np.linalg.solve(-local, up), np.linalg.solve(-local, down)
    passage, path = lower, higher
    for _ in range(_STEPS):
        back = np.linalg.inv(np.eye(len(up)) - higher @ lower - lower @ higher)
        higher, lower = back @ higher @ higher, back @ lower @ lower
        passage = passage + path @ lower
        path = path @ higher
        if float(np.max(np.abs(path))) < _PRECISION:
            break
    return passage


def _stationary(generator: _Matrix) -> _Matrix:
    """The left null vector of a generator, of sum 1."""
    equations = generator.T.copy()
    equations[0] = 1.0  # one equation follows from the others
    result: _Matrix = np.linalg.solve(equations, np.eye(1, len(generator))[0])
    return result
