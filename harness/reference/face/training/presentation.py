"""Trains what tells attacks from living faces: a judge for each kind of cue, then two experts, then the frozen threshold.

Each judge is a logistic regression over features and drawn combinations of them, every species at equal weight. Experts weigh
what judges say of people that these have not learned. The threshold comes from people that nothing was learned from. Judges of
the surface also learn copies that are made here (`recapture`), so that they know more kinds of copies than instruments, and
copies that are cut out (`cutout`). Of these and of worn masks the judge of the outline learns, of no other attack, lest it look
for straight edges; judges of such edges and of frames learn the real attacks alone, and that of eyes both. Living faces are those
of many people: a few dozen show too little of what is usual. Heads that turn are taught with copies of them, for no instrument of
the generator turns.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from harness.reference.face.detector import FaceDetector
from harness.reference.face.landmarks import Floats, LandmarkFinder, Points
from harness.reference.face.picture import Color, Picture, decode
from harness.reference.face.presentation import (
    CUES,
    DIRECTION_STEPS,
    SURFACE,
    Cues,
    Judge,
    PresentationModel,
    backed,
    cues_of,
)
from harness.reference.face.training.cutout import cut_out
from harness.reference.face.training.recapture import recaptured, softened
from harness.world.faces import MANIFEST_FILE, FaceRecord, read_manifest

LIVING_REFUSED = 0.025
"""Share of the living faces of the development set, as they were taken, that the frozen threshold takes for attacks."""

MADE = "made"
"""In place of a species: a copy that was made here, in its surroundings too."""
CUT = "cut"
"""The same, of a copy that was cut out along the face, before living surroundings."""
_OUTLINED = (CUT, "mask")
"""What has the outline of a face."""
_COPIES = 2  # of a living face, whole and cut out
_OF_EACH_LIVING = 2  # selfies; more people teach more than more moments do
_FOLDS = 4
_DEVELOPMENT = 4  # every fourth person
_FURTHER = {"grid": 400, "tones": 400, "grain": 400}  # drawn combinations of features
_HOLD = {"grid": 5e-4, "grain": 5e-4, "tones": 5e-4, "edge": 2e-3, "frame": 2e-2, "cut": 2e-2, "eyes": 2e-2}
_HOLD_EXPERTS = 1e-3
_SIGN = 0.995  # of the living faces have lower odds of a judge than its limit
_KINDS = frozenset({"selfie", "attack"})
_TURNED = (2, 7)  # frames of a movement, far to one side and to the other; those beside them are alike
_MILD = {"blur": 2, "noise": 2}  # up to these levels a face must still count as living

Doubles = NDArray[np.float64]
_Further = tuple[NDArray[np.int8], Floats]
Finder = Callable[[FaceRecord, Picture], Points | None]
"""The landmarks of the face of a picture, if there is one."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One picture for training."""

    cues: Cues
    person: str
    species: str
    """Empty of a living face."""
    is_softened: bool = False
    """Whether a living face was made worse here."""


@dataclass(frozen=True, slots=True)
class _Face:
    """A living face that copies are made of."""

    person: str
    picture: Picture
    points: Points


@dataclass(frozen=True, slots=True)
class _Table:
    """Many pictures, a row each."""

    cues: Cues
    people: NDArray[np.str_]
    species: NDArray[np.str_]
    is_softened: NDArray[np.bool_]

    def only(self, chosen: NDArray[np.bool_]) -> "_Table":
        """The chosen rows."""
        cues = {name: rows[chosen] for name, rows in self.cues.items()}
        return _Table(cues, self.people[chosen], self.species[chosen], self.is_softened[chosen])

    @property
    def is_attack(self) -> NDArray[np.bool_]:
        return np.asarray(self.species != "")

    @property
    def is_real(self) -> NDArray[np.bool_]:
        return np.asarray((self.species != MADE) & (self.species != CUT))

    def taught(self, cue: str) -> "_Table":
        """What the judge of a cue learns."""
        if cue in SURFACE:
            return self
        if cue == "cut":
            return self.only(~self.is_attack | np.isin(self.species, _OUTLINED))
        return self.around() if cue == "eyes" else self.only(self.is_real)

    def around(self) -> "_Table":
        """The pictures in which what is around the face is what a camera would see around it."""
        return self.only(self.species != MADE)


