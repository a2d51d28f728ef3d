"""Whether two groups of people can be told apart by how long answers take: a two-sample test that takes people as blocks.

1. The statistic is the difference of mean ranks (Mann-Whitney), told as Cliff's delta: 0 alike, 1 or -1 wholly apart. Ranks bear
   the outliers that a shared machine makes.
2. Answers about one person are not independent of each other: a picture, a portrait or a row may be larger than another. So whole
   people are exchanged between the groups, not single answers; the share of exchanges that look as far apart is the p value. With
   one answer a person it is the plain permutation test.
3. Apart means: p below the significance of the policy *and* medians at least `LEAST_MS` apart; less than that no network shows.
4. A finding must repeat itself on a second, independent set (`conformance.suites.privacy.test_timing`), so a sound target is
   blamed with the square of the significance at most: once in ten thousand runs at 0.01.

`power` states how often a difference of a given size is found.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAST_MS = 0.3
EXCHANGES = 4_999

Block = Sequence[float]
"""How long the answers about one person took, in milliseconds."""
_Numbers = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Separation:
    """How far two groups stand apart."""

    p_value: float
    delta: float
    """Cliff's delta; positive where the first group takes longer."""
    medians_ms: tuple[float, float]
    samples: tuple[int, int]
    people: tuple[int, int]

    def is_separable(self, *, significance: float) -> bool:
        """Whether the groups count as told apart."""
        first, second = self.medians_ms
        return self.p_value < significance and abs(first - second) >= LEAST_MS

    def words(self) -> str:
        """The finding in one line."""
        first, second = self.medians_ms
        return (
            f"medians {first:.2f} and {second:.2f} ms, Cliff's delta {self.delta:+.2f}, p = {self.p_value:.4f} "
            f"({self.samples[0]} and {self.samples[1]} answers about {self.people[0]} and {self.people[1]} people)"
        )


def separation(first: Sequence[Block], second: Sequence[Block], *, seed: int = 1) -> Separation:
    """Compare two groups of people.

    Raises:
        ValueError: a group or a person without answers.
    """
    if not first or not second or any(len(block) == 0 for block in (*first, *second)):
        raise ValueError("each group needs people, and each person needs answers")
    blocks = [np.asarray(block, dtype=np.float64) for block in (*first, *second)]
    values = np.concatenate(blocks)
    ends = np.cumsum([len(block) for block in blocks])
    sums = np.array([part.sum() for part in np.split(_midranks(values), ends[:-1])])
    sizes = np.array([len(block) for block in blocks], dtype=np.float64)
    observed = _delta(sums, sizes, np.arange(len(first)))
    draw = random.Random(seed)  # noqa: S311 - exchanges of a test, not a secret
    everybody = range(len(blocks))
    as_far = sum(
        abs(_delta(sums, sizes, np.array(draw.sample(everybody, len(first))))) >= abs(observed) - 1e-12
        for _ in range(EXCHANGES)
    )
    split = int(ends[len(first) - 1])
    return Separation(
        p_value=(as_far + 1) / (EXCHANGES + 1),
        delta=float(observed),
        medians_ms=(float(np.median(values[:split])), float(np.median(values[split:]))),
        samples=(split, len(values) - split),
        people=(len(first), len(second)),
    )


def _midranks(values: _Numbers) -> _Numbers:
    ordered = np.sort(values)
    below = np.searchsorted(ordered, values, side="left")
    not_above = np.searchsorted(ordered, values, side="right")
    ranks: _Numbers = (below + not_above + 1) / 2
    return ranks


def _delta(sums: _Numbers, sizes: _Numbers, group: NDArray[np.int64]) -> float:
    """Cliff's delta of the people in `group` against the others, from rank sums."""
    count = sizes[group].sum()
    others = sizes.sum() - count
    larger = sums[group].sum() - count * (count + 1) / 2
    return float(2 * larger / (count * others) - 1)


def power(  # noqa: PLR0913 - what an experiment is made of
    *,
    people: int,
    answers: int,
    shift_ms: float,
    noise_ms: float,
    person_ms: float,
    significance: float,
    trials: int = 200,
    seed: int = 1,
    test: Callable[[Sequence[Block], Sequence[Block]], Separation] = separation,
) -> float:
    """The share of simulated experiments that find a difference, by simulation.

    `people` in each group give `answers` each; the first group takes `shift_ms` longer. Noise is exponential with mean
    `noise_ms`, as waiting for a shared machine is; a person has a constant of their own with standard deviation `person_ms`.
    """
    draw = np.random.default_rng(seed)

    def group(shift: float) -> list[Block]:
        own = draw.normal(0.0, person_ms, size=people)
        return [list(10.0 + shift + mine + draw.exponential(noise_ms, size=answers)) for mine in own]

    found = sum(test(group(shift_ms), group(0.0)).is_separable(significance=significance) for _ in range(trials))
    return found / trials
