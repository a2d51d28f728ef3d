"""The least devices in lines that a planner reads, and as JSON that other commands read."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from load.capacity.staffing.planned import Answer, PlannedDevices
from load.capacity.staffing.targets import Target
from load.capacity.statistics.estimates import LEVEL, Estimate
from load.capacity.statistics.outcomes import Measure

_LOST_TOLD = 5
_LEAST_PERCENT = 1.0  # what nobody needs to go below


@dataclass(frozen=True, kw_only=True)
class Prices:
    """What a device costs, in whatever money; None if nobody said."""

    device: float | None = None

    def of(self, devices: int) -> float | None:
        """The price of so many."""
        return None if self.device is None else devices * self.device


def told(answer: Answer, prices: Prices) -> str:
    """Lines of text, without one at the end."""
    return "\n".join([*_head(answer), "", *_sites(answer), "", *_sum(answer, prices)])


def as_json(answer: Answer, prices: Prices) -> dict[str, object]:
    """All of it; shares and seconds."""
    question = answer.question
    total = sum(answer.devices.values())
    return {
        "model": question.plan.place,
        "sites_file": question.plan.sites_place,
        "days": [day.isoformat() for day in question.days],
        "seed": question.seed,
        "replications": question.replications,
        "level": LEVEL,
        "targets": [{"measure": target.measure, "limit": target.limit} for target in question.targets],
        "certified": answer.holds,
        "devices": answer.devices,
        "total_devices": total,
        "cost": prices.of(total),
        "sites": [_site_json(some, question.targets) for some in answer.sites],
        "lost": [
            {
                "site": site,
                "now": some.now.mean,
                "planned": some.planned.mean,
                "difference": some.difference.mean,
                "low": some.difference.interval()[0],
                "high": some.difference.interval()[1],
            }
            for site, some in answer.lost.items()
        ],
        "assumptions": [
            {"file": place, "key": some.key, "reason": some.reason} for place, some in question.plan.assumptions
        ],
    }


def _head(answer: Answer) -> Iterator[str]:
    question = answer.question
    yield f"{question.plan.model.title_en}: the least devices of each site for {', '.join(map(str, question.targets))}"
    yield (
        f"{len(question.days)} days from {question.days[0]} to {question.days[-1]}, "
        f"{question.replications} replications and more, seed {question.seed}"
    )


def _sites(answer: Answer) -> Iterator[str]:
    targets = answer.question.targets
    measures = "".join(f"{target.measure:>14}{'bound':>12}" for target in targets)
    yield f"  {'site':<14}{'now':>5}{'least':>7}{measures}   one less"
    for some in answer.sites:
        yield _site(some, answer.question.most, targets)


def _site(some: PlannedDevices, most: int, targets: Sequence[Target]) -> str:
    begin = f"  {some.site:<14}{some.now:>5}"
    if some.certified is None:
        return (
            f"{begin}{'-':>7}   {most} devices do not keep the targets: they come to {_shown(some.reached, targets)}, one less "
            f"to {_shown(some.fewer, targets)}"
        )
    proofs = "".join(
        f"{proof.target.measure.told(proof.estimate.mean):>14}{proof.target.measure.told(proof.upper):>12}"
        for proof in some.certified.proofs
    )
    doubt = "" if some.certified.holds else "  NOT CERTIFIED"
    raised = ": kept on average, not for certain" if some.certified.devices != some.found else ""
    return f"{begin}{some.certified.devices:>7}{proofs}   {_shown(some.fewer, targets)}{raised}{doubt}"


def _shown(estimates: Sequence[Estimate] | None, targets: Sequence[Target]) -> str:
    if estimates is None:
        return "none"
    return ", ".join(target.measure.told(some.mean) for some, target in zip(estimates, targets, strict=True))


def _sum(answer: Answer, prices: Prices) -> Iterator[str]:
    before, after = sum(some.now for some in answer.sites), sum(answer.devices.values())
    price = prices.of(after)
    cost = (
        ""
        if price is None
        else f", which cost {price:,.0f} at {prices.device:,g} each ({price - (prices.of(before) or 0):+,.0f})"
    )
    yield f"{after} devices at {len(answer.sites)} sites ({before} now){cost}"
    open_sites = [some.site for some in answer.sites if some.certified is None or not some.certified.holds]
    if open_sites:
        yield f"not certified: {', '.join(open_sites)}; give more --replications, --most devices or an easier target"
    else:
        yield (
            f"certified: all bounds hold together with {LEVEL:.0%} confidence, on draws that the search has not seen; "
            "`one less` is from the search"
        )
    if answer.question.plan.model.moving:
        yield "people move between the sites, so that fewer devices elsewhere may do; what is certified is this plan as a whole"
    yield from _lost(answer)
    yield f"parts that are assumed: {len(answer.question.plan.assumptions)}; `hawiya capacity run` lists them"


def _lost(answer: Answer) -> Iterator[str]:
    """A warning where the plan loses more people than the devices of now, which no target limits."""
    level = 1.0 - (1.0 - LEVEL) / max(len(answer.lost), 1)
    more = {site: some for site, some in answer.lost.items() if some.is_more(level)}
    if not more:
        return
    worst = sorted(more, key=lambda site: -more[site].difference.mean)[:_LOST_TOLD]
    shown = Measure.LOST.told
    told = ", ".join(f"{site} {shown(more[site].planned.mean)} ({shown(more[site].now.mean)} now)" for site in worst)
    most = math.ceil(1000 * max(some.now.mean for some in answer.lost.values())) / 10
    yield (
        f"warning: more people turn away, leave or are sent away than now at {len(more)} site{'s' if len(more) > 1 else ''}: "
        f"{told}{', ...' if len(more) > len(worst) else ''}; no target limits that: add one for all sites, as "
        f'--target "lost <= {max(most, _LEAST_PERCENT):g}%"'
    )


def _site_json(some: PlannedDevices, targets: Sequence[Target]) -> dict[str, object]:
    proofs = some.certified.proofs if some.certified else ()
    return {
        "site": some.site,
        "now": some.now,
        "guess": some.guess,
        "found": some.found,
        "devices": some.certified.devices if some.certified else None,
        "certified": some.certified is not None and some.certified.holds,
        "seed": some.certified.seed if some.certified else None,
        "proofs": [
            {
                "measure": proof.target.measure,
                "limit": proof.target.limit,
                "mean": proof.estimate.mean,
                "half_width": proof.estimate.half_width(),
                "upper": proof.upper,
                "upper_level": proof.level,
                "replications": proof.estimate.count,
                "holds": proof.holds,
            }
            for proof in proofs
        ],
        "one_less": some.fewer
        and [{"measure": target.measure, "mean": less.mean} for less, target in zip(some.fewer, targets, strict=True)],
        "reached": some.reached
        and [{"measure": target.measure, "mean": one.mean} for one, target in zip(some.reached, targets, strict=True)],
    }