def train_presentation(
    attacks: Path, living: Path, finder: LandmarkFinder, stream: np.random.Generator
) -> PresentationModel:
    """Learn from a folder of attacks with some living faces, and from a folder of many more living people.

    Nobody may be in both. A picture in which no face is found teaches nothing.

    Raises:
        UnusableImageError: a picture that cannot be decoded.
        msgspec.ValidationError, msgspec.DecodeError: a line of the manifest that is no record.
    """
    detector = FaceDetector()

    def find(_record: FaceRecord, picture: Picture) -> Points | None:
        faces = detector.find(picture.gray)
        return finder.find(picture.gray, faces[0]) if faces else None

    return train([*seen_in(attacks, find, stream), *living_in(living, find)], stream)


def seen_in(folder: Path, find: Finder, stream: np.random.Generator) -> Iterator[Seen]:
    """The pictures of a folder in the order of its manifest, and what is made of them.

    Raises:
        UnusableImageError: a picture that cannot be decoded.
        msgspec.ValidationError, msgspec.DecodeError: a line of the manifest that is no record.
    """
    before: tuple[_Face, ...] = ()
    for record in filter(_is_taught, read_manifest((folder / MANIFEST_FILE).read_bytes())):
        picture = decode((folder / record.file).read_bytes())
        points = find(record, picture)
        if points is not None:
            face = _Face(f"{folder.name}/{record.identity}", picture, points)
            yield Seen(cues_of(picture, points), face.person, record.species or "")
            if record.kind != "attack":
                other = next((one for one in before if one.person != face.person), face)
                before = (face, other)
                yield from _made_of(face, other, stream)


def _is_taught(record: FaceRecord) -> bool:
    """An attack, a selfie with no defect or a mild one, or one of two frames of each movement of a head."""
    if record.kind == "movement":
        return record.capture in _TURNED
    return record.kind in _KINDS and (not record.defect or (record.level or 9) <= _MILD.get(record.defect, 0))


def living_in(folder: Path, find: Finder) -> Iterator[Seen]:
    """A few selfies of each person of a folder, in the order of its manifest.

    Raises:
        UnusableImageError: a picture that cannot be decoded.
        msgspec.ValidationError, msgspec.DecodeError: a line of the manifest that is no record.
    """
    for record in read_manifest((folder / MANIFEST_FILE).read_bytes()):
        if record.kind != "selfie" or record.defect or record.capture >= _OF_EACH_LIVING:
            continue
        picture = decode((folder / record.file).read_bytes())
        points = find(record, picture)
        if points is not None:
            yield Seen(cues_of(picture, points), f"{folder.name}/{record.identity}", "")


def _made_of(face: _Face, other: _Face, stream: np.random.Generator) -> Iterator[Seen]:
    """A worse picture of a living face, copies of it, and the person behind cut-out copies of another one."""
    color, points = face.picture.color, face.points
    yield Seen(cues_of(_picture_of(softened(color, stream)), points), face.person, "", is_softened=True)
    for _ in range(_COPIES):
        copy, there = recaptured(color, points, stream)
        yield Seen(cues_of(_picture_of(copy), there), face.person, MADE)
    for _ in range(_COPIES):
        copy, there = cut_out(color, points, of=(other.picture.color, other.points), stream=stream)
        yield Seen(cues_of(_picture_of(copy), there), face.person, CUT)


def _picture_of(color: Color) -> Picture:
    return Picture(color=color, gray=np.asarray(cv2.cvtColor(color, cv2.COLOR_BGR2GRAY), dtype=np.uint8))


def train(seen: Sequence[Seen], stream: np.random.Generator) -> PresentationModel:
    """Learn from most people, and freeze the threshold on the others."""
    table = _Table(
        {cue: np.stack([one.cues[cue] for one in seen]) for cue in CUES},
        np.array([one.person for one in seen]),
        np.array([one.species for one in seen]),
        np.array([one.is_softened for one in seen]),
    )
    number = np.unique(table.people, return_inverse=True)[1]
    learned = table.only(number % _DEVELOPMENT != 0)
    further = {cue: _drawn(table.cues[cue].shape[1], _FURTHER.get(cue, 0), stream) for cue in CUES}
    judges = {cue: _judge(learned, cue, further[cue]) for cue in CUES}
    judged = _judged_unseen(learned, further)
    model = PresentationModel(
        judges=judges,
        surface=_expert(judged[:, : len(SURFACE)], learned),
        around=_expert(backed(judged[learned.species != MADE][:, len(SURFACE) :]), learned.around()),
        limits=np.zeros(len(CUES), dtype=np.float32),
        calibration=np.array([1.0, 0.0], dtype=np.float32),
    )
    return _frozen(model, table.only((number % _DEVELOPMENT == 0) & table.is_real))


