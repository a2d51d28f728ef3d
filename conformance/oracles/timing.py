"""Whether two groups of people can be told apart by how long answers take: a two-sample test that takes people as blocks.

1. Two statistics: the difference of mean ranks of all answers (Mann-Whitney), told as Cliff's delta (0 alike, 1 or -1 wholly
   apart), and that of the ranks of each person's mean. The first bears the outliers that a shared machine makes; the second sees
   that every third answer is early, which moves few ranks.
2. Answers about one person are not independent of each other: a picture, a portrait or a row may be larger than another. So whole
   people are exchanged between the groups, not single answers; the share of exchanges that look as far apart is the p value of a
   statistic. With one answer a person it is the plain permutation test. The lower of the two counts, doubled (Bonferroni).
3. Separable means: p below the significance of the policy *and* means at least `LEAST_MS` apart; less than that no network shows.
   Each mean leaves out the slowest and the fastest tenth.
4. Apart means: separable, and separable in the same direction on a second set, of other people. A sound target is blamed at most
   with half the square of the significance: for one comparison, once in twenty thousand runs at 0.01.

`power` states how often a difference of a given size is found by this rule as it is applied, both sets included.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

LEAST_MS = 0.3
EXCHANGES = 4_999
_LEFT_OUT = 0.1
"""The share of the answers that is left out of a mean at either end."""

Block = Sequence[float]
"""How long the answers about one person took, in milliseconds."""
Groups = tuple[Sequence[Block], Sequence[Block]]
"""The people of two groups."""
_Numbers = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Separation:
    """How far two groups stand apart."""

    p_value: float
    delta: float
    """Cliff's delta; positive where the first group takes longer."""
    means_ms: tuple[float, float]
    """Without the slowest and the fastest tenth."""
    samples: tuple[int, int]
    people: tuple[int, int]

    def is_separable(self, *, significance: float) -> bool:
        """Whether the groups count as told apart, as far as this one set of people shows."""
        first, second = self.means_ms
        return self.p_value < significance and abs(first - second) >= LEAST_MS

    @property
    def is_first_slower(self) -> bool:
        """The direction of the difference."""
        return self.means_ms[0] > self.means_ms[1]

    def words(self) -> str:
        """The finding in one line."""
        first, second = self.means_ms
        return (
            f"means {first:.2f} and {second:.2f} ms, Cliff's delta {self.delta:+.2f}, p = {self.p_value:.4f} "
            f"({self.samples[0]} and {self.samples[1]} answers about {self.people[0]} and {self.people[1]} people)"
        )


def are_apart(first: Separation, second: Separation, *, significance: float) -> bool:
    """Whether two sets of other people show the same difference."""
    both = first.is_separable(significance=significance) and second.is_separable(significance=significance)
    return both and first.is_first_slower == second.is_first_slower


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
    of_answers = partial(_delta, sums, sizes)
    of_people = partial(_delta, _midranks(np.array([block.mean() for block in blocks])), np.ones(len(blocks)))
    exchanges = _exchanges(len(blocks), len(first), seed=seed)
    split = int(ends[len(first) - 1])
    return Separation(
        p_value=min(1.0, 2 * min(_share_as_far(of_answers, exchanges), _share_as_far(of_people, exchanges))),
        delta=of_answers(np.arange(len(first))),
        means_ms=(_middle_mean(values[:split]), _middle_mean(values[split:])),
        samples=(split, len(values) - split),
        people=(len(first), len(second)),
    )


def _exchanges(people: int, first: int, *, seed: int) -> NDArray[np.int64]:
    """Who might as well have been the first group: the real one, then others by chance. Shape (EXCHANGES + 1, first)."""
    draw = random.Random(seed)  # noqa: S311 - exchanges of a test, not a secret
    return np.array([range(first), *(draw.sample(range(people), first) for _ in range(EXCHANGES))])


def _share_as_far(statistic: Callable[[NDArray[np.int64]], float], exchanges: NDArray[np.int64]) -> float:
    """The share of exchanges that stand as far apart as the real groups, which are the first of them."""
    far = [abs(statistic(group)) for group in exchanges]
    return sum(one >= far[0] - 1e-12 for one in far) / len(far)


def _midranks(values: _Numbers) -> _Numbers:
    ordered = np.sort(values)
    below = np.searchsorted(ordered, values, side="left")
    not_above = np.searchsorted(ordered, values, side="right")
    ranks: _Numbers = (below + not_above + 1) / 2
    return ranks


def _middle_mean(values: _Numbers) -> float:
    cut = int(len(values) * _LEFT_OUT)
    return float(np.sort(values)[cut : len(values) - cut].mean())


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
    """The share of simulated experiments that find a difference by the whole rule: on one set, and again on a second one.

    In each set `people` in each group give `answers` each; the first group takes `shift_ms` longer. Noise is exponential with
    mean `noise_ms`, as waiting for a shared machine is; a person has a constant of their own with standard deviation `person_ms`.
    """
    draw = np.random.default_rng(seed)

    def group(shift: float) -> list[Block]:
        own = draw.normal(0.0, person_ms, size=people)
        return [list(10.0 + shift + mine + draw.exponential(noise_ms, size=answers)) for mine in own]

    def one_set() -> Separation:
        return test(group(shift_ms), group(0.0))

    found = sum(are_apart(one_set(), one_set(), significance=significance) for _ in range(trials))
    return found / trials
