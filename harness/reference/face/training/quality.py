"""Trains the quality gate from a folder of pictures, some clean, some with one known fault each in several doses.

Whatever is judged by a threshold is first told by weights that have not seen the person: people are dealt into parts, and
each part is told by what the others teach. Thresholds lie where hardly a clean picture is refused, and toward the usual dose
of the fault where there is room. Same folder, same model.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve
from scipy.optimize import minimize

from harness.reference.face.detector import SURE, FoundFace
from harness.reference.face.landmarks import LandmarkFinder
from harness.reference.face.picture import UnusableImageError, decode
from harness.reference.face.quality import (
    CAUSES,
    COMPONENTS,
    MEASURED,
    TOLD,
    Floats,
    Linear,
    Observation,
    Observer,
    QualityModel,
    face_features,
    picture_features,
    told,
)
from harness.world.faces import (
    COMPONENT_OF,
    MANIFEST_FILE,
    REASON_OF,
    USUAL_LEVEL,
    Component,
    Defect,
    FaceRecord,
    FaceTruth,
    read_manifest,
)

Doubles = NDArray[np.float64]

_LEARNED = frozenset({"portrait", "selfie", "movement"})
_CLEAN = frozenset({"portrait", "selfie"})
_PARTS = 3
_RIDGE_SEEN = 3e-3  # of the mean square of a feature, times the number of samples
_RIDGE_MEASURED = 1e-3
_RIDGE_CAUSE = 3e-3
_EMPTY_BOXES = 8  # tried in a picture with nobody in it
_REFUSED_CLEAN = 0.003  # a component
_BEYOND = 0.2  # of the way from the median to the lowest: what was learned from is always a little better
_TOWARD_FAULT = 0.4  # of the gap between clean and faulty pictures
_CLEAN_SCORE = 2.2  # the median of clean pictures, in spreads above the threshold: a score of 90
_COUNTED = (-0.25, 0.25 / _CLEAN_SCORE)  # threshold and spread of what is counted and not measured
_FOUND_ALL_THE_SAME = 0.03  # weight of a fault that hid no face, among causes of finding none
_LOST_FACES = 0.002  # of faces, faulty ones too, that are taken for none
_PLACED = ("right_eye", "left_eye", "mouth_right", "mouth_left")
_PLACES = frozenset(_PLACED)
_MISTAKEN = 0.3  # of the way from eyes to mouth that the eyes are missed by
_LEAST_LEVEL = 4  # of a fault that is learned as a cause
_UNCLEAR: dict[Component, frozenset[Defect]] = {
    "under_exposure_prevention": frozenset({"uneven_light"}),
    "over_exposure_prevention": frozenset(),
    "illumination_uniformity": frozenset({"profile", "dark", "bright", "two_faces"}),
    "sharpness": frozenset({"low_resolution", "too_small"}),
}
"""Faults that bring a little of another component's fault with them: not learned there."""


@dataclass(frozen=True, slots=True)
class Example:
    """A picture of the folder and what is seen of it."""

    record: FaceRecord
    truth: FaceTruth | None
    seen: Observation

    @property
    def is_clean(self) -> bool:
        """Whether nothing was done to it."""
        return self.record.defect is None and self.record.kind in _CLEAN

    @property
    def is_mistaken(self) -> bool:
        """Whether what was found is not where the face is, as far as that is known."""
        if self.seen.points is None or self.truth is None or self.record.defect == "two_faces":
            return False
        if self.record.defect == "no_face":
            return True
        if not self.truth.landmarks.keys() >= _PLACES:
            return False
        right, left, *mouth = (np.array(self.truth.landmarks[name]) for name in _PLACED)
        scale = float(np.hypot(*((right + left) / 2 - sum(mouth) / 2)))
        off = np.hypot(*(self.seen.points[:2] - np.stack([right, left])).T).mean()
        return bool(off > _MISTAKEN * scale)

    def dose(self, component: Component) -> float:
        """Level of the fault that this component is for; 0 without."""
        defect, level = self.record.defect, self.record.level
        return float(level) if defect is not None and level is not None and COMPONENT_OF[defect] == component else 0.0

    def shown(self, name: str) -> float:
        """A number of the shot."""
        value = self.truth.shot.get(name, 0.0) if self.truth is not None else 0.0
        return float(value) if isinstance(value, (int, float)) else 0.0


