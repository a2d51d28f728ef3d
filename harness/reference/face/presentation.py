"""Whether a face before the camera is alive or a picture of one that somebody presents.

Rules: judges look at one kind of cue each (patterns, grain, tones, straight edges, layout, outline, eyes) and are weighed
together by two experts: one sees the surface of the face alone, the other what is around it. The second may accuse, but not
acquit: that nothing stands around a face says little of the face. Nor may a judge of what is around acquit what another one
accuses: a mask has no straight edges, a card no outline along the face. The score is calibrated so that `THRESHOLD` is where
1 % of the living faces of the development set, as they were taken, count as attacks.

Left out: masks of silicone, injected video, and morphs, which are genuine pictures of nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from harness.reference.face import edges, surface
from harness.reference.face.landmarks import LANDMARKS, Floats, Points
from harness.reference.face.picture import Color, Gray, Picture

THRESHOLD = 0.5

SURFACE = ("grid", "grain", "tones")
AROUND = ("edge", "frame", "cut", "eyes")
CUES = (*SURFACE, *AROUND)
SIGNS = tuple(cue.upper() for cue in CUES)
"""Codes by cue: a regular pattern; noise and sharpness of a copy; tones of ink or a display; straight edges; a frame or
fingers; the line of scissors; eyes behind holes."""

DIRECTION_STEPS = 32
"""What one deviation of a drawn direction is in its eight bits."""

_MOST = 5.0  # deviations from the mean that count
_EYES_APART_PX = 110.0  # a larger face is made smaller
_WARY = 1.0  # odds below even from which an accusation begins to count
_SHARPNESS = 2.0  # of the step from silence to accusation
_EYES = tuple(LANDMARKS.index(name) for name in ("right_eye", "left_eye"))

Cues = dict[str, Floats]


@dataclass(frozen=True, slots=True)
class Presentation:
    """What is presented in one picture, as far as the detector can tell."""

    score: float
    """0 to 1; `THRESHOLD` and more is an attack."""
    signs: tuple[str, ...]
    """What gives the attack away, the plainest first; of an attack at least one, of a living face none."""

    @property
    def is_attack(self) -> bool:
        """Whether the score reaches the threshold."""
        return self.score >= THRESHOLD


@dataclass(frozen=True, slots=True)
class Judge:
    """What was trained for one kind of cue."""

    middle: Floats
    spread: Floats
    directions: NDArray[np.int8]
    """Drawn, not learned: the positive parts of what lies along them are further features; features x any number, none too."""
    shifts: Floats
    weights: Floats
    """Of the features, then of the further ones, then the constant."""

    def odds(self, rows: Floats) -> Floats:
        """The logarithmic odds of an attack; *Shapes*: rows x features, rows."""
        return np.asarray(self.seen(rows) @ self.weights[:-1] + self.weights[-1], dtype=np.float32)

    def seen(self, rows: Floats) -> Floats:
        """What is weighed."""
        even = np.clip((rows - self.middle) / self.spread, -_MOST, _MOST)
        return np.concatenate([even, np.maximum(even @ self._further() + self.shifts, 0)], axis=-1)

    def _further(self) -> Floats:
        return self.directions * np.float32(1 / (DIRECTION_STEPS * len(self.directions) ** 0.5))


@dataclass(frozen=True, slots=True)
class PresentationModel:
    """What was trained."""

    judges: Mapping[str, Judge]
    """By the names of `CUES`."""
    surface: Floats
    """Weights of the judges of the surface, and a constant."""
    around: Floats
    limits: Floats
    """The odds from which a judge's cue is a sign, in the order of `CUES`."""
    calibration: Floats
    """Slope and offset of the score's odds over what the experts say."""

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """The model as named arrays."""
        arrays: dict[str, NDArray[np.generic]] = {
            f"{cue}_{part}": getattr(judge, part).astype(np.int8 if part == "directions" else np.float16)
            for cue, judge in self.judges.items()
            for part in Judge.__slots__
        }
        whole = {name: getattr(self, name) for name in ("surface", "around", "limits", "calibration")}
        return arrays | whole

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "PresentationModel":
        """The model from what `to_arrays` gave."""
        floats = {name: np.asarray(array, dtype=np.float32) for name, array in arrays.items()}
        judges = {
            cue: Judge(
                middle=floats[f"{cue}_middle"],
                spread=floats[f"{cue}_spread"],
                directions=np.asarray(arrays[f"{cue}_directions"], dtype=np.int8),
                shifts=floats[f"{cue}_shifts"],
                weights=floats[f"{cue}_weights"],
            )
            for cue in CUES
        }
        return cls(
            judges=judges,
            **{name: floats[name] for name in ("surface", "around", "limits", "calibration")},
        )

    def odds(self, cues: Mapping[str, Floats]) -> Floats:
        """What every judge says of each row; *Shapes*: rows x features by cue, rows x `CUES`."""
        return np.stack([self.judges[cue].odds(cues[cue]) for cue in CUES], axis=-1)

    def together(self, odds: Floats) -> Floats:
        """What the experts say together; *Shapes*: rows x `CUES`, rows."""
        split = len(SURFACE)
        first = odds[:, :split] @ self.surface[:-1] + self.surface[-1]
        second = backed(odds[:, split:]) @ self.around[:-1] + self.around[-1]
        return np.asarray(first + backed(second), dtype=np.float32)


