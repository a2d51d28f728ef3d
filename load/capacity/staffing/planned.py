"""The whole answer: from a guess over a search to a certificate, with the cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from load.capacity.staffing.certificate import Certified, certified
from load.capacity.staffing.guess import guesses
from load.capacity.staffing.judged import Question, fresh_seed, judged, keeps
from load.capacity.staffing.lost import Lost, lost
from load.capacity.staffing.search import least_devices
from load.capacity.statistics.estimates import Estimate


@dataclass(frozen=True, kw_only=True)
class PlannedDevices:
    """A site of the answer. `fewer`: what one device less came to in the search, if one less is possible and was asked.

    `reached`: what the most devices came to, where even they do not keep the targets.

    `found` by the search is None, and so is `certified`, where even the most devices did not keep the targets. The
    certificate may take more devices than were found: with one less the means kept the targets, their bounds did not.
    """

    site: str
    now: int
    guess: int
    found: int | None
    certified: Certified | None
    fewer: tuple[Estimate, ...] | None = None
    reached: tuple[Estimate, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The least devices of every site that is open on these days."""

    question: Question
    sites: tuple[PlannedDevices, ...]
    lost: Mapping[str, Lost]
    """By site, who is lost now and as planned, unless a target limits it."""

    @property
    def holds(self) -> bool:
        """Whether every site is certified."""
        return all(some.certified is not None and some.certified.holds for some in self.sites)

    @property
    def devices(self) -> dict[str, int]:
        """What every site needs; the most, where that is not known to be enough."""
        return _devices(self.question, self.sites)


@dataclass(slots=True)
class _Search:
    """Judges numbers of devices on the draws of the search, and remembers what they came to."""

    question: Question
    devices: dict[str, int]
    seen: dict[tuple[str, int], tuple[Estimate, ...]] = field(default_factory=dict)
    rounds: int = 0

    def judge(self, tried: Mapping[str, int]) -> dict[str, bool]:
        self.rounds += 1
        question = self.question
        self.devices |= tried
        found = judged(
            question,
            self.devices if question.plan.model.moving else tried,
            seed=fresh_seed(question.seed, 0),
            replications=question.replications,
            doing=f"search, round {self.rounds}",
        )
        self.seen |= {(site, count): found[site] for site, count in tried.items()}
        return {site: keeps(found[site], question.targets) for site in tried}


def answer(question: Question) -> Answer:
    """The least devices of every site, certified where that is possible."""
    plan = question.plan
    open_sites = {site.id: site for day in question.days for site, _ in plan.open_sites(day)}
    guessed = guesses(plan, question.targets, days=question.days, most=question.most)
    start = {site: guessed[site] for site in open_sites}
    search = _Search(question, dict(start))
    least = least_devices(search.judge, guesses=start, most=question.most)
    enough = {site: count for site, count in least.items() if count is not None}
    crowded = dict.fromkeys(least.keys() - enough.keys(), question.most)
    proven = certified(replace(question, plan=plan.with_devices(crowded)), enough) if enough else {}
    sites = tuple(
        PlannedDevices(
            site=name,
            now=site.devices,
            guess=start[name],
            found=least[name],
            certified=proven.get(name),
            fewer=search.seen.get((name, (proven[name].devices if name in proven else question.most) - 1)),
            reached=None if name in proven else search.seen.get((name, question.most)),
        )
        for name, site in open_sites.items()
    )
    return Answer(question=question, sites=sites, lost=lost(question, _devices(question, sites)))


def _devices(question: Question, sites: Sequence[PlannedDevices]) -> dict[str, int]:
    return {some.site: some.certified.devices if some.certified else question.most for some in sites}