def train_quality(folder: Path, finder: LandmarkFinder, stream: np.random.Generator) -> QualityModel:
    """Learn the gate from a folder.

    Raises:
        msgspec.ValidationError, msgspec.DecodeError: a line of the manifest or a truth that is none.
    """
    observer = Observer(finder)
    return trained(list(observed(folder, observer)), empty_faces(folder, observer, stream))


def observed(folder: Path, observer: Observer) -> Iterator[Example]:
    """The pictures in the order of the manifest; attacks and what is no usable file are left out."""
    for record in read_manifest((folder / MANIFEST_FILE).read_bytes()):
        if record.kind not in _LEARNED:
            continue
        file = folder / record.file
        try:
            picture = decode(file.read_bytes())
        except UnusableImageError:
            continue
        beside = file.with_suffix(".json")
        truth = msgspec.json.decode(beside.read_bytes(), type=FaceTruth) if beside.exists() else None
        yield Example(record=record, truth=truth, seen=observer.observe(picture))


def empty_faces(folder: Path, observer: Observer, stream: np.random.Generator) -> list[Observation]:
    """What is seen of places where nobody is."""
    seen = []
    for record in read_manifest((folder / MANIFEST_FILE).read_bytes()):
        if record.defect != "no_face":
            continue
        picture = decode((folder / record.file).read_bytes())
        blank = observer.observe(picture)
        boxes = [face.box for face in blank.sighting.faces]
        for _ in range(_EMPTY_BOXES):
            width = picture.gray.shape[1] * float(stream.uniform(0.25, 0.7))
            x, y = (float(stream.uniform(0, length - width)) for length in picture.gray.shape[::-1])
            boxes.append((x, y, width, width))
        seen += [observer.observe_face(picture, FoundFace(box=box, trust=0.0), blank) for box in boxes]
    return seen


def trained(examples: Sequence[Example], empty: Sequence[Observation]) -> QualityModel:
    """Learn from what was seen."""
    people = sorted({example.record.identity for example in examples})
    part = np.array([people.index(example.record.identity) % _PARTS for example in examples])
    numbers = np.full((len(examples), len(COMPONENTS)), np.nan, dtype=np.float32)
    faces = np.full(len(examples), np.nan, dtype=np.float32)
    outlines = np.zeros((len(examples), len(CAUSES)), dtype=np.float32)
    for held in range(_PARTS):
        half = _heads([one for one, at in zip(examples, part, strict=True) if at != held], empty[held::_PARTS])
        for number in np.flatnonzero(part == held).tolist():
            seen = examples[number].seen
            outlines[number] = half.outlines(seen.scene)
            found = told(half, seen)
            if found is not None:
                numbers[number] = found
                faces[number] = half.told(seen.parts["seen"])[-1]
    heads = _heads(examples, empty)
    least_face = _least_face(examples, faces)
    unsure = np.array([one.seen.sighting.trust < SURE for one in examples])
    numbers[faces < least_face[unsure.astype(int)]] = np.nan
    mapping = _mapping(examples, numbers)
    return QualityModel(
        told=heads.told,
        measured=heads.measured,
        mapping=mapping,
        least_face=least_face,
        with_face=_causes_with_face(examples, numbers, mapping),
        outlines=heads.outlines,
        without_face=_causes_without_face(examples, numbers, outlines),
    )


