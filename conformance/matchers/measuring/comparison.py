"""Comparison: EER, FMR and FNMR, failures to enroll and to acquire, the DET curve, scores.

A comparison without a score is a failure: of the portrait (FTE) where no comparison with that portrait had one, else of the
selfie (FTA). It is never a score of zero.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from conformance.matchers.measuring.terms import Terms, doubt_of, rate
from conformance.matchers.replies import Compared, Replies
from conformance.matchers.statistics.attempts import Attempts, independent_identities
from conformance.matchers.statistics.claims import claim_report
from conformance.matchers.statistics.errors import OperatingPoint, det_points, error_curve, fnmr_at_fmr, score_histogram
from conformance.matchers.statistics.estimates import clopper_pearson
from conformance.matchers.statistics.resampling import bootstrap_eer, bootstrap_fnmr_at_fmr, bootstrap_rate
from conformance.matchers.statistics.separation import separation
from conformance.matchers.statistics.system import Failures, system_rates
from harness.world.evaluation import Curve, Histogram, Rate, RateName

WANTED_FMR = (0.01, 0.001, 0.0001)
_BINS = 50


class Comparisons:
    """The comparisons of a trial; `genuine` and `impostor` are those that have a score, `None` where none has."""

    def __init__(self, replies: Replies, terms: Terms) -> None:
        self._replies = replies
        self._terms = terms
        self._threshold = replies.identity.threshold
        self.genuine = attempts(replies.genuine)
        self.impostor = attempts(replies.impostor)

    def rates(self) -> list[Rate]:
        """Every figure of the comparison, and of the whole with its failures."""
        found = self._failures()
        if self.genuine is None or self.impostor is None:
            return found
        return [*self._errors(self.genuine, self.impostor), *found]

    def _errors(self, genuine: Attempts, impostor: Attempts) -> list[Rate]:
        terms, threshold = self._terms, self._threshold
        eer = bootstrap_eer(
            genuine, impostor, stream=terms.stream("eer"), replicates=terms.replicates, level=terms.level
        )
        fmr = bootstrap_rate(
            impostor.scores >= threshold,
            identities=impostor.identities,
            others=impostor.others,
            stream=terms.stream("fmr"),
            replicates=terms.replicates,
            level=terms.level,
        )
        fnmr = bootstrap_rate(
            genuine.scores < threshold,
            identities=genuine.identities,
            stream=terms.stream("fnmr"),
            replicates=terms.replicates,
            level=terms.level,
        )
        return [
            rate("eer", eer),
            rate("auc", separation(genuine, impostor, level=terms.level)),
            rate("fmr", fmr, threshold=threshold),
            rate("fnmr", fnmr, threshold=threshold),
            *(self._at_fmr(genuine, impostor, wanted) for wanted in WANTED_FMR),
        ]

    def _at_fmr(self, genuine: Attempts, impostor: Attempts, wanted: float) -> Rate:
        """FNMR where FMR is at most so much, with a warning where the impostors cannot show so small an FMR."""
        terms = self._terms
        found = bootstrap_fnmr_at_fmr(
            genuine,
            impostor,
            at_most=wanted,
            stream=terms.stream("fnmr at fmr", str(wanted)),
            replicates=terms.replicates,
            level=terms.level,
        )
        point = fnmr_at_fmr(error_curve(genuine.scores, impostor.scores), wanted)
        fmr = bootstrap_rate(
            impostor.scores >= point.threshold,
            identities=impostor.identities,
            others=impostor.others,
            stream=terms.stream("fmr at", str(wanted)),
            replicates=terms.replicates,
            level=terms.level,
        )
        claim = claim_report(wanted, fmr, independent=independent_pairs(impostor))
        return rate("fnmr_at_fmr", found, of=f"{wanted:g}", threshold=point.threshold, doubt=doubt_of(claim.warning))

    def _failures(self) -> list[Rate]:
        enrolled = self._enrolled()
        acquired = [each.score is not None for each in self._replies.genuine if enrolled[each.portrait.file]]
        if not enrolled:
            return []
        failed = sum(not each for each in enrolled.values())
        if not acquired:
            return [rate("fte", clopper_pearson(failed, len(enrolled), level=self._terms.level))]
        failures = Failures(
            enrollments=len(enrolled),
            failed_enrollments=failed,
            acquisitions=len(acquired),
            failed_acquisitions=sum(not each for each in acquired),
        )
        return self._with_failures(failures)

    def _enrolled(self) -> dict[str, bool]:
        """Whether any comparison with a portrait had a score, by its file."""
        found: dict[str, bool] = defaultdict(bool)
        for each in self._replies.compared:
            found[each.portrait.file] |= each.score is not None
        return found

    def _with_failures(self, failures: Failures) -> list[Rate]:
        """The failures, and where errors are known the whole."""
        threshold = self._threshold
        point = OperatingPoint(threshold=threshold, fmr=0.0, fnmr=0.0)
        has_errors = self.genuine is not None and self.impostor is not None
        if self.genuine is not None and self.impostor is not None:
            point = error_curve(self.genuine.scores, self.impostor.scores).at(threshold)
        system = system_rates(point, failures, level=self._terms.level)
        derived: tuple[tuple[RateName, float], ...] = (
            ("far", system.far),
            ("frr", system.frr),
            ("gfar", system.gfar),
            ("gfrr", system.gfrr),
        )
        whole = [Rate(name=name, value=value, threshold=threshold) for name, value in derived] if has_errors else []
        return [rate("fte", system.fte), rate("fta", system.fta), *whole]

    def det(self) -> Curve | None:
        """The DET curve, thinned out for drawing."""
        if self.genuine is None or self.impostor is None:
            return None
        points = det_points(error_curve(self.genuine.scores, self.impostor.scores))
        return Curve(fmr=points.fmr.tolist(), fnmr=points.fnmr.tolist())

    def histogram(self) -> Histogram | None:
        """Genuine and impostor scores."""
        if self.genuine is None or self.impostor is None:
            return None
        found = score_histogram(self.genuine.scores, self.impostor.scores, bins=_BINS)
        counts = {"genuine": found.genuine.tolist(), "impostor": found.impostor.tolist()}
        return Histogram(edges=found.edges.tolist(), counts=counts)


def attempts(compared: Sequence[Compared]) -> Attempts | None:
    """The scores with who was presented, and of impostors whose portrait it was; `None` where there is no score."""
    scored = [(each, each.score) for each in compared if each.score is not None]
    if not scored:
        return None
    others = np.array([each.portrait.identity for each, _ in scored])
    return Attempts(
        np.array([score for _, score in scored]),
        np.array([each.picture.identity for each, _ in scored]),
        None if scored[0][0].is_genuine else others,
    )


def independent_pairs(impostor: Attempts) -> int:
    """Pairs of people of which nobody is in two."""
    people = set(impostor.identities.tolist()) | set(impostor.others.tolist() if impostor.others is not None else ())
    return independent_identities(len(people), in_pairs=True)
