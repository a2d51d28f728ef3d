"""Everything that a trial measured, put together."""

from collections import Counter, defaultdict
from datetime import datetime

import numpy as np

from conformance.matchers.folder import PictureFolder
from conformance.matchers.measuring.attack import attack_figures, attack_histogram, instrument_rates
from conformance.matchers.measuring.claims import judge_claims
from conformance.matchers.measuring.comparison import Comparisons
from conformance.matchers.measuring.groups import group_rates
from conformance.matchers.measuring.quality import doses, quality_figures
from conformance.matchers.measuring.terms import Terms
from conformance.matchers.measuring.trust import failures, flags
from conformance.matchers.port import Identity
from conformance.matchers.replies import Replies
from harness.world.evaluation import DataNamed, Evaluation, MatcherNamed, RateName


def measure(  # noqa: PLR0913 - what an evaluation states about itself
    replies: Replies,
    terms: Terms,
    *,
    matcher: MatcherNamed,
    data: DataNamed,
    limit: int,
    claims: list[tuple[RateName, float]],
    command: str,
    span: tuple[datetime, datetime],
) -> Evaluation:
    """Every figure of a trial; the same replies give the same figures."""
    comparisons = Comparisons(replies, terms)
    dosed = doses(replies)
    figures = [*comparisons.figures(), *quality_figures(replies, terms), *attack_figures(replies, terms)]
    return Evaluation(
        matcher=matcher,
        data=data,
        seed=terms.seed,
        limit=limit,
        command=command,
        started_at=span[0],
        ended_at=span[1],
        calls=dict(Counter(str(question.operation) for question, _ in replies.pairs)),
        answered=sum(given.failure is None for _, given in replies.pairs),
        seconds=_seconds(replies),
        rates=[each.rate for each in figures],
        groups=[*group_rates(replies, terms), *instrument_rates(replies, terms)],
        det=comparisons.det(),
        scores=comparisons.histogram(),
        attack_scores=attack_histogram(replies),
        doses=dosed,
        failures=failures(replies),
        flags=flags(replies, dosed, comparisons, terms),
        claims=judge_claims(claims, figures, comparisons.impostor),
    )


def _seconds(replies: Replies) -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for question, given in replies.pairs:
        found[question.operation].append(given.seconds)
    return {name: [round(float(at), 6) for at in np.quantile(times, [0.5, 0.95])] for name, times in found.items()}


def named(identity: Identity, spec: str) -> MatcherNamed:
    """The matcher as reports name it."""
    return MatcherNamed(
        spec=spec,
        name=identity.name,
        version=identity.version,
        score_low=identity.score_low,
        score_high=identity.score_high,
        threshold=identity.threshold,
        offers=list(identity.offers),
    )


def data_of(folder: PictureFolder) -> DataNamed:
    """The folder as reports name it."""
    return DataNamed(
        path=str(folder.path),
        digest=folder.digest,
        pictures=len(folder.records),
        identities=len(folder.identities),
    )