def _frozen(model: PresentationModel, development: _Table) -> PresentationModel:
    """The model with the limits and the calibration that unseen people call for."""
    odds = model.odds(development.cues)
    told, living = model.together(odds), ~development.is_attack
    threshold = float(np.quantile(told[living & ~development.is_softened], 1 - LIVING_REFUSED))
    slope = max(float(_logistic(told[:, None] - threshold, development, hold=1e-4)[0]), 0.1)
    return PresentationModel(
        judges=model.judges,
        surface=model.surface,
        around=model.around,
        limits=np.quantile(odds[living], _SIGN, axis=0).astype(np.float32),
        calibration=np.array([slope, -slope * threshold], dtype=np.float32),
    )


def _judged_unseen(learned: _Table, further: dict[str, _Further]) -> Floats:
    """What judges say who have not learned the person; *Shape*: rows x `CUES`."""
    fold = np.unique(learned.people, return_inverse=True)[1] % _FOLDS
    odds = np.zeros((len(fold), len(CUES)), dtype=np.float32)
    for number in range(_FOLDS):
        others, own = learned.only(fold != number), fold == number
        for at, cue in enumerate(CUES):
            odds[own, at] = _judge(others, cue, further[cue]).odds(learned.cues[cue][own])
    return odds


def _drawn(features: int, count: int, stream: np.random.Generator) -> _Further:
    """Directions of combinations and their shifts, as they are stored."""
    directions = np.clip(np.rint(stream.normal(0, DIRECTION_STEPS, (features, count))), -127, 127)
    return directions.astype(np.int8), _stored(stream.normal(0, 0.7, count))


def _judge(table: _Table, cue: str, further: _Further) -> Judge:
    table = table.taught(cue)
    rows = table.cues[cue]
    middle, spread = _stored(rows.mean(axis=0)), _stored(rows.std(axis=0) + 1e-3)
    judge = Judge(middle, spread, *further, weights=np.zeros(1, dtype=np.float32))
    weights = _logistic(judge.seen(rows).astype(np.float64), table, hold=_HOLD[cue])
    return Judge(middle, spread, *further, weights=_stored(weights))


def _expert(odds: Floats, table: _Table) -> Floats:
    return _logistic(odds.astype(np.float64), table, hold=_HOLD_EXPERTS).astype(np.float32)


def _stored(values: Doubles | Floats) -> Floats:
    """Rounded to what the file keeps."""
    return np.asarray(values, dtype=np.float16).astype(np.float32)


def _logistic(rows: Doubles | Floats, table: _Table, *, hold: float) -> Doubles:
    """Weights and a constant at which living faces and attacks are told apart best, every species at equal weight."""
    wanted = table.is_attack.astype(np.float64)
    weight = _weights(table.species)

    def loss(weights: Doubles) -> tuple[float, Doubles]:
        told = rows @ weights[:-1] + weights[-1]
        off = weight * (1 / (1 + np.exp(-np.clip(told, -60, 60))) - wanted)
        value = float((weight * (np.logaddexp(0, told) - wanted * told)).sum() + 0.5 * hold * (weights[:-1] ** 2).sum())
        return value, np.append(rows.T @ off + hold * weights[:-1], off.sum())

    best = minimize(
        loss,
        np.zeros(rows.shape[1] + 1),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 400, "maxfun": 500, "ftol": 1e-9, "gtol": 1e-6},
    )
    return np.asarray(best.x, dtype=np.float64)


def _weights(species: NDArray[np.str_]) -> Doubles:
    """Half of the whole for living faces, the other for attacks, in which every species counts the same."""
    names, at, counts = np.unique(species, return_inverse=True, return_counts=True)
    share = np.where(names == "", 0.5, 0.5 / max(int((names != "").sum()), 1))
    return np.asarray((share / counts)[at])