def _heads(examples: Sequence[Example], empty: Sequence[Observation]) -> QualityModel:
    """A model with nothing but heads."""
    found = [one for one in examples if one.seen.face is not None and one.record.defect != "two_faces"]
    faces = [one for one in found if not one.is_mistaken]
    empty = [*empty, *(one.seen for one in found if one.is_mistaken)]
    rows = np.stack([one.seen.parts["seen"] for one in faces])
    targets = np.array([[_TARGETS[component](one) for component in TOLD] for one in faces])
    away = np.stack([one.parts["seen"] for one in empty]) if empty else np.zeros((0, rows.shape[1]), np.float32)
    is_face = np.concatenate([np.ones(len(rows)), -np.ones(len(away))])
    weights = np.vstack(
        [
            _ridge(rows, targets, ridge=_RIDGE_SEEN),
            _ridge(np.concatenate([rows, away]), is_face[:, None], ridge=_RIDGE_SEEN),
        ]
    )
    nothing = Linear.of(np.zeros((1, 2)))
    return QualityModel(
        told=Linear.of(weights),
        measured={component: _measured(component, faces) for component in MEASURED},
        mapping=np.zeros((0, 2), dtype=np.float32),
        least_face=np.full(2, -np.inf, dtype=np.float32),
        outlines=_outlines(examples),
        with_face=nothing,
        without_face=nothing,
    )


_TARGETS: dict[Component, Callable[[Example], float]] = {
    "head_pose_yaw": lambda one: one.shown("yaw"),
    "eyes_open": lambda one: one.shown("expression.eyes_shut"),
    "mouth_closed": lambda one: one.shown("expression.mouth_open"),
    "face_occlusion_prevention": lambda one: one.dose("face_occlusion_prevention") / USUAL_LEVEL,
}


def _outlines(examples: Sequence[Example]) -> Linear:
    """How much a scene looks like each cause."""
    known = [(one, _cause(one)) for one in examples if one.is_clean or _cause(one) is not None]
    rows = np.stack([one.seen.scene for one, _ in known])
    causes = np.array([[float(cause == number) for number in range(len(CAUSES))] for _, cause in known])
    return Linear.of(_ridge(rows, causes, ridge=_RIDGE_SEEN))


def _measured(component: Component, faces: Sequence[Example]) -> Linear:
    """The dose of a fault from measures."""
    known = [one for one in faces if one.record.defect not in _UNCLEAR[component]]
    rows = np.stack([one.seen.parts[MEASURED[component]] for one in known])
    doses = np.array([[one.dose(component)] for one in known])
    return Linear.of(_ridge_of_measures(rows, doses))


def _ridge_of_measures(rows: Floats, targets: Doubles) -> Doubles:
    """Ridge regression of features that are first brought to unit spread."""
    spread = rows.std(axis=0) + np.float32(1e-3)
    weights = _ridge(rows / spread, targets, ridge=_RIDGE_MEASURED)
    weights[:, :-1] /= spread
    return weights


def _ridge(rows: Floats, targets: Doubles, *, ridge: float) -> Doubles:
    """Weights by target, the last one a constant; by pictures or by features, whichever are fewer."""
    middle, mean = rows.mean(axis=0), targets.mean(axis=0)
    centered, wanted = rows - middle, (targets - mean).astype(np.float32)
    few = len(rows) < rows.shape[1]
    squares = (centered @ centered.T if few else centered.T @ centered).astype(np.float64)
    squares[np.diag_indices_from(squares)] += ridge * np.trace(squares) / rows.shape[1] + 1e-9
    if few:
        weights = (centered.T.astype(np.float64) @ solve(squares, wanted, assume_a="pos")).T
    else:
        weights = solve(squares, (centered.T @ wanted).astype(np.float64), assume_a="pos").T
    return np.column_stack([weights, mean - weights @ middle])


