"""Certifies numbers of devices with draws that the search has not seen: each upper bound is within its limit, jointly.

Whoever searches picks what looked good, so the replications of the search prove nothing. Each round here has fresh
ones, twice as many as the last. A site whose bounds all hold is certified. Of the others, one whose means hold is asked
again, one whose means do not gets a device more. That all bounds hold together has 95 % confidence: round k spends
5 % / 2**k, shared out evenly to sites and targets (Bonferroni).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from load.capacity.staffing.judged import Judged, Question, fresh_seed, judged, keeps
from load.capacity.staffing.targets import Target
from load.capacity.statistics.estimates import LEVEL, Estimate

ROUNDS = 6
_PATIENT_ROUNDS = 4
"""After them a site gets a device rather than another chance."""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A target at a site: the mean over replications and the bound that it does not exceed at `level`."""

    target: Target
    estimate: Estimate
    upper: float
    level: float

    @property
    def holds(self) -> bool:
        """Whether the bound is within the limit."""
        return self.upper <= self.target.limit


@dataclass(frozen=True, kw_only=True)
class Certified:
    """Devices of a site with their proofs, one for each target, and the round (the seed of its draws) they are from."""

    devices: int
    proofs: tuple[Proof, ...]
    seed: int

    @property
    def holds(self) -> bool:
        """Whether every target is kept for certain."""
        return all(proof.holds for proof in self.proofs)


def certified(question: Question, devices: Mapping[str, int]) -> dict[str, Certified]:
    """Each site with at least these devices, certified or, after the last round, not."""
    now = dict(devices)
    done: dict[str, Certified] = {}
    open_sites = list(now)
    for number in range(1, ROUNDS + 1):
        seed, replications = fresh_seed(question.seed, number), question.replications << (number - 1)
        # people who move on tie the sites together: then all must hold at once
        asked = now if question.plan.model.moving else {site: now[site] for site in open_sites}
        found = judged(question, asked, seed=seed, replications=replications, doing=f"certificate, round {number}")
        level = 1.0 - (1.0 - LEVEL) / 2**number / (len(question.targets) * len(now))
        fresh = _proven(question, found, now, level=level, seed=seed)
        done |= fresh
        open_sites = [site for site, some in fresh.items() if not some.holds]
        if not open_sites:
            break
        if number < ROUNDS:
            now |= {site: _next(question, found, site, now[site], number) for site in open_sites}
    return {site: done[site] for site in devices}


def _proven(
    question: Question, found: Judged, devices: Mapping[str, int], *, level: float, seed: int
) -> dict[str, Certified]:
    return {
        site: Certified(
            devices=devices[site],
            seed=seed,
            proofs=tuple(
                Proof(target=target, estimate=some, upper=some.upper(level), level=level)
                for target, some in zip(question.targets, estimates, strict=True)
            ),
        )
        for site, estimates in found.items()
    }


def _next(question: Question, found: Judged, site: str, devices: int, number: int) -> int:
    if number <= _PATIENT_ROUNDS and keeps(found[site], question.targets):
        return devices
    return min(devices + 1, question.most)
