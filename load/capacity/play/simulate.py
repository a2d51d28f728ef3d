"""Simulates a plan, day by day and replication by replication, and sums up what the days come to.

Replications differ in their draws alone; each site and day of each is reproduced by the seed, without the others.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from harness.commandline import UsageError
from harness.interrupts import interrupts_held
from load.capacity.draws.draws import SEED_LIMIT
from load.capacity.model.plan import Plan
from load.capacity.play.blocks import Block, Part, Task, block_size, blocks_of, pack
from load.capacity.play.checkpoint import Kept
from load.capacity.play.tally import Tally
from load.capacity.play.workers import Alone, Crew

REPLICATIONS_LIMIT = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """What a plan did.

    Shape: `by_site` replication, site; `by_day` day, site, summed over the replications.
    """

    plan: Plan
    seed: int
    replications: int
    days: tuple[date, ...]
    sites: tuple[str, ...]
    by_site: Tally
    by_day: Tally

    @property
    def by_replication(self) -> Tally:
        """All sites together. Shape: replication."""
        return self.by_site.total(axis=1)


@dataclass(frozen=True, kw_only=True)
class Simulator:
    """Plays replications of a plan, as many as are asked for at a time.

    Raises:
        UsageError: the seed is out of range, a day is not open in the period, or there is no such site.
    """

    plan: Plan
    seed: int
    days: Sequence[date] | None = None
    sites: Collection[str] | None = None
    crew: Crew = field(default_factory=Alone)
    kept: Kept | None = None
    progress: Callable[[int, int], None] | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be played."""
        _check_range("seed", self.seed, 0, SEED_LIMIT - 1)
        closed = next((day for day in self.days or () if day not in self.plan.visits), None)
        if closed is not None:
            raise UsageError(f"{self.plan.place}: period: {closed} is not an open day of it; choose another day")
        unknown = set(self.sites or ()) - {site.id for site in self.plan.sites}
        if unknown:
            raise UsageError(f"{self.plan.sites_place}: no site {min(unknown)!r}; name one that is there")

    @property
    def chosen_days(self) -> tuple[date, ...]:
        """The days that are played, in their order."""
        return tuple(self.plan.visits if self.days is None else self.days)

    @property
    def chosen_sites(self) -> tuple[str, ...]:
        """The sites that are played, in the order of the plan."""
        return tuple(site.id for site in self.plan.sites if self.sites is None or site.id in self.sites)

    def play(self, replications: range) -> Simulation:
        """Play these replications.

        Raises:
            UsageError: they are too many, or none.
        """
        _check_range("replications", replications.stop, replications.start + 1, REPLICATIONS_LIMIT)
        days, sites = self.chosen_days, self.chosen_sites
        by_site, by_day = Tally.zeros(len(replications), len(sites)), Tally.zeros(len(days), len(sites))
        place_of = {day: number for number, day in enumerate(days)}
        with interrupts_held() as raise_if_interrupted:
            for block, part in self._blocks(replications):
                raise_if_interrupted()
                first, day = block.first - replications.start, place_of[block.days[0]]
                by_site.add(slice(first, first + len(block.replications)), part.by_site)
                by_day.add(slice(day, day + len(block.days)), part.by_day)
        return Simulation(
            plan=self.plan,
            seed=self.seed,
            replications=len(replications),
            days=days,
            sites=sites,
            by_site=by_site,
            by_day=by_day,
        )

    def more(self, simulation: Simulation, count: int) -> Simulation:
        """The simulation, gone on with until there are so many replications."""
        fresh = self.play(range(simulation.replications, count))
        by_day = Tally.zeros(len(fresh.days), len(fresh.sites))
        by_day.add(slice(None), simulation.by_day)
        by_day.add(slice(None), fresh.by_day)
        by_site = Tally.joined([simulation.by_site, fresh.by_site])
        return replace(fresh, replications=count, by_site=by_site, by_day=by_day)

    def _blocks(self, replications: range) -> Iterator[tuple[Block, Part]]:
        """Every block with what it came to, in order, and kept as soon as it is known."""
        blocks = tuple(blocks_of(self.chosen_days, replications, size=block_size(self.plan)))
        fresh = tuple(block for block in blocks if self.kept is None or not self.kept.has(block))
        task = Task(packed=pack(self.plan), seed=self.seed, sites=self.chosen_sites)
        played = zip(fresh, self.crew.play(task, fresh), strict=True)
        total = len(replications) * len(self.chosen_days)
        done = total - sum(map(len, fresh))
        self._tell(done, total)
        for block in blocks:
            if self.kept is not None and self.kept.has(block):
                yield block, self.kept.read(block) or self._keep(block, task(block))
                continue
            yield block, self._keep(*next(played))
            done += len(block)
            self._tell(done, total)

    def _tell(self, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress(done, total)

    def _keep(self, block: Block, part: Part) -> Part:
        if self.kept is not None:
            self.kept.write(block, part)
        return part


def simulate(  # noqa: PLR0913 - what a simulation is made of
    plan: Plan,
    *,
    seed: int,
    replications: int,
    days: Sequence[date] | None = None,
    sites: Collection[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Simulation:
    """Play every open day of the period, or those of `days`, at all sites or some, in every replication.

    `progress` is told how many days are done, and of how many.

    Raises:
        UsageError: the seed or the number of replications is out of range, or a day is not open in the period.
    """
    simulator = Simulator(plan=plan, seed=seed, days=days, sites=sites, progress=progress)
    return simulator.play(range(replications))


def _check_range(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise UsageError(f"--{name} is {least} to {most}, not {value}")
