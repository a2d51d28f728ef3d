"""Tries a quality gate on a folder of people that it has not seen, and counts what it says of each fault and dose."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from harness.reference.face.picture import UnusableImageError, decode
from harness.reference.face.quality import COMPONENTS, Assessment, QualityGate
from harness.world.faces import COMPONENT_OF, MANIFEST_FILE, REASON_OF, Component, Defect, FaceRecord, read_manifest

_TRIED = frozenset({"portrait", "selfie"})


@dataclass(frozen=True, slots=True)
class Tried:
    """A picture and what the gate said of it; `components` is empty of a file that could not be decoded."""

    record: FaceRecord
    reasons: tuple[str, ...]
    components: dict[Component, int]

    @property
    def is_right(self) -> bool:
        """Whether the first reason is that of the fault."""
        return self.record.defect is not None and self.reasons[:1] == (REASON_OF[self.record.defect],)

    def score(self, component: Component) -> int:
        """The component; failure to assess is the least."""
        return self.components.get(component, -1)


def tried(folder: Path, gate: QualityGate) -> list[Tried]:
    """What the gate says of each portrait and selfie, faulty or not, in the order of the manifest."""
    said = []
    for record in read_manifest((folder / MANIFEST_FILE).read_bytes()):
        if record.kind not in _TRIED:
            continue
        try:
            told = gate.assess(decode((folder / record.file).read_bytes()))
        except UnusableImageError as error:
            told = Assessment(components={}, reasons=error.reasons)
        said.append(Tried(record=record, reasons=told.reasons, components=told.components))
    return said


def clean(said: Iterable[Tried]) -> list[Tried]:
    """Those without a fault."""
    return [one for one in said if one.record.defect is None]


def faulty(said: Iterable[Tried], defect: Defect, level: int) -> list[Tried]:
    """Those with that fault in that dose."""
    return [one for one in said if one.record.defect == defect and one.record.level == level]


def refused_share(said: Sequence[Tried]) -> float:
    """Share of pictures with any reason."""
    return sum(bool(one.reasons) for one in said) / max(len(said), 1)


def right_share(said: Sequence[Tried]) -> float:
    """Share of pictures whose first reason is that of their fault."""
    return sum(one.is_right for one in said) / max(len(said), 1)


def separation(said: Sequence[Tried], defect: Defect, level: int) -> float:
    """How well the component of a fault tells it from clean pictures: the area under the curve, ties half; nan of none."""
    component = COMPONENT_OF[defect]
    good = [one.score(component) for one in clean(said)]
    bad = [one.score(component) for one in faulty(said, defect, level)]
    if not good or not bad:
        return float("nan")
    ranks = rankdata(good + bad)
    return float((ranks[: len(good)].sum() - len(good) * (len(good) + 1) / 2) / (len(good) * len(bad)))


def mean_by_level(said: Sequence[Tried], defect: Defect) -> dict[int, float]:
    """Mean of a fault's component: level 0 is clean."""
    scores: dict[int, list[int]] = defaultdict(list)
    for one in said:
        if one.record.defect in {None, defect}:
            scores[one.record.level or 0].append(max(0, one.score(COMPONENT_OF[defect])))
    return {level: float(np.mean(scores[level])) for level in sorted(scores)}


def lower_bound(said: Sequence[Tried], stream: np.random.Generator, *, rounds: int = 400) -> float:
    """What `right_share` is at least, with 95 % confidence, by drawing people again and again."""
    by_person: dict[str, list[bool]] = defaultdict(list)
    for one in said:
        by_person[one.record.identity].append(one.is_right)
    counts: NDArray[np.float64] = np.array([(sum(right), len(right)) for right in by_person.values()], dtype=np.float64)
    drawn = stream.integers(0, len(counts), (rounds, len(counts)))
    totals = counts[drawn].sum(axis=1)
    return float(np.quantile(totals[:, 0] / totals[:, 1], 0.025))


def refused_by_component(said: Sequence[Tried]) -> dict[Component, float]:
    """Share of pictures that each component refuses."""
    return {
        component: sum(0 <= one.score(component) < 50 for one in said) / max(len(said), 1)  # noqa: PLR2004 (the threshold)
        for component in COMPONENTS
    }


def refused_by_group(said: Iterable[Tried], attribute: str) -> dict[str, float]:
    """Share of clean pictures that are refused, by group of that attribute."""
    groups: dict[str, list[Tried]] = defaultdict(list)
    for one in clean(said):
        groups[one.record.groups.get(attribute, "")].append(one)
    return {group: refused_share(groups[group]) for group in sorted(groups)}
