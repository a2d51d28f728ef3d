"""How often an interval that is called 95 % holds the truth: many experiments, each as a user would run it.

An experiment plays a site and day of a packaged model with a seed of its own and the default number of replications, and
asks for the intervals of mean wait, p95 wait and abandonment. It covers if the truth is inside. The truth is the mean
of a tenth as many runs with seeds that no experiment has. Against one interval its standard error is sqrt(1 / runs) of the
interval's, and a truth that is off by d of these errors lowers a coverage of 95 % by about 0.11 d²: with 2,000 runs
that is 0.00006.

Where experiments take thousands of replications, they may draw them from a pool that was played once (`--pool`).

Source: C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the
binomial", Biometrika 26(4), 1934.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

import numpy as np
from scipy.special import betaincinv

from harness.commandline import ExitCode
from harness.progress import Progress
from load.capacity.model.file import load_plan
from load.capacity.play.blocks import Block, Task, pack
from load.capacity.play.columns import Doubles
from load.capacity.play.workers import Crew, crew
from load.capacity.results.figures import BY_NAME, estimate_of
from load.capacity.statistics.enough import LEAST, enough
from load.capacity.statistics.estimates import LEVEL, Estimate
from load.capacity.statistics.stopping import MOST, Precision

EXPERIMENTS = 20_000
BAND = 0.94, 0.96
_TRUTH_SHARE = 10
_TRUTH_SEEDS = 1 << 32
_POOL_SEED = 1 << 48
_BATCH, _AT_ONCE = 50, 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many of so many intervals hold the truth, and how many replications they took on average."""

    hits: int
    experiments: int
    replications: float

    @property
    def share(self) -> float:
        """Of the intervals."""
        return self.hits / self.experiments

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the coverage, by Clopper and Pearson."""
        return clopper_pearson(self.hits, self.experiments)

    @property
    def meets(self) -> bool:
        """Whether the interval of the coverage meets the band."""
        low, high = self.interval
        return low <= BAND[1] and high >= BAND[0]


def clopper_pearson(hits: int, trials: int, *, level: float = LEVEL) -> tuple[float, float]:
    """The exact interval of a share."""
    tail = (1.0 - level) / 2.0
    low = float(betaincinv(hits, trials - hits + 1, tail)) if hits else 0.0
    high = float(betaincinv(hits + 1, trials - hits, 1.0 - tail)) if hits < trials else 1.0
    return low, high


class Source(Protocol):
    """Where the replications of an experiment come from."""

    def values(self, seed: int, replications: range) -> Doubles:
        """Shape: replication, measure; not a number where there is none."""
        ...


@dataclass(frozen=True)
class Played:
    """A site and day, played."""

    packed: bytes
    site: str
    day: date

    def values(self, seed: int, replications: range) -> Doubles:
        """From the seed, as a user's run has them."""
        task = Task(packed=self.packed, seed=seed, sites=(self.site,))
        tally = task(Block((self.day,), replications.start, replications.stop)).by_site.total(axis=1)
        return np.stack([figure.values(tally) for figure in BY_NAME.values()], axis=1)


@dataclass(frozen=True, eq=False)
class Pool:
    """Replications that were played once, of which each experiment draws its own, with replacement."""

    pool: Doubles

    def values(self, seed: int, replications: range) -> Doubles:
        """The same for a seed, whichever are asked for."""
        draws = np.random.Generator(np.random.Philox(key=seed)).integers(len(self.pool), size=replications.stop)
        drawn: Doubles = self.pool[draws[replications.start :]]
        return drawn


@dataclass(frozen=True, kw_only=True)
class Experiments:
    """Makes experiments of some seeds; with `precision` each goes on until that is met."""

    source: Source
    least: int = LEAST
    precision: Precision | None = None

    def __call__(self, seeds: range) -> Doubles:
        """Shape: seed; measure; mean, half width, replications that have the measure."""
        return np.array([[_numbers(one) for one in self._estimates(seed).values()] for seed in seeds])

    def _estimates(self, seed: int) -> dict[str, Estimate]:
        values = self.source.values(seed, range(self.least))
        while True:
            found = _estimates(values)
            if self.precision is None or len(values) >= MOST or self.precision.is_met(found):
                return found
            count = self.precision.next_count(found, replications=len(values))
            more = self.source.values(seed, range(len(values), count))
            values = np.concatenate([values, more])


