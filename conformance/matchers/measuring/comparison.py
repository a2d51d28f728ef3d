"""Comparison: EER, FMR and FNMR, failures to enroll and to acquire, the DET curve, scores.

A comparison without a score is a failure: of the portrait (FTE) where no comparison with that portrait had one, else of the
selfie (FTA). It is never a score of zero.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from conformance.matchers.measuring.terms import Figure, Terms, doubt_of, figure
from conformance.matchers.replies import Compared, Replies
from conformance.matchers.statistics.attempts import Attempts, Marks, independent_identities
from conformance.matchers.statistics.claims import claim_report
from conformance.matchers.statistics.errors import det_points, error_curve, fnmr_at_fmr, score_histogram
from conformance.matchers.statistics.estimates import Estimate
from conformance.matchers.statistics.resampling import Drawing, bootstrap_eer, bootstrap_fnmr_at_fmr
from conformance.matchers.statistics.separation import separation
from conformance.matchers.statistics.system import system_rates
from harness.world.evaluation import Curve, Histogram, RateName
from harness.world.faces import FaceRecord

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

    def figures(self) -> list[Figure]:
        """Every figure of the comparison, and of the whole with its failures."""
        failures = self._failures()
        if self.genuine is None or self.impostor is None:
            return failures
        return [*self._errors(self.genuine, self.impostor), *failures]

    def _errors(self, genuine: Attempts, impostor: Attempts) -> list[Figure]:
        terms, threshold = self._terms, self._threshold
        eer = bootstrap_eer(
            genuine, impostor, stream=terms.stream("eer"), replicates=terms.replicates, level=terms.level
        )
        return [
            figure("eer", eer),
            figure("auc", separation(genuine, impostor, level=terms.level)),
            figure("fmr", self._share("fmr", impostor, impostor.scores >= threshold), threshold=threshold),
            figure("fnmr", self._share("fnmr", genuine, genuine.scores < threshold), threshold=threshold),
            *(self._at_fmr(genuine, impostor, wanted) for wanted in WANTED_FMR),
        ]

    def _share(self, label: str, tried: Attempts, errors: Marks) -> Estimate:
        drawing = Drawing(
            identities=tried.identities,
            others=tried.others,
            stream=self._terms.stream(label),
            replicates=self._terms.replicates,
            level=self._terms.level,
        )
        return drawing.share(errors)

    def _at_fmr(self, genuine: Attempts, impostor: Attempts, wanted: float) -> Figure:
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
        fmr = self._share(f"fmr at {wanted}", impostor, impostor.scores >= point.threshold)
        claim = claim_report(wanted, fmr, independent=independent_pairs(impostor))
        return figure("fnmr_at_fmr", found, of=f"{wanted:g}", threshold=point.threshold, doubt=doubt_of(claim.warning))

    def _failures(self) -> list[Figure]:
        """FTE and FTA, and where errors are known the whole."""
        enrolled, terms = self._enrolled(), self._terms
        if not enrolled:
            return []
        people = [portrait.identity for portrait, _ in enrolled.values()]
        fte = terms.drawing("fte", people=people).share([not is_enrolled for _, is_enrolled in enrolled.values()])
        tried = [each for each in self._replies.genuine if enrolled[each.portrait.file][1]]
        if not tried:
            return [figure("fte", fte)]
        people = [each.picture.identity for each in tried]
        fta = terms.drawing("fta", people=people).share([each.score is None for each in tried])
        return [figure("fte", fte), figure("fta", fta), *self._whole(fte.value, fta.value)]

    def _enrolled(self) -> dict[str, tuple[FaceRecord, bool]]:
        """Each portrait by its file, and whether any comparison with it had a score."""
        found: dict[str, tuple[FaceRecord, bool]] = {}
        for each in self._replies.compared:
            _, before = found.get(each.portrait.file, (each.portrait, False))
            found[each.portrait.file] = each.portrait, before or each.score is not None
        return found

    def _whole(self, fte: float, fta: float) -> list[Figure]:
        """Errors together with failures."""
        if self.genuine is None or self.impostor is None:
            return []
        point = error_curve(self.genuine.scores, self.impostor.scores).at(self._threshold)
        system = system_rates(point, fte=fte, fta=fta)
        derived: tuple[tuple[RateName, float], ...] = (
            ("far", system.far),
            ("frr", system.frr),
            ("gfar", system.gfar),
            ("gfrr", system.gfrr),
        )
        return [Figure(name=name, value=value, threshold=self._threshold) for name, value in derived]

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
        return histogram({"genuine": self.genuine.scores, "impostor": self.impostor.scores}, bins=_BINS)


def histogram(kinds: Mapping[str, ArrayLike], *, bins: int) -> Histogram:
    """Scores by kind, in the same bins."""
    edges, counts = score_histogram(kinds, bins=bins)
    return Histogram(edges=edges.tolist(), counts={name: found.tolist() for name, found in counts.items()})


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
