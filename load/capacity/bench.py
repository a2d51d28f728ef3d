"""`make bench`, fourth part: customers a second of one core by the kernels, beside SimPy on the same days, draws included.

Processor time of this thread. The engines take turns, day by day, and medians are compared. The Kuwait year is told from
a share of its days, or played whole with `--year`. The end is 0 when all bars are met, else 1.
"""

import argparse
import gc
import sys
from collections.abc import Sequence
from datetime import date
from statistics import median
from time import thread_time

import msgspec
import numpy as np

from harness.commandline import ExitCode
from load.capacity.draws.draws import Occasion
from load.capacity.kernels.days import Kernels
from load.capacity.kernels.machine import PLAIN, machine
from load.capacity.model.file import load_plan
from load.capacity.model.plan import Plan
from load.capacity.others import OTHERS, Program, queue_of_ours
from load.capacity.play.blocks import play_day
from load.capacity.play.columns import columns_of
from load.capacity.play.invariants import check_block

BAR_RATIO = 300.0
BAR_PLAIN = 15.0
BAR_RATE = 5e6
BAR_YEAR_S = 120.0
REPLICATIONS = 1000
_AT_ONCE = 250
_PLAIN_AT_ONCE = 100
_SEED = 1


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """Microseconds a customer on the same days of a model."""

    model: str
    simpy_us: float
    kernel_us: float
    plain_us: float

    @property
    def is_met(self) -> bool:
        """Whether both ways to run the kernels reach their bar."""
        return self.simpy_us / self.kernel_us >= BAR_RATIO and self.simpy_us / self.plain_us >= BAR_PLAIN

    def __str__(self) -> str:
        """A line."""
        rate = 1e6 / self.kernel_us
        return (
            f"{self.model}: {rate:,.0f} customers/s of a core, {self.simpy_us / self.kernel_us:,.0f} times SimPy "
            f"({self.simpy_us:.0f} us a customer), bar {BAR_RATIO:.0f}; without numba {self.simpy_us / self.plain_us:.0f} "
            f"times, bar {BAR_PLAIN:.0f}: {_verdict(self.is_met)}"
        )


class Year(msgspec.Struct, frozen=True, kw_only=True):
    """The Kuwait year in 1,000 replications: core-seconds, and how many days of it were played."""

    seconds: float
    customers: float
    rate: float
    days_played: int
    days: int

    @property
    def is_met(self) -> bool:
        """Whether both bars are reached."""
        return self.seconds <= BAR_YEAR_S and self.rate >= BAR_RATE

    def __str__(self) -> str:
        """A line."""
        how = (
            "played whole" if self.days_played == self.days else f"told from {self.days_played} of its {self.days} days"
        )
        return (
            f"Kuwait year, {REPLICATIONS:,} replications, {self.customers / 1e6:,.0f} million customers: {self.seconds:.0f} "
            f"core-seconds ({how}), bar {BAR_YEAR_S:.0f}; {self.rate:,.0f} customers/s of a core, bar {BAR_RATE:,.0f}: "
            f"{_verdict(self.is_met)}"
        )


class Speed(msgspec.Struct, frozen=True, kw_only=True):
    """Everything measured. `queue_us`: microseconds a customer of M/M/4, by program; None where it is not installed."""

    engine: str
    beside: list[Beside]
    year: Year
    queue_us: dict[str, float | None]

    @property
    def is_met(self) -> bool:
        """Whether all bars are reached."""
        return self.year.is_met and all(one.is_met for one in self.beside)

    def __str__(self) -> str:
        """Lines, as the other parts of the bench have them."""
        ours = self.queue_us[OURS] or 0.0
        told = (
            f"{name} {'not installed' if us is None else f'{us:.3g} us, {us / ours:,.0f} times ours'}"
            for name, us in self.queue_us.items()
            if name != OURS
        )
        queue = f"  M/M/4, a day from empty: kernel {ours:.3g} us a customer; {'; '.join(told)}"
        return "\n".join([f"capacity ({self.engine})", *(f"  {one}" for one in self.beside), f"  {self.year}", queue])


OURS = "kernel"