def _mapping(examples: Sequence[Example], numbers: Floats) -> Floats:
    """Threshold and spread of each component."""
    clean = np.array([example.is_clean for example in examples]) & np.isfinite(numbers[:, 0])
    rows = []
    for column, component in enumerate(COMPONENTS):
        if component == "single_face_present":
            rows.append(_COUNTED)
            continue
        good = np.sort(numbers[clean, column])
        usual = np.array([one.dose(component) >= USUAL_LEVEL for one in examples]) & np.isfinite(numbers[:, 0])
        least = _low(good)
        most = float(np.quantile(numbers[usual, column], 0.98)) if usual.any() else least
        threshold = least - _TOWARD_FAULT * max(0.0, least - most)
        rows.append((threshold, max((float(np.median(good)) - threshold) / _CLEAN_SCORE, 1e-3)))
    return np.array(rows, dtype=np.float32)


def _low(good: Floats) -> float:
    """What so few clean pictures stay below; beyond the lowest of a small number, the tail is drawn on."""
    least = float(np.quantile(good, _REFUSED_CLEAN))
    return least - _BEYOND * float(np.median(good) - least) * float(len(good) * _REFUSED_CLEAN < 1)


def _least_face(examples: Sequence[Example], faces: Floats) -> Floats:
    """A face the detector was sure of may be spoiled in any way; one it was not must look like a clean one."""
    known = np.array([not one.is_mistaken for one in examples]) & np.isfinite(faces)
    clean = np.array([one.is_clean for one in examples]) & known
    sure = float(np.quantile(faces[known], _LOST_FACES))
    return np.array([sure, max(sure, _low(faces[clean]))], dtype=np.float32)


def _causes_with_face(examples: Sequence[Example], numbers: Floats, mapping: Floats) -> Linear:
    rows, causes = [], []
    for one, found in zip(examples, numbers, strict=True):
        cause = _cause(one)
        if cause is not None and np.isfinite(found[0]):
            rows.append(face_features((found - mapping[:, 0]) / mapping[:, 1], one.seen))
            causes.append(cause)
    return _softmax(np.stack(rows), np.array(causes), np.ones(len(rows)))


def _causes_without_face(examples: Sequence[Example], numbers: Floats, outlines: Floats) -> Linear:
    rows, causes, weights = [], [], []
    for one, found, there in zip(examples, numbers, outlines, strict=True):
        cause = _cause(one)
        if cause is None:
            continue
        rows.append(picture_features(one.seen, there))
        causes.append(cause)
        weights.append(_FOUND_ALL_THE_SAME if np.isfinite(found[0]) else 1.0)
    return _softmax(np.stack(rows), np.array(causes), np.array(weights))


def _cause(one: Example) -> int | None:
    defect, level = one.record.defect, one.record.level
    if defect is None or level is None or level < _LEAST_LEVEL:
        return None
    return CAUSES.index(REASON_OF[defect])


def _softmax(rows: Floats, causes: NDArray[np.int64], weights: Doubles) -> Linear:
    """Multinomial logistic regression."""
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-3
    placed = np.column_stack([(rows - middle) / spread, np.ones(len(rows))]).astype(np.float64)
    truth = np.eye(len(CAUSES))[causes]
    shares = weights / weights.sum()

    def loss(flat: Doubles) -> tuple[float, Doubles]:
        each = flat.reshape(len(CAUSES), -1)
        scores = placed @ each.T
        scores -= scores.max(axis=1, keepdims=True)
        log_shares = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        kept = each.copy()
        kept[:, -1] = 0
        slope = ((np.exp(log_shares) - truth) * shares[:, None]).T @ placed + _RIDGE_CAUSE * kept
        value = -float((truth * log_shares * shares[:, None]).sum()) + _RIDGE_CAUSE / 2 * float((kept**2).sum())
        return value, slope.ravel()

    begun = np.zeros(len(CAUSES) * placed.shape[1])
    each = minimize(loss, begun, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x.reshape(len(CAUSES), -1)
    inner = each[:, :-1] / spread
    return Linear.of(np.column_stack([inner, each[:, -1] - inner @ middle]))
