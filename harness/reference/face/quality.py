"""The quality gate: judges a picture by components, each 0 to 100, and says why it cannot be used.

Rules: what is seen is measured (`measures`) or told by a linear head from the description of the face (`patch`); each number
is mapped so that 50 is the frozen threshold of the gate; a component below it is a reason. A reason seldom comes alone (a
small face is coarse as well), so a linear model of causes, trained on pictures with one known fault, puts the likeliest one
first. Where no face is found, nothing of it can be assessed (-1), and the cause is told from the picture as a whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import get_args

import cv2
import numpy as np
from numpy.typing import NDArray

from harness.reference.face import measures
from harness.reference.face.detector import SURE, FoundFace
from harness.reference.face.landmarks import LANDMARKS, LandmarkFinder, Points
from harness.reference.face.patch import FEATURES, cut_patch, described, outline, to_patch
from harness.reference.face.picture import Gray, Picture
from harness.reference.face.sighting import Sighting, Watch
from harness.world.faces import COMPONENT_OF, REASON_OF, Component

Floats = NDArray[np.float32]

COMPONENTS: tuple[Component, ...] = get_args(Component)
THRESHOLD = 50
NOT_ASSESSED = -1

CAUSES = tuple(dict.fromkeys(REASON_OF.values()))
COMPONENT_OF_CAUSE: dict[str, Component] = {REASON_OF[defect]: component for defect, component in COMPONENT_OF.items()}

_EYES_WIDTH, _EYES_HEIGHT, _EYES_ZOOM = 128, 48, 1.75  # a strip about the eyes, larger than in the patch
_EYES = cv2.HOGDescriptor((_EYES_WIDTH, _EYES_HEIGHT), (16, 16), (8, 8), (8, 8), 9)
SEEN = FEATURES + _EYES.getDescriptorSize() + 2 * len(LANDMARKS)
SIGHTS = 5
TOLD: tuple[Component, ...] = ("head_pose_yaw", "eyes_open", "mouth_closed", "face_occlusion_prevention")
"""What heads tell from the description of the face."""
MEASURED: dict[Component, str] = {
    "under_exposure_prevention": "light",
    "over_exposure_prevention": "light",
    "illumination_uniformity": "sides",
    "sharpness": "detail",
}
"""What is told from measures of the face, and from which."""
WITH_FACE = 2 * len(COMPONENTS) + SIGHTS
WITHOUT_FACE = measures.WHOLE + 1 + len(CAUSES)
_STEEP = 8.0  # numbers further from the threshold, in spreads, tell causes no more
_FROM_THE_SIDE_DEG = 45.0  # the turn of a face that is rather seen from the side than from the front
_OUTLINE_WEIGHT = np.float32(0.2)  # beside the description, whose numbers are small


@dataclass(frozen=True, slots=True)
class Observation:
    """What is known of a picture before anything trained judges it."""

    sighting: Sighting
    whole: Floats
    scene: Floats
    face: FoundFace | None = None
    points: Points | None = None
    numbers: dict[Component, float] = field(default_factory=dict)
    """Components that are plain numbers; more is better."""
    parts: dict[str, Floats] = field(default_factory=dict)
    """Measures by name, and the descriptions of the face, `seen`, and of the one beside it, `second`, if there is one."""

    @property
    def sight(self) -> Floats:
        """How the faces were seen; *Shape*: SIGHTS."""
        second = self.sighting.faces[1].trust if len(self.sighting.faces) > 1 else 0.0
        return np.array(
            [
                float(self.face is not None),
                np.log1p(self.sighting.trust),
                np.log1p(self.sighting.profile),
                np.log1p(second),
                float(self.sighting.profile > self.sighting.trust),
            ],
            dtype=np.float32,
        )


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the gate says of a picture."""

    components: dict[Component, int]
    """0 to 100, below 50 is refused; -1 for failure to assess."""
    reasons: tuple[str, ...]
    """Why the picture cannot be used, the likeliest cause first; none of a picture that can."""
    face: FoundFace | None = None
    points: Points | None = None


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights by row, the last column a constant, in sixteen bits with a scale a row."""

    weights: NDArray[np.float16]
    scales: Floats

    @classmethod
    def of(cls, weights: NDArray[np.float64]) -> "Linear":
        """Rounded weights."""
        scales = np.abs(weights).max(axis=1) + 1e-12
        return cls(weights=(weights / scales[:, None]).astype(np.float16), scales=scales.astype(np.float32))

    def __call__(self, features: Floats) -> Floats:
        """A number by row; *Shape* of features: columns, or pictures x columns."""
        weights = self.weights.astype(np.float32)
        return np.asarray((features @ weights[:, :-1].T + weights[:, -1]) * self.scales, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class QualityModel:
    """What was trained."""

    told: Linear
    """Rows as `TOLD` and, last, whether it is a face at all."""
    measured: dict[Component, Linear]
    mapping: Floats
    """Threshold and spread by component."""
    least_face: Floats
    """What the last row of `told` gives at least for a face that the detector was sure of, and for one it was not."""
    outlines: Linear
    """How much the scene looks like each cause."""
    with_face: Linear
    """Causes from what is wrong with the face."""
    without_face: Linear
    """Causes from the whole picture."""

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """The model as named arrays."""
        linear: dict[str, Linear] = {"told": self.told, "outlines": self.outlines}
        linear |= {"with_face": self.with_face, "without_face": self.without_face}
        linear.update(self.measured.items())
        arrays: dict[str, NDArray[np.generic]] = {
            "mapping": self.mapping,
            "least_face": self.least_face,
        }
        for name, one in linear.items():
            arrays[f"{name}.weights"], arrays[f"{name}.scales"] = one.weights, one.scales
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "QualityModel":
        """The model from what `to_arrays` gave."""

        def linear(name: str) -> Linear:
            return Linear(
                weights=np.asarray(arrays[f"{name}.weights"], dtype=np.float16),
                scales=np.asarray(arrays[f"{name}.scales"], dtype=np.float32),
            )

        return cls(
            told=linear("told"),
            measured={component: linear(component) for component in MEASURED},
            mapping=np.asarray(arrays["mapping"], dtype=np.float32),
            least_face=np.asarray(arrays["least_face"], dtype=np.float32),
            outlines=linear("outlines"),
            with_face=linear("with_face"),
            without_face=linear("without_face"),
        )


class Observer:
    """Looks and measures; safe to call from several threads."""

    def __init__(self, finder: LandmarkFinder) -> None:
        self._finder = finder
        self._watch = Watch()

    def observe(self, picture: Picture) -> Observation:
        """What is seen of the best face from the front, and of the picture as a whole."""
        sighting = self._watch.look(picture.gray)
        seen = Observation(sighting=sighting, whole=measures.whole(picture.gray), scene=measures.scene(picture.gray))
        return self.observe_face(picture, sighting.faces[0], seen) if sighting.faces else seen

    def observe_face(self, picture: Picture, face: FoundFace, seen: Observation) -> Observation:
        """The same with the measures of that face."""
        gray = picture.gray
        height, width = gray.shape
        points = self._finder.find(gray, face)
        near = measures.around_eyes(gray, points)
        detail, scale = measures.detail(near), measures.face_scale(points)
        numbers: dict[Component, float] = {
            "noise_prevention": -float(detail[-2]),
            "inter_eye_distance": float(np.log(scale)),
            "crop_prevention": measures.room_about(points, width=width, height=height),
            "head_size": float(np.log(scale / height)),
            "head_pose_roll": -abs(measures.roll_of(points)),
            "single_face_present": -_beside(seen.sighting),
        }
        patch = cut_patch(gray, points)
        parts = {
            "light": measures.lightness(near),
            "sides": measures.sides(patch),
            "detail": detail,
            "seen": _described(gray, points, patch),
        }
        if len(seen.sighting.faces) > 1:
            second = self._finder.find(gray, seen.sighting.faces[1])
            parts["second"] = _described(gray, second, cut_patch(gray, second))
        return replace(seen, face=face, points=points, numbers=numbers, parts=parts)


def _described(gray: Gray, points: Points, patch: Gray) -> Floats:
    """The description of the face, of its eyes more closely, and where its landmarks lie; *Shape*: SEEN."""
    parts = described(patch), _EYES.compute(_eyes(gray, points)), outline(points) * _OUTLINE_WEIGHT
    return np.concatenate(parts).astype(np.float32)


def _eyes(gray: Gray, points: Points) -> Gray:
    """The strip about the eyes."""
    there = to_patch(points) * _EYES_ZOOM
    at = there[:, :2] @ points[:2].mean(axis=0) + there[:, 2]
    there[:, 2] += (_EYES_WIDTH / 2 - 0.5, _EYES_HEIGHT / 2 - 0.5) - at
    strip = cv2.warpAffine(
        gray, there, (_EYES_WIDTH, _EYES_HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(strip, dtype=np.uint8)


def _beside(sighting: Sighting) -> float:
    """How sure a second face is, beside the first; 0 to 1."""
    if len(sighting.faces) < 2:  # noqa: PLR2004 (two faces)
        return 0.0
    return min(1.0, 0.5 + sighting.faces[1].trust / max(sighting.trust, 1.0))


class QualityGate:
    """Judges pictures; safe to call from several threads."""

    def __init__(self, model: QualityModel, finder: LandmarkFinder) -> None:
        self._model = model
        self._observer = Observer(finder)

    def assess(self, picture: Picture) -> Assessment:
        """The components and, of a picture that cannot be used, the reasons."""
        return judged(self._model, self._observer.observe(picture))


def judged(model: QualityModel, seen: Observation) -> Assessment:
    """What the model says of what was seen."""
    numbers = told(model, seen)
    if numbers is None:
        return _without_face(model, seen)
    depths = (numbers - model.mapping[:, 0]) / model.mapping[:, 1]
    scores = np.rint(100 / (1 + np.exp(-np.clip(depths, -30, 30)))).astype(int)
    components = dict(zip(COMPONENTS, scores.tolist(), strict=True))
    likelihood = dict(zip(CAUSES, model.with_face(face_features(depths, seen)).tolist(), strict=True))
    wrong = [_REASONS[component] for component, score in components.items() if score < THRESHOLD]
    return Assessment(
        components=components,
        reasons=tuple(sorted(wrong, key=lambda reason: -likelihood[reason])),
        face=seen.face,
        points=seen.points,
    )


def told(model: QualityModel, seen: Observation) -> Floats | None:
    """The components as numbers, more is better; none without a face."""
    if seen.face is None:
        return None
    heads = model.told(seen.parts["seen"])
    if heads[-1] < model.least_face[int(seen.sighting.trust < SURE)]:
        return None
    numbers = dict(seen.numbers)
    for component, number in zip(TOLD, heads, strict=False):
        numbers[component] = -abs(float(number)) if component == "head_pose_yaw" else -float(number)
    if seen.sighting.profile > seen.sighting.trust:
        numbers["head_pose_yaw"] = min(numbers["head_pose_yaw"], -_FROM_THE_SIDE_DEG)
    if "second" in seen.parts and model.told(seen.parts["second"])[-1] < model.least_face[0]:
        numbers["single_face_present"] = 0.0
    for component, part in MEASURED.items():
        numbers[component] = -float(model.measured[component](seen.parts[part])[0])
    return np.array([numbers[component] for component in COMPONENTS], dtype=np.float32)


def face_features(depths: Floats, seen: Observation) -> Floats:
    """What causes are told from when there is a face; *Shape*: WITH_FACE."""
    depths = np.clip(depths, -_STEEP, _STEEP)
    return np.concatenate([depths, np.minimum(depths, 0), seen.sight]).astype(np.float32)


def picture_features(seen: Observation, outlines: Floats) -> Floats:
    """What causes are told from when there is none; *Shape*: WITHOUT_FACE."""
    return np.array([*seen.whole, np.log1p(seen.sighting.profile), *outlines], dtype=np.float32)


_REASONS: dict[Component, str] = {
    component: cause for cause, component in COMPONENT_OF_CAUSE.items() if cause != "NO_FACE"
}
"""What a component says of a face."""


def _without_face(model: QualityModel, seen: Observation) -> Assessment:
    cause = "NO_FACE"
    if seen.scene.any():  # a picture of one tone shows nobody
        features = picture_features(seen, model.outlines(seen.scene))
        cause = CAUSES[int(np.argmax(model.without_face(features)))]
    components = dict.fromkeys(COMPONENTS, NOT_ASSESSED)
    components[COMPONENT_OF_CAUSE[cause]] = 0
    return Assessment(components=components, reasons=(cause,))
