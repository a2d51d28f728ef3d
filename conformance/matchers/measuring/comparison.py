"""Comparison: EER, FMR and FNMR, failures to enroll and to acquire, the DET curve, scores.

A comparison without a score is a failure: of the portrait (FTE) where no comparison with that portrait had one, else of the
selfie (FTA). It is never a score of zero.
"""

from collections.abc import Sequence

import numpy as np

from conformance.matchers.measuring.terms import Figure, Terms, doubt_of, figure, histogram
from conformance.matchers.replies import Compared, Replies
from conformance.matchers.statistics.attempts import Attempts, Marks, independent_identities, number_identities
from conformance.matchers.statistics.claims import claim_report
from conformance.matchers.statistics.errors import (
    ErrorCurve,
    det_points,
    equal_error_rate,
    error_curve,
    fnmr_at_fmr,
)
from conformance.matchers.statistics.estimates import Estimate
from conformance.matchers.statistics.resampling import Drawing, bootstrap_eer, bootstrap_fnmr_at_fmr, in_order
from conformance.matchers.statistics.separation import separation
from conformance.matchers.statistics.system import system_rates
from harness.world.evaluation import Curve, Histogram
from harness.world.events import Reason

WANTED_FMR = (0.01, 0.001, 0.0001)


class Comparisons:
    """The comparisons of a trial; `genuine` and `impostor` are those that have a score, `None` where none has."""

    def __init__(self, replies: Replies, terms: Terms) -> None:
        self._replies = replies
        self._terms = terms
        self._threshold = replies.identity.threshold
        self.genuine = attempts(replies.genuine)
        self.impostor = attempts(replies.impostor)
        self._curve: ErrorCurve | None = None
        if self.genuine is not None and self.impostor is not None:
            self._curve = error_curve(self.genuine.scores, self.impostor.scores)

    def figures(self) -> list[Figure]:
        """Every figure of the comparison, and of the whole with its failures."""
        genuine, impostor, curve = self.genuine, self.impostor, self._curve
        if genuine is None or impostor is None or curve is None:
            return self._failures(None)
        fmr = self._share("fmr", impostor, impostor.scores >= self._threshold)
        return [*self._errors(genuine, impostor, curve, fmr), *self._failures(fmr)]

    def _errors(self, genuine: Attempts, impostor: Attempts, curve: ErrorCurve, fmr: Estimate) -> list[Figure]:
        terms, threshold = self._terms, self._threshold
        eer = bootstrap_eer(
            genuine, impostor, stream=terms.stream("eer"), replicates=terms.replicates, level=terms.level
        )
        return [
            figure("eer", eer, doubt=_no_crossing(curve)),
            figure("auc", separation(genuine, impostor, level=terms.level)),
            figure("fmr", fmr, threshold=threshold),
            figure("fnmr", self._share("fnmr", genuine, genuine.scores < threshold), threshold=threshold),
            *self._at_fmrs(genuine, impostor, curve),
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

    def _at_fmrs(self, genuine: Attempts, impostor: Attempts, curve: ErrorCurve) -> list[Figure]:
        """FNMR where FMR is at most so much; every row draws the same people, or a stricter FMR might seem the better one."""
        terms = self._terms
        found = [
            bootstrap_fnmr_at_fmr(
                genuine,
                impostor,
                at_most=wanted,
                stream=terms.stream("fnmr at fmr"),
                replicates=terms.replicates,
                level=terms.level,
            )
            for wanted in WANTED_FMR
        ]
        return [
            self._at_fmr(curve, impostor, wanted, each)
            for wanted, each in zip(WANTED_FMR, in_order(found), strict=True)
        ]

    def _at_fmr(self, curve: ErrorCurve, impostor: Attempts, wanted: float, found: Estimate) -> Figure:
        """One of them, with a warning where the impostors cannot show so small an FMR."""
        point = fnmr_at_fmr(curve, wanted)
        fmr = self._share(f"fmr at {wanted}", impostor, impostor.scores >= point.threshold)
        people = people_of(impostor)
        claim = claim_report(wanted, fmr, independent=independent_identities(people, in_pairs=True))
        doubt = doubt_of(claim.warning, people=people)
        return figure("fnmr_at_fmr", found, of=f"{wanted:g}", threshold=point.threshold, doubt=doubt)

    def _failures(self, fmr: Estimate | None) -> list[Figure]:
        """FTE and FTA, and where errors are known the whole."""
        portraits, terms = {each.portrait.file: each.portrait for each in self._replies.compared}, self._terms
        if not portraits:
            return []
        people = [portrait.identity for portrait in portraits.values()]
        fte = terms.drawing("fte", people=people).share([file not in self._replies.enrolled for file in portraits])
        tried = self._replies.tried
        if not tried:
            return [figure("fte", fte)]
        people = [each.picture.identity for each in tried]
        fta = terms.drawing("fta", people=people).share([each.score is None for each in tried])
        return [figure("fte", fte), figure("fta", fta), *self._whole(fmr, fte, fta, tried)]

    def _whole(self, fmr: Estimate | None, fte: Estimate, fta: Estimate, tried: Sequence[Compared]) -> list[Figure]:
        """Errors together with failures."""
        if fmr is None:
            return []
        drawing = self._terms.drawing("frr", people=[each.picture.identity for each in tried])
        frr = drawing.share([each.score is None or each.score < self._threshold for each in tried])
        system = system_rates(fmr=fmr, frr=frr, fte=fte, fta=fta)
        return [
            figure("far", system.far, threshold=self._threshold),
            figure("frr", system.frr, threshold=self._threshold),
            figure("gfar", system.gfar, threshold=self._threshold),
            figure("gfrr", system.gfrr, threshold=self._threshold),
        ]

    def det(self) -> Curve | None:
        """The DET curve, thinned out for drawing."""
        if self._curve is None:
            return None
        points = det_points(self._curve)
        return Curve(fmr=points.fmr.tolist(), fnmr=points.fnmr.tolist())

    def histogram(self) -> Histogram | None:
        """Genuine and impostor scores."""
        if self.genuine is None or self.impostor is None:
            return None
        bounds = self._replies.identity.score_low, self._replies.identity.score_high
        return histogram({"genuine": self.genuine.scores, "impostor": self.impostor.scores}, within=bounds)


def _no_crossing(curve: ErrorCurve) -> Reason | None:
    """That the EER is one by convention alone."""
    return None if equal_error_rate(curve).crosses else Reason(code="no_crossing")


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


def people_of(impostor: Attempts) -> int:
    """How many people are in the pairs."""
    return number_identities(impostor.identities, impostor.others)[1]