def coverage(experiments: Experiments, *, count: int, who: Crew, progress: Progress) -> dict[str, Coverage]:
    """The coverage of each measure."""
    plain = replace(experiments, precision=None)
    seeds = [*_batches(0, count)]
    others = [*_batches(_TRUTH_SEEDS, _TRUTH_SEEDS + max(1, count // _TRUTH_SHARE))]
    total = sum(map(len, (*seeds, *others)))
    truths = np.concatenate([*_told(who.play(plain, others), progress, 0, total)])
    truth = (truths[:, :, 0] * truths[:, :, 2]).sum(axis=0) / truths[:, :, 2].sum(axis=0)
    found = np.concatenate([*_told(who.play(experiments, seeds), progress, len(truths), total)])
    hits = np.abs(found[:, :, 0] - truth) <= found[:, :, 1]
    return {
        name: Coverage(
            hits=int(hits[:, place].sum()), experiments=len(found), replications=float(found[:, place, 2].mean())
        )
        for place, name in enumerate(BY_NAME)
    }


def table(found: dict[str, Coverage]) -> Iterator[str]:
    """Rows for docs/capacity.md."""
    for name, some in found.items():
        low, high = some.interval
        verdict = "" if some.meets else " (outside)"
        yield f"| {name} | {some.share:.2%} | {low:.2%} to {high:.2%}{verdict} | {some.replications:,.0f} |"


def main(words: Sequence[str] | None = None) -> int:
    """Measure, and print the rows of the table."""
    parser = argparse.ArgumentParser(prog="python -m load.capacity.statistics.coverage", description=main.__doc__)
    add = parser.add_argument
    add("model", nargs="?", default="kuwait", help="a model (default: %(default)s)")
    add("site", nargs="?", default="NBK-01", help="one of its sites (default: %(default)s)")
    add("--day", type=date.fromisoformat, default=date(2026, 4, 13), help="an open day (default: %(default)s)")
    add("--experiments", type=int, default=EXPERIMENTS, help="how many (default: %(default)s)")
    add("--replications", type=int, help="of an experiment (default: as many as `capacity run` takes)")
    add("--pool", type=int, metavar="N", help="play N replications once, and let each experiment draw from them")
    add("--precision", type=float, help="with the stopping rule, on the p95 wait: the relative half width, as 0.02")
    add("--workers", type=int, help="processes at work (default: one for each core)")
    arguments = parser.parse_args(words)
    precision = None if arguments.precision is None else Precision({"p95": arguments.precision})
    plan = load_plan(arguments.model)
    source: Source = Played(packed=pack(plan), site=arguments.site, day=arguments.day)
    if arguments.pool is not None:
        source = Pool(
            np.concatenate([source.values(_POOL_SEED, some) for some in _batches(0, arguments.pool, _AT_ONCE)])
        )
    least = arguments.replications or enough(plan, days=1)
    experiments = Experiments(source=source, least=least, precision=precision)
    progress = Progress("experiments")
    found = coverage(experiments, count=arguments.experiments, who=crew(workers=arguments.workers), progress=progress)
    progress.end()
    sys.stdout.write("".join(f"{line}\n" for line in table(found)))
    return ExitCode.CONFORMANT if all(some.meets for some in found.values()) else ExitCode.NOT_CONFORMANT


def _estimates(values: Doubles) -> dict[str, Estimate]:
    """By measure; a site and day where nobody ever starts is no use here."""
    found = {name: estimate_of(values[:, place]) for place, name in enumerate(BY_NAME)}
    return {name: some for name, some in found.items() if some is not None}


def _numbers(some: Estimate) -> tuple[float, float, float]:
    return some.mean, some.half_width(), float(some.count)


def _batches(first: int, last: int, size: int = _BATCH) -> Iterator[range]:
    for begin in range(first, last, size):
        yield range(begin, min(begin + size, last))


def _told(results: Iterator[Doubles], progress: Progress, done: int, total: int) -> Iterator[Doubles]:
    for one in results:
        done += len(one)
        progress.tell(done, total)
        yield one


if __name__ == "__main__":
    sys.exit(main())