class PresentationDetector:
    """Tells attacks from living faces; safe to call from several threads."""

    def __init__(self, model: PresentationModel) -> None:
        self._model = model

    def judge(self, picture: Picture, points: Points) -> Presentation:
        """The verdict on the face with these landmarks."""
        cues = {name: row[None, :] for name, row in cues_of(picture, points).items()}
        odds = self._model.odds(cues)
        slope, offset = (float(value) for value in self._model.calibration)
        told = slope * float(self._model.together(odds)[0]) + offset
        score = float(1 / (1 + np.exp(-np.clip(told, -60, 60))))
        return Presentation(score=score, signs=self._signs(odds[0]) if score >= THRESHOLD else ())

    def _signs(self, odds: Floats) -> tuple[str, ...]:
        over = odds - self._model.limits
        ranked = np.argsort(-over, kind="stable")
        return tuple(SIGNS[at] for place, at in enumerate(ranked) if place == 0 or over[at] >= 0)


def backed(odds: Floats) -> Floats:
    """What is added by one who may accuse but not acquit: nothing if nothing is seen, the odds if they are sure."""
    return np.asarray(np.logaddexp(0, _SHARPNESS * (odds + _WARY)) / _SHARPNESS, dtype=np.float32)


def cues_of(picture: Picture, points: Points) -> Cues:
    """What is seen of a face, by the names of `CUES`; a large face is looked at from farther away."""
    color, gray, points = _within_reach(picture, points)
    face = surface.cut_face(color, points)
    planes = surface.opponents(face)
    middle, begin = edges.inner(color)
    view = np.asarray(cv2.cvtColor(edges.wide_view(middle, points - begin), cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    return {
        "grid": surface.grid(planes),
        "grain": surface.grain(planes),
        "tones": surface.tones(face, planes),
        "edge": edges.lines(view),
        "frame": edges.layout(view),
        "cut": edges.outline(middle, points - begin),
        "eyes": edges.holes(gray, points),
    }


def _within_reach(picture: Picture, points: Points) -> tuple[Color, Gray, Points]:
    apart = float(np.hypot(*(points[_EYES[1]] - points[_EYES[0]])))
    if apart <= _EYES_APART_PX:
        return picture.color, picture.gray, points
    shrink = _EYES_APART_PX / apart
    size = tuple(max(round(side * shrink), 1) for side in reversed(picture.gray.shape))
    color, gray = (
        np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        for whole in (picture.color, picture.gray)
    )
    return color, gray, np.asarray((points + np.float32(0.5)) * np.float32(shrink) - np.float32(0.5))