def main(words: list[str]) -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="make bench", description="Speed of the capacity engines")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    parser.add_argument("--quick", action="store_true", help="fewer days")
    parser.add_argument("--year", action="store_true", help="play the Kuwait year whole")
    arguments, _ = parser.parse_known_args(words)
    found = measure(rounds=2 if arguments.quick else 7, whole_year=arguments.year)
    said = msgspec.json.encode(found).decode() if arguments.json else str(found)
    sys.stdout.write(f"{said}\n")
    return ExitCode.CONFORMANT if found.is_met else ExitCode.NOT_CONFORMANT


def measure(*, rounds: int, whole_year: bool = False) -> Speed:
    """All of it, after a day that is not counted: it compiles."""
    models = {name: load_plan(name) for name in ("kuwait", "counter")}
    for plan in models.values():
        _kernel_us(Kernels(plan, machine()), next(iter(plan.visits)), 2)
    return Speed(
        engine=machine().name,
        beside=[_beside(name, plan, rounds) for name, plan in models.items()],
        year=_year(models["kuwait"], days=None if whole_year else 2 * rounds),
        queue_us=_queue(rounds),
    )


def _beside(name: str, plan: Plan, rounds: int) -> Beside:
    """Spread over the year, a day a round; each engine in turn."""
    kernels, plain = Kernels(plan, machine()), Kernels(plan, PLAIN)
    took = [
        (_simpy_us(plan, day), _kernel_us(kernels, day, _AT_ONCE), _kernel_us(plain, day, _PLAIN_AT_ONCE))
        for day in _spread(plan, rounds)
    ]
    simpy_us, kernel_us, plain_us = (median(some) for some in zip(*took, strict=True))
    return Beside(model=name, simpy_us=simpy_us, kernel_us=kernel_us, plain_us=plain_us)


def _simpy_us(plan: Plan, day: date) -> float:
    """All sites of the day in one replication; until columns, from which sums are made. What others left is swept before."""
    gc.collect()
    begun = thread_time()
    _, played = play_day(plan, Occasion(seed=_SEED, day=day, replication=0))
    customers = sum(len(columns_of(one)) for one in played)
    return (thread_time() - begun) / customers * 1e6


def _kernel_us(kernels: Kernels, day: date, replications: int) -> float:
    seconds, customers = _played(kernels, day, replications)
    return seconds / customers * 1e6


def _played(kernels: Kernels, day: date, replications: int) -> tuple[float, float]:
    """Seconds and customers of all sites of a day, until checked sums."""
    begun, customers = thread_time(), 0.0
    for first in range(0, replications, _AT_ONCE):
        some = range(first, min(first + _AT_ONCE, replications))
        for site, hours in kernels.plan.open_sites(day):
            tally, evidence = kernels.sums_on(site, hours, day, seed=_SEED, replications=some)
            check_block(tally, evidence, sites=[site.id])
            customers += float(np.sum(evidence.listed))
    return thread_time() - begun, customers


def _year(plan: Plan, *, days: int | None) -> Year:
    kernels = Kernels(plan, machine())
    chosen = _spread(plan, days or len(plan.visits))
    took = [_played(kernels, day, REPLICATIONS) for day in chosen]
    seconds, customers = sum(one for one, _ in took), sum(many for _, many in took)
    whole = sum(sum(kinds.values()) for kinds in plan.visits.values()) * REPLICATIONS
    return Year(
        seconds=seconds * whole / customers,
        customers=whole,
        rate=customers / seconds,
        days_played=len(chosen),
        days=len(plan.visits),
    )


def _spread(plan: Plan, count: int) -> Sequence[date]:
    days = list(plan.visits)
    return [days[(2 * number + 1) * len(days) // (2 * count)] for number in range(count)]


def _queue(rounds: int) -> dict[str, float | None]:
    """M/M/4 by every program that is installed, in turn."""
    programs: dict[str, Program | None] = {OURS: queue_of_ours(machine()), **OTHERS}
    took: dict[str, list[float]] = {name: [] for name, program in programs.items() if program is not None}
    for seed in range(rounds):
        for name, program in programs.items():
            if program is not None:
                begun = thread_time()
                customers = program(seed)
                took[name].append((thread_time() - begun) / customers * 1e6)
    return {name: median(took[name]) if name in took else None for name in programs}


def _verdict(is_met: bool) -> str:  # noqa: FBT001 - the only thing it is told
    return "met" if is_met else "MISSED"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
